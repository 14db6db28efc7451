package jose

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// MaxToken is the length of the longest token that is read, in bytes.
const MaxToken = 16 << 10

// Header is what the header of a token says. The algorithm of a token that was
// only peeked at may be none of ours.
type Header struct {
	Alg Alg
	KID string
	Typ string
}

// unverified is a compact token taken apart, with nothing believed.
type unverified struct {
	Header
	compact string
	payload []byte
	jwk     json.RawMessage
}

// Peek reads the header and the payload of a token without believing them: to
// find out whose keys it must fit, and nothing else. Only the compact form of a
// token with one signature and no extensions is read. The error is an Error or a
// MemberError.
func Peek(token string) (Header, []byte, error) {
	u, err := open(token)
	if err != nil {
		return Header{}, nil, err
	}
	return u.Header, u.payload, nil
}

// Verify checks a compact token of ours against our public keys and answers its
// typ header and its payload. Only the given algorithms are accepted, the key is
// chosen by kid alone, and a key never serves another algorithm than its own
// (RFC 8725).
func Verify(token string, public []json.RawMessage, algs ...Alg) (typ string, payload []byte, err error) {
	u, err := open(token)
	if err != nil {
		return "", nil, err
	}
	if !slices.Contains(algs, u.Alg) {
		return "", nil, ErrAlg
	}
	for _, raw := range public {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) == nil && k.KeyID == u.KID && k.Algorithm == string(u.Alg) && fits(u.Alg, k.Key) {
			if payload, err = u.verify(k); err != nil {
				return "", nil, err
			}
			return u.Typ, payload, nil
		}
	}
	return "", nil, ErrUnknownKey
}

// Verify checks a token that the owner of the set made, and answers its header
// and its payload. Only the allowed algorithms are accepted. The key is the one
// of the token's kid, or, when it has none, any that fits. ErrUnknownKey means
// that a newer set may hold the key. Other errors are Errors and MemberErrors.
func (s PublicSet) Verify(token string, allowed []Alg) (Header, []byte, error) {
	u, err := open(token)
	if err != nil {
		return Header{}, nil, err
	}
	if !slices.Contains(allowed, u.Alg) {
		return Header{}, nil, ErrAlg
	}
	keys, err := s.keysFor(u.Header)
	if err != nil {
		return Header{}, nil, err
	}
	payload, err := u.verify(keys...)
	if err != nil {
		return Header{}, nil, err
	}
	return u.Header, payload, nil
}

// keysFor are the keys that may have signed a token with this header, at least
// one.
func (s PublicSet) keysFor(h Header) ([]jose.JSONWebKey, error) {
	var fitting []jose.JSONWebKey
	known := false
	for _, k := range s.keys {
		if h.KID != "" && k.KeyID != h.KID {
			continue
		}
		known = true
		if (k.Algorithm == "" || k.Algorithm == string(h.Alg)) && fits(h.Alg, k.Key) {
			fitting = append(fitting, k)
		}
	}
	switch {
	case len(fitting) > 0:
		return fitting, nil
	case known && h.KID != "":
		return nil, ErrKeyKind
	default:
		return nil, ErrUnknownKey
	}
}

// VerifyEmbedded checks a token that brings its own key, as a DPoP proof does (RFC
// 9449 4.2), and answers the key's RFC 7638 thumbprint and the payload. It proves
// that the sender holds the key, and nothing about who they are. The header's typ
// must be exactly typ, its alg one of allowed, its jwk a public key. Errors are
// Errors and MemberErrors.
func VerifyEmbedded(token, typ string, allowed []Alg) (jkt string, payload []byte, err error) {
	u, err := open(token)
	if err != nil {
		return "", nil, err
	}
	switch {
	case u.Typ != typ:
		return "", nil, ErrTyp
	case !slices.Contains(allowed, u.Alg):
		return "", nil, ErrAlg
	case u.jwk == nil:
		return "", nil, ErrNoEmbeddedKey
	}
	k, err := parseKey(u.jwk, "header.jwk")
	if err != nil {
		return "", nil, err
	}
	keys, err := PublicSet{[]jose.JSONWebKey{k}}.keysFor(Header{Alg: u.Alg})
	if err != nil {
		return "", nil, ErrKeyKind
	}
	if payload, err = u.verify(keys...); err != nil {
		return "", nil, err
	}
	jkt, err = thumbprint(k)
	return jkt, payload, err
}

// open takes a compact token apart.
func open(token string) (unverified, error) {
	if len(token) > MaxToken {
		return unverified{}, ErrTooLarge
	}
	parts := strings.SplitN(token, ".", 6)
	if len(parts) == 5 {
		return unverified{}, ErrEncrypted // RFC 7516 7.1; nothing in it is worth decrypting or inflating
	}
	if len(parts) != 3 || strings.ContainsAny(token, "\r\n") { // which the decoder would skip
		return unverified{}, ErrMalformed
	}
	var decoded [3][]byte
	for i, p := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(p); err != nil {
			return unverified{}, ErrMalformed
		}
	}
	var h struct {
		Alg  string          `json:"alg"`
		KID  string          `json:"kid"`
		Typ  string          `json:"typ"`
		JWK  json.RawMessage `json:"jwk"`
		Crit json.RawMessage `json:"crit"`
		B64  json.RawMessage `json:"b64"`
	}
	if err := DecodeClaims(decoded[0], &h); err != nil {
		return unverified{}, at("header", err)
	}
	switch {
	case h.Alg == "none", len(decoded[2]) == 0:
		return unverified{}, ErrUnsigned
	case h.Crit != nil, h.B64 != nil:
		return unverified{}, ErrExtension
	case h.Alg == "":
		return unverified{}, &MemberError{"header.alg", "The header of the token names no algorithm."}
	}
	return unverified{Header{Alg(h.Alg), h.KID, h.Typ}, token, decoded[1], h.JWK}, nil
}

// verify answers the payload if one of the keys, all of which fit its algorithm,
// signed the token.
func (u unverified) verify(keys ...jose.JSONWebKey) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(u.compact, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(u.Alg)})
	if err != nil {
		return nil, ErrMalformed
	}
	for _, k := range keys {
		if payload, err := signed.Verify(k.Key); err == nil {
			return payload, nil
		}
	}
	return nil, ErrSignature
}
