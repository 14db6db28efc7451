// Package userinfo answers what the service may know of a person: their
// pseudonym, as far as they agreed. It reads the connection as it is now, so a
// withdrawn permission counts at once. Sources: OpenID Connect Core 5.3 and 5.4,
// RFC 6750.
//
// Cost: one round trip.
package userinfo

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// UserInfo is the use case.
type UserInfo struct {
	db    *postgres.DB
	clock clock.Clock
	relay string
}

// New returns the use case; relayDomain is what relay addresses end in.
func New(db *postgres.DB, clk clock.Clock, relayDomain string) *UserInfo {
	return &UserInfo{db, clk, relayDomain}
}

// Claims answers what an access token may read, with sub, and whose client the
// token is. It answers an oauth.Error otherwise.
func (u *UserInfo) Claims(ctx context.Context, iss issuer.Issuer, token secret.Value) (map[string]any, grant.Access, error) {
	if !issue.WellFormed(token, issue.AccessPrefix) {
		return nil, grant.Access{}, oauth.NewError(oauth.TokenMalformed)
	}
	a, err := grant.AccessByHash(ctx, u.db.PeekTenant(iss.Tenant.ID), token.Hash())
	if errors.Is(err, grant.ErrNoToken) {
		return nil, grant.Access{}, oauth.NewError(oauth.TokenUnknown)
	}
	if err != nil {
		return nil, grant.Access{}, err
	}
	now := u.clock.Now()
	scopes := oauth.Intersect(a.Scopes, a.LiveScopes)
	switch {
	case a.Dead || len(a.LiveScopes) == 0 || !iss.Tenant.Enabled():
		return nil, a, oauth.NewError(oauth.TokenUnknown).Saw("a token whose grant has ended", "a live one")
	case !now.Before(a.ExpiresAt):
		return nil, a, oauth.NewError(oauth.TokenExpired).Saw("a token that ended at "+a.ExpiresAt.Format(time.RFC3339), "a live one")
	case !slices.Contains(scopes, oauth.OpenID):
		return nil, a, oauth.NewError(oauth.ScopeInsufficient).Saw("scope "+oauth.JoinScope(scopes), "scope openid")
	}
	claims := issue.Claims(a.Face, scopes, u.relay)
	claims["sub"] = a.AliasID
	return claims, a, nil
}
