package manage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

// wait is how long the issuer may take for one answer.
const wait = 10 * time.Second

// Issuers is a relying party's view of the deployment's issuers. It speaks HTTP
// with the real endpoints, but in the process: no socket, no proxy, no name to
// resolve, and so nothing that could be led elsewhere.
type Issuers struct{ handler http.Handler }

// NewIssuers reaches the issuers through handler, which is the whole server.
func NewIssuers(handler http.Handler) Issuers { return Issuers{handler} }

// tokens are what a code bought. Only the access token is needed again.
type tokens struct {
	access  secret.Value
	idToken string
}

// exchanged is the token endpoint's answer.
type exchanged struct {
	tokens  tokens
	shown   map[string]any
	refusal *testsignin.Failure
}

// exchange redeems a code as the client would (RFC 6749 4.1.3, RFC 7636 4.5).
func (i Issuers) exchange(ctx context.Context, s *session, issuer, redirectURI, code string) (exchanged, error) {
	form := url.Values{
		"grant_type": {string(oauth.AuthorizationCode)}, "code": {code}, "redirect_uri": {redirectURI}, "code_verifier": {s.kept.Verifier},
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	switch {
	case s.client.Type == client.Public:
		form.Set("client_id", s.client.WireID())
	case s.client.AuthMethod == oauth.AuthSecretPost:
		form.Set("client_id", s.client.WireID())
		form.Set("client_secret", s.raw.Reveal())
	default:
		pair := url.QueryEscape(s.client.WireID()) + ":" + url.QueryEscape(s.raw.Reveal()) // RFC 6749 2.3.1
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	status, body, err := i.call(ctx, http.MethodPost, issuer+"/oauth2/token", header, form.Encode())
	if err != nil {
		return exchanged{}, err
	}
	got := exchanged{shown: shorten(body)}
	if status != http.StatusOK {
		code, _ := body["error"].(string)
		description, _ := body["error_description"].(string)
		if code == "" {
			code, description = "unexpected_answer", "The token endpoint answered "+strconv.Itoa(status)+" without an OAuth error."
		}
		got.refusal = &testsignin.Failure{Code: code, Description: description}
		return got, nil
	}
	access, _ := body["access_token"].(string)
	got.tokens.access = secret.NewValue(access)
	got.tokens.idToken, _ = body["id_token"].(string)
	return got, nil
}

// verify checks the ID token as a relying party must (OIDC Core 3.1.3.7), and
// answers its subject.
func (i Issuers) verify(ctx context.Context, s *session, issuer string, got tokens, now time.Time) (string, error) {
	if got.idToken == "" {
		return "", s.fail(StepVerify, "id_token_missing", "The token response has no ID token.")
	}
	discovery, err := i.get(ctx, issuer+"/.well-known/openid-configuration", nil)
	if err != nil {
		return "", err
	}
	if discovery["issuer"] != issuer {
		return "", s.fail(StepVerify, "issuer_mismatch", "The discovery document names another issuer.")
	}
	address, _ := discovery["jwks_uri"].(string)
	if !strings.HasPrefix(address, issuer+"/") {
		return "", s.fail(StepVerify, "jwks_elsewhere", "The key set is not below the issuer.")
	}
	set, err := i.get(ctx, address, nil)
	if err != nil {
		return "", err
	}
	header, claims, err := decode(got.idToken)
	if err != nil {
		return "", s.fail(StepVerify, "id_token_malformed", "The ID token cannot be read.")
	}
	s.result.IDToken = &testsignin.Decoded{Header: header, Claims: claims}
	keys, err := publicKeys(set)
	if err != nil {
		return "", err
	}
	if _, _, err := jose.Verify(got.idToken, keys, s.client.IDTokenAlg); err != nil {
		return "", s.fail(StepVerify, "signature_invalid", "The signature does not fit any key of the key set, or has another algorithm than the client asks for.")
	}
	if code, why := judge(claims, issuer, s.client.WireID(), s.kept.Nonce, now); code != "" {
		return "", s.fail(StepVerify, code, why)
	}
	kid, _ := header["kid"].(string)
	s.ok(StepVerify, string(s.client.IDTokenAlg)+", key "+kid)
	subject, _ := claims["sub"].(string)
	return subject, nil
}

// judge names what is wrong with the claims of an ID token.
func judge(claims map[string]any, issuer, clientID, nonce string, now time.Time) (code, why string) {
	expires, _ := claims["exp"].(float64)
	subject, _ := claims["sub"].(string)
	switch {
	case claims["iss"] != issuer:
		return "issuer_mismatch", "The ID token names another issuer."
	case !audience(claims["aud"], clientID):
		return "audience_mismatch", "The ID token is for another client."
	case claims["nonce"] != nonce:
		return "nonce_mismatch", "The ID token has another nonce than was sent."
	case now.Unix() >= int64(expires):
		return "id_token_expired", "The ID token has expired already."
	case subject == "":
		return "subject_missing", "The ID token has no subject."
	}
	return "", ""
}

func audience(aud any, clientID string) bool {
	if list, ok := aud.([]any); ok {
		return slices.Contains(list, any(clientID))
	}
	return aud == clientID
}

// userinfo buys claims with the access token (OIDC Core 5.3).
func (i Issuers) userinfo(ctx context.Context, s *session, issuer string, got tokens) (map[string]any, error) {
	status, body, err := i.call(ctx, http.MethodGet, issuer+"/oidc/userinfo", http.Header{"Authorization": {"Bearer " + got.access.Reveal()}}, "")
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, s.fail(StepUserinfo, "userinfo_refused", "Userinfo refused the access token.")
	}
	return body, nil
}

func (i Issuers) get(ctx context.Context, address string, header http.Header) (map[string]any, error) {
	status, body, err := i.call(ctx, http.MethodGet, address, header, "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the issuer answered %d", status)
	}
	return body, err
}

