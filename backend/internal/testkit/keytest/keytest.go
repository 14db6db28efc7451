// Package keytest makes what clients prove themselves with: keys, key sets,
// assertions, DPoP proofs and certificates, sound ones and, where a test asks for
// it, any other kind. It signs by itself and not by platform/jose, so that it can
// sign what a library would not. It is for tests only.
package keytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

// Key is a key pair of a client.
type Key struct {
	jose.Key

	tb      testing.TB
	private crypto.Signer
}

// New makes a key for an algorithm.
func New(tb testing.TB, alg jose.Alg) Key {
	tb.Helper()
	k, err := jose.Generate(alg)
	require.NoError(tb, err)
	der, err := k.PKCS8()
	require.NoError(tb, err)
	private, err := x509.ParsePKCS8PrivateKey(der)
	require.NoError(tb, err)
	signer, ok := private.(crypto.Signer)
	require.True(tb, ok)
	return Key{k, tb, signer}
}

// Set is the key set of some keys, as a client publishes it.
func Set(keys ...Key) json.RawMessage {
	public := make([]json.RawMessage, len(keys))
	for i, k := range keys {
		public[i] = k.Public()
	}
	return jose.KeySet(public)
}

// Members are members of a header or of claims. In a change, nil takes a member out.
type Members map[string]any

func (m Members) with(changes []Members) Members {
	out := Members{}
	for _, each := range append([]Members{m}, changes...) {
		for name, v := range each {
			if out[name] = v; v == nil {
				delete(out, name)
			}
		}
	}
	return out
}

// JWT signs claims under a header that has alg and kid unless it is changed. An alg
// of none leaves the signature out; one that is not the key's is only claimed.
func (k Key) JWT(claims Members, header ...Members) string {
	k.tb.Helper()
	h := Members{"alg": string(k.Alg()), "kid": k.KID()}.with(header)
	return k.SignRaw(encode(k.tb, h), encode(k.tb, claims))
}

// SignRaw signs any text as header and payload.
func (k Key) SignRaw(header, payload []byte) string {
	k.tb.Helper()
	text := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(payload)
	return text + "." + base64.RawURLEncoding.EncodeToString(k.signature(text))
}

func encode(tb testing.TB, v any) []byte {
	tb.Helper()
	doc, err := json.Marshal(v)
	require.NoError(tb, err)
	return doc
}

// signature signs as RFC 7518 3 and RFC 8037 3.1 have it.
func (k Key) signature(text string) []byte {
	k.tb.Helper()
	var opts crypto.SignerOpts = crypto.SHA256
	digest := []byte(text)
	switch k.Alg() {
	case jose.EdDSA:
		opts = crypto.Hash(0)
	case jose.ES384:
		sum := sha512.Sum384(digest)
		digest, opts = sum[:], crypto.SHA384
	default:
		sum := sha256.Sum256(digest)
		digest = sum[:]
		if k.Alg() == jose.PS256 {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
		}
	}
	sig, err := k.private.Sign(rand.Reader, digest, opts)
	require.NoError(k.tb, err)
	public, ok := k.private.Public().(*ecdsa.PublicKey)
	if !ok {
		return sig
	}
	var pair struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(sig, &pair)
	require.NoError(k.tb, err)
	size := (public.Curve.Params().BitSize + 7) / 8
	out := make([]byte, 2*size)
	pair.R.FillBytes(out[:size])
	pair.S.FillBytes(out[size:])
	return out
}

// Assertion is a client assertion (RFC 7523 2.2) for a minute, with its claims
// changed.
func (k Key) Assertion(clientID, audience string, now time.Time, changes ...Members) string {
	k.tb.Helper()
	return k.JWT(Members{
		"iss": clientID, "sub": clientID, "aud": audience, "jti": rand.Text(), "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}.with(changes))
}

// JKT is the RFC 7638 thumbprint of the key, for proofs.
func (k Key) JKT() string { return k.KID() }

// Proof is a DPoP proof (RFC 9449 4.2) for a request, with its claims changed.
func (k Key) Proof(method, address string, now time.Time, changes ...Members) string {
	k.tb.Helper()
	return k.ProofWith(Members{}, method, address, now, changes...)
}

// ProofWith is Proof with its header changed.
func (k Key) ProofWith(header Members, method, address string, now time.Time, changes ...Members) string {
	k.tb.Helper()
	return k.JWT(Members{"jti": rand.Text(), "htm": method, "htu": address, "iat": now.Unix()}.with(changes),
		Members{"kid": nil, "typ": "dpop+jwt", "jwk": k.bare()}, header)
}

// ATH is the ath of a proof that comes with an access token.
func ATH(token string) Members {
	sum := sha256.Sum256([]byte(token))
	return Members{"ath": base64.RawURLEncoding.EncodeToString(sum[:])}
}

// bare is the public key without kid, alg and use, as proofs have it.
func (k Key) bare() json.RawMessage {
	k.tb.Helper()
	var m Members
	require.NoError(k.tb, json.Unmarshal(k.Public(), &m))
	return encode(k.tb, m.with([]Members{{"kid": nil, "alg": nil, "use": nil}}))
}

// PrivateJWK is the key with its private part, which nobody may ever send.
func (k Key) PrivateJWK() json.RawMessage {
	k.tb.Helper()
	private, ok := k.private.(*ecdsa.PrivateKey)
	require.True(k.tb, ok, "a P-256 or P-384 key")
	var m Members
	require.NoError(k.tb, json.Unmarshal(k.bare(), &m))
	d, err := private.Bytes()
	require.NoError(k.tb, err)
	m["d"] = base64.RawURLEncoding.EncodeToString(d)
	return encode(k.tb, m)
}
