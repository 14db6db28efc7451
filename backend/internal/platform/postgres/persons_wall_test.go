package postgres_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestThroughAPersonsWallOneSeesThatPersonAndTheirConnections(t *testing.T) {
	t.Parallel()
	x := setup(t)

	require.NoError(t, x.db.InPerson(t.Context(), x.a.account, func(tx postgres.PersonTx) error {
		for _, name := range []string{"accounts", "mailboxes", "credentials", "sessions", "registrations", "connection_owners"} {
			var own, all int
			require.NoError(t, tx.QueryRow(t.Context(), "select count(*) filter (where account_id = $1), count(*) from "+name, x.a.account).Scan(&own, &all), name)
			require.Equal(t, 1, own, name)
			require.Equal(t, 1, all, name)
		}
		for _, name := range of(between) {
			var own, all int
			require.NoError(t, tx.QueryRow(t.Context(), "select count(*) filter (where tenant_id = $1), count(*) from "+name, x.a.tenant).Scan(&own, &all), name)
			require.Equal(t, 1, own, "the person's own %s", name)
			require.Equal(t, 1, all, "nobody else's %s", name)
		}
		for _, name := range append(of(service), "resets", "notices") {
			require.Zero(t, count(t, tx, name), name)
		}
		return nil
	}))

	other := newWorld("gamma")
	for _, name := range append(of(person), of(service)...) {
		if name == "notices" {
			continue // it names nobody; below
		}
		args := maps.Clone(other.args)
		args["account"], args["tenant"] = x.b.account, x.b.tenant
		err := x.db.InPerson(t.Context(), x.a.account, func(tx postgres.PersonTx) error {
			_, err := tx.Exec(t.Context(), tables[name].insert, args)
			return err
		})
		require.True(t, refused(err), "a row of somebody else's in %s: %v", name, err)
	}
	for _, name := range []string{"accounts", "mailboxes", "credentials", "sessions", "registrations", "connection_owners"} {
		err := x.db.InPerson(t.Context(), x.a.account, func(tx postgres.PersonTx) error {
			done, err := tx.Exec(t.Context(), "delete from "+name+" where account_id = $1", x.b.account)
			require.Zero(t, done.RowsAffected(), name)
			return err
		})
		require.NoError(t, err, name)
		err = x.db.InPerson(t.Context(), x.a.account, func(tx postgres.PersonTx) error {
			_, err := tx.Exec(t.Context(), "update "+name+" set account_id = $1", x.b.account)
			return err
		})
		require.True(t, refused(err), "giving away a row of %s: %v", name, err)
	}
	require.NoError(t, x.db.InPerson(t.Context(), x.a.account, func(tx postgres.PersonTx) error {
		_, err := tx.Exec(t.Context(), tables["notices"].insert, other.args)
		return err
	}), "a person's side may leave a notice")
}

