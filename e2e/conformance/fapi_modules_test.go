package conformance_test

import (
	"crypto/rand"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// fapiModules are the modules of the Security Profile.
func fapiModules() []fapiModule {
	return slices.Concat([]fapiModule{
		{"discovery-end-point-verification: FAPI 2.0 SP 5.3.2.1", fapiDiscovery, ""},
		{"happy-flow: FAPI 2.0 SP 5.3.2", fapiHappy, ""},
		{"user-rejects-authentication: RFC 6749 4.1.2.1", fapiCancel, ""},
		{"authorization-request-without-state: RFC 6749 4.1.2", fapiAsking("state", ""), ""},
		{"authorization-request-without-nonce: OIDC Core 3.1.2.1", fapiAsking("nonce", ""), "openid"},
		{"authorization-request-with-64-char-nonce: FAPI 2.0 SP 5.3.2.2", fapiAsking("nonce", long(64)), "openid"},
		{"authorization-request-with-long-nonce: FAPI 2.0 SP 5.3.2.2", fapiLong("nonce", long(384)), "openid"},
		{"authorization-request-with-long-state: RFC 6749 4.1.2", fapiLong("state", long(1000)), ""},
		{"different-state-inside-and-outside: RFC 9126 4", fapiOuterState, ""},
		{"different-nonce-inside-and-outside: RFC 9126 4", fapiOuterNonce, "openid"},
		{"claims-parameter: OIDC Core 5.5", fapiClaims, "openid"},
	}, fapiPushed(), fapiCodes(), fapiClients(), fapiBinding(), fapiRefresh())
}

// long is that many characters that nobody guesses.
func long(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(rand.Text())
	}
	return b.String()[:n]
}

func fapiDiscovery(t *testing.T, f *fapi) {
	t.Helper()
	m := f.issuer.Meta
	good := []string{"PS256", "ES256", "EdDSA", "Ed25519"}
	oneOf := func(name string) {
		assert.True(t, slices.ContainsFunc(m.List(name), func(alg string) bool { return slices.Contains(good, alg) }), "%s: %v", name, m.List(name))
	}
	assert.Contains(t, m.List("response_types_supported"), "code")
	assert.Contains(t, m.List("grant_types_supported"), "authorization_code")
	assert.NotEmpty(t, m.Text("pushed_authorization_request_endpoint"))
	assert.True(t, m.Bool("authorization_response_iss_parameter_supported", false))
	assert.Contains(t, m.List("code_challenge_methods_supported"), "S256")
	assert.Contains(t, m.List("token_endpoint_auth_methods_supported"), f.one.Method)
	oneOf("token_endpoint_auth_signing_alg_values_supported")
	oneOf("id_token_signing_alg_values_supported")
	oneOf("userinfo_signing_alg_values_supported")
	oneOf("request_object_signing_alg_values_supported")
	oneOf("authorization_signing_alg_values_supported")
	assert.Contains(t, m.List("response_modes_supported"), "jwt")
	if f.sender == "dpop" {
		oneOf("dpop_signing_alg_values_supported")
		assert.NotContains(t, m.List("dpop_signing_alg_values_supported"), "RS256")
	} else {
		assert.True(t, m.Bool("tls_client_certificate_bound_access_tokens", false))
		aliases, _ := m["mtls_endpoint_aliases"].(check.Object)
		for _, name := range []string{"token_endpoint", "pushed_authorization_request_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint"} {
			assert.NotEmpty(t, aliases[name], "mtls_endpoint_aliases has %s", name)
		}
	}
	f.issuer.Keys(t)
}

func fapiHappy(t *testing.T, f *fapi) {
	t.Helper()
	one, two := f.sit(t), f.sitAt(t, f.two)
	first, second := one.signIn(t), two.signIn(t)
	f.introspects(t, f.one, first, true)
	f.introspects(t, f.two, second, true)
	if f.openid {
		// Client 1's binding is no use with client 2's token.
		f.one.UserInfo(t, second.Tokens.AccessToken).Refused(t, 400, 401, 403)
	}
}

