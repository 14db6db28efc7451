package hosted

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// Mailbox is the development mailbox, as far as its pages need it.
type Mailbox interface {
	Messages() []mail.Captured
	Message(id string) (mail.Captured, bool)
	http.Handler
}

// Home is a person's own.
type Home interface {
	Connections(ctx context.Context, account id.Account) ([]connection.Own, error)
	Leave(ctx context.Context, account id.Account, c id.Connection) error
	Card(ctx context.Context, who id.Account) (account.Profile, error)
	ChangeCard(ctx context.Context, who id.Account, typed map[string]string) error
}

// Parts are what NewDoor needs.
type Parts struct {
	Renderer    *Renderer
	Interaction *interaction.Interaction
	Home        Home
	Devices     Devices
	Logout      Logouts
	Jar         browser.Jar
	Source      secret.Source
	Development bool
	RelayDomain string
	Mailbox     Mailbox // nil outside development
	Log         *slog.Logger
}

// Door is the hosted pages as HTTP.
type Door struct {
	Parts

	proofs proofs
}

// proofs makes and checks the authenticators of forms.
type proofs interface {
	Proof(step, request string, browser secret.Hash) string
	CheckProof(proof, step, request string, browser secret.Hash) bool
}

// NewDoor returns the door.
func NewDoor(p Parts) *Door { return &Door{p, p.Interaction} }

// Routes mounts every page.
func (d *Door) Routes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.AllowOpener)
		r.Get("/login", d.loginPage)
		r.Post("/login", d.login)
		r.Get("/register", d.registerPage)
		r.Post("/register", d.register)
		r.Get("/verify", d.verifyPage)
		r.Post("/verify", d.verify)
		r.Get("/recover", d.recoverPage)
		r.Post("/recover", d.recover)
		r.Get("/reset", d.resetPage)
		r.Post("/reset", d.reset)
		r.Get("/consent", d.consentPage)
		r.Post("/consent", d.consent)
		r.Get("/select-account", d.selectPage)
		r.Post("/select-account", d.selectAccount)
		r.Get("/logout", d.logoutPage)
		r.Post("/logout", d.logout)
		r.Get("/logout/on", d.logoutOn)
		r.Get("/home", d.homePage)
		r.Post("/home/leave", d.leave)
		r.Get("/home/identity", d.identityPage)
		r.Post("/home/identity", d.identity)
	})
	r.Handle("/assets/*", d.Renderer.Assets())
	if d.Mailbox != nil {
		r.Group(func(r chi.Router) {
			r.Use(d.onThisMachine)
			r.Get("/dev/mail", d.mailList)
			r.Get("/dev/mail.json", d.Mailbox.ServeHTTP)
			r.Get("/dev/mail/{id}", d.mailMessage)
			r.Get("/dev/mail/{id}/html", d.mailHTML)
		})
	}
}

// way is what a page carries along: the errand of a service, or a path of our
// own to go to afterwards.
type way struct {
	at, request, with string
	returnTo          string
	errand            *interaction.Errand
	// browser is what forms are bound to: the key of the errand's request, or the
	// browser's own name.
	browser secret.Hash
}

// way finds out on which way a request is. With an errand that is over, or
// another browser's, it answers a fault.
func (d *Door) way(w http.ResponseWriter, r *http.Request) (way, error) {
	q := r.URL.Query()
	y := way{at: q.Get("at"), request: q.Get("request"), with: q.Get("with"), returnTo: local(q.Get("return_to"))}
	if y.request == "" {
		y.browser = d.Jar.EnsureName(w, r).Hash()
		return y, nil
	}
	if request, err := id.Parse[id.Request](y.request); err == nil {
		key, _ := d.Jar.RequestKey(r, request) // without it, the key of no request
		y.browser = key.Hash()
	}
	e, err := d.Interaction.Errand(r.Context(), y.at, y.request, y.browser)
	if err != nil {
		return y, err
	}
	httpx.Annotate(r.Context(), httpx.NoteTenant, e.Issuer.Tenant.ID.String())
	httpx.Annotate(r.Context(), httpx.NoteClient, e.Client.ID.String())
	y.errand = &e
	return y, nil
}

// local is a path on our own origin, or "" for anything that could lead away.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > 500 ||
		strings.ContainsFunc(path, func(r rune) bool { return r <= 0x20 || r == '\\' || r == 0x7f }) {
		return ""
	}
	return path
}

// to is another page on the same way.
func (y way) to(page string) string {
	q := url.Values{}
	for name, value := range map[string]string{"at": y.at, "request": y.request, "with": y.with, "return_to": y.returnTo} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}

