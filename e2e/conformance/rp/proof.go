package rp

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"alias.example/alias/e2e/conformance/moment"
	"alias.example/alias/e2e/conformance/token"
)

// Proof is a DPoP proof (RFC 9449 4.2).
type Proof struct {
	Key                *token.Key
	Method, URL, Nonce string
	// AccessToken is the token it is for; "" for none.
	AccessToken string
	// Alter changes header and claims before the proof is signed.
	Alter func(header, claims token.Object)
	// Text is the proof itself, in place of everything else.
	Text string
}

// String writes the proof.
func (p *Proof) String() string {
	if p.Text != "" {
		return p.Text
	}
	header := token.Object{"typ": "dpop+jwt", "jwk": p.Key.Bare(), "kid": nil}
	claims := token.Object{"jti": rand.Text(), "htm": p.Method, "htu": p.URL, "iat": moment.Now().Unix()}
	if p.Nonce != "" {
		claims["nonce"] = p.Nonce
	}
	if p.AccessToken != "" {
		sum := sha256.Sum256([]byte(p.AccessToken))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if p.Alter != nil {
		p.Alter(header, claims)
	}
	return p.Key.Sign(header, claims)
}
