// Package rp is a relying party written against the specifications alone: it
// registers, authenticates, asks and answers by hand, rightly or, where a test
// says how, wrongly. It must never judge an answer; package check does that.
package rp

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/deployment"
	"alias.example/alias/e2e/conformance/moment"
	"alias.example/alias/e2e/conformance/site"
	"alias.example/alias/e2e/conformance/token"
)

// Issuer is an issuer as its discovery document describes it.
type Issuer struct {
	URL, Slug string
	Alias     *deployment.Alias
	Meta      check.Metadata
	way       http.RoundTripper
}

// Discover reads and checks the discovery document.
func Discover(t *testing.T, a *deployment.Alias, way http.RoundTripper, issuer, slug string) *Issuer {
	t.Helper()
	i := &Issuer{URL: issuer, Slug: slug, Alias: a, way: way}
	i.Meta = check.Discovery(t, i.Get(t, issuer+"/.well-known/openid-configuration"), issuer)
	return i
}

// Get reads a public document.
func (i *Issuer) Get(t *testing.T, address string) check.Answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	return send(t, i.way, r)
}

// Keys reads and checks the key set as it is now.
func (i *Issuer) Keys(t *testing.T) check.KeySet {
	t.Helper()
	return check.Keys(t, i.Get(t, i.Meta.Text("jwks_uri")))
}

// Client is a registered client, with what it needs to show that it is itself.
type Client struct {
	Issuer     *Issuer
	Space      *site.Space
	ID, Secret string
	// Method is its token_endpoint_auth_method.
	Method string
	// Key signs its assertions and request objects.
	Key *token.Key
	// Cert is the certificate it shows; nil for none.
	Cert *tls.Certificate
	// DPoP binds its tokens; nil for none.
	DPoP *token.Key
	// RedirectURI is the first it registered.
	RedirectURI string
	// IDTokenAlg is the algorithm it registered for ID tokens; "" means none.
	IDTokenAlg string
	// AssertionAudience is the aud of its assertions: the token endpoint's address, or
	// the issuer in FAPI 2.
	AssertionAudience any
	// Registered is the answer to its registration; nil for a client made at the terminal.
	Registered check.Object

	network string
	way     http.RoundTripper
}

// NewClient is a client that is not registered yet.
func NewClient(i *Issuer, space *site.Space, method string) *Client {
	b := make([]byte, 3)
	_, _ = rand.Read(b)
	return &Client{
		Issuer: i, Space: space, Method: method, RedirectURI: space.URL("callback"), AssertionAudience: i.Meta.Text("token_endpoint"),
		network: fmt.Sprintf("10.%d.%d.%d", b[0], b[1], b[2]), way: i.way,
	}
}

// Showing is the same client, showing a certificate; nil for none.
func (c *Client) Showing(cert *tls.Certificate) *Client {
	other := *c
	other.Cert, other.way = cert, c.Issuer.way
	if cert != nil {
		other.way = c.Issuer.Alias.Transport(cert)
	}
	return &other
}

// Bound is the same client, its tokens bound to a key; nil for none.
func (c *Client) Bound(key *token.Key) *Client {
	other := *c
	other.DPoP = key
	return &other
}

// Endpoint is the address of an endpoint for this client.
func (c *Client) Endpoint(t *testing.T, name string) string {
	t.Helper()
	return c.Issuer.Meta.Endpoint(t, name, c.Cert != nil)
}

// Call is one request of a client to an endpoint, right unless it says otherwise.
type Call struct {
	// Endpoint is the endpoint's name in the metadata.
	Endpoint string
	Form     url.Values
	Header   http.Header
	// Unauthenticated leaves the client's authentication out.
	Unauthenticated bool
	// Assertion alters the client's assertion before it is signed; AssertionKey signs it.
	Assertion    func(header, claims token.Object)
	AssertionKey *token.Key
	// Unproved leaves the DPoP proof out; Proof alters it.
	Unproved bool
	Proof    func(*Proof)
}

