package token_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// errorText is what error and error_description may hold (RFC 6749 5.2).
var errorText = regexp.MustCompile(`^[\x20-\x21\x23-\x5B\x5D-\x7E]+$`)

// Whatever a form holds, the answer is one of RFC 6749 5: tokens, or an error that
// says which, and it is never a failure of ours.
func FuzzTheForm(f *testing.F) {
	s := apptest.New(f)
	at := s.Service("lantern")
	withResources(s, at)
	key := keytest.New(f, jose.ES256)
	all := s.Client(at, func(n *manage.NewClient) {
		n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.ClientCredentials, oauth.DeviceCode, oauth.TokenExchange, oauth.JWTBearer}
		n.Scopes = append(oauth.DefaultScopes(), "orders:read")
		n.TokenExchangeAudiences = []string{orders}
		n.FederatedCredentials = []client.FederatedCredential{{Issuer: "https://127.0.0.1:1", Subject: "repo:*"}}
	})
	got := s.RP(all).Tokens(s.Browser(), s.Person("Mira"))
	for _, form := range []url.Values{
		probe(), probe("resource", orders),
		{"grant_type": {"refresh_token"}, "refresh_token": {got.Text("refresh_token")}, "scope": {"openid"}, "resource": {orders, files}},
		{"grant_type": {"client_credentials"}, "scope": {"orders:read"}, "resource": {orders}},
		{"grant_type": {"client_credentials"}, "scope": {" "}},
		{"grant_type": {string(oauth.DeviceCode)}, "device_code": {"x"}},
		{"grant_type": {exchangeGrant}, "subject_token": {got.Text("access_token")}, "subject_token_type": {accessToken}, "actor_token": {got.Text("access_token")}, "actor_token_type": {jwtToken}, "audience": {orders, "x"}},
		{"grant_type": {bearerGrant}, "assertion": {key.JWT(keytest.Members{"iss": "https://127.0.0.1:1", "sub": "repo:x", "aud": at.Issuer, "exp": s.Clock.Now().Unix() + 60})}},
		{"grant_type": {"client_credentials"}, "client_assertion": {key.Assertion(all.Client.WireID(), at.Issuer, s.Clock.Now())}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}},
		{"grant_type": {"password"}},
		{},
	} {
		f.Add(form.Encode(), true)
		f.Add(form.Encode(), false)
	}
	for _, raw := range []string{"grant_type=%zz", "&&==", "grant_type=authorization_code&code=%00", "resource=" + strings.Repeat("a", 5000), strings.Repeat("a=b&", 200), "grant_type[]=x", "\xff"} {
		f.Add(raw, true)
	}
	f.Fuzz(func(t *testing.T, form string, authenticated bool) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.Issuer+"/oauth2/token", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if authenticated {
			r.Header.Set("Authorization", basic(all.Client.WireID(), all.Secret))
		}
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		require.Equal(t, "application/json", w.Header().Get("Content-Type"))
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		var body map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		if w.Code == http.StatusOK {
			require.True(t, authenticated)
			require.NotEmpty(t, body["access_token"])
			require.NotContains(t, w.Body.String(), "null")
			return
		}
		require.Contains(t, []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusRequestEntityTooLarge}, w.Code, w.Body.String())
		require.Len(t, body, 2)
		for _, name := range []string{"error", "error_description"} {
			require.Regexp(t, errorText, body[name])
		}
	})
}
