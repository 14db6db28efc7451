package postgres_test

import (
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestServingIsRefusedToARoleThatWalksThroughWalls(t *testing.T) {
	t.Parallel()
	x := setup(t)
	require.NoError(t, x.db.CheckRole(t.Context()), "alias_app may serve")

	unique := strings.ReplaceAll(x.a.tenant.UUIDString(), "-", "")
	bypass, owns := "bypass_"+unique, "owns_"+unique
	for _, q := range []string{
		"create role " + bypass + " login bypassrls password 'p'", "create role " + owns + " login password 'p'", "alter table rate_limits owner to " + owns,
	} {
		_, err := x.owner.Exec(t.Context(), q)
		require.NoError(t, err)
	}
	t.Cleanup(func() {
		c, err := pgx.Connect(contextOf(t), x.pg.OwnerDSN)
		require.NoError(t, err)
		defer func() { _ = c.Close(contextOf(t)) }()
		_, err = c.Exec(contextOf(t), "alter table rate_limits owner to current_user; drop role "+bypass+"; drop role "+owns)
		require.NoError(t, err)
	})
	owner := x.strings("select current_user::text")[0]
	for role, why := range map[string]string{owner: "is a superuser", bypass: "has BYPASSRLS", owns: "owns the tables"} {
		db, err := postgres.Open(t.Context(), x.pg.OwnerDSN, func(c *pgxpool.Config) {
			if role != owner {
				c.ConnConfig.User, c.ConnConfig.Password = role, "p"
			}
		})
		require.NoError(t, err, role)
		err = db.CheckRole(t.Context())
		db.Close()
		require.ErrorContains(t, err, why, role)
		require.ErrorContains(t, err, "alias migrate", "it says what to do")
	}
}

func TestServingNeedsThisVersionsSchema(t *testing.T) {
	t.Parallel()
	x := setup(t)
	require.NoError(t, x.db.CheckSchema(t.Context()))

	_, err := x.owner.Exec(t.Context(), "insert into goose_db_version (version_id, is_applied) values (9999, true)")
	require.NoError(t, err)
	require.NoError(t, x.db.CheckSchema(t.Context()), "a newer schema only has more")
	_, err = x.owner.Exec(t.Context(), "delete from goose_db_version where version_id > 1")
	require.NoError(t, err)
	require.ErrorIs(t, x.db.CheckSchema(t.Context()), postgres.ErrNotMigrated, "an older one")

	empty, err := postgres.Open(t.Context(), pgtest.Empty(t))
	require.NoError(t, err)
	defer empty.Close()
	require.ErrorIs(t, empty.CheckSchema(t.Context()), postgres.ErrNotMigrated)
	require.ErrorContains(t, empty.CheckSchema(t.Context()), "alias migrate")
}

func TestMigratingIsSafeTogetherAndAgain(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Empty(t)
	errs := make(chan error, 3)
	var all sync.WaitGroup

	for range 3 {
		all.Go(func() { errs <- postgres.Migrate(t.Context(), dsn, quiet()) })
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	state := func() []string {
		c, err := pgx.Connect(t.Context(), dsn)
		require.NoError(t, err)
		defer func() { _ = c.Close(t.Context()) }()
		rows, err := c.Query(t.Context(), `
			select 'policy ' || tablename || ' ' || policyname || ' ' || coalesce(qual, '') || coalesce(with_check, '') from pg_policies where schemaname = 'public'
			union select 'version ' || version_id from goose_db_version
			union select 'table ' || schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'river') order by 1`)
		require.NoError(t, err)
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return list
	}
	first := state()
	require.Greater(t, len(first), 60)
	require.NoError(t, postgres.Migrate(t.Context(), dsn, quiet()))
	require.Equal(t, first, state())
}

func TestMigratingSaysNothingOfAnUnreadableURL(t *testing.T) {
	t.Parallel()

	err := postgres.Migrate(t.Context(), "postgres://owner:hunter2@[bad", quiet())
	require.ErrorContains(t, err, "cannot be read")
	require.NotContains(t, err.Error(), "hunter2")
}
