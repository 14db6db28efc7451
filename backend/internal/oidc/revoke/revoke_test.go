package revoke_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// revoked ends a token as a client; pairs are more parameters.
func revoked(s *apptest.Server, by apptest.Service, token string, pairs ...string) apptest.Answer {
	s.T.Helper()
	form := url.Values{"token": {token}, "client_id": {by.Client.ID.String()}}
	if by.Secret != "" {
		form.Set("client_secret", by.Secret)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.Send(http.MethodPost, by.Issuer+"/oauth2/revoke", form)
}

// done demands the only answer there is to a client that may ask.
func done(t *testing.T, a apptest.Answer, why string) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", why, a.Raw)
	require.Empty(t, a.Raw)
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
}

func TestRFC7009ARefreshTokenTakesItsFamilyAlong(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	first, unrelated := rp.Tokens(b, ""), rp.Tokens(b, "")
	second := rp.Refresh(first.Text("refresh_token"))
	require.Equal(t, http.StatusOK, second.Status)

	done(t, revoked(s, at, second.Text("refresh_token"), "token_type_hint", "access_token"), "RFC 7009 2.1: a wrong hint is looked past")
	for _, token := range []string{first.Text("access_token"), second.Text("access_token")} {
		require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status, "row P15")
	}
	for _, token := range []string{first.Text("refresh_token"), second.Text("refresh_token")} {
		require.Equal(t, "invalid_grant", rp.Refresh(token).Text("error"))
	}
	require.Equal(t, http.StatusOK, rp.Userinfo(unrelated.Text("access_token")).Status, "and nothing else")

	third := rp.Refresh(unrelated.Text("refresh_token"))
	done(t, revoked(s, at, unrelated.Text("refresh_token")), "one that was replaced")
	require.Equal(t, "invalid_grant", rp.Refresh(third.Text("refresh_token")).Text("error"), "it is the same family")
}

func TestRFC7009AnAccessTokenGoesAlone(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Set(at, func(p *client.Protocol) { p.AccessTokenFormat = client.FormatJWT })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "")
	other := rp.Refresh(got.Text("refresh_token"))
	done(t, revoked(s, at, got.Text("access_token"), "token_type_hint", "nonsense"), "")
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(got.Text("access_token")).Status, "SEC-38: although it is a JWT")
	require.Equal(t, http.StatusOK, rp.Userinfo(other.Text("access_token")).Status)
	require.Equal(t, http.StatusOK, rp.Refresh(other.Text("refresh_token")).Status)
	done(t, revoked(s, at, got.Text("access_token")), "RFC 7009 2.2: again")
}

func TestSEC49WhatIsNotTheirsStays(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, elsewhere := s.Service("lantern"), s.Service("harbor")
	sibling := s.Client(at)
	public := s.Client(at, func(n *manage.NewClient) { n.Type = client.Public })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "")
	tokens := []string{got.Text("access_token"), got.Text("refresh_token")}
	for _, token := range append(tokens, got.Text("id_token"), "x", "alias_rt_"+strings.Repeat("A", 49), strings.Repeat("A", 15_000)) {
		for _, by := range []apptest.Service{sibling, public, elsewhere} {
			a := revoked(s, by, token)
			done(t, a, "no information, no effect")
			note := s.Caused(by.Tenant.ID, a.Header)
			require.Len(t, note, 1)
			require.Equal(t, attempt.OK, note[0].Outcome)
			require.Equal(t, oauth.TokenInactive, note[0].Reason, "decision D14: the developer is told, the wire is not")
		}
	}
	require.Equal(t, http.StatusOK, rp.Userinfo(tokens[0]).Status)
	require.Equal(t, http.StatusOK, rp.Refresh(tokens[1]).Status)

	mine := s.RP(public).Tokens(b, "").Text("access_token")
	done(t, revoked(s, public, mine), "a public client revokes its own")
	require.Equal(t, http.StatusUnauthorized, s.RP(public).Userinfo(mine).Status)
}

func TestWhoMayNotAsk(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "")
	token := got.Text("refresh_token")
	refused := func(a apptest.Answer, status int, code string, reason oauth.Reason) {
		t.Helper()
		require.Equal(t, status, a.Status, a.Raw)
		require.Equal(t, code, a.Text("error"))
		row := s.OneRefusal(at.Tenant.ID, a.Header)
		require.Equal(t, reason, row.Reason)
		require.Equal(t, "revoke", row.Endpoint)
	}
	wrong := at
	wrong.Secret = "x"
	refused(revoked(s, wrong, token), 401, "invalid_client", oauth.ClientSecretWrong)
	refused(revoked(s, at, ""), 400, "invalid_request", oauth.TokenMissing)
	refused(s.Send(http.MethodPost, at.Issuer+"/oauth2/revoke", url.Values{"token": {token, token}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}}), 400, "invalid_request", oauth.ParameterRepeated)
	refused(s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/revoke", `{"token":"x"}`, "Content-Type", "application/json"), 400, "invalid_request", oauth.BodyType)
	require.Equal(t, http.StatusMethodNotAllowed, s.SendRaw(http.MethodGet, at.Issuer+"/oauth2/revoke?token="+token, "").Status)

	a := revoked(s, at, "x")
	require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
	a = s.Send(http.MethodPost, at.Issuer+"/oauth2/revoke", url.Values{"token": {"x"}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}}, "Origin", "https://lantern.test")
	require.Equal(t, "https://lantern.test", a.Header.Get("Access-Control-Allow-Origin"), "row P23")
	require.Equal(t, http.StatusNoContent, s.SendRaw(http.MethodOptions, at.Issuer+"/oauth2/revoke", "", "Origin", "https://lantern.test", "Access-Control-Request-Method", "POST").Status)

	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", at.Tenant.ID)
	s.Clock.Advance(31 * time.Second)
	refused(revoked(s, at, token), 400, "unauthorized_client", oauth.TenantDisabled)
}

func TestSEC49WhatCouldNotBeStoredIsNeverASuccess(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	token := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	db, err := postgres.Open(t.Context(), s.PG.AppDSN)
	require.NoError(t, err)
	beside := s.Beside(func(c *app.Config) { c.DB = db })
	revoke := func(token string) *httptest.ResponseRecorder {
		form := url.Values{"token": {token}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.Issuer+"/oauth2/revoke", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		beside.Handler.ServeHTTP(w, r)
		return w
	}
	require.Equal(t, http.StatusOK, revoke("x").Code, "the client is known there now")
	db.Close()
	w := revoke(token)
	require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), "temporarily_unavailable", "RFC 7009 2.2.1: the token may still live, try again")
	require.Equal(t, http.StatusOK, rp.Refresh(token).Status)
}

func TestRevokingTakesOneRoundTrip(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	for range 2 {
		got := rp.Tokens(b, "")
		for _, token := range []string{got.Text("access_token"), got.Text("refresh_token")} {
			s.RoundTrips(1, func() { done(t, revoked(s, at, token), "") })
		}
	}
	s.RoundTrips(0, func() { done(t, revoked(s, at, "x"), "") })
}
