package app

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/hosted"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/oidc/authorize"
	"alias.example/alias/backend/internal/oidc/device"
	"alias.example/alias/backend/internal/oidc/discovery"
	"alias.example/alias/backend/internal/oidc/introspect"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/logo"
	signout "alias.example/alias/backend/internal/oidc/logout"
	"alias.example/alias/backend/internal/oidc/par"
	"alias.example/alias/backend/internal/oidc/registration"
	"alias.example/alias/backend/internal/oidc/revoke"
	"alias.example/alias/backend/internal/oidc/token"
	"alias.example/alias/backend/internal/oidc/userinfo"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/portal"
)

type endpoints struct {
	directory  *issuer.Directory
	discovery  *discovery.Endpoint
	authorize  *authorize.Endpoint
	par        *par.Endpoint
	token      *token.Endpoint
	introspect *introspect.Endpoint
	revoke     *revoke.Endpoint
	userinfo   *userinfo.Endpoint
	logo       *logo.Endpoint
	device     *device.Endpoint
	logout     *signout.Endpoint
	session    *signout.CheckSession
	register   *registration.Endpoint
	hosted     *hosted.Door
	api        *manageapi.API
	docs       *docs.Docs
	portal     *portal.Portal
}

// routes lists everything the server answers.
func routes(cfg Config, e endpoints) http.Handler {
	r := chi.NewRouter()
	r.Use(findable(r), middleware.GetHead)
	r.NotFound(e.notFound)
	r.MethodNotAllowed(e.methodNotAllowed)

	// Issuers.
	at := func(h issuer.Handler) http.HandlerFunc {
		return e.directory.At(h, e.notFound, func(w http.ResponseWriter, r *http.Request, err error) { wire.Error(w, r, cfg.Log, err) })
	}
	r.Route("/t/{tenant}", func(r chi.Router) {
		r.Get("/.well-known/openid-configuration", at(e.discovery.Metadata))
		r.Get("/.well-known/oauth-authorization-server", at(e.discovery.Metadata))
		r.Get(discovery.JWKSPath, at(e.discovery.Keys))
		r.With(httpx.AllowOpener).Get(discovery.AuthorizePath, at(e.authorize.Get))
		r.With(httpx.AllowOpener).Post(discovery.AuthorizePath, at(e.authorize.Post))
		r.With(httpx.AllowOpener).Get(discovery.ResumePath, at(e.authorize.Resume))
		r.Post(discovery.PARPath, at(e.par.Post))
		r.Options(discovery.PARPath, wire.Preflight)
		r.Post(discovery.TokenPath, at(e.token.Post))
		r.Options(discovery.TokenPath, wire.Preflight)
		r.Post(discovery.IntrospectPath, at(e.introspect.Post))
		r.Options(discovery.IntrospectPath, wire.Preflight)
		r.Post(discovery.RevokePath, at(e.revoke.Post))
		r.Options(discovery.RevokePath, wire.Preflight)
		r.Post(discovery.RegisterPath, at(e.register.Post))
		r.Options(discovery.RegisterPath, e.register.Preflight)
		r.Route(discovery.RegisterPath+"/{client}", func(r chi.Router) {
			r.Get("/", at(e.register.Get))
			r.Put("/", at(e.register.Put))
			r.Delete("/", at(e.register.Delete))
			r.Options("/", e.register.Preflight)
		})
		r.With(httpx.AllowOpener).Get(discovery.LogoutPath, at(e.logout.Get))
		r.With(httpx.AllowOpener).Post(discovery.LogoutPath, at(e.logout.Post))
		r.Get(discovery.SessionPath, at(e.session.Get))
		r.Post(discovery.DevicePath, at(e.device.Post))
		r.Options(discovery.DevicePath, wire.Preflight)
		r.Get(hosted.DevicePath, at(e.hosted.Device))
		r.Post(hosted.DevicePath, at(e.hosted.DeviceDecide))
		r.Get(hosted.DeviceDonePath, at(e.hosted.DeviceDone))
		r.Get(discovery.UserinfoPath, at(e.userinfo.Answer))
		r.Post(discovery.UserinfoPath, at(e.userinfo.Answer))
		r.Options(discovery.UserinfoPath, wire.Preflight)
		r.Get(logo.Path, at(e.logo.Get))
	})
	// The same metadata where RFC 8414 and others look for it; the bare root has none.
	r.Get("/.well-known/oauth-authorization-server/t/{tenant}", at(e.discovery.Metadata))
	r.Get("/.well-known/openid-configuration/t/{tenant}", at(e.discovery.Metadata))

	// People.
	e.hosted.Routes(r)

	// Developers.
	r.Mount(manageapi.Prefix, e.api.Handler())
	r.With(httpx.AllowOpener).Method(http.MethodGet, manage.TestCallbackPath, e.api.TestCallback(e.hosted.TestDone))
	r.Handle("/docs", e.docs.Handler())
	r.Handle("/docs/*", e.docs.Handler())
	r.Handle("/openapi/*", e.docs.Handler())
	for _, page := range []string{"/", "/new", "/w/*"} {
		r.Get(page, e.portal.Page)
	}
	r.Get(portal.Prefix+"*", e.portal.Assets)

	// Operators.
	r.Get("/healthz", health(cfg, false))
	r.Get("/readyz", health(cfg, true))

	return httpx.Chain(httpx.Options{
		BaseURL: cfg.BaseURL, Log: cfg.Log, Clock: cfg.Clock, TrustedProxies: cfg.TrustedProxies, Refuse: e.refuse,
		ClientCertHeader: cfg.ClientCertHeader, ClientCAs: cfg.ClientCAs,
	})(e.sameOrigin(r))
}

