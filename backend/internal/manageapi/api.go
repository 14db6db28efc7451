// Package manageapi is the door of the management API: it speaks JSON with the
// portal, the SDKs and the command line, and decides nothing. One file per
// resource; view_*.go holds what goes over the wire.
//
// It must never answer with an account, an email address, or a secret other than
// the one just made; and another tenant's things must look exactly like things
// that do not exist.
package manageapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// Prefix is where the API is mounted.
const Prefix = "/api/v1"

// Config is what the API is made of.
type Config struct {
	Tenants     *manage.Tenants
	Clients     *manage.Clients
	Keys        *manage.Keys
	Resources   *manage.Resources
	Connections *manage.Connections
	Attempts    *manage.Attempts
	TestSignIns *manage.TestSignIns
	Replays     *manage.Replays

	RegistrationTokens *manage.RegistrationTokens

	// Authenticate says which developer the request's session belongs to, or
	// answers a fault of kind Unauthenticated.
	Authenticate func(context.Context, *http.Request) (manage.Actor, error)
	// EndSession signs the request's session out and answers the cookies that make
	// the browser forget it.
	EndSession func(context.Context, *http.Request) ([]http.Cookie, error)

	// BaseURL is where the deployment is reached, without a final slash.
	BaseURL string
	// Production says that the deployment serves real people.
	Production bool
	Log        *slog.Logger
	Master     *secret.Master
}

// API is the management API.
type API struct {
	cfg  Config
	api  *apikit.API[caller]
	Docs *huma.OpenAPI
}

// New makes the API. Mount Handler at Prefix.
func New(cfg Config) *API {
	a := &API{cfg: cfg}
	a.api = apikit.New(apikit.Config[caller]{
		Document:      document(),
		Log:           cfg.Log,
		Authenticate:  a.authenticate,
		Challenge:     `Cookie realm="Alias"`,
		CorrelationID: httpx.CorrelationID,
		Replays:       replays{cfg.Replays},
		Master:        cfg.Master,
	})
	a.registerSession()
	a.registerTenants()
	a.registerClients()
	a.registerSecrets()
	a.registerKeys()
	a.registerResources()
	a.registerRegistrationTokens()
	a.registerConnections()
	a.registerAttempts()
	a.registerTestSignIns()
	a.Docs = a.api.Document()
	a.describeAnswers()
	return a
}

// Handler serves the API below Prefix.
func (a *API) Handler() http.Handler { return http.StripPrefix(Prefix, noStore(a.api.Handler())) }

// describeAnswers gives the settings in answers the words they have where they are
// set, so that each is explained once.
func (a *API) describeAnswers() {
	schemas := a.Docs.Components.Schemas.Map()
	for answer, change := range map[string]string{
		"Client": "UpdateClient", "Registration": "UpdateRegistration", "Documents": "UpdateDocuments", "Compatibility": "UpdateCompatibility",
	} {
		for name, s := range schemas[answer].Properties {
			if said := schemas[change].Properties[name]; s.Description == "" && said != nil {
				s.Description = said.Description
			}
		}
	}
}

// noStore keeps answers, some of which show a secret, out of every cache.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// Describe is the management API's OpenAPI document, for the command that writes
// it to a file. It needs nothing that runs.
func Describe() *huma.OpenAPI {
	master, err := secret.NewMaster(make([]byte, 32))
	if err != nil {
		panic("manageapi: " + err.Error()) // 32 bytes are 32 bytes
	}
	return New(Config{Log: slog.New(slog.DiscardHandler), Master: master}).Docs
}

const (
	tagSession      = "Session"
	tagTenants      = "Workspaces"
	tagClients      = "Clients"
	tagSecrets      = "Client secrets"
	tagKeys         = "Signing keys"
	tagResources    = "Resources"
	tagRegistration = "Client registration"
	tagConnections  = "Connections"
	tagAttempts     = "Attempts"
	tagTestSignIns  = "Test sign-in"
)

func document() *huma.OpenAPI {
	return &huma.OpenAPI{
		Info: &huma.Info{
			Title:   "Alias management API",
			Version: "1.1.0",
			Description: "Everything the developer portal can do: workspaces, clients, secrets, signing keys, resources, connections, and what relying parties tried.\n\n" +
				"Errors are problem documents (RFC 9457). Lists are walked with `limit` and `cursor`. " +
				"A `POST` may carry an `Idempotency-Key`: repeated with the same body it is answered as the first time. " +
				"Single resources answer an `ETag`; send it back as `If-Match` to change only what you have seen.",
		},
		Servers: []*huma.Server{{URL: Prefix}},
		Tags: []*huma.Tag{
			{Name: tagSession, Description: "Who is signed in."},
			{Name: tagTenants, Description: "A workspace is one service in one environment: one issuer, its own clients and keys."},
			{Name: tagClients, Description: "The relying parties of a workspace."},
			{Name: tagSecrets, Description: "What confidential clients prove themselves with. Two may live at once, so that one can be exchanged without interruption."},
			{Name: tagKeys, Description: "What tokens are signed with."},
			{Name: tagResources, Description: "The APIs that access tokens are for, and what their tokens look like."},
			{Name: tagRegistration, Description: "What lets others register clients by themselves. Whether they may is a setting of the workspace."},
			{Name: tagConnections, Description: "The people at a workspace, by their pseudonyms there."},
			{Name: tagAttempts, Description: "What relying parties tried at the issuer, and why it was refused."},
			{Name: tagTestSignIns, Description: "A real sign-in that Alias runs as its own relying party, to show what a client would get."},
		},
		Components: &huma.Components{SecuritySchemes: map[string]*huma.SecurityScheme{
			"session": {
				Type: "apiKey", In: "cookie", Name: "alias_session",
				Description: "The session of a person who signed in to Alias. On https the cookie is called __Host-alias_session.",
			},
		}},
	}
}

// operation is what every operation here has in common.
func operation(id, method, path, tag, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary, Description: description,
		Security: []map[string][]string{{"session": {}}},
	}
}

// created is an operation that makes something.
func created(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

// The parts that inputs are made of. huma looks only into exported ones.
type (
	// TenantPath names a tenant.
	TenantPath struct {
		Tenant string `path:"tenant" maxLength:"64" doc:"The workspace, by its id or its slug." example:"acme"`
	}
	// ClientPath names a client of a tenant.
	ClientPath struct {
		TenantPath
		Client string `path:"client" maxLength:"64" doc:"The client, by its id." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	}
	// Idempotent names the request itself.
	Idempotent struct {
		IdempotencyKey string `header:"Idempotency-Key" maxLength:"255" doc:"A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did." example:"3f1c2a52-3f4f-4a0b-9d5e-2f6f9f0f8f8a"`
	}
	// Conditional names the version a change is based on.
	Conditional struct {
		IfMatch string `header:"If-Match" maxLength:"255" doc:"The ETag of the version you have seen. The change is refused when there is a newer one." example:"\"hnq3ugw5cw\""`
	}

	nothing struct{}
)

// of answers a body.
type of[T any] struct{ Body T }

// versioned answers a body and the version it has.
type versioned[T any] struct {
	ETag string `header:"ETag" doc:"The version of this resource, for If-Match." example:"\"hnq3ugw5cw\""`
	Body T
}

func version[T any](body T, updatedAt time.Time) *versioned[T] {
	return &versioned[T]{ETag: apikit.ETag(updatedAt), Body: body}
}

// utc keeps a time that may be absent from being told in the machine's own zone.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// unauthenticated is what a stranger is told, whatever they asked for.
func unauthenticated() *fault.Error {
	return fault.Unauthenticated("unauthenticated", "Sign in first.")
}
