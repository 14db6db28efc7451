package authorize

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/scope"
)

// checkScope accepts the scopes that the client may ask for (RFC 6749 3.3). An ID
// token in the answer needs openid (OIDC Core 3.2.2.1 and 3.3.2.1).
func (*Authorize) checkScope(_ context.Context, q *inquiry) error {
	sent := q.params.Get("scope")
	scopes, note, err := scope.Asked(q.client, q.issuer, q.resources, sent)
	if err != nil {
		return err
	}
	if hasWord(q.request.ResponseType, forIDToken) && !slices.Contains(scopes, oauth.OpenID) {
		return oauth.NewError(oauth.ScopeOpenIDMissing).Saw("scope "+sent, "scope openid …")
	}
	q.request.Scopes, q.note = scopes, note
	return nil
}
