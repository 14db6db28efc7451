package token

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// AuthorizationCode redeems codes (RFC 6749 4.1.3).
type AuthorizationCode struct{ clock clock.Clock }

// NewAuthorizationCode returns the grant.
func NewAuthorizationCode(clk clock.Clock) AuthorizationCode { return AuthorizationCode{clk} }

// Type is authorization_code.
func (AuthorizationCode) Type() oauth.GrantType { return oauth.AuthorizationCode }

// Redeem spends the code: every condition and the spending are one statement.
// What does not fit is then looked at more closely, for the developer, and so
// that a code that leaked does no more harm.
func (g AuthorizationCode) Redeem(ctx context.Context, tx postgres.TenantTx, c client.Client, p oauth.Params) (issue.Order, error) {
	if !p.Has("code") {
		return issue.Order{}, oauth.NewError(oauth.CodeMissing)
	}
	challenge, err := challengeOf(p.Get("code_verifier"))
	if err != nil {
		return issue.Order{}, err
	}
	now := g.clock.Now()
	shown := authrequest.Presented{
		CodeHash: secret.NewValue(p.Get("code")).Hash(), Client: c.ID, RedirectURI: p.Get("redirect_uri"), Challenge: challenge, Grant: id.NewGrant(),
	}
	bought, err := authrequest.Redeem(ctx, tx, shown, now)
	if errors.Is(err, authrequest.ErrNoCode) {
		return issue.Order{}, g.refuse(ctx, tx, shown, now)
	}
	if err != nil {
		return issue.Order{}, err
	}
	granted := bought.Request.Stage.(authrequest.Redeemed).Granted //nolint:errcheck,forcetypeassert // Redeem has just made it so
	scopes := oauth.Intersect(granted.Scopes, bought.LiveScopes)
	if !slices.Contains(scopes, oauth.OpenID) {
		return issue.Order{}, oauth.NewError(oauth.ConnectionEnded)
	}
	return issue.Order{
		Grant: grant.Grant{
			ID: shown.Grant, Client: c.ID, Connection: granted.Connection, AliasID: granted.AliasID, Scopes: scopes, SID: granted.SID, AuthTime: granted.AuthTime,
			ACR: granted.ACR, AMR: granted.AMR, Offline: slices.Contains(scopes, oauth.OfflineAccess) && c.Allows(oauth.RefreshToken),
			CreatedAt: now, ExpiresAt: now.Add(c.RefreshAbsolute),
		},
		Face:   grant.Face{Nickname: bought.Nickname, Username: bought.Username, RelayLocal: bought.RelayLocal, LiveScopes: bought.LiveScopes, UpdatedAt: bought.UpdatedAt},
		Scopes: scopes, Nonce: bought.Request.Nonce,
	}, nil
}

// refuse finds out why no code fitted, and acts on it: a replay ends what the
// code had bought (RFC 6749 4.1.2), a code in other hands is burnt (SEC-25).
func (g AuthorizationCode) refuse(ctx context.Context, tx postgres.TenantTx, shown authrequest.Presented, now time.Time) error {
	r, err := authrequest.ByCode(ctx, tx, shown.CodeHash)
	if errors.Is(err, authrequest.ErrNoCode) {
		return oauth.NewError(oauth.CodeUnknown)
	}
	if err != nil {
		return err
	}
	if r.Client != shown.Client {
		if err := authrequest.Burn(ctx, tx, shown.CodeHash, now); err != nil {
			return err
		}
		return postgres.Keep(oauth.NewError(oauth.CodeOtherClient))
	}
	switch stage := r.Stage.(type) {
	case authrequest.Redeemed:
		if err := grant.Revoke(ctx, tx, stage.Grant, string(oauth.CodeReplayed), now); err != nil {
			return err
		}
		return postgres.Keep(oauth.NewError(oauth.CodeReplayed).Saw("a code used at "+stage.At.Format(time.RFC3339), "a code used once"))
	case authrequest.Granted:
		return why(r, stage, shown, now)
	case authrequest.Pending, authrequest.Denied:
		return oauth.NewError(oauth.CodeUnknown)
	}
	return oauth.NewError(oauth.CodeUnknown)
}

// why names the first condition that a live code did not meet.
func why(r authrequest.Request, stage authrequest.Granted, shown authrequest.Presented, now time.Time) error {
	switch {
	case !now.Before(stage.CodeExpiresAt):
		return oauth.NewError(oauth.CodeExpired).Saw("a code that ended at "+stage.CodeExpiresAt.Format(time.RFC3339), "a code less than a minute old")
	case r.RedirectURI != shown.RedirectURI:
		return oauth.NewError(oauth.CodeRedirectURI).Saw(shown.RedirectURI, r.RedirectURI)
	case r.CodeChallenge != "" && shown.Challenge == "":
		return oauth.NewError(oauth.PKCEVerifierMissing)
	case r.CodeChallenge == "" && shown.Challenge != "":
		return oauth.NewError(oauth.PKCEVerifierUnexpected)
	case r.CodeChallenge != shown.Challenge:
		return oauth.NewError(oauth.PKCEVerifierWrong).Saw("a verifier whose challenge is "+shown.Challenge, "the challenge "+r.CodeChallenge)
	default:
		return oauth.NewError(oauth.ConnectionEnded)
	}
}