// introspects asks about a token, and that it is bound (RFC 7662 2.2, RFC 9449 6.2, RFC 8705 3.2).
func (f *fapi) introspects(t *testing.T, c *rp.Client, o fapiOutcome, active bool) {
	t.Helper()
	a := c.Send(t, rp.Call{Endpoint: "introspection_endpoint", Form: url.Values{"token": {o.Tokens.AccessToken}}, Unproved: true})
	require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
	about := a.JSON(t)
	require.Equal(t, active, about["active"])
	if !active {
		check.Members(t, "the introspection of a dead token", about, "active")
		return
	}
	cnf, _ := about["cnf"].(check.Object)
	assert.Equal(t, c.ID, about["client_id"])
	if f.sender == "dpop" {
		assert.Equal(t, c.DPoP.Thumbprint(), cnf["jkt"])
	} else {
		assert.NotEmpty(t, cnf["x5t#S256"])
	}
}

func fapiCancel(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	s.who.RefuseAtSignIn = true
	r := s.ask()
	assert.Equal(t, "access_denied", s.respond(t, r).Get("error"))
	// The registered redirect_uri may have a query, which stays.
	s.client = f.withQuery(t)
	r = s.ask()
	assert.Equal(t, "access_denied", s.respond(t, r).Get("error"))
}

// withQuery is a client of the combination whose redirect_uri has two parameters.
func (f *fapi) withQuery(t *testing.T) *rp.Client {
	t.Helper()
	return f.client(t, "ES256", "?dummy1=lorem&dummy2=ipsum")
}

// fapiAsking asks with a parameter and expects success.
func fapiAsking(name, value string) func(*testing.T, *fapi) {
	return func(t *testing.T, f *fapi) { t.Helper(); f.sit(t).signIn(t, name, value) }
}

// fapiLong asks with a long parameter, which works or is refused, and is never cut.
func fapiLong(name, value string) func(*testing.T, *fapi) {
	return func(t *testing.T, f *fapi) {
		t.Helper()
		s := f.sit(t)
		r := s.ask(name, value)
		a := s.client.Send(t, s.pushCall(r))
		if a.Status != http.StatusCreated {
			a.Error(t, "invalid_request", "invalid_request_object")
			return
		}
		uri, _ := s.pushed(t, a)
		v := s.read(t, r, s.visit(t, uri))
		s.redeemed(t, r, v.Get("code"), s.client.Exchange(t, v.Get("code"), r.Verifier))
	}
}

func fapiOuterState(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	outer := "outer-" + rand.Text()
	p := s.visit(t, s.push(t, r), "state", outer)
	if !s.expected(r).Returned(t, p) || p.URL.Query().Get("error") != "" {
		s.errorOrPage(t, r, p, "invalid_request", "invalid_request_object")
		return
	}
	s.read(t, r, p)
}

func fapiOuterNonce(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	p := s.visit(t, s.push(t, r), "nonce", "outer-"+rand.Text())
	if !s.expected(r).Returned(t, p) || p.URL.Query().Get("error") != "" {
		s.errorOrPage(t, r, p, "invalid_request", "invalid_request_object")
		return
	}
	code := s.read(t, r, p).Get("code")
	s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
}

// fapiClaims asks for every claim there is, and one there is not.
func fapiClaims(t *testing.T, f *fapi) {
	t.Helper()
	assert.True(t, f.issuer.Meta.Bool("claims_parameter_supported", false))
	claims := f.issuer.Meta.List("claims_supported")
	require.NotEmpty(t, claims)
	asked := map[string]any{}
	for _, claim := range claims {
		asked[claim] = nil
	}
	asked["favourite_heron"] = nil
	s := f.sit(t)
	r := s.ask("claims", jsonText(t, map[string]any{"userinfo": asked, "id_token": map[string]any{"auth_time": map[string]any{"essential": true}}}))
	code := s.code(t, r)
	o := s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
	info := resource(t, s.client.UserInfo(t, o.Tokens.AccessToken), o.ID["sub"])
	have := maps.Clone(o.ID)
	maps.Copy(have, info)
	var missing []string
	for _, claim := range claims {
		if _, there := have[claim]; !there {
			missing = append(missing, claim)
		}
	}
	assert.Empty(t, missing, "supported claims that were asked for and did not come")
	assert.NotContains(t, have, "favourite_heron")
}

