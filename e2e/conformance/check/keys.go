package check

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// KeySet is an issuer's published keys, each as it was written.
type KeySet struct {
	Keys []Object
	set  jose.JSONWebKeySet
}

// Keys checks a JWK set (RFC 7517 4 and 5).
func Keys(t *testing.T, a Answer) KeySet {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, a.To)
	var doc struct {
		Keys []Object `json:"keys"`
	}
	require.NoError(t, json.Unmarshal(a.Body, &doc), a.To)
	require.NotEmpty(t, doc.Keys, "the key set has keys")
	var kids []string
	for _, k := range doc.Keys {
		key(t, k)
		kid, _ := k["kid"].(string)
		assert.NotEmpty(t, kid, "every key has a kid")
		assert.NotContains(t, kids, kid, "kids are distinct across the set (RFC 7517 4.5)")
		kids = append(kids, kid)
	}
	ks := KeySet{Keys: doc.Keys}
	require.NoError(t, json.Unmarshal(a.Body, &ks.set), a.To)
	return ks
}

// key checks one key: public, of a usual type, with its members in unpadded base64url.
func key(t *testing.T, k Object) {
	t.Helper()
	members := map[string][]string{"RSA": {"n", "e"}, "EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}}
	kty, _ := k["kty"].(string)
	need, usual := members[kty]
	require.True(t, usual, "a key of type %q", kty)
	for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		assert.NotContains(t, k, private, "a published key keeps its secrets")
	}
	for _, name := range need {
		s, _ := k[name].(string)
		if name == "crv" {
			assert.Contains(t, []string{"P-256", "P-384", "P-521", "Ed25519"}, s, "the curve of a key")
			continue
		}
		raw, err := base64.RawURLEncoding.DecodeString(s)
		assert.True(t, err == nil && len(raw) > 0, "%s of a key is unpadded base64url", name)
		if name == "n" {
			assert.GreaterOrEqual(t, len(raw)*8, 2048, "an RSA key is at least 2048 bits")
		}
	}
	if use, there := k["use"]; there {
		assert.Contains(t, []any{"sig", "enc"}, use)
	}
}

// Verify checks a signature by the one key that fits, and answers header and payload.
func (ks KeySet) Verify(t *testing.T, what, raw string, algs ...string) (header Object, payload []byte) {
	t.Helper()
	allowed := make([]jose.SignatureAlgorithm, len(algs))
	for i, a := range algs {
		allowed[i] = jose.SignatureAlgorithm(a)
	}
	jws, err := jose.ParseSignedCompact(raw, allowed)
	require.NoError(t, err, "%s is signed with %v", what, algs)
	head := jws.Signatures[0].Protected
	require.NotEmpty(t, head.KeyID, "%s names its key", what)
	var fitting []jose.JSONWebKey
	for _, k := range ks.set.Key(head.KeyID) {
		if (k.Algorithm == "" || k.Algorithm == head.Algorithm) && (k.Use == "" || k.Use == "sig") {
			fitting = append(fitting, k)
		}
	}
	require.Len(t, fitting, 1, "exactly one key fits %s (kid %s, alg %s)", what, head.KeyID, head.Algorithm)
	payload, err = jws.Verify(fitting[0])
	require.NoError(t, err, "the signature of %s", what)
	return PartOf(t, raw, 0), payload
}

// KIDs are the kids of the keys that sign, in order.
func (ks KeySet) KIDs() []string {
	var kids []string
	for _, k := range ks.Keys {
		if kid, _ := k["kid"].(string); k["use"] == nil || k["use"] == "sig" {
			kids = append(kids, kid)
		}
	}
	slices.Sort(kids)
	return kids
}

// TypeOf is the kty of a key.
func (ks KeySet) TypeOf(kid string) string {
	for _, k := range ks.Keys {
		if k["kid"] == kid {
			kty, _ := k["kty"].(string)
			return kty
		}
	}
	return ""
}
