package conformance_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/pki"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// TestFAPI2 is the FAPI 2.0 Security Profile Final plan in every certified
// combination of client authentication and sender constraint, with OpenID Connect
// and as plain OAuth.
func TestFAPI2(t *testing.T) {
	t.Parallel()
	for _, auth := range []string{"private_key_jwt", "mtls"} {
		for _, sender := range []string{"dpop", "mtls"} {
			for _, kind := range []string{"openid_connect", "plain_oauth"} {
				t.Run(auth+"+"+sender+"+"+kind, func(t *testing.T) {
					t.Parallel()
					f := &fapi{auth: auth, sender: sender, openid: kind == "openid_connect"}
					f.run(t, fapiModules())
				})
			}
		}
	}
	t.Run("self_signed_tls_client_auth", func(t *testing.T) { t.Parallel(); selfSigned(t) })
}

// fapi is one combination.
type fapi struct {
	issuer       *rp.Issuer
	auth, sender string
	// openid has requests ask for an ID token.
	openid bool
	// signed has requests be request objects, and responses be signed (Message Signing).
	signed, jarm bool
	// one and two are registered clients of the same kind.
	one, two *rp.Client
}

// fapiModule is a module; not every combination has it.
type fapiModule struct {
	name string
	run  func(*testing.T, *fapi)
	// only says where the module belongs: "dpop" and "mtls" to that sender constraint,
	// "assertion" to private_key_jwt, "resource" to OpenID Connect, whose UserInfo is the
	// protected resource. "" is everywhere.
	only string
}

// run registers two clients of the combination and runs the modules it has.
func (f *fapi) run(t *testing.T, modules []fapiModule) {
	t.Helper()
	f.issuer = issuer(t, strict)
	f.one, f.two = f.client(t, "PS256", ""), f.client(t, "ES256", "")
	for _, m := range modules {
		here := map[string]bool{
			"": true, "dpop": f.sender == "dpop", "mtls": f.sender == "mtls", "assertion": f.auth == "private_key_jwt", "resource": f.openid,
			"dpop resource": f.sender == "dpop" && f.openid, "mtls resource": f.sender == "mtls" && f.openid, "openid": f.openid,
		}
		belongs, known := here[m.only]
		require.True(t, known, m.only)
		if !belongs {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.run(t, f)
		})
	}
}

// client registers a client at the terminal, its keys of an algorithm, its
// redirect_uri with a query.
func (f *fapi) client(t *testing.T, alg, query string) *rp.Client {
	t.Helper()
	c := rp.NewClient(f.issuer, world.site.Space(), "private_key_jwt")
	c.RedirectURI += query
	c.Key, c.IDTokenAlg, c.AssertionAudience = token.NewKey(alg), alg, f.issuer.URL
	settings := token.Object{
		"profile": "fapi2", "grant_types": []string{"authorization_code", "refresh_token"}, "id_token_signed_response_alg": alg,
		"scopes": strings.Fields(everyScope + " offline_access"), "require_pushed_authorization_requests": true, "rotate_refresh_tokens": false,
	}
	name := strings.ToLower(rand.Text())
	if f.auth == "mtls" {
		c.Method = "tls_client_auth"
		settings["tls_client_auth_subject_dn"] = "CN=" + name
	}
	if f.auth == "mtls" || f.sender == "mtls" {
		c = c.Showing(certificate(t, name))
	}
	if f.sender == "mtls" {
		settings["tls_client_certificate_bound_access_tokens"] = true
	} else {
		settings["dpop_bound_access_tokens"] = true
		c.DPoP = token.NewKey("ES256")
	}
	if f.signed {
		settings["require_signed_request_object"] = true
	}
	if f.jarm {
		settings["profile"], settings["authorization_signed_response_alg"] = "fapi2-message-signing", alg
	}
	return c.Make(t, settings)
}

// scope is what the combination asks for.
func (f *fapi) scope() string {
	if f.openid {
		return "openid email offline_access"
	}
	return "email offline_access"
}

// fapiSitting is a client of the combination, and somebody in front of a browser.
type fapiSitting struct {
	*fapi

	client  *rp.Client
	browser *browser.Browser
	who     browser.Visitor
}

func (f *fapi) sit(t *testing.T) *fapiSitting { t.Helper(); return f.sitAt(t, f.one) }

func (f *fapi) sitAt(t *testing.T, c *rp.Client) *fapiSitting {
	t.Helper()
	return &fapiSitting{f, c, browser.New(t, world.way), visitor(t)}
}

