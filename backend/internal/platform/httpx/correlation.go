package httpx

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"log/slog"
)

// CorrelationHeader carries the correlation id on every response.
const CorrelationHeader = "X-Correlation-Id"

type correlationKey struct{}

// CorrelationID is the id of the request (or job) that ctx belongs to, 16
// characters a person can read out, or "" outside of one. It is for logs, error
// pages and attempts; it proves nothing about who holds it.
func CorrelationID(ctx context.Context) string {
	id, _ := ctx.Value(correlationKey{}).(string)
	return id
}

// WithCorrelationID answers a context that belongs to id. The chain calls it for
// requests; a worker calls it to go on under the id of what caused the job.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// NewCorrelationID makes a fresh id: 80 random bits in an alphabet without the
// letters people confuse (i, l, o, u). An id a caller sends is never taken over,
// because it would let strangers write into our logs.
func NewCorrelationID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // it never fails; without randomness it ends the program
	return base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").EncodeToString(b[:])
}

// CorrelatedLogs wraps a log handler so that every line logged with a context
// that has a correlation id carries it as correlation_id. Business code logs with
// the logger it was given and never looks for one in the context.
func CorrelatedLogs(next slog.Handler) slog.Handler { return correlated{next} }

type correlated struct{ slog.Handler }

func (h correlated) Handle(ctx context.Context, r slog.Record) error {
	if id := CorrelationID(ctx); id != "" {
		r.AddAttrs(slog.String("correlation_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h correlated) WithAttrs(attrs []slog.Attr) slog.Handler {
	return correlated{h.Handler.WithAttrs(attrs)}
}

func (h correlated) WithGroup(name string) slog.Handler {
	return correlated{h.Handler.WithGroup(name)}
}
