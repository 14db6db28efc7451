package oauth

import "slices"

// ClaimsRequest is the claims parameter (OIDC Core 5.5): the claims asked for by
// name, at each of the two places where they may be answered.
type ClaimsRequest struct {
	UserInfo map[string]*ClaimRequest `json:"userinfo,omitempty"`
	IDToken  map[string]*ClaimRequest `json:"id_token,omitempty"`
}

// ClaimRequest says how much a claim is wanted (OIDC Core 5.5.1); nil is the
// default, voluntary and of any value.
type ClaimRequest struct {
	Essential bool  `json:"essential,omitempty"`
	Value     any   `json:"value,omitempty"`
	Values    []any `json:"values,omitempty"`
}

// IsZero reports whether nothing is asked for by name.
func (c ClaimsRequest) IsZero() bool { return len(c.UserInfo) == 0 && len(c.IDToken) == 0 }

// Personal are the names of the claims about the person that are asked for, each
// once, sorted: those that consent puts to them.
func (c ClaimsRequest) Personal() []string {
	var out []string
	for _, at := range []map[string]*ClaimRequest{c.UserInfo, c.IDToken} {
		for name := range at {
			if ScopeOfClaim(name) != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// StandardClaims are the claims of a scope (OIDC Core 5.4), in the order of the
// standard.
func StandardClaims(scope Scope) []string {
	switch scope {
	case Profile:
		return []string{
			"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate",
			"zoneinfo", "locale", "updated_at",
		}
	case Email:
		return []string{"email", "email_verified"}
	case Address:
		return []string{"address"}
	case Phone:
		return []string{"phone_number", "phone_number_verified"}
	}
	return nil
}

// ScopeOfClaim is the scope that a standard claim belongs to, or "" for a claim
// that is none of a person's.
func ScopeOfClaim(name string) Scope {
	for _, s := range []Scope{Profile, Email, Address, Phone} {
		if slices.Contains(StandardClaims(s), name) {
			return s
		}
	}
	return ""
}

// ClaimItem is what consent calls a claim that is agreed to by itself, beside the
// scopes: "claim:" and its name.
func ClaimItem(name string) string { return "claim:" + name }
