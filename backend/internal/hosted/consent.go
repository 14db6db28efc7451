package hosted

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/browser"
)

// itemOf is how pages call an item of consent that is not of the card.
func itemOf(name string) (view.Item, bool) {
	switch name {
	case oauth.OpenID:
		return view.ItemAliasID, true
	case oauth.Nickname:
		return view.ItemNickname, true
	case oauth.Profile:
		return view.ItemUsername, true
	case oauth.Email:
		return view.ItemRelayEmail, true
	case oauth.Contact:
		return view.ItemContact, true
	case oauth.OfflineAccess:
		return view.ItemOfflineUse, true
	}
	return "", false
}

// scopeOf is which scope an item of a page is, or "".
func scopeOf(item view.Item) string {
	for _, scope := range oauth.Scopes() {
		if i, ok := itemOf(scope); ok && i == item {
			return scope
		}
	}
	return ""
}

// postedAs is what a ticked item is posted as.
func postedAs(i interaction.Item) string {
	if item, ok := itemOf(i.Name); ok {
		return string(item)
	}
	if i.Card {
		return i.Name
	}
	return view.PermissionPrefix + i.Name
}

// claimOf is the claim that names an item of the card.
func claimOf(name string) view.Claim {
	switch name {
	case oauth.Phone:
		return view.ClaimPhone
	case oauth.Address:
		return view.ClaimAddress
	}
	claim, _ := strings.CutPrefix(name, oauth.ClaimItem(""))
	return view.Claim(claim)
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
	v := view.Consent{
		Frame: d.frame(r, y), Form: d.form(y, "/consent"), Nickname: a.Who.Nickname, Email: a.Who.Address, Again: a.Known,
		CardURL: way{returnTo: y.to("/consent")}.to("/home/identity"),
	}
	v.Form.Errors = errs
	if a.Others {
		v.SwitchURL = y.without().to("/select-account")
	}
	for _, i := range a.Items {
		d.put(&v, a, i, ticked(i, typed))
	}
	if n := slices.IndexFunc(v.Offered, func(i view.ConsentItem) bool { return i.Editable }); n >= 0 && typed != nil {
		v.Offered[n].Value = typed.Get("nickname")
	}
	d.show(w, r, status, view.PageConsent, v.Frame, v)
}

// ticked is whether an item begins ticked: as the form has it, as the person left
// it, or else if it tells nothing of them and takes nothing of their time.
func ticked(i interaction.Item, typed url.Values) bool {
	switch {
	case typed != nil:
		return slices.Contains(typed["item"], postedAs(i))
	case i.Offered:
		return i.Agreed
	}
	return !i.Card && i.Name != oauth.Contact
}

// put adds an item to where it belongs on the page.
func (d *Door) put(v *view.Consent, a interaction.Asked, i interaction.Item, checked bool) {
	if i.Card {
		v.Card = append(v.Card, view.CardItem{Claim: claimOf(i.Name), Posted: postedAs(i), Value: i.Value, Checked: checked && !i.Lacks(), Essential: i.Essential})
		return
	}
	item, known := itemOf(i.Name)
	if !known {
		v.May = append(v.May, view.ConsentItem{Item: view.ItemPermission, Permission: i.Name, Checked: checked})
		return
	}
	line := view.ConsentItem{Item: item, Checked: checked, Essential: i.Essential}
	switch item {
	case view.ItemContact, view.ItemOfflineUse:
		v.May = append(v.May, line)
		return
	case view.ItemAliasID:
		line.Value, line.Required, line.Essential = a.Pseudonym.AliasID, true, false
	case view.ItemNickname:
		line.Value, line.Editable = a.Pseudonym.Nickname, true
	case view.ItemUsername:
		line.Value = a.Pseudonym.Username
	case view.ItemRelayEmail:
		line.Value = a.Pseudonym.Relay + "@" + d.RelayDomain
	case view.ItemPermission:
	}
	v.Offered = append(v.Offered, line)
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
	decision := interaction.Decision{Nickname: form.Get("nickname"), Items: itemsIn(form)}
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

// itemsIn are the items that are ticked in a form. Which of them were put to the
// person is for the case to know.
func itemsIn(form url.Values) []string {
	var out []string
	for _, posted := range form["item"] {
		if scope := scopeOf(view.Item(posted)); scope != "" {
			posted = scope
		}
		out = append(out, strings.TrimPrefix(posted, view.PermissionPrefix))
	}
	return out
}
