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

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// fapiBinding are the modules about sender-constrained tokens and the resource.
func fapiBinding() []fapiModule {
	return []fapiModule{
		{"ensure-holder-of-key-required: FAPI 2.0 SP 5.3.2.1", holderOfKey, ""},
		{"ensure-dpop-auth-code-binding-success: RFC 9449 10", codeBinding, "dpop"},
		{"dpop-jkt-without-proof-at-par: RFC 9449 10.1", thumbprintAlone, "dpop"},
		{"ensure-mismatched-dpop-jkt-fails: RFC 9449 10.1", thumbprintMismatch, "dpop"},
		{"ensure-mismatched-dpop-proof-jkt-fails: RFC 9449 10.1", proofMismatch, "dpop"},
		{"dpop-negative-tests: RFC 9449 4.3", dpopRefused, "dpop resource"},
		{"dpop-positive-tests: RFC 9449 4.3", dpopAccepted, "dpop resource"},
		{"dpop-jti-replayed: RFC 9449 11.1", dpopReplayed, "dpop resource"},
		{"certificate-of-another: RFC 8705 3", certificateOfAnother, "mtls resource"},
		{"test-access-token-in-query: RFC 9700 4.3.2", tokenInQuery, "resource"},
		{"authorization-scheme-of-any-case: RFC 9110 11.1", schemeCase, "resource"},
		{"resource-tolerates-headers: FAPI 2.0 SP 5.3.4", resourceHeaders, "resource"},
	}
}

// holderOfKey asks for tokens without what would bind them.
func holderOfKey(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask()
	code := s.code(t, r)
	f.without(s.client).Send(t, s.client.ExchangeCall(code, r.Verifier)).
		TokenError(t, "invalid_dpop_proof", "invalid_request", "invalid_grant", "invalid_client")
}

// codeBinding proves a key when the request is pushed; the code is bound to it.
func codeBinding(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	s.signIn(t, "dpop_jkt", s.client.DPoP.Thumbprint())
	r := s.ask()
	code := s.code(t, r)
	thief := s.client.Bound(token.NewKey("ES256"))
	thief.Send(t, s.client.ExchangeCall(code, r.Verifier)).TokenError(t, "invalid_grant", "invalid_request", "invalid_dpop_proof")
}

// unprovedPush pushes a request without a proof.
func (s *fapiSitting) unprovedPush(t *testing.T, r *rp.Request) string {
	t.Helper()
	call := s.pushCall(r)
	call.Unproved = true
	uri, _ := s.pushed(t, s.client.Send(t, call))
	return uri
}

func thumbprintAlone(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask("dpop_jkt", s.client.DPoP.Thumbprint())
	code := s.read(t, r, s.visit(t, s.unprovedPush(t, r))).Get("code")
	s.redeemed(t, r, code, s.client.Exchange(t, code, r.Verifier))
}

func thumbprintMismatch(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask("dpop_jkt", token.NewKey("ES256").Thumbprint())
	s.client.Send(t, s.pushCall(r)).Error(t, "invalid_request", "invalid_dpop_proof")
}

func proofMismatch(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	r := s.ask("dpop_jkt", token.NewKey("ES256").Thumbprint())
	code := s.read(t, r, s.visit(t, s.unprovedPush(t, r))).Get("code")
	s.client.Exchange(t, code, r.Verifier).TokenError(t, "invalid_grant", "invalid_request", "invalid_dpop_proof")
}

