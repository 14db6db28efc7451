// Package idtoken reads an ID token of ours that comes back: as a hint of who is
// meant (id_token_hint), or as proof of who was. That it has expired is no reason
// not to know it (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2); whether
// that matters is the caller's to say, and so is whose token it may be. It must
// never believe another issuer's token, nor one that only looks like an ID token.
// Sources: OpenID Connect Core 2 and 3.1.3.7, RFC 8725, SEC-41, SEC-51.
//
// Cost: none beyond the cache of the keys.
package idtoken

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
)

// Token is what an ID token says.
type Token struct {
	Subject   string // the alias ID
	SID       string // "" when it has none
	Audience  jose.Audience
	IssuedAt  time.Time
	ExpiresAt time.Time // perhaps in the past
}

// Keys finds the keys of an issuer.
type Keys interface {
	Keys(ctx context.Context, iss issuer.Issuer) (issuer.Keys, error)
}

// Read takes an ID token that iss signed with a key it still publishes, active or
// retired. The error is an oauth.Error, HintInvalid, that says what is wrong.
func Read(ctx context.Context, keys Keys, iss issuer.Issuer, token string) (Token, error) {
	k, err := keys.Keys(ctx, iss)
	if err != nil {
		return Token{}, err
	}
	typ, payload, err := jose.Verify(token, k.Public, jose.Algs()...)
	if err != nil {
		return Token{}, refused(err.Error())
	}
	if typ != "JWT" { // nor an access token or a logout token, which are JWTs of ours too
		return Token{}, refused("a token that is no ID token")
	}
	var c struct {
		Issuer    string           `json:"iss"`
		Subject   string           `json:"sub"`
		SID       string           `json:"sid"`
		Audience  jose.Audience    `json:"aud"`
		IssuedAt  jose.NumericDate `json:"iat"`
		ExpiresAt jose.NumericDate `json:"exp"`
		ClientID  string           `json:"client_id"` // of an access token (RFC 9068 2.2)
	}
	if err := jose.DecodeClaims(payload, &c); err != nil {
		return Token{}, refused(err.Error())
	}
	switch {
	case c.Issuer != iss.URL:
		return Token{}, refused("a token of another issuer")
	case c.Subject == "", len(c.Audience.Values()) == 0, c.IssuedAt.IsZero(), c.ExpiresAt.IsZero(), c.ClientID != "":
		return Token{}, refused("a token that is no ID token")
	}
	return Token{c.Subject, c.SID, c.Audience, c.IssuedAt.Time(), c.ExpiresAt.Time()}, nil
}

func refused(received string) error {
	return oauth.NewError(oauth.HintInvalid).Saw(received, "an ID token of this issuer")
}
