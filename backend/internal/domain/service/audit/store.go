package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// Record writes e into the tenant of tx (one round trip). It gives e an ID.
func Record(ctx context.Context, tx postgres.TenantTx, e Event) error {
	if e.Detail == nil {
		e.Detail = map[string]string{}
	}
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("writing an audit event's detail: %w", err)
	}
	err = dbsqlc.New().AuditInsert(ctx, tx, dbsqlc.AuditInsertParams{
		TenantID: tx.Tenant(), ID: id.NewAudit(), At: e.At, ActorKind: string(e.Actor.Kind), Actor: e.Actor.Name,
		Action: string(e.Action), Target: e.Target, Detail: detail, CorrelationID: e.CorrelationID,
	})
	if err != nil {
		return fmt.Errorf("inserting an audit event: %w", err)
	}
	return nil
}

// Newest reads up to limit events of the tenant of tx, newest first, before the
// given one; the zero ID is the end (one round trip).
func Newest(ctx context.Context, tx postgres.TenantTx, before id.Audit, limit int) ([]Event, error) {
	rows, err := dbsqlc.New().AuditNewest(ctx, tx, dbsqlc.AuditNewestParams{
		TenantID: tx.Tenant(), FromNewest: before.IsZero(), Before: before, MaxRows: int32(limit), //nolint:gosec // a page has at most 101 rows
	})
	if err != nil {
		return nil, fmt.Errorf("reading audit events: %w", err)
	}
	events := make([]Event, 0, len(rows))
	for _, row := range rows {
		e := Event{
			ID: row.ID, At: row.At, Actor: Actor{ActorKind(row.ActorKind), row.Actor}, Action: Action(row.Action),
			Target: row.Target, CorrelationID: row.CorrelationID,
		}
		if err := json.Unmarshal(row.Detail, &e.Detail); err != nil {
			return nil, fmt.Errorf("audit_events.detail of %s is not readable: %w", row.ID, err)
		}
		events = append(events, e)
	}
	return events, nil
}
