package manageapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
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
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
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

func TestAClientTakesSensibleDefaults(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	require.Regexp(t, `^alias_cs_`, w.secret)
	require.Len(t, w.client.Secrets, 1)
	require.Equal(t, w.secret[len(w.secret)-4:], w.client.Secrets[0].Hint)
	require.ElementsMatch(t, oauth.DefaultScopes(), w.client.Scopes)
	require.Equal(t, []string{"authorization_code", "refresh_token"}, w.client.GrantTypes)
	require.Equal(t, "client_secret", w.client.AuthMethod)
	require.True(t, w.client.RequirePKCE)
	require.True(t, w.client.SendIss)
	require.Equal(t, "RS256", w.client.IDTokenSignedAlg)
	require.Equal(t, "web", w.client.ApplicationType)
	require.Equal(t, "other", w.client.Integration)

	made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", map[string]any{
		"name": "App", "type": "public", "application_type": "native", "redirect_uris": []string{"com.example.app:/cb"}, "scopes": []string{"openid"},
		"send_iss": false, "id_token_signed_response_alg": "EdDSA", "separate_identities": true,
	})
	require.Equal(t, 201, made.status, made.text)
	public := as[manageapi.CreatedClient](t, made)
	require.Empty(t, public.ClientSecret)
	require.NotContains(t, made.text, "client_secret\":\"")
	require.Empty(t, public.Client.Secrets)
	require.Equal(t, []string{"authorization_code"}, public.Client.GrantTypes, "no refresh tokens without offline_access")
	require.Equal(t, "none", public.Client.AuthMethod)
	require.False(t, public.Client.SendIss)
	require.True(t, public.Client.SeparateIdentities)
	require.NotContains(t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients/"+w.client.ID, nil).text, w.secret)
}

func TestAClientIsJudgedFieldByField(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	got := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", map[string]any{
		"name": " ", "type": "public", "require_pkce": false, "auth_method": "client_secret_basic", "scopes": []string{"profile"},
		"redirect_uris": []string{"https://ok.example/cb", "https://ok.example/cb#f", "http://evil.example/cb", "javascript:alert(1)"},
	})
	require.Equal(t, 422, got.status)
	require.Equal(t, "client_invalid", got.code(t))
	p := as[apikit.Problem](t, got)
	var places []string
	for _, e := range p.Errors {
		places = append(places, e.Location)
	}
	require.ElementsMatch(t, []string{
		"body.name", "body.redirect_uris[1]", "body.redirect_uris[2]", "body.redirect_uris[3]", "body.scopes", "body.auth_method", "body.require_pkce",
	}, places)
}

func TestAPatchLeavesWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	full := f.call(t, w.owner, http.MethodPatch, path, map[string]any{
		"post_logout_redirect_uris": []string{"http://localhost:3000/bye"}, "allowed_origins": []string{"http://localhost:5173"},
		"initiate_login_uri": "https://acme.example/login", "id_token_claims": true, "require_pkce": false, "auth_method": "client_secret_post",
	})
	require.Equal(t, 200, full.status, full.text)
	before := as[manageapi.Client](t, full)

	f.clock.Advance(time.Minute)
	for field, value := range map[string]any{
		"name": "New", "integration": "go", "redirect_uris": []string{"https://new.example/cb"}, "post_logout_redirect_uris": []string{}, "scopes": []string{"openid"},
		"auth_method": "client_secret_basic", "require_pkce": true, "id_token_signed_response_alg": "ES256", "id_token_claims": false, "send_iss": false,
		"allowed_origins": []string{}, "initiate_login_uri": "", "disabled": true,
	} {
		r := f.call(t, w.owner, http.MethodPatch, path, map[string]any{field: value})
		require.Equal(t, 200, r.status, "%s: %s", field, r.text)
		after := as[manageapi.Client](t, r)
		want, got := fields(t, before), fields(t, after)
		for name := range want {
			switch {
			case name == field, name == "updated_at", field == "scopes" && name == "grant_types":
			default:
				require.Equal(t, want[name], got[name], "changing %s changed %s", field, name)
			}
		}
		require.NotEqual(t, want[field], got[field], field)
		require.Equal(t, after, as[manageapi.Client](t, f.call(t, w.owner, http.MethodGet, path, nil)), field)
		before = after
	}
}

func fields(t *testing.T, c manageapi.Client) map[string]any {
	t.Helper()
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(raw, &m))
	return m
}

func TestAStaleChangeIsRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	tag := f.call(t, w.owner, http.MethodGet, path, nil).header.Get("ETag")
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"name":"One"}`, "If-Match", tag).status)
	require.Equal(t, 412, f.call(t, w.owner, http.MethodPatch, path, `{"name":"Two"}`, "If-Match", tag).status)
	require.Equal(t, 412, f.call(t, w.owner, http.MethodDelete, path, nil, "If-Match", tag).status)
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"name":"Three"}`, "If-Match", "*").status)
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, path, nil).status)
	require.Equal(t, 404, f.call(t, w.owner, http.MethodDelete, path, nil).status)
}

