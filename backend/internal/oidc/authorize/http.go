package authorize

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Refusal is an error that may not be redirected, for the page that shows it.
type Refusal struct {
	Status int
	Error  *oauth.Error
	Client client.Client // the zero client when none was found
	Tenant tenant.Tenant
}

// Posted is an answer that a form carries to the client (Form Post Response Mode 2).
type Posted struct {
	To     string // the redirect URI, http or https
	Fields []Field
	Client client.Client
	Tenant tenant.Tenant
}

// Field is a field of that form.
type Field struct{ Name, Value string }

// Pages are what the endpoint has to show by itself.
type Pages interface {
	// ErrorPage shows the person a refusal.
	ErrorPage(w http.ResponseWriter, r *http.Request, f Refusal)
	// ResponsePage sends a form on, by itself where script runs.
	ResponsePage(w http.ResponseWriter, r *http.Request, p Posted)
}

// Endpoint speaks HTTP for Authorize.
type Endpoint struct {
	authorize *Authorize
	jar       browser.Jar
	recorder  *record.Recorder
	pages     Pages
	log       *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(a *Authorize, jar browser.Jar, rec *record.Recorder, pages Pages, log *slog.Logger) *Endpoint {
	return &Endpoint{a, jar, rec, pages, log}
}

// Get answers GET {issuer}/oauth2/authorize.
func (e *Endpoint) Get(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	e.private(w)
	p, err := oauth.ParseParams(r.URL.RawQuery)
	if err != nil {
		e.refuse(w, r, inquiry{issuer: iss}, err)
		return
	}
	// The request is this browser's from the start: it is answered with its key.
	e.begin(w, r, iss, p, e.browserState(r, e.jar.NewKey()))
}

// Post answers POST {issuer}/oauth2/authorize (OIDC Core 3.1.2.1). A post from
// another site carries no cookies, so the request is stored as nobody's and the
// browser sent back here by GET, where it shows them.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	e.private(w)
	p, err := wire.Form(w, r)
	if err != nil {
		e.refuse(w, r, inquiry{issuer: iss}, err)
		return
	}
	if r.URL.RawQuery != "" {
		e.refuse(w, r, inquiry{issuer: iss}, oauth.NewError(oauth.ParameterRepeated).Saw("parameters in the query and in the body", "parameters in the body"))
		return
	}
	e.begin(w, r, iss, p, browserState{deferred: true})
}

func (e *Endpoint) begin(w http.ResponseWriter, r *http.Request, iss issuer.Issuer, p oauth.Params, b browserState) {
	ans, q, err := e.authorize.Begin(r.Context(), iss, p, b, httpx.CorrelationID(r.Context()))
	if err != nil {
		e.refuse(w, r, q, err)
		return
	}
	if b.name != nil {
		e.keep(w, ans, b.key)
	}
	e.answer(w, r, q, ans)
}

func (e *Endpoint) browserState(r *http.Request, key secret.Value) browserState {
	name := key.Hash()
	return browserState{sessions: browser.Hashes(e.jar.Sessions(r)), name: &name, key: key}
}

// keep has the browser hold the key of a request that a page will go on with.
func (e *Endpoint) keep(w http.ResponseWriter, ans Answer, key secret.Value) {
	switch ans.Step.(type) {
	case Login, Register, Select, Consent:
		e.jar.SetRequestKey(w, ans.Request.ID, key, authrequest.Lifetime)
	case Deferred, Grant, Deny, Refuse:
	}
}

// Resume answers GET {issuer}/oauth2/authorize/resume, where pages send the
// person when they are done.
func (e *Endpoint) Resume(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	e.private(w)
	query := r.URL.Query()
	request, err := id.Parse[id.Request](query.Get("request"))
	if err != nil {
		e.refuse(w, r, inquiry{issuer: iss}, notRedirected(oauth.NewError(oauth.RequestUnknown)))
		return
	}
	key, held := e.jar.RequestKey(r, request)
	if !held {
		key = e.jar.NewKey() // fits only a request that is nobody's yet: one that was posted here
	}
	b := e.browserState(r, key)
	ans, q, err := e.authorize.Resume(r.Context(), iss, request, query.Get("with"), b)
	if err != nil {
		e.refuse(w, r, q, err)
		return
	}
	switch ans.Step.(type) {
	case Grant, Deny:
		e.jar.SetRequestKey(w, request, secret.Value{}, -time.Second) // it has served
	case Deferred, Login, Register, Select, Consent, Refuse:
		if !held {
			e.keep(w, ans, key)
		}
	}
	e.answer(w, r, q, ans)
}

