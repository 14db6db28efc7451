package authorize

import (
	"context"
	"strings"

	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/secret"
)

// checkRedirectURI accepts a registered URI, character by character (RFC 9700
// 2.1), or the portal's own test page for a test of this client that is running.
// An error here is never redirected.
func (a *Authorize) checkRedirectURI(ctx context.Context, q *inquiry) error {
	sent := q.params.Get("redirect_uri")
	switch {
	case q.params.IsRepeated("redirect_uri"):
		return oauth.NewError(oauth.ParameterRepeated).Saw("redirect_uri", "redirect_uri once")
	case sent == "":
		return oauth.NewError(oauth.RedirectURIMissing).Saw("", strings.Join(q.client.RedirectURIs, " "))
	case q.client.MatchesRedirect(sent):
	case sent == a.testCallback && q.params.Has("state"):
		live, err := testsignin.Live(ctx, a.db.PeekTenant(q.issuer.Tenant.ID), q.client.ID, secret.NewValue(q.params.Get("state")).Hash(), a.clock.Now())
		if err != nil {
			return err
		}
		if !live {
			return mismatch(q, sent)
		}
	default:
		return mismatch(q, sent)
	}
	q.request.RedirectURI, q.request.RedirectURISent = sent, true
	if !q.params.IsRepeated("state") {
		q.request.State = q.params.Get("state")
	}
	return nil
}

func mismatch(q *inquiry, sent string) error {
	return oauth.NewError(oauth.RedirectURIMismatch).Saw(sent, strings.Join(q.client.RedirectURIs, " "))
}
