package interaction

import (
	"context"
	"errors"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/bridge"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// Errors of a request that a page was opened for.
var (
	ErrRequest = fault.NotFound("request_not_found", "This sign-in is not known any more. Please start again from the service.")
	ErrBrowser = fault.Forbidden("request_of_another_browser", "This sign-in was started in another browser, or this one blocks cookies.")
	ErrNobody  = fault.Unauthenticated("nobody_signed_in", "You are not signed in any more. Please start again from the service.")
)

// Errand is the authorization request on whose way a person is.
type Errand struct {
	Issuer  issuer.Issuer
	Client  client.Client
	Request authrequest.Request
}

// Browser is what the person's browser presents.
type Browser struct {
	Name     secret.Hash // of the key it holds the request by
	Sessions []secret.Hash
}

// Errand finds a request that is still open and belongs to this browser, or
// answers ErrRequest or ErrBrowser.
func (i *Interaction) Errand(ctx context.Context, slug, request string, browser secret.Hash) (Errand, error) {
	iss, r, err := i.locate(ctx, slug, request)
	if err != nil {
		return Errand{}, err
	}
	req, err := authrequest.Get(ctx, i.db.PeekTenant(iss.Tenant.ID), r)
	if err != nil {
		return Errand{}, asRequest(err)
	}
	return i.open(ctx, iss, req, browser)
}

func (i *Interaction) locate(ctx context.Context, slug, request string) (issuer.Issuer, id.Request, error) {
	r, err := id.Parse[id.Request](request)
	if err != nil {
		return issuer.Issuer{}, id.Request{}, ErrRequest
	}
	iss, err := i.directory.BySlug(ctx, slug)
	if errors.Is(err, tenant.ErrNotFound) {
		return issuer.Issuer{}, id.Request{}, ErrRequest
	}
	return iss, r, err
}

func asRequest(err error) error {
	if errors.Is(err, authrequest.ErrNotFound) {
		return ErrRequest
	}
	return err
}

// open refuses a request that is over, or another browser's.
func (i *Interaction) open(ctx context.Context, iss issuer.Issuer, req authrequest.Request, browser secret.Hash) (Errand, error) {
	if _, pending := req.Stage.(authrequest.Pending); !pending || req.Expired(i.clock.Now()) {
		return Errand{}, ErrRequest
	}
	if req.Browser == nil || !req.Browser.Equal(browser) {
		return Errand{}, ErrBrowser
	}
	c, err := i.directory.Client(ctx, iss, req.Client.String())
	if errors.Is(err, client.ErrNotFound) {
		return Errand{}, ErrRequest
	}
	return Errand{iss, c, req}, err
}

// Asked is what consent shows.
type Asked struct {
	Errand

	Who       connection.Present
	Pseudonym connection.Pseudonym // the one they have here, or the proposal
	Known     bool                 // whether they have been here before
	Others    bool                 // whether other people are signed in in this browser
	Items     []Item               // what is asked for
}

// AskConsent answers what the consent page of a request shows to the person
// that with proves.
func (i *Interaction) AskConsent(ctx context.Context, slug, request, with string, b Browser) (Asked, error) {
	var out Asked
	err := i.face(ctx, slug, request, with, b, func(_ postgres.TenantTx, person postgres.PersonTx, a Asked) error {
		who, err := account.Get(ctx, person, a.Who.Account)
		out = a
		out.Items = items(a, who.Profile)
		return err
	})
	return out, err
}

// face opens both walls for a request and the person it is about.
func (i *Interaction) face(ctx context.Context, slug, request, with string, b Browser, fn func(postgres.TenantTx, postgres.PersonTx, Asked) error) error {
	iss, r, err := i.locate(ctx, slug, request)
	if err != nil {
		return err
	}
	// Read before the transaction: what holds a connection must not wait for another,
	// and opening a request may have to load its client.
	req, err := authrequest.Get(ctx, i.db.PeekTenant(iss.Tenant.ID), r)
	if err != nil {
		return asRequest(err)
	}
	e, err := i.open(ctx, iss, req, b.Name)
	if err != nil {
		return err
	}
	return bridge.Do(ctx, i.db, iss.Tenant.ID, b.Sessions, func(service postgres.TenantTx, person postgres.PersonTx) error {
		present, err := connection.Who(ctx, person, iss.Tenant.ID, e.Client.Sector, e.Client.ID, b.Sessions, i.clock.Now())
		if err != nil {
			return err
		}
		at := slices.IndexFunc(present, func(p connection.Present) bool { return authrequest.CheckWith(i.steps, with, req.ID, p.Session) })
		if at < 0 {
			return ErrNobody
		}
		a := Asked{Errand: e, Who: present[at], Others: len(present) > 1, Pseudonym: connection.Pseudonym(proposed(req.Proposal))}
		if c := a.Who.Connection; c != nil {
			a.Known = true
			a.Pseudonym = connection.Pseudonym{AliasID: c.AliasID, Nickname: c.Nickname, Username: c.Username, Relay: c.RelayLocal}
		}
		return fn(service, person, a)
	})
}

type proposedPseudonym struct{ AliasID, Nickname, Username, Relay string }

func proposed(p authrequest.Proposal) proposedPseudonym {
	return proposedPseudonym{p.AliasID, p.Nickname, p.Username, p.Relay}
}

// Decision is what the person decided.
type Decision struct {
	Items    []string // the names of those they tick
	Nickname string
}

// Agree records a consent: of what the service asks, what the person ticks, with
// the values of their card that come with it. This is where a connection is made.
// What is not in the stored request cannot be granted (SEC-21), and no value comes
// from the form but the nickname.
func (i *Interaction) Agree(ctx context.Context, slug, request, with string, b Browser, d Decision) error {
	err := i.agree(ctx, slug, request, with, b, d)
	if postgres.Violates(err, "connection_owners_pkey") {
		// Another tab of theirs was first: now there is a connection to agree with.
		err = i.agree(ctx, slug, request, with, b, d)
	}
	return err
}

func (i *Interaction) agree(ctx context.Context, slug, request, with string, b Browser, d Decision) error {
	return i.face(ctx, slug, request, with, b, func(service postgres.TenantTx, person postgres.PersonTx, a Asked) error {
		now := i.clock.Now()
		own, err := account.Share(ctx, person, a.Who.Account)
		if err != nil {
			return err
		}
		shown := items(a, own)
		agreed := granted(shown, d.Items, a.Request.Scopes)
		nickname := a.Pseudonym.Nickname
		if slices.Contains(agreed, oauth.Nickname) {
			if nickname, err = connection.CheckNickname(d.Nickname); err != nil {
				return err
			}
		}
		var c id.Connection
		if a.Who.Connection != nil {
			c = a.Who.Connection.ID
			if err := connection.Resume(ctx, service, c, nickname, card(a), now); err != nil {
				return err
			}
		} else {
			fresh := connection.Connection{
				Tenant: a.Issuer.Tenant.ID, ID: id.NewConnection(), Sector: a.Client.Sector, AliasID: a.Pseudonym.AliasID, Nickname: nickname,
				Username: a.Pseudonym.Username, RelayLocal: a.Pseudonym.Relay, Service: card(a), CreatedAt: now, UpdatedAt: now,
			}
			c = fresh.ID
			if err := connection.Insert(ctx, service, person, a.Who.Account, fresh); err != nil {
				return err
			}
		}
		agreed, offered := remembered(a, shown, agreed)
		return connection.Agree(ctx, service, c, a.Client.ID, agreed, offered, released(agreed, own, a.Who.Address), now)
	})
}

// remembered adds to what is agreed to now what was asked and answered before, and
// answers with it all that was ever asked.
func remembered(a Asked, shown []Item, agreed []string) (all, offered []string) {
	offered = slices.Clone(a.Request.Items())
	for _, i := range shown {
		if !slices.Contains(offered, i.Name) {
			offered = append(offered, i.Name)
		}
	}
	for _, item := range a.Who.Offered {
		if !slices.Contains(offered, item) {
			offered = append(offered, item)
			if slices.Contains(a.Who.Scopes, item) {
				agreed = append(agreed, item)
			}
		}
	}
	return agreed, offered
}

// card is what the person's own pages will show of the service.
func card(a Asked) connection.Card {
	_, host, _ := strings.Cut(urls.Origin(a.Request.RedirectURI), "://")
	return connection.Card{Name: a.Client.Name, Host: host, Environment: string(a.Issuer.Tenant.Environment)}
}

// Deny ends a request because the person says no: from consent, and from the
// sign-in page before it.
func (i *Interaction) Deny(ctx context.Context, slug, request string, browser secret.Hash) error {
	e, err := i.Errand(ctx, slug, request, browser)
	if err != nil {
		return err
	}
	return i.db.InTenant(ctx, e.Issuer.Tenant.ID, func(tx postgres.TenantTx) error {
		return authrequest.Deny(ctx, tx, e.Request.ID, string(oauth.PersonRefused), i.clock.Now())
	})
}

// ResumeURL is where a page sends the person when it is done. session is whom
// the page was about; the zero ID is nobody.
func (i *Interaction) ResumeURL(e Errand, session id.Session) string {
	u := e.Issuer.URL + "/oauth2/authorize/resume?request=" + e.Request.ID.String()
	if !session.IsZero() {
		u += "&with=" + authrequest.With(i.steps, e.Request.ID, session)
	}
	return u
}

// Proof authenticates a form of a page: the step, the request it is for, and the
// browser it was sent to. CheckProof compares in constant time.
func (i *Interaction) Proof(step, request string, browser secret.Hash) string {
	return i.steps.Text("form", step, request, string(browser.Bytes()))
}

// CheckProof reports whether proof is the authenticator of a form.
func (i *Interaction) CheckProof(proof, step, request string, browser secret.Hash) bool {
	return i.steps.Check(proof, "form", step, request, string(browser.Bytes()))
}
