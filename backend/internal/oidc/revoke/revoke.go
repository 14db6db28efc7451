// Package revoke ends tokens for the client they were issued to (RFC 7009): a
// refresh token with everything of its family, an access token, JWT or not, alone.
// What is not the client's stays, and it is not told whether it exists; that it
// could not be stored is never answered as success (row P15, SEC-49).
//
// Cost: one round trip.
package revoke

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Revoke is the use case.
type Revoke struct {
	db    *postgres.DB
	clock clock.Clock
}

// New returns the use case.
func New(db *postgres.DB, clk clock.Clock) *Revoke { return &Revoke{db, clk} }

// byClient is why a family ended.
const byClient = "revoked_by_client"

// Token ends a token of c, of whatever kind. The hint that clients may send is of
// no use: one that is wrong must be looked past anyway (RFC 7009 2.1). note tells
// the developer that there was nothing to end.
func (u *Revoke) Token(ctx context.Context, iss issuer.Issuer, c client.Client, token secret.Value) (note oauth.Reason, err error) {
	if !issue.WellFormed(token, issue.RefreshPrefix) && !issue.IsAccessToken(token) {
		return oauth.TokenInactive, nil
	}
	ended, err := grant.RevokeToken(ctx, u.db.PeekTenant(iss.Tenant.ID), c.ID, token.Hash(), byClient, u.clock.Now())
	switch {
	case err != nil:
		return "", err
	case !ended:
		return oauth.TokenInactive, nil
	}
	return "", nil
}
