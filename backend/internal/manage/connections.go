package manage

import (
	"context"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Connections are the cases about the people at a service, who are pseudonyms
// here.
type Connections struct {
	db      *postgres.DB
	clock   clock.Clock
	endings logout.Endings
}

// NewConnections makes the cases over db; endings have the clients told.
func NewConnections(db *postgres.DB, c clock.Clock, endings logout.Endings) *Connections {
	return &Connections{db, c, endings}
}

// List answers up to limit connections, newest first, before the given one; see
// connection.At.
func (c *Connections) List(ctx context.Context, actor Actor, ref string, of id.Client, search string, before id.Connection, limit int) ([]connection.Met, error) {
	var list []connection.Met
	err := within(ctx, c.db, actor, ref, ReadConnections, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		list, err = connection.At(ctx, tx, of, search, before, limit)
		return err
	})
	return list, err
}

// Revoke ends a connection: what the person granted is gone, their tokens are dead
// at once, and the clients they were at are told. They may come back, and are
// asked again.
func (c *Connections) Revoke(ctx context.Context, actor Actor, ref string, which id.Connection) error {
	now := c.clock.Now()
	return within(ctx, c.db, actor, ref, RevokeConnections, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := c.endings.Disconnect(ctx, tx, which, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, audit.ConnectionRevoked, which.String(), nil)
	})
}

// Deliveries answers up to limit notices of logouts to a client, newest first,
// before the given one.
func (c *Connections) Deliveries(ctx context.Context, actor Actor, ref string, of id.Client, before id.LogoutDelivery, limit int) ([]logout.Delivery, error) {
	var list []logout.Delivery
	err := within(ctx, c.db, actor, ref, ReadClients, func(tx postgres.TenantTx, _ developer.Member) error {
		if _, err := client.Get(ctx, tx, of, c.clock.Now()); err != nil {
			return err
		}
		var err error
		list, err = logout.List(ctx, tx, of, before, limit)
		return err
	})
	return list, err
}
