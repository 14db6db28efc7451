// Package home is what a person does on their own pages. It stands on the
// person's side of the wall and needs nothing of any service's: what it shows of
// one is the public card kept on the connection.
package home

import (
	"context"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Home holds what the cases use.
type Home struct {
	db      *postgres.DB
	clock   clock.Clock
	endings logout.Endings
}

// New returns the cases.
func New(db *postgres.DB, clk clock.Clock, endings logout.Endings) *Home {
	return &Home{db, clk, endings}
}

// Connections lists a person's connections, the latest change first.
func (h *Home) Connections(ctx context.Context, account id.Account) ([]connection.Own, error) {
	return connection.Mine(ctx, h.db.PeekPerson(account), account)
}

// Leave ends one of a person's connections, at once and for every client of the
// service, which are told, or answers logout.ErrNoConnection.
func (h *Home) Leave(ctx context.Context, account id.Account, c id.Connection) error {
	return h.db.InPerson(ctx, account, func(tx postgres.PersonTx) error {
		return h.endings.Connection(ctx, tx, account, c, h.clock.Now())
	})
}
