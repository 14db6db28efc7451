package introspect_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

const orders = "https://orders.test/api"

// asked introspects a token as a client.
func asked(s *apptest.Server, by apptest.Service, token string, header ...string) apptest.Answer {
	s.T.Helper()
	form := url.Values{"token": {token}, "client_id": {by.Client.ID.String()}}
	if by.Secret != "" {
		form.Set("client_secret", by.Secret)
	}
	return s.Send(http.MethodPost, by.Issuer+"/oauth2/introspect", form, header...)
}

// inactive demands the answer that says nothing.
func inactive(t *testing.T, a apptest.Answer, why string) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", why, a.Raw)
	require.Equal(t, map[string]any{"active": false}, a.JSON, why)
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
}

func TestRFC7662WhatIsSaidOfAToken(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "", "max_age", "3600")
	sub := s.Claims(got.Text("id_token"))["sub"]
	issued := s.Clock.Now()
	s.Clock.Advance(time.Minute)

	a := asked(s, at, got.Text("access_token"))
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"), "row P16")
	require.Equal(t, map[string]any{
		"active": true, "scope": got.Text("scope"), "client_id": at.Client.ID.String(), "token_type": "Bearer", "sub": sub, "iss": at.Issuer, "aud": []any{at.Issuer},
		"iat": float64(issued.Unix()), "exp": float64(issued.Add(30 * time.Minute).Unix()), "acr": "urn:alias:acr:pwd", "auth_time": float64(issued.Unix()),
	}, a.JSON, "RFC 7662 2.2: no username, nothing of the person but the alias ID")

	r := asked(s, at, got.Text("refresh_token"))
	require.Equal(t, map[string]any{
		"active": true, "scope": got.Text("scope"), "client_id": at.Client.ID.String(), "sub": sub, "iss": at.Issuer,
		"iat": float64(issued.Unix()), "exp": float64(issued.Add(30 * 24 * time.Hour).Unix()), "acr": "urn:alias:acr:pwd", "auth_time": float64(issued.Unix()),
	}, r.JSON)
	require.Equal(t, true, asked(s, at, got.Text("access_token")).JSON["active"])
	for _, hint := range []string{"refresh_token", "access_token", "nonsense"} {
		a := s.Send(http.MethodPost, at.Issuer+"/oauth2/introspect", url.Values{"token": {got.Text("access_token")}, "token_type_hint": {hint}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}})
		require.Equal(t, true, a.JSON["active"], "RFC 7662 2.1: a wrong hint is looked past")
	}

	next := rp.Refresh(got.Text("refresh_token"))
	inactive(t, asked(s, at, got.Text("refresh_token")), "a refresh token that was replaced")
	require.Equal(t, true, asked(s, at, next.Text("refresh_token")).JSON["active"])

	s.Exec("update connection_clients set scopes = '{openid,offline_access}' where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, "openid offline_access", asked(s, at, next.Text("access_token")).JSON["scope"], "as it is now")
	s.Clock.Advance(29 * time.Minute)
	inactive(t, asked(s, at, got.Text("access_token")), "expired, to the second")
	s.Clock.Advance(30 * 24 * time.Hour)
	inactive(t, asked(s, at, next.Text("refresh_token")), "a refresh token that was idle for too long")
}

func TestWhatIsNotActive(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, elsewhere := s.Service("lantern"), s.Service("harbor")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got, foreign := rp.Tokens(b, ""), s.RP(elsewhere).Tokens(b, "")
	token := got.Text("access_token")
	for why, bad := range map[string]string{
		"SEC-39: cut off": token[:len(token)-1], "SEC-39: longer": token + "A", "made up": "x", "SEC-40: an ID token": got.Text("id_token"), "a made up JWT": "e30.e30.AAAA",
		"SEC-60: another tenant's access token": foreign.Text("access_token"), "SEC-60: another tenant's refresh token": foreign.Text("refresh_token"),
		"well-formed, but never issued": "alias_at_" + strings.Repeat("A", 49), "SEC-42: a huge one": strings.Repeat("A", 15_000),
	} {
		inactive(t, asked(s, at, bad), why)
	}
	alive := func() bool { return asked(s, at, token).JSON["active"] == true }
	require.True(t, alive())
	s.Exec("update grants set revoked_at = now()")
	require.False(t, alive(), "SEC-38")
	s.Exec("update grants set revoked_at = null")
	s.Exec("update connections set ended_at = now()")
	require.False(t, alive(), "P10: the person left")
	inactive(t, asked(s, at, got.Text("refresh_token")), "and for the refresh token")
	s.Exec("update connections set ended_at = null")
	require.True(t, alive())
	s.Exec("delete from connection_clients")
	require.False(t, alive(), "SEC-59: consent was withdrawn")
}

