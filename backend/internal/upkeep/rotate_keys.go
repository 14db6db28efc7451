package upkeep

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/postgres"
)

const mostDue = 500

// FanOutKeyRotation has one job made for each tenant whose keys may be due.
func (u *Upkeep) FanOutKeyRotation(ctx context.Context) error {
	var due []id.Tenant
	err := u.db.AsSystem(ctx, func(tx postgres.SystemTx) error {
		var err error
		due, err = signingkey.TenantsDue(ctx, tx, u.clock.Now(), mostDue)
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range due {
		err := u.db.InTenant(ctx, t, func(tx postgres.TenantTx) error {
			return u.queue.RotateKeys(ctx, tx, job.RotateKeys{TenantID: t.String()})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RotateKeys moves a tenant's keys along their timetable: what has signed long
// enough is retired once its successor has been published long enough, and what
// has been retired long enough is destroyed.
func (u *Upkeep) RotateKeys(ctx context.Context, tenant id.Tenant) error {
	return u.db.InTenant(ctx, tenant, func(tx postgres.TenantTx) error {
		if err := signingkey.Lock(ctx, tx); err != nil {
			return err
		}
		now := u.clock.Now()
		keys, err := signingkey.List(ctx, tx)
		if err != nil {
			return err
		}
		changed := false
		for _, k := range keys {
			next, ok := signingkey.Find(keys, k.Alg, signingkey.Next)
			switch {
			case k.State == signingkey.Active && ok && signingkey.RotationDue(k, next, now):
				err = signingkey.Rotate(ctx, tx, u.sealer, k.Alg, keys, now)
				changed = true
			case k.DestructionDue(now):
				err = signingkey.Destroy(ctx, tx, k, now)
				changed = true
			}
			if err != nil {
				return err
			}
		}
		if !changed {
			return nil
		}
		if err := audit.Record(ctx, tx, audit.Event{
			ID: id.NewAudit(), At: now, Actor: audit.System(), Action: audit.KeysRotated, Target: tenant.String(), Detail: map[string]string{"by": "schedule"},
		}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
}
