package token_test

import (
	"net/http"
	"net/url"
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

// Everything a tenant's endpoints hand out is worth nothing at another's, and the
// answer is the same as for something nobody has ever seen.
func TestSEC60NothingOfOneTenantIsWorthAnythingAtAnother(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	b := s.Signed(s.Person("Mira"))
	wide := func(n *manage.NewClient) {
		n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.DeviceCode}
	}
	a, z := s.RP(s.Service("lantern", wide)), s.RP(s.Service("harbor", wide))
	a.Code(b, "")
	z.Code(b, "")
	for _, pair := range [][2]*apptest.RP{{a, z}, {z, a}} {
		mine, theirs := pair[0], pair[1]
		code, tokens := mine.Code(b, ""), mine.Tokens(b, "")
		same := func(got, unknown apptest.Answer) {
			t.Helper()
			require.Equal(t, unknown.Status, got.Status)
			require.Equal(t, unknown.JSON, got.JSON)
			require.Equal(t, unknown.Header.Get("WWW-Authenticate"), got.Header.Get("WWW-Authenticate"))
		}
		// At their endpoints, with their credentials.
		same(theirs.Redeem(code), theirs.Redeem(strings.Repeat("A", 43)))
		same(theirs.Redeem(code, "redirect_uri", mine.Service.Redirect), theirs.Redeem(strings.Repeat("A", 43)))
		same(theirs.Refresh(tokens.Text("refresh_token")), theirs.Refresh("alias_rt_made_up"))
		same(theirs.Userinfo(tokens.Text("access_token")), theirs.Userinfo("alias_at_made_up"))
		for _, kind := range []string{"access_token", "refresh_token", "id_token"} {
			for _, path := range []string{"/oauth2/introspect", "/oauth2/revoke"} {
				same(theirs.Post(path, url.Values{"token": {tokens.Text(kind)}}), theirs.Post(path, url.Values{"token": {"alias_at_made_up"}}))
			}
		}
		device := mine.Post("/oauth2/device_authorization", url.Values{"scope": {"openid"}})
		require.Equal(t, http.StatusOK, device.Status, device.Raw)
		waits := func(rp *apptest.RP, code string) apptest.Answer {
			return rp.Token(url.Values{"grant_type": {string(oauth.DeviceCode)}, "device_code": {code}})
		}
		same(waits(theirs, device.Text("device_code")), waits(theirs, strings.Repeat("A", 43)))
		// At their endpoints, with mine.
		stranger := *mine
		stranger.Service.Issuer = theirs.Service.Issuer
		for _, got := range []apptest.Answer{stranger.Redeem(code), stranger.Refresh(tokens.Text("refresh_token"))} {
			require.Equal(t, http.StatusUnauthorized, got.Status)
			require.Equal(t, "invalid_client", got.Text("error"))
		}
		same(stranger.Userinfo(tokens.Text("access_token")), theirs.Userinfo("alias_at_made_up"))
		// A client and its address, at their authorization endpoint.
		require.Equal(t, http.StatusBadRequest, s.SendRaw(http.MethodGet, stranger.AuthorizeURL(), "").Status)
		require.Equal(t, http.StatusBadRequest, s.SendRaw(http.MethodGet, theirs.AuthorizeURL("redirect_uri", mine.Service.Redirect), "").Status)
		// And none of it has spent or burnt anything.
		require.Equal(t, http.StatusOK, mine.Redeem(code).Status)
		require.Equal(t, http.StatusOK, mine.Refresh(tokens.Text("refresh_token")).Status)
		require.Equal(t, http.StatusOK, mine.Userinfo(tokens.Text("access_token")).Status)
		require.Equal(t, "authorization_pending", waits(mine, device.Text("device_code")).Text("error"))
	}
}

// One client key, one build server and one resource, at two tenants: what was made
// for the one is refused by the other, although every signature is right.
func TestSEC60AssertionsAreForOneTenant(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here, there := s.Service("lantern"), s.Service("harbor")
	key := keytest.New(t, jose.ES256)
	b := newBuilds(t, key)
	keyed := func(at apptest.Service) *apptest.RP {
		withResources(s, at)
		return s.RP(s.Client(at, func(n *manage.NewClient) {
			n.AuthMethod, n.JWKS = oauth.AuthPrivateKeyJWT, keytest.Set(key)
			n.GrantTypes, n.Scopes = []oauth.GrantType{oauth.ClientCredentials, oauth.JWTBearer}, []string{"orders:read"}
			n.FederatedCredentials = []client.FederatedCredential{{Issuer: b.url, Subject: subject, JWKSURI: b.url + "/keys"}}
		}))
	}
	mine, theirs := keyed(here), keyed(there)
	mine.Key, theirs.Key = &key, &key
	own := func(rp *apptest.RP, assertion string) apptest.Answer {
		return s.Send(http.MethodPost, rp.Service.Issuer+"/oauth2/token", url.Values{
			"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion},
		})
	}
	name := mine.Service.Client.WireID()
	for why, audience := range map[string]string{"another tenant's issuer": there.Issuer, "another tenant's token endpoint": there.Issuer + "/oauth2/token"} {
		require.Equal(t, "invalid_client", own(mine, key.Assertion(name, audience, s.Clock.Now())).Text("error"), why)
	}
	good := key.Assertion(name, here.Issuer, s.Clock.Now())
	refused(s, there, own(theirs, good), 401, "invalid_client", oauth.ClientUnknown)
	succeeded(t, own(mine, good))

	vouched := b.vouch(s, here.Issuer)
	got := theirs.Token(url.Values{"grant_type": {bearerGrant}, "assertion": {vouched}})
	refused(s, there, got, 400, "invalid_grant", oauth.AssertionAudience)
	succeeded(t, mine.Token(url.Values{"grant_type": {bearerGrant}, "assertion": {vouched}}))
}
