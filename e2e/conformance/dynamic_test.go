package conformance_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// TestDynamic is the Dynamic OP plan: every client registers itself and
// authenticates with private_key_jwt. Its metadata has to list the implicit flow
// (OIDC Core 15.2), so it runs where that is switched on.
func TestDynamic(t *testing.T) {
	t.Parallel()
	p := plan{issuer: issuer(t, compat), responseType: "code", method: "private_key_jwt"}
	run(t, p, []module{
		{"oidcc-idtoken-rs256: OIDC Registration 2", idTokenAlg("RS256")},
		{"oidcc-idtoken-ps256: OIDC Registration 2", idTokenAlg("PS256")},
		{"oidcc-idtoken-es256: OIDC Registration 2", idTokenAlg("ES256")},
		{"oidcc-idtoken-es384: OIDC Registration 2", idTokenAlg("ES384")},
		{"oidcc-idtoken-eddsa: OIDC Registration 2", idTokenAlg("EdDSA")},
		{"oidcc-idtoken-unsigned: OIDC Core 3.1.3.7", idTokenUnsigned},
		{"oidcc-userinfo-rs256: OIDC Core 5.3.2", userInfoSigned},
		{"oidcc-ensure-redirect-uri-in-authorization-request: OIDC Core 3.1.2.1", redirectURIMissing},
		{"oidcc-redirect-uri-query-OK: OIDC Core 3.1.2.1", redirectURIQuery},
		{"oidcc-redirect-uri-query-mismatch: OIDC Core 3.1.2.1", redirectURIMismatch},
		{"oidcc-redirect-uri-query-added: OIDC Core 3.1.2.1", redirectURIAdded},
		{"oidcc-redirect-uri-regfrag: OIDC Registration 3.3", redirectURIFragment},
		{"oidcc-discovery-endpoint-verification: OIDC Core 15.2", dynamicDiscovery},
		{"oidcc-registration-logo-uri: OIDC Registration 2", registrationLogo},
		{"oidcc-registration-policy-uri: OIDC Registration 2", registrationLink("policy_uri", "policy")},
		{"oidcc-registration-tos-uri: OIDC Registration 2", registrationLink("tos_uri", "terms")},
		{"oidcc-registration-jwks-uri: OIDC Registration 2", registrationJWKS},
		{"oidcc-registration-sector-uri: OIDC Registration 5", registrationSector},
		{"oidcc-registration-sector-bad: OIDC Registration 5", registrationSectorBad},
		{"oidcc-refresh-token: OIDC Core 12.2", refreshToken},
		{"oidcc-refresh-token-rp-key-rotation: OIDC Core 10.1.1", keyRotation},
		{"oidcc-request-uri-signed-rs256: OIDC Core 6.2", requestURISigned},
		{"oidcc-request-object-signed-rs256: OIDC Core 6.1", requestSigned},
		{"oidcc-request-uri-unsigned: OIDC Core 6.2", unsignedRequestURI},
		{"oidcc-ensure-request-object-with-redirect-uri: OIDC Core 6.1", requestObjectRedirectURI},
		{"oidcc-ensure-client-assertion-with-iss-aud-succeeds: OIDC Core 9", assertionForIssuer},
		{"oidcc-server: OIDC Core 3.1.3.3", server},
		{"client-assertion-jti-replayed: RFC 7523 3", assertionReplayed},
		{"registration-invalid: OIDC Registration 3.3", registrationInvalid},
		{"registration-read-and-delete: RFC 7592 2.1, RFC 7592 2.3", registrationManaged},
	})
	run(t, p, discoveryClauses())
	t.Run("oidcc-server-rotate-keys: OIDC Core 10.1.1", func(t *testing.T) { t.Parallel(); rotateKeys(t) })
}

