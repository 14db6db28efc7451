package hosted

import (
	"net/http"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/hosted/view"
)

// mine is who is at home, and the way there. ok is false when an answer has been
// sent.
func (d *Door) mine(w http.ResponseWriter, r *http.Request, page string) (y way, me session.Seen, ok bool) {
	y = way{browser: d.Jar.EnsureName(w, r).Hash(), returnTo: local(r.URL.Query().Get("return_to"))}
	people, err := d.people(r)
	switch {
	case err != nil:
		d.refuse(w, r, y, err)
	case len(people) == 0:
		see(w, "/login?return_to="+url.QueryEscape(page))
	default:
		return y, people[0], true
	}
	return y, session.Seen{}, false
}

func (d *Door) identityPage(w http.ResponseWriter, r *http.Request) {
	y, me, ok := d.mine(w, r, "/home/identity")
	if !ok {
		return
	}
	d.showIdentity(w, r, http.StatusOK, y, me, view.Identity{Saved: r.URL.Query().Has("saved")}, nil)
}

// showIdentity shows the card, with what was typed if the form comes back.
func (d *Door) showIdentity(w http.ResponseWriter, r *http.Request, status int, y way, me session.Seen, v view.Identity, typed url.Values) {
	card, err := d.Home.Card(r.Context(), me.Account)
	var own []connection.Own
	if err == nil {
		own, err = d.Home.Connections(r.Context(), me.Account)
	}
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	errs := v.Form.Errors
	v.Frame, v.Form, v.Email, v.BackURL, v.Sections = d.frame(r, y), d.form(y, "/home/identity"), me.Address, y.returnTo, view.CardSections()
	v.Form.Errors = errs
	for s := range v.Sections {
		section := &v.Sections[s]
		for i := range section.Fields {
			f := &section.Fields[i]
			f.Value = card.Field(f.Name)
			if typed != nil {
				f.Value = typed.Get(f.Name)
			}
			if f.Part() {
				section.SeenBy = seenBy(own, string(view.ClaimAddress))
			} else {
				f.SeenBy = seenBy(own, f.Name)
			}
		}
	}
	d.show(w, r, status, view.PageIdentity, v.Frame, v)
}

// seenBy names the services that were given a claim.
func seenBy(own []connection.Own, claim string) []string {
	var out []string
	for _, o := range own {
		if o.EndedAt == nil && slices.Contains(o.Claims, claim) && !slices.Contains(out, o.Service.Name) {
			out = append(out, o.Service.Name)
		}
	}
	return out
}

func (d *Door) identity(w http.ResponseWriter, r *http.Request) {
	y, me, ok := d.mine(w, r, "/home/identity")
	if !ok {
		return
	}
	form, ok := d.post(w, r, "/home/identity", y)
	if !ok {
		return
	}
	typed := map[string]string{}
	for _, section := range view.CardSections() {
		for _, f := range section.Fields {
			typed[f.Name] = form.Get(f.Name)
		}
	}
	err := d.Home.ChangeCard(r.Context(), me.Account, typed)
	errs, isForm := cardErrors(err)
	switch {
	case isForm:
		d.showIdentity(w, r, http.StatusUnprocessableEntity, y, me, view.Identity{Form: view.Form{Errors: errs}}, form)
	case err != nil:
		d.refuse(w, r, y, err)
	case y.returnTo != "":
		see(w, y.returnTo)
	default:
		see(w, "/home/identity?saved")
	}
}

// cardSize counts what is on a card.
func cardSize(p account.Profile) int {
	n := 0
	for _, claim := range view.Claims() {
		if p.Text(string(claim)) != "" {
			n++
		}
	}
	return n
}
