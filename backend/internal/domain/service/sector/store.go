// Package sector is what a sector_identifier_uri stands for: clients that name the
// same one, at one tenant, see the same alias ID of a person (OIDC Core 8.1). Two
// tenants that name the same one share nothing (SEC-67, SEC-68).
package sector

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// Of answers the sector that uri stands for at the tenant of tx, making it when
// there is none. It is one statement, or two when there is one already.
func Of(ctx context.Context, tx postgres.TenantTx, uri string, now time.Time) (id.Sector, error) {
	queries := dbsqlc.New()
	made, err := queries.SectorOf(ctx, tx, dbsqlc.SectorOfParams{TenantID: tx.Tenant(), Uri: uri, SectorID: id.NewSector(), Now: now})
	if postgres.IsNone(err) {
		made, err = queries.SectorByURI(ctx, tx, dbsqlc.SectorByURIParams{TenantID: tx.Tenant(), Uri: uri})
	}
	if err != nil {
		return id.Sector{}, fmt.Errorf("finding a sector: %w", err)
	}
	return made, nil
}