// without is the same way without the proof of a person.
func (y way) without() way {
	y.with = ""
	return y
}

// form is the hidden part of a page's form.
func (d *Door) form(y way, page string) view.Form {
	return view.Form{Action: y.to(page), Proof: d.proofs.Proof(page, y.request, y.browser)}
}

// frame is what every page has around its content.
func (d *Door) frame(r *http.Request, y way) view.Frame {
	f := view.Frame{Lang: firstLanguage, Nonce: d.Source.Token(16).Reveal(), CorrelationID: httpx.CorrelationID(r.Context()), Development: d.Development}
	if e := y.errand; e != nil {
		f.Service = serviceOf(e.Issuer.Tenant, e.Client, e.Request.RedirectURI)
		f.Development = f.Development || f.Service.Development()
	}
	return f
}

// hostOf is the host of an address on the web, and "" for an app's own.
func hostOf(redirectURI string) string {
	origin := urls.Origin(redirectURI)
	_, host, _ := strings.Cut(origin, "://")
	return host
}

// show sends a page. Its policy allows our own style, our own nonce and nothing
// else. Where a form may lead is left open on the way to a service: browsers hold
// the whole chain of redirects to it, and where a service sends people after its
// callback is not ours to know.
func (d *Door) show(w http.ResponseWriter, r *http.Request, status int, name string, f view.Frame, v any) {
	target := "'self'"
	if f.Service != nil {
		target = ""
	}
	d.showPosting(w, r, status, name, f, v, target)
}

// showPosting is show for a page whose forms lead to target; "" leaves it open.
func (d *Door) showPosting(w http.ResponseWriter, r *http.Request, status int, name string, f view.Frame, v any, target string) {
	page, err := d.Renderer.Page(name, v)
	if err != nil {
		d.Log.ErrorContext(r.Context(), "a page could not be rendered", "page", name, "error", err.Error())
		http.Error(w, "Something went wrong. ("+f.CorrelationID+")", http.StatusInternalServerError)
		return
	}
	policy := "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'nonce-" + f.Nonce + "'; base-uri 'none'; frame-ancestors 'none'"
	if framed, ok := v.(interface{ FrameOrigins() []string }); ok && len(framed.FrameOrigins()) > 0 {
		policy += "; frame-src " + strings.Join(framed.FrameOrigins(), " ")
	}
	if target != "" {
		policy += "; form-action " + target
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

// post reads a form of ours: small, made by our page for this browser and step.
// ok is false when an answer has been sent.
func (d *Door) post(w http.ResponseWriter, r *http.Request, page string, y way) (form url.Values, ok bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		d.problem(w, r, y, http.StatusBadRequest, view.ProblemForm)
		return nil, false
	}
	if !d.proofs.CheckProof(r.PostForm.Get("proof"), page, y.request, y.browser) {
		d.problem(w, r, y, http.StatusForbidden, view.ProblemForm)
		return nil, false
	}
	return r.PostForm, true
}

func see(w http.ResponseWriter, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// visitor is what is known of whoever is asking.
func visitor(r *http.Request) interaction.Visitor {
	return interaction.Visitor{Network: httpx.ClientNetwork(r.Context()), UserAgent: r.UserAgent()}
}

// refuse answers an error that no field of a form is to blame for.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, y way, err error) {
	f, ok := fault.As(err)
	if !ok {
		f = &fault.Error{}
	}
	switch f.Kind {
	case fault.KindNotFound, fault.KindConflict:
		kind := view.ProblemNotFound
		if y.request != "" || f.Code == "registration_not_found" || f.Code == "reset_not_found" || f.Code == "request_over" {
			kind = view.ProblemExpired
		}
		d.problem(w, r, y, http.StatusBadRequest, kind)
	case fault.KindForbidden:
		d.problem(w, r, y, http.StatusForbidden, view.ProblemCookies)
	case fault.KindUnauthenticated:
		d.problem(w, r, y, http.StatusBadRequest, view.ProblemExpired)
	case fault.KindRateLimited:
		d.problem(w, r, y, http.StatusTooManyRequests, view.ProblemTooMany)
	case fault.KindUnavailable:
		d.problem(w, r, y, http.StatusServiceUnavailable, view.ProblemUnavailable)
	case fault.KindInvalid, fault.KindPreconditionFailed, fault.KindPlanLimit:
		d.problem(w, r, y, http.StatusBadRequest, view.ProblemForm)
	case fault.KindInternal:
		d.Log.ErrorContext(r.Context(), "a page failed", "error", err.Error())
		d.problem(w, r, y, http.StatusInternalServerError, view.ProblemUnexpected)
	}
}