// ask begins a right request.
func (s *fapiSitting) ask(pairs ...string) *rp.Request {
	// offline_access asks for consent each time, as the suite does (OIDC Core 11).
	r := s.client.Ask("code", s.scope(), "prompt", "consent").Prove()
	if !s.openid {
		r.Set("nonce", "")
	}
	if s.jarm {
		r.Set("response_mode", "jwt")
	}
	return r.Set(pairs...)
}

// pushCall is the call that pushes a request, as a request object where requests are signed.
func (s *fapiSitting) pushCall(r *rp.Request) rp.Call {
	call := r.PushCall()
	if s.signed {
		call.Form = url.Values{"client_id": {s.client.ID}, "request": {r.Object(s.client.Key, nil)}}
	}
	return call
}

// push pushes a request and checks the answer (RFC 9126 2.2).
func (s *fapiSitting) push(t *testing.T, r *rp.Request) string {
	t.Helper()
	uri, _ := s.pushed(t, s.client.Send(t, s.pushCall(r)))
	return uri
}

// pushed checks the answer to a pushed request.
func (s *fapiSitting) pushed(t *testing.T, a check.Answer) (uri string, lifetime time.Duration) {
	t.Helper()
	require.Equal(t, http.StatusCreated, a.Status, "%s: %s", a.To, a.Body)
	o := a.JSON(t)
	uri, _ = o["request_uri"].(string)
	check.Unguessable(t, "request_uri", uri[strings.LastIndex(uri, ":")+1:])
	seconds, _ := o["expires_in"].(float64)
	require.True(t, seconds >= 5 && seconds <= 60, "expires_in: %v", o["expires_in"])
	return uri, time.Duration(seconds) * time.Second
}

// visit goes on with a pushed request, through the pages.
func (s *fapiSitting) visit(t *testing.T, requestURI string, pairs ...string) *browser.Page {
	t.Helper()
	return s.browser.Walk(t, s.browser.Open(t, s.client.PushedURL(requestURI, pairs...)), s.who)
}

// expected is what a response to the request has to fit.
func (s *fapiSitting) expected(r *rp.Request) check.Response {
	e := check.Response{Issuer: s.issuer.URL, RedirectURI: s.client.RedirectURI, Mode: "query", State: r.State(), IssuerNamed: true}
	if s.jarm {
		e.Mode = "jwt"
	}
	return e
}

// read checks the authorization response of a page, and opens it if it is signed.
func (s *fapiSitting) read(t *testing.T, r *rp.Request, p *browser.Page) url.Values {
	t.Helper()
	e := s.expected(r)
	v := e.Of(t, p)
	if s.jarm {
		require.Len(t, v, 1, "response alone: %v", v)
		v = s.open(t, v.Get("response"))
		e.Parameters(t, v)
	}
	return v
}

// open checks a signed response (JARM 2.1, 2.4) and answers its parameters.
func (s *fapiSitting) open(t *testing.T, response string) url.Values {
	t.Helper()
	_, payload := s.issuer.Keys(t).Verify(t, "the authorization response", response, "PS256", "ES256", "EdDSA")
	var c check.Object
	require.NoError(t, json.Unmarshal(payload, &c))
	assert.Equal(t, s.issuer.URL, c["iss"])
	assert.True(t, check.Audience(c["aud"], s.client.ID), "aud: %v", c["aud"])
	left := time.Until(check.Instant(t, c, "exp"))
	assert.True(t, left > 10*time.Second && left <= 10*time.Minute, "exp in %s", left)
	v := url.Values{}
	for name, value := range c {
		if text, isText := value.(string); isText && name != "aud" {
			v.Set(name, text)
		}
	}
	return v
}

// respond pushes the request and answers the response.
func (s *fapiSitting) respond(t *testing.T, r *rp.Request) url.Values {
	t.Helper()
	return s.read(t, r, s.visit(t, s.push(t, r)))
}

// code is a code for the request.
func (s *fapiSitting) code(t *testing.T, r *rp.Request) string {
	t.Helper()
	v := s.respond(t, r)
	require.NotEmpty(t, v.Get("code"), "the response is %v", v)
	return v.Get("code")
}

// fapiOutcome is what a sign-in brought.
type fapiOutcome struct {
	Tokens check.Tokens
	ID     check.Object
}

// signIn goes through a whole flow.
func (s *fapiSitting) signIn(t *testing.T, pairs ...string) fapiOutcome {
	t.Helper()
	r := s.ask(pairs...)
	code := s.code(t, r)
	return s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
}

