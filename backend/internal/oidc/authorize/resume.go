package authorize

import (
	"context"
	"errors"
	"slices"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Resume takes a request up again after a page. with proves, if it is there,
// which of the people in this browser the page was about (see With).
func (a *Authorize) Resume(ctx context.Context, iss issuer.Issuer, request id.Request, with string, b browserState) (Answer, inquiry, error) {
	q := inquiry{issuer: iss}
	// The request is read, and the client looked up, before the transaction: what
	// holds a connection must not wait for another. Whether the request is still
	// open is asked again by the statement that grants.
	alone := a.db.PeekTenant(iss.Tenant.ID)
	var err error
	if q.request, err = authrequest.Get(ctx, alone, request); err != nil {
		return Answer{}, q, notOurs(err)
	}
	if err := a.takeUp(ctx, alone, &q, b); err != nil {
		return Answer{}, q, err
	}
	keys, err := a.keys(ctx, &q)
	if err != nil {
		return Answer{}, q, q.failed(err)
	}
	var ans Answer
	err = a.withEverybody(ctx, &q, b, with, func(service postgres.TenantTx, person postgres.PersonTx, step Step) error {
		ans = Answer{Request: q.request, Step: step}
		switch s := step.(type) {
		case Refuse:
			return q.redirectable(oauth.NewError(s.Why))
		case Grant:
			ans, err = a.grant(ctx, service, person, &q, s, keys, func(stage authrequest.Granted) error {
				err := authrequest.Grant(ctx, service, q.request.ID, stage)
				if errors.Is(err, authrequest.ErrOver) {
					return notRedirected(oauth.NewError(oauth.RequestExpired))
				}
				return err
			})
			return err
		case Deferred, Login, Register, Select, Consent, Deny:
		}
		return nil
	})
	if err != nil {
		return Answer{}, q, q.failed(err)
	}
	return ans, q, nil
}

// takeUp refuses a request that ended, or that is another browser's (SEC-23),
// and ties one that no page has shown yet to this one.
func (a *Authorize) takeUp(ctx context.Context, tx postgres.TenantTx, q *inquiry, b browserState) error {
	switch q.request.Stage.(type) {
	case authrequest.Pending, authrequest.Denied:
	case authrequest.Granted, authrequest.Redeemed:
		return notRedirected(oauth.NewError(oauth.RequestExpired).Saw("a request that was answered already", "a new request"))
	}
	if q.request.Expired(a.clock.Now()) {
		return notRedirected(oauth.NewError(oauth.RequestExpired))
	}
	if b.name == nil {
		return notRedirected(oauth.NewError(oauth.BrowserMismatch).Saw("a browser without its cookie", "the browser that began"))
	}
	switch {
	case q.request.Browser == nil:
		if err := authrequest.Bind(ctx, tx, q.request.ID, *b.name); err != nil {
			return notRedirected(oauth.NewError(oauth.BrowserMismatch))
		}
	case !q.request.Browser.Equal(*b.name):
		return notRedirected(oauth.NewError(oauth.BrowserMismatch).Saw("another browser", "the browser that began"))
	}
	return a.runChecks(ctx, q, atResume)
}

// notOurs turns a request that is not there into a refusal.
func notOurs(err error) error {
	if errors.Is(err, authrequest.ErrNotFound) {
		return notRedirected(oauth.NewError(oauth.RequestUnknown))
	}
	return err
}

func notRedirected(e *oauth.Error) error {
	e.Redirectable = false
	return e
}

func (a *Authorize) chosen(r authrequest.Request, present []connection.Present, with string) int {
	if with == "" {
		return -1
	}
	return slices.IndexFunc(present, func(p connection.Present) bool {
		return authrequest.CheckWith(a.steps, with, r.ID, p.Session)
	})
}
