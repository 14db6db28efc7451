// Package jose makes and reads JSON Web Keys and signed tokens: our own, and those
// that clients and other issuers make. It is the only importer of go-jose.
//
// Private keys leave it only as PKCS #8, for sealing; a public key set can never
// hold a private member, since it is made from public keys alone. A token is
// believed only after its signature fits a key the caller trusts, for an
// algorithm the caller allows: nothing that a token says about keys (jku, x5u,
// x5c) is ever followed or trusted, and its jwk only by VerifyEmbedded. Encrypted
// tokens are not read at all. Everything here is computation: no round trips.
//
// Sources: RFC 7515, 7517, 7518, 7519, 7638, 8037, 8705, 8725, 9449.
package jose

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
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// Alg is a signature algorithm (RFC 7518 3.1, RFC 8037 3.1).
type Alg string

// The algorithms tokens are signed with.
const (
	RS256 Alg = "RS256"
	PS256 Alg = "PS256"
	ES256 Alg = "ES256"
	ES384 Alg = "ES384"
	EdDSA Alg = "EdDSA"
)

// Algs lists the algorithms, RS256 first because it is the default.
func Algs() []Alg { return []Alg{RS256, PS256, ES256, ES384, EdDSA} }

// Key is a signing key, ready to sign. It serves one algorithm: an RSA key is
// never shared by RS256 and PS256, so every kid of a set is distinct.
type Key struct {
	kid    string
	alg    Alg
	key    crypto.Signer
	signer func(typ string) (jose.Signer, error)
	public json.RawMessage
}

// Generate makes a new key for alg: RSA of 2048 bits, P-256, P-384 or Ed25519. An
// RSA key takes about 0.1 s.
func Generate(alg Alg) (Key, error) {
	var k crypto.Signer
	var err error
	switch alg {
	case RS256, PS256:
		k, err = rsa.GenerateKey(rand.Reader, 2048)
	case ES256:
		k, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case ES384:
		k, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case EdDSA:
		_, k, err = ed25519.GenerateKey(rand.Reader)
	default:
		err = fmt.Errorf("jose: no algorithm %q", alg)
	}
	if err != nil {
		return Key{}, err
	}
	return newKey(alg, k)
}

// Parse reads a key that PKCS8 wrote. A key of another kind than alg signs with is
// refused.
func Parse(alg Alg, pkcs8 []byte) (Key, error) {
	k, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return Key{}, errors.New("jose: not a private key") // the parser's error may describe the key
	}
	s, ok := k.(crypto.Signer)
	if !ok || !fits(alg, s.Public()) {
		return Key{}, errors.New("jose: not a signing key of its algorithm")
	}
	return newKey(alg, s)
}

func newKey(alg Alg, k crypto.Signer) (Key, error) {
	public := jose.JSONWebKey{Key: k.Public(), Algorithm: string(alg), Use: "sig"}
	kid, err := thumbprint(public)
	if err != nil {
		return Key{}, fmt.Errorf("jose: thumbprint: %w", err)
	}
	public.KeyID = kid
	doc, err := public.MarshalJSON()
	if err != nil {
		return Key{}, fmt.Errorf("jose: public key: %w", err)
	}
	signer := func(typ string) (jose.Signer, error) {
		return jose.NewSigner(
			jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: jose.JSONWebKey{Key: k, KeyID: kid}},
			(&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	}
	return Key{kid, alg, k, signer, doc}, nil
}

// KID is the RFC 7638 thumbprint of the public key.
func (k Key) KID() string { return k.kid }

// Alg is the algorithm the key signs with.
func (k Key) Alg() Alg { return k.alg }

// Public is the public JSON Web Key, with kid, alg and use.
func (k Key) Public() json.RawMessage { return k.public }

// PKCS8 is the private key, to be sealed and nothing else.
func (k Key) PKCS8() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(k.key) }

// Sign returns the compact token of claims with the given typ header ("JWT").
func (k Key) Sign(typ string, claims any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("jose: claims: %w", err)
	}
	s, err := k.signer(typ)
	if err != nil {
		return "", fmt.Errorf("jose: signer: %w", err)
	}
	sig, err := s.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("jose: signing: %w", err)
	}
	return sig.CompactSerialize()
}

// fits reports whether alg is one of ours and signs with keys of this kind.
func fits(alg Alg, public crypto.PublicKey) bool {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return alg == RS256 || alg == PS256
	case *ecdsa.PublicKey:
		return alg == ES256 && k.Curve == elliptic.P256() || alg == ES384 && k.Curve == elliptic.P384()
	case ed25519.PublicKey:
		return alg == EdDSA
	}
	return false
}

// KeySet is the JSON of a public key set (RFC 7517 5).
func KeySet(public []json.RawMessage) []byte {
	if public == nil {
		public = []json.RawMessage{}
	}
	doc, err := json.Marshal(struct {
		Keys []json.RawMessage `json:"keys"`
	}{public})
	if err != nil {
		panic("jose: " + err.Error()) // every member came from MarshalJSON
	}
	return doc
}

// HalfHash is the left half of the hash of value, in unpadded base64url, as
// at_hash and c_hash have it (OIDC Core 3.1.3.6). The hash is that of alg:
// SHA-256, SHA-384 for ES384, SHA-512 for EdDSA.
func HalfHash(alg Alg, value string) string {
	var h []byte
	switch alg {
	case EdDSA:
		sum := sha512.Sum512([]byte(value))
		h = sum[:]
	case ES384:
		sum := sha512.Sum384([]byte(value))
		h = sum[:]
	default:
		sum := sha256.Sum256([]byte(value))
		h = sum[:]
	}
	return base64.RawURLEncoding.EncodeToString(h[:len(h)/2])
}
