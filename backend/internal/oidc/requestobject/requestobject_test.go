package requestobject_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/requestobject"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/testkit/keytest"
)

type members = keytest.Members

// web answers what is at an address, and remembers what was asked.
type web struct {
	pages map[string]outbound.Response
	asked []string
}

func (w *web) Get(_ context.Context, address, _ string) (outbound.Response, error) {
	w.asked = append(w.asked, address)
	page, ok := w.pages[address]
	if !ok {
		return outbound.Response{}, outbound.ErrUnreachable
	}
	return page, nil
}

// room is a client with a key, an issuer, and a reader.
type room struct {
	key    keytest.Key
	client client.Client
	issuer issuer.Issuer
	reader *requestobject.Reader
	web    *web
	now    time.Time
}

func setup(t *testing.T, alg jose.Alg, profile client.Profile) room {
	t.Helper()
	r := room{key: keytest.New(t, alg), issuer: issuer.Issuer{URL: "https://alias.test/t/lantern"}, web: &web{}, now: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	r.client = client.Client{ID: id.NewClient()}
	r.client.JWKS, r.client.Profile = keytest.Set(r.key), profile
	clk := clock.NewFake(r.now)
	r.reader = requestobject.New(clientkeys.New(r.web, clk), r.web, clk)
	return r
}

// sound are the claims of a request object that is accepted.
func (r room) sound() members {
	return members{
		"iss": r.client.WireID(), "aud": r.issuer.URL, "nbf": r.now.Unix(), "exp": r.now.Add(5 * time.Minute).Unix(), "client_id": r.client.WireID(),
		"response_type": "code", "redirect_uri": "https://lantern.test/callback", "scope": "openid", "state": "s",
	}
}

func (r room) read(t *testing.T, token string) (oauth.Params, error) {
	t.Helper()
	return r.reader.ByValue(t.Context(), r.issuer, r.client, token)
}

// with changes claims; nil takes one out.
func with(m, changes members) members {
	for name, v := range changes {
		if m[name] = v; v == nil {
			delete(m, name)
		}
	}
	return m
}

func TestARequestObjectIsTheRequest(t *testing.T) {
	t.Parallel()
	r := setup(t, jose.RS256, client.ProfileDefault)
	p, err := r.read(t, r.key.JWT(with(r.sound(), members{
		"max_age": 3600, "claims": json.RawMessage(`{"userinfo": {"name":null}}`), "resource": []string{"https://a.test", "https://b.test"},
		"acr_values": "x", "unknown": []string{"y"}, "request_context": json.RawMessage(`{"a":[1]}`), "nothing": json.RawMessage("null"), "jti": "1", "iat": r.now.Unix(),
	})))
	require.NoError(t, err)
	for name, want := range map[string]string{
		"client_id": r.client.WireID(), "response_type": "code", "redirect_uri": "https://lantern.test/callback", "scope": "openid", "state": "s",
		"max_age": "3600", "claims": `{"userinfo":{"name":null}}`, "acr_values": "x", "iss": "", "aud": "", "exp": "", "jti": "", "nothing": "",
	} {
		require.Equal(t, want, strings.ReplaceAll(p.Get(name), ": ", ":"), name)
	}
	require.Equal(t, []string{"https://a.test", "https://b.test"}, p.All("resource"), "RFC 8707 2")
}

func TestWhatARequestObjectMayBe(t *testing.T) {
	t.Parallel()
	for _, alg := range jose.Algs() {
		r := setup(t, alg, client.ProfileDefault)
		_, err := r.read(t, r.key.JWT(r.sound()))
		require.NoError(t, err, alg)
	}
	r := setup(t, jose.ES256, client.ProfileDefault)
	for why, token := range map[string]string{
		"OIDC Core 6.1: no exp, nbf or jti":         r.key.JWT(with(r.sound(), members{"exp": nil, "nbf": nil})),
		"no client_id inside":                       r.key.JWT(with(r.sound(), members{"client_id": nil})),
		"RFC 7519 4.1.3: several aud":               r.key.JWT(with(r.sound(), members{"aud": []string{"https://other.test", r.issuer.URL}})),
		"RFC 9101 10.8: its typ":                    r.key.JWT(r.sound(), members{"typ": "oauth-authz-req+jwt"}),
		"RFC 7515 4.1.9: its typ with application/": r.key.JWT(r.sound(), members{"typ": "application/OAuth-Authz-Req+JWT"}),
		"typ JWT":                 r.key.JWT(r.sound(), members{"typ": "JWT"}),
		"FAPI 2.0 MS: nbf +8 s":   r.key.JWT(with(r.sound(), members{"nbf": r.now.Add(8 * time.Second).Unix()})),
		"no kid":                  r.key.JWT(r.sound(), members{"kid": nil}),
		"a lifetime of a day":     r.key.JWT(with(r.sound(), members{"exp": r.now.Add(24 * time.Hour).Unix()})),
		"nbf of long ago":         r.key.JWT(with(r.sound(), members{"nbf": r.now.Add(-24 * time.Hour).Unix()})),
		"a jwk that is not asked": r.key.JWT(r.sound(), members{"jwk": keytest.New(t, jose.ES256).Public(), "jku": "https://evil.test", "x5u": "https://evil.test"}),
	} {
		_, err := r.read(t, token)
		require.NoError(t, err, why)
	}
	require.Empty(t, r.web.asked, "SEC-17: jku and x5u lead nowhere")
}

func TestSEC17RequestObjectsThatAreRefused(t *testing.T) {
	t.Parallel()
	r := setup(t, jose.ES256, client.ProfileDefault)
	other := keytest.New(t, jose.ES256)
	rsa := keytest.New(t, jose.RS256)
	hmac := func() string {
		h := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`))
		return h + "." + strings.Split(r.key.JWT(r.sound()), ".")[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	}
	parts := strings.Split(r.key.JWT(r.sound()), ".")
	claims := func(changes members) string { return r.key.JWT(with(r.sound(), changes)) }
	for _, c := range []struct {
		why, token string
		reason     oauth.Reason
	}{
		{"RFC 9101 10.1: alg none", r.key.JWT(r.sound(), members{"alg": "none"}), oauth.RequestObjectAlg},
		{"alg none without a signature", parts[0] + "." + parts[1] + ".", oauth.RequestObjectAlg},
		{"SEC-41: HS256", hmac(), oauth.RequestObjectAlg},
		{"an algorithm that nobody has", r.key.JWT(r.sound(), members{"alg": "ES999"}), oauth.RequestObjectAlg},
		{"CVE-2026-9793: encrypted", "e30.e30.e30.e30.e30", oauth.RequestObjectAlg},
		{"CVE-2026-9793: JSON that is not signed", base64.RawURLEncoding.EncodeToString([]byte(`{"scope":"openid"}`)), oauth.RequestObjectMalformed},
		{"not a token", "x", oauth.RequestObjectMalformed},
		{"SEC-42: a very long one", strings.Repeat("x", 1<<20), oauth.RequestObjectMalformed},
		{"RFC 7515 4.1.11: crit", r.key.JWT(r.sound(), members{"crit": []string{"b64"}, "b64": false}), oauth.RequestObjectMalformed},
		{"another client's key", other.JWT(r.sound()), oauth.RequestObjectSignature},
		{"another client's key under our kid", other.JWT(r.sound(), members{"kid": r.key.KID()}), oauth.RequestObjectSignature},
		{"a key of its own in the header", other.JWT(r.sound(), members{"kid": nil, "jwk": other.Public()}), oauth.RequestObjectSignature},
		{"a key of another kind", rsa.JWT(r.sound(), members{"kid": r.key.KID()}), oauth.RequestObjectSignature},
		{"a changed payload", parts[0] + "." + strings.Split(claims(members{"scope": "openid email"}), ".")[1] + "." + parts[2], oauth.RequestObjectSignature},
		{"RFC 8725 3.11: a DPoP proof", r.key.JWT(r.sound(), members{"typ": "dpop+jwt"}), oauth.RequestObjectMalformed},
		{"RFC 8725 3.11: an access token", r.key.JWT(r.sound(), members{"typ": "at+jwt"}), oauth.RequestObjectMalformed},
		{"no iss", claims(members{"iss": nil}), oauth.RequestObjectParties},
		{"another iss", claims(members{"iss": "cli_x"}), oauth.RequestObjectParties},
		{"no aud", claims(members{"aud": nil}), oauth.RequestObjectParties},
		{"another aud", claims(members{"aud": "https://alias.test/t/harbor"}), oauth.RequestObjectParties},
		{"aud with a slash", claims(members{"aud": r.issuer.URL + "/"}), oauth.RequestObjectParties},
		{"RFC 9101 5: another client_id", claims(members{"client_id": "cli_x"}), oauth.RequestObjectClient},
		{"RFC 9101 4: request inside", claims(members{"request": "x"}), oauth.RequestObjectNested},
		{"RFC 9101 4: request_uri inside", claims(members{"request_uri": "https://lantern.test/r"}), oauth.RequestObjectNested},
		{"expired", claims(members{"exp": r.now.Add(-time.Minute).Unix()}), oauth.RequestObjectTime},
		{"of tomorrow", claims(members{"nbf": r.now.Add(62 * time.Second).Unix()}), oauth.RequestObjectTime},
		{"exp that is no date", claims(members{"exp": "soon"}), oauth.RequestObjectMalformed},
		{"a scope that is a list", claims(members{"scope": []any{"openid", 1}}), oauth.RequestObjectMalformed},
		{"SEC-58: a member twice", r.key.SignRaw([]byte(`{"alg":"ES256","kid":"`+r.key.KID()+`"}`), []byte(`{"iss":"a","iss":"b"}`)), oauth.RequestObjectMalformed},
		{"SEC-58: Client_ID", claims(members{"client_id": nil, "Client_ID": r.client.WireID()}), oauth.RequestObjectMalformed},
		{"SEC-42: deep JSON", claims(members{"x": json.RawMessage(strings.Repeat("[", 40) + strings.Repeat("]", 40))}), oauth.RequestObjectMalformed},
		{"a list for a payload", r.key.SignRaw([]byte(`{"alg":"ES256","kid":"`+r.key.KID()+`"}`), []byte(`["openid"]`)), oauth.RequestObjectMalformed},
		{"a NUL in a value", claims(members{"state": "a\x00b"}), oauth.BodyMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			_, err := r.read(t, c.token)
			e := oauth.AsError(err)
			require.Equal(t, c.reason, e.Reason, "%s %v", e.Received, e.Unwrap())
			require.NotContains(t, e.Received+e.Expected, c.token[:min(len(c.token), 20)]+"…")
		})
	}
	t.Run("a client without keys", func(t *testing.T) {
		t.Parallel()
		r := setup(t, jose.ES256, client.ProfileDefault)
		r.client.JWKS = nil
		_, err := r.read(t, r.key.JWT(r.sound()))
		require.Equal(t, oauth.RequestObjectSignature, oauth.AsError(err).Reason)
	})
	t.Run("request_object_signing_alg is the only one", func(t *testing.T) {
		t.Parallel()
		r := setup(t, jose.ES256, client.ProfileDefault)
		r.client.RequestObjectAlg = jose.RS256
		_, err := r.read(t, r.key.JWT(r.sound()))
		require.Equal(t, oauth.RequestObjectAlg, oauth.AsError(err).Reason)
		r.client.RequestObjectAlg = jose.ES256
		_, err = r.read(t, r.key.JWT(r.sound()))
		require.NoError(t, err)
	})
}

func TestFAPI2MessageSigning5_3_1ARequestIsEvidence(t *testing.T) {
	t.Parallel()
	for _, profile := range []client.Profile{client.ProfileFAPI2, client.ProfileMessageSigning} {
		isEvidence(t, setup(t, jose.PS256, profile))
	}
	for _, alg := range []jose.Alg{jose.RS256, jose.ES384} {
		r := setup(t, alg, client.ProfileMessageSigning)
		_, err := r.read(t, r.key.JWT(r.sound()))
		require.Equal(t, oauth.RequestObjectAlg, oauth.AsError(err).Reason, "FAPI 2.0 Security Profile 5.4.1: %s", alg)
	}
}

func isEvidence(t *testing.T, r room) {
	t.Helper()
	at := func(d time.Duration) int64 { return r.now.Add(d).Unix() }
	for _, c := range []struct {
		why     string
		changes members
		fine    bool
	}{
		{"sound", nil, true},
		{"an hour, to the second", members{"nbf": at(-30 * time.Minute), "exp": at(30 * time.Minute)}, true},
		{"nbf +8 s", members{"nbf": at(8 * time.Second)}, true},
		{"no iat is needed", members{"iat": nil}, true},
		{"no exp", members{"exp": nil}, false},
		{"no nbf", members{"nbf": nil}, false},
		{"exp more than an hour after nbf", members{"exp": at(61 * time.Minute)}, false},
		{"nbf more than an hour ago", members{"nbf": at(-61 * time.Minute), "exp": at(-61*time.Minute + time.Hour)}, false},
		{"expired", members{"nbf": at(-10 * time.Minute), "exp": at(-5 * time.Minute)}, false},
		{"nbf +62 s", members{"nbf": at(62 * time.Second)}, false},
	} {
		_, err := r.read(t, r.key.JWT(with(r.sound(), c.changes)))
		if c.fine {
			require.NoError(t, err, c.why)
			continue
		}
		require.Equal(t, oauth.RequestObjectTime, oauth.AsError(err).Reason, c.why)
	}
}

func TestARequestObjectByReference(t *testing.T) {
	t.Parallel()
	r := setup(t, jose.RS256, client.ProfileDefault)
	page := func(status int, body string) outbound.Response {
		return outbound.Response{Status: status, Body: []byte(body), ContentType: "text/html"}
	}
	token := r.key.JWT(r.sound())
	r.web.pages = map[string]outbound.Response{
		"https://lantern.test/r#hash": page(200, token+"\n"), "https://lantern.test/gone": page(404, token), "https://lantern.test/words": page(200, "<html>"),
	}
	r.client.RequestURIs = []string{"https://lantern.test/r#hash", "https://lantern.test/gone", "https://lantern.test/words", "https://lantern.test/dead"}
	for _, c := range []struct {
		uri    string
		reason oauth.Reason
	}{
		{"https://lantern.test/r#hash", ""}, // whatever type it says it has
		{"https://lantern.test/r", oauth.RequestURIUnregistered},
		{"https://lantern.test/r#other", oauth.RequestURIUnregistered},
		{"https://evil.test/r", oauth.RequestURIUnregistered},
		{"https://lantern.test/R#hash", oauth.RequestURIUnregistered},
		{"http://169.254.169.254/", oauth.RequestURIUnregistered},
		{"https://lantern.test/gone", oauth.RequestURIUnreachable},
		{"https://lantern.test/dead", oauth.RequestURIUnreachable},
		{"https://lantern.test/words", oauth.RequestObjectMalformed},
	} {
		p, err := r.reader.ByReference(t.Context(), r.issuer, r.client, c.uri)
		if c.reason == "" {
			require.NoError(t, err)
			require.Equal(t, "s", p.Get("state"))
			continue
		}
		require.Equal(t, c.reason, oauth.AsError(err).Reason, c.uri)
	}
	require.NotContains(t, fmt.Sprint(r.web.asked), "evil", "SEC-18: only what is registered is fetched")
	require.NotContains(t, fmt.Sprint(r.web.asked), "169.254")
}

// Whatever a client signs is a request or a refusal of one kind; nothing panics.
func FuzzRequestObject(f *testing.F) {
	for _, s := range []string{
		`{"iss":"c","aud":"i"}`, `{"max_age":1e3,"claims":{"userinfo":null},"resource":["a"]}`, `{"scope":["a"]}`, `{"exp":-1}`, `{"request":null}`, `[]`, `{"a":"\u0000"}`, ``, `{"a":{}`,
	} {
		f.Add([]byte(`{"alg":"ES256"}`), []byte(s))
	}
	f.Fuzz(func(t *testing.T, header, payload []byte) {
		r := setup(t, jose.ES256, client.ProfileDefault)
		p, err := r.read(t, r.key.SignRaw(header, payload))
		if err != nil {
			code := oauth.AsError(err).Code
			require.Contains(t, []oauth.Code{oauth.InvalidRequestObject, oauth.InvalidRequest}, code)
			return
		}
		require.Equal(t, r.client.WireID(), p.Get("client_id"))
		require.False(t, p.Has("request") || p.Has("request_uri"))
	})
}
