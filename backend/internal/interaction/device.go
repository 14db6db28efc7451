package interaction

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/platform/ratelimit"
)

// wrongUserCodes is how many codes that no device waits under one network, or one
// account, may try: eight letters must not be found by guessing (RFC 8628 5.1).
func wrongUserCodes() ratelimit.Limit { return ratelimit.Limit{Burst: 5, Per: 10 * time.Minute} }

// UserCode takes a try at a device's code, of whoever is signed in in a browser.
// found says whether look found a device; only what is not found counts. It
// refuses with a RateLimited fault, before looking.
func (i *Interaction) UserCode(ctx context.Context, people []session.Seen, v Visitor, look func(context.Context) (found bool, err error)) error {
	limit, now := wrongUserCodes(), i.clock.Now()
	tries := map[string][]string{"user_code_network": {v.Network.String()}}
	for _, p := range people {
		tries["user_code_account"] = append(tries["user_code_account"], p.Account.UUIDString())
	}
	for name, keys := range tries {
		for _, key := range keys {
			if err := i.take(ctx, name, key, limit); err != nil {
				return err
			}
		}
	}
	found, err := look(ctx)
	if err != nil || !found {
		return err
	}
	for name, keys := range tries {
		for _, key := range keys {
			if err := i.limits.Return(ctx, i.db.Directory(), name, key, limit, now); err != nil {
				i.log.ErrorContext(ctx, "a rate limit could not be given back", "error", err.Error())
			}
		}
	}
	return nil
}