func (e *Endpoint) answer(w http.ResponseWriter, r *http.Request, q inquiry, ans Answer) {
	e.annotate(r, q)
	if _, done := ans.Step.(Grant); q.note != "" && !done {
		e.record(r, q, nil) // nobody will know of it when the request comes back
	}
	at := url.Values{"at": {q.issuer.Tenant.Slug}, "request": {ans.Request.ID.String()}}.Encode()
	switch s := ans.Step.(type) {
	case Deferred:
		see(w, q.issuer.URL+"/oauth2/authorize/resume?request="+ans.Request.ID.String())
	case Login:
		see(w, "/login?"+at)
	case Register:
		see(w, "/register?"+at)
	case Select:
		see(w, "/select-account?"+at)
	case Consent:
		with := authrequest.With(e.authorize.steps, ans.Request.ID, s.Who.Session)
		see(w, "/consent?"+at+"&with="+url.QueryEscape(with))
	case Grant:
		e.send(w, r, q, success(ans), nil)
	case Deny:
		e.refuse(w, r, q, denied())
	case Refuse: // Resume has made an error of it
	}
}

// denied is what a person's no is to the client, or to the device that waits.
func denied() error {
	e := oauth.NewError(oauth.PersonRefused)
	e.Redirectable = true
	return e
}

// refuse answers an error: to the client where that is safe, to the person
// otherwise (RFC 6749 4.1.2.1).
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, q inquiry, err error) {
	f := oauth.AsError(err)
	e.annotate(r, q)
	wire.LogFault(r, e.log, f)
	if f.Redirectable {
		e.send(w, r, q, failure(f), f)
		return
	}
	e.record(r, q, f)
	e.show(w, r, q, f)
}

// send delivers a response in the mode that was asked for, and records it: f is
// the refusal it is about, or nil.
func (e *Endpoint) send(w http.ResponseWriter, r *http.Request, q inquiry, p []param, f *oauth.Error) {
	if q.request.ResponseMode == authrequest.ModeDevice {
		e.record(r, q, f)
		see(w, q.issuer.URL+"/device/done?outcome="+outcome(f))
		return
	}
	p, err := e.authorize.complete(r.Context(), q, p, e.jar.SessionState(r, q.client.WireID(), q.request.RedirectURI))
	if err != nil {
		f = oauth.AsError(err)
		wire.LogFault(r, e.log, f)
		e.record(r, q, f)
		e.show(w, r, q, f)
		return
	}
	e.record(r, q, f)
	if !strings.HasPrefix(q.request.ResponseMode, inForm) {
		see(w, location(q.request, p))
		return
	}
	fields := make([]Field, len(p))
	for i, each := range p {
		fields[i] = Field{each.name, each.value}
	}
	e.pages.ResponsePage(w, r, Posted{q.request.RedirectURI, fields, q.client, q.issuer.Tenant})
}

// outcome is what the page at the end of a device's request is told.
func outcome(f *oauth.Error) string {
	if f == nil {
		return "allowed"
	}
	return "denied"
}

// show tells the person what may not be redirected.
func (e *Endpoint) show(w http.ResponseWriter, r *http.Request, q inquiry, f *oauth.Error) {
	status := http.StatusBadRequest
	if f.Code == oauth.ServerError {
		status = http.StatusInternalServerError
	}
	e.pages.ErrorPage(w, r, Refusal{status, f, q.client, q.issuer.Tenant})
}

func (e *Endpoint) annotate(r *http.Request, q inquiry) {
	if !q.client.ID.IsZero() {
		httpx.Annotate(r.Context(), httpx.NoteClient, q.client.ID.String())
	}
}

func (e *Endpoint) record(r *http.Request, q inquiry, f *oauth.Error) {
	a := record.Attempt{
		Tenant: q.issuer.Tenant.ID, Endpoint: "authorize", ClientNamed: q.params.Get("client_id"), CorrelationID: httpx.CorrelationID(r.Context()), Note: q.note,
	}
	if f != nil {
		a.Err = f
	}
	if !q.client.ID.IsZero() {
		a.Client = &q.client
	}
	e.recorder.Add(a)
}

// private keeps the answer out of every cache; where it may be framed and what
// its referrer says, the threshold has said (row P3).
func (*Endpoint) private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

// see answers 303, never 307, so that a posted password is not posted on
// (SEC-08).
func see(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}
