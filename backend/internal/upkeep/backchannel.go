package upkeep

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
)

// ErrNotTold says that a client was not told and should be later.
var ErrNotTold = errors.New("upkeep: a client could not be told of a logout")

// BackchannelLogout tells a client that a session ended, or a consent. Whatever
// the client says, what hung on it is ended here before. Every try is on record;
// what could succeed later is answered as ErrNotTold, unless it was the last try.
// A client that listens nowhere leaves no record.
func (u *Upkeep) BackchannelLogout(ctx context.Context, tenant id.Tenant, which id.LogoutDelivery, last bool) error {
	var d logout.Delivery
	err := u.db.InTenant(ctx, tenant, func(tx postgres.TenantTx) error {
		var err error
		if d, err = logout.Get(ctx, tx, which); err != nil || d.Status != logout.Pending {
			return err
		}
		return logout.Apply(ctx, tx, d, u.clock.Now())
	})
	if errors.Is(err, logout.ErrNotFound) || err == nil && d.Status != logout.Pending {
		return nil // swept, its client deleted, or told by an earlier try
	}
	if err != nil {
		return err
	}
	call, err := u.farewells.Call(ctx, d.Notice)
	if err != nil {
		return err
	}
	if call.Address == "" {
		return logout.Drop(ctx, u.db.PeekTenant(tenant), which)
	}
	t := u.tell(ctx, call)
	if errors.Is(t.err, context.Canceled) {
		return t.err // we are stopping: that was no try
	}
	if t.status == logout.Pending && last {
		t.status = logout.Failed
	}
	if err := logout.Tried(ctx, u.db.PeekTenant(tenant), which, t.status, t.code, t.problem, u.clock.Now()); err != nil {
		return err
	}
	if t.status == logout.Pending {
		return ErrNotTold
	}
	return nil
}

// try is what became of one.
type try struct {
	status  logout.Status
	code    int    // HTTP; 0 for no answer
	problem string // for the developer
	err     error
}

// The statuses that mean something (Back-Channel Logout 2.8).
const (
	loggedOut    = 200
	loggedOutToo = 204 // frameworks answer so where there is nothing to say
	refused      = 400
	failed       = 500 // and above
)

// tell posts a logout token (Back-Channel Logout 2.5 to 2.8). Only what a server
// may get over is tried again: silence, and 5xx (row P21).
func (u *Upkeep) tell(ctx context.Context, c farewell.Call) try {
	answer, err := u.outbound.PostForm(ctx, c.Address, url.Values{"logout_token": {c.Token}})
	switch {
	case err != nil && outbound.Retryable(err):
		return try{logout.Pending, 0, err.Error(), err}
	case err != nil:
		return try{logout.Failed, 0, err.Error(), err}
	}
	switch code := answer.Status; {
	case code == loggedOut, code == loggedOutToo:
		return try{status: logout.Delivered, code: code}
	case code == refused:
		return try{logout.Failed, code, "The client refused the logout token.", nil}
	case code >= failed:
		return try{logout.Pending, code, fmt.Sprintf("The client failed with status %d.", code), nil}
	default:
		return try{logout.Failed, code, fmt.Sprintf("The client answered with status %d, where 200 says that it logged the person out and 400 that it could not.", code), nil}
	}
}

// LogoutPause is how long to wait after a number of tries: ten seconds at first,
// and three times as long each time.
func LogoutPause(tries int) time.Duration {
	pause := 10 * time.Second
	for range tries - 1 {
		pause *= 3
	}
	return pause
}

// ExpireSessions ends the sessions that ran out and has their clients told
// (row P21), and makes up for jobs that were lost.
func (u *Upkeep) ExpireSessions(ctx context.Context) error {
	for n := postgres.SweepBatch; n == postgres.SweepBatch; {
		err := u.db.AsSystem(ctx, func(tx postgres.SystemTx) error {
			var err error
			n, err = logout.Expire(ctx, tx, u.clock.Now())
			return err
		})
		if err != nil {
			return err
		}
		if n > 0 {
			u.log.InfoContext(ctx, "sessions ran out", "count", n)
		}
	}
	var waiting []logout.Notice
	err := u.db.AsSystem(ctx, func(tx postgres.SystemTx) error {
		var err error
		waiting, err = logout.Waiting(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	jobs := map[id.Tenant][]job.BackchannelLogout{}
	for _, n := range waiting {
		jobs[n.Tenant] = append(jobs[n.Tenant], job.BackchannelLogout{TenantID: n.Tenant.String(), DeliveryID: n.ID.String()})
	}
	for tenant, list := range jobs {
		err := u.db.InTenant(ctx, tenant, func(tx postgres.TenantTx) error { return u.queue.BackchannelLogouts(ctx, tx, list) })
		if err != nil {
			return err
		}
	}
	return nil
}
