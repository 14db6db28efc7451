package replay

import (
	"context"
	"fmt"
	"slices"
	"time"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Once answers nil to the first who shows a thing at a tenant, and ErrSeen to
// everybody after, until it ends. It is one statement.
func Once(ctx context.Context, tx postgres.TenantTx, key secret.Hash, ends time.Time) error {
	again, err := Each(ctx, tx, Shown{key, ends})
	if err == nil && len(again) > 0 {
		return ErrSeen
	}
	return err
}

// Each is Once for several things in one statement. It answers those that were
// shown before; the others are remembered all the same.
func Each(ctx context.Context, tx postgres.TenantTx, things ...Shown) ([]Shown, error) {
	p := dbsqlc.ReplayInsertParams{TenantID: tx.Tenant()}
	for _, t := range things {
		p.Hashes, p.Ends = append(p.Hashes, t.Key.Bytes()), append(p.Ends, t.Ends)
	}
	fresh, err := queries().ReplayInsert(ctx, tx, p)
	if err != nil {
		return nil, fmt.Errorf("remembering what was shown: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(things), func(t Shown) bool {
		return slices.ContainsFunc(fresh, func(h []byte) bool { return string(h) == string(t.Key.Bytes()) })
	}), nil
}

// Sweep forgets what ended before a time, of every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().ReplaySweep(ctx, tx, dbsqlc.ReplaySweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
