package jose_test

import (
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

func key(t *testing.T, alg jose.Alg) jose.Key {
	t.Helper()
	k, err := jose.Generate(alg)
	require.NoError(t, err)
	return k
}

func segment(v string) string { return base64.RawURLEncoding.EncodeToString([]byte(v)) }

func TestAPublicKeyIsPublic(t *testing.T) {
	t.Parallel()
	for _, alg := range jose.Algs() {
		k := key(t, alg)
		var jwk map[string]string
		require.NoError(t, json.Unmarshal(k.Public(), &jwk))
		require.Equal(t, k.KID(), jwk["kid"])
		require.Equal(t, string(alg), jwk["alg"])
		require.Equal(t, "sig", jwk["use"])
		for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
			require.NotContains(t, jwk, private, "RFC 7517 9.2: %s", alg)
		}
	}
	require.JSONEq(t, `{"keys":[]}`, string(jose.KeySet(nil)))
}

// The members of the thumbprint, in order and without spaces, written by hand.
func TestRFC7638TheKIDIsTheThumbprint(t *testing.T) {
	t.Parallel()
	members := map[jose.Alg][]string{
		jose.RS256: {"e", "kty", "n"}, jose.PS256: {"e", "kty", "n"},
		jose.ES256: {"crv", "kty", "x", "y"}, jose.ES384: {"crv", "kty", "x", "y"}, jose.EdDSA: {"crv", "kty", "x"},
	}
	for _, alg := range jose.Algs() {
		k := key(t, alg)
		var jwk map[string]string
		require.NoError(t, json.Unmarshal(k.Public(), &jwk))
		parts := make([]string, 0, 4)
		for _, m := range members[alg] {
			parts = append(parts, `"`+m+`":"`+jwk[m]+`"`)
		}
		sum := sha256.Sum256([]byte("{" + strings.Join(parts, ",") + "}"))
		require.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:]), k.KID(), alg)
	}
}

func TestAKeyComesBackFromItsSealedForm(t *testing.T) {
	t.Parallel()
	for _, alg := range jose.Algs() {
		k := key(t, alg)
		der, err := k.PKCS8()
		require.NoError(t, err)
		back, err := jose.Parse(alg, der)
		require.NoError(t, err)
		require.Equal(t, k.KID(), back.KID())
		require.Equal(t, alg, back.Alg())
		token, err := back.Sign("JWT", map[string]string{"sub": "x"})
		require.NoError(t, err)
		typ, payload, err := jose.Verify(token, []json.RawMessage{k.Public()}, alg)
		require.NoError(t, err)
		require.Equal(t, "JWT", typ)
		require.JSONEq(t, `{"sub":"x"}`, string(payload))
	}
	for _, alg := range []jose.Alg{jose.RS256, jose.ES256, jose.ES384, jose.EdDSA} {
		der, err := key(t, alg).PKCS8()
		require.NoError(t, err)
		for _, other := range []jose.Alg{jose.RS256, jose.ES256, jose.ES384, jose.EdDSA, "ES512", "none", ""} {
			_, err := jose.Parse(other, der)
			require.Equal(t, alg == other, err == nil, "RFC 8725 3.1: %s of a key for %s", other, alg)
		}
	}
	_, err := jose.Parse(jose.RS256, []byte("not a key at all"))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "not a key at all")
	_, err = jose.Generate("none")
	require.Error(t, err)
}

