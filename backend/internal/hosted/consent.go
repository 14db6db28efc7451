package hosted

import (
	"net/http"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/browser"
)

// scopeOf is which scope a ticked item grants.
func scopeOf(item view.Item) string {
	switch item {
	case view.ItemNickname:
		return oauth.Nickname
	case view.ItemUsername:
		return oauth.Profile
	case view.ItemRelayEmail:
		return oauth.Email
	case view.ItemContact:
		return oauth.Contact
	case view.ItemOfflineUse:
		return oauth.OfflineAccess
	case view.ItemAliasID:
	}
	return oauth.OpenID
}

func (d *Door) browserOf(r *http.Request, y way) interaction.Browser {
	return interaction.Browser{Name: y.browser, Sessions: browser.Hashes(d.Jar.Sessions(r))}
}

func (d *Door) consentPage(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	d.showConsent(w, r, http.StatusOK, y, nil, nil)
}

// showConsent shows what is asked, with what was ticked and typed before if the
// form comes back.
func (d *Door) showConsent(w http.ResponseWriter, r *http.Request, status int, y way, typed url.Values, errs view.Errors) {
	a, err := d.Interaction.AskConsent(r.Context(), y.at, y.request, y.with, d.browserOf(r, y))
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	v := view.Consent{Frame: d.frame(r, y), Form: d.form(y, "/consent"), Nickname: a.Who.Nickname, Email: a.Who.Address, Again: a.Known}
	v.Form.Errors = errs
	if a.Others {
		v.SwitchURL = y.without().to("/select-account")
	}
	values := map[view.Item]string{
		view.ItemAliasID: a.Pseudonym.AliasID, view.ItemNickname: a.Pseudonym.Nickname, view.ItemUsername: a.Pseudonym.Username,
		view.ItemRelayEmail: a.Pseudonym.Relay + "@" + d.RelayDomain,
	}
	for _, item := range view.Items() {
		scope := scopeOf(item)
		if !slices.Contains(a.Request.Scopes, scope) {
			continue
		}
		line := view.ConsentItem{Item: item, Value: values[item], Required: item == view.ItemAliasID, Editable: item == view.ItemNickname}
		switch {
		case typed != nil:
			line.Checked = slices.Contains(typed["item"], string(item))
			if line.Editable {
				line.Value = typed.Get("nickname")
			}
		case slices.Contains(a.Who.Offered, scope):
			line.Checked = slices.Contains(a.Who.Scopes, scope) // as they left it
		default:
			line.Checked = item != view.ItemContact // whom to be reached by is a person's own decision
		}
		v.Offered = append(v.Offered, line)
	}
	d.show(w, r, status, view.PageConsent, v.Frame, v)
}

func (d *Door) consent(w http.ResponseWriter, r *http.Request) {
	y, err := d.way(w, r)
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	form, ok := d.post(w, r, "/consent", y)
	if !ok || d.denied(w, r, y, form.Get("decision")) {
		return
	}
	if form.Get("decision") != "allow" {
		d.showConsent(w, r, http.StatusUnprocessableEntity, y, form, nil)
		return
	}
	decision := interaction.Decision{Nickname: form.Get("nickname")}
	for _, item := range form["item"] {
		if slices.Contains(view.Items(), view.Item(item)) {
			decision.Scopes = append(decision.Scopes, scopeOf(view.Item(item)))
		}
	}
	if err := d.Interaction.Agree(r.Context(), y.at, y.request, y.with, d.browserOf(r, y), decision); err != nil {
		errs, isForm := fieldErrors(err)
		if !isForm {
			d.refuse(w, r, y, err)
			return
		}
		d.showConsent(w, r, http.StatusUnprocessableEntity, y, form, errs)
		return
	}
	see(w, y.errand.Issuer.URL+"/oauth2/authorize/resume?request="+y.errand.Request.ID.String()+"&with="+url.QueryEscape(y.with))
}
