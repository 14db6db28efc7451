package manageapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
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
	clock  *clock.Fake
	log    *logs
	ended  []id.Developer
	// issuer stands where the real endpoints are.
	issuer http.Handler
}

func setup(t *testing.T) *fixture {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.New(t).AppDSN, postgres.WithMaxConns(4))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	master, err := secret.NewMaster(bytes.Repeat([]byte{1}, 32))
	require.NoError(t, err)
	f := &fixture{db: db, clock: clock.NewFake(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)), log: &logs{}, issuer: http.NotFoundHandler()}
	issuers := manage.NewIssuers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.issuer.ServeHTTP(w, r) }))
	source := secret.NewSource(nil)
	f.api = manageapi.New(manageapi.Config{
		Tenants:     manage.NewTenants(db, f.clock),
		Clients:     manage.NewClients(db, f.clock, source),
		Keys:        manage.NewKeys(db, f.clock, master.Sealer("signing-keys")),
		Attempts:    manage.NewAttempts(db),
		TestSignIns: manage.NewTestSignIns(db, f.clock, source, master, issuers, base),
		Replays:     manage.NewReplays(db, f.clock),
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
