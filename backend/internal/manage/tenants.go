package manage

import (
	"context"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Expect refuses a change to a resource that has another version than the caller
// has seen; nil accepts every version. The version is when it was last changed.
type Expect func(updatedAt time.Time) error

// Tenants are the cases about workspaces.
type Tenants struct {
	db    *postgres.DB
	clock clock.Clock
}

// NewTenants makes the cases over db.
func NewTenants(db *postgres.DB, c clock.Clock) *Tenants { return &Tenants{db, c} }

// CheckSlug says whether a tenant could be created with slug now.
func (t *Tenants) CheckSlug(ctx context.Context, slug string) (tenant.SlugReason, error) {
	if reason := tenant.JudgeSlug(slug); reason != tenant.SlugFine {
		return reason, nil
	}
	_, err := tenant.OfSlug(ctx, t.db.Directory(), slug)
	switch {
	case err == nil:
		return tenant.SlugTaken, nil
	case fault.KindOf(err) == fault.KindNotFound:
		return tenant.SlugFine, nil
	default:
		return "", err
	}
}

// List answers up to limit tenants that actor is a member of, oldest first, after
// the given one.
func (t *Tenants) List(ctx context.Context, actor Actor, after id.Tenant, limit int) ([]tenant.Membership, error) {
	return tenant.List(ctx, t.db.PeekDeveloper(actor.Developer), after, limit)
}

// Create makes a tenant that actor owns. Its issuer answers as soon as this returns.
func (t *Tenants) Create(ctx context.Context, actor Actor, slug, name string, environment tenant.Environment) (tenant.Membership, error) {
	now := t.clock.Now()
	made, err := tenant.New(slug, name, environment, now)
	if err != nil {
		return tenant.Membership{}, err
	}
	err = t.db.InTenant(ctx, made.ID, func(tx postgres.TenantTx) error {
		if err := tenant.Create(ctx, tx, made); err != nil {
			return err
		}
		owner := developer.Member{Tenant: made.ID, Developer: actor.Developer, Role: developer.Owner, Name: actor.Nickname, CreatedAt: now}
		if err := developer.Add(ctx, tx, owner); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.TenantCreated, made.ID.String(), map[string]string{"slug": made.Slug, "environment": string(made.Environment)}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	if err != nil {
		return tenant.Membership{}, err
	}
	return tenant.Membership{Tenant: made, Role: string(developer.Owner)}, nil
}

// Get answers the tenant that ref names, by ID or slug.
func (t *Tenants) Get(ctx context.Context, actor Actor, ref string) (tenant.Membership, error) {
	var found tenant.Membership
	err := within(ctx, t.db, actor, ref, ReadTenant, func(tx postgres.TenantTx, m developer.Member) error {
		got, err := tenant.Get(ctx, tx)
		found = tenant.Membership{Tenant: got, Role: string(m.Role)}
		return err
	})
	return found, err
}

// TenantChange says what to change. What is nil stays.
type TenantChange struct {
	Name     *string
	Settings func(*tenant.Settings)
}

// Update changes the tenant's name and settings.
func (t *Tenants) Update(ctx context.Context, actor Actor, ref string, change TenantChange, expect Expect) (tenant.Membership, error) {
	now := t.clock.Now()
	var changed tenant.Membership
	err := within(ctx, t.db, actor, ref, ChangeTenant, func(tx postgres.TenantTx, m developer.Member) error {
		got, err := tenant.GetForUpdate(ctx, tx)
		if err != nil {
			return err
		}
		changed = tenant.Membership{Tenant: got, Role: string(m.Role)}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		name, settings := got.Name, got.Settings
		set(&name, change.Name)
		if change.Settings != nil {
			change.Settings(&settings)
		}
		is, err := got.Change(name, settings, now)
		if err != nil {
			return err
		}
		groups := tenant.Differences(got.Settings, is.Settings)
		if is.Name == got.Name && len(groups) == 0 {
			return nil
		}
		if err := tenant.Update(ctx, tx, is); err != nil {
			return err
		}
		changed.Tenant = is
		if is.Name != got.Name {
			if err := record(ctx, tx, actor, now, audit.TenantRenamed, got.ID.String(), map[string]string{"name": is.Name}); err != nil {
				return err
			}
		}
		if len(groups) > 0 {
			if err := record(ctx, tx, actor, now, audit.TenantChanged, got.ID.String(), fields(groups)); err != nil {
				return err
			}
		}
		return postgres.Changed(ctx, tx)
	})
	return changed, err
}

// Delete removes the tenant and everything in it. Its audit goes with it; what
// remains is its slug, which nobody else can have.
func (t *Tenants) Delete(ctx context.Context, actor Actor, ref string, expect Expect) error {
	now := t.clock.Now()
	return within(ctx, t.db, actor, ref, DeleteTenant, func(tx postgres.TenantTx, _ developer.Member) error {
		got, err := tenant.GetForUpdate(ctx, tx)
		if err != nil {
			return err
		}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		if err := tenant.Delete(ctx, tx, got, now); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
}

func (e Expect) check(updatedAt time.Time) error {
	if e == nil {
		return nil
	}
	return e(updatedAt)
}

// within runs fn in the wall of the tenant that ref names, for a member whose role
// allows action. A ref that is malformed or unknown, and a tenant the actor is no
// member of, are refused in the same words.
func within(ctx context.Context, db *postgres.DB, actor Actor, ref string, action Action, fn func(postgres.TenantTx, developer.Member) error) error {
	tenantID, err := resolve(ctx, db, ref)
	if err != nil {
		return err
	}
	return db.InTenant(ctx, tenantID, func(tx postgres.TenantTx) error {
		if actor.operator {
			if _, err := tenant.Get(ctx, tx); err != nil {
				return err
			}
			return fn(tx, developer.Member{Tenant: tenantID, Role: developer.Owner})
		}
		m, err := developer.Get(ctx, tx, actor.Developer)
		if err != nil {
			return err
		}
		if !May(m.Role, action) {
			return ErrForbidden
		}
		return fn(tx, m)
	})
}

// resolve turns a reference into an identifier. One that names nothing becomes an
// identifier that nobody has, so that the answer takes the same way, and the same
// time, as that for another's tenant.
func resolve(ctx context.Context, db *postgres.DB, ref string) (id.Tenant, error) {
	if tenantID, err := id.Parse[id.Tenant](ref); err == nil {
		return tenantID, nil
	}
	entry, err := tenant.OfSlug(ctx, db.Directory(), ref)
	if fault.KindOf(err) == fault.KindNotFound {
		return id.NewTenant(), nil
	}
	return entry.Tenant, err
}

// record writes an event of actor into the audit.
func record(ctx context.Context, tx postgres.TenantTx, actor Actor, now time.Time, action audit.Action, target string, detail map[string]string) error {
	return audit.Record(ctx, tx, audit.Event{
		At: now, Actor: actor.audited(), Action: action, Target: target, Detail: detail,
		CorrelationID: httpx.CorrelationID(ctx),
	})
}

// fields is the detail of a change: what it touched.
func fields(touched []string) map[string]string {
	return map[string]string{"fields": strings.Join(touched, " ")}
}
