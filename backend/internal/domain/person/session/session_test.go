package session_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestASessionIsNewAndKnowsItsEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)
	source := secret.NewSource(nil)

	a, token := session.New(id.NewAccount(), "acr", []string{"pwd"}, strings.Repeat("u", 500), source, now)
	_, other := session.New(a.Account, "acr", []string{"pwd"}, "", source, now)
	require.Len(t, token.Reveal(), 43, "256 bits")
	require.NotEqual(t, token.Reveal(), other.Reveal())
	require.Equal(t, token.Hash(), a.TokenHash)
	require.Len(t, a.UserAgent, 200)
	require.Equal(t, now.Add(7*24*time.Hour), a.IdleUntil)
	require.Equal(t, now.Add(30*24*time.Hour), a.ExpiresAt)
	require.False(t, a.Stale(now.Add(session.TouchEvery-time.Second)))
	require.True(t, a.Stale(now.Add(session.TouchEvery)))
}
