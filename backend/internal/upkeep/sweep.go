package upkeep

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/person/notice"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/reset"
	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/idempotency"
	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/domain/service/replay"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/ratelimit"
)

// How long what has ended is kept, so that a late replay is still known for what
// it is and a developer can still see what happened.
const (
	keepRequests = 24 * time.Hour
	keepAttempts = 14 * 24 * time.Hour
	keepNotices  = 24 * time.Hour
	keepOther    = time.Hour
)

// Sweep deletes what has expired, in small batches, each its own transaction.
func (u *Upkeep) Sweep(ctx context.Context) error {
	now := u.clock.Now()
	for _, s := range sweepers(now) {
		for {
			var n int64
			err := u.db.AsSystem(ctx, func(tx postgres.SystemTx) error {
				var err error
				n, err = s.run(ctx, tx)
				return err
			})
			if err != nil {
				return err
			}
			if n > 0 {
				u.log.InfoContext(ctx, "swept", "table", s.name, "count", n)
			}
			if n < postgres.SweepBatch {
				break
			}
		}
	}
	return nil
}

func sweepers(now time.Time) []sweeper {
	before := func(name string, keep time.Duration, run func(context.Context, postgres.SystemTx, time.Time) (int64, error)) sweeper {
		return sweeper{name, func(ctx context.Context, tx postgres.SystemTx) (int64, error) { return run(ctx, tx, now.Add(-keep)) }}
	}
	return []sweeper{
		before("auth_requests", keepRequests, authrequest.Sweep),
		before("grants", keepRequests, grant.Sweep),
		before("attempts", keepAttempts, attempt.Sweep),
		before("pushed_requests", keepRequests, pushed.Sweep),
		before("device_codes", keepOther, devicecode.Sweep),
		before("replays", keepOther, replay.Sweep),
		before("logout_deliveries", keepAttempts, logout.Sweep),
		before("clients", keepOther, client.Sweep),
		before("test_sign_ins", keepRequests, testsignin.Sweep),
		before("idempotency_keys", keepOther, idempotency.Sweep),
		before("registrations", keepOther, registration.Sweep),
		before("resets", keepOther, reset.Sweep),
		before("notices", keepNotices, notice.Sweep),
		{"rate_limits", func(ctx context.Context, tx postgres.SystemTx) (int64, error) {
			return ratelimit.Sweep(ctx, tx, now, postgres.SweepBatch)
		}},
	}
}
