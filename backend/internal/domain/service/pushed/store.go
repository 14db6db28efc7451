package pushed

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a request.
func Insert(ctx context.Context, tx postgres.TenantTx, r Request) error {
	p := dbsqlc.PushedRequestInsertParams{
		TenantID: tx.Tenant(), Hash: r.Hash.Bytes(), ClientID: r.Client, Params: r.Params, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
	}
	if r.JKT != "" {
		p.Jkt = &r.JKT
	}
	if err := queries().PushedRequestInsert(ctx, tx, p); err != nil {
		return fmt.Errorf("storing a pushed request: %w", err)
	}
	return nil
}

// Get reads a request by the hash of its name, used or ended as it may be, or
// answers ErrNotFound.
func Get(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Request, error) {
	r, err := queries().PushedRequestByHash(ctx, tx, dbsqlc.PushedRequestByHashParams{TenantID: tx.Tenant(), Hash: hash.Bytes()})
	switch {
	case postgres.IsNone(err):
		return Request{}, ErrNotFound
	case err != nil:
		return Request{}, fmt.Errorf("reading a pushed request: %w", err)
	}
	out := Request{Hash: hash, Client: r.ClientID, Params: r.Params, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, UsedAt: r.UsedAt}
	if r.Jkt != nil {
		out.JKT = *r.Jkt
	}
	return out, nil
}

// Use marks a request as used: of any number of callers one succeeds, the others
// are answered ErrNotFound. Its end does not matter any more: it was live when
// the person came with it.
func Use(ctx context.Context, tx postgres.TenantTx, hash secret.Hash, now time.Time) error {
	n, err := queries().PushedRequestUse(ctx, tx, dbsqlc.PushedRequestUseParams{TenantID: tx.Tenant(), Hash: hash.Bytes(), Now: &now})
	switch {
	case err != nil:
		return fmt.Errorf("using a pushed request: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Sweep deletes requests that ended before a time, of every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().PushedRequestSweep(ctx, tx, dbsqlc.PushedRequestSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
