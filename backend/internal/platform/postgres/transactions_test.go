package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// inside reads every wall's setting and the role, as the next user of a
// connection finds them.
func inside(t *testing.T, q postgres.Querier) string {
	t.Helper()
	var s string
	require.NoError(t, q.QueryRow(t.Context(), `select concat_ws('|', nullif(current_setting('alias.tenant_id', true), ''), nullif(current_setting('alias.account_id', true), ''),
		nullif(current_setting('alias.developer_id', true), ''), nullif(current_setting('alias.keys', true), ''), current_user)`).Scan(&s))
	return s
}

func TestNoWallStaysWithTheConnection(t *testing.T) {
	t.Parallel()
	x := setup(t, oneConnection)
	failed := errors.New("no")

	for name, use := range map[string]func() error{
		"a tenant's, committed": func() error {
			return x.db.InTenant(t.Context(), x.a.tenant, func(postgres.TenantTx) error { return nil })
		},
		"a tenant's, rolled back": func() error {
			err := x.db.InTenant(t.Context(), x.a.tenant, func(postgres.TenantTx) error { return failed })
			require.ErrorIs(t, err, failed)
			return nil
		},
		"a tenant's, broken": func() error {
			err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
				_, err := tx.Exec(t.Context(), "select 1/0")
				return err
			})
			require.Error(t, err)
			return nil
		},
		"a person's": func() error {
			return x.db.InPerson(t.Context(), x.a.account, func(postgres.PersonTx) error { return nil })
		},
		"some keys'": func() error {
			return x.db.ByKeys(t.Context(), []secret.Hash{x.a.key}, func(postgres.PersonTx) error { return nil })
		},
		"a developer's": func() error {
			return x.db.InDeveloper(t.Context(), x.a.developer, func(postgres.DeveloperTx) error { return nil })
		},
		"the system's": func() error { return x.db.AsSystem(t.Context(), func(postgres.SystemTx) error { return nil }) },
		"a peek's": func() error {
			require.Equal(t, 1, count(t, x.db.PeekTenant(x.a.tenant), "clients"))
			return nil
		},
		"a broken peek's": func() error {
			_, err := x.db.PeekTenant(x.a.tenant).Exec(t.Context(), "select 1/0")
			require.Error(t, err)
			return nil
		},
	} {
		require.NoError(t, use(), name)
		require.Equal(t, "alias_app", inside(t, x.db.Directory()), name)
		_, err := x.db.Directory().Exec(t.Context(), "select 1 from clients")
		require.True(t, refused(err), "%s: %v", name, err)
	}
}

func TestAPeekIsOneWalledRoundTrip(t *testing.T) {
	t.Parallel()
	x := setup(t)

	for name, look := range map[string]func(){
		"a tenant's":    func() { require.Equal(t, 1, count(t, x.db.PeekTenant(x.a.tenant), "clients")) },
		"a person's":    func() { require.Equal(t, 1, count(t, x.db.PeekPerson(x.a.account), "accounts")) },
		"some keys'":    func() { require.Equal(t, 1, count(t, x.db.PeekKeys([]secret.Hash{x.a.key}), "sessions")) },
		"a developer's": func() { require.Equal(t, 1, count(t, x.db.PeekDeveloper(x.a.developer), "members")) },
	} {
		x.trips.Reset()
		look()
		n, said := x.trips.Count()
		require.Equal(t, 1, n, "%s: %v", name, said)
	}
	require.Nil(t, x.db.PeekTenant(x.a.tenant).Underlying(), "no job can be left in a peek")

	// A peek at another's rows finds none, and changes what it changes by itself.
	done, err := x.db.PeekTenant(x.a.tenant).Exec(t.Context(), "update clients set name = 'x' where tenant_id = $1", x.b.tenant)
	require.NoError(t, err)
	require.Zero(t, done.RowsAffected())
	done, err = x.db.PeekTenant(x.a.tenant).Exec(t.Context(), "update clients set name = 'x' where tenant_id = $1", x.a.tenant)
	require.NoError(t, err)
	require.EqualValues(t, 1, done.RowsAffected())
	require.Equal(t, []string{"n", "x"}, x.strings("select name from clients order by name"))
	err = x.db.PeekTenant(x.a.tenant).QueryRow(t.Context(), "select 1 from clients where tenant_id = $1", x.b.tenant).Scan(new(int))
	require.True(t, postgres.IsNone(err))
	_, err = x.db.PeekTenant(x.a.tenant).Exec(t.Context(), "select 1 from no_such_table")
	require.Error(t, err)
}

func TestATransactionCostsTwoRoundTripsMore(t *testing.T) {
	t.Parallel()
	x := setup(t)

	x.trips.Reset()
	require.NoError(t, x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
		_, err := tx.Exec(t.Context(), "select 1")
		return err
	}))
	n, said := x.trips.Count()
	require.Equal(t, 3, n, "%v", said)
}

func TestARefusalThatIsKeptCommitsAndARefusalThatIsNotDoesNot(t *testing.T) {
	t.Parallel()
	x := setup(t)
	refusal := errors.New("refused")
	rename := func(name string, answer error) error {
		return x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
			_, err := tx.Exec(t.Context(), "update clients set name = $1 where tenant_id = $2", name, x.a.tenant)
			require.NoError(t, err)
			return answer
		})
	}
	names := func() []string { return x.strings("select name from clients where tenant_id = $1", x.a.tenant) }

	require.ErrorIs(t, rename("lost", refusal), refusal)
	require.Equal(t, []string{"n"}, names())
	require.Equal(t, refusal, rename("kept", postgres.Keep(refusal)))
	require.Equal(t, []string{"kept"}, names())
	require.Equal(t, refusal, rename("wrapped", fmt.Errorf("on the way: %w", postgres.Keep(refusal))))
	require.Equal(t, []string{"wrapped"}, names())
	require.NoError(t, rename("agreed", nil))
	require.Equal(t, []string{"agreed"}, names())
}

func TestOfTwentyRacersOneWins(t *testing.T) {
	t.Parallel()
	x := setup(t)
	var won atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})

	for range 20 {
		all.Go(func() {
			<-start
			err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
				done, err := tx.Exec(t.Context(), "update auth_requests set denied_at = now(), denied_reason = 'x' where tenant_id = $1 and denied_at is null", x.a.tenant)
				won.Add(done.RowsAffected())
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	require.EqualValues(t, 1, won.Load())
}

func TestAnUnreadableURLKeepsItsPassword(t *testing.T) {
	t.Parallel()

	_, err := postgres.Open(t.Context(), "postgres://alias_app:hunter2@[bad")
	require.ErrorContains(t, err, "cannot be read")
	require.NotContains(t, err.Error(), "hunter2")
}