// dpopRefused sends proofs that are wrong in one way each.
func dpopRefused(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	header := func(name string, value any) func(*rp.Proof) {
		return func(p *rp.Proof) { p.Alter = func(h, _ token.Object) { h[name] = value } }
	}
	claim := func(name string, value any) func(*rp.Proof) {
		return func(p *rp.Proof) { p.Alter = func(_, c token.Object) { c[name] = value } }
	}
	issued := func(offset time.Duration) func(*rp.Proof) { return claim("iat", time.Now().Add(offset).Unix()) }
	text := func(change func(string) string) func(*rp.Proof) {
		return func(p *rp.Proof) { p.Text = change(p.String()) }
	}
	rsa := token.NewKey("RS256")
	for name, visit := range map[string]rp.Visit{
		"two proofs":              {SecondProof: true},
		"no proof":                {Unproved: true},
		"not a JWT":               {Proof: text(func(string) string { return "not a proof" })},
		"no typ":                  {Proof: header("typ", nil)},
		"another typ":             {Proof: header("typ", "JWT")},
		"no alg":                  {Proof: header("alg", nil)},
		"no jwk":                  {Proof: header("jwk", nil)},
		"a private key":           {Proof: header("jwk", s.client.DPoP.Exposed())},
		"another key in jwk":      {Proof: header("jwk", token.NewKey("ES256").Bare())},
		"alg none":                {Proof: text(unsigned(t))},
		"RS256":                   {Proof: func(p *rp.Proof) { p.Key = rsa }},
		"a bad signature":         {Proof: text(token.Tampered)},
		"another key":             {Proof: func(p *rp.Proof) { p.Key = token.NewKey("ES256") }},
		"no jti":                  {Proof: claim("jti", nil)},
		"no htm":                  {Proof: claim("htm", nil)},
		"no htu":                  {Proof: claim("htu", nil)},
		"no iat":                  {Proof: claim("iat", nil)},
		"no ath":                  {Proof: claim("ath", nil)},
		"another htm":             {Proof: claim("htm", "PATCH")},
		"another htu":             {Proof: claim("htu", "https://other.example.test/resource")},
		"another path in htu":     {Proof: claim("htu", f.issuer.URL+"/oidc/elsewhere")},
		"another ath":             {Proof: claim("ath", rp.Challenge("another token"))},
		"issued an hour ago":      {Proof: issued(-time.Hour)},
		"issued in an hour":       {Proof: issued(time.Hour)},
		"Bearer and a proof":      {Scheme: "Bearer"},
		"Bearer without a proof":  {Scheme: "Bearer", Unproved: true},
		"iat is text":             {Proof: claim("iat", "now")},
		"jti is empty":            {Proof: claim("jti", "")},
		"a symmetric key in jwk":  {Proof: header("jwk", token.Object{"kty": "oct", "k": "c2VjcmV0"})},
		"an algorithm of secrets": {Proof: header("alg", "HS256")},
	} {
		visit.AccessToken = o.Tokens.AccessToken
		a := s.client.Resource(t, visit)
		if assert.Contains(t, []int{400, 401}, a.Status, "%s: %s", name, a.Body) {
			assert.Contains(t, a.Header.Get("WWW-Authenticate"), "DPoP", "%s: the challenge names DPoP (RFC 9449 7.1)", name)
		}
	}
	resource(t, s.client.UserInfo(t, o.Tokens.AccessToken), o.ID["sub"])
}

// unsigned makes a proof one of alg none.
func unsigned(t *testing.T) func(string) string {
	t.Helper()
	return func(proof string) string {
		header, claims := token.Object(check.PartOf(t, proof, 0)), token.Object(check.PartOf(t, proof, 1))
		header["alg"] = "none"
		return token.Encode(header) + "." + token.Encode(claims) + "."
	}
}

// dpopAccepted sends proofs that are unusual but right.
func dpopAccepted(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	address := s.client.Endpoint(t, "userinfo_endpoint")
	u, err := url.Parse(address)
	require.NoError(t, err)
	claims := func(o token.Object) func(*rp.Proof) {
		return func(p *rp.Proof) {
			p.Alter = func(_, c token.Object) {
				for name, v := range o {
					c[name] = v
				}
			}
		}
	}
	now := time.Now()
	for name, visit := range map[string]rp.Visit{
		"issued 10 seconds ago":           {Proof: claims(token.Object{"iat": now.Add(-10 * time.Second).Unix()})},
		"issued in 10 seconds":            {Proof: claims(token.Object{"iat": now.Add(10 * time.Second).Unix()})},
		"nbf and exp":                     {Proof: claims(token.Object{"nbf": now.Add(-5 * time.Second).Unix(), "exp": now.Add(time.Minute).Unix()})},
		"other claims":                    {Proof: claims(token.Object{"heron": "grey", "sub": "somebody"})},
		"a query that htu leaves out":     {URL: address + "?heron=grey", Proof: claims(token.Object{"htu": address})},
		"a query in htu":                  {Proof: claims(token.Object{"htu": address + "?heron=grey"})},
		"a fragment in htu":               {Proof: claims(token.Object{"htu": address + "#heron"})},
		"a scheme and host of other case": {Proof: claims(token.Object{"htu": "HTTPS://" + strings.ToUpper(u.Host) + u.Path})},
		"the header named DPOP":           {ProofHeader: "DPOP"},
		"the header named dpop":           {ProofHeader: "dpop"},
		"by POST":                         {Method: http.MethodPost},
	} {
		visit.AccessToken = o.Tokens.AccessToken
		a := s.client.Resource(t, visit)
		assert.Equal(t, http.StatusOK, a.Status, "%s: %s %s", name, a.Body, a.Header.Get("WWW-Authenticate"))
	}
}

func dpopReplayed(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	jti := rand.Text()
	same := rp.Visit{AccessToken: o.Tokens.AccessToken, Proof: func(p *rp.Proof) { p.Alter = func(_, c token.Object) { c["jti"] = jti } }}
	resource(t, s.client.Resource(t, same), o.ID["sub"])
	s.client.Resource(t, same).Refused(t, 400, 401)
}

func certificateOfAnother(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	f.othersBinding(t, s.client).UserInfo(t, o.Tokens.AccessToken).Refused(t, 400, 401)
	s.client.Showing(nil).UserInfo(t, o.Tokens.AccessToken).Refused(t, 400, 401)
	resource(t, s.client.UserInfo(t, o.Tokens.AccessToken), o.ID["sub"])
}

