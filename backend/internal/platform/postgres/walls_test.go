package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

// side says where a table stands, seen from the party wall.
type side int

const (
	directory side = iota // how a wall is found; the reason stands beside it
	service
	between
	person
)

// table is one table of ours: where it stands, a statement that puts a row of
// one world in it, and its row as Go reads it.
type table struct {
	side   side
	reason string // why it has no wall
	insert string
	row    any
}

// tables is every table there is. A new one is placed here by a person, with a
// row to test its wall by.
var tables = map[string]table{
	"goose_db_version": {directory, "which migrations ran: no rows of anybody", "", nil},
	"tenant_slugs": {
		directory, "public names, by which a tenant's wall is found",
		"insert into tenant_slugs (slug, tenant_id, created_at) values (@name, @tenant, @at)",
		dbsqlc.TenantSlug{},
	},
	"rate_limits": {
		directory, "buckets under HMACs, of callers who have no wall yet",
		"insert into rate_limits values (@hash, 1, @at, @at)",
		dbsqlc.RateLimit{},
	},

	"tenants": {service, "", "insert into tenants (tenant_id, slug, name, environment, sector_id, created_at, updated_at) values (@tenant, @name, 'n', 'development', @id, @at, @at)", dbsqlc.Tenant{}},
	"members": {service, "", "insert into members values (@tenant, @developer, 'owner', 'n', @at)", dbsqlc.Member{}},
	"clients": {
		service, "", `insert into clients values (@tenant, @id, @id, 'n', 'confidential', 'web', 'other', '{}', '{}', '{}', '{}', 'client_secret', true, 'RS256', false, true, '{}',
		false, null, 1, 1, 1, null, @at, @at)`, dbsqlc.Client{},
	},
	"client_secrets": {service, "", "insert into client_secrets values (@tenant, @id, @id, 'standard', @hash, 'hint', @at, null, null)", dbsqlc.ClientSecret{}},
	"signing_keys": {
		service, "", "insert into signing_keys values (@tenant, @name, 'RS256', 'active', '{}', @hash, @at, @at, null, null)", dbsqlc.SigningKey{},
	},
	"auth_requests": {
		service, "", `insert into auth_requests (tenant_id, id, client_id, sector_id, redirect_uri, redirect_uri_sent, response_mode, scopes, prompts, acr_values, correlation_id,
		proposal, created_at, expires_at) values (@tenant, @id, @id, @id, 'u', true, 'query', '{}', '{}', '{}', 'c', '{}', @at, @at)`, dbsqlc.AuthRequest{},
	},
	"grants": {
		service, "", "insert into grants values (@tenant, @id, @id, @id, 'a', '{}', 's', @at, 'acr', '{}', true, @at, @at, null, null)", dbsqlc.Grant{},
	},
	"refresh_tokens": {service, "", "insert into refresh_tokens values (@tenant, @hash, @id, @at, @at, null, 0)", dbsqlc.RefreshToken{}},
	"access_tokens":  {service, "", "insert into access_tokens values (@tenant, @hash, @id, '{}', @at, @at)", dbsqlc.AccessToken{}},
	"attempts":       {service, "", "insert into attempts values (@tenant, @id, @at, 'token', 'ok', 'ok', null, '', '', '', 'c')", dbsqlc.Attempt{}},
	"audit_events":   {service, "", "insert into audit_events values (@tenant, @id, @at, 'system', '', 'x', '', '{}', '')", dbsqlc.AuditEvent{}},
	"test_sign_ins": {
		service, "", "insert into test_sign_ins values (@tenant, @id, @id, @developer, @hash, @hash, 'pending', '{}', @at, @at, null)", dbsqlc.TestSignIn{},
	},
	"sectors": {service, "", "insert into sectors values (@tenant, @name, @id, @at)", dbsqlc.Sector{}},
	"resources": {
		service, "", "insert into resources values (@tenant, @id, @name, 'n', '{}', 'jwt', 'at+jwt', 'RS256', null, @at, @at)", dbsqlc.Resource{},
	},
	"registration_tokens": {service, "", "insert into registration_tokens values (@tenant, @id, 'n', @hash, 'hint', 1, @at, @at)", dbsqlc.RegistrationToken{}},
	"pushed_requests":     {service, "", "insert into pushed_requests values (@tenant, @hash, @id, '', null, @at, @at, null)", dbsqlc.PushedRequest{}},
	"device_codes": {
		service, "", "insert into device_codes values (@tenant, @id, @id, @hash, @hash, '{}', '{}', null, 'net', 5, null, null, null, @at, @at)", dbsqlc.DeviceCode{},
	},
	"replays": {service, "", "insert into replays values (@tenant, @hash, @at)", dbsqlc.Replay{}},
	"logout_deliveries": {
		service, "", "insert into logout_deliveries values (@tenant, @id, @id, 'a', 's', 'logout', 'pending', 0, null, null, @at, null, null)", dbsqlc.LogoutDelivery{},
	},
	"idempotency_keys": {service, "", "insert into idempotency_keys values (@tenant, 'k', @hash, null, null, @at, @at)", dbsqlc.IdempotencyKey{}},

	"connections": {
		between, "", "insert into connections values (@tenant, @id, @id, 'a', 'n', @name, @name, 's', 'h', 'development', @at, @at, null)", dbsqlc.Connection{},
	},
	"connection_clients": {between, "", "insert into connection_clients values (@tenant, @id, @id, '{}', '{}', @at, @at)", dbsqlc.ConnectionClient{}},

	"accounts":      {person, "", "insert into accounts values (@account, @developer, 'n', '{}', @at, @at)", dbsqlc.Account{}},
	"mailboxes":     {person, "", "insert into mailboxes values (@account, @id, 'a', @hash, @at, @at)", dbsqlc.Mailbox{}},
	"credentials":   {person, "", "insert into credentials values (@account, 'password', 'p', @at, @at)", dbsqlc.Credential{}},
	"sessions":      {person, "", "insert into sessions values (@account, @id, @hash, @at, 'acr', '{}', 'ua', @at, @at, @at, @at)", dbsqlc.Session{}},
	"registrations": {person, "", "insert into registrations values (@account, @hash, 'a', @hash, 'n', 'p', null, null, 5, 0, @at, @at)", dbsqlc.Registration{}},
	"resets":        {person, "", "insert into resets values (@hash, 'a', @hash, @account, null, null, 5, @at, @at)", dbsqlc.Reset{}},
	"notices":       {person, "", "insert into notices values (@id, 'verify', @hash, 'a', @hash, @at, null)", dbsqlc.Notice{}},
	"connection_owners": {
		person, "", "insert into connection_owners values (@account, @tenant, @id, @id, @at)", dbsqlc.ConnectionOwner{},
	},
	"session_clients": {
		person, "", "insert into session_clients values (@account, @id, @tenant, @id, @id, 'a', 's', @at)", dbsqlc.SessionClient{},
	},
}

