// Package ratelimit counts how often somebody does something, in PostgreSQL, so
// that every server counts together and a burst of parallel calls counts in full.
//
// It must never store who it counts: a row's key is an HMAC, and nothing else in
// the row is about anybody. What a limit is, and what happens at it, is the
// caller's business.
//
// Cost: Take is one round trip, and one more when it refuses, to say for how long.
package ratelimit

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Limit is a bucket of tokens: Burst can be taken at once, and an empty bucket
// is full again after Per, token by token. Both must be positive, and Per is at
// least a microsecond for each token.
type Limit struct {
	Burst int
	Per   time.Duration
}

// step is how long one token takes to come back.
func (l Limit) step() time.Duration {
	return max((l.Per / time.Duration(max(l.Burst, 1))).Truncate(time.Microsecond), time.Microsecond)
}

// Result is what a bucket answered.
type Result struct {
	// Allowed says that a token was taken.
	Allowed bool
	// Remaining is how many more could be taken now.
	Remaining int
	// RetryAfter is how long to wait until the next token, rounded up to a second as
	// the Retry-After header wants it; 0 when Allowed.
	RetryAfter time.Duration
}

// Limiter takes tokens from buckets. It is safe for concurrent use.
type Limiter struct {
	mac secret.MAC
}

// New makes a limiter whose keys are authenticators by mac, which should serve no
// other purpose.
func New(mac secret.MAC) *Limiter { return &Limiter{mac} }

// Take takes one token at time now from the bucket that belongs to name (what is
// limited, such as "login_by_network") and key (who, such as a network or an
// address; it is stored only as part of an HMAC). The buckets of different names
// are different, and a new bucket is full.
//
// Give it db.Directory(): in a transaction of the caller the row would stay locked
// until its end, and a rollback would give the token back. An error means that it
// is not known whether a token was taken; let a person through then, and refuse a
// machine.
func (l *Limiter) Take(ctx context.Context, db postgres.Querier, name, key string, limit Limit, now time.Time) (Result, error) {
	return take(ctx, db, l.mac.Sum(name, key), limit, now)
}

// Return gives back a token that Take took at time now: for what turned out not
// to be what the limit is for.
func (l *Limiter) Return(ctx context.Context, db postgres.Querier, name, key string, limit Limit, now time.Time) error {
	return giveBack(ctx, db, l.mac.Sum(name, key), limit, now)
}

// result reads a bucket that will be full at fullAt.
func (l Limit) result(allowed bool, fullAt, now time.Time) Result {
	step := l.step()
	room := now.Add(step * time.Duration(l.Burst)).Sub(fullAt)
	r := Result{Allowed: allowed, Remaining: max(0, int(room/step))}
	if !allowed {
		wait := max(step-room, time.Microsecond)
		r.Remaining, r.RetryAfter = 0, (wait + time.Second - time.Nanosecond).Truncate(time.Second)
	}
	return r
}
