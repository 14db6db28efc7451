// Package queue puts jobs into River in the transaction that caused them: the
// job exists exactly if what caused it was committed.
package queue

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/postgres"
)

// The queues. Mail that people wait for never waits behind housekeeping.
const (
	Mail         = "mail"
	Housekeeping = "housekeeping"
	Logout       = "logout"
)

// Quiet lets River say what is wrong and not that all is well, which it says
// every few seconds.
func Quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }

// Tx is a transaction of any wall.
type Tx interface{ Underlying() pgx.Tx }

// Queue inserts jobs.
type Queue struct{ client *river.Client[pgx.Tx] }

// New returns a queue that inserts into db. It works no jobs.
func New(db *postgres.DB, log *slog.Logger) (*Queue, error) {
	c, err := river.NewClient(riverpgxv5.New(db.Pool()), &river.Config{Schema: postgres.QueueSchema, Logger: Quiet(log)})
	if err != nil {
		return nil, fmt.Errorf("opening the queue: %w", err)
	}
	return &Queue{c}, nil
}

// SendNotice has a notice mailed once tx commits.
func (q *Queue) SendNotice(ctx context.Context, tx Tx, args job.SendNotice) error {
	return q.insert(ctx, tx, args, &river.InsertOpts{Queue: Mail, MaxAttempts: 12, UniqueOpts: river.UniqueOpts{ByArgs: true}})
}

// RotateKeys has a tenant's keys moved along once tx commits, once an hour at most.
func (q *Queue) RotateKeys(ctx context.Context, tx Tx, args job.RotateKeys) error {
	return q.insert(ctx, tx, args, &river.InsertOpts{Queue: Housekeeping, MaxAttempts: 10, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: time.Hour}})
}

// LogoutTries is how often a client is told of a logout before it is given up.
const LogoutTries = 8

// BackchannelLogouts has clients told of a logout once tx commits, each by a job of
// its own. It is two round trips.
func (q *Queue) BackchannelLogouts(ctx context.Context, tx Tx, list []job.BackchannelLogout) error {
	params := make([]river.InsertManyParams, len(list))
	for i, args := range list {
		params[i] = river.InsertManyParams{Args: args, InsertOpts: &river.InsertOpts{Queue: Logout, MaxAttempts: LogoutTries, UniqueOpts: river.UniqueOpts{ByArgs: true}}}
	}
	if _, err := q.client.InsertManyTx(ctx, tx.Underlying(), params); err != nil {
		return fmt.Errorf("inserting backchannel_logout jobs: %w", err)
	}
	return nil
}

func (q *Queue) insert(ctx context.Context, tx Tx, args river.JobArgs, opts *river.InsertOpts) error {
	if _, err := q.client.InsertTx(ctx, tx.Underlying(), args, opts); err != nil {
		return fmt.Errorf("inserting a %s job: %w", args.Kind(), err)
	}
	return nil
}
