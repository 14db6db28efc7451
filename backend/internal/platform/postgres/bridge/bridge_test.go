package bridge_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/bridge"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

// people and tenants, two of each, the people signed in.
func setup(t *testing.T) (db *postgres.DB, tenants []id.Tenant, accounts []id.Account, sessions []secret.Hash) {
	t.Helper()
	pg := pgtest.New(t)
	owner, err := pgx.Connect(t.Context(), pg.OwnerDSN)
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	at := time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)
	for _, name := range []string{"alpha", "beta"} {
		tenant, account, session := id.NewTenant(), id.NewAccount(), secret.NewValue(name).Hash()
		args := pgx.NamedArgs{"tenant": tenant, "account": account, "id": id.NewSector(), "developer": id.NewDeveloper(), "hash": session.Bytes(), "name": name, "at": at}
		for _, q := range []string{
			"insert into tenants (tenant_id, slug, name, environment, sector_id, created_at, updated_at) values (@tenant, @name, 'n', 'development', @id, @at, @at)",
			"insert into accounts values (@account, @developer, 'n', '{}', @at, @at)",
			"insert into sessions values (@account, @id, @hash, @at, 'acr', '{}', 'ua', @at, @at, @at, @at)",
		} {
			_, err := owner.Exec(t.Context(), q, args)
			require.NoError(t, err)
		}
		tenants, accounts, sessions = append(tenants, tenant), append(accounts, account), append(sessions, session)
	}
	db, err = postgres.Open(t.Context(), pg.AppDSN)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db, tenants, accounts, sessions
}

func count(t *testing.T, q postgres.Querier, table string) int {
	t.Helper()
	var n int
	require.NoError(t, q.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
	return n
}

func TestTheBridgeJoinsOneTenantWithThoseWhoAreSignedIn(t *testing.T) {
	t.Parallel()
	db, tenants, _, sessions := setup(t)

	look := func(people int) func(postgres.TenantTx, postgres.PersonTx) error {
		return func(s postgres.TenantTx, p postgres.PersonTx) error {
			require.Equal(t, tenants[0], s.Tenant())
			require.Equal(t, 1, count(t, s, "tenants"))
			require.Equal(t, people, count(t, p, "accounts"))
			require.Equal(t, people, count(t, p, "sessions"))
			return nil
		}
	}
	require.NoError(t, bridge.Do(t.Context(), db, tenants[0], nil, look(0)), "without a session there is nobody")
	require.NoError(t, bridge.Do(t.Context(), db, tenants[0], sessions[:1], look(1)))
	require.NoError(t, bridge.Do(t.Context(), db, tenants[0], sessions, look(2)))
}

func TestTheBridgeCommitsForBothOrForNeither(t *testing.T) {
	t.Parallel()
	db, tenants, accounts, sessions := setup(t)
	refused := errors.New("no")
	write := func(answer error) error {
		return bridge.Do(t.Context(), db, tenants[0], sessions[:1], func(s postgres.TenantTx, p postgres.PersonTx) error {
			_, err := s.Exec(t.Context(), "update tenants set name = name || '+'")
			require.NoError(t, err)
			_, err = p.Exec(t.Context(), "update accounts set nickname = nickname || '+'")
			require.NoError(t, err)
			return answer
		})
	}
	require.ErrorIs(t, write(refused), refused)
	require.ErrorIs(t, write(postgres.Keep(refused)), refused)
	require.NoError(t, write(nil))
	var tenant, person string
	require.NoError(t, db.PeekTenant(tenants[0]).QueryRow(t.Context(), "select name from tenants").Scan(&tenant))
	require.NoError(t, db.PeekPerson(accounts[0]).QueryRow(t.Context(), "select nickname from accounts").Scan(&person))
	require.Equal(t, "n++", tenant, "twice: the rollback is not there, the kept refusal is")
	require.Equal(t, "n++", person)
}
