package issue

import (
	"slices"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
)

// Claims are what a service is told of a person at one place, besides sub: the
// claims of the token's scopes (OIDC Core 5.4), and those that are asked for by name
// there (5.5). Either way a claim is told only while the person agrees to it. A user
// name is always the pseudonym's, the address is the relay address unless they
// release their own, and both are verified: we deliver to the one, and have proved
// the other (decisions D3 and D4). What has no value is left out.
func Claims(f grant.Face, scopes []string, named map[string]*oauth.ClaimRequest, relayDomain string) map[string]any {
	out, scopes := released(f, relayDomain), oauth.Intersect(scopes, f.LiveScopes)
	for name := range out {
		_, asked := named[name]
		if !asked && !slices.Contains(scopes, oauth.ScopeOfClaim(name)) && (name != oauth.Nickname || !slices.Contains(scopes, oauth.Nickname)) {
			delete(out, name)
		}
	}
	return out
}

// released are all the claims that the person agrees to, wherever they are told.
func released(f grant.Face, relayDomain string) map[string]any {
	live := func(item string) bool { return slices.Contains(f.LiveScopes, item) }
	out := map[string]any{}
	card := func(item string, claims ...string) {
		for _, name := range claims {
			if value, ok := f.Claims[name]; ok && live(item) {
				out[name] = value
			}
		}
	}
	if live(oauth.OpenID) {
		out["updated_at"] = f.UpdatedAt.Unix()
	}
	if live(oauth.Profile) {
		out["preferred_username"] = f.Username
	}
	if live(oauth.Nickname) {
		out["nickname"], out["name"] = f.Nickname, f.Nickname
	}
	if live(oauth.Email) {
		out["email"], out["email_verified"] = f.RelayLocal+"@"+relayDomain, true
	}
	for _, name := range oauth.StandardClaims(oauth.Profile) {
		if _, ours := out[name]; !ours || name == "name" {
			card(oauth.ClaimItem(name), name)
		}
	}
	card(oauth.ClaimItem("email"), "email")
	card(oauth.Address, "address")
	card(oauth.Phone, "phone_number", "phone_number_verified")
	if _, ok := out["email"]; ok {
		out["email_verified"] = true
	}
	if _, ok := out["phone_number"]; ok && out["phone_number_verified"] == nil {
		out["phone_number_verified"] = false
	}
	return out
}

// ClaimsSupported lists every claim this server may answer, for discovery.
func ClaimsSupported() []string {
	out := []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"}
	for _, scope := range []oauth.Scope{oauth.Profile, oauth.Email, oauth.Address, oauth.Phone} {
		out = append(out, oauth.StandardClaims(scope)...)
	}
	return out
}