// fapiPushed are the modules about pushed authorization requests.
func fapiPushed() []fapiModule {
	return []fapiModule{
		{"ensure-request-without-par-fails: FAPI 2.0 SP 5.3.2.2", withoutPushing, ""},
		{"par-endpoint-refuses-put: RFC 9126 2.1", pushedByPut, ""},
		{"par-authorization-request-containing-request_uri-form-param: RFC 9126 2.1", pushedRequestURI, ""},
		{"par-ensure-unregistered-redirect-uri: RFC 9126 2.4", pushedRedirectURI, ""},
		{"par-without-redirect-uri: FAPI 2.0 SP 5.3.2.2", pushedWithoutRedirectURI, ""},
		{"ensure-response-type-code-idtoken-fails: FAPI 2.0 SP 5.3.2.2", pushedResponseType("code id_token"), ""},
		{"ensure-response-type-token-fails: FAPI 2.0 SP 5.3.2.2", pushedResponseType("token"), ""},
		{"par-without-pkce: FAPI 2.0 SP 5.3.2.2", pushedPKCE("code_challenge", "", "code_challenge_method", ""), ""},
		{"par-plain-pkce: FAPI 2.0 SP 5.3.2.2", pushedPKCE("code_challenge", long(50), "code_challenge_method", "plain"), ""},
		{"par-plain-pkce-by-default: RFC 7636 4.3", pushedPKCE("code_challenge", long(50), "code_challenge_method", ""), ""},
		{"par-attempt-to-use-expired-request_uri: RFC 9126 4", requestURIExpired, ""},
		{"par-attempt-to-use-request_uri-for-different-client: RFC 9126 2.2", requestURIOfAnother, ""},
		{"par-request_uri-visited-before-login: FAPI 2.0 SP 5.3.2.2", requestURIVisitedTwice, ""},
		{"par-attempt-reuse-request_uri: RFC 9126 4", requestURIReused, ""},
	}
}

func withoutPushing(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	s.errorOrPage(t, r, s.browser.Walk(t, s.browser.Open(t, r.URL()), s.who), "invalid_request")
}

func pushedByPut(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	address := s.client.Endpoint(t, "pushed_authorization_request_endpoint")
	a := s.client.Resource(t, rp.Visit{Method: http.MethodPut, URL: address, Form: s.ask().Params})
	assert.GreaterOrEqual(t, a.Status, 400)
}

func pushedRequestURI(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	call := s.pushCall(r)
	form := url.Values{"request_uri": {s.push(t, s.ask())}}
	maps.Copy(form, call.Form)
	call.Form = form
	s.client.Send(t, call).Error(t, "invalid_request", "invalid_request_object", "request_uri_not_supported")
}

func pushedRedirectURI(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask("redirect_uri", s.client.RedirectURI+"/"+rand.Text())
	a := s.client.Send(t, s.pushCall(r))
	if a.Status != http.StatusCreated {
		a.Error(t, "invalid_request", "invalid_request_object")
	}
}

func pushedWithoutRedirectURI(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask("redirect_uri", "")
	a := s.client.Send(t, s.pushCall(r))
	if a.Status != http.StatusCreated {
		a.Error(t, "invalid_request", "invalid_request_object")
		return
	}
	uri, _ := s.pushed(t, a)
	p := s.visit(t, uri)
	if !s.expected(r).Returned(t, p) {
		assert.GreaterOrEqual(t, p.Status, 400, "an error page")
	}
}

