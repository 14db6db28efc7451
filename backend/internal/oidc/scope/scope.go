// Package scope says which of the scopes that a client names it asks for: one
// judgement for every door that a request comes in by. Sources: RFC 6749 3.3,
// OpenID Connect Core 3.1.2.1 and 5.4, RFC 8707 2, row P11 of the specification.
//
// Cost: none.
package scope

import (
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
)

// Asked answers the scopes that c asks iss for, of the scope parameter as it was
// sent; resources are those that the request is for. What nobody here has is left
// out, and so is offline_access of a client without the refresh_token grant: note
// tells the developer, for that is no error. The error is an oauth.Error.
func Asked(c client.Client, iss issuer.Issuer, resources []resource.Resource, sent string) (scopes []string, note oauth.Reason, err error) {
	scopes = oauth.SplitScope(sent)
	for _, s := range scopes {
		if !oauth.IsScopeToken(s) {
			return nil, "", oauth.NewError(oauth.ScopeMalformed)
		}
	}
	if !slices.Contains(scopes, oauth.OpenID) && !plain(c, resources) {
		return nil, "", oauth.NewError(oauth.ScopeOpenIDMissing).Saw("scope "+sent, "scope openid …")
	}
	allowed := slices.Concat(c.Scopes, given(c, resources))
	known := oauth.Scopes()
	for _, r := range named(iss, resources) {
		known = append(known, r.Scopes...)
	}
	if kept := oauth.Intersect(scopes, known); len(kept) < len(scopes) {
		scopes, note = kept, oauth.ScopeIgnored
	}
	if slices.Contains(scopes, oauth.OfflineAccess) && !c.Allows(oauth.RefreshToken) {
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return s == oauth.OfflineAccess })
		note = oauth.OfflineAccessIgnored
	}
	if !oauth.Subset(scopes, allowed) {
		return nil, "", oauth.NewError(oauth.ScopeNotAllowed).Saw("scope "+oauth.JoinScope(scopes), "scopes among "+oauth.JoinScope(allowed))
	}
	if slices.Contains(scopes, oauth.Profile) && !slices.Contains(scopes, oauth.Nickname) {
		scopes = append(scopes, oauth.Nickname) // the profile has the nickname in it, and consent asks for each by itself
	}
	return scopes, note, nil
}

// plain reports whether a request may be OAuth without OpenID Connect: it is for
// an API, or of a client that is held to an OAuth profile or was never given
// openid. Everybody else has forgotten it.
func plain(c client.Client, resources []resource.Resource) bool {
	return len(resources) > 0 || c.DefaultResource != "" || c.FAPI() || c.Profile == client.ProfileOAuth21 || !slices.Contains(c.Scopes, oauth.OpenID)
}

// named are the resources whose scopes may be meant: those asked for, or, if none
// is, all.
func named(iss issuer.Issuer, resources []resource.Resource) []resource.Resource {
	if len(resources) > 0 {
		return resources
	}
	return iss.Resources
}

// given are the scopes that a client without a developer may ask for besides its
// own: nobody could list an API's scopes for it, so the person alone decides.
func given(c client.Client, resources []resource.Resource) []string {
	if c.Origin == client.Developer {
		return nil
	}
	var out []string
	for _, r := range resources {
		out = append(out, r.Scopes...)
	}
	return out
}
