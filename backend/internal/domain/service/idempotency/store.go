package idempotency

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// Claim takes key for the developer of tx, or says what it is already used for
// (one round trip, or two when it is taken).
func Claim(ctx context.Context, tx postgres.DeveloperTx, key string, request secret.Hash, now time.Time) (Entry, error) {
	scope, err := scopeOf(tx.Developer())
	if err != nil {
		return Entry{}, err
	}
	claimed, err := dbsqlc.New().IdempotencyClaim(ctx, tx, dbsqlc.IdempotencyClaimParams{
		ScopeID: scope, Key: key, RequestHash: request.Bytes(), Now: now, ExpiresAt: now.Add(Patience),
	})
	if err != nil {
		return Entry{}, fmt.Errorf("claiming an idempotency key: %w", err)
	}
	if claimed == 1 {
		return Entry{Mine: true, Request: request}, nil
	}
	row, err := dbsqlc.New().IdempotencyByKey(ctx, tx, dbsqlc.IdempotencyByKeyParams{ScopeID: scope, Key: key})
	if err != nil {
		return Entry{}, fmt.Errorf("reading an idempotency key: %w", err)
	}
	first, err := secret.HashFrom(row.RequestHash)
	if err != nil {
		return Entry{}, fmt.Errorf("idempotency_keys.request_hash is not a hash: %w", err)
	}
	return Entry{Request: first, Sealed: row.Sealed}, nil
}

// Remember keeps the answer to a claimed key (one round trip).
func Remember(ctx context.Context, tx postgres.DeveloperTx, key string, status int, sealed []byte, now time.Time) error {
	scope, err := scopeOf(tx.Developer())
	if err != nil {
		return err
	}
	kept := int32(status) //nolint:gosec // an HTTP status
	err = dbsqlc.New().IdempotencyRemember(ctx, tx, dbsqlc.IdempotencyRememberParams{
		ScopeID: scope, Key: key, Status: &kept, Sealed: sealed, ExpiresAt: now.Add(Kept),
	})
	if err != nil {
		return fmt.Errorf("remembering an answer: %w", err)
	}
	return nil
}

// Release gives up a claimed key that has no answer (one round trip).
func Release(ctx context.Context, tx postgres.DeveloperTx, key string) error {
	scope, err := scopeOf(tx.Developer())
	if err != nil {
		return err
	}
	if err := dbsqlc.New().IdempotencyRelease(ctx, tx, dbsqlc.IdempotencyReleaseParams{ScopeID: scope, Key: key}); err != nil {
		return fmt.Errorf("releasing an idempotency key: %w", err)
	}
	return nil
}

// Sweep deletes answers that were kept long enough before a time, of everybody
// (one round trip).
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return dbsqlc.New().IdempotencySweep(ctx, tx, dbsqlc.IdempotencySweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

func scopeOf(d id.Developer) (pgtype.UUID, error) {
	scope, err := d.UUIDValue()
	if err != nil {
		return scope, fmt.Errorf("the scope of an idempotency key: %w", err)
	}
	return scope, nil
}
