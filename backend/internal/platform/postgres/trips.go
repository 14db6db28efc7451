package postgres

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Trips counts round trips to the database, for the tests that hold endpoints
// to what their package comment says. A batch is one; so is a begin and a commit.
type Trips struct {
	mu         sync.Mutex
	count      int
	statements []string
}

// Reset starts counting from nothing.
func (t *Trips) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count, t.statements = 0, nil
}

// Count is how many round trips there were since Reset, and what they said.
func (t *Trips) Count() (int, []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count, t.statements
}

func (t *Trips) add(sql string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
	t.statements = append(t.statements, sql)
}

// TraceQueryStart implements pgx.QueryTracer.
func (t *Trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.add(data.SQL)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*Trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (t *Trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	if n := len(data.Batch.QueuedQueries); n > 0 {
		t.add("batch: " + data.Batch.QueuedQueries[n-1].SQL)
	}
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (*Trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (*Trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
