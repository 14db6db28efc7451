// Package interaction is what a person does on the way to a service, and to
// their own pages: sign up, prove an address, sign in, choose an account, agree,
// sign out. It is one of the few rooms that see both sides of the wall, because
// consent is where a person and a service meet. It must never tell apart a known
// from an unknown address, in words or in time. Sources: rows L1, L2, L8 of the
// specification, SEC-23, SEC-24, SEC-75 to SEC-81, OpenID Connect Core 3.1.2.4.
package interaction

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/ratelimit"
	"alias.example/alias/backend/internal/platform/secret"
)

// Interaction holds what the cases use.
type Interaction struct {
	db        *postgres.DB
	directory *issuer.Directory
	queue     *queue.Queue
	endings   logout.Endings
	farewells *farewell.Farewells
	passwords *password.Hasher
	limits    *ratelimit.Limiter
	clock     clock.Clock
	source    secret.Source
	steps     secret.MAC
	codes     secret.MAC
	log       *slog.Logger
}

// Parts are what New needs.
type Parts struct {
	DB        *postgres.DB
	Directory *issuer.Directory
	Queue     *queue.Queue
	Endings   logout.Endings
	Farewells *farewell.Farewells
	Passwords *password.Hasher
	Clock     clock.Clock
	Source    secret.Source
	Master    *secret.Master
	Log       *slog.Logger
}

// New returns the cases.
func New(p Parts) *Interaction {
	return &Interaction{
		p.DB, p.Directory, p.Queue, p.Endings, p.Farewells, p.Passwords, ratelimit.New(p.Master.MAC("rate-limits")), p.Clock, p.Source, p.Master.MAC("steps"), p.Master.MAC("codes"), p.Log,
	}
}

// Visitor is what is known of whoever is asking: for limits and for the list of
// sessions, nothing else.
type Visitor struct {
	Network   netip.Prefix
	UserAgent string
}

// Signed is a person who has just signed in.
type Signed struct {
	Token   secret.Value // for the browser's cookie
	Session id.Session
}

// Limits of what strangers may try. A bucket of an address slows a guesser down
// and never locks its owner out for long (row L7).
func perNetwork() ratelimit.Limit  { return ratelimit.Limit{Burst: 60, Per: 10 * time.Minute} }
func perAddress() ratelimit.Limit  { return ratelimit.Limit{Burst: 12, Per: 10 * time.Minute} }
func mailPerKey() ratelimit.Limit  { return ratelimit.Limit{Burst: 4, Per: 15 * time.Minute} }
func codePerKey() ratelimit.Limit  { return ratelimit.Limit{Burst: 20, Per: 10 * time.Minute} }
func mailsPerNet() ratelimit.Limit { return ratelimit.Limit{Burst: 30, Per: 15 * time.Minute} }

// take refuses with RateLimited when a bucket is empty. A limiter that fails
// lets a person through: it guards, it does not gate.
func (i *Interaction) take(ctx context.Context, name, key string, limit ratelimit.Limit) error {
	r, err := i.limits.Take(ctx, i.db.Directory(), name, key, limit, i.clock.Now())
	if err != nil {
		i.log.ErrorContext(ctx, "a rate limit could not be taken", "error", err.Error())
		return nil
	}
	if !r.Allowed {
		return fault.RateLimited("too_many_tries", "That was too often. Please wait a moment.", r.RetryAfter)
	}
	return nil
}
