package manageapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

const base = "http://alias.test"

// fixture is the whole API over a database of its own. Who calls is said by a
// header, in place of a session.
type fixture struct {
	api *manageapi.API
	// server is the API where the whole server mounts it.
	server http.Handler
	db     *postgres.DB
	owner  string // the DSN that walks through walls
	clock  *clock.Fake
	log    *logs
	ended  []id.Developer
	// issuer stands where the real endpoints are.
	issuer http.Handler
}

func setup(t *testing.T) *fixture {
	t.Helper()
	pg := pgtest.New(t)
	db, err := postgres.Open(t.Context(), pg.AppDSN, postgres.WithMaxConns(4))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	master, err := secret.NewMaster(bytes.Repeat([]byte{1}, 32))
	require.NoError(t, err)
	f := &fixture{db: db, owner: pg.OwnerDSN, clock: clock.NewFake(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)), log: &logs{}, issuer: http.NotFoundHandler()}
	issuers := manage.NewIssuers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.issuer.ServeHTTP(w, r) }))
	source := secret.NewSource(nil)
	jobs, err := queue.New(db, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	f.api = manageapi.New(manageapi.Config{
		Tenants:     manage.NewTenants(db, f.clock),
		Clients:     manage.NewClients(db, f.clock, source, sectors{}, master.Sealer("signing-keys")),
		Keys:        manage.NewKeys(db, f.clock, master.Sealer("signing-keys")),
		Resources:   manage.NewResources(db, f.clock),
		Connections: manage.NewConnections(db, f.clock, logout.NewEndings(jobs)),
		Attempts:    manage.NewAttempts(db),
		TestSignIns: manage.NewTestSignIns(db, f.clock, source, master, issuers, base),
		Replays:     manage.NewReplays(db, f.clock),

		RegistrationTokens: manage.NewRegistrationTokens(db, f.clock, source),

		Authenticate: func(_ context.Context, r *http.Request) (manage.Actor, error) {
			d, err := id.Parse[id.Developer](r.Header.Get("X-Developer"))
			if err != nil {
				return manage.Actor{}, fault.Unauthenticated("session_expired", "The session has ended.")
			}
			return manage.Actor{Developer: d, Nickname: "Ada"}, nil
		},
		EndSession: func(_ context.Context, r *http.Request) ([]http.Cookie, error) {
			d, err := id.Parse[id.Developer](r.Header.Get("X-Developer"))
			f.ended = append(f.ended, d)
			return []http.Cookie{{Name: "alias_session", MaxAge: -1, Path: "/"}}, err
		},
		BaseURL: base,
		Log:     slog.New(slog.NewTextHandler(f.log, nil)),
		Master:  master,
	})
	router := chi.NewRouter()
	router.Mount(manageapi.Prefix, f.api.Handler())
	f.server = router
	return f
}

// sectors stands in for the documents of sector_identifier_uri: those at
// sectors.test name every redirect URI of a host below example.
type sectors struct{}

func (sectors) Check(_ context.Context, uri string, redirectURIs []string) error {
	if !strings.HasPrefix(uri, "https://sectors.test/") || slices.ContainsFunc(redirectURIs, func(r string) bool { return !strings.Contains(r, ".example/") }) {
		return fault.Invalid("client_invalid", "The client cannot be saved as it is.",
			fault.Field{Location: "sector_identifier_uri", Code: "not_named", Message: "The document does not name every redirect URI."})
	}
	return nil
}

func (sectors) Of(context.Context, postgres.TenantTx, string, time.Time) (id.Sector, error) {
	return id.NewSector(), nil
}

type response struct {
	status int
	header http.Header
	text   string
}

// as decodes the answer.
func as[T any](t *testing.T, r response) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(r.text), &v), r.text)
	return v
}

func (r response) code(t *testing.T) string {
	t.Helper()
	return as[struct{ Code string }](t, r).Code
}

// call sends body, which may be text or anything that becomes JSON.
func (f *fixture) call(t *testing.T, who id.Developer, method, path string, body any, header ...string) response {
	t.Helper()
	var payload string
	switch b := body.(type) {
	case nil:
	case string:
		payload = b
	default:
		raw, err := json.Marshal(b)
		require.NoError(t, err)
		payload = string(raw)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, manageapi.Prefix+path, strings.NewReader(payload))
	if payload != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if !who.IsZero() {
		r.Header.Set("X-Developer", who.String())
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, r)
	return response{w.Code, w.Header(), w.Body.String()}
}

