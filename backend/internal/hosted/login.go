package hosted

import (
	"net/http"
	"slices"

	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/secret"
)

// loginPage shows the sign-in form. Somebody who is signed in already and came
// without an errand goes on to where they were going.
func (d *Door) loginPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	people, err := d.Interaction.People(r.Context(), browser.Hashes(d.Jar.Sessions(r)))
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	another := r.URL.Query().Get("another") != ""
	if y.errand == nil && len(people) > 0 && !another {
		see(w, orHome(y.returnTo))
		return
	}
	v := view.Login{Notice: notice(r.URL.Query().Get("notice"))}
	if y.errand != nil {
		v.Email = y.errand.Request.LoginHint
		if len(people) == 1 && !another {
			v.Email, v.Confirm = people[0].Address, true
		}
	}
	d.showLogin(w, r, http.StatusOK, y, v)
}

// notice lets the address say only what is in the catalogue.
func notice(s string) view.Notice {
	if n := view.Notice(s); slices.Contains(view.Notices(), n) {
		return n
	}
	return view.NoticeNone
}

func (d *Door) showLogin(w http.ResponseWriter, r *http.Request, status int, y way, v view.Login) {
	errs := v.Form.Errors
	v.Frame, v.Form, v.CanDeny = d.frame(r, y), d.form(y, "/login"), y.errand != nil
	v.Form.Errors = errs
	v.RegisterURL, v.RecoverURL = y.to("/register"), y.to("/recover")
	d.show(w, r, status, view.PageLogin, v.Frame, v)
}

// login signs a person in and sends them on.
func (d *Door) login(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/login", y)
	if !ok || d.denied(w, r, y, form.Get("decision")) {
		return
	}
	email := form.Get("email")
	in, err := d.Interaction.Login(r.Context(), interaction.SignIn{
		Email: email, Password: secret.NewValue(form.Get("password")), Held: browser.Hashes(d.Jar.Sessions(r)),
	}, visitor(r))
	if err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showLogin(w, r, http.StatusUnprocessableEntity, y, view.Login{Email: email, Form: view.Form{Errors: errs}})
		return
	}
	if !in.Unverified.IsZero() {
		d.Jar.SetErrand(w, "signup", in.Unverified)
		see(w, y.to("/verify"))
		return
	}
	d.signedIn(w, r, y, in.Signed)
}

// signedIn gives the browser its new session, ends what is one too many, and sends
// the person on.
func (d *Door) signedIn(w http.ResponseWriter, r *http.Request, y way, s interaction.Signed) {
	tokens := append([]secret.Value{s.Token}, d.Jar.Sessions(r)...)
	people, err := d.Interaction.People(r.Context(), browser.Hashes(tokens))
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	keep, end := sortOut(tokens, people)
	if _, err := d.Interaction.SignOut(r.Context(), end); err != nil {
		d.refuse(w, r, y, err)
		return
	}
	d.Jar.SetSessions(w, keep)
	if y.errand != nil {
		see(w, d.Interaction.ResumeURL(*y.errand, s.Session))
		return
	}
	see(w, orHome(y.returnTo))
}

// sortOut keeps the newest session of each account, at most session.Most, and
// ends the others; dead tokens are dropped. tokens and people are newest first.
func sortOut(tokens []secret.Value, people []session.Seen) (keep []secret.Value, end []secret.Hash) {
	seen := map[string]bool{}
	for _, p := range people {
		at := slices.IndexFunc(tokens, func(t secret.Value) bool { return t.Hash() == p.TokenHash })
		account := p.Account.String()
		if seen[account] || len(keep) == session.Most || at < 0 {
			end = append(end, p.TokenHash)
			continue
		}
		seen[account] = true
		keep = append(keep, tokens[at])
	}
	return keep, end
}

func orHome(path string) string {
	if path == "" {
		return "/home"
	}
	return path
}

// denied answers the button that goes back to the service without signing in.
func (d *Door) denied(w http.ResponseWriter, r *http.Request, y way, decision string) bool {
	if decision != "deny" || y.errand == nil {
		return false
	}
	if err := d.Interaction.Deny(r.Context(), y.at, y.request, y.browser); err != nil {
		d.refuse(w, r, y, err)
		return true
	}
	see(w, y.errand.Issuer.URL+"/oauth2/authorize/resume?request="+y.errand.Request.ID.String())
	return true
}