func pushedResponseType(responseType string) func(*testing.T, *fapi) {
	return func(t *testing.T, f *fapi) {
		t.Helper()
		s := f.sit(t)
		s.client.Send(t, s.pushCall(s.ask("response_type", responseType))).
			Error(t, "unsupported_response_type", "invalid_request", "unauthorized_client", "invalid_request_object")
	}
}

func pushedPKCE(pairs ...string) func(*testing.T, *fapi) {
	return func(t *testing.T, f *fapi) {
		t.Helper()
		s := f.sit(t)
		s.refusedAtPushOrAfter(t, s.ask(pairs...), "invalid_request", "invalid_request_object")
	}
}

// requestURIExpired waits until the lifetime that was promised is over, and no longer.
func requestURIExpired(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	uri, lifetime := s.pushed(t, s.client.Send(t, s.pushCall(r)))
	time.Sleep(lifetime)
	s.errorOrPage(t, r, s.visit(t, uri), "invalid_request_uri", "invalid_request", "invalid_request_object")
}

func requestURIOfAnother(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	uri := s.push(t, r)
	s.client = f.two
	s.errorOrPage(t, s.ask("state", r.State()), s.visit(t, uri), "invalid_request", "invalid_request_object", "invalid_request_uri")
}

// requestURIVisitedTwice goes to the sign-in page and comes again, as reloading does.
func requestURIVisitedTwice(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	uri := s.push(t, r)
	page := s.browser.Open(t, s.client.PushedURL(uri))
	require.True(t, page.Is("login"), "the sign-in page: %s", page.Text())
	code := s.read(t, r, s.visit(t, uri)).Get("code")
	s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
}

func requestURIReused(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	uri := s.push(t, r)
	require.NotEmpty(t, s.read(t, r, s.visit(t, uri)).Get("code"))
	s.errorOrPage(t, r, s.visit(t, uri), "invalid_request_uri", "invalid_request", "invalid_request_object")
}

// fapiCodes are the modules about authorization codes.
func fapiCodes() []fapiModule {
	return []fapiModule{
		{"ensure-authorization-code-is-bound-to-client: RFC 6749 4.1.3", codeOfAnother, ""},
		{"attempt-reuse-authorization-code-after-one-second: RFC 6749 4.1.2", codeReusedSoon, ""},
		{"ensure-authorization-code-expires-within-60-seconds: FAPI 2.0 SP 5.3.2.1", codeExpired, ""},
		{"incorrect-pkce-code-verifier: RFC 7636 4.6", codeVerifier(long(50)), ""},
		{"missing-pkce-code-verifier: RFC 7636 4.6", codeVerifier(""), ""},
	}
}

func codeOfAnother(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	code := s.code(t, r)
	call := f.two.ExchangeCall(code, r.Verifier)
	call.Form.Set("redirect_uri", r.Params.Get("redirect_uri"))
	f.two.Send(t, call).TokenError(t, "invalid_grant")
}

func codeReusedSoon(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	code := s.code(t, r)
	o := s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
	time.Sleep(time.Second)
	s.client.Exchange(t, code, r.Verifier).TokenError(t, "invalid_grant")
	if f.openid {
		s.client.UserInfo(t, o.Tokens.AccessToken).Refused(t, 400, 401, 403)
	}
	f.introspects(t, s.client, o, false)
}

func codeExpired(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	code := s.code(t, r)
	time.Sleep(62 * time.Second)
	s.client.Exchange(t, code, r.Verifier).TokenError(t, "invalid_grant")
}

func codeVerifier(verifier string) func(*testing.T, *fapi) {
	return func(t *testing.T, f *fapi) {
		t.Helper()
		s := f.sit(t)
		s.client.Exchange(t, s.code(t, s.ask()), verifier).TokenError(t, "invalid_grant")
	}
}

