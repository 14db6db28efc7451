package token

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// ClientCredentials issues access tokens to a client about itself (RFC 6749 4.4):
// for the service's own resources, with the scopes that its developer gave it.
// They are about nobody, so there is no ID token and no refresh token.
type ClientCredentials struct{}

// Type is client_credentials.
func (ClientCredentials) Type() oauth.GrantType { return oauth.ClientCredentials }

// Read judges what the client wants.
func (ClientCredentials) Read(_ context.Context, ask Ask) (Redemption, error) {
	if ask.Client.Type != client.Confidential {
		return Redemption{}, oauth.NewError(oauth.GrantTypeNotAllowed).Saw("a public client", "a confidential one, which can prove who it is")
	}
	order, err := ask.own(oauth.ClientCredentials)
	return Redemption{May: order.For, Spend: func(context.Context, postgres.TenantTx) (issue.Order, error) { return order, nil }}, err
}

// own is the order for tokens of the client itself.
func (a Ask) own(kind oauth.GrantType) (issue.Order, error) {
	target, err := issue.Resources(a.Issuer, usual(a.Client, issue.Identifiers(a.For)))
	if err != nil {
		return issue.Order{}, err
	}
	scopes, err := a.ownScopes(target)
	return issue.Order{
		Grant: grant.Grant{
			ID: id.NewGrant(), Type: kind, Client: a.Client.ID, AliasID: a.Client.WireID(), Scopes: scopes, Resources: issue.Identifiers(target),
			CreatedAt: a.Now, ExpiresAt: a.Now.Add(issue.MostAccessLifetime),
		},
		Scopes: scopes, For: target,
	}, err
}

// ownScopes are those of the client that the target knows, or the part of them
// that it asks for (row P12). What belongs to a person is never among them.
func (a Ask) ownScopes(target []resource.Resource) ([]string, error) {
	if len(target) == 0 {
		target = a.Issuer.Resources
	}
	own := slices.DeleteFunc(slices.Clone(a.Client.Scopes), func(s string) bool { return !knows(target, s) })
	asked := oauth.SplitScope(a.Params.Get("scope"))
	if len(asked) == 0 {
		return own, nil
	}
	for _, s := range asked {
		switch {
		case !oauth.IsScopeToken(s):
			return nil, oauth.NewError(oauth.ScopeMalformed)
		case slices.Contains(oauth.Scopes(), s):
			return nil, oauth.NewError(oauth.ScopeOfPerson).Saw("scope "+s, "scopes among "+oauth.JoinScope(own))
		case !slices.Contains(own, s):
			return nil, oauth.NewError(oauth.ScopeNotAllowed).Saw("scope "+s, "scopes among "+oauth.JoinScope(own))
		}
	}
	return asked, nil
}
