package app_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func decodeSegment(t *testing.T, token string, n int) []byte {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	raw, err := base64.RawURLEncoding.DecodeString(parts[n])
	require.NoError(t, err)
	return raw
}

// accountOf is the account behind an address, which nothing but a test may know.
func accountOf(t *testing.T, s *apptest.Server, address string) string {
	t.Helper()
	var account string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select account_id::text from mailboxes where address = $1", address).Scan(&account))
	return account
}

// sessionOf signs somebody in and answers the cookie.
func sessionOf(t *testing.T, s *apptest.Server, address string) *http.Cookie {
	t.Helper()
	in, err := s.Interaction.Login(t.Context(), interaction.SignIn{Email: address, Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(t, err)
	return &http.Cookie{Name: "alias_session", Value: in.Token.Reveal()}
}

// everything is all rows of all walled tables, but for what is written about a
// request rather than because of it.
func everything(t *testing.T, s *apptest.Server) map[string]string {
	t.Helper()
	owner := s.Owner()
	rows, err := owner.Query(t.Context(), `
		select schemaname || '.' || tablename from pg_tables
		where (schemaname = 'public' and tablename not in ('attempts', 'rate_limits') or schemaname = 'river' and tablename = 'river_job') order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	out := map[string]string{}
	for _, table := range tables {
		var all string
		require.NoError(t, owner.QueryRow(t.Context(), "select coalesce(string_agg(x::text, e'\n' order by x::text), '') from "+table+" x").Scan(&all), table)
		out[table] = all
	}
	return out
}