// order is one in which foreign keys are content.
func order() []string {
	first := []string{"tenants", "clients", "accounts", "connections", "grants", "sessions"}
	rest := slices.Sorted(maps.Keys(tables))
	return append(first, slices.DeleteFunc(rest, func(n string) bool { return slices.Contains(first, n) || tables[n].insert == "" })...)
}

func of(sides ...side) []string {
	var names []string
	for _, n := range order() {
		if slices.Contains(sides, tables[n].side) {
			names = append(names, n)
		}
	}
	return names
}

// world is a tenant and a person with a row in every table.
type world struct {
	tenant    id.Tenant
	account   id.Account
	developer id.Developer
	key       secret.Hash
	args      pgx.NamedArgs
}

func newWorld(name string) world {
	w := world{tenant: id.NewTenant(), account: id.NewAccount(), developer: id.NewDeveloper(), key: secret.NewValue(name).Hash()}
	at := time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)
	w.args = pgx.NamedArgs{
		"tenant": w.tenant, "account": w.account, "developer": w.developer, "id": id.NewConnection(), "hash": w.key.Bytes(), "name": name, "at": at,
	}
	return w
}

type bundle struct {
	*testing.T

	pg    *pgtest.DB
	db    *postgres.DB
	owner *pgx.Conn
	trips *postgres.Trips
	a, b  world
}

// setup is a database with two worlds in it, a and b.
func setup(t *testing.T, options ...func() int32) *bundle {
	t.Helper()
	conns := int32(8)
	for _, o := range options {
		conns = o()
	}
	x := &bundle{T: t, pg: pgtest.New(t), trips: &postgres.Trips{}, a: newWorld("alpha"), b: newWorld("beta")}
	var err error
	x.db, err = postgres.Open(t.Context(), x.pg.AppDSN, postgres.WithTracer(x.trips), postgres.WithMaxConns(conns))
	require.NoError(t, err)
	t.Cleanup(x.db.Close)
	x.owner, err = pgx.Connect(t.Context(), x.pg.OwnerDSN)
	require.NoError(t, err)
	t.Cleanup(func() { _ = x.owner.Close(context.WithoutCancel(t.Context())) })
	for _, w := range []world{x.a, x.b} {
		for _, name := range order() {
			_, err := x.owner.Exec(t.Context(), tables[name].insert, w.args)
			require.NoError(t, err, name)
		}
	}
	return x
}

