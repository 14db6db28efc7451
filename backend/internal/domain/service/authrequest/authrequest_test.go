package authrequest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestWithIsOfOneRequestAndOneSession(t *testing.T) {
	t.Parallel()
	m, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	steps, request, session := m.MAC("steps"), id.NewRequest(), id.NewSession()
	with := authrequest.With(steps, request, session)
	require.True(t, authrequest.CheckWith(steps, with, request, session))
	require.False(t, authrequest.CheckWith(steps, with, id.NewRequest(), session), "SEC-21: another request")
	require.False(t, authrequest.CheckWith(steps, with, request, id.NewSession()), "another person")
	require.False(t, authrequest.CheckWith(m.MAC("other"), with, request, session), "another purpose")
	require.False(t, authrequest.CheckWith(steps, "", request, session))
	require.NotContains(t, with, session.UUIDString(), "it does not name the session")
}

func TestARequestEndsAtItsEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	r := authrequest.Request{ExpiresAt: now}
	require.False(t, r.Expired(now.Add(-time.Microsecond)))
	require.True(t, r.Expired(now))
}

func TestRFC6749_4_1_2ACodeLivesShortly(t *testing.T) {
	t.Parallel()
	require.LessOrEqual(t, authrequest.CodeLifetime, time.Minute, "row P5")
}
