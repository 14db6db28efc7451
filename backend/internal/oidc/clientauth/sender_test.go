package clientauth_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func (b *bench) proof(changes ...keytest.Members) string {
	b.t.Helper()
	return b.key.Proof(http.MethodPost, b.iss.URL+tokenPath, b.clock.Now(), changes...)
}

func TestWhatASenderIsBoundTo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cert := b.key.Certificate(b.clock.Now())
	x5t, jkt := jose.X5T(cert), b.key.JKT()
	dpop := func(c *client.Client) { c.DPoPBound = true }
	bound := func(c *client.Client) { c.CertificateBound = true }
	plain := by(oauth.AuthNone)
	for _, x := range []struct {
		why         string
		change      []func(*client.Client)
		proof, cert bool
		jkt, x5t    string
		reason      oauth.Reason // of Bound
	}{
		{"a client that need not", nil, false, false, "", "", ""},
		{"RFC 9449 5: a proof all the same", nil, true, false, jkt, "", ""},
		{"a certificate all the same", nil, false, true, "", "", ""},
		{"RFC 9449 5.2: dpop_bound_access_tokens", []func(*client.Client){dpop}, true, false, jkt, "", ""},
		{"RFC 9449 5.2: without a proof", []func(*client.Client){dpop}, false, false, "", "", oauth.DPoPProofMissing},
		{"RFC 9449 5.2: a certificate is no proof", []func(*client.Client){dpop}, false, true, "", "", oauth.DPoPProofMissing},
		{"RFC 8705 3.4: tls_client_certificate_bound_access_tokens", []func(*client.Client){bound}, false, true, "", x5t, ""},
		{"RFC 8705 3.4: without a certificate", []func(*client.Client){bound}, false, false, "", "", oauth.CertificateMissing},
		{"RFC 8705 3.4: a proof is no certificate", []func(*client.Client){bound}, true, false, jkt, "", oauth.CertificateMissing},
		{"both", []func(*client.Client){bound, dpop}, true, true, jkt, x5t, ""},
		{"FAPI 2.0 SP 5.3.2.1: a proof", []func(*client.Client){fapi}, true, false, jkt, "", ""},
		{"FAPI 2.0 SP 5.3.2.1: a certificate", []func(*client.Client){fapi}, false, true, "", x5t, ""},
		{"FAPI 2.0 SP 5.3.2.1: a proof, beside the certificate of the connection", []func(*client.Client){fapi}, true, true, jkt, "", ""},
		{"FAPI 2.0 SP 5.3.2.1: a proof, because it is set", []func(*client.Client){fapi, dpop}, false, true, "", "", oauth.DPoPProofMissing},
		{"FAPI 2.0 SP 5.3.2.1: neither", []func(*client.Client){fapi}, false, false, "", "", oauth.DPoPProofMissing},
	} {
		s := sent{form: named(b.client(append([]func(*client.Client){plain}, x.change...)...))}
		t.Run(x.why, func(t *testing.T) {
			t.Parallel()
			b := b.in(t)
			if x.proof {
				s.proofs = []string{b.proof()}
			}
			if x.cert {
				s.cert = cert
			}
			who, h, err := b.ask(s, true)
			require.NoError(t, err)
			require.Equal(t, x.jkt, who.JKT)
			require.Equal(t, x.x5t, who.X5T)
			require.Empty(t, h.Get("DPoP-Nonce"))
			if x.reason == "" {
				require.NoError(t, who.Bound())
			} else {
				b.refused(who.Bound(), x.reason)
			}
		})
	}
}

func TestSEC43AProofCountsOnceAndOnlyAtItsEndpoint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.client(by(oauth.AuthNone))
	p := b.proof()
	_, _, err := b.ask(sent{path: parPath, form: named(c), proofs: []string{p}}, true)
	require.Equal(t, oauth.InvalidDPoPProof, b.refused(err, oauth.DPoPProofURI).Code)
	who, _, err := b.ask(sent{form: named(c), proofs: []string{p}}, true)
	require.NoError(t, err, "what was refused is not used up")
	require.Equal(t, b.key.JKT(), who.JKT)
	for range 2 {
		who, _, err = b.ask(sent{form: named(c), proofs: []string{p}}, true, b.replica())
		require.Equal(t, oauth.InvalidDPoPProof, b.refused(err, oauth.DPoPProofReplayed).Code, "on any replica")
		require.Empty(t, who.JKT)
	}
	who, _, err = b.ask(sent{form: named(c), proofs: []string{p, p}}, false)
	require.NoError(t, err, "where no tokens are had, a proof is nothing to look at")
	require.Empty(t, who.JKT)
}

func TestRFC9449Section8AClientThatMustUseNonces(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.client(func(c *client.Client) { c.RequireDPoPNonce = true })
	assertion := b.assertion(c)
	who, h, err := b.ask(sent{form: asserts(assertion), proofs: []string{b.proof()}}, true)
	require.Equal(t, oauth.UseDPoPNonce, b.refused(err, oauth.DPoPNonceDue).Code)
	require.Equal(t, c, who.Client, "the attempt names it")
	nonce := h.Get("DPoP-Nonce")
	require.NotEmpty(t, nonce)
	who, h, err = b.ask(sent{form: asserts(assertion), proofs: []string{b.proof(keytest.Members{"nonce": nonce})}}, true)
	require.NoError(t, err, "sent back for a nonce, it may send the same assertion again")
	require.Equal(t, b.key.JKT(), who.JKT)
	require.Equal(t, nonce, h.Get("DPoP-Nonce"), "RFC 9449 8.2")
	_, _, err = b.ask(sent{form: asserts(assertion), proofs: []string{b.proof(keytest.Members{"nonce": nonce})}}, true)
	b.refused(err, oauth.ClientAssertionReplayed)
	_, h, err = b.ask(sent{form: asserts(assertion[:len(assertion)-10])}, true)
	require.Error(t, err)
	require.Empty(t, h.Get("DPoP-Nonce"), "who is not known is told nothing")
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c, public := b.client(), b.client(by(oauth.AuthNone))
	tls := b.client(by(oauth.AuthSelfSignedTLS))
	for why, x := range map[string]struct {
		s    sent
		cost int
	}{
		"a public client":        {sent{form: named(public)}, 0},
		"a certificate":          {sent{form: named(tls), cert: b.key.Certificate(b.clock.Now())}, 0},
		"an assertion":           {sent{form: asserts(b.assertion(c))}, 1},
		"a proof":                {sent{form: named(public), proofs: []string{b.proof()}}, 1},
		"an assertion and proof": {sent{form: asserts(b.assertion(c)), proofs: []string{b.proof()}}, 1},
		"what is refused":        {sent{form: asserts(b.assertion(c, keytest.Members{"aud": "x"})), proofs: []string{b.proof()}}, 0},
	} {
		b.trips.Reset()
		_, _, err := b.ask(x.s, true)
		require.Equal(t, why == "what is refused", err != nil)
		n, statements := b.trips.Count()
		require.Equal(t, x.cost, n, "%s: %v", why, statements)
	}
}
