package check

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"hash"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/moment"
)

// IDToken is what an ID token has to fit.
type IDToken struct {
	Issuer, ClientID string
	Keys             KeySet
	// Alg is the signing algorithm; "" means RS256.
	Alg string
	// Nonce was sent; "" means none was.
	Nonce string
	// AccessToken and Code came with it; a hash of each is checked if there, and has to
	// be there if HashesRequired (OIDC Core 3.3.2.11).
	AccessToken, Code string
	HashesRequired    bool
	// Claims may be in it besides the protocol's own: those asked for in the claims
	// parameter, or of the scopes when there is no access token.
	Claims []string
}

// Verify checks an ID token (OIDC Core 2, 3.1.3.7) and answers its claims.
func (e IDToken) Verify(t *testing.T, raw string) Object {
	t.Helper()
	require.NotEmpty(t, raw, "there is an ID token")
	alg := e.Alg
	if alg == "" {
		alg = "RS256"
	}
	_, payload := e.Keys.Verify(t, "the ID token", raw, alg)
	var c Object
	require.NoError(t, json.Unmarshal(payload, &c))
	now := moment.Now()
	assert.Equal(t, e.Issuer, c["iss"], "iss, byte for byte")
	assert.True(t, Audience(c["aud"], e.ClientID), "aud %v holds the client", c["aud"])
	assert.NotEmpty(t, c["sub"], "sub")
	exp, iat := Instant(t, c, "exp"), Instant(t, c, "iat")
	assert.True(t, exp.After(now) && exp.Before(now.AddDate(50, 0, 0)), "exp %s", exp)
	assert.WithinDuration(t, now, iat, 5*time.Minute, "iat")
	if _, there := c["auth_time"]; there {
		at := Instant(t, c, "auth_time")
		assert.True(t, at.After(now.AddDate(-1, 0, 0)) && !at.After(now.Add(5*time.Second)), "auth_time %s", at)
	}
	if acr, there := c["acr"]; there {
		assert.NotEmpty(t, acr, "acr")
	}
	if e.Nonce == "" {
		assert.NotContains(t, c, "nonce", "no nonce was sent")
	} else {
		assert.Equal(t, e.Nonce, c["nonce"], "nonce, exactly")
	}
	e.hash(t, c, "at_hash", e.AccessToken, alg)
	e.hash(t, c, "c_hash", e.Code, alg)
	Members(t, "the ID token", c, append([]string{
		"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash", "s_hash", "nbf", "jti", "sid", "txn",
	}, e.Claims...)...)
	StandardClaims(t, "the ID token", c)
	return c
}

// hash checks a hash claim: the left half of the digest that goes with alg.
func (e IDToken) hash(t *testing.T, c Object, name, of, alg string) {
	t.Helper()
	claim, there := c[name]
	if !there {
		assert.False(t, e.HashesRequired && of != "", "the ID token has %s (OIDC Core 3.3.2.11)", name)
		return
	}
	if of != "" {
		assert.Equal(t, HalfHash(alg, of), claim, name)
	}
}

// HalfHash is the value of at_hash and c_hash (OIDC Core 3.1.3.6).
func HalfHash(alg, of string) string {
	h := sha256.New()
	switch {
	case strings.HasSuffix(alg, "384"):
		h = sha512.New384()
	case strings.HasSuffix(alg, "512"), alg == "EdDSA", alg == "Ed25519":
		h = sha512.New()
	}
	return half(h, of)
}

func half(h hash.Hash, of string) string {
	h.Write([]byte(of))
	sum := h.Sum(nil)
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// Instant is a claim that is a number of seconds.
func Instant(t *testing.T, c Object, name string) time.Time {
	t.Helper()
	seconds, ok := c[name].(float64)
	require.True(t, ok, "%s is a number, not %v", name, c[name])
	return time.Unix(int64(seconds), 0)
}

// Audience reports whether an aud, text or a list, holds an audience.
func Audience(aud any, want string) bool {
	switch a := aud.(type) {
	case string:
		return a == want
	case []any:
		return slices.Contains(a, any(want))
	}
	return false
}

// PartOf reads a part of a token: 0 is its header, 1 its claims. Nothing is verified.
func PartOf(t *testing.T, raw string, part int) Object {
	t.Helper()
	parts := strings.Split(raw, ".")
	require.Len(t, parts, 3, "a token has three parts")
	doc, err := base64.RawURLEncoding.DecodeString(parts[part])
	require.NoError(t, err)
	var o Object
	require.NoError(t, json.Unmarshal(doc, &o))
	return o
}
