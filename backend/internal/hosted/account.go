package hosted

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

func (d *Door) selectPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	people, err := d.people(r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	if len(people) == 0 {
		see(w, y.to("/login"))
		return
	}
	v := view.SelectAccount{Frame: d.frame(r, y), Form: d.form(y, "/select-account"), CanDeny: y.errand != nil}
	for _, p := range people {
		v.Accounts = append(v.Accounts, view.AccountChoice{Choice: p.ID.String(), Nickname: p.Nickname, MaskedEmail: mailbox.Mask(p.Address), SignedIn: true})
	}
	d.show(w, r, http.StatusOK, view.PageSelectAccount, v.Frame, v)
}

func (d *Door) people(r *http.Request) ([]session.Seen, error) {
	return d.Interaction.People(r.Context(), browser.Hashes(d.Jar.Sessions(r)))
}

func (d *Door) selectAccount(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/select-account", y)
	if !ok || d.denied(w, r, y, form.Get("decision")) {
		return
	}
	people, err := d.people(r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	switch form.Get("action") {
	case "another":
		see(w, d.another(y))
		return
	case "sign_out":
		d.signOutHere(w, r, y)
		return
	}
	for _, p := range people {
		if p.ID.String() == form.Get("account") {
			d.choose(w, r, y, p)
			return
		}
	}
	see(w, y.to("/select-account"))
}

// another is the sign-in page for an account that is not in this browser yet.
func (*Door) another(y way) string {
	y.with = ""
	u := y.to("/login")
	if y.request == "" && y.returnTo == "" {
		return u + "?another=1"
	}
	return u + "&another=1"
}

// choose puts one account first and goes on with it.
func (d *Door) choose(w http.ResponseWriter, r *http.Request, y way, chosen session.Seen) {
	tokens := d.Jar.Sessions(r)
	first := make([]secret.Value, 0, len(tokens))
	for _, t := range tokens {
		if t.Hash() == chosen.TokenHash {
			first = append([]secret.Value{t}, first...)
		} else {
			first = append(first, t)
		}
	}
	d.Jar.SetSessions(w, first)
	if y.errand != nil {
		see(w, d.Interaction.ResumeURL(*y.errand, chosen.ID))
		return
	}
	see(w, orHome(y.returnTo))
}

func (d *Door) homePage(w http.ResponseWriter, r *http.Request) {
	y := way{browser: d.Jar.EnsureName(w, r).Hash()}
	people, err := d.people(r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	if len(people) == 0 {
		see(w, "/login?return_to="+url.QueryEscape("/home"))
		return
	}
	me := people[0]
	own, err := d.Home.Connections(r.Context(), me.Account)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	card, err := d.Home.Card(r.Context(), me.Account)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	v := view.Home{
		Frame: d.frame(r, y), SignOut: d.form(y, "/logout"), Leave: d.form(y, "/home/leave"), Nickname: me.Nickname, Email: me.Address,
		CardURL: "/home/identity", Card: cardSize(card), PortalURL: "/",
	}
	for _, o := range own {
		if o.EndedAt != nil {
			continue
		}
		c := view.Connection{ID: o.ID.String(), Service: view.Service{Name: o.Service.Name, Host: o.Service.Host, Environment: o.Service.Environment}, AliasID: o.AliasID, Nickname: o.Nickname, Since: o.CreatedAt}
		for _, scope := range o.Scopes {
			switch scope {
			case oauth.Profile:
				c.Username = o.Username
			case oauth.Email:
				c.Relay = o.RelayLocal + "@" + d.RelayDomain
				c.May = append(c.May, view.ItemRelayEmail)
			case oauth.Contact:
				c.May = append(c.May, view.ItemContact)
			case oauth.OfflineAccess:
				c.May = append(c.May, view.ItemOfflineUse)
			}
		}
		for _, claim := range view.Claims() {
			if slices.Contains(o.Claims, string(claim)) {
				c.Card = append(c.Card, claim)
			}
		}
		v.Connections = append(v.Connections, c)
	}
	d.show(w, r, http.StatusOK, view.PageHome, v.Frame, v)
}

// leave ends one of the person's connections.
func (d *Door) leave(w http.ResponseWriter, r *http.Request) {
	y := way{browser: d.Jar.EnsureName(w, r).Hash()}
	form, ok := d.post(w, r, "/home/leave", y)
	if !ok {
		return
	}
	people, err := d.people(r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	c, err := id.Parse[id.Connection](form.Get("connection"))
	if len(people) == 0 || err != nil {
		see(w, "/home")
		return
	}
	err = d.Home.Leave(r.Context(), people[0].Account, c)
	if err != nil && !errors.Is(err, logout.ErrNoConnection) { // left already is left
		d.refuse(w, r, y, err)
		return
	}
	see(w, "/home")
}
