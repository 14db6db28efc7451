package manage

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Attempts are the cases about what relying parties tried.
type Attempts struct{ db *postgres.DB }

// NewAttempts makes the cases over db.
func NewAttempts(db *postgres.DB) *Attempts { return &Attempts{db} }

// NamedAttempt is an attempt, and what its client is called now.
type NamedAttempt struct {
	attempt.Attempt

	ClientName string
}

// List answers up to limit attempts, newest first, before the given one.
func (a *Attempts) List(ctx context.Context, actor Actor, ref string, filter attempt.Filter, before id.Attempt, limit int) ([]NamedAttempt, error) {
	var named []NamedAttempt
	err := within(ctx, a.db, actor, ref, ReadAttempts, func(tx postgres.TenantTx, _ developer.Member) error {
		list, err := attempt.List(ctx, tx, before, filter, limit)
		if err != nil {
			return err
		}
		var clients []id.Client
		for _, one := range list {
			if one.Client != nil {
				clients = append(clients, *one.Client)
			}
		}
		names, err := client.Names(ctx, tx, clients)
		if err != nil {
			return err
		}
		named = make([]NamedAttempt, len(list))
		for i, one := range list {
			named[i] = NamedAttempt{Attempt: one}
			if one.Client != nil {
				named[i].ClientName = names[*one.Client]
			}
		}
		return nil
	})
	return named, err
}
