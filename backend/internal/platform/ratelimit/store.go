package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc" //nolint:depguard // this is the one store.go below the nouns
)

func take(ctx context.Context, db postgres.Querier, key []byte, limit Limit, now time.Time) (Result, error) {
	step, queries := limit.step(), dbsqlc.New()
	emptyUntilFull := now.Add(step * time.Duration(limit.Burst))
	fullAt, err := queries.RateLimitTake(ctx, db, dbsqlc.RateLimitTakeParams{
		Key: key, Tokens: float64(limit.Burst - 1), Now: now, OneStepOn: now.Add(step), OneRefillOn: emptyUntilFull,
	})
	allowed := err == nil
	if errors.Is(err, pgx.ErrNoRows) {
		fullAt, err = queries.RateLimitFullAt(ctx, db, key)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		fullAt, err = emptyUntilFull, nil // swept in between; the refusal stands
	}
	if err != nil {
		return Result{}, fmt.Errorf("taking from a rate limit: %w", err)
	}
	return limit.result(allowed, fullAt, now), nil
}

func giveBack(ctx context.Context, db postgres.Querier, key []byte, limit Limit, now time.Time) error {
	err := dbsqlc.New().RateLimitReturn(ctx, db, dbsqlc.RateLimitReturnParams{Key: key, Now: now, Step: pgtype.Interval{Microseconds: limit.step().Microseconds(), Valid: true}})
	if err != nil {
		return fmt.Errorf("giving back to a rate limit: %w", err)
	}
	return nil
}

// Sweep forgets at most atMost buckets that are full again at time now, and
// answers how many it forgot. It needs the role that sweeps.
func Sweep(ctx context.Context, tx postgres.SystemTx, now time.Time, atMost int32) (int64, error) {
	n, err := dbsqlc.New().RateLimitSweep(ctx, tx, dbsqlc.RateLimitSweepParams{Now: now, AtMost: atMost})
	if err != nil {
		return 0, fmt.Errorf("sweeping rate limits: %w", err)
	}
	return n, nil
}
