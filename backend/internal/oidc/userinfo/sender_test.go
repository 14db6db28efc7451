package userinfo_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func TestOIDCCore532SignedUserInfo(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	token := tokens.Text("access_token")
	plain := rp.Userinfo(token).JSON
	for _, alg := range jose.Algs() {
		s.Set(at, func(p *client.Protocol) { p.UserinfoAlg = alg })
		for _, got := range []apptest.Answer{rp.Userinfo(token), s.Send(http.MethodPost, at.Issuer+"/oidc/userinfo", url.Values{"access_token": {token}})} {
			require.Equal(t, http.StatusOK, got.Status, got.Raw)
			require.Equal(t, "application/jwt", got.Header.Get("Content-Type"))
			require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
			var set struct {
				Keys []json.RawMessage `json:"keys"`
			}
			require.NoError(t, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "").Raw), &set))
			_, payload, err := jose.Verify(got.Raw, set.Keys, alg)
			require.NoError(t, err)
			var claims map[string]any
			require.NoError(t, json.Unmarshal(payload, &claims))
			require.Equal(t, at.Issuer, claims["iss"], "userinfo-rs256")
			require.Equal(t, at.Client.ID.String(), claims["aud"], "userinfo-rs256")
			require.Equal(t, s.Claims(tokens.Text("id_token"))["sub"], claims["sub"])
			for _, name := range []string{"exp", "iat", "nonce", "at_hash"} {
				require.NotContains(t, claims, name, "SEC-40: nothing takes it for an ID token")
			}
			delete(claims, "iss")
			delete(claims, "aud")
			require.Equal(t, plain, claims, "otherwise it is the same")
		}
	}
	refused := rp.Userinfo(token + "x")
	require.Equal(t, "application/json", refused.Header.Get("Content-Type"), "RFC 6750 3: refusals are not signed")
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(rp.Userinfo(token).Raw).Status, "SEC-40: nor is it an access token")
}

func TestSEC40ATokenForSomebodyElseReadsNothing(t *testing.T) {
	t.Parallel()
	const orders = "https://orders.test/api"
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Resource(at, orders, resource.Settings{Format: resource.Opaque})
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Tokens(b, "")
	ask := func(token string, reason oauth.Reason, status int) {
		t.Helper()
		got := rp.Userinfo(token)
		require.Equal(t, status, got.Status, got.Raw)
		require.Equal(t, reason, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
		require.NotContains(t, got.Raw, "sub")
	}
	ask(rp.Tokens(b, "", "resource", orders).Text("access_token"), oauth.TokenElsewhere, http.StatusUnauthorized)

	s.Set(at, func(p *client.Protocol) { p.AccessTokenFormat = client.FormatJWT })
	token := rp.Tokens(b, "").Text("access_token")
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status, "a JWT is as good here")
	s.Send(http.MethodPost, at.Issuer+"/oauth2/revoke", url.Values{"token": {token}, "client_id": {at.Client.ID.String()}, "client_secret": {at.Secret}})
	ask(token, oauth.TokenUnknown, http.StatusUnauthorized) // SEC-38: at once

	machine := s.RP(s.Client(at, func(n *manage.NewClient) { n.GrantTypes, n.Scopes = []oauth.GrantType{oauth.ClientCredentials}, nil }))
	own := machine.Token(url.Values{"grant_type": {"client_credentials"}})
	require.Equal(t, http.StatusOK, own.Status, own.Raw)
	ask(own.Text("access_token"), oauth.ScopeInsufficient, http.StatusForbidden) // it is about nobody
}

func TestWhatIsSwitchedOffReadsNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	token := rp.Tokens(s.Signed(s.Person("Mira")), "").Text("access_token")
	yes, no := true, false
	s.Change(at, manage.ClientChange{Disabled: &yes})
	got := rp.Userinfo(token)
	require.Equal(t, http.StatusUnauthorized, got.Status)
	require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_token"`)
	require.Equal(t, oauth.TokenUnknown, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	s.Change(at, manage.ClientChange{Disabled: &no})
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)
	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", at.Tenant.ID)
	s.Clock.Advance(31 * time.Second) // the word of the change was lost
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status)
}

func TestUserInfoCostsOneRoundTrip(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	token := rp.Tokens(b, "").Text("access_token")
	s.RoundTrips(1, func() { require.Equal(t, http.StatusOK, rp.Userinfo(token).Status) })
	s.Set(at, func(p *client.Protocol) { p.UserinfoAlg = jose.ES256 })
	s.RoundTrips(1, func() { require.Equal(t, http.StatusOK, rp.Userinfo(token).Status) })

	key := keytest.New(t, jose.ES256)
	rp.Prover = &key
	bound := rp.Tokens(b, "").Text("access_token")
	s.RoundTrips(1, func() { require.Equal(t, http.StatusOK, rp.Userinfo(bound).Status) })
}

func TestAnInteractionIsEchoed(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	token := s.RP(at).Tokens(s.Signed(s.Person("Mira")), "").Text("access_token")
	const named = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"
	for sent, want := range map[string]string{named: named, "": "", "<script>": "", named + named: ""} {
		got := s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "Bearer "+token, "X-Fapi-Interaction-Id", sent)
		require.Equal(t, http.StatusOK, got.Status)
		require.Equal(t, want, got.Header.Get("X-Fapi-Interaction-Id"))
		require.NotEmpty(t, got.Header.Get("Date"))
	}
}
