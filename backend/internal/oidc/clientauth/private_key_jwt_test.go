package clientauth_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func TestRFC7523AssertionsThatAuthenticate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	now := b.clock.Now()
	plain, strict := b.client(), b.client(fapi)
	byURL := b.client(func(c *client.Client) { c.DocumentURI = "https://client.test/id" })
	aud := func(v any) keytest.Members { return keytest.Members{"aud": v} }
	for _, c := range []struct {
		why    string
		client client.Client
		path   string
		change keytest.Members
	}{
		{"RFC 7523 3: aud is the issuer", plain, tokenPath, nil},
		{"the suite: aud is the token endpoint", plain, tokenPath, aud(b.iss.URL + tokenPath)},
		{"RFC 9126 2: aud is the token endpoint, sent elsewhere", plain, parPath, aud(b.iss.URL + tokenPath)},
		{"RFC 9126 2: aud is the endpoint that is called", plain, parPath, aud(b.iss.URL + parPath)},
		{"RFC 8705 5: aud is its address for mutual TLS", plain, parPath, aud(mtls + "/t/lantern" + parPath)},
		{"RFC 7519 4.1.3: aud is an array", plain, tokenPath, aud([]string{"https://elsewhere.test", b.iss.URL})},
		{"FAPI 2.0 SP 5.3.2.1: aud is the issuer", strict, tokenPath, nil},
		{"FAPI 2.0 SP 5.3.2.1: at another endpoint", strict, parPath, nil},
		{"row P33: the client's name is a URL", byURL, tokenPath, nil},
		{"nbf and iat may be absent", plain, tokenPath, keytest.Members{"nbf": nil, "iat": nil}},
		{"the suite: nbf and iat eight seconds ahead", strict, tokenPath, keytest.Members{"nbf": now.Unix() + 8, "iat": now.Unix() + 8}},
		{"a clock a minute ahead", plain, tokenPath, keytest.Members{"nbf": now.Unix() + 60, "iat": now.Unix() + 60, "exp": now.Unix() + 360}},
		{"a second before its end", plain, tokenPath, keytest.Members{"exp": now.Unix() + 1}},
		{"claims that nobody knows", plain, tokenPath, keytest.Members{"foo": "bar"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			b := b.in(t)
			who, _, err := b.ask(sent{path: c.path, form: asserts(b.assertion(c.client, c.change))}, false)
			require.NoError(t, err)
			require.Equal(t, c.client, who.Client)
			require.Equal(t, c.client.WireID(), who.Named)
			require.True(t, who.Secret.IsZero())
		})
	}
}

func TestRFC7523Algorithms(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	keys := map[jose.Alg]keytest.Key{}
	for _, alg := range jose.Algs() {
		keys[alg] = keytest.New(t, alg)
	}
	all := func(c *client.Client) {
		c.JWKS = keytest.Set(keys[jose.RS256], keys[jose.PS256], keys[jose.ES256], keys[jose.ES384], keys[jose.EdDSA])
	}
	one := func(c *client.Client) { c.AuthSigningAlg = jose.ES256 }
	odd := func(c *client.Client) { c.AuthSigningAlg = jose.RS256 }
	for _, x := range []struct {
		why  string
		c    client.Client
		algs []jose.Alg
	}{
		{"any", b.client(all), jose.Algs()},
		{"RFC 7591 2: token_endpoint_auth_signing_alg", b.client(all, one), []jose.Alg{jose.ES256}},
		{"FAPI 2.0 SP 5.4.1", b.client(all, fapi), []jose.Alg{jose.PS256, jose.ES256, jose.EdDSA}},
		{"FAPI 2.0 SP 5.4.1, whatever is set", b.client(all, fapi, odd), nil},
	} {
		for alg, k := range keys {
			b.key = k
			_, _, err := b.ask(sent{form: asserts(b.assertion(x.c))}, false)
			want := false
			for _, a := range x.algs {
				want = want || a == alg
			}
			if want {
				require.NoError(t, err, "%s: %s", x.why, alg)
			} else {
				b.refused(err, oauth.ClientAssertionAlg)
			}
		}
	}
}

