package conformance_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// plan is how the modules of an OpenID Connect plan are run.
type plan struct {
	issuer       *rp.Issuer
	responseType string
	// mode is the response_mode that is asked for; "" asks for none.
	mode string
	// method is the client's authentication.
	method string
	// static has clients made at the terminal, not by dynamic registration.
	static bool
}

// everyScope is all that a client may ask for, as far as the suite knows.
const everyScope = "openid profile email address phone"

// responseMode is where responses are expected.
func (p plan) responseMode() string {
	switch {
	case p.mode != "":
		return p.mode
	case p.responseType == "code":
		return "query"
	}
	return "fragment"
}

// frontToken and the others say what comes back from the authorization endpoint.
func (p plan) frontToken() bool   { return p.has("token") }
func (p plan) frontIDToken() bool { return p.has("id_token") }
func (p plan) code() bool         { return p.has("code") }

func (p plan) has(word string) bool {
	for have := range strings.FieldsSeq(p.responseType) {
		if have == word {
			return true
		}
	}
	return false
}

// client registers a client of the plan's kind. Each alter changes what is
// registered dynamically.
func (p plan) client(t *testing.T, alter ...func(token.Object)) *rp.Client {
	t.Helper()
	c := rp.NewClient(p.issuer, world.site.Space(), p.method)
	if p.method == "private_key_jwt" {
		c.Key = token.NewKey("RS256")
	}
	if p.static {
		settings := token.Object{
			"require_pkce": false, "response_types": []string{p.responseType}, "grant_types": []string{"authorization_code", "refresh_token"},
			"scopes": strings.Fields(everyScope + " offline_access"),
		}
		for _, a := range alter {
			a(settings)
		}
		return c.Make(t, settings)
	}
	m := c.Metadata(p.responseType)
	for _, a := range alter {
		a(m)
	}
	return c.Register(t, m)
}

// with registers a member besides.
func with(name string, value any) func(token.Object) {
	return func(o token.Object) { o[name] = value }
}

// refreshing registers the grant that refresh tokens need, besides the others.
func refreshing(o token.Object) {
	grants, _ := o["grant_types"].([]string)
	if !slices.Contains(grants, "refresh_token") {
		o["grant_types"] = append(grants, "refresh_token")
	}
}

// sitting is a client, and somebody in front of a browser.
type sitting struct {
	plan

	client  *rp.Client
	browser *browser.Browser
	who     browser.Visitor
}

// sit registers a client and finds somebody.
func (p plan) sit(t *testing.T, alter ...func(token.Object)) *sitting {
	t.Helper()
	return p.sitAt(t, p.client(t, alter...))
}

// sitAt finds somebody for a client.
func (p plan) sitAt(t *testing.T, c *rp.Client) *sitting {
	t.Helper()
	return &sitting{p, c, browser.New(t, world.way), visitor(t)}
}

// ask begins a request of the plan's kind.
func (s *sitting) ask(scope string, pairs ...string) *rp.Request {
	return s.client.Ask(s.responseType, scope, append([]string{"response_mode", s.mode}, pairs...)...)
}

// expected is what a response to the request has to fit.
func (s *sitting) expected(r *rp.Request) check.Response {
	return check.Response{Issuer: s.issuer.URL, RedirectURI: s.client.RedirectURI, Mode: s.responseMode(), State: r.State(), IssuerNamed: !s.frontIDToken()}
}

// respond goes through the pages and answers the response.
func (s *sitting) respond(t *testing.T, r *rp.Request) url.Values {
	t.Helper()
	return s.expected(r).Of(t, s.browser.Walk(t, s.browser.Open(t, r.URL()), s.who))
}

// refused goes through the pages and expects an error response with one of codes.
func (s *sitting) refused(t *testing.T, r *rp.Request, codes ...string) {
	t.Helper()
	v := s.respond(t, r)
	assert.Contains(t, codes, v.Get("error"), "the response is %v", v)
}

// refusedOrStays goes through the pages and expects an error response with one of
// codes, or an error page.
func (s *sitting) refusedOrStays(t *testing.T, r *rp.Request, codes ...string) {
	t.Helper()
	e := s.expected(r)
	p := s.browser.Walk(t, s.browser.Open(t, r.URL()), s.who)
	if !e.Returned(t, p) {
		assert.GreaterOrEqual(t, p.Status, 400, "an error page")
		return
	}
	assert.Contains(t, codes, e.Of(t, p).Get("error"))
}

// signedOut expects a request with prompt=none to be refused, and no page on the way.
func (s *sitting) signedOut(t *testing.T, r *rp.Request) {
	t.Helper()
	before := len(s.browser.Shown)
	s.refused(t, r.Set("prompt", "none"), "login_required", "interaction_required", "account_selection_required", "consent_required")
	s.noPages(t, before)
}

