package manage

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/registrationtoken"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// RegistrationTokens are the cases about initial access tokens (RFC 7591 3).
type RegistrationTokens struct {
	db     *postgres.DB
	clock  clock.Clock
	source secret.Source
}

// NewRegistrationTokens makes the cases over db; source makes the tokens.
func NewRegistrationTokens(db *postgres.DB, c clock.Clock, source secret.Source) *RegistrationTokens {
	return &RegistrationTokens{db, c, source}
}

// List answers every token of the tenant, newest first, without its value.
func (r *RegistrationTokens) List(ctx context.Context, actor Actor, ref string) ([]registrationtoken.Token, error) {
	var list []registrationtoken.Token
	err := within(ctx, r.db, actor, ref, ReadRegistrationTokens, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		list, err = registrationtoken.List(ctx, tx)
		return err
	})
	return list, err
}

// Create makes a token, in the clear for this once. Zero uses and lifetime are the
// defaults.
func (r *RegistrationTokens) Create(ctx context.Context, actor Actor, ref, name string, uses int, lifetime time.Duration) (registrationtoken.Token, secret.Value, error) {
	now := r.clock.Now()
	made, raw, err := registrationtoken.New(name, uses, lifetime, r.source, now)
	if err != nil {
		return registrationtoken.Token{}, secret.Value{}, err
	}
	err = within(ctx, r.db, actor, ref, ChangeRegistrationTokens, func(tx postgres.TenantTx, _ developer.Member) error {
		if _, err := tenant.GetForUpdate(ctx, tx); err != nil { // so that no two count at once
			return err
		}
		list, err := registrationtoken.List(ctx, tx)
		if err != nil {
			return err
		}
		if len(list) >= registrationtoken.Most {
			return registrationtoken.ErrTooMany
		}
		if err := registrationtoken.Insert(ctx, tx, made); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, audit.RegistrationTokenCreated, made.ID.String(), nil)
	})
	return made, raw, err
}

// Delete stops a token from working.
func (r *RegistrationTokens) Delete(ctx context.Context, actor Actor, ref string, which id.RegistrationToken) error {
	return within(ctx, r.db, actor, ref, ChangeRegistrationTokens, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := registrationtoken.Delete(ctx, tx, which); err != nil {
			return err
		}
		return record(ctx, tx, actor, r.clock.Now(), audit.RegistrationTokenDeleted, which.String(), nil)
	})
}