func TestKeysOpenWhatTheyAreTheKeysOf(t *testing.T) {
	t.Parallel()
	x := setup(t)
	// The worlds use one hash for everything, so that one key opens all that a key
	// can open; below, each lock by itself.
	by := func(keys []secret.Hash, fn func(postgres.PersonTx)) {
		t.Helper()
		require.NoError(t, x.db.ByKeys(t.Context(), keys, func(tx postgres.PersonTx) error {
			fn(tx)
			return nil
		}))
	}
	all := append(of(person), of(service, between)...)

	by([]secret.Hash{x.a.key}, func(tx postgres.PersonTx) {
		for _, name := range of(person) {
			require.Equal(t, 1, count(t, tx, name), name)
		}
		for _, name := range of(service) {
			require.Zero(t, count(t, tx, name), name)
		}
		for _, name := range of(between) {
			require.Equal(t, 1, count(t, tx, name), name)
		}
	})
	for _, keys := range [][]secret.Hash{nil, {}, {secret.NewValue("nobody's").Hash()}} {
		by(keys, func(tx postgres.PersonTx) {
			for _, name := range all {
				require.Zero(t, count(t, tx, name), "%s by %d keys that open nothing", name, len(keys))
			}
		})
	}

	// The key of an address opens the mailbox, its password and sign-ups, nothing more.
	address := secret.NewValue("an address").Hash()
	for _, q := range []string{"update mailboxes set address_key = $1 where account_id = $2", "update registrations set address_key = $1 where account_id = $2"} {
		_, err := x.owner.Exec(t.Context(), q, address.Bytes(), x.b.account)
		require.NoError(t, err)
	}
	by([]secret.Hash{address}, func(tx postgres.PersonTx) {
		for _, name := range all {
			want := 0
			if slices.Contains([]string{"mailboxes", "credentials", "registrations"}, name) {
				want = 1
			}
			require.Equal(t, want, count(t, tx, name), name)
		}
		for _, q := range []string{"delete from mailboxes", "delete from credentials", "delete from registrations", "update credentials set phc = 'mine'"} {
			done, err := tx.Exec(t.Context(), q)
			require.NoError(t, err)
			require.Zero(t, done.RowsAffected(), "who knows an address may only look: %s", q)
		}
	})

	// The key of a session opens its account; it makes no password, address or session for it.
	session := secret.NewValue("a session").Hash()
	_, err := x.owner.Exec(t.Context(), "update sessions set token_hash = $1 where account_id = $2", session.Bytes(), x.b.account)
	require.NoError(t, err)
	by([]secret.Hash{session}, func(tx postgres.PersonTx) {
		for _, name := range []string{"accounts", "sessions", "mailboxes", "connection_owners", "connections"} {
			require.Equal(t, 1, count(t, tx, name), name)
		}
		require.Zero(t, count(t, tx, "registrations"))
		require.Zero(t, count(t, tx, "resets"))
		require.Zero(t, count(t, tx, "notices"))
	})
	for _, name := range []string{"mailboxes", "sessions"} {
		args := maps.Clone(newWorld("gamma").args)
		args["account"] = x.b.account
		err := x.db.ByKeys(t.Context(), []secret.Hash{session}, func(tx postgres.PersonTx) error {
			_, err := tx.Exec(t.Context(), tables[name].insert, args)
			return err
		})
		require.True(t, refused(err), "%s: %v", name, err)
	}
}

func TestThroughADevelopersWallOneSeesMembershipsAndTheirTenants(t *testing.T) {
	t.Parallel()
	x := setup(t)

	require.NoError(t, x.db.InDeveloper(t.Context(), x.a.developer, func(tx postgres.DeveloperTx) error {
		require.Equal(t, x.a.developer, tx.Developer())
		for _, name := range []string{"tenants", "members"} {
			require.Equal(t, 1, count(t, tx, name), name)
			var own bool
			require.NoError(t, tx.QueryRow(t.Context(), "select tenant_id = $1 from "+name, x.a.tenant).Scan(&own))
			require.True(t, own, name)
		}
		for _, name := range slices.DeleteFunc(append(of(service, between), of(person)...), func(n string) bool { return n == "tenants" || n == "members" }) {
			require.Zero(t, count(t, tx, name), name)
		}
		for _, q := range []string{"update tenants set name = 'x'", "delete from tenants", "update members set role = 'viewer'", "delete from members"} {
			done, err := tx.Exec(t.Context(), q)
			require.NoError(t, err)
			require.Zero(t, done.RowsAffected(), "a developer's wall is for looking: %s", q)
		}
		return nil
	}))
	for _, name := range append(of(service, between), of(person)...) {
		if name == "idempotency_keys" {
			continue // a developer may keep an answer under their own name
		}
		err := x.db.InDeveloper(t.Context(), x.a.developer, func(tx postgres.DeveloperTx) error {
			_, err := tx.Exec(t.Context(), tables[name].insert, newWorld("gamma").args)
			return err
		})
		require.True(t, refused(err), "%s: %v", name, err)
	}
}
