package manageapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestTheSessionSaysWhoAndWhere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ada := id.NewDeveloper()
	got := as[manageapi.Session](t, f.call(t, ada, http.MethodGet, "/session", nil))
	require.Equal(t, manageapi.Session{
		Developer: manageapi.Developer{ID: ada.String(), Nickname: "Ada"}, Environment: "development", BaseURL: base, DevMailURL: base + "/dev/mail",
	}, got)

	ended := f.call(t, ada, http.MethodDelete, "/session", nil)
	require.Equal(t, 204, ended.status)
	require.Contains(t, ended.header.Get("Set-Cookie"), "alias_session=;")
	require.Equal(t, []id.Developer{ada}, f.ended)
}

func TestAWorkspaceFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ada := id.NewDeveloper()
	made := f.call(t, ada, http.MethodPost, "/tenants", map[string]any{"slug": "acme", "name": " Acme ", "environment": "production"})
	require.Equal(t, 201, made.status, made.text)
	require.Equal(t, "no-store", made.header.Get("Cache-Control"))
	w := as[manageapi.Tenant](t, made)
	require.Equal(t, "Acme", w.Name)
	require.Equal(t, "owner", w.Role)
	require.Equal(t, base+"/t/acme", w.Issuer)
	require.Equal(t, base+"/t/acme/.well-known/openid-configuration", w.Endpoints.Discovery)

	for _, ref := range []string{"acme", w.ID} {
		require.Equal(t, w, as[manageapi.Tenant](t, f.call(t, ada, http.MethodGet, "/tenants/"+ref, nil)))
	}

	tag := made.header.Get("ETag")
	renamed := f.call(t, ada, http.MethodPatch, "/tenants/acme", map[string]any{"name": "Acme Ltd"}, "If-Match", tag)
	require.Equal(t, 200, renamed.status, renamed.text)
	require.NotEqual(t, tag, renamed.header.Get("ETag"), "the clock stood still, and it is another version all the same")
	stale := f.call(t, ada, http.MethodPatch, "/tenants/acme", map[string]any{"name": "Lost"}, "If-Match", tag)
	require.Equal(t, 412, stale.status)
	require.Equal(t, "stale", stale.code(t))
	nothing := f.call(t, ada, http.MethodPatch, "/tenants/acme", map[string]any{})
	require.Equal(t, "Acme Ltd", as[manageapi.Tenant](t, nothing).Name)
	require.Equal(t, renamed.header.Get("ETag"), nothing.header.Get("ETag"), "nothing was changed")

	require.Equal(t, 412, f.call(t, ada, http.MethodDelete, "/tenants/acme", nil, "If-Match", tag).status)
	require.Equal(t, 204, f.call(t, ada, http.MethodDelete, "/tenants/acme", nil).status)
	require.Equal(t, 404, f.call(t, ada, http.MethodGet, "/tenants/acme", nil).status)
	require.Equal(t, 404, f.call(t, ada, http.MethodGet, "/tenants/"+w.ID, nil).status)

	// SEC-64: a deleted workspace's slug is never given to anybody, not even back.
	again := f.call(t, ada, http.MethodPost, "/tenants", map[string]any{"slug": "acme", "name": "Acme", "environment": "production"})
	require.Equal(t, 409, again.status)
	require.Equal(t, "slug_taken", again.code(t))
}

func TestSlugs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	for slug, want := range map[string]manageapi.Slug{
		"free-one": {Slug: "free-one", Available: true, Issuer: base + "/t/free-one"},
		"acme":     {Slug: "acme", Reason: "taken", Issuer: base + "/t/acme"},
		"admin":    {Slug: "admin", Reason: "reserved", Issuer: base + "/t/admin"},
		"Acme":     {Slug: "Acme", Reason: "invalid", Issuer: base + "/t/Acme"},
		"a--b":     {Slug: "a--b", Reason: "invalid", Issuer: base + "/t/a--b"},
	} {
		require.Equal(t, want, as[manageapi.Slug](t, f.call(t, w.owner, http.MethodGet, "/slugs/"+slug, nil)))
		if !want.Available {
			made := f.call(t, w.owner, http.MethodPost, "/tenants", map[string]any{"slug": slug, "name": "X", "environment": "development"})
			require.Contains(t, []int{409, 422}, made.status, slug)
			if made.status == 422 {
				require.Contains(t, made.text, `"location":"body.slug"`)
				require.Contains(t, made.text, `"code":"`+want.Reason+`"`)
			}
		}
	}
}

func TestOneSlugMakesOneWorkspaceHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	results := make([]int, 8)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			results[i] = f.call(t, id.NewDeveloper(), http.MethodPost, "/tenants", `{"slug":"wanted","name":"W","environment":"development"}`).status
		})
	}
	wg.Wait()
	made := 0
	for _, status := range results {
		if status == 201 {
			made++
			continue
		}
		require.Equal(t, 409, status)
	}
	require.Equal(t, 1, made)
}

func TestListsAreWalkedToTheEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	f.workspace(t, "others")
	want := map[string]bool{w.client.ID: true}
	for _, name := range []string{"Grafana", "Gitea", "Wiki", "Chat"} {
		r := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", map[string]any{"name": name, "type": "public", "redirect_uris": []string{"https://x.example/cb"}})
		require.Equal(t, 201, r.status, r.text)
		want[as[manageapi.CreatedClient](t, r).Client.ID] = true
	}
	got, cursor, pages := map[string]bool{}, "", 0
	for {
		page := as[manageapi.ClientPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients?limit=2&cursor="+cursor, nil))
		require.LessOrEqual(t, len(page.Items), 2)
		for _, c := range page.Items {
			require.False(t, got[c.ID], "seen twice")
			got[c.ID] = true
		}
		pages++
		if cursor = page.NextCursor; cursor == "" {
			break
		}
		// SEC-92: a cursor is good for this list, this caller and this filter alone.
		for _, path := range []string{"/tenants/acme/clients?q=g&limit=2&cursor=", "/tenants/others/clients?cursor=", "/tenants/acme/attempts?cursor=", "/tenants?cursor="} {
			foreign := f.call(t, w.owner, http.MethodGet, path+cursor, nil)
			require.Equal(t, 400, foreign.status, path)
			require.Equal(t, "invalid_cursor", foreign.code(t))
		}
		require.Equal(t, 400, f.call(t, f.join(t, w, developer.Viewer), http.MethodGet, "/tenants/acme/clients?limit=2&cursor="+cursor, nil).status)
	}
	require.Equal(t, want, got)
	require.Equal(t, 3, pages)

	found := as[manageapi.ClientPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients?q=git", nil))
	require.Len(t, found.Items, 1)
	require.Equal(t, "Gitea", found.Items[0].Name)
	require.Equal(t, 422, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients?limit=0", nil).status)
	require.Equal(t, 422, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients?limit=101", nil).status)

	mine := as[manageapi.TenantPage](t, f.call(t, w.owner, http.MethodGet, "/tenants", nil))
	require.Len(t, mine.Items, 1)
	require.Equal(t, "acme", mine.Items[0].Slug)
	require.Contains(t, f.call(t, id.NewDeveloper(), http.MethodGet, "/tenants", nil).text, `"items":[]`)
}

func TestManyWorkspacesOfOneDeveloper(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ada := id.NewDeveloper()
	for _, slug := range []string{"one", "two", "three"} {
		require.Equal(t, 201, f.call(t, ada, http.MethodPost, "/tenants", map[string]any{"slug": slug, "name": slug, "environment": "development"}).status)
	}
	first := as[manageapi.TenantPage](t, f.call(t, ada, http.MethodGet, "/tenants?limit=2", nil))
	require.Len(t, first.Items, 2)
	require.Equal(t, "one", first.Items[0].Slug)
	second := as[manageapi.TenantPage](t, f.call(t, ada, http.MethodGet, "/tenants?limit=2&cursor="+first.NextCursor, nil))
	require.Len(t, second.Items, 1)
	require.Equal(t, "three", second.Items[0].Slug)
	require.Empty(t, second.NextCursor)
}

func TestAttemptsAreShownAndFiltered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	tenantID, err := id.Parse[id.Tenant](w.tenant.ID)
	require.NoError(t, err)
	clientID, err := id.Parse[id.Client](w.client.ID)
	require.NoError(t, err)
	require.NoError(t, f.db.InTenant(t.Context(), tenantID, func(tx postgres.TenantTx) error {
		return attempt.InsertMany(t.Context(), tx, []attempt.Attempt{
			{
				ID: id.NewAttempt(), At: f.clock.Now(), Endpoint: "authorize", Outcome: attempt.Refused, Reason: oauth.RedirectURIMismatch, Client: &clientID,
				Received: "https://acme.example/cb", Expected: "http://localhost:3000/callback", CorrelationID: "c-1",
			},
			{ID: id.NewAttempt(), At: f.clock.Now(), Endpoint: "authorize", Outcome: attempt.Refused, Reason: oauth.ClientUnknown, ClientNamed: "nobody", CorrelationID: "c-2"},
			{ID: id.NewAttempt(), At: f.clock.Now(), Endpoint: "token", Outcome: attempt.OK, Reason: oauth.OK, Client: &clientID, CorrelationID: "c-3"},
		})
	}))
	list := func(query string) []manageapi.Attempt {
		return as[manageapi.AttemptPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/attempts"+query, nil)).Items
	}
	all := list("")
	require.Len(t, all, 3)
	require.Equal(t, "c-3", all[0].CorrelationID, "newest first")
	require.Equal(t, manageapi.Attempt{
		ID: all[2].ID, At: f.clock.Now(), Endpoint: "authorize", Outcome: "refused", Reason: "redirect_uri_mismatch", Summary: oauth.RedirectURIMismatch.Summary(),
		ClientID: w.client.ID, ClientName: "Web", Received: "https://acme.example/cb", Expected: "http://localhost:3000/callback", CorrelationID: "c-1",
		DocsURL: base + "/docs#reason-redirect_uri_mismatch",
	}, all[2])
	require.Equal(t, "nobody", all[1].ClientID)
	require.Empty(t, all[1].ClientName)
	require.Len(t, list("?client="+w.client.ID), 2)
	require.Len(t, list("?outcome=refused"), 2)
	require.Len(t, list("?correlation_id=c-2"), 1)
	require.Empty(t, list("?client=cli_garbage"))
	page := as[manageapi.AttemptPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/attempts?limit=2", nil))
	require.Len(t, page.Items, 2)
	require.Len(t, list("?limit=2&cursor="+page.NextCursor), 1)
}

func TestEveryChangeIsAudited(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	f.call(t, w.owner, http.MethodPatch, path, `{"name":"New","send_iss":false}`)
	f.call(t, w.owner, http.MethodPost, path+"/secrets", nil)
	f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+w.client.Secrets[0].ID, nil)
	f.call(t, w.owner, http.MethodPost, path+"/test-sign-ins", nil)
	f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"EdDSA"}`)
	f.call(t, w.owner, http.MethodPatch, "/tenants/acme", `{"name":"Acme Ltd"}`)
	f.call(t, w.owner, http.MethodDelete, path, nil)
	// What was refused, or changed nothing, leaves no trace.
	f.call(t, w.owner, http.MethodPatch, "/tenants/acme", `{"name":"Acme Ltd"}`)
	f.call(t, f.join(t, w, developer.Viewer), http.MethodPatch, "/tenants/acme", `{"name":"Mine"}`)

	tenantID, err := id.Parse[id.Tenant](w.tenant.ID)
	require.NoError(t, err)
	var events []audit.Event
	require.NoError(t, f.db.InTenant(t.Context(), tenantID, func(tx postgres.TenantTx) error {
		events, err = audit.Newest(t.Context(), tx, id.Audit{}, 50)
		return err
	}))
	var actions []audit.Action
	for _, e := range events {
		actions = append(actions, e.Action)
		require.Equal(t, audit.Developer(w.owner), e.Actor)
		require.NotContains(t, fmt.Sprint(e), w.secret)
	}
	require.Equal(t, []audit.Action{
		audit.ClientDeleted, audit.TenantRenamed, audit.KeysRotated, audit.TestSignInStarted, audit.ClientSecretDeleted, audit.ClientSecretCreated,
		audit.ClientChanged, audit.ClientCreated, audit.TenantCreated,
	}, actions)
	require.Equal(t, map[string]string{"fields": "name send_iss"}, events[6].Detail)
}

func TestARepeatedRequestMakesOneClient(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	body := `{"name":"Twice","type":"confidential","redirect_uris":["https://x.example/cb"]}`
	first := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", body, "Idempotency-Key", "k-1")
	again := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", body, "Idempotency-Key", "k-1")
	require.Equal(t, 201, again.status)
	require.Equal(t, first.text, again.text)
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	require.Equal(t, first.header.Get("ETag"), again.header.Get("ETag"))
	require.Len(t, as[manageapi.ClientPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients", nil)).Items, 2)

	other := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", strings.Replace(body, "Twice", "Other", 1), "Idempotency-Key", "k-1")
	require.Equal(t, "idempotency_key_reused", other.code(t))
	elsewhere := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"EdDSA"}`, "Idempotency-Key", "k-1")
	require.Equal(t, "idempotency_key_reused", elsewhere.code(t))

	f.clock.Advance(25 * time.Hour)
	later := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", body, "Idempotency-Key", "k-1")
	require.Empty(t, later.header.Get("Idempotent-Replayed"), "a key is forgotten after a day")
}

func TestARepeatedRequestMakesOneClientHoweverManyAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	body := `{"name":"Once","type":"public","redirect_uris":["https://x.example/cb"]}`
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", body, "Idempotency-Key", "k-1") })
	}
	wg.Wait()
	require.Len(t, as[manageapi.ClientPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients", nil)).Items, 2)
}

func TestTheOperatorIsAMemberOfNothingAndMayDoEverything(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	clients := manage.NewClients(f.db, f.clock, secret.NewSource(nil), sectors{}, nil)
	made, raw, err := clients.Create(t.Context(), manage.Operator(), "acme", manage.NewClient{
		Type: client.Confidential, Name: "By hand", RedirectURIs: []string{"https://x.example/cb"},
	})
	require.NoError(t, err)
	require.False(t, raw.IsZero())
	require.Equal(t, w.tenant.ID, made.Tenant.String())
	_, _, err = clients.Create(t.Context(), manage.Operator(), "nowhere", manage.NewClient{Type: client.Public})
	require.ErrorIs(t, err, tenant.ErrNotFound)
}
