package proof_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/keytest"
)

const (
	base     = "https://id.test"
	mtls     = "https://mtls.id.test:8443"
	path     = "/t/lantern/oidc/userinfo"
	endpoint = base + path
	token    = "alias_at_something"
)

type bench struct {
	t       *testing.T
	clock   *clock.Fake
	checker *proof.Checker
	iss     issuer.Issuer
	key     keytest.Key
}

func newBench(t *testing.T) bench {
	t.Helper()
	master, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	clk := clock.NewFake(time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC))
	return bench{
		t, clk, proof.New(proof.Addresses{Base: base, MTLS: mtls}, clk, master),
		issuer.Issuer{Tenant: tenant.Tenant{ID: id.NewTenant()}, URL: base + "/t/lantern"},
		keytest.New(t, jose.ES256),
	}
}

// in is the same bench for a subtest.
func (b bench) in(t *testing.T) bench {
	t.Helper()
	b.t = t
	return b
}

func request(method string, header ...string) *http.Request {
	r := httptest.NewRequest(method, endpoint, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

// check checks a proof that came with a token.
func (b bench) check(proofs ...string) (proof.Sender, error) {
	b.t.Helper()
	r := request(http.MethodGet)
	for _, p := range proofs {
		r.Header.Add("dPoP", p)
	}
	v := secret.NewValue(token)
	return b.checker.Check(b.iss, proof.Read(r), &v)
}

func (b bench) now() time.Time { return b.clock.Now() }

func (b bench) proof(changes ...keytest.Members) string {
	b.t.Helper()
	return b.key.Proof(http.MethodGet, endpoint, b.now(), append([]keytest.Members{keytest.ATH(token)}, changes...)...)
}

func at(t time.Time) keytest.Members { return keytest.Members{"iat": t.Unix()} }

func TestRFC9449ASoundProof(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for why, p := range map[string]string{
		"as it should be":                               b.proof(),
		"the suite: ten seconds old":                    b.proof(at(b.now().Add(-10 * time.Second))),
		"the suite: ten seconds ahead":                  b.proof(at(b.now().Add(10 * time.Second))),
		"row P30: just not a minute old":                b.proof(at(b.now().Add(-59 * time.Second))),
		"a fraction of a second":                        b.proof(keytest.Members{"iat": float64(b.now().Unix()) + 0.5}),
		"the suite: nbf and exp":                        b.proof(keytest.Members{"nbf": b.now().Unix(), "exp": b.now().Unix() + 60}),
		"the suite: claims that nobody knows":           b.proof(keytest.Members{"foo": keytest.Members{"bar": 1}}),
		"RFC 9449 4.3: a nonce that nobody asked for":   b.proof(keytest.Members{"nonce": "x"}),
		"RFC 9449 4.3: htu with a query and a fragment": b.proof(keytest.Members{"htu": endpoint + "?a=b#c"}),
		"RFC 3986 6.2.2.1: scheme and host in capitals": b.proof(keytest.Members{"htu": "HTTPS://ID.Test" + path}),
		"RFC 3986 6.2.3: the default port":              b.proof(keytest.Members{"htu": "https://id.test:443" + path}),
		"RFC 3986 6.2.2.2: a letter percent-encoded":    b.proof(keytest.Members{"htu": base + "/t/lantern/oidc/%75serinfo"}),
		"RFC 8705 5: the address of mutual TLS":         b.proof(keytest.Members{"htu": mtls + path}),
	} {
		s, err := b.check(p)
		require.NoError(t, err, why)
		require.Equal(t, b.key.JKT(), s.JKT, why)
		require.Empty(t, s.X5T, why)
		require.NotZero(t, s.Once().Key, why)
	}
	for _, alg := range []jose.Alg{jose.PS256, jose.ES384, jose.EdDSA} {
		b := b
		b.key = keytest.New(t, alg)
		s, err := b.check(b.proof())
		require.NoError(t, err, alg)
		require.Equal(t, b.key.JKT(), s.JKT)
	}
	s, err := b.check()
	require.NoError(t, err, "no proof is for others to miss")
	require.Zero(t, s)
}

func TestSEC43ProofsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rsa, other := keytest.New(t, jose.RS256), keytest.New(t, jose.ES256)
	header := func(m keytest.Members) string {
		return b.key.ProofWith(m, http.MethodGet, endpoint, b.now(), keytest.ATH(token))
	}
	claim := func(name string, v any) string { return b.proof(keytest.Members{name: v}) }
	parts := strings.Split(b.proof(), ".")
	for _, c := range []struct {
		why    string
		proofs []string
		reason oauth.Reason
	}{
		{"RFC 9449 4.3 1: two headers", []string{b.proof(), b.proof()}, oauth.DPoPProofTwice},
		{"RFC 9449 4.3 1: the same twice", []string{parts[0] + "." + parts[1] + "." + parts[2], parts[0] + "." + parts[1] + "." + parts[2]}, oauth.DPoPProofTwice},
		{"two in one header", []string{b.proof() + ", " + b.proof()}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 2: an empty header", []string{""}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 2: not a JWT", []string{"not-a-jwt"}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: no jti", []string{claim("jti", nil)}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: an empty jti", []string{claim("jti", "")}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: a jti that is a number", []string{claim("jti", 1)}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: no htm", []string{claim("htm", nil)}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: no htu", []string{claim("htu", nil)}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: no iat", []string{claim("iat", nil)}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 3: an iat that is text", []string{claim("iat", "now")}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 4: no typ", []string{header(keytest.Members{"typ": nil})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 4: another typ", []string{header(keytest.Members{"typ": "JWT"})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 5: no alg", []string{header(keytest.Members{"alg": nil})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 5: alg none", []string{header(keytest.Members{"alg": "none"})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 5: alg HS256", []string{header(keytest.Members{"alg": "HS256"})}, oauth.DPoPProofMalformed},
		{"the suite: RS256", []string{rsa.Proof(http.MethodGet, endpoint, b.now(), keytest.ATH(token))}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 6: a signature of another key", []string{header(keytest.Members{"jwk": other.Public()})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 6: a signature cut off", []string{parts[0] + "." + parts[1] + "." + parts[2][:40]}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 6: no signature", []string{parts[0] + "." + parts[1] + "."}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.2: no jwk", []string{header(keytest.Members{"jwk": nil})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 7: a private key", []string{header(keytest.Members{"jwk": b.key.PrivateJWK()})}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 7: a symmetric key", []string{header(keytest.Members{"jwk": keytest.Members{"kty": "oct", "k": "AAAA"}})}, oauth.DPoPProofMalformed},
		{"SEC-41: an extension that must be understood", []string{header(keytest.Members{"crit": []string{"exp"}, "exp": 1})}, oauth.DPoPProofMalformed},
		{"SEC-58: a claim in another case", []string{claim("JTI", "x")}, oauth.DPoPProofMalformed},
		{"RFC 9449 4.3 8: another method", []string{claim("htm", "POST")}, oauth.DPoPProofMethod},
		{"RFC 9110 9.1: the method in another case", []string{claim("htm", "get")}, oauth.DPoPProofMethod},
		{"RFC 9449 4.3 9: another endpoint", []string{claim("htu", base+"/t/lantern/oauth2/token")}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: another tenant", []string{claim("htu", base+"/t/harbor/oidc/userinfo")}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: another host", []string{claim("htu", "https://id.test.evil.test"+path)}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: another port", []string{claim("htu", "https://id.test:8443"+path)}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: another scheme", []string{claim("htu", "http://id.test"+path)}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: a slash at the end", []string{claim("htu", endpoint+"/")}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: the path in another case", []string{claim("htu", base+strings.ToUpper(path))}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: a slash that is not one", []string{claim("htu", base+"/t/lantern/oidc%2Fuserinfo")}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: userinfo", []string{claim("htu", "https://me@id.test"+path)}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: the path alone", []string{claim("htu", path)}, oauth.DPoPProofURI},
		{"RFC 9449 4.3 9: no address", []string{claim("htu", "::")}, oauth.DPoPProofURI},
		{"row P30: a minute old", []string{b.proof(at(b.now().Add(-time.Minute)))}, oauth.DPoPProofTime},
		{"row P30: eleven seconds ahead", []string{b.proof(at(b.now().Add(11 * time.Second)))}, oauth.DPoPProofTime},
		{"the suite: an hour old", []string{b.proof(at(b.now().Add(-time.Hour)))}, oauth.DPoPProofTime},
		{"the suite: an hour ahead", []string{b.proof(at(b.now().Add(time.Hour)))}, oauth.DPoPProofTime},
		{"RFC 9449 4.3 12: no ath", []string{claim("ath", nil)}, oauth.DPoPProofToken},
		{"RFC 9449 4.3 12: ath of another token", []string{b.proof(keytest.ATH("other"))}, oauth.DPoPProofToken},
		{"RFC 9449 4.3 12: the token itself for ath", []string{claim("ath", token)}, oauth.DPoPProofToken},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s, err := b.in(t).check(c.proofs...)
			e := oauth.AsError(err)
			require.Equal(t, c.reason, e.Reason)
			require.Equal(t, oauth.InvalidDPoPProof, e.Code)
			require.Empty(t, s.JKT)
			require.Zero(t, s.Once(), "what is refused uses nothing up")
			require.NotContains(t, e.Received+e.Expected, token)
		})
	}
}

func TestWhereNoTokenComesWithItAProofNeedsNoHash(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, changes := range [][]keytest.Members{nil, {keytest.ATH(token)}} {
		r := request(http.MethodGet, "DPoP", b.key.Proof(http.MethodGet, endpoint, b.now(), changes...))
		s, err := b.checker.Check(b.iss, proof.Read(r), nil)
		require.NoError(t, err)
		require.Equal(t, b.key.JKT(), s.JKT)
	}
}

func TestSEC43AProofHasOneNameHoweverItIsSent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, err := b.check(b.proof(keytest.Members{"jti": "one"}))
	require.NoError(t, err)
	again, err := b.check(b.proof(keytest.Members{"jti": "one", "htu": endpoint + "?x"}))
	require.NoError(t, err)
	require.Equal(t, first.Once().Key, again.Once().Key, "signed anew with the same jti: RFC 9449 11.1")
	require.Equal(t, b.now().Add(time.Minute), first.Once().Ends, "until it is refused for its age")

	b.key = keytest.New(t, jose.ES256)
	mallory, err := b.check(b.proof(keytest.Members{"jti": "one"}))
	require.NoError(t, err)
	require.NotEqual(t, first.Once().Key, mallory.Once().Key, "nobody can use up the proofs of another key")
}

// nonce is the nonce that a client that must use one is told.
func (b bench) nonce() string {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.checker.Nonce(w, b.iss, client.Client{Settings: client.Settings{Protocol: client.Protocol{RequireDPoPNonce: true}}})
	require.NotEmpty(b.t, w.Header().Get("DPoP-Nonce"))
	return w.Header().Get("DPoP-Nonce")
}

func TestRFC9449Section8Nonces(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	due := func(nonce any) bool {
		s, err := b.check(b.proof(keytest.Members{"nonce": nonce}))
		require.NoError(t, err, "whether a nonce is needed depends on the client")
		err = s.Fresh()
		require.True(t, err == nil || oauth.AsError(err).Code == oauth.UseDPoPNonce)
		return err != nil
	}
	first := b.nonce()
	require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, first, "RFC 9449 8.1")
	require.Equal(t, first, b.nonce())
	require.False(t, due(first))
	for why, nonce := range map[string]any{"none": nil, "an empty one": "", "an invented one": "x", "a changed one": first[:42] + "!"} {
		require.True(t, due(nonce), why)
	}

	other := newBench(t)
	require.NotEqual(t, first, other.nonce(), "another tenant has its own")
	require.True(t, due(other.nonce()))

	b.clock.Advance(5 * time.Minute)
	require.NotEqual(t, first, b.nonce())
	require.False(t, due(first), "good for the period after its own")
	require.False(t, due(b.nonce()))
	b.clock.Advance(5 * time.Minute)
	require.True(t, due(first))

	w := httptest.NewRecorder()
	b.checker.Nonce(w, b.iss, client.Client{})
	require.Empty(t, w.Header(), "who need not is not troubled")
	s, err := b.check()
	require.NoError(t, err)
	require.NoError(t, s.Fresh(), "no proof, no nonce")
}

func TestRFC9449Section8NoncesOfOtherReplicas(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	replica := newBench(t)
	replica.iss = b.iss
	require.Equal(t, b.nonce(), replica.nonce(), "made of the time and the master key, and stored nowhere")
	b.clock.Advance(5*time.Minute - time.Second)
	replica.clock.Advance(5*time.Minute + time.Second)
	require.NotEqual(t, b.nonce(), replica.nonce())
	s, err := b.check(b.proof(keytest.Members{"nonce": replica.nonce()}))
	require.NoError(t, err)
	require.NoError(t, s.Fresh(), "its clock may be ahead")
}

func TestSEC44ABoundTokenIsWorthlessToOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cert := b.key.Certificate(b.now())
	jkt, x5t := b.key.JKT(), jose.X5T(cert)
	for _, c := range []struct {
		why    string
		dpop   bool // the scheme
		sender proof.Sender
		to     grant.Bound
		reason oauth.Reason // "" is none
	}{
		{"RFC 6750: a bearer token", false, proof.Sender{}, grant.Bound{}, ""},
		{"RFC 6750: a bearer token beside a certificate", false, proof.Sender{X5T: x5t}, grant.Bound{}, ""},
		{"RFC 9449 7.1: a bound token with its key", true, proof.Sender{JKT: jkt}, grant.Bound{JKT: jkt}, ""},
		{"RFC 8705 3: a bound token with its certificate", false, proof.Sender{X5T: x5t}, grant.Bound{X5T: x5t}, ""},
		{"both", true, proof.Sender{JKT: jkt, X5T: x5t}, grant.Bound{JKT: jkt, X5T: x5t}, ""},
		{"SEC-44: as a bearer token", false, proof.Sender{}, grant.Bound{JKT: jkt}, oauth.TokenScheme},
		{"SEC-44: as a bearer token, with a proof", false, proof.Sender{JKT: jkt}, grant.Bound{JKT: jkt}, oauth.TokenScheme},
		{"RFC 9449 7.1: without a proof", true, proof.Sender{}, grant.Bound{JKT: jkt}, oauth.DPoPProofMissing},
		{"RFC 9449 7.1: with another key", true, proof.Sender{JKT: "other"}, grant.Bound{JKT: jkt}, oauth.TokenKey},
		{"RFC 9449 7.1: an unbound token by DPoP", true, proof.Sender{JKT: jkt}, grant.Bound{}, oauth.TokenScheme},
		{"RFC 9449 7.1: an unbound token by DPoP without a proof", true, proof.Sender{}, grant.Bound{}, oauth.DPoPProofMissing},
		{"RFC 8705 3: without a certificate", false, proof.Sender{}, grant.Bound{X5T: x5t}, oauth.TokenCertificate},
		{"RFC 8705 3: with another certificate", false, proof.Sender{X5T: "other"}, grant.Bound{X5T: x5t}, oauth.TokenCertificate},
		{"a proof where a certificate belongs", true, proof.Sender{JKT: jkt}, grant.Bound{X5T: x5t}, oauth.TokenScheme},
		{"both, without the certificate", true, proof.Sender{JKT: jkt}, grant.Bound{JKT: jkt, X5T: x5t}, oauth.TokenCertificate},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			err := c.sender.Holds(proof.Token{DPoP: c.dpop}, c.to, false)
			if c.reason == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, c.reason, oauth.AsError(err).Reason)
		})
	}
	s, err := b.check(b.proof())
	require.NoError(t, err)
	require.NoError(t, s.Holds(proof.Token{DPoP: true}, grant.Bound{JKT: jkt}, false))
	require.Equal(t, oauth.DPoPNonceDue, oauth.AsError(s.Holds(proof.Token{DPoP: true}, grant.Bound{JKT: jkt}, true)).Reason)
	s, err = b.check(b.proof(keytest.Members{"nonce": b.nonce()}))
	require.NoError(t, err)
	require.NoError(t, s.Holds(proof.Token{DPoP: true}, grant.Bound{JKT: jkt}, true))
}

