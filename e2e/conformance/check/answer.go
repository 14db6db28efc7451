// Package check holds a provider's answers to what the suite demands of nearly all
// of them (section 0 of the certification checklist), and fails the test that got
// them. What would only be a warning of the suite fails here too. It must never
// send a request.
package check

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Answer is an answer of an endpoint.
type Answer struct {
	// To says what was asked, for messages.
	To     string
	Status int
	Header http.Header
	Body   []byte
}

// Object is a JSON object.
type Object = map[string]any

// JSON is the answer's JSON object, which it has to be.
func (a Answer) JSON(t *testing.T) Object {
	t.Helper()
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	require.NoError(t, err, "%s: Content-Type %q", a.To, a.Header.Get("Content-Type"))
	require.Equal(t, "application/json", kind, "%s answers JSON, not: %.300s", a.To, a.Body)
	var o Object
	require.NoError(t, json.Unmarshal(a.Body, &o), "%s answers a JSON object", a.To)
	for name, v := range o {
		assert.NotNil(t, v, "%s: %s is null", a.To, name)
	}
	return o
}

// Tokens is a token response.
type Tokens struct {
	AccessToken, IDToken, RefreshToken, Type, Scope string
	ExpiresIn                                       float64
	// All are all members.
	All Object
}

// Tokens checks a token response (RFC 6749 5.1, OIDC Core 3.1.3.3).
func (a Answer) Tokens(t *testing.T, wantType string) Tokens {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", a.To, a.Body)
	o := a.JSON(t)
	assert.Contains(t, a.Header.Get("Cache-Control"), "no-store", "%s: tokens are not cached (RFC 6749 5.1)", a.To)
	tokens := Tokens{All: o}
	for name, into := range map[string]*string{
		"access_token": &tokens.AccessToken, "id_token": &tokens.IDToken, "refresh_token": &tokens.RefreshToken, "token_type": &tokens.Type, "scope": &tokens.Scope,
	} {
		if v, there := o[name]; there {
			s, ok := v.(string)
			require.True(t, ok && s != "", "%s: %s is text", a.To, name)
			*into = s
		}
	}
	assert.True(t, strings.EqualFold(wantType, tokens.Type), "%s: token_type %s", a.To, tokens.Type)
	tokens.ExpiresIn, _ = o["expires_in"].(float64)
	assert.True(t, tokens.ExpiresIn >= 1 && tokens.ExpiresIn <= 31536000, "%s: expires_in is a number of seconds, not %v", a.To, o["expires_in"])
	Unguessable(t, "access_token", tokens.AccessToken)
	if tokens.RefreshToken != "" {
		Unguessable(t, "refresh_token", tokens.RefreshToken)
	}
	return tokens
}

// Error checks an error response and that its code is one of codes (RFC 6749 5.2).
// It answers the code.
func (a Answer) Error(t *testing.T, codes ...string) string {
	t.Helper()
	require.True(t, a.Status == http.StatusBadRequest || a.Status == http.StatusUnauthorized, "%s refuses with 400 or 401, not %d: %.300s", a.To, a.Status, a.Body)
	o := a.JSON(t)
	code, _ := o["error"].(string)
	require.Contains(t, codes, code, "%s: %s", a.To, a.Body)
	values := url.Values{}
	for name, v := range o {
		s, ok := v.(string)
		require.True(t, ok, "%s: %s is text", a.To, name)
		values.Set(name, s)
	}
	ErrorText(t, values)
	return code
}

// TokenError is Error of the token endpoint, where 401 is for invalid_client and
// use_dpop_nonce alone.
func (a Answer) TokenError(t *testing.T, codes ...string) string {
	t.Helper()
	code := a.Error(t, codes...)
	if code != "invalid_client" && code != "invalid_dpop_proof" && code != "use_dpop_nonce" {
		assert.Equal(t, http.StatusBadRequest, a.Status, "%s answers %s with 400 (RFC 6749 5.2)", a.To, code)
	}
	return code
}

// Refused checks that a resource was not given: any 4xx of the wanted ones.
func (a Answer) Refused(t *testing.T, statuses ...int) {
	t.Helper()
	require.Contains(t, statuses, a.Status, "%s: %.300s", a.To, a.Body)
}

// ErrorText checks the characters of error, error_description and error_uri
// (RFC 6749 4.1.2.1, 5.2).
func ErrorText(t *testing.T, v url.Values) {
	t.Helper()
	for _, name := range []string{"error", "error_description"} {
		for i, c := range []byte(v.Get(name)) {
			if c < 0x20 || c == '"' || c == '\\' || c > 0x7e {
				t.Errorf("%s has the character %q at %d (RFC 6749 5.2): %s", name, c, i, v.Get(name))
			}
		}
	}
	if s := v.Get("error_uri"); s != "" {
		u, err := url.Parse(s)
		assert.True(t, err == nil && u.IsAbs(), "error_uri %s is a URI", s)
	}
}

// Unguessable checks that a credential has at least 16 bytes and enough entropy,
// all printable (RFC 6749 10.10 and A).
func Unguessable(t *testing.T, name, value string) {
	t.Helper()
	assert.GreaterOrEqual(t, len(value), 16, "%s is long enough", name)
	assert.Regexp(t, `^[\x20-\x7e]+$`, value, "%s is printable ASCII", name)
	assert.Greater(t, Entropy(value), 96.0, "%s has Shannon entropy enough", name)
}

// Members checks that an object has no members beyond those allowed.
func Members(t *testing.T, what string, o Object, allowed ...string) {
	t.Helper()
	for name := range o {
		assert.True(t, slices.Contains(allowed, name), "%s has %s, which belongs elsewhere", what, name)
	}
}
