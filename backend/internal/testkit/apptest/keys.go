package apptest

import (
	"crypto/x509"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"

	"alias.example/alias/backend/internal/testkit/keytest"
)

// CertHeader is where the proxy in front of a test's server passes certificates.
// Whoever sends a request in a test is that proxy.
const CertHeader = "Client-Cert"

// Proof are the keys and the certificate that a relying party proves itself with;
// what is nil it does not have.
type Proof struct {
	Key    *keytest.Key      // signs its client assertions
	Prover *keytest.Key      // signs its DPoP proofs
	Cert   *x509.Certificate // is shown with every request

	nonce string // for its proofs, as the server told it last
}

// Post sends a form to an endpoint below the issuer, authenticated as the relying
// party does it unless the form or the header authenticates by itself, and with a
// proof if it has a key for them. Sent back for a nonce, it sends all of it again,
// as libraries do. header is pairs of name and value.
func (rp *RP) Post(path string, form url.Values, header ...string) Answer {
	rp.s.T.Helper()
	got := rp.postOnce(path, form, header)
	if got.Text("error") == "use_dpop_nonce" {
		got = rp.postOnce(path, form, header)
	}
	return got
}

func (rp *RP) postOnce(path string, form url.Values, header []string) Answer {
	rp.s.T.Helper()
	address := rp.Service.Issuer + path
	form = maps.Clone(form)
	h := rp.proves(http.MethodPost, address, header)
	switch own := rp.Service.Client.WireID(); {
	case form.Has("client_secret") || form.Has("client_id") || form.Has("client_assertion") || has(header, "Authorization"):
	case rp.Key != nil:
		form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		form.Set("client_assertion", rp.Key.Assertion(own, rp.Service.Issuer, rp.s.Clock.Now()))
	case rp.Service.Secret == "" || rp.Cert != nil:
		form.Set("client_id", own)
	default:
		h = append(h, "Authorization", basic(own, rp.Service.Secret))
	}
	return rp.heard(rp.s.Send(http.MethodPost, address, form, h...))
}

// Ask asks an endpoint below the issuer for what an access token opens, by the DPoP
// scheme if the relying party has a key for proofs.
func (rp *RP) Ask(method, path, token string, header ...string) Answer {
	rp.s.T.Helper()
	got := rp.askOnce(method, path, token, header)
	if strings.Contains(got.Header.Get("WWW-Authenticate"), "use_dpop_nonce") {
		got = rp.askOnce(method, path, token, header)
	}
	return got
}

func (rp *RP) askOnce(method, path, token string, header []string) Answer {
	rp.s.T.Helper()
	address := rp.Service.Issuer + path
	scheme := "Bearer "
	if rp.Prover != nil {
		scheme = "DPoP "
	}
	h := append(rp.proves(method, address, header, keytest.ATH(token)), "Authorization", scheme+token)
	return rp.heard(rp.s.SendRaw(method, address, "", h...))
}

// proves adds what a request comes with besides its credentials.
func (rp *RP) proves(method, address string, header []string, changes ...keytest.Members) []string {
	rp.s.T.Helper()
	h := append([]string{}, header...)
	if rp.Prover != nil && !has(header, "DPoP") {
		if rp.nonce != "" {
			changes = append(changes, keytest.Members{"nonce": rp.nonce})
		}
		h = append(h, "DPoP", rp.Prover.Proof(method, address, rp.s.Clock.Now(), changes...))
	}
	if rp.Cert != nil {
		h = append(h, CertHeader, keytest.Passed(rp.Cert))
	}
	return h
}

// heard remembers the nonce of an answer.
func (rp *RP) heard(a Answer) Answer {
	if n := a.Header.Get("DPoP-Nonce"); n != "" {
		rp.nonce = n
	}
	return a
}

func has(header []string, name string) bool {
	for i := 0; i < len(header); i += 2 {
		if header[i] == name {
			return true
		}
	}
	return false
}

func basic(name, word string) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(url.QueryEscape(name), url.QueryEscape(word))
	return r.Header.Get("Authorization")
}

// Publisher serves a key set, as a client does at its jwks_uri.
type Publisher struct {
	URL string

	mu      sync.Mutex
	set     []byte
	fetches int
}

// Publishes serves the key set of some keys until the test ends.
func (s *Server) Publishes(keys ...keytest.Key) *Publisher {
	s.T.Helper()
	p := &Publisher{}
	p.Rotate(keys...)
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.fetches++
		w.Header().Set("Content-Type", "application/jwk-set+json")
		_, _ = w.Write(p.set)
	}))
	s.T.Cleanup(web.Close)
	p.URL = web.URL + "/jwks.json"
	return p
}

// Rotate has it serve other keys.
func (p *Publisher) Rotate(keys ...keytest.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = keytest.Set(keys...)
}

// Fetches is how often it was asked.
func (p *Publisher) Fetches() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fetches
}
