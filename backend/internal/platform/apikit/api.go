// Package apikit is huma made safe: every JSON API of the house registers its
// operations here and nowhere else. It corrects what huma does by default
// (submitted values and raw errors in answers, $schema in bodies, lenient JSON),
// and adds what our APIs promise: RFC 9457 problems, sealed cursors,
// Idempotency-Key, ETag and If-Match.
//
// It must never let out an error it does not know, a value that was submitted,
// or the content of a cursor; and it knows nothing of the business.
package apikit

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

const (
	// maxBody is how many bytes of a body are read unless the operation says otherwise.
	maxBody = 64 << 10
	// bodyTimeout is how long a body may take to arrive.
	bodyTimeout = 5 * time.Second
)

// Config is what an API is made of. A is the caller, as the door knows them.
type Config[A any] struct {
	// Document holds title, version, description, servers, tags and security schemes.
	Document *huma.OpenAPI
	// Log receives each error nobody foresaw, once.
	Log *slog.Logger
	// Authenticate says who is calling, or answers a fault of kind Unauthenticated.
	Authenticate func(context.Context, *http.Request) (A, error)
	// Challenge is the WWW-Authenticate header of a 401.
	Challenge string
	// CorrelationID names the request in problems and logs.
	CorrelationID func(context.Context) string
	// Replays remembers answers for Idempotency-Key.
	Replays Replays[A]
	// Master derives the keys that seal cursors and remembered answers.
	Master *secret.Master
}

// API is a set of operations served below one path.
type API[A any] struct {
	Cursors

	huma          huma.API
	router        chi.Router
	log           *slog.Logger
	authenticate  func(context.Context, *http.Request) (A, error)
	challenge     string
	correlationID func(context.Context) string
	replays       Replays[A]
	replaySealer  *secret.Sealer
	replayMAC     secret.MAC
}

// New makes an API of its own router. Mount Handler below the path that the
// document names as its server.
func New[A any](cfg Config[A]) *API[A] {
	Correct()
	router := chi.NewRouter()
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: strictJSON}
	doc := *cfg.Document
	doc.OpenAPI = "3.1.0"
	components := huma.Components{}
	if doc.Components != nil {
		components = *doc.Components
	}
	components.Schemas = huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	doc.Components = &components
	api := &API[A]{
		Cursors: NewCursors(cfg.Master),
		huma: humachi.New(router, huma.Config{
			OpenAPI:                      &doc,
			Formats:                      map[string]huma.Format{"application/json": format, "json": format},
			DefaultFormat:                "application/json",
			RejectUnknownQueryParameters: true,
		}),
		router:        router,
		log:           cfg.Log,
		authenticate:  cfg.Authenticate,
		challenge:     cfg.Challenge,
		correlationID: cfg.CorrelationID,
		replays:       cfg.Replays,
		replaySealer:  cfg.Master.Sealer("idempotency"),
		replayMAC:     cfg.Master.MAC("idempotency"),
	}
	router.NotFound(func(w http.ResponseWriter, r *http.Request) {
		api.refuse(w, r, fault.NotFound("route_not_found", "There is nothing at this address."))
	})
	router.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(api.methods(r), ", "))
		p := problemOf(http.StatusMethodNotAllowed, "method_not_allowed", "This address does not answer that method.")
		api.write(w, r, p)
	})
	return api
}

// Handler serves the operations.
func (a *API[A]) Handler() http.Handler { return a.router }

// Document describes the operations.
func (a *API[A]) Document() *huma.OpenAPI { return a.huma.OpenAPI() }

// methods lists what the path of r does answer.
func (a *API[A]) methods(r *http.Request) []string {
	path := r.URL.Path
	if rc := chi.RouteContext(r.Context()); rc != nil && rc.RoutePath != "" {
		path = rc.RoutePath
	}
	return slices.DeleteFunc(
		[]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		func(m string) bool { return !a.router.Match(chi.NewRouteContext(), m, path) },
	)
}

// call is what the guard found out about one request. It travels in the request's
// context from the guard to the operation, under a key nobody else can name.
type call struct {
	actor         any
	correlationID string
}

type callKey struct{}

// Register serves an operation. The handler is called with the authenticated
// caller and its parsed input; what it returns as an error becomes a problem.
// faults are those it may answer with, for the documentation; what every
// operation can answer is added.
func Register[A, I, O any](api *API[A], op huma.Operation, fn func(context.Context, A, *I) (*O, error), faults ...*fault.Error) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	op.BodyReadTimeout = bodyTimeout
	op.Middlewares = append(huma.Middlewares{api.guard}, op.Middlewares...)
	describe(api.huma.OpenAPI().Components.Schemas, &op, faults)
	huma.Register(api.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c, _ := ctx.Value(callKey{}).(call)
		actor, ok := c.actor.(A)
		if !ok {
			return nil, api.problem(ctx, fault.Unauthenticated("unauthenticated", "Sign in first."))
		}
		out, err := fn(ctx, actor, in)
		if err != nil {
			return nil, api.problem(ctx, err)
		}
		return out, nil
	})
}

// guard runs before the input is looked at, so that a stranger learns nothing
// from how their input is judged.
func (a *API[A]) guard(ctx huma.Context, next func(huma.Context)) {
	r, w := humachi.Unwrap(ctx)
	actor, err := a.authenticate(r.Context(), r)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	if r.ContentLength != 0 && r.Header.Get("Content-Type") == "" {
		a.write(w, r, problemOf(http.StatusUnsupportedMediaType, "unsupported_media_type", "Send the body as application/json."))
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, call{actor: actor, correlationID: a.correlationID(r.Context())}))
	if key := r.Header.Get("Idempotency-Key"); key != "" && r.Method == http.MethodPost {
		a.replay(ctx.Operation(), actor, key, w, r, next)
		return
	}
	next(humachi.NewContext(ctx.Operation(), r, w))
}