func TestRFC8705TheCertificateOfARequest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cert := b.key.Certificate(b.now())
	u, err := url.Parse(base)
	require.NoError(t, err)
	chain := httpx.Chain(httpx.Options{
		BaseURL: u, Log: slog.New(slog.DiscardHandler), Clock: b.clock, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, ClientCertHeader: "Client-Cert",
	})
	for peer, want := range map[string]string{"10.1.2.3:4000": jose.X5T(cert), "192.0.2.1:4000": ""} {
		r := request(http.MethodGet, "Client-Cert", keytest.Passed(cert))
		r.RemoteAddr = peer
		var p proof.Presented
		chain(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { p = proof.Read(r) })).ServeHTTP(httptest.NewRecorder(), r)
		require.False(t, p.Verified)
		s, err := b.checker.Check(b.iss, p, nil)
		require.NoError(t, err)
		require.Equal(t, want, s.X5T, "SEC-45: only from a trusted proxy")
	}
}

func TestRFC6750TheAccessToken(t *testing.T) {
	t.Parallel()
	form := func(body string, header ...string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, endpoint, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Add(header[i], header[i+1])
		}
		return r
	}
	for _, c := range []struct {
		why    string
		r      *http.Request
		value  string
		dpop   bool
		reason oauth.Reason
	}{
		{"RFC 6750 2.1", request("GET", "Authorization", "Bearer abc"), "abc", false, ""},
		{"RFC 9110 11.1: any case", request("GET", "Authorization", "bEARER  abc "), "abc", false, ""},
		{"RFC 9449 7.1", request("GET", "Authorization", "DPoP abc"), "abc", true, ""},
		{"RFC 9110 11.1: DPoP in any case", request("GET", "Authorization", "dPOP abc"), "abc", true, ""},
		{"RFC 6750 2.2", form("access_token=abc"), "abc", false, ""},
		{"a form beside the header", form("x=y", "Authorization", "Bearer abc"), "abc", false, ""},
		{"nothing", request("GET"), "", false, oauth.BearerMissing},
		{"another scheme", request("GET", "Authorization", "Basic abc"), "", false, oauth.BearerMissing},
		{"a scheme alone", request("GET", "Authorization", "DPoP"), "", false, oauth.BearerMissing},
		{"a token alone", request("GET", "Authorization", "abc"), "", false, oauth.BearerMissing},
		{"RFC 6750 2: two headers", request("GET", "Authorization", "Bearer a", "Authorization", "DPoP b"), "", false, oauth.BearerTwice},
		{"RFC 6750 2: header and body", form("access_token=abc", "Authorization", "DPoP abc"), "", false, oauth.BearerTwice},
		{"RFC 6750 2: twice in the body", form("access_token=a&access_token=b"), "", false, oauth.BearerTwice},
		{"RFC 6750 2.3: in the query, which is no way", httptest.NewRequest(http.MethodGet, endpoint+"?access_token=abc", nil), "", false, oauth.BearerMissing},
		{"a form that cannot be read", form("access_token=%zz"), "", false, oauth.BodyMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			got, err := proof.ReadToken(httptest.NewRecorder(), c.r)
			if c.reason != "" {
				require.Equal(t, c.reason, oauth.AsError(err).Reason)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.value, got.Value.Reveal())
			require.Equal(t, c.dpop, got.DPoP)
		})
	}
}

