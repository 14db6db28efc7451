package authorize

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/oauth"
)

// checkScope accepts the scopes that the client may ask for (RFC 6749 3.3). What
// Alias does not have is ignored (OIDC Core 3.1.2.1), and so is offline_access of
// a client without the refresh_token grant (row P11); the developer is told.
func (*Authorize) checkScope(_ context.Context, q *inquiry) error {
	scopes := oauth.SplitScope(q.params.Get("scope"))
	for _, s := range scopes {
		if !oauth.IsScopeToken(s) {
			return oauth.NewError(oauth.ScopeMalformed)
		}
	}
	if !slices.Contains(scopes, oauth.OpenID) {
		return oauth.NewError(oauth.ScopeOpenIDMissing).Saw("scope "+q.params.Get("scope"), "scope openid …")
	}
	if known := oauth.Intersect(scopes, oauth.Scopes()); len(known) < len(scopes) {
		scopes, q.note = known, oauth.ScopeIgnored
	}
	if slices.Contains(scopes, oauth.OfflineAccess) && !q.client.Allows(oauth.RefreshToken) {
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return s == oauth.OfflineAccess })
		q.note = oauth.OfflineAccessIgnored
	}
	if !oauth.Subset(scopes, q.client.Scopes) {
		return oauth.NewError(oauth.ScopeNotAllowed).Saw("scope "+oauth.JoinScope(scopes), "scopes among "+oauth.JoinScope(q.client.Scopes))
	}
	if slices.Contains(scopes, oauth.Profile) && !slices.Contains(scopes, oauth.Nickname) {
		scopes = append(scopes, oauth.Nickname) // the profile has the nickname in it, and consent asks for each by itself
	}
	q.request.Scopes = scopes
	return nil
}
