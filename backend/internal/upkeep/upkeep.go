// Package upkeep is what time asks for: mail that waits to be sent, clients that
// wait to hear of a logout, keys that are due, sessions and rows that have expired. Every case is idempotent by state, for a job
// may run twice.
package upkeep

import (
	"context"
	"log/slog"

	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/secret"
)

// Letter is a written mail.
type Letter struct{ Subject, Text, HTML string }

// Letters writes account mail, in the look of the hosted pages.
type Letters interface {
	VerifyCode(code secret.Value, minutes int) (Letter, error)
	AlreadyRegistered(nickname string) (Letter, error)
	ResetCode(nickname string, code secret.Value, minutes int) (Letter, error)
	PasswordChanged(nickname string) (Letter, error)
}

// Upkeep holds what the cases use.
type Upkeep struct {
	db        *postgres.DB
	queue     *queue.Queue
	mail      mail.Sender
	letters   Letters
	farewells *farewell.Farewells
	outbound  *outbound.Client
	clock     clock.Clock
	source    secret.Source
	codes     secret.MAC
	sealer    *secret.Sealer
	host      string
	log       *slog.Logger
}

// Parts are what New needs.
type Parts struct {
	DB        *postgres.DB
	Queue     *queue.Queue
	Mail      mail.Sender
	Letters   Letters
	Farewells *farewell.Farewells
	Outbound  *outbound.Client
	Clock     clock.Clock
	Source    secret.Source
	Master    *secret.Master
	Host      string // of the base URL, for Message-IDs
	Log       *slog.Logger
}

// New returns the cases.
func New(p Parts) *Upkeep {
	return &Upkeep{p.DB, p.Queue, p.Mail, p.Letters, p.Farewells, p.Outbound, p.Clock, p.Source, p.Master.MAC("codes"), p.Master.Sealer("signing-keys"), p.Host, p.Log}
}

// sweeper deletes one kind of expired row, a batch at a time.
type sweeper struct {
	name string
	run  func(context.Context, postgres.SystemTx) (int64, error)
}
