package clientauth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/replay"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
)

// assertionType is the only type of client assertion there is (RFC 7523 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

const (
	longest = 5 * time.Minute  // an assertion may still live for
	skew    = 60 * time.Second // a client's clock may be ahead of ours by
)

// assertion are the claims of a client assertion (RFC 7523 3).
type assertion struct {
	Issuer    string           `json:"iss"`
	Subject   string           `json:"sub"`
	Audience  jose.Audience    `json:"aud"`
	Expires   jose.NumericDate `json:"exp"`
	NotBefore jose.NumericDate `json:"nbf"`
	IssuedAt  jose.NumericDate `json:"iat"`
	JTI       string           `json:"jti"`
}

// asserted reads private_key_jwt as far as to know whose assertion it claims to
// be: its sub. client_id need not be sent, and must say the same if it is (RFC 7521
// 4.2).
func asserted(p oauth.Params) (Credentials, error) {
	if p.Get("client_assertion_type") != assertionType {
		return Credentials{ClientID: p.Get("client_id")}, unreadable("client_assertion_type "+p.Get("client_assertion_type"), assertionType)
	}
	_, payload, err := jose.Peek(p.Get("client_assertion"))
	var claims assertion
	if err == nil {
		err = jose.DecodeClaims(payload, &claims)
	}
	cred := Credentials{Method: oauth.AuthPrivateKeyJWT, ClientID: claims.Subject, Assertion: p.Get("client_assertion")}
	switch named := p.Get("client_id"); {
	case err != nil:
		return Credentials{ClientID: named}, unreadable(err.Error(), "a client assertion")
	case claims.Subject == "":
		return Credentials{ClientID: named}, unreadable("an assertion without sub", "sub, the client_id")
	case named != "" && named != claims.Subject:
		return cred, oauth.NewError(oauth.ClientAssertionSubject).Saw("client_id "+named+" and sub "+claims.Subject, "twice the same")
	}
	return cred, nil
}

func unreadable(received, expected string) *oauth.Error {
	return oauth.NewError(oauth.ClientAssertionMalformed).Saw(received, expected)
}

// privateKeyJWT checks the signature and then the claims, and answers what uses
// the assertion up.
func (a *Authenticator) privateKeyJWT(ctx context.Context, iss issuer.Issuer, c client.Client, cred Credentials) (replay.Shown, error) {
	_, payload, err := a.Keys.Verify(ctx, c, cred.Assertion, assertionAlgs(c))
	if err != nil {
		return replay.Shown{}, unverified(err, assertionAlgs(c))
	}
	var claims assertion
	if err := jose.DecodeClaims(payload, &claims); err != nil {
		return replay.Shown{}, unreadable(err.Error(), "a client assertion")
	}
	now := a.Clock.Now()
	switch {
	case claims.Issuer != c.WireID() || claims.Subject != c.WireID():
		return replay.Shown{}, oauth.NewError(oauth.ClientAssertionSubject).Saw("iss "+claims.Issuer+" and sub "+claims.Subject, "twice "+c.WireID())
	case claims.JTI == "" || claims.Expires.IsZero():
		return replay.Shown{}, unreadable("an assertion that lacks jti or exp", "both")
	case !a.isFor(iss, c, cred.Path, claims.Audience):
		return replay.Shown{}, oauth.NewError(oauth.ClientAssertionAudience).Saw("aud "+strings.Join(claims.Audience.Values(), " "), "aud "+iss.URL)
	}
	if err := timely(claims, now); err != nil {
		return replay.Shown{}, err
	}
	return replay.Shown{Key: replay.Key("client assertion", c.ID.String(), claims.JTI), Ends: claims.Expires.Time()}, nil
}

// assertionAlgs are the algorithms a client's assertions may be signed with.
func assertionAlgs(c client.Client) []jose.Alg {
	allowed := clientkeys.Algs(c)
	if c.AuthSigningAlg == "" {
		return allowed
	}
	return slices.DeleteFunc(allowed, func(alg jose.Alg) bool { return alg != c.AuthSigningAlg })
}

// unverified gives the developer the reason why an assertion did not verify.
func unverified(err error, algs []jose.Alg) error {
	var none *clientkeys.Error
	switch {
	case errors.As(err, &none):
		return oauth.NewError(oauth.ClientKeysUnavailable).Saw(err.Error(), "the client's public keys")
	case errors.Is(err, jose.ErrAlg):
		names := make([]string, len(algs))
		for i, alg := range algs {
			names[i] = string(alg)
		}
		return oauth.NewError(oauth.ClientAssertionAlg).Saw(err.Error(), strings.Join(names, ", "))
	case errors.Is(err, jose.ErrUnknownKey), errors.Is(err, jose.ErrKeyKind):
		return oauth.NewError(oauth.ClientAssertionKey).Saw(err.Error(), "one of the client's keys")
	case errors.Is(err, jose.ErrSignature):
		return oauth.NewError(oauth.ClientAssertionSignature)
	case errors.Is(err, jose.ErrInvalid):
		return unreadable(err.Error(), "a client assertion")
	}
	return err
}

// isFor reports whether an assertion is for us. A client of a FAPI profile must name
// the issuer and nothing else, as a string: any other audience may be an endpoint that
// somebody else talked the client into. Others may name the token endpoint (RFC
// 7523 3) or the endpoint they call (RFC 9126 2), of this issuer only.
func (a *Authenticator) isFor(iss issuer.Issuer, c client.Client, path string, aud jose.Audience) bool {
	if c.FAPI() {
		return aud.IsSingleString() && aud.Has(iss.URL)
	}
	return slices.ContainsFunc(slices.Concat(
		[]string{iss.URL}, a.Addresses.Of(iss, a.TokenPath), a.Addresses.Of(iss, a.Addresses.Below(iss, path)),
	), aud.Has)
}

// timely refuses what has expired, would live too long, or comes from the future.
func timely(claims assertion, now time.Time) error {
	for _, wrong := range []struct {
		claim string
		is    bool
		at    time.Time
	}{
		{"exp", !now.Before(claims.Expires.Time()) || claims.Expires.Time().After(now.Add(longest+skew)), claims.Expires.Time()},
		{"nbf", claims.NotBefore.Time().After(now.Add(skew)), claims.NotBefore.Time()},
		{"iat", claims.IssuedAt.Time().After(now.Add(skew)), claims.IssuedAt.Time()},
	} {
		if wrong.is {
			return oauth.NewError(oauth.ClientAssertionTime).Saw(wrong.claim+" "+wrong.at.Format(time.RFC3339), "a time near "+now.Format(time.RFC3339))
		}
	}
	return nil
}