func TestSEC49WhoMayAsk(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, elsewhere := s.Service("lantern"), s.Service("harbor")
	s.Resource(at, orders, resource.Settings{Scopes: []string{"orders:read"}})
	sibling, public := s.Client(at), s.Client(at, func(n *manage.NewClient) { n.Type = client.Public })
	apart := s.Client(at, func(n *manage.NewClient) { n.SeparateIdentities = true })
	b := s.Signed(s.Person("Mira"))
	rp := s.RP(at)
	own := rp.Tokens(b, "")
	forOrders := rp.Redeem(rp.Code(b, "", "resource", orders))
	jwt := forOrders.Text("access_token")

	require.Equal(t, true, asked(s, at, own.Text("access_token")).JSON["active"])
	inactive(t, asked(s, sibling, own.Text("access_token")), "another client's, for this server alone")
	inactive(t, asked(s, sibling, own.Text("refresh_token")), "another client's refresh token")
	inactive(t, asked(s, elsewhere, jwt), "another tenant's")

	a := asked(s, sibling, jwt)
	require.Equal(t, true, a.JSON["active"], "row P16: it is for a resource of the tenant")
	require.Equal(t, []any{orders}, a.JSON["aud"])
	require.Equal(t, at.Client.ID.String(), a.JSON["client_id"])
	require.Equal(t, s.Claims(jwt)["sub"], a.JSON["sub"], "the sector is the same, so the alias ID is")
	a = asked(s, apart, jwt)
	require.Equal(t, true, a.JSON["active"])
	require.NotContains(t, a.JSON, "sub", "row P16: that client knows the person by another alias ID")
	require.NotContains(t, a.JSON, "auth_time")

	note := s.Caused(at.Tenant.ID, asked(s, sibling, own.Text("access_token")).Header)
	require.Len(t, note, 1)
	require.Equal(t, attempt.OK, note[0].Outcome)
	require.Equal(t, oauth.TokenForeign, note[0].Reason, "decision D14: the developer is told, the wire is not")

	refused(s, at, asked(s, public, own.Text("access_token")), 401, "invalid_client", oauth.IntrospectionPublic)
	wrong := at
	wrong.Secret = "x"
	refused(s, at, asked(s, wrong, own.Text("access_token")), 401, "invalid_client", oauth.ClientSecretWrong)
	refused(s, at, s.Send(http.MethodPost, at.Issuer+"/oauth2/introspect", url.Values{"token": {jwt}}), 401, "invalid_client", oauth.ClientAuthMissing)
	refused(s, at, asked(s, at, ""), 400, "invalid_request", oauth.TokenMissing)
	refused(s, at, s.Send(http.MethodPost, at.Issuer+"/oauth2/introspect", url.Values{"token": {jwt, jwt}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}}), 400, "invalid_request", oauth.ParameterRepeated)

	yes := true
	s.Change(at, manage.ClientChange{Disabled: &yes})
	inactive(t, asked(s, sibling, jwt), "SEC-37: its client is disabled")
	refused(s, at, asked(s, at, jwt), 400, "unauthorized_client", oauth.ClientDisabled)
	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", at.Tenant.ID)
	s.Clock.Advance(31 * time.Second)
	refused(s, at, asked(s, sibling, jwt), 400, "unauthorized_client", oauth.TenantDisabled)
}

func refused(s *apptest.Server, at apptest.Service, got apptest.Answer, status int, code string, reason oauth.Reason) {
	s.T.Helper()
	require.Equal(s.T, status, got.Status, got.Raw)
	require.Equal(s.T, code, got.Text("error"))
	require.NotContains(s.T, got.JSON, "active")
	a := s.OneRefusal(at.Tenant.ID, got.Header)
	require.Equal(s.T, reason, a.Reason)
	require.Equal(s.T, "introspect", a.Endpoint)
}

