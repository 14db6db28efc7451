package logout

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// Pages show the person what comes of a request.
type Pages interface {
	// ConfirmLogout asks whether to sign out; it shows that they are, when they are.
	ConfirmLogout(w http.ResponseWriter, r *http.Request, ask Ask)
	// LoggedOut says that they are signed out, lets the clients hear of it that listen
	// in front, and goes on to where the client wanted.
	LoggedOut(w http.ResponseWriter, r *http.Request, ask Ask, told []farewell.Told)
}

// Endpoint speaks HTTP for Logout.
type Endpoint struct {
	logout   *Logout
	jar      browser.Jar
	recorder *record.Recorder
	pages    Pages
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(l *Logout, jar browser.Jar, rec *record.Recorder, pages Pages, log *slog.Logger) *Endpoint {
	return &Endpoint{l, jar, rec, pages, log}
}

// resumed is the parameter in which a post goes on.
const resumed = "resume"

// Get answers GET {issuer}/oidc/logout.
func (e *Endpoint) Get(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	p, err := oauth.ParseParams(r.URL.RawQuery)
	switch {
	case err != nil:
		e.answer(w, r, p, Ask{Issuer: iss, Refused: oauth.AsError(err)})
	case p.Has(resumed):
		e.answer(w, r, p, e.logout.takeUp(r.Context(), iss, p.Get(resumed)))
	default:
		e.answer(w, r, p, e.logout.read(r.Context(), iss, p))
	}
}

// Post answers POST {issuer}/oidc/logout. A post from another site carries no
// cookies, so the browser is sent back here by GET, where it shows them.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	p, err := wire.Form(w, r)
	ask := Ask{Issuer: iss}
	if err != nil {
		ask.Refused = oauth.AsError(err)
	} else {
		ask = e.logout.read(r.Context(), iss, p)
	}
	if len(e.jar.Sessions(r)) > 0 {
		e.answer(w, r, p, ask)
		return
	}
	sealed, err := e.logout.carry(ask)
	if err != nil {
		e.fail(w, r, ask, err)
		return
	}
	see(w, r.URL.Path+"?"+url.Values{resumed: {sealed}}.Encode())
}

// answer records a request and answers it.
func (e *Endpoint) answer(w http.ResponseWriter, r *http.Request, p oauth.Params, ask Ask) {
	e.note(r, p, ask)
	w.Header().Set("Cache-Control", "no-store")
	tokens := e.jar.Sessions(r)
	ans, err := e.logout.decide(r.Context(), ask, browser.Hashes(tokens))
	if err != nil {
		e.fail(w, r, ask, err)
		return
	}
	if len(ans.Ended) > 0 {
		e.jar.SetSessions(w, slices.DeleteFunc(tokens, func(t secret.Value) bool { return slices.Contains(ans.Ended, t.Hash()) }))
	}
	switch {
	case ans.Confirm:
		e.pages.ConfirmLogout(w, r, ans.Ask)
	case ans.Return != "" && !slices.ContainsFunc(ans.Told, func(t farewell.Told) bool { return t.Frame != "" }):
		see(w, ans.Next())
	default:
		e.pages.LoggedOut(w, r, ans.Ask, ans.Told)
	}
}

// fail answers what went wrong here as any refusal: the person is asked again.
func (e *Endpoint) fail(w http.ResponseWriter, r *http.Request, ask Ask, err error) {
	ask.Refused = oauth.AsError(err)
	wire.LogFault(r, e.log, ask.Refused)
	e.pages.ConfirmLogout(w, r, ask)
}

// note records who asked, and what was wrong with it. That somebody opened the
// bare address says nothing of anybody.
func (e *Endpoint) note(r *http.Request, p oauth.Params, ask Ask) {
	if ask.Refused == nil && ask.Client == nil {
		return
	}
	a := record.Attempt{Tenant: ask.Issuer.Tenant.ID, Endpoint: "logout", Client: ask.Client, ClientNamed: p.Get("client_id"), CorrelationID: httpx.CorrelationID(r.Context())}
	if ask.Client != nil {
		httpx.Annotate(r.Context(), httpx.NoteClient, ask.Client.ID.String())
	}
	if ask.Refused != nil {
		wire.LogFault(r, e.log, ask.Refused)
		a.Err = ask.Refused
	}
	e.recorder.Add(a)
}

// Get answers GET {issuer}/oidc/check_session.
func (c *CheckSession) Get(w http.ResponseWriter, _ *http.Request, _ issuer.Issuer) {
	h := w.Header()
	h.Del("X-Frame-Options") // it knows of no exceptions; frame-ancestors says who may
	h.Set("Content-Security-Policy", c.policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(c.page)
}

func see(w http.ResponseWriter, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}