func oneConnection() int32 { return 1 }

// strings reads the one column of a query as the owner.
func (x *bundle) strings(query string, args ...any) []string {
	x.Helper()
	rows, err := x.owner.Query(x.Context(), query, args...)
	require.NoError(x, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(x, err)
	return list
}

// refused says that the database said: you may not.
func refused(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "42501"
}

// count is how many rows of a table somebody sees.
func count(t *testing.T, tx postgres.Querier, name string) int {
	t.Helper()
	var n int
	require.NoError(t, tx.QueryRow(t.Context(), "select count(*) from "+name).Scan(&n), name)
	return n
}

func TestEveryTableHasAWallOrAReason(t *testing.T) {
	t.Parallel()
	x := setup(t)

	found := x.strings("select tablename from pg_tables where schemaname = 'public' order by 1")
	require.Equal(t, slices.Sorted(maps.Keys(tables)), found, "every table is placed, with a side or a reason")
	for _, name := range found {
		var enabled, forced, policy, elsewhere bool
		require.NoError(t, x.owner.QueryRow(t.Context(), `
			select c.relrowsecurity, c.relforcerowsecurity,
			       exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.roles = '{alias_app}'),
			       exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and not p.roles <@ '{alias_app,alias_system}')
			from pg_class c where c.oid = $1::text::regclass`, name).Scan(&enabled, &forced, &policy, &elsewhere))
		if tables[name].side == directory {
			require.NotEmpty(t, tables[name].reason, name)
			continue
		}
		require.True(t, enabled, "%s: row-level security is on", name)
		require.True(t, forced, "%s: it holds the owner too", name)
		require.True(t, policy, "%s: alias_app has a policy", name)
		require.False(t, elsewhere, "%s: nobody else has one", name)
	}
	require.Empty(t, x.strings("select viewname from pg_views where schemaname = 'public' union select matviewname from pg_matviews where schemaname = 'public'"),
		"a view would read with its owner's eyes")
	require.Empty(t, x.strings("select proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef"),
		"a definer's function would too")
}

func TestKeysOfTheServicesSideBeginWithTheTenant(t *testing.T) {
	t.Parallel()
	x := setup(t)

	// An answer kept for a repeated request belongs to a tenant, or to a developer
	// for what is in no tenant yet.
	first := map[string]string{"idempotency_keys": "scope_id"}
	for _, name := range of(service, between) {
		want := "tenant_id"
		if other, ok := first[name]; ok {
			want = other
		}
		unique := x.strings(`
			select (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0])
			from pg_index i where i.indrelid = $1::text::regclass and i.indisunique`, name)
		require.NotEmpty(t, unique, "%s has a primary key", name)
		for _, column := range unique {
			require.Equal(t, want, column, "a unique key of %s", name)
		}
		for _, pair := range x.strings(`
			select (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) || ' ' ||
			       (select a.attname from pg_attribute a where a.attrelid = c.confrelid and a.attnum = c.confkey[1])
			from pg_constraint c where c.conrelid = $1::text::regclass and c.contype = 'f'`, name) {
			require.Equal(t, "tenant_id tenant_id", pair, "a foreign key of %s", name)
		}
	}
}

func TestNoForeignKeyCrossesTheWall(t *testing.T) {
	t.Parallel()
	x := setup(t)

	pairs := x.strings(`select conrelid::regclass || ' ' || confrelid::regclass from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`)
	require.NotEmpty(t, pairs)
	for _, p := range pairs {
		from, to, _ := strings.Cut(p, " ")
		require.Equal(t, tables[from].side == person, tables[to].side == person, "%s refers to %s", from, to)
	}
}

func TestNothingOfTheServicesSideCanHoldAPerson(t *testing.T) {
	t.Parallel()
	x := setup(t)

	forbidden := []reflect.Type{
		reflect.TypeFor[id.Account](), reflect.TypeFor[id.Mailbox](), reflect.TypeFor[id.Session](),
		reflect.TypeFor[id.Notice](),
	}
	for _, name := range of(service, between) {
		for _, column := range x.strings("select column_name::text from information_schema.columns where table_schema = 'public' and table_name = $1", name) {
			for _, word := range []string{"account", "person", "email", "address", "mailbox", "phone", "owner"} {
				require.NotContains(t, column, word, "%s.%s", name, column)
			}
		}
		for f := range reflect.TypeOf(tables[name].row).Fields() {
			at := f.Type
			if at.Kind() == reflect.Pointer {
				at = at.Elem()
			}
			require.NotContains(t, forbidden, at, "%s.%s", name, f.Name)
		}
	}
}

// SEC-62: forgetting the wall is an error, not an empty answer.
func TestAQueryOutsideAnyWallIsAnError(t *testing.T) {
	t.Parallel()
	x := setup(t)

	for _, name := range of(service, between, person) {
		for verb, query := range map[string]string{
			"SELECT": "select count(*) from " + name,
			"UPDATE": "update " + name + " set " + x.someColumn(name) + " = " + x.someColumn(name),
			"DELETE": "delete from " + name,
			"INSERT": tables[name].insert,
		} {
			_, err := x.db.Directory().Exec(t.Context(), query, newWorld("gamma").args)
			require.True(t, refused(err), "%s %s: %v", verb, name, err)
			if x.may("alias_app", name, verb) {
				require.ErrorContains(t, err, "query outside any wall", "%s %s", verb, name)
			}
		}
	}
}

func (x *bundle) may(role, name, verb string) bool {
	x.Helper()
	var ok bool
	require.NoError(x, x.owner.QueryRow(x.Context(), "select has_table_privilege($1, $2, $3)", role, name, verb).Scan(&ok))
	return ok
}

func (x *bundle) someColumn(name string) string {
	x.Helper()
	return x.strings("select attname::text from pg_attribute where attrelid = $1::text::regclass and attnum = 1", name)[0]
}

func TestThroughATenantsWallOneSeesThatTenantAndNobody(t *testing.T) {
	t.Parallel()
	x := setup(t)

	require.NoError(t, x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
		require.Equal(t, x.a.tenant, tx.Tenant())
		for _, name := range of(service, between) {
			column := x.someColumn(name)
			var own, all int
			require.NoError(t, tx.QueryRow(t.Context(), "select count(*) filter (where "+column+" = $1), count(*) from "+name, x.a.tenant).Scan(&own, &all), name)
			require.Equal(t, 1, own, name)
			require.Equal(t, 1, all, name)
		}
		for _, name := range of(person) {
			require.Zero(t, count(t, tx, name), name)
		}
		return nil
	}))
}

