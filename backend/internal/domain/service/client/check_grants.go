package client

import (
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
)

// ResponseTypes lists the response types a client may ask for, all but the first
// behind the tenant's switch (OIDC Core 3, OAuth Multiple Response Types 3 and 5).
func ResponseTypes() []string {
	return []string{"code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"}
}

// CanonicalResponseType is t with its words in one order, for it is a set (RFC 6749
// 3.1.1).
func CanonicalResponseType(t string) string {
	words := strings.Fields(t)
	slices.Sort(words) // code, id_token, token: the alphabet happens to agree
	return strings.Join(words, " ")
}

// signsIn reports whether people come to the client by way of the issuer.
func (c Client) signsIn() bool {
	return c.Allows(oauth.AuthorizationCode) || c.Allows(oauth.Implicit) || c.Allows(oauth.DeviceCode)
}

// checkGrants judges how the client gets tokens, and that its grant types and
// response types agree (RFC 7591 2.1).
func checkGrants(c *Client, f *fault.Fields, rules Rules) {
	known, blamed := oauth.GrantTypes(), len(*f)
	for i, g := range c.GrantTypes {
		switch {
		case !slices.Contains(known, g):
			f.Add(entry("grant_types", i), "unknown", "Choose among "+joined(known)+".")
		case g == oauth.Implicit && !rules.ImplicitAndHybrid:
			f.Add(entry("grant_types", i), "switched_off", "The workspace does not allow the implicit and hybrid flows. Use authorization_code.")
		case c.Type == Public && (g == oauth.ClientCredentials || g == oauth.TokenExchange):
			f.Add(entry("grant_types", i), "public", "A public client cannot prove itself, so it cannot use this grant type.")
		}
	}
	if len(c.GrantTypes) == 0 {
		f.Add("grant_types", "required", "Choose at least one grant type: authorization_code is how people sign in.")
	} else if !c.signsIn() && len(c.GrantTypes) == 1 && c.Allows(oauth.RefreshToken) {
		f.Add("grant_types", "refresh_token_alone", "refresh_token continues another grant type. Add authorization_code.")
	}
	c.GrantTypes = slices.Compact(slices.Sorted(slices.Values(c.GrantTypes)))
	if len(*f) == blamed { // what is wrong already does not agree with anything
		checkResponseTypes(c, f, rules)
	}
}

func checkResponseTypes(c *Client, f *fault.Fields, rules Rules) {
	var code, front bool
	types, blamed := make([]string, 0, len(c.ResponseTypes)), len(*f)
	for i, t := range c.ResponseTypes {
		t = CanonicalResponseType(t)
		switch {
		case !slices.Contains(ResponseTypes(), t):
			f.Add(entry("response_types", i), "unknown", "Choose among "+strings.Join(ResponseTypes(), ", ")+".")
		case t != "code" && !rules.ImplicitAndHybrid:
			f.Add(entry("response_types", i), "switched_off", "The workspace does not allow the implicit and hybrid flows. Use code.")
		}
		words := strings.Fields(t)
		code = code || slices.Contains(words, "code")
		front = front || t != "code"
		types = append(types, t)
	}
	if c.ResponseTypes = types; len(types) == 0 {
		code = c.Allows(oauth.AuthorizationCode) // the default goes along
	}
	switch {
	case len(*f) > blamed:
	case code && !c.Allows(oauth.AuthorizationCode):
		f.Add("response_types", "grant_type_missing", "A response type with code needs the grant type authorization_code.")
	case front && !c.Allows(oauth.Implicit):
		f.Add("response_types", "grant_type_missing", "A response type with id_token or token needs the grant type implicit.")
	case !code && c.Allows(oauth.AuthorizationCode):
		f.Add("response_types", "code_missing", "The grant type authorization_code needs a response type with code.")
	case !front && c.Allows(oauth.Implicit):
		f.Add("response_types", "front_missing", "The grant type implicit needs a response type with id_token or token.")
	}
	if slices.Equal(types, []string{"code"}) || len(types) == 0 {
		c.ResponseTypes = nil
	}
}

// checkScopes puts the scopes of Alias first, each once, in the order people read
// them, and those of the tenant's resources after them.
func checkScopes(c *Client, f *fault.Fields, others []string) {
	known := oauth.Scopes()
	for i, s := range c.Scopes {
		if !slices.Contains(known, s) && !slices.Contains(others, s) {
			f.Add(entry("scopes", i), "unknown", "Neither Alias nor a resource of this workspace has such a scope. Alias has "+strings.Join(known, ", ")+".")
		}
	}
	var own []string
	for _, s := range c.Scopes {
		if !slices.Contains(known, s) && !slices.Contains(own, s) {
			own = append(own, s)
		}
	}
	ofPeople := oauth.Intersect(known, c.Scopes)
	c.Scopes = slices.Concat(ofPeople, own)
	about := slices.ContainsFunc(ofPeople, func(s string) bool { return s != oauth.OfflineAccess })
	switch {
	case c.signsIn() && !slices.Contains(c.Scopes, oauth.OpenID) && (about || len(own) == 0):
		f.Add("scopes", "openid_missing", "openid is needed: it is what signs people in.")
	case slices.Contains(c.Scopes, oauth.OfflineAccess) && !c.Allows(oauth.RefreshToken):
		f.Add("scopes", "refresh_token_missing", "offline_access needs the refresh_token grant type.")
	}
}

func joined(grants []oauth.GrantType) string { return strings.Join(words(grants), ", ") }
