package conformance_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// TestFAPI2MessageSigning is the FAPI 2.0 Message Signing Final plan: signed requests,
// with plain and with signed responses.
func TestFAPI2MessageSigning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, auth, sender string
		openid, jarm       bool
	}{
		{"private_key_jwt+dpop+openid_connect+jar", "private_key_jwt", "dpop", true, false},
		{"private_key_jwt+dpop+openid_connect+jar+jarm", "private_key_jwt", "dpop", true, true},
		{"mtls+mtls+plain_oauth+jar+jarm", "mtls", "mtls", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := &fapi{auth: c.auth, sender: c.sender, openid: c.openid, signed: true, jarm: c.jarm}
			f.run(t, append(fapiModules(), signingModules()...))
		})
	}
}

func signingModules() []fapiModule {
	return []fapiModule{
		{"ensure-unsigned-request-fails: FAPI 2.0 MS 5.3.1", unsignedRequest, ""},
		{"request-object: FAPI 2.0 MS 5.3.1", requestObjects, ""},
		{"signed-error-response: JARM 2.1", signedError, ""},
	}
}

func unsignedRequest(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	s.client.Send(t, s.ask().PushCall()).Error(t, "invalid_request", "invalid_request_object")
}

// requestObjects pushes right and wrong request objects.
func requestObjects(t *testing.T, f *fapi) {
	t.Helper()
	at := func(offset time.Duration) int64 { return time.Now().Add(offset).Unix() }
	set := func(name string, value any) func(h, c token.Object) {
		return func(_, c token.Object) { c[name] = value }
	}
	untyped := func(h, _ token.Object) { h["typ"] = nil }
	for _, c := range []struct {
		name  string
		alter func(header, claims token.Object)
		good  bool
	}{
		{"right", nil, true},
		{"without typ", untyped, true},
		{"without iat", set("iat", nil), true},
		{"aud is a list of the issuer and another", set("aud", []string{f.issuer.URL, "https://other.example.test"}), true},
		{"nbf in 8 seconds", set("nbf", at(8*time.Second)), true},
		{"aud is somebody else", set("aud", "https://other.example.test"), false},
		{"aud is missing", set("aud", nil), false},
		{"exp was a while ago", set("exp", at(-5*time.Minute)), false},
		{"exp is missing", set("exp", nil), false},
		{"exp in more than an hour", set("exp", at(70*time.Minute)), false},
		{"nbf is missing", set("nbf", nil), false},
		{"nbf more than an hour ago", set("nbf", at(-70*time.Minute)), false},
		{"a request_uri inside", set("request_uri", "urn:ietf:params:oauth:request_uri:abc"), false},
		{"a request inside", set("request", "e30.e30."), false},
		{"another client_id", set("client_id", f.two.ID), false},
		{"another iss", set("iss", f.two.ID), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := f.sit(t)
			s.pushes(t, s.ask().Object(s.client.Key, c.alter), c.good)
		})
	}
	for name, object := range map[string]func(*rp.Request) string{
		"alg none":                func(r *rp.Request) string { return token.Unsigned(claimsOfObject(t, r)) },
		"RS256":                   func(r *rp.Request) string { return r.Object(f.one.Key.With("RS256"), nil) },
		"a bad signature":         func(r *rp.Request) string { return token.Tampered(r.Object(f.one.Key, nil)) },
		"the key of client two":   func(r *rp.Request) string { return r.Object(f.two.Key, nil) },
		"not a token":             func(*rp.Request) string { return "not a token" },
		"a key that nobody knows": func(r *rp.Request) string { return r.Object(token.NewKey("ES256"), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := f.sit(t)
			s.pushes(t, object(s.ask()), false)
		})
	}
}

// claimsOfObject are the claims that the request's object has.
func claimsOfObject(t *testing.T, r *rp.Request) token.Object {
	t.Helper()
	return token.Object(check.PartOf(t, r.Object(token.NewKey("ES256"), nil), 1))
}

// pushes pushes a request object, and expects that it is taken or refused.
func (s *fapiSitting) pushes(t *testing.T, object string, good bool) {
	t.Helper()
	a := s.client.Send(t, rp.Call{Endpoint: "pushed_authorization_request_endpoint", Form: url.Values{"client_id": {s.client.ID}, "request": {object}}})
	if good {
		assert.Equal(t, http.StatusCreated, a.Status, "%s", a.Body)
		return
	}
	a.Error(t, "invalid_request_object")
}

func signedError(t *testing.T, f *fapi) {
	t.Helper()
	s := f.sit(t)
	s.who.Refuse = true
	assert.Equal(t, "access_denied", s.respond(t, s.ask()).Get("error"))
}
