package hosted

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/oidc/logout"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/urls"
)

// Logouts judge where a service may have a person go once they are signed out.
type Logouts interface {
	Asked(ctx context.Context, slug, clientID, uri, state string) (logout.Ask, error)
	// Seal and Open carry what a page hands to the next.
	Seal(v any, purpose string) (string, error)
	Open(sealed, purpose string, v any) error
}

// asked is what the address says of who asks, judged anew each time.
func (d *Door) asked(w http.ResponseWriter, r *http.Request) (logout.Ask, bool) {
	q := r.URL.Query()
	if !q.Has("at") {
		return logout.Ask{}, true
	}
	ask, err := d.Logout.Asked(r.Context(), q.Get("at"), q.Get("client_id"), q.Get("post_logout_redirect_uri"), q.Get("state"))
	if err != nil {
		d.refuse(w, r, way{}, err)
		return logout.Ask{}, false
	}
	return ask, true
}

// action is the address that the form is posted to.
func action(ask logout.Ask) string {
	q := url.Values{}
	if ask.Client != nil && ask.Refused == nil {
		q.Set("at", ask.Issuer.Tenant.Slug)
		q.Set("client_id", ask.Client.WireID())
		if ask.Return != "" {
			q.Set("post_logout_redirect_uri", ask.Return)
		}
		if ask.State != "" {
			q.Set("state", ask.State)
		}
	}
	if len(q) == 0 {
		return "/logout"
	}
	return "/logout?" + q.Encode()
}

func (d *Door) logoutPage(w http.ResponseWriter, r *http.Request) {
	if ask, ok := d.asked(w, r); ok {
		d.ConfirmLogout(w, r, ask)
	}
}

