// Package secret makes, hashes, compares and seals what must not be known. A
// raw secret is never a string on its way through the house: Value prints, logs
// and marshals as [secret], and only Reveal gives it away, at the last moment.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"strings"
)

const redacted = "[secret]"

// Value is a secret on its way through the program.
type Value struct{ s string }

// NewValue wraps s.
func NewValue(s string) Value { return Value{s} }

// Reveal gives the secret away. Call it where the secret leaves the house: a
// response that shows it once, a password hash, a database driver.
func (v Value) Reveal() string { return v.s }

// IsZero reports whether there is no secret.
func (v Value) IsZero() bool { return v.s == "" }

// Hash is the SHA-256 of the secret. It is for secrets of 128 bits and more
// that we made ourselves; a password needs package password.
func (v Value) Hash() Hash { return sha256.Sum256([]byte(v.s)) }

// String hides the secret.
func (Value) String() string { return redacted }

// GoString hides the secret.
func (Value) GoString() string { return redacted }

// Format hides the secret from every verb of package fmt.
func (Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText hides the secret.
func (Value) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText reads the secret, for configuration and request bodies.
func (v *Value) UnmarshalText(b []byte) error { v.s = string(b); return nil }

// LogValue hides the secret.
func (Value) LogValue() slog.Value { return slog.StringValue(redacted) }

// Hash is the SHA-256 of a secret, the only form in which it is stored.
type Hash [sha256.Size]byte

// Equal compares two hashes in constant time.
func (h Hash) Equal(o Hash) bool { return subtle.ConstantTimeCompare(h[:], o[:]) == 1 }

// Bytes is the hash as PostgreSQL stores it.
func (h Hash) Bytes() []byte { return h[:] }

// HashFrom reads a stored hash.
func HashFrom(b []byte) (Hash, error) {
	var h Hash
	if len(b) != len(h) {
		return h, errors.New("secret: hash of wrong length")
	}
	copy(h[:], b)
	return h, nil
}

// Source makes new secrets.
type Source struct{ r io.Reader }

// NewSource draws from r; pass nil for the operating system's generator.
func NewSource(r io.Reader) Source {
	if r == nil {
		r = rand.Reader
	}
	return Source{r}
}

// Token returns n random bytes in unpadded base64url: 16 bytes make 22
// characters, 32 bytes make 43. It panics when the machine has no randomness,
// for nothing safe can be done without it.
func (s Source) Token(n int) Value { return Value{base64.RawURLEncoding.EncodeToString(s.Bytes(n))} }

// Bytes returns n random bytes; see Token about failure.
func (s Source) Bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.r, b); err != nil {
		panic("secret: no randomness: " + err.Error())
	}
	return b
}

// Digits returns a uniform code of n decimal digits.
func (s Source) Digits(n int) Value {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	i, err := rand.Int(s.r, limit)
	if err != nil {
		panic("secret: no randomness: " + err.Error())
	}
	return Value{fmt.Sprintf("%0*d", n, i)}
}

// Below returns a uniform number in [0, n).
func (s Source) Below(n int) int {
	i, err := rand.Int(s.r, big.NewInt(int64(n)))
	if err != nil {
		panic("secret: no randomness: " + err.Error())
	}
	return int(i.Int64())
}

// Master is the root key of a deployment. Everything the deployment seals or
// authenticates uses a key derived from it by purpose.
type Master struct{ root []byte }

// NewMaster takes 32 bytes.
func NewMaster(root []byte) (*Master, error) {
	if len(root) != 32 {
		return nil, fmt.Errorf("secret: the master key has %d bytes and must have 32", len(root))
	}
	return &Master{root}, nil
}

func (m *Master) derive(purpose string) []byte {
	k, err := hkdf.Key(sha256.New, m.root, nil, "alias/"+purpose+"/v1", 32)
	if err != nil {
		panic("secret: " + err.Error()) // only a wrong length can fail
	}
	return k
}

// Sealer returns the sealer for a purpose such as "signing-keys".
func (m *Master) Sealer(purpose string) *Sealer {
	block, err := aes.NewCipher(m.derive("seal/" + purpose))
	if err != nil {
		panic("secret: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("secret: " + err.Error())
	}
	return &Sealer{aead}
}

// MAC returns the authenticator for a purpose such as "steps".
func (m *Master) MAC(purpose string) MAC { return MAC{m.derive("mac/" + purpose)} }

// ErrSealed says that something sealed cannot be opened: it was changed, or it
// belongs to something else, or the master key is another one.
var ErrSealed = errors.New("secret: cannot be opened")

// Sealer encrypts with AES-256-GCM and a random nonce.
type Sealer struct{ aead cipher.AEAD }

// Seal encrypts plain and ties it to about: the same words must be given to
// Open, so a sealed value moved to another row does not open there.
func (s *Sealer) Seal(plain []byte, about ...string) []byte {
	return s.aead.Seal(nil, nil, plain, bind(about)) //nolint:gosec // NewGCMWithRandomNonce makes and prepends the nonce
}

// Open decrypts what Seal made for the same words, or answers ErrSealed.
func (s *Sealer) Open(sealed []byte, about ...string) ([]byte, error) {
	p, err := s.aead.Open(nil, nil, sealed, bind(about))
	if err != nil {
		return nil, ErrSealed
	}
	return p, nil
}

// MAC authenticates short texts with HMAC-SHA256.
type MAC struct{ key []byte }

// Sum is the authenticator of parts. Parts are length-prefixed, so ("ab", "c")
// and ("a", "bc") differ.
func (m MAC) Sum(parts ...string) []byte {
	h := hmac.New(sha256.New, m.key)
	h.Write(bind(parts))
	return h.Sum(nil)
}

// Text is Sum in unpadded base64url, 43 characters.
func (m MAC) Text(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(m.Sum(parts...))
}

// Check reports, in constant time, whether text is the authenticator of parts.
func (m MAC) Check(text string, parts ...string) bool {
	return subtle.ConstantTimeCompare([]byte(text), []byte(m.Text(parts...))) == 1
}

// bind joins parts so that no two lists of parts give the same bytes.
func bind(parts []string) []byte {
	var b strings.Builder
	var n [4]byte
	for _, p := range parts {
		binary.BigEndian.PutUint32(n[:], uint32(len(p))) //nolint:gosec // no part comes near 4 GiB
		b.Write(n[:])
		b.WriteString(p)
	}
	return []byte(b.String())
}
