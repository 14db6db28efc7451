package token

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// RefreshToken redeems refresh tokens (RFC 6749 6): each use replaces the token,
// unless the client is set to keep it; one that comes back within the client's
// grace period gets the same successor, and one that comes back later ends its
// family (RFC 9700 4.14, decision D10).
type RefreshToken struct{}

// Type is refresh_token.
func (RefreshToken) Type() oauth.GrantType { return oauth.RefreshToken }

// Read takes the token.
func (RefreshToken) Read(_ context.Context, ask Ask) (Redemption, error) {
	if !ask.Params.Has("refresh_token") {
		return Redemption{}, oauth.NewError(oauth.RefreshTokenMissing)
	}
	raw := secret.NewValue(ask.Params.Get("refresh_token"))
	if !issue.WellFormed(raw, issue.RefreshPrefix) {
		return Redemption{}, oauth.NewError(oauth.RefreshTokenUnknown).Saw("a token that is cut off or not one of ours", "a refresh token as it was issued")
	}
	return Redemption{May: ask.may(), Spend: func(ctx context.Context, tx postgres.TenantTx) (issue.Order, error) {
		return spendRefresh(ctx, tx, ask, raw)
	}}, nil
}

func spendRefresh(ctx context.Context, tx postgres.TenantTx, ask Ask, raw secret.Value) (issue.Order, error) {
	r, err := grant.RefreshByHash(ctx, tx, raw.Hash())
	if errors.Is(err, grant.ErrNoToken) {
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenUnknown)
	}
	if err != nil {
		return issue.Order{}, err
	}
	if err := ask.holds(r); err != nil {
		return issue.Order{}, err
	}
	switch r.Spend(ask.Client.RefreshGrace, ask.Now) {
	case grant.Successor, grant.Again:
	case grant.Enough:
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenRepeated).Saw("a token presented too often within its grace period", "its successor")
	case grant.Reused:
		if err := grant.Revoke(ctx, tx, r.ID, string(oauth.RefreshTokenReused), ask.Now); err != nil {
			return issue.Order{}, err
		}
		return issue.Order{}, postgres.Keep(oauth.NewError(oauth.RefreshTokenReused).Saw("a token replaced at "+r.SpentAt.Format(time.RFC3339), "its successor"))
	}
	if ends := earliest(r.ExpiresAt, r.Grant.ExpiresAt); !ask.Now.Before(ends) {
		return issue.Order{}, oauth.NewError(oauth.RefreshTokenExpired).Saw("a token that ended at "+ends.Format(time.RFC3339), "a live one")
	}
	target, err := ask.target(r.Resources)
	if err != nil {
		return issue.Order{}, err
	}
	scopes, err := narrowed(ask.Params.Get("scope"), r.Scopes, r.LiveScopes)
	return issue.Order{
		Grant: r.Grant, Face: r.Face, Scopes: ask.scopesAt(target, scopes), For: target, ID: slices.Contains(scopes, oauth.OpenID), Spent: &r, SpentRaw: raw,
	}, err
}

// holds refuses a token that is another's, or whose family or connection is over.
func (a Ask) holds(r grant.Refresh) error {
	switch {
	case r.Client != a.Client.ID:
		return oauth.NewError(oauth.RefreshTokenOtherClient)
	case r.JKT != "" && r.JKT != a.JKT:
		return otherKey(oauth.RefreshTokenOtherKey, a.JKT, r.JKT)
	case r.Revoked:
		return oauth.NewError(oauth.GrantRevoked)
	case r.Ended || !slices.Contains(r.LiveScopes, oauth.OfflineAccess):
		return oauth.NewError(oauth.ConnectionEnded)
	}
	return nil
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// narrowed is the scope of an access token of a grant: what was granted and still
// holds, or the part of it that the client asks for.
func narrowed(asked string, granted, live []string) ([]string, error) {
	scopes := oauth.Intersect(granted, live)
	want := oauth.SplitScope(asked)
	if len(want) == 0 {
		return scopes, nil
	}
	if !oauth.Subset(want, granted) {
		return nil, oauth.NewError(oauth.ScopeWidened).Saw("scope "+asked, "scope within "+oauth.JoinScope(granted))
	}
	return oauth.Intersect(want, scopes), nil
}
