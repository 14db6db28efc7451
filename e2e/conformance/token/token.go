// Package token writes JSON Web Tokens by hand, right ones and wrong ones: with
// any header, any claims, or no signature. It must never verify anything.
package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/go-jose/go-jose/v4"
)

// Key is a private key that signs with one algorithm.
type Key struct {
	Private crypto.Signer
	Alg     string
	KID     string
}

// Object is a JSON object: a header or claims. A nil value leaves the member out.
type Object map[string]any

// NewKey makes a key for an algorithm: RS256, PS256, ES256, ES384 or EdDSA.
func NewKey(alg string) *Key {
	k := &Key{Alg: alg, KID: rand.Text()[:12]}
	var err error
	switch alg {
	case "RS256", "PS256":
		k.Private, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ES256":
		k.Private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "ES384":
		k.Private, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "EdDSA":
		_, k.Private, err = ed25519.GenerateKey(rand.Reader)
	default:
		panic("token: no such algorithm: " + alg)
	}
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return k
}

// With is the same key, signing with another algorithm.
func (k *Key) With(alg string) *Key { return &Key{k.Private, alg, k.KID} }

// Public is the key's public JWK.
func (k *Key) Public() Object {
	return plain(jose.JSONWebKey{Key: k.Private.Public(), KeyID: k.KID, Algorithm: k.Alg, Use: "sig"})
}

// Bare is the public JWK with the members of its type alone, as DPoP wants it.
func (k *Key) Bare() Object { return plain(jose.JSONWebKey{Key: k.Private.Public()}) }

// Exposed is the private JWK, which nobody should ever send.
func (k *Key) Exposed() Object { return plain(jose.JSONWebKey{Key: k.Private}) }

// Thumbprint is the key's SHA-256 thumbprint (RFC 7638).
func (k *Key) Thumbprint() string {
	sum, err := (&jose.JSONWebKey{Key: k.Private.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic(err) // every key here has a thumbprint
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// Set is a JWK set of public keys.
func Set(keys ...*Key) Object {
	list := make([]Object, len(keys))
	for i, k := range keys {
		list[i] = k.Public()
	}
	return Object{"keys": list}
}

// CertificateSet is a JWK set of a certificate (RFC 8705 2.2.2).
func CertificateSet(c *x509.Certificate) Object {
	return Object{"keys": []Object{plain(jose.JSONWebKey{Key: c.PublicKey, KeyID: rand.Text()[:12], Use: "sig", Certificates: []*x509.Certificate{c}})}}
}

// Sign makes a token. alg and kid are in its header unless header says otherwise.
func (k *Key) Sign(header, claims Object) string {
	full := Object{"alg": k.Alg, "kid": k.KID}
	for name, v := range header {
		full[name] = v
	}
	input := Encode(full) + "." + Encode(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(k.signature(input))
}

// Unsigned makes a token of alg none.
func Unsigned(claims Object) string {
	return Encode(Object{"alg": "none"}) + "." + Encode(claims) + "."
}

// Tampered is the token with another signature of the same length.
func Tampered(signed string) string {
	b := []byte(signed)
	at := len(b) - 20 // the last characters may hold padding bits
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}

// Encode is an object as a part of a token; members with a nil value are left out.
func Encode(o Object) string {
	kept := Object{}
	for name, v := range o {
		if v != nil {
			kept[name] = v
		}
	}
	doc, err := json.Marshal(kept)
	if err != nil {
		panic(fmt.Sprintf("token: %v", err)) // only values that are JSON
	}
	return base64.RawURLEncoding.EncodeToString(doc)
}

func (k *Key) signature(input string) []byte {
	digest := sha256.Sum256([]byte(input))
	var sig []byte
	var err error
	switch k.Alg {
	case "RS256":
		sig, err = k.Private.Sign(rand.Reader, digest[:], crypto.SHA256)
	case "PS256":
		sig, err = k.Private.Sign(rand.Reader, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256})
	case "ES256":
		sig, err = k.elliptic(digest[:], 32)
	case "ES384":
		long := sha512.Sum384([]byte(input))
		sig, err = k.elliptic(long[:], 48)
	default:
		sig, err = k.Private.Sign(rand.Reader, []byte(input), crypto.Hash(0))
	}
	if err != nil {
		panic(err) // the key fits its algorithm
	}
	return sig
}

// elliptic is the two numbers of a signature, of size bytes each (RFC 7518 3.4).
func (k *Key) elliptic(digest []byte, size int) ([]byte, error) {
	private, ok := k.Private.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("token: not a key for %s", k.Alg)
	}
	var r, s *big.Int
	r, s, err := ecdsa.Sign(rand.Reader, private, digest)
	if err != nil {
		return nil, err
	}
	sig := make([]byte, 2*size)
	r.FillBytes(sig[:size])
	s.FillBytes(sig[size:])
	return sig, nil
}

func plain(jwk jose.JSONWebKey) Object {
	doc, err := jwk.MarshalJSON()
	if err != nil {
		panic(err) // every key here has a JWK
	}
	var o Object
	if err := json.Unmarshal(doc, &o); err != nil {
		panic(err)
	}
	return o
}