// call makes one request and reads the JSON object it is answered with.
func (i Issuers) call(ctx context.Context, method, address string, header http.Header, body string) (int, map[string]any, error) {
	ctx, cancel := context.WithTimeout(bare{ctx}, wait)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body)) //nolint:contextcheck // bare inherits the end, and nothing else on purpose
	if err != nil {
		return 0, nil, fmt.Errorf("asking the issuer: %w", err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.RemoteAddr, r.RequestURI = "127.0.0.1:0", r.URL.RequestURI()
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	i.handler.ServeHTTP(w, r)
	var answer map[string]any
	if w.header.Get("Content-Type") == "application/jwt" { // signed userinfo (OIDC Core 5.3.2)
		_, claims, err := decode(w.body.String())
		return w.status, claims, err
	}
	if w.body.Len() > 0 {
		if err := json.Unmarshal(w.body.Bytes(), &answer); err != nil {
			return w.status, nil, fmt.Errorf("the issuer answered %d with something that is no JSON object", w.status)
		}
	}
	return w.status, answer, nil
}

// bare ends when its parent does, and carries nothing: the request it is for is
// another one than the browser's, and must not be taken for a part of it.
type bare struct{ context.Context }

func (bare) Value(any) any { return nil }

// recorder keeps a response in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }

// challenge is the S256 code challenge for verifier (RFC 7636 4.2).
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// shorten cuts every token of a token response until it is good for nothing.
func shorten(body map[string]any) map[string]any {
	shown := make(map[string]any, len(body))
	for name, value := range body {
		if text, ok := value.(string); ok && strings.HasSuffix(name, "_token") {
			value = text[:min(len(text)/4, 12)] + "…"
		}
		shown[name] = value
	}
	return shown
}

// decode takes a compact JWT apart without believing it.
func decode(token string) (header, claims map[string]any, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, nil, jose.ErrInvalid
	}
	for n, into := range []*map[string]any{&header, &claims} {
		plain, err := base64.RawURLEncoding.DecodeString(parts[n])
		if err != nil {
			return nil, nil, jose.ErrInvalid
		}
		if err := json.Unmarshal(plain, into); err != nil {
			return nil, nil, jose.ErrInvalid
		}
	}
	return header, claims, nil
}

func publicKeys(set map[string]any) ([]json.RawMessage, error) {
	list, _ := set["keys"].([]any)
	keys := make([]json.RawMessage, 0, len(list))
	for _, one := range list {
		raw, err := json.Marshal(one)
		if err != nil {
			return nil, fmt.Errorf("reading the key set: %w", err)
		}
		keys = append(keys, raw)
	}
	return keys, nil
}
