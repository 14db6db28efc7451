// Package sector reads what a sector_identifier_uri leads to: a list of redirect
// URIs, published by whoever owns the address, which is the proof that a client may
// join the sector (OIDC Core 8.1, OIDC Registration 5). Source besides: SEC-67.
//
// Cost: one fetch, outside of transactions.
package sector

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/sector"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Fetcher fetches on behalf of others; outbound.Client is one.
type Fetcher interface {
	Get(ctx context.Context, address, accept string) (outbound.Response, error)
}

// Sectors knows what addresses stand for.
type Sectors struct{ fetch Fetcher }

// New returns sectors whose documents come by fetch.
func New(fetch Fetcher) Sectors { return Sectors{fetch} }

// Check refuses, with a fault on the field sector_identifier_uri, unless the
// document at uri names every one of the redirect URIs.
func (s Sectors) Check(ctx context.Context, uri string, redirectURIs []string) error {
	answer, err := s.fetch.Get(ctx, uri, "application/json")
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return refused("unreachable", err.Error()) // a sentence for the developer
	case !answer.OK():
		return refused("unreachable", "The address does not answer 200.")
	}
	var named []string
	if json.Unmarshal(answer.Body, &named) != nil {
		return refused("malformed", "The document is not a JSON array of redirect URIs.")
	}
	for _, r := range redirectURIs {
		if !slices.Contains(named, r) {
			return refused("incomplete", "The document does not name every redirect URI of the client.")
		}
	}
	return nil
}

// Of answers the sector that uri stands for at the tenant of tx.
func (Sectors) Of(ctx context.Context, tx postgres.TenantTx, uri string, now time.Time) (id.Sector, error) {
	return sector.Of(ctx, tx, uri, now)
}

func refused(code, why string) error {
	return fault.Invalid(client.ErrInvalid.Code, client.ErrInvalid.Message, fault.Field{Location: "sector_identifier_uri", Code: code, Message: why})
}
