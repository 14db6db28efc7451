// Package token is the token endpoint. Exchange owns the order of the phases
// (who asks, by which grant, may they, for which resources, redeem, issue) and a
// grant fills one gap, so that none can forget the rest. Sources: RFC 6749 3.2,
// 4.1.3, 4.4, 5 and 6; RFC 7523 2.1; RFC 7636 4.6; RFC 8628 3.4; RFC 8693; RFC
// 8707 2.2; RFC 9449 5; RFC 9700 2.1 and 4.14; OpenID Connect Core 3.1.3.
//
// Cost, in round trips: one transaction of begin with its wall, what the grant
// needs, store, commit. That is 4 for a code or a refresh token, 3 for
// client_credentials, 4 for an assertion or an exchange (1 of them before the
// transaction), 6 for a device code; a refused code or token one or two more.
// What package clientauth adds comes before.
package token

import (
	"context"
	"errors"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Ask is a token request of a client that has proved itself and may use the grant.
type Ask struct {
	Issuer issuer.Issuer
	Client client.Client
	Params oauth.Params
	For    []resource.Resource // that it asks for by name; none when it leaves that to the grant
	JKT    string              // the DPoP key it proved, or none
	X5T    string              // the certificate its tokens are bound to, or none
	Now    time.Time
}

// Redemption is what a client presents, read and understood, but not yet spent.
type Redemption struct {
	// May are the resources that the access token may turn out to be for.
	May []resource.Resource
	// Issued is the type of what is issued, where the answer says it (RFC 8693 2.2.1).
	Issued string
	// Spend spends it and says what to issue. It answers an oauth.Error; one that
	// must leave a trace is wrapped in postgres.Keep.
	Spend func(ctx context.Context, tx postgres.TenantTx) (issue.Order, error)
}

// Grant serves one grant_type.
type Grant interface {
	// Type is the grant_type it serves.
	Type() oauth.GrantType
	// Read understands what the client presents, before there is a transaction. It
	// answers an oauth.Error.
	Read(ctx context.Context, ask Ask) (Redemption, error)
}

// Exchange is the use case of the token endpoint.
type Exchange struct {
	db     *postgres.DB
	mint   *issue.Mint
	clock  clock.Clock
	grants map[oauth.GrantType]Grant
}

// New returns the exchange with the given grants.
func New(db *postgres.DB, mint *issue.Mint, clk clock.Clock, grants ...Grant) *Exchange {
	e := &Exchange{db, mint, clk, map[oauth.GrantType]Grant{}}
	for _, g := range grants {
		e.grants[g.Type()] = g
	}
	return e
}

// GrantTypes lists what the exchange serves, for discovery and its test, in the
// order of the words.
func (e *Exchange) GrantTypes() []oauth.GrantType {
	out := make([]oauth.GrantType, 0, len(e.grants))
	for _, g := range oauth.GrantTypes() {
		if _, ok := e.grants[g]; ok {
			out = append(out, g)
		}
	}
	return out
}

// Request is a token request, parsed.
type Request struct {
	Issuer  issuer.Issuer
	Params  oauth.Params
	Who     clientauth.Authenticated
	Refused error // why it is not known who asks
}

// Answer is what is issued.
type Answer struct {
	issue.Tokens

	Issued string // see Redemption
}

// Exchange answers tokens, or an oauth.Error.
func (e *Exchange) Exchange(ctx context.Context, r Request) (Answer, error) {
	g, ask, err := e.admit(r)
	if err != nil {
		return Answer{}, err
	}
	what, err := g.Read(ctx, ask)
	if err != nil {
		return Answer{}, err
	}
	keys, err := e.mint.Keys(ctx, ask.Issuer, ask.Client, what.May)
	if err != nil {
		return Answer{}, err
	}
	out := Answer{Issued: what.Issued}
	err = e.db.InTenant(ctx, ask.Issuer.Tenant.ID, func(tx postgres.TenantTx) error {
		order, err := what.Spend(ctx, tx)
		if err != nil {
			return err
		}
		order.Access, order.JKT, order.X5T = true, ask.JKT, ask.X5T
		out.Tokens, err = e.mint.Issue(ctx, tx, ask.Issuer, keys, ask.Client, order, ask.Now)
		return err
	})
	if errors.Is(err, grant.ErrEnded) {
		return Answer{}, oauth.NewError(oauth.ConnectionEnded)
	}
	return out, err
}

// admit finds the grant, for a client that may use it.
func (e *Exchange) admit(r Request) (Grant, Ask, error) {
	if name := r.Params.Repeated("resource", "audience"); name != "" { // RFC 8707 2, RFC 8693 2.1
		return nil, Ask{}, oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
	}
	if name := r.Params.TooLong(); name != "" {
		return nil, Ask{}, oauth.NewError(oauth.ParameterTooLong).Saw(name, "a shorter one")
	}
	if r.Refused != nil {
		return nil, Ask{}, r.Refused
	}
	if err := r.Who.Bound(); err != nil {
		return nil, Ask{}, err
	}
	if !r.Issuer.Tenant.Enabled() {
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return nil, Ask{}, e
	}
	kind := oauth.GrantType(r.Params.Get("grant_type"))
	if kind == "" {
		return nil, Ask{}, oauth.NewError(oauth.GrantTypeMissing)
	}
	g, ok := e.grants[kind]
	if !ok {
		return nil, Ask{}, oauth.NewError(oauth.GrantTypeUnsupported).Saw(string(kind), "one of "+e.served())
	}
	if !r.Who.Client.Allows(kind) {
		return nil, Ask{}, oauth.NewError(oauth.GrantTypeNotAllowed).Saw(string(kind), "a grant type that the client's settings list")
	}
	named, err := issue.Resources(r.Issuer, r.Params.All("resource"))
	return g, Ask{r.Issuer, r.Who.Client, r.Params, named, r.Who.JKT, r.Who.X5T, e.clock.Now()}, err
}

func (e *Exchange) served() string {
	names := make([]string, 0, len(e.grants))
	for _, g := range e.GrantTypes() {
		names = append(names, string(g))
	}
	return strings.Join(names, ", ")
}
