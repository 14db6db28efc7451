// Package userinfo answers what the service may know of a person: their
// pseudonym, and what they released of their card, as far as they agreed. It reads
// the connection as it is now, so a withdrawn permission counts at once. Sources:
// OpenID Connect Core 5.3, 5.4 and 5.5, RFC 6750, RFC 9449 7, RFC 8705 3.
//
// Cost: one round trip, with a proof or without.
package userinfo

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Directory knows clients and the keys that issuers sign with.
type Directory interface {
	Client(ctx context.Context, iss issuer.Issuer, clientID string) (client.Client, error)
	issue.Signers
}

// UserInfo is the use case.
type UserInfo struct {
	db        *postgres.DB
	directory Directory
	clock     clock.Clock
	relay     string
	path      string
}

// New returns the use case; relayDomain is what relay addresses end in, and path
// where the endpoint is below an issuer.
func New(db *postgres.DB, directory Directory, clk clock.Clock, relayDomain, path string) *UserInfo {
	return &UserInfo{db, directory, clk, relayDomain, path}
}

// Found is an access token that was issued here, and the client whose it is.
type Found struct {
	Access grant.Access
	Client client.Client
}

// Find reads an access token and uses up what the sender proved with it. It answers
// an oauth.Error when there is nothing to find.
func (u *UserInfo) Find(ctx context.Context, iss issuer.Issuer, t proof.Token, sender proof.Sender) (*Found, error) {
	if !issue.IsAccessToken(t.Value) {
		return nil, oauth.NewError(oauth.TokenMalformed)
	}
	once := sender.Once()
	a, err := grant.AccessByHashOnce(ctx, u.db.PeekTenant(iss.Tenant.ID), t.Value.Hash(), once.Key, once.Ends)
	switch {
	case errors.Is(err, grant.ErrNoToken):
		return nil, oauth.NewError(oauth.TokenUnknown)
	case errors.Is(err, grant.ErrShown):
		return nil, proof.Replayed()
	case err != nil:
		return nil, err
	}
	c, err := u.directory.Client(ctx, iss, a.Client.String())
	if errors.Is(err, client.ErrNotFound) {
		return nil, oauth.NewError(oauth.TokenUnknown).Saw("a token of a client that is gone", "a live one")
	}
	return &Found{a, c}, err
}

// Claims answers what a token may read, with sub. It answers an oauth.Error
// otherwise, and when the token is bound to another sender.
func (u *UserInfo) Claims(iss issuer.Issuer, t proof.Token, sender proof.Sender, f Found) (map[string]any, error) {
	a := f.Access
	scopes := oauth.Intersect(a.Scopes, a.LiveScopes)
	switch {
	case a.Dead || a.Grant.About() && len(a.LiveScopes) == 0:
		return nil, oauth.NewError(oauth.TokenUnknown).Saw("a token whose grant has ended", "a live one")
	case !iss.Tenant.Enabled() || f.Client.Disabled:
		return nil, oauth.NewError(oauth.TokenUnknown).Saw("a token of what is switched off", "a live one")
	case !u.clock.Now().Before(a.ExpiresAt):
		return nil, oauth.NewError(oauth.TokenExpired).Saw("a token that ended at "+a.ExpiresAt.Format(time.RFC3339), "a live one")
	case len(a.Audience) > 0 && !slices.Contains(a.Audience, iss.URL) && !slices.Contains(a.Audience, iss.URL+u.path):
		return nil, oauth.NewError(oauth.TokenElsewhere).Saw("a token for "+a.Audience[0], "a token for this server")
	}
	if err := sender.Holds(t, a.Bound, f.Client.RequireDPoPNonce); err != nil {
		return nil, err
	}
	if !a.Grant.About() || !slices.Contains(scopes, oauth.OpenID) {
		return nil, oauth.NewError(oauth.ScopeInsufficient).Saw("scope "+oauth.JoinScope(scopes), "scope openid, granted by a person")
	}
	claims := issue.Claims(a.Face, scopes, a.Grant.Claims.UserInfo, u.relay)
	claims["sub"] = a.Grant.AliasID
	return claims, nil
}

// Signed is the same as a JWT (OIDC Core 5.3.2). It has neither exp nor iat nor
// nonce, so that nothing takes it for an ID token.
func (u *UserInfo) Signed(ctx context.Context, iss issuer.Issuer, c client.Client, claims map[string]any) (string, error) {
	key, err := u.directory.Signer(ctx, iss, c.UserinfoAlg)
	if err != nil {
		return "", err
	}
	claims["iss"], claims["aud"] = iss.URL, c.WireID()
	return key.Sign("JWT", claims)
}