func TestWhatIsNotOursDoesNotVerify(t *testing.T) {
	t.Parallel()
	rs, ps, es, other := key(t, jose.RS256), key(t, jose.PS256), key(t, jose.ES256), key(t, jose.RS256)
	public := []json.RawMessage{rs.Public(), ps.Public(), es.Public()}
	token, err := rs.Sign("JWT", map[string]string{"sub": "x"})
	require.NoError(t, err)
	parts := strings.Split(token, ".")
	sign := func(k jose.Key) string {
		out, err := k.Sign("JWT", map[string]string{"sub": "x"})
		require.NoError(t, err)
		return out
	}
	for why, bad := range map[string]string{
		"RFC 8725 3.2: alg none":                       segment(`{"alg":"none","kid":"`+rs.KID()+`"}`) + "." + parts[1] + ".",
		"RFC 8725 3.2: alg none with a signature":      segment(`{"alg":"none","kid":"`+rs.KID()+`"}`) + "." + parts[1] + "." + parts[2],
		"RFC 8725 2.1: HS256 with the public key":      confused(t, rs, parts[1]),
		"SEC-41: an unknown kid":                       sign(other),
		"SEC-41: the kid of another key":               segment(`{"alg":"RS256","kid":"`+es.KID()+`"}`) + "." + parts[1] + "." + parts[2],
		"SEC-41: no kid":                               segment(`{"alg":"RS256"}`) + "." + parts[1] + "." + parts[2],
		"SEC-41: a key in the header":                  segment(`{"alg":"RS256","jwk":`+string(other.Public())+`}`) + "." + parts[1] + "." + parts[2],
		"SEC-41: an extension that must be understood": segment(`{"alg":"RS256","kid":"`+rs.KID()+`","crit":["exp"],"exp":1}`) + "." + parts[1] + "." + parts[2],
		"SEC-41: no kid, though it is ours":            compact(t, rs, `{"alg":"RS256"}`, `{}`),
		"SEC-41: another kid, though it is ours":       compact(t, rs, `{"alg":"RS256","kid":"`+es.KID()+`"}`, `{}`),
		"RFC 7517 4.4: a PS256 key signs RS256":        compact(t, ps, `{"alg":"RS256","kid":"`+ps.KID()+`"}`, `{}`),
		"another payload":                              parts[0] + "." + segment(`{"sub":"y"}`) + "." + parts[2],
		"no signature":                                 parts[0] + "." + parts[1] + ".",
		"a signature cut off":                          token[:len(token)-4],
		"two parts":                                    parts[0] + "." + parts[1],
		"nothing":                                      "",
		"RFC 7515 7.2: the JSON serialisation":         `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`,
		"an algorithm that was not asked for: ES256":   sign(es),
	} {
		_, _, err := jose.Verify(bad, public, jose.RS256)
		require.ErrorIs(t, err, jose.ErrInvalid, why)
	}
	_, _, err = jose.Verify(token, public, jose.ES256)
	require.ErrorIs(t, err, jose.ErrInvalid, "RFC 8725 3.1: the caller says which algorithm")
	_, _, err = jose.Verify(token, nil, jose.RS256)
	require.ErrorIs(t, err, jose.ErrInvalid, "no keys")
	_, _, err = jose.Verify(token, public, jose.RS256)
	require.NoError(t, err)
}

func TestConformanceKIDsAreDistinctAcrossASet(t *testing.T) {
	t.Parallel()
	rs, ps := key(t, jose.RS256), key(t, jose.PS256)
	require.NotEqual(t, rs.KID(), ps.KID(), "RFC 7517 4.5: one key per algorithm")
	set := parseSet(t, rs.Public(), ps.Public())
	for _, k := range []jose.Key{rs, ps} {
		token, err := k.Sign("JWT", struct{}{})
		require.NoError(t, err)
		header, _, err := set.Verify(token, jose.Algs())
		require.NoError(t, err)
		require.Equal(t, jose.Header{Alg: k.Alg(), KID: k.KID(), Typ: "JWT"}, header)
	}
}

// confused signs with HMAC, with the RSA key's public form as the shared secret.
func confused(t *testing.T, k jose.Key, payload string) string {
	t.Helper()
	var jwk map[string]string
	require.NoError(t, json.Unmarshal(k.Public(), &jwk))
	n, err := base64.RawURLEncoding.DecodeString(jwk["n"])
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537})
	require.NoError(t, err)
	signed := segment(`{"alg":"HS256","kid":"`+k.KID()+`"}`) + "." + payload
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// The value of the example in OpenID Connect Core A.3, and the lengths.
func TestCore31336TheHalfHash(t *testing.T) {
	t.Parallel()
	require.Equal(t, "77QmUPtjPfzWtF2AnpK9RQ", jose.HalfHash(jose.RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"))
	require.Equal(t, jose.HalfHash(jose.RS256, "x"), jose.HalfHash(jose.PS256, "x"))
	require.Len(t, jose.HalfHash(jose.ES256, "x"), 22)
	require.Len(t, jose.HalfHash(jose.ES384, "x"), 32, "half of SHA-384")
	require.Len(t, jose.HalfHash(jose.EdDSA, "x"), 43, "half of SHA-512")
}