// fapiClients are the modules about the authentication of clients.
func fapiClients() []fapiModule {
	return []fapiModule{
		{"client-assertion: FAPI 2.0 SP 5.3.2.1", assertions, "assertion"},
		{"ensure-token-endpoint-fails-with-mismatched-client-id: RFC 7523 3", mismatchedClient, ""},
		{"ensure-token-endpoint-needs-client-authentication: RFC 6749 5.2", unauthenticated, ""},
		{"ensure-client-secrets-are-no-use: FAPI 2.0 SP 5.3.2.1", noSecrets, ""},
	}
}

// assertions sends right and wrong assertions to both endpoints that take them. No
// sign-in is needed: a client is known before its grant is looked at.
func assertions(t *testing.T, f *fapi) {
	t.Helper()
	issuer, now := f.issuer.URL, time.Now
	at := func(offset time.Duration) int64 { return now().Add(offset).Unix() }
	set := func(name string, value any) func(h, c token.Object) {
		return func(_, c token.Object) { c[name] = value }
	}
	cases := []struct {
		name  string
		alter func(header, claims token.Object)
		key   *token.Key
		good  bool
	}{
		{"right", func(_, _ token.Object) {}, nil, true},
		{"aud is a list of issuer and another", set("aud", []string{issuer, "https://other.example.test"}), nil, false},
		{"aud is the token endpoint", set("aud", f.issuer.Meta.Text("token_endpoint")), nil, false},
		{"aud is the PAR endpoint", set("aud", f.issuer.Meta.Text("pushed_authorization_request_endpoint")), nil, false},
		{"aud is somebody else", set("aud", "https://other.example.test"), nil, false},
		{"aud is missing", set("aud", nil), nil, false},
		{"sub is missing", set("sub", nil), nil, false},
		{"iss is missing", set("iss", nil), nil, false},
		{"exp is missing", set("exp", nil), nil, false},
		{"exp was five minutes ago", set("exp", at(-5*time.Minute)), nil, false},
		{"iat and nbf in 8 seconds", func(_, c token.Object) { c["iat"], c["nbf"] = at(8*time.Second), at(8*time.Second) }, nil, true},
		{"iat and nbf in 62 seconds", func(_, c token.Object) {
			c["iat"], c["nbf"], c["exp"] = at(62*time.Second), at(62*time.Second), at(3*time.Minute)
		}, nil, false},
		{"signed with RS256", func(_, _ token.Object) {}, f.one.Key.With("RS256"), false},
		{"signed by somebody else", func(_, _ token.Object) {}, &token.Key{Private: token.NewKey("PS256").Private, Alg: "PS256", KID: f.one.Key.KID}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := f.sit(t)
			push := s.pushCall(s.ask())
			push.Assertion, push.AssertionKey = c.alter, c.key
			exchange := s.client.ExchangeCall(long(43), long(43))
			exchange.Assertion, exchange.AssertionKey = c.alter, c.key
			if c.good {
				s.pushed(t, s.client.Send(t, push))
				s.client.Send(t, exchange).TokenError(t, "invalid_grant")
				return
			}
			s.client.Send(t, push).Error(t, "invalid_client", "invalid_request")
			s.client.Send(t, exchange).TokenError(t, "invalid_client", "invalid_request")
		})
	}
}

func mismatchedClient(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	call := s.client.ExchangeCall(s.code(t, r), r.Verifier)
	call.Form.Set("client_id", f.two.ID)
	s.client.Send(t, call).TokenError(t, "invalid_client", "invalid_grant", "invalid_request")
}

func unauthenticated(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	call := s.client.ExchangeCall(s.code(t, r), r.Verifier)
	call.Form.Set("client_id", s.client.ID)
	call.Unauthenticated = true
	c := s.client
	if f.auth == "mtls" {
		c = c.Showing(nil)
	}
	c.Send(t, call).TokenError(t, "invalid_client", "invalid_request", "invalid_grant")
}

// noSecrets tries a secret, which no client of the profile has.
func noSecrets(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	call := s.pushCall(s.ask())
	call.Unauthenticated = true
	call.Header = http.Header{"Authorization": {rp.BasicOf(s.client.ID, "a-secret")}}
	s.client.Send(t, call).Error(t, "invalid_client", "invalid_request")
}
