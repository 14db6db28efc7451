package connection_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestAPseudonymIsWellFormedAndNew(t *testing.T) {
	t.Parallel()
	source := secret.NewSource(nil)
	seen := map[string]bool{}
	for range 500 {
		p := connection.Propose(source)
		require.Regexp(t, `^[A-Za-z0-9_-]{22}$`, p.AliasID, "decision D2")
		require.Regexp(t, `^[A-Z][a-z]+ [A-Z][a-z]+$`, p.Nickname)
		require.Regexp(t, `^[a-z0-9._-]{3,32}$`, p.Username, "decision D4")
		require.Regexp(t, `^[a-z0-9]{16}$`, p.Relay, "decision D3")
		for _, s := range []string{p.AliasID, p.Relay} {
			require.False(t, seen[s])
			seen[s] = true
		}
		require.NotContains(t, p.Relay, strings.ToLower(p.AliasID[:6]), "none is derived from another")
	}
}

func TestCheckNickname(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Quiet Heron":           "Quiet Heron",
		"  Quiet \t Heron \n":   "Quiet Heron",
		"Ömer":                  "Ömer",
		strings.Repeat("é", 40): strings.Repeat("é", 40),
	} {
		got, err := connection.CheckNickname(in)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", "   ", strings.Repeat("a", 41), "a\u202eb", "a\x00b", "a\u2066b", "a\xffb"} {
		_, err := connection.CheckNickname(bad)
		require.Equal(t, fault.KindInvalid, fault.KindOf(err), "%q", bad)
	}
}