// TestThirdPartyInit is the 3rd-party-initiated login plan.
func TestThirdPartyInit(t *testing.T) {
	t.Parallel()
	p := plan{issuer: issuer(t, strict), responseType: "code", method: "client_secret_basic"}
	run(t, p, []module{
		{"oidcc-3rd-party-init-login: OIDC Core 4, RFC 7592 2.1", initiateLogin},
		{"oidcc-3rd-party-init-login-nohttps: OIDC Registration 2", initiateLoginPlain},
	})
}

// idTokenAlg registers an algorithm for ID tokens.
func idTokenAlg(alg string) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		assert.Contains(t, p.issuer.Meta.List("id_token_signing_alg_values_supported"), alg)
		s := p.sit(t, with("id_token_signed_response_alg", alg))
		s.client.IDTokenAlg = alg
		s.signIn(t, s.ask("openid"))
	}
}

func userInfoSigned(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta.List("userinfo_signing_alg_values_supported"), "RS256")
	s := p.sit(t, with("userinfo_signed_response_alg", "RS256"))
	r := s.ask("openid email")
	tokens := s.client.Exchange(t, s.respond(t, r).Get("code"), "").Tokens(t, "Bearer")
	a := s.client.UserInfo(t, tokens.AccessToken)
	require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
	require.True(t, strings.HasPrefix(a.Header.Get("Content-Type"), "application/jwt"), "Content-Type: %s", a.Header.Get("Content-Type"))
	_, payload := s.issuer.Keys(t).Verify(t, "the UserInfo response", string(a.Body), "RS256")
	var c check.Object
	require.NoError(t, json.Unmarshal(payload, &c))
	assert.Equal(t, s.issuer.URL, c["iss"])
	assert.True(t, check.Audience(c["aud"], s.client.ID), "aud: %v", c["aud"])
	assert.NotContains(t, c, "nonce")
	assert.Equal(t, check.PartOf(t, tokens.IDToken, 1)["sub"], c["sub"])
	assert.Contains(t, c, "email")
	check.StandardClaims(t, "UserInfo", c)
}

func redirectURIMissing(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t, func(m token.Object) {
		uris, _ := m["redirect_uris"].([]string)
		m["redirect_uris"] = append(uris, uris[0]+"-too")
	})
	s.stays(t, s.ask("openid", "redirect_uri", "").URL())
}

// querying registers a redirect_uri that has a query.
func querying(m token.Object) {
	uris, _ := m["redirect_uris"].([]string)
	m["redirect_uris"] = []string{uris[0] + "?bar=foo"}
}

func redirectURIQuery(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t, querying)
	s.client.RedirectURI += "?bar=foo"
	s.signIn(t, s.ask("openid"))
	s.refused(t, s.ask("openid", "prompt", "none", "max_age", "0"), "login_required", "interaction_required")
}

func redirectURIMismatch(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t, querying)
	s.stays(t, s.ask("openid", "redirect_uri", s.client.RedirectURI+"?foo=bar").URL())
}

func redirectURIAdded(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.stays(t, s.ask("openid", "redirect_uri", s.client.RedirectURI+"?foo=bar").URL())
}

func redirectURIFragment(t *testing.T, p plan) {
	t.Helper()
	c := unregistered(p)
	m := c.Metadata("code")
	m["redirect_uris"] = []string{c.RedirectURI + "#fragment"}
	refusedRegistration(t, c, m, "invalid_redirect_uri")
}

// unregistered is a client of the plan that is not registered yet.
func unregistered(p plan) *rp.Client {
	c := rp.NewClient(p.issuer, world.site.Space(), p.method)
	if p.method == "private_key_jwt" {
		c.Key = token.NewKey("ES256")
	}
	return c
}

// refusedRegistration expects 400 with one of codes (Registration 3.3).
func refusedRegistration(t *testing.T, c *rp.Client, m token.Object, codes ...string) {
	t.Helper()
	a := c.TryRegister(t, m)
	require.Equal(t, http.StatusBadRequest, a.Status, "%s", a.Body)
	a.Error(t, codes...)
}

