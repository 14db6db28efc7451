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
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// AuthorizationCode redeems codes (RFC 6749 4.1.3).
type AuthorizationCode struct{}

// Type is authorization_code.
func (AuthorizationCode) Type() oauth.GrantType { return oauth.AuthorizationCode }

// Read takes the code and what must fit it.
func (AuthorizationCode) Read(_ context.Context, ask Ask) (Redemption, error) {
	if !ask.Params.Has("code") {
		return Redemption{}, oauth.NewError(oauth.CodeMissing)
	}
	challenge, err := challengeOf(ask.Params.Get("code_verifier"))
	if err != nil {
		return Redemption{}, err
	}
	shown := authrequest.Presented{
		CodeHash: secret.NewValue(ask.Params.Get("code")).Hash(), Client: ask.Client.ID, RedirectURI: ask.Params.Get("redirect_uri"), Challenge: challenge,
		JKT: ask.JKT, Grant: id.NewGrant(),
	}
	return Redemption{May: ask.may(), Spend: func(ctx context.Context, tx postgres.TenantTx) (issue.Order, error) {
		return spendCode(ctx, tx, ask, shown)
	}}, nil
}

// spendCode spends the code: every condition and the spending are one statement.
// What does not fit is then looked at more closely, for the developer, and so that
// a code that leaked does no more harm.
func spendCode(ctx context.Context, tx postgres.TenantTx, ask Ask, shown authrequest.Presented) (issue.Order, error) {
	bought, err := authrequest.Redeem(ctx, tx, shown, ask.Now)
	if errors.Is(err, authrequest.ErrNoCode) {
		return issue.Order{}, refuseCode(ctx, tx, shown, ask.Now)
	}
	if err != nil {
		return issue.Order{}, err
	}
	return ask.first(bought, oauth.AuthorizationCode, shown.Grant)
}

// first is the order for what a person granted, by whatever way the client came
// to hear of it.
func (a Ask) first(bought authrequest.Bought, kind oauth.GrantType, family id.Grant) (issue.Order, error) {
	granted := bought.Request.Stage.(authrequest.Redeemed).Granted //nolint:errcheck,forcetypeassert // it was redeemed a moment ago
	agreed := oauth.Intersect(bought.Request.Scopes, granted.Scopes)
	scopes := oauth.Intersect(agreed, bought.LiveScopes)
	if slices.Contains(agreed, oauth.OpenID) && !slices.Contains(scopes, oauth.OpenID) || len(agreed) > 0 && len(scopes) == 0 {
		return issue.Order{}, oauth.NewError(oauth.ConnectionEnded)
	}
	g := grant.Grant{
		ID: family, Type: kind, Client: a.Client.ID, Connection: granted.Connection, AliasID: granted.AliasID, Scopes: scopes, Claims: bought.Request.Claims,
		Resources: usual(a.Client, bought.Request.Resources), SID: granted.SID, AuthTime: granted.AuthTime, ACR: granted.ACR, AMR: granted.AMR,
		Offline: slices.Contains(scopes, oauth.OfflineAccess) && a.Client.Allows(oauth.RefreshToken), CreatedAt: a.Now, ExpiresAt: a.Now.Add(a.Client.RefreshAbsolute),
	}
	if a.Client.Type == client.Public { // a confidential client proves itself otherwise, and may change its key
		g.JKT = a.JKT
	}
	target, err := a.target(g.Resources)
	return issue.Order{
		Grant:  g,
		Face:   grant.Face{Nickname: bought.Nickname, Username: bought.Username, RelayLocal: bought.RelayLocal, LiveScopes: bought.LiveScopes, Claims: bought.Claims, UpdatedAt: bought.UpdatedAt},
		Scopes: a.scopesAt(target, scopes), For: target, ID: slices.Contains(scopes, oauth.OpenID), Nonce: bought.Request.Nonce,
	}, err
}

// refuseCode finds out why no code fitted, and acts on it: a replay ends what the
// code had bought (RFC 6749 4.1.2), and so does a code in other hands, which is
// burnt if it had bought nothing yet (SEC-25).
func refuseCode(ctx context.Context, tx postgres.TenantTx, shown authrequest.Presented, now time.Time) error {
	r, err := authrequest.ByCode(ctx, tx, shown.CodeHash)
	if errors.Is(err, authrequest.ErrNoCode) {
		return oauth.NewError(oauth.CodeUnknown)
	}
	if err != nil {
		return err
	}
	why := oauth.NewError(oauth.CodeUnknown)
	switch stage := r.Stage.(type) {
	case authrequest.Redeemed:
		why = oauth.NewError(oauth.CodeReplayed).Saw("a code used at "+stage.At.Format(time.RFC3339), "a code used once")
		if err := grant.Revoke(ctx, tx, stage.Grant, string(oauth.CodeReplayed), now); err != nil {
			return err
		}
	case authrequest.Granted:
		if r.Client == shown.Client {
			return misfit(r, stage, shown, now)
		}
		if err := authrequest.Burn(ctx, tx, shown.CodeHash, now); err != nil {
			return err
		}
	case authrequest.Pending, authrequest.Denied:
		return why
	}
	if r.Client != shown.Client {
		why = oauth.NewError(oauth.CodeOtherClient)
	}
	return postgres.Keep(why)
}

// misfit names the first condition that a live code did not meet.
func misfit(r authrequest.Request, stage authrequest.Granted, shown authrequest.Presented, now time.Time) error {
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
	case r.JKT != "" && r.JKT != shown.JKT:
		return otherKey(oauth.CodeOtherKey, shown.JKT, r.JKT)
	default:
		return oauth.NewError(oauth.ConnectionEnded)
	}
}

// otherKey refuses what is bound to a DPoP key that the sender did not prove.
func otherKey(reason oauth.Reason, proved, bound string) error {
	if proved == "" {
		return oauth.NewError(reason).Saw("no DPoP proof", "a proof of the key "+bound)
	}
	return oauth.NewError(reason).Saw("a proof of the key "+proved, "a proof of the key "+bound)
}