func TestChallenges(t *testing.T) {
	t.Parallel()
	const ours = `DPoP realm="alias", algs="ES256 PS256 ES384 EdDSA"`
	for _, c := range []struct {
		why    string
		dpop   bool
		reason oauth.Reason
		more   []string
		want   []string
	}{
		{"RFC 6750 3.1: no token, so no error", false, oauth.BearerMissing, nil, []string{`Bearer realm="alias"`, ours}},
		{"RFC 6750 3", false, oauth.TokenUnknown, nil, []string{`Bearer realm="alias", error="invalid_token", error_description="The access token is not valid."`}},
		{"RFC 6750 3.1: a scope", false, oauth.ScopeInsufficient, []string{`scope="openid"`}, []string{`Bearer realm="alias", error="insufficient_scope", error_description="The access token lacks a scope.", scope="openid"`}},
		{"RFC 9449 7.1", true, oauth.TokenUnknown, nil, []string{ours + `, error="invalid_token", error_description="The access token is not valid."`}},
		{"RFC 9449 7.1: a bound token as bearer", false, oauth.TokenScheme, nil, []string{ours + `, error="invalid_token", error_description="The access token is not valid."`}},
		{"RFC 9449 9", true, oauth.DPoPNonceDue, nil, []string{ours + `, error="use_dpop_nonce", error_description="The DPoP proof needs the nonce of this answer."`}},
		{"RFC 9449 7.1: a bad proof", false, oauth.DPoPProofTwice, nil, []string{ours + `, error="invalid_dpop_proof", error_description="The DPoP proof is not valid."`}},
	} {
		w := httptest.NewRecorder()
		proof.Challenge(w, proof.Token{DPoP: c.dpop}, oauth.NewError(c.reason), c.more...)
		require.Equal(t, c.want, w.Header().Values("WWW-Authenticate"), c.why)
	}
}

func FuzzCheck(f *testing.F) {
	master, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(f, err)
	clk := clock.NewFake(time.Unix(1_772_616_600, 0))
	checker := proof.New(proof.Addresses{Base: base}, clk, master)
	iss := issuer.Issuer{URL: base + "/t/lantern"}
	k := keytest.New(f, jose.ES256)
	good := k.Proof(http.MethodGet, endpoint, clk.Now())
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add("e30.e30.e30")
	f.Add("....")
	f.Fuzz(func(t *testing.T, p string) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, endpoint, nil)
		r.Header["Dpop"] = []string{p}
		s, err := checker.Check(iss, proof.Read(r), nil)
		if err != nil {
			require.Equal(t, oauth.InvalidDPoPProof, oauth.AsError(err).Code)
			require.Empty(t, s.JKT)
		} else {
			require.NotEmpty(t, s.JKT)
		}
	})
}
