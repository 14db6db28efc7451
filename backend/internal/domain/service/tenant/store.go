package tenant

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// OfSlug finds whose slug it is, in the directory (one round trip). An unknown
// slug is ErrNotFound; a released one is found, and says so.
func OfSlug(ctx context.Context, directory postgres.Querier, slug string) (Entry, error) {
	row, err := dbsqlc.New().SlugTenant(ctx, directory, slug)
	if postgres.IsNone(err) {
		return Entry{}, ErrNotFound
	}
	if err != nil {
		return Entry{}, fmt.Errorf("reading the slug directory: %w", err)
	}
	return Entry{Tenant: row.TenantID, Released: row.ReleasedAt != nil}, nil
}

// Create takes the slug and inserts t, or refuses with ErrSlugTaken (two round trips).
func Create(ctx context.Context, tx postgres.TenantTx, t Tenant) error {
	err := dbsqlc.New().SlugTake(ctx, tx, dbsqlc.SlugTakeParams{Slug: t.Slug, TenantID: t.ID, Now: t.CreatedAt})
	if postgres.Violates(err, "tenant_slugs_pkey") {
		return ErrSlugTaken
	}
	if err != nil {
		return fmt.Errorf("taking a slug: %w", err)
	}
	err = dbsqlc.New().TenantInsert(ctx, tx, dbsqlc.TenantInsertParams{
		TenantID: t.ID, Slug: t.Slug, Name: t.Name, Environment: string(t.Environment), SectorID: t.Sector,
		CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
	})
	if err != nil {
		return fmt.Errorf("inserting a tenant: %w", err)
	}
	return nil
}

// Get reads the tenant of tx, or answers ErrNotFound (one round trip).
func Get(ctx context.Context, tx postgres.TenantTx) (Tenant, error) {
	row, err := dbsqlc.New().TenantByID(ctx, tx, tx.Tenant())
	return read(row, err)
}

// GetForUpdate is Get, and keeps others from changing the tenant until tx ends.
func GetForUpdate(ctx context.Context, tx postgres.TenantTx) (Tenant, error) {
	row, err := dbsqlc.New().TenantByIDForUpdate(ctx, tx, tx.Tenant())
	return read(row, err)
}

// Update writes what of t may change (one round trip).
func Update(ctx context.Context, tx postgres.TenantTx, t Tenant) error {
	settings, err := json.Marshal(t.Settings)
	if err != nil {
		return fmt.Errorf("encoding a tenant's settings: %w", err)
	}
	err = dbsqlc.New().TenantUpdate(ctx, tx, dbsqlc.TenantUpdateParams{TenantID: t.ID, Name: t.Name, Settings: settings, UpdatedAt: t.UpdatedAt})
	if err != nil {
		return fmt.Errorf("updating a tenant: %w", err)
	}
	return nil
}

// Delete removes t and everything in it, and keeps its slug from everybody for
// ever (two round trips).
func Delete(ctx context.Context, tx postgres.TenantTx, t Tenant, now time.Time) error {
	if err := dbsqlc.New().SlugRelease(ctx, tx, dbsqlc.SlugReleaseParams{Slug: t.Slug, TenantID: t.ID, Now: &now}); err != nil {
		return fmt.Errorf("releasing a slug: %w", err)
	}
	if err := dbsqlc.New().TenantDelete(ctx, tx, t.ID); err != nil {
		return fmt.Errorf("deleting a tenant: %w", err)
	}
	return nil
}

// Membership is a tenant, and what the developer of a transaction is in it.
type Membership struct {
	Tenant Tenant
	// Role is the developer's role, as the noun developer knows it.
	Role string
}

// List reads up to limit tenants of the developer of tx, oldest first, after the
// given one; the zero ID is the beginning (one round trip).
func List(ctx context.Context, tx postgres.DeveloperTx, after id.Tenant, limit int) ([]Membership, error) {
	rows, err := dbsqlc.New().TenantsOfDeveloper(ctx, tx, dbsqlc.TenantsOfDeveloperParams{
		DeveloperID: tx.Developer(), After: after, MaxRows: int32(limit), //nolint:gosec // a page has at most 101 rows
	})
	if err != nil {
		return nil, fmt.Errorf("listing tenants: %w", err)
	}
	list := make([]Membership, 0, len(rows))
	for _, row := range rows {
		t, err := read(row.Tenant, nil)
		if err != nil {
			return nil, err
		}
		list = append(list, Membership{t, row.Role})
	}
	return list, nil
}

func read(row dbsqlc.Tenant, err error) (Tenant, error) {
	if postgres.IsNone(err) {
		return Tenant{}, ErrNotFound
	}
	if err != nil {
		return Tenant{}, fmt.Errorf("reading a tenant: %w", err)
	}
	environment := Environment(row.Environment)
	if environment != Development && environment != Production {
		return Tenant{}, fmt.Errorf("tenants.environment of %s is not one we know", row.TenantID)
	}
	t := Tenant{
		ID: row.TenantID, Slug: row.Slug, Name: row.Name, Environment: environment, Sector: row.SectorID,
		DisabledAt: row.DisabledAt, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	if err := json.Unmarshal(row.Settings, &t.Settings); err != nil {
		return Tenant{}, fmt.Errorf("tenants.settings of %s: %w", row.TenantID, err)
	}
	return t, nil
}