func TestSecretsAreExchangedWithoutInterruption(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	live := func() []manageapi.ClientSecret {
		return as[manageapi.Client](t, f.call(t, w.owner, http.MethodGet, path, nil)).Secrets
	}
	first := live()[0]
	require.Equal(t, "last_secret", f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+first.ID, nil).code(t))

	made := f.call(t, w.owner, http.MethodPost, path+"/secrets", map[string]any{"expire_others_in_seconds": 3600})
	require.Equal(t, 201, made.status, made.text)
	second := as[manageapi.CreatedClientSecret](t, made)
	require.Equal(t, second.ClientSecret[len(second.ClientSecret)-4:], second.Secret.Hint)
	require.Len(t, live(), 2)
	require.Equal(t, f.clock.Now().Add(time.Hour), *live()[0].ExpiresAt)

	full := f.call(t, w.owner, http.MethodPost, path+"/secrets", nil)
	require.Equal(t, 409, full.status)
	require.Equal(t, "too_many_secrets", full.code(t))

	f.clock.Advance(time.Hour)
	require.Equal(t, []manageapi.ClientSecret{second.Secret}, live(), "the first has expired")
	now := f.call(t, w.owner, http.MethodPost, path+"/secrets", map[string]any{"expire_others_in_seconds": 0})
	require.Equal(t, 201, now.status, now.text)
	require.Len(t, live(), 1, "0 stops the others now")

	require.Equal(t, 201, f.call(t, w.owner, http.MethodPost, path+"/secrets", nil).status)
	gone := live()[0].ID
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+gone, nil).status)
	require.Equal(t, "secret_not_found", f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+gone, nil).code(t))
	require.Equal(t, 422, f.call(t, w.owner, http.MethodPost, path+"/secrets", map[string]any{"expire_others_in_seconds": -1}).status)

	public := as[manageapi.CreatedClient](t, f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"App","type":"public","redirect_uris":["https://a.example/cb"]}`))
	require.Equal(t, "client_is_public", f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients/"+public.Client.ID+"/secrets", nil).code(t))
}

func TestTwoSecretsAtMostHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { f.call(t, w.owner, http.MethodPost, path+"/secrets", nil) })
	}
	wg.Wait()
	require.Len(t, as[manageapi.Client](t, f.call(t, w.owner, http.MethodGet, path, nil)).Secrets, 2)
	for _, s := range as[manageapi.Client](t, f.call(t, w.owner, http.MethodGet, path, nil)).Secrets {
		wg.Go(func() { f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+s.ID, nil) })
	}
	wg.Wait()
	require.Len(t, as[manageapi.Client](t, f.call(t, w.owner, http.MethodGet, path, nil)).Secrets, 1, "the last one stays")
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	require.Contains(t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil).text, `"items":[]`)
	rotated := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", map[string]any{"alg": "ES256"})
	require.Equal(t, 200, rotated.status, rotated.text)
	require.NotContains(t, rotated.text, `"d"`)
	first := as[manageapi.KeyList](t, rotated)
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1}, states(first), "an algorithm without keys gets its first ones")

	f.clock.Advance(time.Hour)
	again := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", nil))
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 retired": 1}, states(again))
	require.Equal(t, kid(first, "next"), kid(again, "active"), "what was published next signs now")
	require.Equal(t, again, as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil)))
	require.Equal(t, 422, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"none"}`).status)

	// Row PL10: each algorithm on demand.
	for _, alg := range jose.Algs() {
		made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", map[string]any{"alg": alg})
		require.Equal(t, 200, made.status, made.text)
	}
	all := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil))
	kids := map[string]bool{}
	for _, k := range all.Items {
		require.False(t, kids[k.KID], "RFC 7517 4.5: every kid is distinct")
		kids[k.KID] = true
	}
	for _, alg := range jose.Algs() {
		require.Equal(t, 1, states(all)[string(alg)+" active"])
		require.Equal(t, 1, states(all)[string(alg)+" next"])
	}
}

func TestARevokedKeyIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"ES256"}`)
	had := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"ES256"}`))
	revoke := func(kid string) (manageapi.KeyList, response) {
		r := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/"+kid+"/revoke", nil)
		return as[manageapi.KeyList](t, r), r
	}

	f.clock.Advance(time.Minute)
	is, r := revoke(kid(had, "active"))
	require.Equal(t, 200, r.status, r.text)
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 retired": 1, "ES256 gone": 1}, states(is))
	require.Equal(t, kid(had, "next"), kid(is, "active"), "the next one takes over: it was published already")
	gone := is.Items[slices.IndexFunc(is.Items, func(k manageapi.Key) bool { return k.State == "gone" })]
	require.Equal(t, kid(had, "active"), gone.KID)
	require.Equal(t, "revoked", gone.GoneReason)
	require.Equal(t, f.clock.Now(), *gone.GoneAt)

	next := kid(is, "next")
	is, _ = revoke(next)
	require.NotEqual(t, next, kid(is, "next"), "a next one that is not safe is replaced as well")
	is, _ = revoke(kid(is, "retired"))
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 gone": 3}, states(is))

	_, r = revoke(gone.KID)
	require.Equal(t, 409, r.status)
	require.Equal(t, "key_is_gone", r.code(t))
	_, r = revoke("nobodys")
	require.Equal(t, 404, r.status)
	require.Equal(t, "key_not_found", r.code(t))
}

func states(l manageapi.KeyList) map[string]int {
	counts := map[string]int{}
	for _, k := range l.Items {
		counts[k.Alg+" "+k.State]++
	}
	return counts
}

func kid(l manageapi.KeyList, state string) string {
	for _, k := range l.Items {
		if k.State == state {
			return k.KID
		}
	}
	return ""
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

func TestSecretsAreNotStoredInTheClear(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	tenantID, err := id.Parse[id.Tenant](w.tenant.ID)
	require.NoError(t, err)
	clientID, err := id.Parse[id.Client](w.client.ID)
	require.NoError(t, err)
	require.NoError(t, f.db.InTenant(t.Context(), tenantID, func(tx postgres.TenantTx) error {
		got, err := client.Get(t.Context(), tx, clientID, f.clock.Now())
		require.NoError(t, err)
		require.False(t, bytes.Contains(got.Secrets[0].Hash.Bytes(), []byte(w.secret)))
		_, ok := got.Accepts(secret.NewValue(w.secret), f.clock.Now())
		require.True(t, ok)
		return nil
	}))
}
