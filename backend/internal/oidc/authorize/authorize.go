package authorize

import (
	"context"
	"errors"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/bridge"
	"alias.example/alias/backend/internal/platform/secret"
)

// Authorize is the use case.
type Authorize struct {
	db           *postgres.DB
	directory    *issuer.Directory
	clock        clock.Clock
	source       secret.Source
	sids         secret.MAC
	steps        secret.MAC
	testCallback string
}

// New returns the use case. testCallback is the address of the portal's own
// test page.
func New(db *postgres.DB, d *issuer.Directory, clk clock.Clock, source secret.Source, master *secret.Master, testCallback string) *Authorize {
	return &Authorize{db, d, clk, source, master.MAC("sid"), master.MAC("steps"), testCallback}
}

// Answer is what becomes of a request.
type Answer struct {
	Request authrequest.Request
	Step    Step
	Code    secret.Value // with Grant
}

// browserState is what the browser brought.
type browserState struct {
	sessions []secret.Hash
	name     *secret.Hash // under what its key of the request is stored; nil when it came without cookies
	key      secret.Value // that key, for its cookie
	deferred bool         // it came without its cookies, from another site
}

// Begin takes a new request.
func (a *Authorize) Begin(ctx context.Context, iss issuer.Issuer, p oauth.Params, b browserState, correlation string) (Answer, inquiry, error) {
	now := a.clock.Now()
	q := inquiry{issuer: iss, params: p, request: authrequest.Request{
		Tenant: iss.Tenant.ID, ID: id.NewRequest(), CorrelationID: correlation, CreatedAt: now, ExpiresAt: now.Add(authrequest.Lifetime), Stage: authrequest.Pending{},
	}}
	if err := a.runChecks(ctx, &q, false); err != nil {
		return Answer{}, q, err
	}
	q.request.Proposal = a.propose()
	if b.name != nil {
		q.request.Browser = b.name
	}
	ans, err := a.decideNew(ctx, &q, b)
	if err != nil {
		return Answer{}, q, q.redirectable(err)
	}
	return ans, q, nil
}

func (a *Authorize) propose() authrequest.Proposal {
	p := connection.Propose(a.source)
	return authrequest.Proposal{AliasID: p.AliasID, Nickname: p.Nickname, Username: p.Username, Relay: p.Relay}
}

// decideNew finds the step of a new request and stores it: pending, or with its
// code at once when nothing needs the person.
func (a *Authorize) decideNew(ctx context.Context, q *inquiry, b browserState) (Answer, error) {
	if b.deferred {
		return Answer{Request: q.request, Step: Deferred{}}, authrequest.Insert(ctx, a.db.PeekTenant(q.issuer.Tenant.ID), q.request)
	}
	if len(b.sessions) == 0 {
		step := Next(q.request, Facts{Chosen: -1}, a.clock.Now())
		if why := a.silent(q, step); why != nil {
			return Answer{}, why
		}
		return Answer{Request: q.request, Step: step}, authrequest.Insert(ctx, a.db.PeekTenant(q.issuer.Tenant.ID), q.request)
	}
	var ans Answer
	err := bridge.Do(ctx, a.db, q.issuer.Tenant.ID, b.sessions, func(service postgres.TenantTx, person postgres.PersonTx) error {
		now := a.clock.Now()
		present, err := connection.Who(ctx, person, q.issuer.Tenant.ID, q.client.Sector, q.client.ID, b.sessions, now)
		if err != nil {
			return err
		}
		step := Next(q.request, Facts{present, -1}, now)
		if why := a.silent(q, step); why != nil {
			return why
		}
		ans = Answer{Request: q.request, Step: step}
		if g, ok := step.(Grant); ok {
			ans.Code = a.source.Token(32)
			q.request.Stage = a.granted(q, g, ans.Code)
			ans.Request = q.request
		}
		return authrequest.Insert(ctx, service, q.request)
	})
	return ans, err
}

// silent refuses a step that needs the person, when the client said none.
func (*Authorize) silent(q *inquiry, s Step) error {
	if why := refusal(s); why != "" && has(q.request, oauth.PromptNone) {
		return oauth.NewError(why)
	}
	return nil
}

func (a *Authorize) granted(q *inquiry, g Grant, code secret.Value) authrequest.Granted {
	now := a.clock.Now()
	// A session's age is the same at every service, so it would tell two of them
	// that they share a person (SEC-65). A service is told when it asked by max_age
	// (OIDC Core 2), or when the person signed in on its own way and it knows anyway.
	at := g.Who.AuthTime
	if q.request.MaxAge == nil && at.Before(q.request.CreatedAt) {
		at = time.Time{}
	}
	return authrequest.Granted{
		At: now, CodeHash: code.Hash(), CodeExpiresAt: now.Add(authrequest.CodeLifetime), Connection: g.Who.Connection.ID, AliasID: g.Who.Connection.AliasID,
		Scopes: g.Scopes, SID: issue.SID(a.sids, g.Who.Session, q.client.Sector), AuthTime: at, ACR: g.Who.ACR, AMR: g.Who.AMR,
	}
}

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
	var ans Answer
	err = bridge.Do(ctx, a.db, iss.Tenant.ID, b.sessions, func(service postgres.TenantTx, person postgres.PersonTx) error {
		now := a.clock.Now()
		present, err := connection.Who(ctx, person, iss.Tenant.ID, q.client.Sector, q.client.ID, b.sessions, now)
		if err != nil {
			return err
		}
		step := Next(q.request, Facts{present, a.chosen(q.request, present, with)}, now)
		if why := a.silent(&q, step); why != nil {
			return q.redirectable(why)
		}
		ans = Answer{Request: q.request, Step: step}
		if g, ok := step.(Grant); ok {
			ans.Code = a.source.Token(32)
			err = authrequest.Grant(ctx, service, q.request.ID, a.granted(&q, g, ans.Code))
			if errors.Is(err, authrequest.ErrOver) {
				return notRedirected(oauth.NewError(oauth.RequestExpired))
			}
			return err
		}
		return nil
	})
	if err != nil {
		return Answer{}, q, err
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
	if err := a.runChecks(ctx, q, true); err != nil {
		return err
	}
	return nil
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
