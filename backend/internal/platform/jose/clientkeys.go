package jose

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

const (
	maxKeys     = 20
	minRSABits  = 2048 // RFC 7518 3.3
	rsaExponent = 65537
)

// PublicSet is the public keys of somebody else, a client's or an issuer's, for
// checking what they sign. It does not change and may be shared. The zero set
// verifies nothing.
type PublicSet struct{ keys []jose.JSONWebKey }

// ParsePublicSet reads a JWK Set (RFC 7517 5) made by others: at most 64 KiB and
// 20 keys, RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519. Keys for encryption
// and of kinds unknown to this server are ignored, as RFC 7517 5 asks; anything
// secret, weak or contradictory refuses the whole set. The error is an Error or a
// MemberError.
func ParsePublicSet(doc []byte) (PublicSet, error) {
	members, err := StrictObject(doc)
	if err != nil {
		return PublicSet{}, err
	}
	var list []json.RawMessage
	if json.Unmarshal(members["keys"], &list) != nil {
		return PublicSet{}, &MemberError{"keys", "A key set is a JSON object whose member keys is an array of public keys."}
	}
	if len(list) > maxKeys {
		return PublicSet{}, &MemberError{"keys", "A key set holds at most 20 keys."}
	}
	var s PublicSet
	for i, raw := range list {
		path := fmt.Sprintf("keys[%d]", i)
		k, err := parseKey(raw, path)
		if errors.Is(err, ErrKeyPurpose) {
			continue
		}
		if err != nil {
			return PublicSet{}, err
		}
		if k.KeyID != "" && slices.ContainsFunc(s.keys, func(o jose.JSONWebKey) bool { return o.KeyID == k.KeyID }) {
			return PublicSet{}, &MemberError{path + ".kid", "Another key has the same kid."}
		}
		s.keys = append(s.keys, k)
	}
	if len(s.keys) == 0 {
		return PublicSet{}, &MemberError{"keys", "The set holds no public key that can check a signature."}
	}
	return s, nil
}

// HasCertificate reports whether the certificate is for a key of the set, as
// self_signed_tls_client_auth demands (RFC 8705 2.2). A key's x5c, if it has one,
// was found to be of the same key. Dates are the caller's to check.
func (s PublicSet) HasCertificate(cert *x509.Certificate) bool {
	return slices.ContainsFunc(s.keys, func(k jose.JSONWebKey) bool {
		key, ok := k.Key.(interface {
			Equal(other crypto.PublicKey) bool
		})
		return ok && key.Equal(cert.PublicKey)
	})
}

// thumbprint is the RFC 7638 SHA-256 thumbprint of a public key, in unpadded
// base64url: the jkt of RFC 9449.
func thumbprint(k jose.JSONWebKey) (string, error) {
	sum, err := k.Thumbprint(crypto.SHA256)
	return base64.RawURLEncoding.EncodeToString(sum), err
}

// X5T is the SHA-256 of a certificate, in unpadded base64url: the x5t#S256 of RFC
// 8705 3.1.
func X5T(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// parseKey reads a public key that can check signatures, out of a document that
// StrictObject has read; path is where it was found. The error is ErrKeyPurpose
// for a sound key that is for something else.
func parseKey(raw json.RawMessage, path string) (jose.JSONWebKey, error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return jose.JSONWebKey{}, &MemberError{path, "A key is a JSON object."}
	}
	var m keyMembers
	if err := decodeMembers(members, &m); err != nil {
		return jose.JSONWebKey{}, at(path, err)
	}
	if err := m.check(members); err != nil {
		return jose.JSONWebKey{}, at(path, err)
	}
	var k jose.JSONWebKey
	if k.UnmarshalJSON(raw) != nil {
		return jose.JSONWebKey{}, &MemberError{path, "The members do not make a key: each is unpadded base64url of its full length, a point is on its curve, RSA has at most 4096 bits and the exponent AQAB, and x5c is of the same key."}
	}
	return k, at(path, checkStrength(k))
}

// keyMembers says what a JSON Web Key is for (RFC 7517 4, RFC 7518 6).
type keyMembers struct {
	Kty    string   `json:"kty"`
	Crv    string   `json:"crv"`
	KID    string   `json:"kid"`
	Use    string   `json:"use"`
	KeyOps []string `json:"key_ops"`
	Alg    string   `json:"alg"`
}

// check refuses what is secret, for something else, or of an unknown kind.
func (m keyMembers) check(members map[string]json.RawMessage) error {
	for _, secret := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} {
		if _, ok := members[secret]; ok {
			return &MemberError{secret, "This is the secret part of a key. Make a new key and send its public part only: this one is no secret any more."}
		}
	}
	switch {
	case m.Kty == "oct":
		return &MemberError{"kty", "A symmetric key has no place among public keys."}
	case m.Kty == "":
		return &MemberError{"kty", "The kind of the key is missing."}
	case m.Use != "" && m.Use != "sig", m.KeyOps != nil && !slices.Contains(m.KeyOps, "verify"):
		return ErrKeyPurpose
	case m.Kty == "RSA", m.Kty == "EC" && (m.Crv == "P-256" || m.Crv == "P-384"), m.Kty == "OKP" && m.Crv == "Ed25519":
		return nil
	case m.Kty == "EC", m.Kty == "OKP":
		return &MemberError{"crv", "The curve is not one of P-256, P-384 and Ed25519."}
	}
	return ErrKeyPurpose // RFC 7517 5: ignore kinds that are not understood
}

// checkStrength refuses a weak key, and one whose alg is of ours but for another
// kind of key. An alg that is none of ours is harmless: the key verifies nothing.
func checkStrength(k jose.JSONWebKey) error {
	if public, ok := k.Key.(*rsa.PublicKey); ok {
		if public.N.BitLen() < minRSABits || public.N.Bit(0) == 0 {
			return &MemberError{"n", "An RSA key is the product of two primes and has at least 2048 bits."}
		}
		if public.E != rsaExponent {
			return &MemberError{"e", "The exponent of an RSA key is AQAB, which is 65537."}
		}
	}
	if alg := Alg(k.Algorithm); slices.Contains(Algs(), alg) && !fits(alg, k.Key) {
		return &MemberError{"alg", "A key of this kind does not sign with this algorithm."}
	}
	return nil
}
