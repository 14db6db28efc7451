package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
)

// Why nothing came back. Every error of a call is one of these by errors.Is, or
// context.Canceled when the caller gave up.
var (
	// ErrRefused: the guard said no; no connection was opened.
	ErrRefused = errors.New("refused")
	// ErrUnreachable: no name, no connection, no trusted certificate or no HTTP.
	ErrUnreachable = errors.New("unreachable")
	// ErrTimeout: it took too long.
	ErrTimeout = errors.New("timed out")
	// ErrTooLarge: the answer is larger than we read.
	ErrTooLarge = errors.New("too large")
	// ErrEncoded: the answer is compressed, although that was ruled out.
	ErrEncoded = errors.New("encoded")
)

// Retryable reports whether the same call may succeed later although nobody
// changes the address or what it serves.
func Retryable(err error) bool {
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrTimeout) || errors.Is(err, context.Canceled)
}

// failure is a kind of error with a sentence of its own.
type failure struct {
	kind error
	says string
}

func failed(kind error, says string) error { return &failure{kind, says} }

func tooLarge(limit int64) error {
	return failed(ErrTooLarge, fmt.Sprintf("The answer is larger than %d bytes.", limit))
}

func (f *failure) Error() string { return f.says }

func (f *failure) Unwrap() error { return f.kind }

// explain makes one of our errors of what the network said, and keeps none of it.
func explain(ctx context.Context, err error) error {
	var ours *failure
	var slow net.Error
	var distrust *tls.CertificateVerificationError
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("fetching on behalf of others: %w", context.Canceled)
	case ctx.Err() != nil, errors.As(err, &slow) && slow.Timeout():
		return failed(ErrTimeout, "The server did not answer in time.")
	case errors.As(err, &distrust):
		return failed(ErrUnreachable, "The server's certificate is not valid for this host, or not trusted.")
	}
	return failed(ErrUnreachable, "The server could not be reached, or did not answer as a web server does.")
}