// redeemed checks the tokens that a code brought, and reads the resource with them.
func (s *fapiSitting) redeemed(t *testing.T, r *rp.Request, code string, a check.Answer) fapiOutcome {
	t.Helper()
	o := fapiOutcome{Tokens: a.Tokens(t, s.tokenType())}
	if !s.openid {
		assert.Empty(t, o.Tokens.IDToken, "plain OAuth has no ID token")
		return o
	}
	rule := check.IDToken{
		Issuer: s.issuer.URL, ClientID: s.client.ID, Keys: s.issuer.Keys(t), Alg: s.client.IDTokenAlg, Nonce: r.Nonce(), AccessToken: o.Tokens.AccessToken, Code: code,
	}
	o.ID = rule.Verify(t, o.Tokens.IDToken)
	resource(t, s.client.UserInfo(t, o.Tokens.AccessToken), o.ID["sub"])
	return o
}

// tokenType is the token_type of the combination.
func (f *fapi) tokenType() string {
	if f.sender == "dpop" {
		return "DPoP"
	}
	return "Bearer"
}

// resource checks a good answer of the protected resource.
func resource(t *testing.T, a check.Answer, sub any) check.Object {
	t.Helper()
	c := check.UserInfo(t, a, sub)
	_, err := http.ParseTime(a.Header.Get("Date"))
	assert.NoError(t, err, "Date: %q", a.Header.Get("Date"))
	return c
}

// refusedAtPushOrAfter expects one of codes from the pushed authorization request
// endpoint, or from the authorization endpoint, or its error page.
func (s *fapiSitting) refusedAtPushOrAfter(t *testing.T, r *rp.Request, codes ...string) {
	t.Helper()
	a := s.client.Send(t, s.pushCall(r))
	if a.Status != http.StatusCreated {
		a.Error(t, codes...)
		return
	}
	uri, _ := s.pushed(t, a)
	p := s.visit(t, uri)
	if s.expected(r).Returned(t, p) {
		assert.Contains(t, codes, s.read(t, r, p).Get("error"))
		return
	}
	assert.GreaterOrEqual(t, p.Status, 400, "an error page")
}

// errorOrPage expects an error response with one of codes, plain or signed, or an
// error page.
func (s *fapiSitting) errorOrPage(t *testing.T, r *rp.Request, p *browser.Page, codes ...string) {
	t.Helper()
	e := s.expected(r)
	if !e.Returned(t, p) {
		assert.GreaterOrEqual(t, p.Status, 400, "an error page")
		return
	}
	v := p.URL.Query()
	if s.jarm && v.Has("response") {
		v = s.open(t, v.Get("response"))
	}
	assert.Contains(t, codes, v.Get("error"), "the response is %v", v)
}

// selfSigned is the happy flow of a client whose certificate nobody vouches for.
func selfSigned(t *testing.T) {
	t.Helper()
	t.Run("happy-flow: RFC 8705 2.2", func(t *testing.T) {
		t.Parallel()
		cert, err := pki.SelfSigned("self-signed client")
		require.NoError(t, err)
		stranger, err := pki.SelfSigned("self-signed client")
		require.NoError(t, err)
		f := &fapi{issuer: issuer(t, strict), auth: "mtls", sender: "mtls", openid: true}
		c := rp.NewClient(f.issuer, world.site.Space(), "self_signed_tls_client_auth").Showing(&cert)
		c.IDTokenAlg = "ES256"
		// Nothing but the profile says that requests are pushed and refresh tokens stay: it is one switch.
		f.one = c.Make(t, token.Object{
			"profile": "fapi2", "grant_types": []string{"authorization_code", "refresh_token"}, "id_token_signed_response_alg": "ES256",
			"scopes": strings.Fields(everyScope + " offline_access"), "jwks": token.CertificateSet(cert.Leaf), "tls_client_certificate_bound_access_tokens": true,
		})
		s := f.sit(t)
		s.signIn(t)
		// The same name on another certificate is somebody else.
		impostor := f.one.Showing(&stranger)
		impostor.Send(t, s.ask().PushCall()).Error(t, "invalid_client")
	})
}

// without is the client without what binds its tokens: no proof, or no certificate.
func (f *fapi) without(c *rp.Client) *rp.Client {
	if f.sender == "dpop" {
		return c.Bound(nil)
	}
	return c.Showing(nil)
}

// othersBinding is the client with a binding of somebody else: another key, or another certificate.
func (f *fapi) othersBinding(t *testing.T, c *rp.Client) *rp.Client {
	t.Helper()
	if f.sender == "dpop" {
		return c.Bound(token.NewKey("ES256"))
	}
	return c.Showing(certificate(t, "another-certificate"))
}