func TestSEC35AssertionsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	now := b.clock.Now()
	plain, strict := b.client(), b.client(fapi)
	secret, public := b.client(by(oauth.AuthSecret)), b.client(by(oauth.AuthNone))
	keyless := b.client(func(c *client.Client) { c.JWKS = nil })
	unreachable := b.client(func(c *client.Client) { c.JWKS, c.JWKSURI = nil, "https://127.0.0.1/jwks" })
	disabled := b.client(func(c *client.Client) { c.Disabled = true })
	other := b.client(func(c *client.Client) { c.JWKS = keytest.Set(keytest.New(t, jose.ES256)) })
	foreign := client.Client{ID: plain.ID}
	stranger := keytest.New(t, jose.ES256)
	m := func(name string, v any) keytest.Members { return keytest.Members{name: v} }
	header := func(h keytest.Members) string {
		return b.key.JWT(keytest.Members{"iss": plain.WireID(), "sub": plain.WireID(), "aud": b.iss.URL, "jti": "x", "exp": now.Unix() + 60}, h)
	}
	const elsewhere = base + "/t/harbor"
	for _, c := range []struct {
		why       string
		assertion string
		path      string
		reason    oauth.Reason
	}{
		{"RFC 7523 3: no jti", b.assertion(plain, m("jti", nil)), "", oauth.ClientAssertionMalformed},
		{"an empty jti", b.assertion(plain, m("jti", "")), "", oauth.ClientAssertionMalformed},
		{"RFC 7523 3: no exp", b.assertion(plain, m("exp", nil)), "", oauth.ClientAssertionMalformed},
		{"an exp that is text", b.assertion(plain, m("exp", "soon")), "", oauth.ClientAssertionMalformed},
		{"the suite: expired five minutes ago", b.assertion(plain, m("exp", now.Unix()-300)), "", oauth.ClientAssertionTime},
		{"at its end", b.assertion(plain, m("exp", now.Unix())), "", oauth.ClientAssertionTime},
		{"an hour to live", b.assertion(plain, m("exp", now.Unix()+3600)), "", oauth.ClientAssertionTime},
		{"more than five minutes and a minute's skew", b.assertion(plain, m("exp", now.Unix()+361)), "", oauth.ClientAssertionTime},
		{"FAPI 2.0 SP 5.3.2.1: iat more than a minute ahead", b.assertion(strict, m("iat", now.Unix()+62)), "", oauth.ClientAssertionTime},
		{"FAPI 2.0 SP 5.3.2.1: nbf more than a minute ahead", b.assertion(strict, m("nbf", now.Unix()+62)), "", oauth.ClientAssertionTime},
		{"RFC 7523 3: no iss", b.assertion(plain, m("iss", nil)), "", oauth.ClientAssertionSubject},
		{"RFC 7523 3: another's iss", b.assertion(plain, m("iss", other.WireID())), "", oauth.ClientAssertionSubject},
		{"RFC 7523 3: another's sub", b.assertion(plain, m("sub", other.WireID())), "", oauth.ClientAssertionKey},
		{"RFC 7523 3: a sub that nobody has", b.assertion(plain, m("sub", "cli_nobody")), "", oauth.ClientUnknown},
		{"the key of another client", stranger.Assertion(plain.WireID(), b.iss.URL, now), "", oauth.ClientAssertionKey},
		{"RFC 7523 3: no aud", b.assertion(plain, m("aud", nil)), "", oauth.ClientAssertionAudience},
		{"another tenant's issuer", b.assertion(plain, m("aud", elsewhere)), "", oauth.ClientAssertionAudience},
		{"another tenant's token endpoint", b.assertion(plain, m("aud", elsewhere+tokenPath)), "", oauth.ClientAssertionAudience},
		{"an endpoint that is not called", b.assertion(plain, m("aud", b.iss.URL+parPath)), revokePath, oauth.ClientAssertionAudience},
		{"the issuer and a slash", b.assertion(plain, m("aud", b.iss.URL+"/")), "", oauth.ClientAssertionAudience},
		{"the issuer in another case", b.assertion(plain, m("aud", "HTTPS://id.test/t/lantern")), "", oauth.ClientAssertionAudience},
		{"FAPI 2.0 SP 5.3.2.1: an array", b.assertion(strict, m("aud", []string{b.iss.URL})), "", oauth.ClientAssertionAudience},
		{"the suite: the issuer and another", b.assertion(strict, m("aud", []string{b.iss.URL, "https://elsewhere.test"})), "", oauth.ClientAssertionAudience},
		{"FAPI 2.0 SP 5.3.2.1: the token endpoint", b.assertion(strict, m("aud", b.iss.URL+tokenPath)), "", oauth.ClientAssertionAudience},
		{"FAPI 2.0 SP 5.3.2.1: the PAR endpoint", b.assertion(strict, m("aud", b.iss.URL+parPath)), parPath, oauth.ClientAssertionAudience},
		{"RFC 8725 3.2: alg none", header(m("alg", "none")), "", oauth.ClientAssertionMalformed},
		{"RFC 8725 3.1: alg HS256", header(m("alg", "HS256")), "", oauth.ClientAssertionAlg},
		{"RFC 8725 3.1: alg of another key", header(m("alg", "EdDSA")), "", oauth.ClientAssertionKey},
		{"a kid that is a path", header(m("kid", "../../../../dev/null")), "", oauth.ClientAssertionKey},
		{"a kid that is a query", header(m("kid", "x' OR '1'='1")), "", oauth.ClientAssertionKey},
		{"a kid that is an address", header(m("kid", "https://evil.test/jwks")), "", oauth.ClientAssertionKey},
		{"SEC-41: a key in the header", stranger.JWT(keytest.Members{"iss": plain.WireID(), "sub": plain.WireID(), "aud": b.iss.URL, "jti": "x", "exp": now.Unix() + 60}, m("jwk", stranger.Public()), m("kid", nil)), "", oauth.ClientAssertionSignature},
		{"SEC-41: an address of keys in the header", stranger.JWT(keytest.Members{"iss": plain.WireID(), "sub": plain.WireID(), "aud": b.iss.URL, "jti": "x", "exp": now.Unix() + 60}, m("jku", "https://evil.test/jwks")), "", oauth.ClientAssertionKey},
		{"SEC-41: an extension that must be understood", header(m("crit", []string{"exp"})), "", oauth.ClientAssertionMalformed},
		{"a signature cut off", b.assertion(plain)[:300], "", oauth.ClientAssertionMalformed},
		{"SEC-36: of a client that has a secret", b.assertion(secret), "", oauth.ClientAuthMethod},
		{"SEC-36: of a public client", b.assertion(public), "", oauth.ClientAuthMethod},
		{"a client without keys", b.assertion(keyless), "", oauth.ClientKeysUnavailable},
		{"a client whose keys cannot be had", b.assertion(unreachable), "", oauth.ClientKeysUnavailable},
		{"a client that nobody knows", b.key.Assertion("cli_nobody", b.iss.URL, now), "", oauth.ClientUnknown},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			b := b.in(t)
			who, _, err := b.ask(sent{path: c.path, form: asserts(c.assertion)}, false)
			e := b.refused(err, c.reason)
			require.Equal(t, oauth.InvalidClient, e.Code)
			require.Equal(t, "Client authentication failed.", e.Description, "SEC-50: one answer for all")
			require.NotContains(t, e.Received+e.Expected, c.assertion)
			require.NotContains(t, e.Received+e.Expected, "127.0.0.1:")
			require.Empty(t, who.JKT)
		})
	}
	_, _, err := b.ask(sent{form: asserts(b.assertion(disabled))}, false)
	b.refused(err, oauth.ClientDisabled)

	t.Run("SEC-60: a client of another tenant", func(t *testing.T) {
		t.Parallel()
		b := b.in(t)
		b.iss.URL, b.iss.Tenant.ID = elsewhere, newBench(t).iss.Tenant.ID
		_, _, err := b.ask(sent{form: asserts(b.assertion(foreign))}, false)
		b.refused(err, oauth.ClientUnknown)
	})
}

