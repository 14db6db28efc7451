// Package par is the pushed authorization request endpoint: a client proves who
// it is, sends the parameters of an authorization request, and is told a name for
// them that the person's browser carries instead. What is wrong with the request is
// said here, to the client alone; the same checks run again when the person comes.
// It keeps the parameters that mean something and no others: credentials came with
// them. Sources: RFC 9126 2, RFC 9449 10.1, FAPI 2.0 Security Profile 5.3.2.2, row
// P31 of the specification, SEC-13, SEC-15, SEC-16.
//
// Cost: one round trip, which stores the request; one more for a client assertion
// or a DPoP proof (see clientauth). A request object may fetch the client's keys.
package par

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Checks are those of the authorization endpoint.
type Checks interface {
	// Push judges a request of c, sent with the DPoP key jkt if there is one, and
	// answers the parameters to keep, or an oauth.Error.
	Push(ctx context.Context, iss issuer.Issuer, c client.Client, p oauth.Params, jkt string) (oauth.Params, error)
}

// Push is the use case.
type Push struct {
	db     *postgres.DB
	checks Checks
	clock  clock.Clock
	source secret.Source
}

// New returns the use case.
func New(db *postgres.DB, checks Checks, clk clock.Clock, source secret.Source) *Push {
	return &Push{db, checks, clk, source}
}

// Push keeps a request of who, and answers the request_uri that stands for it.
func (u *Push) Push(ctx context.Context, iss issuer.Issuer, who clientauth.Authenticated, p oauth.Params) (string, error) {
	if !iss.Tenant.Enabled() {
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return "", e
	}
	kept, err := u.checks.Push(ctx, iss, who.Client, p, who.JKT)
	if err != nil {
		return "", err
	}
	name, now := u.source.Token(32), u.clock.Now()
	err = pushed.Insert(ctx, u.db.PeekTenant(iss.Tenant.ID), pushed.Request{
		Hash: name.Hash(), Client: who.Client.ID, Params: kept.Encode(), JKT: who.JKT, CreatedAt: now, ExpiresAt: now.Add(pushed.Lifetime),
	})
	return pushed.Prefix + name.Reveal(), err
}

// expiresIn is how long a request_uri may be used, in seconds.
const expiresIn = int(pushed.Lifetime / time.Second)