// findable puts the routes where GetHead looks for them. The router would, had
// the chain not made its context before it.
func findable(routes chi.Routes) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			chi.RouteContext(r.Context()).Routes = routes
			next.ServeHTTP(w, r)
		})
	}
}

// sameOrigin refuses what a page of another site makes a browser send, except
// where the protocol wants it: the authorization and logout endpoints take a posted
// request from any site, and the others that programs call know no cookie.
func (e endpoints) sameOrigin(next http.Handler) http.Handler {
	c := http.NewCrossOriginProtection()
	for _, path := range []string{discovery.AuthorizePath, discovery.PARPath, discovery.TokenPath, discovery.IntrospectPath, discovery.RevokePath, discovery.DevicePath, discovery.LogoutPath, discovery.UserinfoPath, discovery.RegisterPath} {
		c.AddInsecureBypassPattern("POST /t/{tenant}" + path)
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		c.AddInsecureBypassPattern(method + " /t/{tenant}" + discovery.RegisterPath + "/{client}")
	}
	c.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.refuse(w, r, http.StatusForbidden) }))
	return c.Handler(next)
}

// health answers whether the process serves and, if asked, what keeps it from it.
func health(cfg Config, why bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, reason := http.StatusOK, "ready"
		if err := cfg.DB.Ping(r.Context()); err != nil {
			status, reason = http.StatusServiceUnavailable, "the database does not answer"
		} else if err := cfg.DB.CheckSchema(r.Context()); why && err != nil {
			status, reason = http.StatusServiceUnavailable, err.Error()
		}
		answer(w, status, map[string]string{"status": reason})
	}
}

// notFound answers a browser with a page and a program with a problem document.
func (e endpoints) notFound(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		e.hosted.NotFound(w, r)
		return
	}
	apikit.WriteStatus(w, httpx.CorrelationID(r.Context()), http.StatusNotFound)
}

func (e endpoints) methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		e.hosted.Refuse(w, r, http.StatusMethodNotAllowed)
		return
	}
	apikit.WriteStatus(w, httpx.CorrelationID(r.Context()), http.StatusMethodNotAllowed)
}

// refuse answers what the threshold refuses: too large, from another site, or a
// panic.
func (e endpoints) refuse(w http.ResponseWriter, r *http.Request, status int) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		e.hosted.Refuse(w, r, status)
		return
	}
	apikit.WriteStatus(w, httpx.CorrelationID(r.Context()), status)
}

func answer(w http.ResponseWriter, status int, doc map[string]string) {
	body, err := json.Marshal(doc)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
