// Package jose makes and reads JSON Web Keys and signed tokens. It is the only
// importer of go-jose. Private keys leave it only as PKCS #8, for sealing; a
// public key set can never hold a private member, since it is made from public
// keys alone. Sources: RFC 7515, 7517, 7518, 7519, 7638, 8037.
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
	ES256 Alg = "ES256"
	EdDSA Alg = "EdDSA"
)

// Algs lists the algorithms, RS256 first because it is the default.
func Algs() []Alg { return []Alg{RS256, ES256, EdDSA} }

// ErrInvalid says that a token is not one of ours: malformed, signed by another
// key, or by an algorithm that was not asked for.
var ErrInvalid = errors.New("jose: invalid token")

// Key is a signing key, ready to sign.
type Key struct {
	kid    string
	alg    Alg
	key    crypto.Signer
	signer func(typ string) (jose.Signer, error)
	public json.RawMessage
}

// Generate makes a new key for alg: RSA of 2048 bits, P-256 or Ed25519. An RSA
// key takes about 0.1 s.
func Generate(alg Alg) (Key, error) {
	var k crypto.Signer
	var err error
	switch alg {
	case RS256:
		k, err = rsa.GenerateKey(rand.Reader, 2048)
	case ES256:
		k, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
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

// Parse reads a key that PKCS8 wrote.
func Parse(alg Alg, pkcs8 []byte) (Key, error) {
	k, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return Key{}, errors.New("jose: not a private key") // the parser's error may describe the key
	}
	s, ok := k.(crypto.Signer)
	if !ok {
		return Key{}, errors.New("jose: not a signing key")
	}
	return newKey(alg, s)
}

func newKey(alg Alg, k crypto.Signer) (Key, error) {
	public := jose.JSONWebKey{Key: k.Public(), Algorithm: string(alg), Use: "sig"}
	thumb, err := public.Thumbprint(crypto.SHA256) // RFC 7638
	if err != nil {
		return Key{}, fmt.Errorf("jose: thumbprint: %w", err)
	}
	public.KeyID = base64.RawURLEncoding.EncodeToString(thumb)
	doc, err := public.MarshalJSON()
	if err != nil {
		return Key{}, fmt.Errorf("jose: public key: %w", err)
	}
	kid := public.KeyID
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

// Verify checks a compact token against public keys and answers its typ header
// and its payload. Only the given algorithms are accepted, the key is chosen by
// kid alone, and a key never serves another algorithm than its own (RFC 8725).
func Verify(token string, public []json.RawMessage, algs ...Alg) (typ string, payload []byte, err error) {
	allowed := make([]jose.SignatureAlgorithm, len(algs))
	for i, a := range algs {
		allowed[i] = jose.SignatureAlgorithm(a)
	}
	sig, err := jose.ParseSignedCompact(token, allowed)
	if err != nil || len(sig.Signatures) != 1 {
		return "", nil, ErrInvalid
	}
	header := sig.Signatures[0].Protected
	for _, raw := range public {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) != nil || k.KeyID != header.KeyID || k.Algorithm != header.Algorithm {
			continue
		}
		payload, err := sig.Verify(&k)
		if err != nil {
			return "", nil, ErrInvalid
		}
		typ, _ := header.ExtraHeaders[jose.HeaderType].(string)
		return typ, payload, nil
	}
	return "", nil, ErrInvalid
}

// HalfHash is the left half of the hash of value, in unpadded base64url, as
// at_hash and c_hash have it (OIDC Core 3.1.3.6): SHA-256, or SHA-512 for EdDSA.
func HalfHash(alg Alg, value string) string {
	if alg == EdDSA {
		h := sha512.Sum512([]byte(value))
		return base64.RawURLEncoding.EncodeToString(h[:len(h)/2])
	}
	h := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(h[:len(h)/2])
}
