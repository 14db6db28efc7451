package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/postgres"
)

// What each role was given, whole. A grant that is added is added here by a person.
func TestEachRoleMayDoExactlyThis(t *testing.T) {
	t.Parallel()
	x := setup(t)

	grants := func(role string) []string {
		return x.strings(`
			with wide as (
				select c.relname, x.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) x
				where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S') and x.grantee = to_regrole($1)),
			narrow as (
				select c.relname, x.privilege_type || '(' || string_agg(a.attname, ',' order by a.attname) || ')' as privilege_type
				from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
				where n.nspname = 'public' and x.grantee = to_regrole($1)
				group by c.relname, x.privilege_type)
			select relname || ' ' || string_agg(privilege_type, ' ' order by privilege_type) from (select * from wide union all select * from narrow) g group by relname order by relname`, role)
	}
	require.Equal(t, []string{
		"access_tokens DELETE SELECT(expires_at,hash,tenant_id)",
		"attempts DELETE SELECT(at,id,tenant_id)",
		"auth_requests DELETE SELECT(expires_at,id,tenant_id)",
		"clients DELETE SELECT(expires_at,id,tenant_id)",
		"device_codes DELETE SELECT(expires_at,id,tenant_id)",
		"grants DELETE SELECT(expires_at,id,tenant_id)",
		"idempotency_keys DELETE SELECT(expires_at,key,scope_id)",
		"logout_deliveries DELETE INSERT SELECT(created_at,id,status,tenant_id,tries)",
		"notices DELETE SELECT",
		"pushed_requests DELETE SELECT(expires_at,hash,tenant_id)",
		"rate_limits DELETE SELECT",
		"refresh_tokens DELETE SELECT(expires_at,hash,tenant_id)",
		"registrations DELETE SELECT(account_id,expires_at)",
		"replays DELETE SELECT(expires_at,hash,tenant_id)",
		"resets DELETE SELECT(expires_at,key_hash)",
		"session_clients SELECT",
		"sessions DELETE SELECT(account_id,expires_at,id,idle_until)",
		"signing_keys SELECT(activated_at,alg,created_at,retired_at,state,tenant_id)",
		"test_sign_ins DELETE SELECT(expires_at,id,tenant_id)",
	}, grants("alias_system"))
	all := " DELETE INSERT SELECT UPDATE"
	require.Equal(t, []string{
		"access_tokens" + all, "accounts" + all, "attempts INSERT SELECT", "audit_events INSERT SELECT", "auth_requests" + all, "client_secrets" + all, "clients" + all,
		"connection_clients" + all, "connection_owners" + all, "connections INSERT SELECT UPDATE", "credentials" + all, "device_codes" + all, "goose_db_version SELECT",
		"grants" + all, "idempotency_keys" + all, "logout_deliveries" + all, "mailboxes" + all, "members" + all, "notices INSERT SELECT UPDATE",
		"pushed_requests" + all, "rate_limits" + all, "refresh_tokens" + all, "registration_tokens" + all, "registrations" + all, "replays INSERT SELECT",
		"resets" + all, "resources" + all, "sectors INSERT SELECT", "session_clients" + all, "sessions" + all, "signing_keys" + all, "tenant_slugs INSERT SELECT UPDATE(released_at)", "tenants" + all, "test_sign_ins" + all,
	}, grants("alias_app"))
	require.Empty(t, x.strings(`select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) x
		where n.nspname in ('public', 'river') and x.grantee = 0`), "nothing is everybody's")

	// What is granted works, and nothing of a row's content can be read.
	require.NoError(t, x.db.AsSystem(t.Context(), func(tx postgres.SystemTx) error {
		var role string
		require.NoError(t, tx.QueryRow(t.Context(), "select current_user::text").Scan(&role))
		require.Equal(t, "alias_system", role)
		var n int
		require.NoError(t, tx.QueryRow(t.Context(), "select count(state) from signing_keys").Scan(&n))
		require.Equal(t, 2, n, "everybody's keys")
		done, err := tx.Exec(t.Context(), "delete from sessions where (account_id, id) in (select account_id, id from sessions)")
		require.NoError(t, err)
		require.EqualValues(t, 2, done.RowsAffected(), "everybody's sessions")
		return nil
	}))
	for _, query := range []string{
		"select sealed from signing_keys", "select public_jwk from signing_keys", "select token_hash from sessions", "select address from registrations",
		"select address from resets", "select received from attempts", "select sealed from test_sign_ins", "select redirect_uri from auth_requests", "select * from accounts",
		"select * from mailboxes", "select * from credentials", "select * from connections", "select * from connection_owners", "select * from tenants", "select * from clients",
		"select * from river.river_job", "update signing_keys set state = 'gone'", "update notices set address = 'x'", "delete from accounts", "delete from signing_keys",
		"set role none; select 1 from pg_authid",
	} {
		err := x.db.AsSystem(t.Context(), func(tx postgres.SystemTx) error {
			rows, err := tx.Query(t.Context(), query, pgx.QueryExecModeSimpleProtocol)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
			}
			return rows.Err()
		})
		require.True(t, refused(err), "%s: %v", query, err)
	}
}

// contextOf is the test's context for cleaning up, when its own has ended.
func contextOf(t *testing.T) context.Context {
	t.Helper()
	return context.WithoutCancel(t.Context())
}