// workspace is a tenant with an owner and a client.
type workspace struct {
	owner  id.Developer
	tenant manageapi.Tenant
	client manageapi.Client
	secret string

	// What furnished adds.
	resource          manageapi.Resource
	registrationToken manageapi.RegistrationToken
	kid, connection   string
}

func (f *fixture) workspace(t *testing.T, slug string) workspace {
	t.Helper()
	w := workspace{owner: id.NewDeveloper()}
	made := f.call(t, w.owner, http.MethodPost, "/tenants", map[string]any{"slug": slug, "name": "Acme", "environment": "development"})
	require.Equal(t, 201, made.status, made.text)
	w.tenant = as[manageapi.Tenant](t, made)
	client := f.call(t, w.owner, http.MethodPost, "/tenants/"+slug+"/clients", map[string]any{
		"name": "Web", "type": "confidential", "redirect_uris": []string{"http://localhost:3000/callback"},
	})
	require.Equal(t, 201, client.status, client.text)
	created := as[manageapi.CreatedClient](t, client)
	w.client, w.secret = created.Client, created.ClientSecret
	return w
}

// furnished is a workspace with one of everything.
func (f *fixture) furnished(t *testing.T, slug string) workspace {
	t.Helper()
	w := f.workspace(t, slug)
	at := "/tenants/" + slug
	made := f.call(t, w.owner, http.MethodPost, at+"/resources", `{"identifier":"https://api.`+slug+`.example","name":"API"}`)
	require.Equal(t, 201, made.status, made.text)
	w.resource = as[manageapi.Resource](t, made)
	made = f.call(t, w.owner, http.MethodPost, at+"/registration-tokens", `{"name":"Partners"}`)
	require.Equal(t, 201, made.status, made.text)
	w.registrationToken = as[manageapi.CreatedRegistrationToken](t, made).RegistrationToken
	w.kid = as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodPost, at+"/keys/rotate", `{"alg":"ES256"}`)).Items[0].KID
	w.connection = f.connect(t, w, "alias-of-"+slug, w.client.ID)
	return w
}

// connect plants a connection with consents to clients, as signing in would leave
// it.
func (f *fixture) connect(t *testing.T, w workspace, aliasID string, clients ...string) string {
	t.Helper()
	owner, err := pgx.Connect(t.Context(), f.owner)
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	tenantID, err := id.Parse[id.Tenant](w.tenant.ID)
	require.NoError(t, err)
	c := id.NewConnection()
	_, err = owner.Exec(t.Context(), `insert into connections (tenant_id, id, sector_id, alias_id, nickname, preferred_username, relay_local, service_name, service_host,
		service_environment, created_at, updated_at) select t.tenant_id, $2, t.sector_id, $3, 'Quiet Heron', 'name-' || $3, 'relay-' || $3, '', '', '', $4, $4
		from tenants t where t.tenant_id = $1`, tenantID, c, aliasID, f.clock.Now())
	require.NoError(t, err)
	for _, text := range clients {
		clientID, err := id.Parse[id.Client](text)
		require.NoError(t, err)
		_, err = owner.Exec(t.Context(), `insert into connection_clients (tenant_id, connection_id, client_id, scopes, offered, created_at, updated_at)
			values ($1, $2, $3, '{openid}', '{openid}', $4, $4)`, tenantID, c, clientID, f.clock.Now())
		require.NoError(t, err)
	}
	return c.String()
}

// join makes somebody else a member.
func (f *fixture) join(t *testing.T, w workspace, role developer.Role) id.Developer {
	t.Helper()
	tenantID, err := id.Parse[id.Tenant](w.tenant.ID)
	require.NoError(t, err)
	d := id.NewDeveloper()
	require.NoError(t, f.db.InTenant(t.Context(), tenantID, func(tx postgres.TenantTx) error {
		return developer.Add(t.Context(), tx, developer.Member{Developer: d, Role: role, Name: "Bo", CreatedAt: f.clock.Now()})
	}))
	return d
}

// logs is a log that is written concurrently.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