func tokenInQuery(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	address := s.client.Endpoint(t, "userinfo_endpoint") + "?" + url.Values{"access_token": {o.Tokens.AccessToken}}.Encode()
	s.client.Resource(t, rp.Visit{URL: address}).Refused(t, 400, 401, 414)
}

func schemeCase(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	schemes := []string{"bearer", "BEARER", "bEaReR"}
	if f.sender == "dpop" {
		schemes = []string{"dpop", "DPOP", "dPOP"}
	}
	for _, scheme := range schemes {
		resource(t, s.client.Resource(t, rp.Visit{AccessToken: o.Tokens.AccessToken, Scheme: scheme}), o.ID["sub"])
	}
}

func resourceHeaders(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	for _, accept := range []string{"", "*/*", "application/*", "application/json;charset=utf-8", "application/json, text/plain;q=0.5"} {
		interaction := strings.ToLower(rand.Text())
		h := http.Header{
			"X-Fapi-Interaction-Id": {interaction}, "X-Fapi-Auth-Date": {time.Now().UTC().Format(http.TimeFormat)}, "X-Fapi-Customer-Ip-Address": {"198.51.100.119"},
		}
		if accept != "" {
			h.Set("Accept", accept)
		}
		a := s.client.Resource(t, rp.Visit{AccessToken: o.Tokens.AccessToken, Header: h})
		resource(t, a, o.ID["sub"])
		if echoed := a.Header.Get("X-Fapi-Interaction-Id"); echoed != "" {
			assert.Equal(t, interaction, echoed)
		}
	}
}

// fapiRefresh are the modules about refresh tokens.
func fapiRefresh() []fapiModule {
	return []fapiModule{
		{"refresh-token: FAPI 2.0 SP 5.3.2.1", refreshUnrotated, ""},
		{"refresh-token-with-new-dpop-key: RFC 9449 5", refreshNewKey, "dpop"},
		{"ensure-refresh-token-is-bound-to-client: RFC 6749 6", refreshOfAnother, ""},
		{"ensure-refresh-token-needs-client-authentication: RFC 6749 6", refreshUnauthenticated, ""},
		{"ensure-refresh-token-needs-binding: FAPI 2.0 SP 5.3.2.1", refreshUnbound, ""},
	}
}

// refreshUnrotated uses one refresh token again and again: it is not rotated.
func refreshUnrotated(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	require.NotEmpty(t, o.Tokens.RefreshToken, "a refresh token")
	for range 3 {
		next := s.client.Send(t, s.client.RefreshCall(o.Tokens.RefreshToken)).Tokens(t, f.tokenType())
		if next.RefreshToken != "" {
			assert.Equal(t, o.Tokens.RefreshToken, next.RefreshToken, "not rotated")
		}
		if f.openid {
			resource(t, s.client.UserInfo(t, next.AccessToken), o.ID["sub"])
		}
	}
}

func refreshNewKey(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	c := s.client.Bound(token.NewKey("ES256"))
	next := c.Send(t, c.RefreshCall(o.Tokens.RefreshToken)).Tokens(t, f.tokenType())
	if f.openid {
		resource(t, c.UserInfo(t, next.AccessToken), o.ID["sub"])
		s.client.UserInfo(t, next.AccessToken).Refused(t, 400, 401)
	}
}

func refreshOfAnother(t *testing.T, f *fapi) {
	t.Helper()
	o := f.sitAt(t, f.two).signIn(t)
	f.one.Send(t, f.one.RefreshCall(o.Tokens.RefreshToken)).TokenError(t, "invalid_grant")
	f.two.Send(t, f.two.RefreshCall(o.Tokens.RefreshToken)).Tokens(t, f.tokenType())
}

func refreshUnauthenticated(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	call := s.client.RefreshCall(s.signIn(t).Tokens.RefreshToken)
	call.Unauthenticated = true
	c := s.client
	if f.auth == "mtls" {
		c = c.Showing(nil)
	}
	for _, clientID := range []string{"", c.ID} {
		call.Form.Del("client_id")
		if clientID != "" {
			call.Form.Set("client_id", clientID)
		}
		c.Send(t, call).TokenError(t, "invalid_client", "invalid_grant", "invalid_request")
	}
}

func refreshUnbound(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	o := s.signIn(t)
	c := f.without(s.client)
	code := c.Send(t, c.RefreshCall(o.Tokens.RefreshToken)).TokenError(t, "invalid_request", "invalid_grant", "invalid_dpop_proof", "invalid_client")
	if code == "invalid_client" {
		assert.Equal(t, "mtls", f.auth, "only the certificate that authenticates may be missed so")
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	doc, err := json.Marshal(v)
	require.NoError(t, err)
	return string(doc)
}
