package issuer

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/id"
)

// ByID finds the issuer of a tenant, for what no request leads to: a job, or the
// page that says goodbye at many services. It answers tenant.ErrNotFound when it is
// gone. One round trip, for its slug.
func (d *Directory) ByID(ctx context.Context, t id.Tenant) (Issuer, error) {
	found, err := tenant.Get(ctx, d.db.PeekTenant(t))
	if err != nil {
		return Issuer{}, err
	}
	return d.BySlug(ctx, found.Slug)
}