func dynamicDiscovery(t *testing.T, p plan) {
	t.Helper()
	assert.Subset(t, p.issuer.Meta.List("response_types_supported"), []string{"code", "id_token", "id_token token"})
	assert.Subset(t, p.issuer.Meta.List("grant_types_supported"), []string{"authorization_code", "implicit"})
	assert.NotEmpty(t, p.issuer.Meta.Text("registration_endpoint"))
}

// pages goes to a client's sign-in and answers the pages that were shown until it is done.
func pages(t *testing.T, s *sitting) []*browser.Page {
	t.Helper()
	s.signIn(t, s.ask("openid"))
	return s.browser.Shown
}

func registrationLogo(t *testing.T, p plan) {
	t.Helper()
	c := unregistered(p)
	// The smallest picture there is: one white pixel.
	c.Space.Serve("logo.png", "image/png", whitePixel())
	m := c.Metadata("code")
	m["logo_uri"] = c.Space.URL("logo.png")
	s := p.sitAt(t, c.Register(t, m))
	shown := 0
	for _, page := range pages(t, s) {
		if page.Is("login") || page.Is("consent") {
			for _, src := range page.Attributes("img", "src") {
				at, err := page.URL.Parse(src)
				require.NoError(t, err)
				a := p.issuer.Get(t, at.String())
				assert.Equal(t, http.StatusOK, a.Status, "the logo at %s", at)
				shown++
			}
		}
	}
	assert.Positive(t, shown, "the logo is shown on the way")
}

func registrationLink(member, name string) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		c := unregistered(p)
		m := c.Metadata("code")
		m[member] = c.Space.URL(name)
		s := p.sitAt(t, c.Register(t, m))
		shown := 0
		for _, page := range pages(t, s) {
			if slices.Contains(page.Attributes("a", "href"), c.Space.URL(name)) {
				shown++
			}
		}
		assert.Positive(t, shown, "a link to it is shown on the way")
	}
}

// publish serves a client's keys at its jwks_uri.
func publish(t *testing.T, c *rp.Client, keys ...*token.Key) {
	t.Helper()
	doc, err := json.Marshal(token.Set(keys...))
	require.NoError(t, err)
	c.Space.Serve("jwks", "application/json", doc)
}

// byReference registers a client with a jwks_uri.
func byReference(t *testing.T, p plan, alter ...func(token.Object)) *sitting {
	t.Helper()
	c := unregistered(p)
	publish(t, c, c.Key)
	m := c.Metadata("code")
	delete(m, "jwks")
	m["jwks_uri"] = c.Space.URL("jwks")
	for _, a := range alter {
		a(m)
	}
	return p.sitAt(t, c.Register(t, m))
}

func registrationJWKS(t *testing.T, p plan) {
	t.Helper()
	s := byReference(t, p)
	s.signIn(t, s.ask("openid"))
	assert.NotEmpty(t, s.client.Space.Visits("jwks"))
}

func registrationSector(t *testing.T, p plan) {
	t.Helper()
	require.Contains(t, p.issuer.Meta.List("subject_types_supported"), "pairwise")
	c := unregistered(p)
	doc, err := json.Marshal([]string{c.RedirectURI, c.RedirectURI + "-of-another"})
	require.NoError(t, err)
	c.Space.Serve("sector", "application/json", doc)
	m := c.Metadata("code")
	m["sector_identifier_uri"], m["subject_type"] = c.Space.URL("sector"), "pairwise"
	s := p.sitAt(t, c.Register(t, m))
	assert.NotEmpty(t, c.Space.Visits("sector"), "it is read at registration")
	first := s.signIn(t, s.ask("openid"))
	// A client of the tenant that names no sector sees somebody else.
	other := p.sit(t)
	other.browser, other.who = s.browser, s.who
	assert.NotEqual(t, first.ID["sub"], other.signIn(t, other.ask("openid")).ID["sub"])
}

func registrationSectorBad(t *testing.T, p plan) {
	t.Helper()
	c := unregistered(p)
	doc, err := json.Marshal([]string{c.RedirectURI + "-of-another"})
	require.NoError(t, err)
	c.Space.Serve("sector", "application/json", doc)
	m := c.Metadata("code")
	m["sector_identifier_uri"], m["subject_type"] = c.Space.URL("sector"), "pairwise"
	refusedRegistration(t, c, m, "invalid_client_metadata")
}

