package token_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestRefreshTokensThatAreKept(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	one := apptest.New(t)
	at1 := one.Service("lantern")
	one.Set(at1, func(p *client.Protocol) { p.KeepRefreshTokens = true })
	rp := one.RP(at1)
	first := rp.Tokens(one.Browser(), one.Person("Mira"))
	token := first.Text("refresh_token")
	two := apptest.Replica(t, one.PG)
	parties := []*apptest.RP{rp, at(two, at1)}

	answers := together(50, func(i int) apptest.Answer { return parties[i%2].Refresh(token) })
	access := map[string]bool{}
	for _, a := range answers {
		require.Equal(t, http.StatusOK, a.Status, a.Raw)
		require.Equal(t, token, a.Text("refresh_token"), "FAPI 2.0 5.3.2.1: no rotation")
		access[a.Text("access_token")] = true
	}
	require.Len(t, access, 50)

	for range 12 { // used every 29 days, it lives until its family ends
		one.Clock.Advance(29 * day)
		succeeded(t, rp.Refresh(token))
	}
	one.Clock.Advance(17 * day)
	refused(one, at1, rp.Refresh(token), 400, "invalid_grant", oauth.RefreshTokenExpired) // row P10: the absolute lifetime

	idle := rp.Tokens(one.Browser(), "mira@person.test").Text("refresh_token")
	one.Clock.Advance(30 * day)
	refused(one, at1, rp.Refresh(idle), 400, "invalid_grant", oauth.RefreshTokenExpired) // row P10: the idle one
}

func TestAStolenTokenOfAPublicClientIsNeverKept(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", public)
	s.Exec(`update clients set protocol = protocol || '{"keep_refresh_tokens": true}' where tenant_id = $1`, at.Tenant.ID) // its settings would be refused
	rp := s.RP(at)
	token := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	next := succeeded(t, rp.Refresh(token)).Text("refresh_token")
	require.NotEqual(t, token, next, "RFC 9700 4.14.2: rotation, or a key")
	s.Clock.Advance(time.Minute)
	refused(s, at, rp.Refresh(token), 400, "invalid_grant", oauth.RefreshTokenReused)
}

func TestRotationMayBeSwitchedOffInTheMidst(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	old := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	now := succeeded(t, rp.Refresh(old)).Text("refresh_token")
	s.Set(at, func(p *client.Protocol) { p.KeepRefreshTokens = true })
	require.Equal(t, now, succeeded(t, rp.Refresh(old)).Text("refresh_token"), "what is spent stays spent")
	require.Equal(t, now, succeeded(t, rp.Refresh(now)).Text("refresh_token"))
	s.Clock.Advance(time.Minute)
	refused(s, at, rp.Refresh(old), 400, "invalid_grant", oauth.RefreshTokenReused)
}
