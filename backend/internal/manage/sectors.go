package manage

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Sectors knows what a sector_identifier_uri stands for (OIDC Core 8.1).
type Sectors interface {
	// Check fetches the document at uri and refuses, with a fault on the field
	// sector_identifier_uri, unless it names every redirect URI. It is called
	// outside transactions.
	Check(ctx context.Context, uri string, redirectURIs []string) error
	// Of answers the sector that uri stands for at the tenant of tx, making it when
	// there is none.
	Of(ctx context.Context, tx postgres.TenantTx, uri string, now time.Time) (id.Sector, error)
}

// proof says what the document at an address was found to name.
type proof struct {
	uri          string
	redirectURIs []string
}

// unproven asks for a proof before the transaction can be repeated.
type unproven struct{ proof }

func (unproven) Error() string { return "the sector identifier document has not been read" }

// proving runs a transaction that may turn out to need a document from elsewhere:
// it is undone, the document is fetched with no transaction open, and it runs
// again. A client that others change meanwhile may need another round.
func (c *Clients) proving(ctx context.Context, run func(proof) error) error {
	var p proof
	for {
		err := run(p)
		missing, ok := errors.AsType[unproven](err)
		if !ok {
			return err
		}
		if err := c.sectors.Check(ctx, missing.uri, missing.redirectURIs); err != nil {
			return err
		}
		p = missing.proof
	}
}

// place puts the client into the sector that its sector_identifier_uri stands for,
// if the document there is known to name its redirect URIs. A client without one
// is in a sector of its own or in the tenant's.
func (c *Clients) place(ctx context.Context, tx postgres.TenantTx, to *client.Client, t tenant.Tenant, p proof, now time.Time) error {
	if to.SectorIdentifierURI == "" {
		if !to.SeparateIdentities {
			to.Sector = t.Sector
		}
		return nil
	}
	if p.uri != to.SectorIdentifierURI || !slices.Equal(p.redirectURIs, to.RedirectURIs) {
		return unproven{proof{to.SectorIdentifierURI, to.RedirectURIs}}
	}
	var err error
	to.Sector, err = c.sectors.Of(ctx, tx, to.SectorIdentifierURI, now)
	return err
}
