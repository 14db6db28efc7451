package logout

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/secret"
)

// Endings end sessions and connections, and have the clients told.
type Endings struct{ queue *queue.Queue }

// NewEndings returns the endings of a deployment; q takes their jobs.
func NewEndings(q *queue.Queue) Endings { return Endings{q} }

// Sessions ends the sessions of the given tokens, by which tx must have been
// opened, and answers whom they had reached. Those that are over already are no
// error.
func (e Endings) Sessions(ctx context.Context, tx postgres.PersonTx, tokens []secret.Hash, cause Cause, now time.Time) ([]Notice, error) {
	over, err := lockByToken(ctx, tx, tokens)
	if err != nil {
		return nil, err
	}
	return e.end(ctx, tx, over, cause, now)
}

// All ends every session of a person.
func (e Endings) All(ctx context.Context, tx postgres.PersonTx, a id.Account, cause Cause, now time.Time) ([]Notice, error) {
	over, err := lockByOwner(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	return e.end(ctx, tx, over, cause, now)
}

// end ends locked sessions. The notices are left before the sessions go: they are
// what says that a person may leave them (walls.sql).
func (e Endings) end(ctx context.Context, tx postgres.PersonTx, over sessions, cause Cause, now time.Time) ([]Notice, error) {
	if len(over.ids) == 0 {
		return nil, nil
	}
	reached, err := reachedBy(ctx, tx, over)
	if err != nil {
		return nil, err
	}
	if err := e.tell(ctx, tx, reached, cause, now); err != nil {
		return nil, err
	}
	return reached, remove(ctx, tx, over)
}

// Connection ends one of a person's connections, because they leave: what was
// granted is deleted, so that every token made from it is dead at once, and the
// pseudonym is kept for their return. It answers ErrNoConnection when they have no
// such connection, or have left it.
func (e Endings) Connection(ctx context.Context, tx postgres.PersonTx, a id.Account, c id.Connection, now time.Time) error {
	clients, err := clientsAt(ctx, tx, a, c)
	if err != nil {
		return err
	}
	if err := e.tell(ctx, tx, clients, ConsentWithdrawn, now); err != nil {
		return err
	}
	return leave(ctx, tx, a, c, now)
}

// Disable ends every session of a person and all their connections, which Revive
// takes up again.
func (e Endings) Disable(ctx context.Context, tx postgres.PersonTx, a id.Account, now time.Time) error {
	return e.close(ctx, tx, a, AccountDisabled, now)
}

// Revive takes up the connections that Disable ended at a time. The tokens of
// before stay dead.
func (Endings) Revive(ctx context.Context, tx postgres.PersonTx, a id.Account, disabled, now time.Time) error {
	return revive(ctx, tx, a, disabled, now)
}

// Delete is Disable for ever: what was granted goes, and what the person wrote.
// The pseudonyms stay behind, so that nobody is ever given one again.
func (e Endings) Delete(ctx context.Context, tx postgres.PersonTx, a id.Account, now time.Time) error {
	if err := e.close(ctx, tx, a, AccountDeleted, now); err != nil {
		return err
	}
	return forget(ctx, tx, a)
}

func (e Endings) close(ctx context.Context, tx postgres.PersonTx, a id.Account, cause Cause, now time.Time) error {
	over, err := lockByOwner(ctx, tx, a)
	if err != nil {
		return err
	}
	clients, err := clientsOf(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := e.tell(ctx, tx, clients, cause, now); err != nil {
		return err
	}
	if err := endConnections(ctx, tx, a, now); err != nil {
		return err
	}
	return remove(ctx, tx, over)
}

// Disconnect ends a connection because the service's developer revokes it. It
// answers ErrNoConnection when there is none, or it has ended.
func (e Endings) Disconnect(ctx context.Context, tx postgres.TenantTx, c id.Connection, now time.Time) error {
	clients, err := disconnect(ctx, tx, c, now)
	if err != nil {
		return err
	}
	return e.tell(ctx, tx, clients, DeveloperRevoked, now)
}

// tell leaves the notices, each with its job.
func (e Endings) tell(ctx context.Context, tx inserter, notices []Notice, cause Cause, now time.Time) error {
	if len(notices) == 0 {
		return nil
	}
	if err := insert(ctx, tx, notices, cause, now); err != nil {
		return err
	}
	jobs := make([]job.BackchannelLogout, len(notices))
	for i, n := range notices {
		jobs[i] = job.BackchannelLogout{TenantID: n.Tenant.String(), DeliveryID: n.ID.String()}
	}
	return e.queue.BackchannelLogouts(ctx, tx, jobs)
}

// Grace is how long a session that has run out is left alone: whoever came while
// it lived has been answered by then.
const Grace = time.Minute

// Expire ends sessions that ran out, of everybody, and leaves their notices, at
// most a batch. It answers how many ended. The jobs are Waiting's to make, for the
// system has no say in the queue.
func Expire(ctx context.Context, tx postgres.SystemTx, now time.Time) (int, error) {
	n, reached, err := expire(ctx, tx, now.Add(-Grace))
	if err != nil {
		return 0, err
	}
	return n, insert(ctx, tx, reached, SessionExpired, now)
}
