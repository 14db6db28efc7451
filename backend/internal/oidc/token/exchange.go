// Package token is the token endpoint. Exchange owns the order of the phases
// (who asks, by which grant, may they, redeem, issue) and a grant fills one gap,
// so that none can forget the rest. Sources: RFC 6749 3.2, 4.1.3, 5 and 6;
// RFC 7636 4.6; RFC 9700 2.1 and 4.14; OpenID Connect Core 3.1.3.
//
// Cost: one transaction of four round trips (begin with its wall, redeem, store,
// commit); a refused code or token one or two more.
package token

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Grant serves one grant_type. Exchange has authenticated the client and
// checked that it may use this grant; afterwards it issues and answers.
type Grant interface {
	// Type is the grant_type it serves.
	Type() oauth.GrantType
	// Redeem spends what the client presents and says what to issue. It answers
	// an oauth.Error; one that must leave a trace is wrapped in postgres.Keep.
	Redeem(ctx context.Context, tx postgres.TenantTx, c client.Client, p oauth.Params) (issue.Order, error)
}

// Exchange is the use case of the token endpoint.
type Exchange struct {
	db      *postgres.DB
	clients clientauth.Finder
	mint    *issue.Mint
	clock   clock.Clock
	grants  map[oauth.GrantType]Grant
}

// New returns the exchange with the given grants.
func New(db *postgres.DB, clients clientauth.Finder, mint *issue.Mint, clk clock.Clock, grants ...Grant) *Exchange {
	e := &Exchange{db, clients, mint, clk, map[oauth.GrantType]Grant{}}
	for _, g := range grants {
		e.grants[g.Type()] = g
	}
	return e
}

// GrantTypes lists what the exchange serves, for discovery and its test.
func (e *Exchange) GrantTypes() []oauth.GrantType {
	out := make([]oauth.GrantType, 0, len(e.grants))
	for g := range e.grants {
		out = append(out, g)
	}
	return out
}

// Request is a token request, parsed.
type Request struct {
	Issuer      issuer.Issuer
	Params      oauth.Params
	Credentials clientauth.Credentials
	CredError   error // why there are no credentials
}

// Exchange answers tokens, or an oauth.Error. It also answers who asked, as far
// as that is known, for the record.
func (e *Exchange) Exchange(ctx context.Context, r Request) (issue.Tokens, clientauth.Authenticated, error) {
	var none issue.Tokens
	if name := r.Params.Repeated(); name != "" {
		return none, clientauth.Authenticated{}, oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
	}
	if name := r.Params.TooLong(); name != "" {
		return none, clientauth.Authenticated{}, oauth.NewError(oauth.ParameterTooLong)
	}
	if r.CredError != nil {
		return none, clientauth.Authenticated{}, r.CredError
	}
	now := e.clock.Now()
	who, err := clientauth.Authenticate(ctx, e.clients, r.Issuer, r.Credentials, now)
	if err != nil {
		return none, who, err
	}
	if !r.Issuer.Tenant.Enabled() {
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return none, who, e
	}
	kind := oauth.GrantType(r.Params.Get("grant_type"))
	if kind == "" {
		return none, who, oauth.NewError(oauth.GrantTypeMissing)
	}
	g, ok := e.grants[kind]
	if !ok {
		return none, who, oauth.NewError(oauth.GrantTypeUnsupported).Saw(string(kind), "authorization_code or refresh_token")
	}
	if !who.Client.Allows(kind) {
		return none, who, oauth.NewError(oauth.GrantTypeNotAllowed).Saw(string(kind), "a grant type that the client's settings list")
	}
	key, err := e.mint.Key(ctx, r.Issuer, who.Client)
	if err != nil {
		return none, who, err
	}
	var tokens issue.Tokens
	err = e.db.InTenant(ctx, r.Issuer.Tenant.ID, func(tx postgres.TenantTx) error {
		order, err := g.Redeem(ctx, tx, who.Client, r.Params)
		if err != nil {
			return err
		}
		tokens, err = e.mint.Issue(ctx, tx, r.Issuer, key, who.Client, order, now)
		return err
	})
	return tokens, who, err
}
