package token

import (
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
)

// may are the resources that a token for this request may be for, before it is
// known what the grant is for.
func (a Ask) may() []resource.Resource {
	if len(a.For) > 0 {
		return a.For
	}
	return a.Issuer.Resources
}

// usual are the resources of a grant that was asked for with none: the client's
// usual one, if it has one (row P17).
func usual(c client.Client, asked []string) []string {
	if len(asked) == 0 && c.DefaultResource != "" {
		return []string{c.DefaultResource}
	}
	return asked
}

// target is whom an access token of a grant for those resources is for, by this
// request: what it names, which must be within the grant (RFC 8707 2.2), or all.
func (a Ask) target(granted []string) ([]resource.Resource, error) {
	all, err := issue.Resources(a.Issuer, granted)
	if err != nil || len(a.For) == 0 {
		return all, err
	}
	for _, r := range a.For {
		if !slices.ContainsFunc(all, func(o resource.Resource) bool { return o.ID == r.ID }) {
			return nil, oauth.NewError(oauth.ResourceWidened).Saw("resource "+r.Identifier, "a resource of the authorization request")
		}
	}
	return a.For, nil
}

// scopesAt leaves out the scopes that say something to other resources only: a
// token tells each no more than it needs (RFC 8707 2.2).
func (a Ask) scopesAt(target []resource.Resource, scopes []string) []string {
	if len(target) == 0 {
		return scopes
	}
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return knows(a.Issuer.Resources, s) && !knows(target, s) })
}

// knows reports whether a scope is one of the resources' own.
func knows(list []resource.Resource, scope string) bool {
	return slices.ContainsFunc(list, func(r resource.Resource) bool { return slices.Contains(r.Scopes, scope) })
}
