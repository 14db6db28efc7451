package manage

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Resources are the cases about protected resources.
type Resources struct {
	db    *postgres.DB
	clock clock.Clock
}

// NewResources makes the cases over db.
func NewResources(db *postgres.DB, c clock.Clock) *Resources { return &Resources{db, c} }

// List answers every resource of the tenant, oldest first.
func (r *Resources) List(ctx context.Context, actor Actor, ref string) ([]resource.Resource, error) {
	var list []resource.Resource
	err := within(ctx, r.db, actor, ref, ReadResources, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		list, err = resource.List(ctx, tx)
		return err
	})
	return list, err
}

// Get answers one resource.
func (r *Resources) Get(ctx context.Context, actor Actor, ref string, which id.Resource) (resource.Resource, error) {
	var got resource.Resource
	err := within(ctx, r.db, actor, ref, ReadResources, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		got, err = resource.Get(ctx, tx, which)
		return err
	})
	return got, err
}

// Create makes a resource. Its tokens can be asked for as soon as this returns.
func (r *Resources) Create(ctx context.Context, actor Actor, ref, identifier string, s resource.Settings) (resource.Resource, error) {
	now := r.clock.Now()
	made, err := resource.New(identifier, s, now)
	if err != nil {
		return resource.Resource{}, err
	}
	err = within(ctx, r.db, actor, ref, ChangeResources, func(tx postgres.TenantTx, _ developer.Member) error {
		if _, err := tenant.GetForUpdate(ctx, tx); err != nil { // so that no two count at once
			return err
		}
		list, err := resource.List(ctx, tx)
		if err != nil {
			return err
		}
		if _, taken := resource.Find(list, identifier); taken {
			return resource.ErrTaken
		}
		if len(list) >= resource.Most {
			return resource.ErrTooMany
		}
		if err := resource.Insert(ctx, tx, made); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ResourceCreated, made.ID.String(), map[string]string{"identifier": identifier}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return made, err
}

// Update changes a resource's settings.
func (r *Resources) Update(ctx context.Context, actor Actor, ref string, which id.Resource, change func(*resource.Settings), expect Expect) (resource.Resource, error) {
	now := r.clock.Now()
	var changed resource.Resource
	err := within(ctx, r.db, actor, ref, ChangeResources, func(tx postgres.TenantTx, _ developer.Member) error {
		got, err := resource.Get(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		settings := got.Settings
		settings.Scopes = slices.Clone(settings.Scopes)
		change(&settings)
		if changed, err = got.Change(settings, later(now, got.UpdatedAt)); err != nil {
			return err
		}
		touched := resource.Differences(got.Settings, changed.Settings)
		if len(touched) == 0 {
			changed = got
			return nil
		}
		if err := resource.Update(ctx, tx, changed, got.UpdatedAt); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ResourceChanged, which.String(), fields(touched)); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return changed, err
}

// Delete removes a resource: tokens for it can no longer be asked for.
func (r *Resources) Delete(ctx context.Context, actor Actor, ref string, which id.Resource, expect Expect) error {
	now := r.clock.Now()
	return within(ctx, r.db, actor, ref, ChangeResources, func(tx postgres.TenantTx, _ developer.Member) error {
		got, err := resource.Get(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		used, err := client.HasDefaultResource(ctx, tx, got.Identifier)
		if err != nil {
			return err
		}
		if used {
			return resource.ErrInUse
		}
		if err := resource.Delete(ctx, tx, which); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ResourceDeleted, which.String(), map[string]string{"identifier": got.Identifier}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
}