// jwksRefreshDelay is how long the suite, told so by its setting of that name, waits
// for a provider that does not fetch the same keys again at once.
const jwksRefreshDelay = 4 * time.Second

// keyRotation has the client publish another key, which the provider then fetches.
func keyRotation(t *testing.T, p plan) {
	t.Helper()
	s := byReference(t, p, refreshing)
	o := s.signIn(t, s.ask("openid offline_access", "prompt", "consent"))
	require.NotEmpty(t, o.Tokens.RefreshToken, "a refresh token is mandatory here")
	visits := len(s.client.Space.Visits("jwks"))
	time.Sleep(jwksRefreshDelay)
	s.client.Key = token.NewKey("ES256")
	publish(t, s.client, s.client.Key)
	s.refresh(t, o, "")
	assert.Greater(t, len(s.client.Space.Visits("jwks")), visits, "an unknown kid has the keys fetched again")
}

// requestURISigned serves a request object whose address has a fragment that is no
// hash of it, with none of the claims that are optional.
func requestURISigned(t *testing.T, p plan) {
	t.Helper()
	assert.True(t, p.issuer.Meta.Bool("request_uri_parameter_supported", true))
	c := unregistered(p)
	c.Key = token.NewKey("RS256")
	address := c.Space.URL("request") + "#" + rand.Text()
	m := c.Metadata("code")
	m["request_uris"], m["request_object_signing_alg"] = []string{address}, "RS256"
	s := p.sitAt(t, c.Register(t, m))
	r := s.ask("openid")
	c.Space.Serve("request", "application/jwt", []byte(r.Object(c.Key, bare)))
	outer := s.ask("openid", "request_uri", address, "state", "", "nonce", "")
	v := s.expected(r).Of(t, s.browser.Walk(t, s.browser.Open(t, outer.URL()), s.who))
	s.redeem(t, r, v)
	assert.NotEmpty(t, c.Space.Visits("request"))
}

func requestSigned(t *testing.T, p plan) {
	t.Helper()
	assert.True(t, p.issuer.Meta.Bool("request_parameter_supported", false))
	c := unregistered(p)
	c.Key = token.NewKey("RS256")
	m := c.Metadata("code")
	m["request_object_signing_alg"] = "RS256"
	s := p.sitAt(t, c.Register(t, m))
	r := s.ask("openid")
	outer := s.ask("openid", "request", r.Object(c.Key, bare), "state", "", "nonce", "")
	s.redeem(t, r, s.expected(r).Of(t, s.browser.Walk(t, s.browser.Open(t, outer.URL()), s.who)))
	forged := s.ask("openid", "state", r.State(), "request", token.Tampered(r.Object(c.Key, bare)))
	s.refusedOrStays(t, forged, "invalid_request_object")
}

// bare leaves out the claims that OpenID Connect does not ask for.
func bare(header, claims token.Object) {
	header["typ"] = nil
	for _, name := range []string{"exp", "nbf", "iat", "jti"} {
		claims[name] = nil
	}
}

func assertionForIssuer(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.client.AssertionAudience = s.issuer.URL
	s.signIn(t, s.ask("openid"))
}

func assertionReplayed(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	jti := rand.Text()
	again := func(_, claims token.Object) { claims["jti"] = jti }
	call := s.client.ExchangeCall(s.respond(t, s.ask("openid")).Get("code"), "")
	call.Assertion = again
	s.client.Send(t, call).Tokens(t, "Bearer")
	call = s.client.ExchangeCall(s.respond(t, s.ask("openid")).Get("code"), "")
	call.Assertion = again
	s.client.Send(t, call).TokenError(t, "invalid_client")
}

