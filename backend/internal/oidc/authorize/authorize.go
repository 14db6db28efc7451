package authorize

import (
	"context"
	"errors"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/requestobject"
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
	objects      *requestobject.Reader
	mint         *issue.Mint
	clock        clock.Clock
	source       secret.Source
	sids         secret.MAC
	steps        secret.MAC
	testCallback string
}

// Parts are what New needs.
type Parts struct {
	DB        *postgres.DB
	Directory *issuer.Directory
	Objects   *requestobject.Reader
	Mint      *issue.Mint
	Clock     clock.Clock
	Source    secret.Source
	Master    *secret.Master
	// TestCallback is the address of the portal's own test page.
	TestCallback string
}

// New returns the use case.
func New(p Parts) *Authorize {
	return &Authorize{p.DB, p.Directory, p.Objects, p.Mint, p.Clock, p.Source, p.Master.MAC("sid"), p.Master.MAC("steps"), p.TestCallback}
}

// Answer is what becomes of a request.
type Answer struct {
	Request authrequest.Request
	Step    Step
	// With Grant, what the response type wants of them.
	Code   secret.Value
	Tokens issue.Tokens
}

// browserState is what the browser brought.
type browserState struct {
	sessions []secret.Hash
	name     *secret.Hash // under what its key of the request is stored; nil when it came without cookies
	key      secret.Value // that key, for its cookie
	deferred bool         // it came without its cookies, from another site
}

// Push judges a request that c, which has proved who it is, sends ahead of the
// person (RFC 9126 2.1), and answers the parameters to keep for them to come with.
// jkt is the DPoP key that it was sent with, or "".
func (a *Authorize) Push(ctx context.Context, iss issuer.Issuer, c client.Client, p oauth.Params, jkt string) (oauth.Params, error) {
	q := inquiry{issuer: iss, params: p, client: c, pushing: true, request: authrequest.Request{Client: c.ID, JKT: jkt}}
	if err := a.runChecks(ctx, &q, atPar); err != nil {
		return oauth.Params{}, err
	}
	return q.params.Only(kept()...), nil
}

// Begin takes a new request.
func (a *Authorize) Begin(ctx context.Context, iss issuer.Issuer, p oauth.Params, b browserState, correlation string) (Answer, inquiry, error) {
	now := a.clock.Now()
	q := inquiry{issuer: iss, params: p, request: authrequest.Request{
		Tenant: iss.Tenant.ID, ID: id.NewRequest(), CorrelationID: correlation, CreatedAt: now, ExpiresAt: now.Add(authrequest.Lifetime), Stage: authrequest.Pending{},
	}}
	if err := a.runChecks(ctx, &q, atAuthorize); err != nil {
		return Answer{}, q, a.unlessStranger(ctx, &q, b, err)
	}
	q.request.Proposal = a.propose()
	if b.name != nil {
		q.request.Browser = b.name
	}
	ans, err := a.decideNew(ctx, &q, b)
	if err != nil {
		return Answer{}, q, q.failed(err)
	}
	return ans, q, nil
}

func (a *Authorize) propose() authrequest.Proposal {
	p := connection.Propose(a.source)
	return authrequest.Proposal{AliasID: p.AliasID, Nickname: p.Nickname, Username: p.Username, Relay: p.Relay}
}

// unlessStranger keeps an error from being redirected to a client that nobody
// vouches for and that the person has never agreed to use: anybody may register
// one, and a link to us must not lead wherever they like (RFC 9700 4.11.2, SEC-07).
// What only prompt=none or the person can bring about is redirected all the same.
func (a *Authorize) unlessStranger(ctx context.Context, q *inquiry, b browserState, err error) error {
	e := oauth.AsError(err)
	if !e.Redirectable || q.client.Origin == client.Developer {
		return e
	}
	e.Redirectable = false
	if len(b.sessions) == 0 {
		return e
	}
	failed := bridge.Do(ctx, a.db, q.issuer.Tenant.ID, b.sessions, func(_ postgres.TenantTx, person postgres.PersonTx) error {
		present, err := connection.Who(ctx, person, q.issuer.Tenant.ID, q.client.Sector, q.client.ID, b.sessions, a.clock.Now())
		for _, p := range present {
			e.Redirectable = e.Redirectable || p.AgreedAt != nil
		}
		return err
	})
	if failed != nil {
		return failed
	}
	return e
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
	keys, err := a.keys(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	var ans Answer
	err = a.withEverybody(ctx, q, b, "", func(service postgres.TenantTx, person postgres.PersonTx, step Step) error {
		if g, ok := step.(Grant); ok {
			ans, err = a.grant(ctx, service, person, q, g, keys, func(stage authrequest.Granted) error {
				r := q.request
				r.Stage = stage
				return authrequest.Insert(ctx, service, r)
			})
			return err
		}
		ans = Answer{Request: q.request, Step: step}
		return authrequest.Insert(ctx, service, q.request)
	})
	return ans, err
}

// withEverybody opens both walls, finds what a request needs of the people in this
// browser, and hands it to do; prompt=none is refused what needs them. When one of
// them signs out at that very moment, it looks again.
func (a *Authorize) withEverybody(ctx context.Context, q *inquiry, b browserState, with string, do func(postgres.TenantTx, postgres.PersonTx, Step) error) error {
	err := bridge.Do(ctx, a.db, q.issuer.Tenant.ID, b.sessions, func(service postgres.TenantTx, person postgres.PersonTx) error {
		now := a.clock.Now()
		present, err := connection.Who(ctx, person, q.issuer.Tenant.ID, q.client.Sector, q.client.ID, b.sessions, now)
		if err != nil {
			return err
		}
		step := Next(q.request, Facts{present, a.chosen(q.request, present, with)}, now)
		if why := a.silent(q, step); why != nil {
			return why
		}
		return do(service, person, step)
	})
	if errors.Is(err, session.ErrEnded) {
		return a.withEverybody(ctx, q, b, with, do)
	}
	return err
}

// silent refuses a step that needs the person, when the client said none.
func (*Authorize) silent(q *inquiry, s Step) error {
	if why := refusal(s); why != "" && has(q.request, oauth.PromptNone) {
		return q.redirectable(oauth.NewError(why))
	}
	return nil
}
