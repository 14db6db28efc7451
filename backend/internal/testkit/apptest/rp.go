package apptest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"
)

// RP is a relying party of a service, by hand: for sending what a library would
// not. Strangers (independent libraries) have tests of their own.
type RP struct {
	Proof

	s        *Server
	Service  Service
	Verifier string
	State    string
	Nonce    string
	Scope    string
}

// RP returns a relying party that asks for everything.
func (s *Server) RP(at Service) *RP {
	return &RP{
		s: s, Service: at, Verifier: strings.Repeat("v", 43), State: "state-" + at.Tenant.Slug, Nonce: "nonce-" + at.Tenant.Slug,
		Scope: "openid profile nickname email contact offline_access",
	}
}

// Challenge is the S256 challenge of a verifier.
func Challenge(verifier string) string {
	h := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// Params are the parameters of a sound authorization request.
func (rp *RP) Params() url.Values {
	return url.Values{
		"client_id": {rp.Service.Client.WireID()}, "redirect_uri": {rp.Service.Redirect}, "response_type": {"code"}, "scope": {rp.Scope},
		"state": {rp.State}, "nonce": {rp.Nonce}, "code_challenge": {Challenge(rp.Verifier)}, "code_challenge_method": {"S256"},
	}
}

// AuthorizeURL is the authorization request, with parameters changed: pairs of
// name and value, an empty value removes.
func (rp *RP) AuthorizeURL(pairs ...string) string {
	return rp.Service.Issuer + "/oauth2/authorize?" + changed(rp.Params(), pairs).Encode()
}

func changed(v url.Values, pairs []string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		} else {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// Code signs somebody in with a browser, agrees to everything, and answers the code.
func (rp *RP) Code(b *Browser, address string, pairs ...string) string {
	rp.s.T.Helper()
	b.Open(rp.AuthorizeURL(pairs...))
	if strings.HasPrefix(b.URL.Path, "/login") {
		b.SignIn(address)
	}
	if strings.HasPrefix(b.URL.Path, "/consent") {
		action, values := b.Form("decision")
		values["item"] = []string{"nickname", "preferred_username", "email", "contact", "offline_access"}
		values.Set("decision", "allow")
		b.Post(action, values)
	}
	code := b.URL.Query().Get("code")
	require.NotEmpty(rp.s.T, code, "no code at %s (%d)\n%s", b.URL, b.Status, b.Body)
	return code
}

// Answer is what an endpoint answered.
type Answer struct {
	Status int
	Header http.Header
	JSON   map[string]any
	Raw    string
}

// Text is a member of the answer that is text, or "".
func (a Answer) Text(name string) string {
	s, _ := a.JSON[name].(string)
	return s
}

// Redeem sends a code to the token endpoint, with parameters changed.
func (rp *RP) Redeem(code string, pairs ...string) Answer {
	rp.s.T.Helper()
	return rp.Token(changed(url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {rp.Service.Redirect}, "code_verifier": {rp.Verifier},
	}, pairs))
}

// Refresh sends a refresh token to the token endpoint, with parameters changed.
func (rp *RP) Refresh(token string, pairs ...string) Answer {
	rp.s.T.Helper()
	return rp.Token(changed(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}, pairs))
}

// Token posts a form to the token endpoint; see Post.
func (rp *RP) Token(form url.Values) Answer {
	rp.s.T.Helper()
	return rp.Post("/oauth2/token", form)
}

// Userinfo asks with an access token; see Ask.
func (rp *RP) Userinfo(token string) Answer {
	rp.s.T.Helper()
	return rp.Ask(http.MethodGet, "/oidc/userinfo", token)
}

// Do sends a request without following redirects and reads the answer.
func (s *Server) Do(r *http.Request) Answer {
	s.T.Helper()
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	require.NoError(s.T, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(s.T, err)
	a := Answer{Status: res.StatusCode, Header: res.Header, Raw: string(body)}
	_ = json.Unmarshal(body, &a.JSON)
	return a
}

// Claims decodes the payload of a token without verifying it.
func (s *Server) Claims(token string) map[string]any {
	s.T.Helper()
	parts := strings.Split(token, ".")
	require.Len(s.T, parts, 3)
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(s.T, err)
	var out map[string]any
	require.NoError(s.T, json.Unmarshal(raw, &out))
	return out
}