func TestWhatItsBearerMustProve(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key := keytest.New(t, jose.ES256)
	address := at.Issuer + "/oauth2/token"
	got := s.Send(http.MethodPost, address, url.Values{
		"grant_type": {"authorization_code"}, "code": {rp.Code(b, "")}, "redirect_uri": {at.Redirect}, "code_verifier": {rp.Verifier},
		"client_id": {at.Client.ID.String()}, "client_secret": {at.Secret},
	}, "DPoP", key.Proof(http.MethodPost, address, s.Clock.Now()))
	a := asked(s, at, got.Text("access_token"))
	require.Equal(t, "DPoP", a.JSON["token_type"], "RFC 9449 6.2")
	require.Equal(t, map[string]any{"jkt": key.JKT()}, a.JSON["cnf"])
	s.Exec("update access_tokens set jkt = null, x5t = 'thumb'")
	require.Equal(t, map[string]any{"x5t#S256": "thumb"}, asked(s, at, got.Text("access_token")).JSON["cnf"], "RFC 8705 3.2")
}

func TestRFC9701ASignedAnswer(t *testing.T) {
	t.Parallel()
	const media = "application/token-introspection+jwt"
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	token := rp.Tokens(b, "").Text("access_token")
	verified := func(a apptest.Answer, alg jose.Alg) map[string]any {
		t.Helper()
		require.Equal(t, http.StatusOK, a.Status, a.Raw)
		require.Equal(t, media, a.Header.Get("Content-Type"))
		require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
		var set struct {
			Keys []json.RawMessage `json:"keys"`
		}
		require.NoError(t, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "").Raw), &set))
		typ, payload, err := jose.Verify(a.Raw, set.Keys, alg)
		require.NoError(t, err)
		require.Equal(t, "token-introspection+jwt", typ)
		var claims map[string]any
		require.NoError(t, json.Unmarshal(payload, &claims))
		return claims
	}
	plain := asked(s, at, token).JSON
	claims := verified(asked(s, at, token, "Accept", "text/html, "+media+";q=0.9"), jose.RS256)
	require.Equal(t, map[string]any{"iss": at.Issuer, "aud": at.Client.ID.String(), "iat": float64(s.Clock.Now().Unix()), "token_introspection": plain}, claims, "RFC 9701 5: no sub and no exp, or it could pass for a token")
	require.Equal(t, map[string]any{"active": false}, verified(asked(s, at, "x", "Accept", media), jose.RS256)["token_introspection"])

	s.Set(at, func(p *client.Protocol) { p.IntrospectionAlg = jose.ES256 })
	require.Equal(t, plain, verified(asked(s, at, token), jose.ES256)["token_introspection"], "the client is set to it")
	require.Equal(t, "application/json", asked(s, at, "").Header.Get("Content-Type"), "an error is never signed")
}

func TestP23Scripts(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	for origin, want := range map[string]string{"https://lantern.test": "https://lantern.test", "https://evil.test": ""} {
		a := asked(s, at, "x", "Origin", origin)
		require.Equal(t, want, a.Header.Get("Access-Control-Allow-Origin"))
		require.Contains(t, a.Header.Values("Vary"), "Origin")
	}
	require.Equal(t, http.StatusNoContent, s.SendRaw(http.MethodOptions, at.Issuer+"/oauth2/introspect", "", "Origin", "https://lantern.test", "Access-Control-Request-Method", "POST").Status)
	require.Equal(t, http.StatusMethodNotAllowed, s.SendRaw(http.MethodGet, at.Issuer+"/oauth2/introspect?token=x", "").Status, "RFC 7662 2.1")
}

func TestSEC50EveryQuestionCostsTheSame(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	sibling := s.Client(at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "")
	for by, tokens := range map[*apptest.Service][]string{&at: {got.Text("access_token"), got.Text("refresh_token")}, &sibling: {got.Text("access_token"), got.Text("refresh_token"), "e30.e30.AAAA"}} {
		for _, token := range tokens {
			s.RoundTrips(1, func() { asked(s, *by, token) })
		}
	}
	s.RoundTrips(0, func() { asked(s, at, "x") })
}
