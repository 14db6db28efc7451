// Package idempotency remembers, for a developer, what was answered to a request
// that named itself with an Idempotency-Key. It is given an authenticator of that
// key and a sealed answer, and must never see either in the clear.
package idempotency

import (
	"time"

	"alias.example/alias/backend/internal/platform/secret"
)

const (
	// Kept is how long an answer is remembered.
	Kept = 24 * time.Hour
	// Patience is how long a key waits for its answer. Afterwards whoever claimed
	// it is taken for dead.
	Patience = time.Minute
)

// Entry is what is known about a key.
type Entry struct {
	// Mine says that the key was free and is now the caller's.
	Mine bool
	// Request is the hash of the request the key was claimed for.
	Request secret.Hash
	// Sealed is the answer; nil while it is being made.
	Sealed []byte
}