// Send makes the call. A demand for a DPoP nonce is met once.
func (c *Client) Send(t *testing.T, call Call) check.Answer {
	t.Helper()
	a := c.send(t, call, "")
	if nonce := a.Header.Get("DPoP-Nonce"); nonce != "" && a.Status >= 400 && strings.Contains(string(a.Body), "use_dpop_nonce") {
		return c.send(t, call, nonce)
	}
	return a
}

func (c *Client) send(t *testing.T, call Call, nonce string) check.Answer {
	t.Helper()
	address := c.Endpoint(t, call.Endpoint)
	form := url.Values{}
	for name, values := range call.Form {
		form[name] = values
	}
	header := http.Header{}
	for name, values := range call.Header {
		header[name] = values
	}
	if !call.Unauthenticated {
		c.authenticate(form, header, call)
	}
	if c.DPoP != nil && !call.Unproved {
		p := &Proof{Key: c.DPoP, Method: http.MethodPost, URL: address, Nonce: nonce}
		if call.Proof != nil {
			call.Proof(p)
		}
		header.Set("DPoP", p.String())
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header = header
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	return c.do(t, r)
}

// authenticate adds what shows who the client is.
func (c *Client) authenticate(form url.Values, header http.Header, call Call) {
	switch c.Method {
	case "client_secret_basic":
		// Both are form-encoded within Basic (RFC 6749 2.3.1).
		header.Set("Authorization", BasicOf(url.QueryEscape(c.ID), url.QueryEscape(c.Secret)))
	case "client_secret_post":
		form.Set("client_id", c.ID)
		form.Set("client_secret", c.Secret)
	case "private_key_jwt":
		form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		form.Set("client_assertion", c.Assertion(call))
		if !form.Has("client_id") {
			form.Set("client_id", c.ID)
		}
	default:
		if !form.Has("client_id") {
			form.Set("client_id", c.ID)
		}
	}
}

// Assertion is a fresh assertion of the client (RFC 7523 2.2).
func (c *Client) Assertion(call Call) string {
	now := moment.Now()
	header := token.Object{}
	claims := token.Object{
		"iss": c.ID, "sub": c.ID, "aud": c.AssertionAudience, "jti": rand.Text(), "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
	if call.Assertion != nil {
		call.Assertion(header, claims)
	}
	key := c.Key
	if call.AssertionKey != nil {
		key = call.AssertionKey
	}
	return key.Sign(header, claims)
}

// Exchange spends an authorization code.
func (c *Client) Exchange(t *testing.T, code, verifier string) check.Answer {
	t.Helper()
	return c.Send(t, c.ExchangeCall(code, verifier))
}

// ExchangeCall is the call that spends a code; without a verifier if that is "".
func (c *Client) ExchangeCall(code, verifier string) Call {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.RedirectURI}}
	if verifier != "" {
		form.Set("code_verifier", verifier)
	}
	return Call{Endpoint: "token_endpoint", Form: form}
}

// RefreshCall is the call that uses a refresh token.
func (c *Client) RefreshCall(refreshToken string) Call {
	return Call{Endpoint: "token_endpoint", Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}}}
}

// do sends a request from the client's network.
func (c *Client) do(t *testing.T, r *http.Request) check.Answer {
	t.Helper()
	r.Header.Set("X-Forwarded-For", c.network)
	return send(t, c.way, r)
}

func send(t *testing.T, way http.RoundTripper, r *http.Request) check.Answer {
	t.Helper()
	what := r.Method + " " + r.URL.Path
	client := &http.Client{Transport: way, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	require.NoError(t, err, what)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	require.NoError(t, err, what)
	return check.Answer{To: what, Status: res.StatusCode, Header: res.Header, Body: body}
}

// Challenge is the S256 challenge of a code verifier (RFC 7636 4.2).
func Challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
