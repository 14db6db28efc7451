package manageapi_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

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
