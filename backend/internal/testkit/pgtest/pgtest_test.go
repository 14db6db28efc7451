package pgtest_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/pgtest"
)

func TestEveryTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()

	first, second := pgtest.New(t), pgtest.New(t)
	require.NotEqual(t, first.AppDSN, second.AppDSN)
	for _, db := range []*pgtest.DB{first, second} {
		var role string
		var super bool
		var tables int
		require.NoError(t, db.Pool.QueryRow(t.Context(), `
			select current_user, (select rolsuper from pg_roles where rolname = current_user),
			       (select count(*) from pg_tables where schemaname in ('public', 'river'))`).Scan(&role, &super, &tables))
		require.Equal(t, "alias_app", role)
		require.False(t, super)
		require.Positive(t, tables)
	}

	owner, err := pgx.Connect(t.Context(), first.OwnerDSN)
	require.NoError(t, err)
	defer func() { require.NoError(t, owner.Close(t.Context())) }()
	_, err = owner.Exec(t.Context(), "create table only_here (a int)")
	require.NoError(t, err)
	var leaked bool
	require.NoError(t, second.Pool.QueryRow(t.Context(), "select to_regclass('only_here') is not null").Scan(&leaked))
	require.False(t, leaked)
}

func TestAnEmptyDatabaseHasNoTables(t *testing.T) {
	t.Parallel()

	c, err := pgx.Connect(t.Context(), pgtest.Empty(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close(t.Context())) }()
	var tables int
	require.NoError(t, c.QueryRow(t.Context(), "select count(*) from pg_tables where schemaname = 'public'").Scan(&tables))
	require.Zero(t, tables)
}

func TestADatabaseIsDroppedWhenItsTestEnds(t *testing.T) {
	t.Parallel()

	var gone string
	t.Run("a test that leaves a connection open", func(t *testing.T) { // Not parallel: its end is what is looked at.
		db := pgtest.New(t)
		c, err := pgx.Connect(t.Context(), db.OwnerDSN)
		require.NoError(t, err)
		gone = c.Config().Database
	})
	other := pgtest.New(t)
	var there bool
	require.NoError(t, other.Pool.QueryRow(t.Context(), "select exists (select from pg_database where datname = $1)", gone).Scan(&there))
	require.False(t, there)
}

func TestAClosedClusterLeavesNoDirectory(t *testing.T) {
	t.Parallel()

	c, err := pgtest.Open(t.Context())
	require.NoError(t, err)
	u, err := url.Parse(c.OwnerDSN("postgres"))
	require.NoError(t, err)
	if os.Getenv("ALIAS_TEST_DATABASE_URL") != "" { //nolint:forbidigo // the server is somebody else's then
		require.NoError(t, c.Close())
		return
	}
	dir := filepath.Dir(u.Query().Get("host"))
	require.DirExists(t, dir)
	require.NoError(t, c.Close())
	require.NoDirExists(t, dir)
}
