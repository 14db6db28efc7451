package resource

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new resource, or answers ErrTaken.
func Insert(ctx context.Context, tx postgres.TenantTx, r Resource) error {
	err := queries().ResourceInsert(ctx, tx, dbsqlc.ResourceInsertParams{
		TenantID: tx.Tenant(), ID: r.ID, Identifier: r.Identifier, Name: r.Name, Scopes: orEmpty(r.Scopes), TokenFormat: r.Format, TokenTyp: r.Typ, TokenAlg: string(r.Alg),
		LifetimeSeconds: seconds(r.Lifetime), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	})
	switch {
	case postgres.Violates(err, "resources_identifier"):
		return ErrTaken
	case err != nil:
		return fmt.Errorf("storing a resource: %w", err)
	}
	return nil
}

// Update stores changed settings, provided the row still is as it was read: was
// is its UpdatedAt then. It answers ErrChanged otherwise.
func Update(ctx context.Context, tx postgres.TenantTx, r Resource, was time.Time) error {
	n, err := queries().ResourceUpdate(ctx, tx, dbsqlc.ResourceUpdateParams{
		TenantID: tx.Tenant(), ID: r.ID, Name: r.Name, Scopes: orEmpty(r.Scopes), TokenFormat: r.Format, TokenTyp: r.Typ, TokenAlg: string(r.Alg),
		LifetimeSeconds: seconds(r.Lifetime), UpdatedAt: r.UpdatedAt, WasUpdatedAt: was,
	})
	switch {
	case err != nil:
		return fmt.Errorf("changing a resource: %w", err)
	case n == 0:
		return ErrChanged
	}
	return nil
}

// Delete removes a resource, or answers ErrNotFound.
func Delete(ctx context.Context, tx postgres.TenantTx, r id.Resource) error {
	n, err := queries().ResourceDelete(ctx, tx, dbsqlc.ResourceDeleteParams{TenantID: tx.Tenant(), ID: r})
	switch {
	case err != nil:
		return fmt.Errorf("deleting a resource: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Get reads a resource, or answers ErrNotFound.
func Get(ctx context.Context, tx postgres.TenantTx, r id.Resource) (Resource, error) {
	row, err := queries().ResourceByID(ctx, tx, dbsqlc.ResourceByIDParams{TenantID: tx.Tenant(), ID: r})
	switch {
	case postgres.IsNone(err):
		return Resource{}, ErrNotFound
	case err != nil:
		return Resource{}, fmt.Errorf("reading a resource: %w", err)
	}
	return fromRow(row), nil
}

// List reads every resource of the tenant, oldest first.
func List(ctx context.Context, tx postgres.TenantTx) ([]Resource, error) {
	rows, err := queries().ResourcesOf(ctx, tx, tx.Tenant())
	if err != nil {
		return nil, fmt.Errorf("listing resources: %w", err)
	}
	out := make([]Resource, len(rows))
	for i, r := range rows {
		out[i] = fromRow(r)
	}
	return out, nil
}

func fromRow(r dbsqlc.Resource) Resource {
	out := Resource{
		ID: r.ID, Identifier: r.Identifier, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		Settings: Settings{Name: r.Name, Scopes: r.Scopes, Format: r.TokenFormat, Typ: r.TokenTyp, Alg: jose.Alg(r.TokenAlg)},
	}
	if r.LifetimeSeconds != nil {
		out.Lifetime = time.Duration(*r.LifetimeSeconds) * time.Second
	}
	return out
}

func seconds(d time.Duration) *int32 {
	if d == 0 {
		return nil
	}
	n := int32(d / time.Second) //nolint:gosec // check bounds it to a day
	return &n
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
