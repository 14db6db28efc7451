package authorize

import (
	"context"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/idtoken"
)

// checkIDTokenHint finds out who is meant: the person of an ID token that this
// client was given before, expired as it may be (OIDC Core 3.1.2.1).
func (a *Authorize) checkIDTokenHint(ctx context.Context, q *inquiry) error {
	hint := q.params.Get("id_token_hint")
	if hint == "" {
		return nil
	}
	t, err := idtoken.Read(ctx, a.directory, q.issuer, hint)
	if err != nil {
		return err
	}
	if !t.Audience.Has(q.client.WireID()) {
		return oauth.NewError(oauth.HintInvalid).Saw("aud "+strings.Join(t.Audience.Values(), " "), "aud "+q.client.WireID())
	}
	if by := q.request.HintAliasID; by != "" && by != t.Subject {
		return oauth.NewError(oauth.HintMismatch).Saw("id_token_hint and sub in claims name two people", "the same")
	}
	q.request.HintAliasID = t.Subject
	return nil
}