func TestThroughATenantsWallOneWritesNothingElsewhere(t *testing.T) {
	t.Parallel()
	x := setup(t)
	other := newWorld("gamma")
	into := func(args pgx.NamedArgs, w world) pgx.NamedArgs {
		args = maps.Clone(args)
		args["tenant"], args["account"] = w.tenant, w.account
		return args
	}

	for _, name := range of(service, between, person) {
		err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
			_, err := tx.Exec(t.Context(), tables[name].insert, into(other.args, x.b))
			return err
		})
		require.True(t, refused(err), "a row of somebody else's in %s: %v", name, err)
	}
	for _, name := range of(service, between) {
		column := x.someColumn(name)
		for verb, query := range map[string]string{
			"UPDATE": fmt.Sprintf("update %s set %s = %s where %s = $1", name, column, column, column),
			"DELETE": fmt.Sprintf("delete from %s where %s = $1", name, column),
		} {
			err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
				done, err := tx.Exec(t.Context(), query, x.b.tenant)
				require.Zero(t, done.RowsAffected(), "%s %s", verb, name)
				return err
			})
			if x.may("alias_app", name, verb) {
				require.NoError(t, err, "%s %s", verb, name)
			} else {
				require.True(t, refused(err), "%s %s: %v", verb, name, err)
			}
		}
		err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
			_, err := tx.Exec(t.Context(), fmt.Sprintf("update %s set %s = $1", name, column), x.b.tenant)
			return err
		})
		require.True(t, refused(err), "moving a row of %s: %v", name, err)
	}
	for _, name := range of(person) {
		err := x.db.InTenant(t.Context(), x.a.tenant, func(tx postgres.TenantTx) error {
			done, err := tx.Exec(t.Context(), "update "+name+" set "+x.someColumn(name)+" = "+x.someColumn(name))
			require.Zero(t, done.RowsAffected(), name)
			return err
		})
		require.NoError(t, err, name)
	}
}