// ConfirmLogout asks whether to sign out everybody who is signed in in this
// browser. Where nobody is, it says so: nobody is sent on without having been asked.
func (d *Door) ConfirmLogout(w http.ResponseWriter, r *http.Request, ask logout.Ask) {
	y := way{browser: d.Jar.EnsureName(w, r).Hash()}
	people, err := d.people(r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	if len(people) == 0 {
		d.signedOut(w, r, ask, nil, false)
		return
	}
	v := view.ConfirmLogout{
		Frame: d.logoutFrame(r, ask), Form: view.Form{Action: action(ask), Proof: d.proofs.Proof("/logout", "", y.browser)},
		Refused: ask.Refused != nil, Developer: forDeveloper(r, ask.Issuer.Tenant, ask.Refused),
	}
	for _, p := range people {
		v.Accounts = append(v.Accounts, view.AccountChoice{Nickname: p.Nickname, MaskedEmail: mailbox.Mask(p.Address)})
	}
	d.show(w, r, statusOf(ask), view.PageConfirmLogout, v.Frame, v)
}

func (d *Door) logoutFrame(r *http.Request, ask logout.Ask) view.Frame {
	f := d.frame(r, way{})
	if ask.Client != nil {
		f.Service = serviceOf(ask.Issuer.Tenant, *ask.Client, firstOf(ask.Client.RedirectURIs))
		f.Development = f.Development || f.Service.Development()
	}
	return f
}

func statusOf(ask logout.Ask) int {
	switch {
	case ask.Refused == nil:
		return http.StatusOK
	case ask.Refused.Code == oauth.ServerError:
		return http.StatusInternalServerError
	default:
		return http.StatusBadRequest
	}
}

func (d *Door) logout(w http.ResponseWriter, r *http.Request) {
	ask, ok := d.asked(w, r)
	if !ok {
		return
	}
	form, ok := d.post(w, r, "/logout", way{browser: d.Jar.EnsureName(w, r).Hash()})
	if !ok {
		return
	}
	if form.Get("decision") == "deny" {
		see(w, "/home")
		return
	}
	told, ok := d.endAll(w, r)
	switch {
	case !ok:
	case ask.Return != "" && !framed(told):
		see(w, ask.Next())
	default:
		d.LoggedOut(w, r, ask, told)
	}
}

// endAll ends every session of this browser, and answers the clients they had
// reached. ok is false when an answer has been sent.
func (d *Door) endAll(w http.ResponseWriter, r *http.Request) (told []farewell.Told, ok bool) {
	told, err := d.Interaction.SignOut(r.Context(), browser.Hashes(d.Jar.Sessions(r)))
	if err != nil {
		d.refuse(w, r, way{}, err)
		return nil, false
	}
	d.Jar.SetSessions(w, nil)
	return told, true
}

func framed(told []farewell.Told) bool {
	return slices.ContainsFunc(told, func(t farewell.Told) bool { return t.Frame != "" })
}

// LoggedOut says that signing out worked, has the services hear of it that listen
// in front (Front-Channel Logout 3), and goes on to where the client wanted. How
// servers answer is not waited for: the worker tells them, and the developer sees.
func (d *Door) LoggedOut(w http.ResponseWriter, r *http.Request, ask logout.Ask, told []farewell.Told) {
	d.signedOut(w, r, ask, told, true)
}

func (d *Door) signedOut(w http.ResponseWriter, r *http.Request, ask logout.Ask, told []farewell.Told, goOn bool) {
	v := view.SignedOut{Frame: d.logoutFrame(r, ask), Developer: forDeveloper(r, ask.Issuer.Tenant, ask.Refused)}
	d.goodbye(w, r, statusOf(ask), v, farewells(told, ask.Next(), goOn))
}

// signOutHere ends every session of this browser on the way to a service, or at
// home, and goes back to signing in.
func (d *Door) signOutHere(w http.ResponseWriter, r *http.Request, y way) {
	told, ok := d.endAll(w, r)
	if !ok {
		return
	}
	next := ""
	if y.errand != nil {
		next = y.without().to("/login")
	}
	if next != "" && !framed(told) {
		see(w, next)
		return
	}
	d.goodbye(w, r, http.StatusOK, view.SignedOut{Frame: d.frame(r, y)}, farewells(told, next, true))
}

// parting is what is left to do once somebody is signed out: page after page of
// frames, each for those who know the person by one name (SEC-65), and then where
// they wanted to go.
type parting struct {
	Told    []view.ToldService   `json:"told"`
	Pages   [][]view.LogoutFrame `json:"pages"`
	Next    string               `json:"next"`
	GoesOn  bool                 `json:"goes_on"`
	Service *view.Service        `json:"service"`
	// Wait is how long each page waits for its frames, in milliseconds: two seconds for
	// all of them together.
	Wait int `json:"wait"`
}

func farewells(told []farewell.Told, next string, goOn bool) parting {
	p := parting{Next: next, GoesOn: goOn && next != ""}
	page := map[string]int{}
	for _, t := range told {
		s := view.ToldService{Name: t.Name, Heard: t.Frame != "" || t.Back}
		if !slices.Contains(p.Told, s) {
			p.Told = append(p.Told, s)
		}
		if t.Frame == "" {
			continue
		}
		at, there := page[t.AliasID]
		if !there {
			at = len(p.Pages)
			page[t.AliasID] = at
			p.Pages = append(p.Pages, nil)
		}
		p.Pages[at] = append(p.Pages[at], view.LogoutFrame{Name: t.Name, URL: t.Frame, Origin: urls.Origin(t.Frame)})
	}
	p.Wait = 2000 / max(len(p.Pages), 1)
	return p
}

// parted is what the rest of a farewell is sealed for.
const parted = "farewell"

// goodbye shows the next page of a farewell.
func (d *Door) goodbye(w http.ResponseWriter, r *http.Request, status int, v view.SignedOut, p parting) {
	v.LoginURL, v.Told, v.Wait, v.GoesOn = "/login", p.Told, p.Wait, p.GoesOn
	if len(p.Pages) > 0 {
		v.Frames, p.Pages = p.Pages[0], p.Pages[1:]
	}
	next := p.Next
	if len(p.Pages) > 0 {
		p.Service = v.Service
		rest, err := d.Logout.Seal(p, parted)
		if err != nil {
			d.refuse(w, r, way{}, err)
			return
		}
		next, v.GoesOn = "/logout/on?"+url.Values{"rest": {rest}}.Encode(), true
	}
	v.NextURL = template.URL(next) //nolint:gosec // a registered address, or a page of ours
	d.show(w, r, status, view.PageSignedOut, v.Frame, v)
}

// logoutOn goes on with a farewell.
func (d *Door) logoutOn(w http.ResponseWriter, r *http.Request) {
	var p parting
	v := view.SignedOut{Frame: d.frame(r, way{})}
	if err := d.Logout.Open(r.URL.Query().Get("rest"), parted, &p); err != nil {
		p = parting{} // who comes back later is signed out all the same
	}
	v.Service = p.Service
	d.goodbye(w, r, http.StatusOK, v, p)
}
