package hosted

import (
	"net/http"
	"time"

	"alias.example/alias/backend/internal/domain/person/reset"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/platform/secret"
)

func (d *Door) recoverPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	d.showRecover(w, r, http.StatusOK, y, view.Recover{})
}

func (d *Door) showRecover(w http.ResponseWriter, r *http.Request, status int, y way, v view.Recover) {
	errs := v.Form.Errors
	v.Frame, v.Form = d.frame(r, y), d.form(y, "/recover")
	v.Form.Errors = errs
	v.LoginURL = y.to("/login")
	d.show(w, r, status, view.PageRecover, v.Frame, v)
}

func (d *Door) recover(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/recover", y)
	if !ok {
		return
	}
	key, err := d.Interaction.Recover(r.Context(), form.Get("email"), visitor(r))
	if err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showRecover(w, r, http.StatusUnprocessableEntity, y, view.Recover{Email: form.Get("email"), Form: view.Form{Errors: errs}})
		return
	}
	d.Jar.SetErrand(w, "reset", key)
	see(w, y.to("/reset"))
}

func (d *Door) resetPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	d.showReset(w, r, http.StatusOK, y, view.Errors{})
}

func (d *Door) showReset(w http.ResponseWriter, r *http.Request, status int, y way, errs view.Errors) {
	address, err := d.Interaction.Recovering(r.Context(), d.Jar.Errand(r, "reset"))
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	v := view.Reset{Frame: d.frame(r, y), Form: d.form(y, "/reset"), Email: address, Minutes: int(reset.CodeLifetime / time.Minute), ChangeURL: y.to("/recover")}
	v.Form.Errors = errs
	if d.Mailbox != nil {
		v.DevMailURL = "/dev/mail"
	}
	d.show(w, r, status, view.PageReset, v.Frame, v)
}

func (d *Door) reset(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/reset", y)
	if !ok {
		return
	}
	err = d.Interaction.Reset(r.Context(), d.Jar.Errand(r, "reset"), secret.NewValue(digits(form.Get("code"))), secret.NewValue(form.Get("password")))
	if err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showReset(w, r, http.StatusUnprocessableEntity, y, errs)
		return
	}
	d.Jar.SetErrand(w, "reset", secret.Value{})
	to := y.to("/login")
	sep := "?"
	if to != "/login" {
		sep = "&"
	}
	see(w, to+sep+"notice="+string(view.NoticePasswordChanged)+"&another=1")
}