// noPages checks that nothing was shown since, but the way back to the client.
func (s *sitting) noPages(t *testing.T, since int) {
	t.Helper()
	for _, p := range s.browser.Shown[since:] {
		for _, kind := range []string{"login", "consent", "select", "logout"} {
			assert.False(t, p.Is(kind), "the page %s was shown", kind)
		}
	}
}

// stays opens an address that must not lead to any client, but to a page that says why.
func (s *sitting) stays(t *testing.T, address string) *browser.Page {
	t.Helper()
	p := s.browser.Walk(t, s.browser.Open(t, address), s.who)
	home, err := url.Parse(s.issuer.URL)
	require.NoError(t, err)
	assert.Equal(t, home.Host, p.URL.Host, "the browser stays at the provider")
	for _, hop := range p.Hops {
		assert.Equal(t, home.Host, hop.From.Host, "no redirect to anywhere")
	}
	assert.GreaterOrEqual(t, p.Status, 400, "an error page")
	return p
}

// outcome is what a sign-in brought.
type outcome struct {
	// Front is the authorization response.
	Front url.Values
	// Tokens are of the token endpoint; zero without a code.
	Tokens check.Tokens
	// RawID and ID are the ID token, the token endpoint's if there are two.
	RawID string
	ID    check.Object
	// AccessToken is the token endpoint's if there are two; "" with response_type=id_token.
	AccessToken string
	// UserInfo are its claims; those of the ID token without an access token.
	UserInfo check.Object
}

// signIn goes through a whole sign-in, and checks all that comes (oidcc-server).
func (s *sitting) signIn(t *testing.T, r *rp.Request, claims ...string) outcome {
	t.Helper()
	return s.redeem(t, r, s.respond(t, r), claims...)
}

// redeem checks a successful response and spends what is in it. claims may be in
// the ID token besides the protocol's own.
func (s *sitting) redeem(t *testing.T, r *rp.Request, front url.Values, claims ...string) outcome {
	t.Helper()
	require.False(t, front.Has("error"), "the response is %v", front)
	o := outcome{Front: front}
	require.Equal(t, s.code(), front.Has("code"), "a code, if asked for")
	require.Equal(t, s.frontToken(), front.Has("access_token"), "an access token, if asked for")
	require.Equal(t, s.frontIDToken(), front.Has("id_token"), "an ID token, if asked for")
	keys := s.issuer.Keys(t)
	rule := check.IDToken{Issuer: s.issuer.URL, ClientID: s.client.ID, Keys: keys, Alg: s.client.IDTokenAlg, Nonce: r.Nonce(), Claims: claims}
	if s.frontToken() {
		assert.True(t, strings.EqualFold("Bearer", front.Get("token_type")), "token_type")
		check.Unguessable(t, "access_token", front.Get("access_token"))
		o.AccessToken = front.Get("access_token")
	}
	if s.frontIDToken() {
		first := rule
		first.AccessToken, first.Code, first.HashesRequired = front.Get("access_token"), front.Get("code"), true
		if s.responseType == "id_token" {
			first.Claims = append(first.Claims, claimsOf(r.Params.Get("scope"))...)
		}
		o.RawID = front.Get("id_token")
		o.ID = first.Verify(t, o.RawID)
	}
	if s.code() {
		s.exchange(t, r, rule, &o)
	}
	o.UserInfo = o.ID
	if o.AccessToken != "" {
		o.UserInfo = check.UserInfo(t, s.client.UserInfo(t, o.AccessToken), o.ID["sub"])
	}
	return o
}

// exchange spends the code, and compares with what came before.
func (s *sitting) exchange(t *testing.T, r *rp.Request, rule check.IDToken, o *outcome) {
	t.Helper()
	o.Tokens = s.client.Exchange(t, o.Front.Get("code"), r.Verifier).Tokens(t, "Bearer")
	rule.AccessToken, rule.Code = o.Tokens.AccessToken, o.Front.Get("code")
	second := rule.Verify(t, o.Tokens.IDToken)
	if o.ID != nil {
		assert.Equal(t, o.ID["sub"], second["sub"], "both ID tokens are about the same (OIDC Core 3.3.3.6)")
		assert.Equal(t, o.ID["iss"], second["iss"], "both ID tokens are of the same issuer")
	}
	o.RawID, o.ID, o.AccessToken = o.Tokens.IDToken, second, o.Tokens.AccessToken
}

// claimsOf are the claims of scopes.
func claimsOf(scope string) []string {
	var claims []string
	for s := range strings.FieldsSeq(scope) {
		claims = append(claims, check.ScopeClaims(s)...)
	}
	return claims
}