// registrationInvalid registers what no client may have.
func registrationInvalid(t *testing.T, p plan) {
	t.Helper()
	for name, alter := range map[string]func(token.Object){
		"no redirect_uris":         func(m token.Object) { delete(m, "redirect_uris") },
		"a relative redirect_uri":  with("redirect_uris", []string{"/callback"}),
		"a script as redirect_uri": with("redirect_uris", []string{"javascript:alert(1)"}),
		"jwks and jwks_uri":        with("jwks_uri", "https://rp.example.test/jwks"),
		"an unknown method":        with("token_endpoint_auth_method", "client_secret_telepathy"),
		"unsigned ID tokens":       with("id_token_signed_response_alg", "none"),
		"unsigned requests":        with("request_object_signing_alg", "none"),
	} {
		c := unregistered(p)
		m := c.Metadata("code")
		alter(m)
		a := c.TryRegister(t, m)
		if assert.Equal(t, http.StatusBadRequest, a.Status, "%s: %s", name, a.Body) {
			a.Error(t, "invalid_redirect_uri", "invalid_client_metadata")
		}
	}
}

func registrationManaged(t *testing.T, p plan) {
	t.Helper()
	c := unregistered(p)
	// Registered without the deletion that tests end with: it is the test.
	a := c.TryRegister(t, c.Metadata("code"))
	require.Equal(t, http.StatusCreated, a.Status, "%s", a.Body)
	c.Registered = a.JSON(t)
	read := c.Registration(t.Context(), t, http.MethodGet)
	require.Equal(t, http.StatusOK, read.Status, "%s", read.Body)
	o := read.JSON(t)
	assert.Equal(t, c.Registered["client_id"], o["client_id"])
	assert.Equal(t, []any{c.RedirectURI}, o["redirect_uris"])
	assert.Equal(t, http.StatusNoContent, c.Registration(t.Context(), t, http.MethodDelete).Status)
	assert.Equal(t, http.StatusUnauthorized, c.Registration(t.Context(), t, http.MethodGet).Status, "it is gone")
}

// rotateKeys rotates a tenant's keys while its clients go on.
func rotateKeys(t *testing.T) {
	t.Helper()
	p := plan{issuer: issuer(t, rotating), responseType: "code", method: "private_key_jwt"}
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid"))
	before := p.issuer.Keys(t).KIDs()
	_, err := world.alias.Command(t.Context(), "key", "rotate", "--tenant", rotating)
	require.NoError(t, err)
	keys := p.issuer.Keys(t)
	var added []string
	for _, kid := range keys.KIDs() {
		if !slices.Contains(before, kid) {
			added = append(added, kid)
			assert.Contains(t, []string{"RSA", "EC"}, keys.TypeOf(kid), "a new key of a type that the suite takes")
		}
	}
	assert.NotEmpty(t, added, "a new key with a new kid")
	assert.Contains(t, keys.KIDs(), check.PartOf(t, first.RawID, 0)["kid"], "the key of earlier tokens is still there")
	time.Sleep(time.Second)
	second := s.signIn(t, s.ask("openid"))
	assert.Equal(t, first.ID["sub"], second.ID["sub"])
	assert.NotEqual(t, check.PartOf(t, first.RawID, 0)["kid"], check.PartOf(t, second.RawID, 0)["kid"], "another key signs now")
}

func initiateLogin(t *testing.T, p plan) {
	t.Helper()
	address := world.site.Space().URL("initiate")
	c := p.client(t, with("initiate_login_uri", address))
	assert.Equal(t, address, c.Registered["initiate_login_uri"], "the registration echoes it")
	read := c.Registration(t.Context(), t, http.MethodGet)
	require.Equal(t, http.StatusOK, read.Status, "%s", read.Body)
	assert.Equal(t, address, read.JSON(t)["initiate_login_uri"])
}

func initiateLoginPlain(t *testing.T, p plan) {
	t.Helper()
	c := unregistered(p)
	m := c.Metadata("code")
	m["initiate_login_uri"] = strings.Replace(c.Space.URL("initiate"), "https:", "http:", 1)
	refusedRegistration(t, c, m, "invalid_client_metadata")
}
