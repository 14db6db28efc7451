package manage

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/idempotency"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Replays are the cases that let a developer repeat a request without repeating
// what it does.
type Replays struct {
	db    *postgres.DB
	clock clock.Clock
}

// NewReplays makes the cases over db.
func NewReplays(db *postgres.DB, c clock.Clock) *Replays { return &Replays{db, c} }

// Claim takes key for request, or says what it is already used for.
func (r *Replays) Claim(ctx context.Context, actor Actor, key string, request secret.Hash) (idempotency.Entry, error) {
	var entry idempotency.Entry
	err := r.db.InDeveloper(ctx, actor.Developer, func(tx postgres.DeveloperTx) error {
		var err error
		entry, err = idempotency.Claim(ctx, tx, key, request, r.clock.Now())
		return err
	})
	return entry, err
}

// Remember keeps the sealed answer to a claimed key.
func (r *Replays) Remember(ctx context.Context, actor Actor, key string, status int, sealed []byte) error {
	return idempotency.Remember(ctx, r.db.PeekDeveloper(actor.Developer), key, status, sealed, r.clock.Now())
}

// Release gives up a claimed key without an answer.
func (r *Replays) Release(ctx context.Context, actor Actor, key string) error {
	return idempotency.Release(ctx, r.db.PeekDeveloper(actor.Developer), key)
}