func TestSEC35AnAssertionCountsOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c, other := b.client(), b.client()
	first := b.assertion(c, keytest.Members{"jti": "one"})
	_, _, err := b.ask(sent{form: asserts(first)}, false)
	require.NoError(t, err)
	for why, again := range map[string]sent{
		"as it was":                        {form: asserts(first)},
		"at another endpoint":              {path: parPath, form: asserts(first)},
		"signed anew under the same jti":   {form: asserts(b.assertion(c, keytest.Members{"jti": "one", "exp": b.clock.Now().Unix() + 90}))},
		"with another aud, and client_id":  {form: asserts(b.assertion(c, keytest.Members{"jti": "one", "aud": b.iss.URL + tokenPath}), "client_id", c.WireID())},
		"on the way to another permission": {form: asserts(first, "grant_type", "client_credentials")},
	} {
		_, _, err = b.ask(again, false)
		require.Equal(t, oauth.InvalidClient, b.refused(err, oauth.ClientAssertionReplayed).Code, why)
	}
	_, _, err = b.ask(sent{form: asserts(b.assertion(other, keytest.Members{"jti": "one"}))}, false)
	require.NoError(t, err, "RFC 7523 3: a jti is the client's own")

	b.clock.Advance(5 * time.Minute)
	_, _, err = b.ask(sent{form: asserts(first)}, false)
	b.refused(err, oauth.ClientAssertionTime)
}

func TestSEC35FiftyAtOnceOnTwoReplicas(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	assertion, second := b.assertion(b.client()), b.replica()
	var wg sync.WaitGroup
	errs := make([]error, 50)
	for i := range errs {
		wg.Go(func() {
			a := b.auth
			if i%2 == 1 {
				a = second
			}
			_, _, errs[i] = b.ask(sent{form: asserts(assertion)}, false, a)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			b.refused(err, oauth.ClientAssertionReplayed)
		}
	}
	require.Equal(t, 1, won)
}
