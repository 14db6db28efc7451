package rp

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/moment"
	"alias.example/alias/e2e/conformance/token"
)

// Request is an authorization request in the making.
type Request struct {
	Client   *Client
	Params   url.Values
	Verifier string
}

// Ask begins a request for a response type and a scope, with state and nonce.
// Further parameters come in pairs; an empty value leaves a parameter out.
func (c *Client) Ask(responseType, scope string, pairs ...string) *Request {
	r := &Request{Client: c, Params: url.Values{
		"client_id": {c.ID}, "response_type": {responseType}, "redirect_uri": {c.RedirectURI}, "scope": {scope},
		"state": {rand.Text()}, "nonce": {rand.Text()},
	}}
	r.Set(pairs...)
	return r
}

// Set sets parameters, in pairs; an empty value leaves a parameter out.
func (r *Request) Set(pairs ...string) *Request {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			r.Params.Del(pairs[i])
		} else {
			r.Params.Set(pairs[i], pairs[i+1])
		}
	}
	return r
}

// Prove adds PKCE (RFC 7636).
func (r *Request) Prove() *Request {
	r.Verifier = rand.Text() + rand.Text()
	return r.Set("code_challenge", Challenge(r.Verifier), "code_challenge_method", "S256")
}

// State is the state that was sent.
func (r *Request) State() string { return r.Params.Get("state") }

// Nonce is the nonce that was sent.
func (r *Request) Nonce() string { return r.Params.Get("nonce") }

// URL is the address of the request.
func (r *Request) URL() string { return r.Client.AuthorizeURL(r.Params) }

// AuthorizeURL is the authorization endpoint with parameters.
func (c *Client) AuthorizeURL(params url.Values) string {
	return c.Issuer.Meta.Text("authorization_endpoint") + "?" + params.Encode()
}

// Push pushes the request (RFC 9126 2.1).
func (r *Request) Push(t *testing.T) check.Answer {
	t.Helper()
	return r.Client.Send(t, r.PushCall())
}

// PushCall is the call that pushes the request.
func (r *Request) PushCall() Call {
	return Call{Endpoint: "pushed_authorization_request_endpoint", Form: r.Params}
}

// PushedURL is the address that a pushed request goes on at.
func (c *Client) PushedURL(requestURI string, pairs ...string) string {
	v := url.Values{"client_id": {c.ID}, "request_uri": {requestURI}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return c.AuthorizeURL(v)
}

// Object is the request as a request object (RFC 9101 4), with the claims of FAPI 2
// Message Signing 5.3.2; alter changes it before it is signed.
func (r *Request) Object(key *token.Key, alter func(header, claims token.Object)) string {
	now := moment.Now()
	header := token.Object{"typ": "oauth-authz-req+jwt"}
	claims := token.Object{
		"iss": r.Client.ID, "aud": r.Client.Issuer.URL, "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "jti": rand.Text(),
	}
	for name, values := range r.Params {
		claims[name] = values[0]
	}
	if alter != nil {
		alter(header, claims)
	}
	return key.Sign(header, claims)
}

// Visit is one request to a protected resource, right unless it says otherwise.
type Visit struct {
	Method, URL string
	AccessToken string
	// Scheme is the authorization scheme; "" means the client's own.
	Scheme string
	// Header is sent besides.
	Header http.Header
	// Form is posted.
	Form url.Values
	// Unproved leaves the proof out; Proof alters it; ProofHeader is the proof header's name.
	Unproved    bool
	Proof       func(*Proof)
	ProofHeader string
	// SecondProof sends another proof besides.
	SecondProof bool
}

// Resource visits a protected resource: UserInfo, unless v.URL says another. A demand
// for a DPoP nonce is met once.
func (c *Client) Resource(t *testing.T, v Visit) check.Answer {
	t.Helper()
	a := c.visit(t, v, "")
	if nonce := a.Header.Get("DPoP-Nonce"); nonce != "" && a.Status == http.StatusUnauthorized && strings.Contains(a.Header.Get("WWW-Authenticate"), "use_dpop_nonce") {
		return c.visit(t, v, nonce)
	}
	return a
}

func (c *Client) visit(t *testing.T, v Visit, nonce string) check.Answer {
	t.Helper()
	address := v.URL
	if address == "" {
		address = c.Endpoint(t, "userinfo_endpoint")
	}
	method := v.Method
	if method == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(v.Form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Accept", "application/json")
	if v.Form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	scheme := v.Scheme
	if scheme == "" {
		scheme = "Bearer"
		if c.DPoP != nil {
			scheme = "DPoP"
		}
	}
	if v.AccessToken != "" {
		r.Header.Set("Authorization", scheme+" "+v.AccessToken)
	}
	if c.DPoP != nil && !v.Unproved {
		c.prove(r, v, address, nonce)
	}
	for name, values := range v.Header {
		r.Header[name] = values
	}
	return c.do(t, r)
}

// prove adds the proof, under a name of any case.
func (c *Client) prove(r *http.Request, v Visit, address, nonce string) {
	name := v.ProofHeader
	if name == "" {
		name = "DPoP"
	}
	proof := func() string {
		p := &Proof{Key: c.DPoP, Method: r.Method, URL: address, Nonce: nonce, AccessToken: v.AccessToken}
		if v.Proof != nil {
			v.Proof(p)
		}
		return p.String()
	}
	r.Header[name] = []string{proof()}
	if v.SecondProof {
		r.Header[name] = append(r.Header[name], proof())
	}
}

// UserInfo reads the claims about the subject of a token.
func (c *Client) UserInfo(t *testing.T, accessToken string) check.Answer {
	t.Helper()
	return c.Resource(t, Visit{AccessToken: accessToken})
}

// BasicOf is an Authorization header of a client ID and a secret as they are given,
// already encoded.
func BasicOf(clientID, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+secret))
}
