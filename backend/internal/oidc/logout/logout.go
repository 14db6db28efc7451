// Package logout is where a client sends a person to sign out, and where its pages
// look whether they did. Who is named by an ID token of ours is signed out at once;
// without one the person is asked, for anybody can make a browser open an address.
// Nobody is sent on but to an address that the named client has registered. A
// request that is wrong still finds a person who wants to sign out: they are
// asked, and stay here. Sources: OpenID Connect RP-Initiated Logout 1.0, Session
// Management 1.0, rows P20 and P21, SEC-51 to SEC-53.
//
// Cost: none without a session; nine round trips to end one, and one more for each
// client that it had reached.
package logout

import (
	"context"
	"errors"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/oidc/idtoken"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/bridge"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// Logout is the use case.
type Logout struct {
	db        *postgres.DB
	directory *issuer.Directory
	endings   logout.Endings
	farewells *farewell.Farewells
	clock     clock.Clock
	sids      secret.MAC
	sealer    *secret.Sealer
}

// Parts are what New needs.
type Parts struct {
	DB        *postgres.DB
	Directory *issuer.Directory
	Endings   logout.Endings
	Farewells *farewell.Farewells
	Clock     clock.Clock
	Master    *secret.Master
}

// New returns the use case.
func New(p Parts) *Logout {
	return &Logout{p.DB, p.Directory, p.Endings, p.Farewells, p.Clock, p.Master.MAC("sid"), p.Master.Sealer("logout")}
}

// Ask is what a client wants, as far as it is right.
type Ask struct {
	Issuer issuer.Issuer
	Client *client.Client // nil when nobody vouches for who asks
	// Return is a registered address to go to afterwards, and State what goes along;
	// "" is nowhere.
	Return string
	State  string
	// Refused says what is wrong; then nobody goes anywhere.
	Refused *oauth.Error

	subject, sid string // whom the hint names; "" without one
}

// Next is where to go afterwards, or "".
func (a Ask) Next() string {
	if a.Return == "" || a.State == "" {
		return a.Return
	}
	return urls.Append(a.Return, [2]string{"state", a.State})
}

// names reports whether the request is right and names somebody.
func (a Ask) names() bool { return a.Refused == nil && a.subject != "" }

// parameters are those that mean something here. logout_hint and ui_locales may be
// there: the people of this browser are known, and the pages are in one language.
func parameters() []string {
	return []string{"id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint", "ui_locales"}
}

// read checks what a client sends. What is wrong is in Refused.
func (l *Logout) read(ctx context.Context, iss issuer.Issuer, p oauth.Params) Ask {
	ask := Ask{Issuer: iss}
	if err := l.check(ctx, &ask, p.Only(parameters()...)); err != nil {
		ask.Refused, ask.Return, ask.State = oauth.AsError(err), "", ""
	}
	return ask
}

func (l *Logout) check(ctx context.Context, ask *Ask, p oauth.Params) error {
	if name := p.Repeated(); name != "" {
		return oauth.NewError(oauth.ParameterRepeated).Saw(name+" more than once", name+" once")
	}
	if name := p.TooLong(); name != "" {
		return oauth.NewError(oauth.ParameterTooLong).Saw("a longer "+name, "a shorter "+name)
	}
	named := p.Get("client_id")
	if hint := p.Get("id_token_hint"); hint != "" {
		t, err := idtoken.Read(ctx, l.directory, ask.Issuer, hint)
		if err != nil {
			return err
		}
		to := t.Audience.Values()
		switch {
		case named == "" && len(to) == 1:
			named = to[0]
		case !t.Audience.Has(named):
			return oauth.NewError(oauth.LogoutHintClient).Saw("client_id "+named, "client_id "+strings.Join(to, " "))
		}
		ask.subject, ask.sid = t.Subject, t.SID
	}
	return l.address(ctx, ask, named, p.Get("post_logout_redirect_uri"), p.Get("state"))
}

// address finds the client, and judges where it wants the person to go.
func (l *Logout) address(ctx context.Context, ask *Ask, named, uri, state string) error {
	if named == "" {
		if uri != "" {
			return oauth.NewError(oauth.LogoutURIAlone)
		}
		return nil
	}
	c, err := l.directory.Client(ctx, ask.Issuer, named)
	if errors.Is(err, client.ErrNotFound) {
		return oauth.NewError(oauth.ClientUnknown).Saw("client_id "+named, "a client of this workspace")
	}
	if err != nil {
		return err
	}
	ask.Client = &c
	switch {
	case uri == "":
		return nil
	case !ask.Issuer.Tenant.Enabled():
		return oauth.NewError(oauth.TenantDisabled)
	case c.DisabledAt != nil:
		return oauth.NewError(oauth.ClientDisabled)
	case !c.MatchesPostLogout(uri):
		return oauth.NewError(oauth.LogoutURIMismatch).Saw(uri, strings.Join(c.PostLogoutRedirectURIs, " "))
	}
	ask.Return, ask.State = uri, state
	return nil
}

// Answer is what becomes of a request.
type Answer struct {
	Ask

	// Confirm says that the person must be asked first.
	Confirm bool
	// Ended are the sessions that the browser no longer has, and Told the clients that
	// they had reached.
	Ended []secret.Hash
	Told  []farewell.Told
}

// decide signs out whom the hint names, if they are signed in in this browser; if
// others are, somebody must be asked. The person is meant by their session, or as
// who they are to the client (RP-Initiated Logout 2).
func (l *Logout) decide(ctx context.Context, ask Ask, tokens []secret.Hash) (Answer, error) {
	if !ask.names() {
		return Answer{Ask: ask, Confirm: true}, nil
	}
	if len(tokens) == 0 {
		return Answer{Ask: ask}, nil
	}
	ans := Answer{Ask: ask}
	var reached []logout.Notice
	err := bridge.Do(ctx, l.db, ask.Issuer.Tenant.ID, tokens, func(_ postgres.TenantTx, person postgres.PersonTx) error {
		now := l.clock.Now()
		present, err := connection.Who(ctx, person, ask.Issuer.Tenant.ID, ask.Client.Sector, ask.Client.ID, tokens, now)
		if err != nil {
			return err
		}
		at := l.meant(ask, present)
		if at < 0 {
			ans.Confirm = len(present) > 0
			return nil
		}
		ans.Ended = []secret.Hash{present[at].TokenHash}
		reached, err = l.endings.Sessions(ctx, person, ans.Ended, logout.Logout, now)
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	ans.Told, err = l.farewells.Told(ctx, reached)
	return ans, err
}

func (l *Logout) meant(ask Ask, present []connection.Present) int {
	at := slices.IndexFunc(present, func(p connection.Present) bool {
		return ask.sid != "" && issue.SID(l.sids, p.Session, ask.Client.Sector) == ask.sid
	})
	if at >= 0 {
		return at
	}
	return slices.IndexFunc(present, func(p connection.Present) bool { return p.Connection != nil && p.Connection.AliasID == ask.subject })
}

// Asked is what the page that asks goes on with once the person has said yes: the
// same address, judged anew. What is wrong is in Refused.
func (l *Logout) Asked(ctx context.Context, slug, clientID, uri, state string) (Ask, error) {
	iss, err := l.directory.BySlug(ctx, slug)
	if errors.Is(err, tenant.ErrNotFound) {
		return Ask{}, nil
	}
	if err != nil {
		return Ask{}, err
	}
	ask := Ask{Issuer: iss}
	if err := l.address(ctx, &ask, clientID, uri, state); err != nil {
		ask.Refused = oauth.AsError(err)
	}
	return ask, nil
}
