package main_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestAnAccountIsSwitchedOffAndOnAndDeleted(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Zero(t, d.run("account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified").code)
	require.Zero(t, d.run("account", "create", "--email", "mira@person.test", "--password", password, "--nickname", "Mira", "--verified").code)
	require.Zero(t, d.run("tenant", "create", "--slug", "lantern", "--name", "Lantern", "--owner", "dev@person.test").code)
	owner, err := pgx.Connect(t.Context(), d.pg.OwnerDSN)
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	count := func(query string) (n int) {
		require.NoError(t, owner.QueryRow(t.Context(), query).Scan(&n))
		return n
	}

	require.Equal(t, map[string]any{"email": "mira@person.test", "status": "disabled"}, d.json("account", "disable", "--email", "mira@person.test"))
	require.Equal(t, 1, count("select count(*) from accounts where disabled_at is not null"))
	require.Equal(t, map[string]any{"email": "mira@person.test", "status": "active"}, d.json("account", "enable", "--email", "mira@person.test"))
	require.Zero(t, count("select count(*) from accounts where disabled_at is not null"))

	hasty := d.run("account", "delete", "--email", "mira@person.test")
	require.NotZero(t, hasty.code)
	require.Contains(t, hasty.err+hasty.out, "--yes")
	busy := d.run("account", "delete", "--email", "dev@person.test", "--yes")
	require.NotZero(t, busy.code)
	require.Contains(t, busy.err, "lantern", "a workspace is not left without anybody")
	require.Equal(t, 2, count("select count(*) from accounts"))
	require.Equal(t, map[string]any{"email": "mira@person.test", "status": "deleted"}, d.json("account", "delete", "--email", "mira@person.test", "--yes"))
	require.Equal(t, 1, count("select count(*) from accounts"))
	for _, verb := range []string{"disable", "enable", "delete"} {
		args := []string{"account", verb, "--email", "mira@person.test"}
		if verb == "delete" {
			args = append(args, "--yes")
		}
		r := d.run(args...)
		require.NotZero(t, r.code)
		require.Contains(t, r.err, "no such address")
	}
}
