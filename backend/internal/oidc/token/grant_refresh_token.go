package token

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// RefreshToken redeems refresh tokens (RFC 6749 6): each use replaces the token,
// one that comes back within the client's grace period gets the same successor,
// and one that comes back later ends its family (RFC 9700 4.14, decision D10).
type RefreshToken struct{ clock clock.Clock }

// NewRefreshToken returns the grant.
func NewRefreshToken(clk clock.Clock) RefreshToken { return RefreshToken{clk} }

// Type is refresh_token.
func (RefreshToken) Type() oauth.GrantType { return oauth.RefreshToken }

// Redeem spends the refresh token.
func (g RefreshToken) Redeem(ctx context.Context, tx postgres.TenantTx, c client.Client, p oauth.Params) (issue.Order, error) {
	if !p.Has("refresh_token") {
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenMissing)
	}
	raw := secret.NewValue(p.Get("refresh_token"))
	if !issue.WellFormed(raw, issue.RefreshPrefix) {
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenUnknown).Saw("a token that is cut off or not one of ours", "a refresh token as it was issued")
	}
	r, err := grant.RefreshByHash(ctx, tx, raw.Hash())
	if errors.Is(err, grant.ErrNoToken) {
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenUnknown)
	}
	if err != nil {
		return issue.Order{}, err
	}
	now := g.clock.Now()
	if err := live(r, c, now); err != nil {
		return issue.Order{}, err
	}
	switch r.Spend(c.RefreshGrace, now) {
	case grant.Successor, grant.Again:
	case grant.Enough:
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenRepeated).Saw("a token presented too often within its grace period", "its successor")
	case grant.Reused:
		if err := grant.Revoke(ctx, tx, r.ID, string(oauth.RefreshTokenReused), now); err != nil {
			return issue.Order{}, err
		}
		return issue.Order{}, postgres.Keep(oauth.NewError(oauth.RefreshTokenReused).Saw("a token replaced at "+r.SpentAt.Format(time.RFC3339), "its successor"))
	}
	scopes, err := narrowed(r, p.Get("scope"))
	if err != nil {
		return issue.Order{}, err
	}
	return issue.Order{Grant: r.Grant, Face: r.Face, Scopes: scopes, Spent: &r, SpentRaw: raw}, nil
}

// live refuses a token that is another client's, or whose family, connection or
// time is over.
func live(r grant.Refresh, c client.Client, now time.Time) error {
	switch {
	case r.Client != c.ID:
		return oauth.NewError(oauth.RefreshTokenOtherClient)
	case r.Revoked:
		return oauth.NewError(oauth.GrantRevoked)
	case r.Ended || !slices.Contains(r.LiveScopes, oauth.OfflineAccess):
		return oauth.NewError(oauth.ConnectionEnded)
	case !now.Before(r.ExpiresAt) || !now.Before(r.Grant.ExpiresAt):
		return oauth.NewError(oauth.RefreshTokenExpired).Saw("a token that ended at "+earliest(r.ExpiresAt, r.Grant.ExpiresAt).Format(time.RFC3339), "a live one")
	}
	return nil
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// narrowed is the scope of the new access token: what was granted and still
// holds, or the part of it that the client asks for.
func narrowed(r grant.Refresh, asked string) ([]string, error) {
	scopes := oauth.Intersect(r.Scopes, r.LiveScopes)
	want := oauth.SplitScope(asked)
	if len(want) == 0 {
		return scopes, nil
	}
	if !oauth.Subset(want, r.Scopes) {
		return nil, oauth.NewError(oauth.ScopeWidened).Saw("scope "+asked, "scope within "+oauth.JoinScope(r.Scopes))
	}
	return oauth.Intersect(want, scopes), nil
}
