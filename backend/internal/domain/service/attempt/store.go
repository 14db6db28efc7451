package attempt

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// InsertMany stores attempts of the transaction's tenant in one statement. A
// tenant that was deleted in the meantime stores nothing.
func InsertMany(ctx context.Context, tx postgres.TenantTx, list []Attempt) error {
	p := dbsqlc.AttemptInsertManyParams{TenantID: tx.Tenant()}
	ids := make([]id.Attempt, len(list))
	for i, a := range list {
		ids[i] = a.ID
		client := ""
		if a.Client != nil {
			client = a.Client.UUIDString()
		}
		p.Ats = append(p.Ats, a.At)
		p.Endpoints = append(p.Endpoints, a.Endpoint)
		p.Outcomes = append(p.Outcomes, string(a.Outcome))
		p.Reasons = append(p.Reasons, string(a.Reason))
		p.ClientIds = append(p.ClientIds, client)
		p.ClientsNamed = append(p.ClientsNamed, a.ClientNamed)
		p.Receiveds = append(p.Receiveds, a.Received)
		p.Expecteds = append(p.Expecteds, a.Expected)
		p.CorrelationIds = append(p.CorrelationIds, a.CorrelationID)
	}
	p.Ids = id.UUIDs(ids)
	if err := queries().AttemptInsertMany(ctx, tx, p); err != nil {
		return fmt.Errorf("storing attempts: %w", err)
	}
	return nil
}

// List reads up to limit attempts before the one given (the zero ID: the
// newest), newest first.
func List(ctx context.Context, tx postgres.TenantTx, before id.Attempt, f Filter, limit int) ([]Attempt, error) {
	if before.IsZero() {
		last, err := id.FromUUID[id.Attempt]("ffffffff-ffff-ffff-ffff-ffffffffffff")
		if err != nil {
			return nil, err
		}
		before = last
	}
	client := ""
	if !f.Client.IsZero() {
		client = f.Client.UUIDString()
	}
	rows, err := queries().AttemptList(ctx, tx, dbsqlc.AttemptListParams{
		TenantID: tx.Tenant(), BeforeID: before, Outcome: string(f.Outcome), ClientUuid: client, Correlation: f.CorrelationID, MaxRows: int32(limit), //nolint:gosec // the door bounds limit to 100
	})
	if err != nil {
		return nil, fmt.Errorf("listing attempts: %w", err)
	}
	out := make([]Attempt, len(rows))
	for i, r := range rows {
		out[i] = Attempt{
			r.TenantID, r.ID, r.At, r.Endpoint, Outcome(r.Outcome), oauth.Reason(r.Reason), r.ClientID, r.ClientNamed, r.Received, r.Expected, r.CorrelationID,
		}
	}
	return out, nil
}

// Sweep deletes attempts from before a time, of every tenant, and answers how many.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().AttemptSweep(ctx, tx, dbsqlc.AttemptSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
