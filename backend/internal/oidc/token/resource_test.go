package token_test

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
)

// The resources of the tests: orders takes JWTs, files takes anything.
const (
	orders = "https://orders.test/api"
	files  = "https://files.test/"
)

// withResources adds them to a service.
func withResources(s *apptest.Server, at apptest.Service) {
	s.T.Helper()
	s.Resource(at, orders, resource.Settings{Alg: jose.ES256, Scopes: []string{"orders:read", "orders:write"}, Lifetime: 10 * time.Minute})
	s.Resource(at, files, resource.Settings{Format: resource.Opaque, Scopes: []string{"files:read"}})
}

// published verifies a token against the keys that the issuer publishes.
func published(s *apptest.Server, at apptest.Service, token string) (typ string, claims map[string]any) {
	s.T.Helper()
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	require.NoError(s.T, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "").Raw), &set))
	typ, payload, err := jose.Verify(token, set.Keys, jose.Algs()...)
	require.NoError(s.T, err)
	require.NoError(s.T, json.Unmarshal(payload, &claims))
	return typ, claims
}

func TestP17ATokenIsForTheResourceThatWasAskedFor(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")

	got := succeeded(t, rp.Redeem(rp.Code(b, "", "resource", orders), "resource", orders))
	typ, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, "at+jwt", typ, "RFC 9068 2.1")
	require.Equal(t, orders, claims["aud"])
	require.Equal(t, s.Claims(got.Text("id_token"))["sub"], claims["sub"], "decision D2: the same alias ID everywhere")
	require.EqualValues(t, 600, got.JSON["expires_in"], "row P18: the resource's lifetime")
	_, id := published(s, at, got.Text("id_token"))
	require.Equal(t, jose.HalfHash(jose.RS256, got.Text("access_token")), id["at_hash"])

	_, claims = published(s, at, succeeded(t, rp.Redeem(rp.Code(b, "", "resource", orders))).Text("access_token"))
	require.Equal(t, orders, claims["aud"], "RFC 8707 2.2: what the authorization request named, when the token request names none")
	_, claims = published(s, at, succeeded(t, rp.Redeem(rp.Code(b, "", "resource", orders), "resource", orders+"/")).Text("access_token"))
	require.Equal(t, orders, claims["aud"], "but for a slash at the end")

	code := rp.Code(b, "", "resource", orders)
	refused(s, at, rp.Redeem(code, "resource", files), 400, "invalid_target", oauth.ResourceWidened)                 // SEC-34
	refused(s, at, rp.Redeem(code, "resource", "https://nobody.test"), 400, "invalid_target", oauth.ResourceUnknown) // RFC 8707 2
	token := succeeded(t, rp.Redeem(code)).Text("refresh_token")                                                     // and the refusals spent nothing

	refused(s, at, rp.Refresh(token, "resource", files), 400, "invalid_target", oauth.ResourceWidened)
	again := succeeded(t, rp.Refresh(token, "resource", orders))
	_, claims = published(s, at, again.Text("access_token"))
	require.Equal(t, orders, claims["aud"])

	plain := rp.Tokens(b, "")
	require.Regexp(t, "^alias_at_", plain.Text("access_token"), "without a resource it is for this server")
	refused(s, at, rp.Refresh(plain.Text("refresh_token"), "resource", orders), 400, "invalid_target", oauth.ResourceWidened)

	s.Exec("delete from resources where identifier = $1", orders)
	s.Clock.Advance(31 * time.Second) // nobody announced it: the cache's bound
	refused(s, at, rp.Refresh(again.Text("refresh_token")), 400, "invalid_target", oauth.ResourceUnknown)
}

func TestP17SeveralResources(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	s.Resource(at, "urn:old", resource.Settings{Typ: resource.TypJWT, Alg: jose.RS256})
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	ask := func(code string, resources ...string) apptest.Answer {
		return rp.Token(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {at.Redirect}, "code_verifier": {rp.Verifier}, "resource": resources})
	}
	code := func() string {
		b.Open(rp.AuthorizeURL() + "&" + url.Values{"resource": {orders, files, "urn:old"}}.Encode())
		return b.URL.Query().Get("code")
	}
	refused(s, at, ask(code()), 400, "invalid_target", oauth.ResourcesDisagree)

	_, claims := published(s, at, succeeded(t, ask(code(), orders, files)).Text("access_token"))
	require.Equal(t, []any{orders, files}, claims["aud"])
	typ, claims := published(s, at, succeeded(t, ask(code(), "urn:old")).Text("access_token"))
	require.Equal(t, "urn:old", claims["aud"])
	require.Equal(t, "JWT", typ, "row P18: for resource servers that do not know RFC 9068")
	require.Regexp(t, "^alias_at_", succeeded(t, ask(code(), files)).Text("access_token"))
}

func TestATokenTellsAResourceNothingAboutAnother(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	token := rp.Tokens(b, "").Text("refresh_token")
	s.Exec("update grants set scopes = scopes || '{orders:read,files:read}', resources = $1 where tenant_id = $2", []string{orders, files}, at.Tenant.ID)
	s.Exec("update connection_clients set scopes = scopes || '{orders:read,files:read}', offered = offered || '{orders:read,files:read}' where tenant_id = $1", at.Tenant.ID)

	both := succeeded(t, rp.Refresh(token, "scope", "openid orders:read files:read"))
	require.Equal(t, "openid orders:read files:read", both.Text("scope"))
	one := succeeded(t, rp.Refresh(both.Text("refresh_token"), "scope", "openid orders:read files:read", "resource", orders))
	require.Equal(t, "openid orders:read", one.Text("scope"), "RFC 8707 2.2: least privilege")
	_, claims := published(s, at, one.Text("access_token"))
	require.Equal(t, "openid orders:read", claims["scope"])
}

func TestTheClientsUsualResource(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	s.Set(at, func(p *client.Protocol) { p.DefaultResource = orders })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	first := rp.Tokens(b, "")
	_, claims := published(s, at, first.Text("access_token"))
	require.Equal(t, orders, claims["aud"], "row P17")
	s.Set(at, func(p *client.Protocol) { p.DefaultResource = "" })
	_, claims = published(s, at, succeeded(t, rp.Refresh(first.Text("refresh_token"))).Text("access_token"))
	require.Equal(t, orders, claims["aud"], "the grant stays what it was")
	require.Regexp(t, "^alias_at_", succeeded(t, rp.Redeem(rp.Code(b, ""))).Text("access_token"))
}

func TestP18AClientMayHaveJWTs(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) { n.IDTokenAlg = jose.EdDSA })
	s.Set(at, func(p *client.Protocol) { p.AccessTokenFormat, p.AccessTokenLifetime = client.FormatJWT, 120 })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "", "max_age", "3600")
	typ, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, "at+jwt", typ)
	require.Equal(t, at.Issuer, claims["aud"], "it is for this server")
	require.Equal(t, at.Client.ID.String(), claims["client_id"])
	require.EqualValues(t, 120, got.JSON["expires_in"])
	require.Equal(t, s.Claims(got.Text("id_token"))["auth_time"], claims["auth_time"], "RFC 9068 2.2.1")
	require.Equal(t, http.StatusOK, rp.Userinfo(got.Text("access_token")).Status)
	s.Clock.Advance(2 * time.Minute)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(got.Text("access_token")).Status)

	second := succeeded(t, rp.Refresh(got.Text("refresh_token"))).Text("access_token")
	s.Exec("update grants set revoked_at = now()")
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(second).Status, "SEC-38: a JWT that was revoked is worth nothing here")
}
