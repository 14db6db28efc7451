// Package record keeps attempts and the last use of client secrets outside the
// requests that cause them: they are gathered and written in batches, and what
// is gathered is written at shutdown. A full buffer loses the newest and says so
// in the log, for a request must never wait for its own record.
//
// Cost: none to the request; three round trips per tenant and batch.
package record

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

const (
	capacity = 20_000
	every    = 500 * time.Millisecond
)

// Recorder gathers what happened.
type Recorder struct {
	db    *postgres.DB
	clock clock.Clock
	log   *slog.Logger

	mu       sync.Mutex
	gathered []entry
	lost     int
	flushing sync.Mutex
}

type entry struct {
	attempt attempt.Attempt
	secret  id.ClientSecret
}

// New returns a recorder; call Run to have it write.
func New(db *postgres.DB, clk clock.Clock, log *slog.Logger) *Recorder {
	return &Recorder{db: db, clock: clk, log: log}
}

// Attempt is what an endpoint knows when it is done.
type Attempt struct {
	Tenant        id.Tenant
	Endpoint      string
	Client        *client.Client // nil when none was found
	ClientNamed   string         // the client_id as it was sent
	Secret        id.ClientSecret
	CorrelationID string
	Err           error // nil is success
	Note          oauth.Reason
}

// Add records an attempt. It never blocks.
func (r *Recorder) Add(a Attempt) {
	row := attempt.Attempt{
		Tenant: a.Tenant, ID: id.NewAttempt(), At: r.clock.Now(), Endpoint: a.Endpoint, Outcome: attempt.OK, Reason: oauth.OK, CorrelationID: a.CorrelationID,
	}
	if a.Note != "" {
		row.Reason = a.Note
	}
	if a.Client != nil {
		row.Client = &a.Client.ID
	} else if named := a.ClientNamed; named != "" {
		named = oauth.Mask(named)
		row.ClientNamed = named[:min(len(named), 200)]
	}
	if a.Err != nil {
		e := oauth.AsError(a.Err)
		row.Outcome, row.Reason, row.Received, row.Expected = attempt.Refused, e.Reason, clean(e.Received), clean(e.Expected)
		if e.Reason == oauth.Failed {
			row.Outcome = attempt.Failed
		}
	}
	row.ClientNamed = clean(row.ClientNamed)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.gathered) >= capacity {
		r.lost++
		return
	}
	r.gathered = append(r.gathered, entry{row, a.Secret})
}

// clean makes text storable: PostgreSQL takes neither NUL nor broken UTF-8.
func clean(s string) string {
	out := make([]rune, 0, len(s))
	for _, c := range s {
		if c == 0 || c == 0xfffd {
			c = '?'
		}
		out = append(out, c)
	}
	return string(out)
}

// Run writes what was gathered, twice a second, until ctx ends; then once more.
func (r *Recorder) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			r.Flush(last)
			return
		case <-tick.C:
			r.Flush(ctx)
		}
	}
}

// Flush writes what was gathered so far.
func (r *Recorder) Flush(ctx context.Context) {
	r.flushing.Lock()
	defer r.flushing.Unlock()
	r.mu.Lock()
	list, lost := r.gathered, r.lost
	r.gathered, r.lost = nil, 0
	r.mu.Unlock()
	if lost > 0 {
		r.log.ErrorContext(ctx, "lost attempts: the buffer was full", "count", lost)
	}
	for tenant, entries := range byTenant(list) {
		if err := r.write(ctx, tenant, entries); err != nil {
			r.log.ErrorContext(ctx, "could not write attempts", "tenant", tenant.String(), "count", len(entries), "error", err.Error())
		}
	}
}

func byTenant(list []entry) map[id.Tenant][]entry {
	out := map[id.Tenant][]entry{}
	for _, e := range list {
		out[e.attempt.Tenant] = append(out[e.attempt.Tenant], e)
	}
	return out
}

func (r *Recorder) write(ctx context.Context, tenant id.Tenant, entries []entry) error {
	attempts := make([]attempt.Attempt, len(entries))
	used := map[id.ClientSecret]time.Time{}
	for i, e := range entries {
		attempts[i] = e.attempt
		if !e.secret.IsZero() {
			used[e.secret] = e.attempt.At
		}
	}
	uses := make([]client.SecretUse, 0, len(used))
	for s, at := range used {
		uses = append(uses, client.SecretUse{Secret: s, At: at})
	}
	return r.db.InTenant(ctx, tenant, func(tx postgres.TenantTx) error {
		if err := attempt.InsertMany(ctx, tx, attempts); err != nil {
			return err
		}
		if len(uses) == 0 {
			return nil
		}
		return client.RecordUses(ctx, tx, uses)
	})
}
