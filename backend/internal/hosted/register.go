package hosted

import (
	"net/http"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/secret"
)

func (d *Door) registerPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	v := view.Register{}
	if y.errand != nil {
		v.Email = y.errand.Request.LoginHint
	}
	d.showRegister(w, r, http.StatusOK, y, v)
}

func (d *Door) showRegister(w http.ResponseWriter, r *http.Request, status int, y way, v view.Register) {
	errs := v.Form.Errors
	v.Frame, v.Form, v.CanDeny = d.frame(r, y), d.form(y, "/register"), y.errand != nil
	v.Form.Errors = errs
	v.LoginURL = y.to("/login")
	d.show(w, r, status, view.PageRegister, v.Frame, v)
}

func (d *Door) register(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/register", y)
	if !ok || d.denied(w, r, y, form.Get("decision")) {
		return
	}
	in := interaction.SignUp{Email: form.Get("email"), Nickname: form.Get("nickname"), Password: secret.NewValue(form.Get("password"))}
	key, err := d.Interaction.Register(r.Context(), in, visitor(r))
	if err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showRegister(w, r, http.StatusUnprocessableEntity, y, view.Register{Email: in.Email, Nickname: in.Nickname, Form: view.Form{Errors: errs}})
		return
	}
	d.Jar.SetErrand(w, "signup", key)
	see(w, y.to("/verify"))
}

func (d *Door) verifyPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	d.showVerify(w, r, http.StatusOK, y, view.Verify{Notice: notice(r.URL.Query().Get("notice"))})
}

func (d *Door) showVerify(w http.ResponseWriter, r *http.Request, status int, y way, v view.Verify) {
	address, err := d.Interaction.Registering(r.Context(), d.Jar.Errand(r, "signup"))
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	errs := v.Form.Errors
	v.Frame, v.Form = d.frame(r, y), d.form(y, "/verify")
	v.Form.Errors = errs
	v.Email, v.Minutes, v.ChangeURL = address, int(registration.CodeLifetime/time.Minute), y.to("/register")
	if d.Mailbox != nil {
		v.DevMailURL = "/dev/mail"
	}
	d.show(w, r, status, view.PageVerify, v.Frame, v)
}

func (d *Door) verify(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/verify", y)
	if !ok {
		return
	}
	key := d.Jar.Errand(r, "signup")
	if form.Get("action") == "resend" {
		d.resend(w, r, y, key)
		return
	}
	code := digits(form.Get("code"))
	if code == "" {
		d.showVerify(w, r, http.StatusUnprocessableEntity, y, view.Verify{Form: view.Form{Errors: view.Errors{view.FieldCode: view.ErrorCodeMissing}}})
		return
	}
	s, err := d.Interaction.Verify(r.Context(), key, secret.NewValue(code), visitor(r))
	if err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showVerify(w, r, http.StatusUnprocessableEntity, y, view.Verify{Form: view.Form{Errors: errs}})
		return
	}
	d.Jar.SetErrand(w, "signup", secret.Value{})
	d.signedIn(w, r, y, s)
}

func (d *Door) resend(w http.ResponseWriter, r *http.Request, y way, key secret.Value) {
	if err := d.Interaction.Resend(r.Context(), key, visitor(r)); err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showVerify(w, r, http.StatusTooManyRequests, y, view.Verify{Form: view.Form{Errors: errs}})
		return
	}
	d.showVerify(w, r, http.StatusOK, y, view.Verify{Notice: view.NoticeCodeSent})
}

// digits is a code without the spaces and dashes people type into it.
func digits(s string) string {
	return strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' || c == '\u00a0' {
			return -1
		}
		return c
	}, strings.TrimSpace(s))
}
