package manageapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manageapi"
)

func TestResourcesFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	const at = "/tenants/acme/resources"
	require.Contains(t, f.call(t, w.owner, http.MethodGet, at, nil).text, `"items":[]`)
	made := f.call(t, w.owner, http.MethodPost, at, `{"identifier":"https://api.acme.example","name":" API ","scopes":["orders:read"]}`)
	require.Equal(t, 201, made.status, made.text)
	r := as[manageapi.Resource](t, made)
	require.Equal(t, manageapi.Resource{
		ID: r.ID, Identifier: "https://api.acme.example", Name: "API", Scopes: []string{"orders:read"}, AccessTokenFormat: "jwt", AccessTokenTyp: "at+jwt", AccessTokenAlg: "RS256",
		CreatedAt: f.clock.Now(), UpdatedAt: f.clock.Now(),
	}, r)
	tag := made.header.Get("ETag")
	changed := f.call(t, w.owner, http.MethodPatch, at+"/"+r.ID, `{"access_token_format":"opaque","access_token_lifetime_seconds":300,"access_token_typ":"JWT","access_token_signed_alg":"PS256"}`, "If-Match", tag)
	require.Equal(t, 200, changed.status, changed.text)
	require.Equal(t, 300, *as[manageapi.Resource](t, changed).AccessTokenLifetime)
	require.Equal(t, 412, f.call(t, w.owner, http.MethodPatch, at+"/"+r.ID, `{"name":"Lost"}`, "If-Match", tag).status)
	removed := f.call(t, w.owner, http.MethodPatch, at+"/"+r.ID, `{"access_token_lifetime_seconds":null}`)
	require.Nil(t, as[manageapi.Resource](t, removed).AccessTokenLifetime)
	require.Equal(t, as[manageapi.Resource](t, removed), as[manageapi.Resource](t, f.call(t, w.owner, http.MethodGet, at+"/"+r.ID, nil)))

	for body, status := range map[string]int{
		`{"identifier":"https://api.acme.example","name":"Again"}`:              409,
		`{"identifier":"https://api.acme.example/","name":"Again"}`:             409, // row P17: it would be found by the other's name
		`{"identifier":"/api","name":"API"}`:                                    422,
		`{"identifier":"https://x.example/#f","name":"API"}`:                    422,
		`{"identifier":"https://x.example","name":"API","scopes":["openid"]}`:   422,
		`{"identifier":"https://x.example","name":"API","scopes":["a b"]}`:      422,
		`{"identifier":"https://x.example","name":"API","scopes":["claim:x"]}`:  422,
		`{"identifier":"https://x.example","name":"API","identifier_x":"a"}`:    422,
		`{"identifier":"https://x.example","name":"API","access_token_typ":""}`: 422,
	} {
		require.Equal(t, status, f.call(t, w.owner, http.MethodPost, at, body).status, body)
	}
	client := "/tenants/acme/clients/" + w.client.ID
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, client, `{"default_resource":"https://api.acme.example"}`).status)
	used := f.call(t, w.owner, http.MethodDelete, at+"/"+r.ID, nil)
	require.Equal(t, "resource_in_use", used.code(t))
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, client, `{"default_resource":""}`).status)
	require.Equal(t, 412, f.call(t, w.owner, http.MethodDelete, at+"/"+r.ID, nil, "If-Match", tag).status)
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, at+"/"+r.ID, nil).status)
	require.Equal(t, 404, f.call(t, w.owner, http.MethodDelete, at+"/"+r.ID, nil).status)
}

func TestRegistrationTokensAreShownOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	const at = "/tenants/acme/registration-tokens"
	made := f.call(t, w.owner, http.MethodPost, at, `{"name":"Partners"}`)
	require.Equal(t, 201, made.status, made.text)
	c := as[manageapi.CreatedRegistrationToken](t, made)
	require.Regexp(t, `^alias_ia_[A-Za-z0-9_-]{43}$`, c.Token)
	require.Equal(t, manageapi.RegistrationToken{
		ID: c.RegistrationToken.ID, Name: "Partners", Hint: c.Token[len(c.Token)-4:], UsesLeft: 1, CreatedAt: f.clock.Now(), ExpiresAt: f.clock.Now().Add(7 * 24 * time.Hour),
	}, c.RegistrationToken, "once, within a week")
	f.clock.Advance(time.Second)
	other := as[manageapi.CreatedRegistrationToken](t, f.call(t, w.owner, http.MethodPost, at, `{"name":"Many","uses":10,"expires_in_seconds":60}`))
	list := f.call(t, w.owner, http.MethodGet, at, nil)
	require.Equal(t, []manageapi.RegistrationToken{other.RegistrationToken, c.RegistrationToken}, as[manageapi.RegistrationTokenList](t, list).Items)
	require.NotContains(t, list.text, c.Token)
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, at+"/"+c.RegistrationToken.ID, nil).status)
	require.Equal(t, "registration_token_not_found", f.call(t, w.owner, http.MethodDelete, at+"/"+c.RegistrationToken.ID, nil).code(t))
	for _, body := range []string{`{"name":""}`, `{"name":"x","uses":0}`, `{"name":"x","uses":100001}`, `{"name":"x","expires_in_seconds":59}`} {
		require.Equal(t, 422, f.call(t, w.owner, http.MethodPost, at, body).status, body)
	}
}

func TestConnectionsAreListedAndRevoked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	first := f.connect(t, w, "alias-one", w.client.ID)
	second := f.connect(t, w, "alias-two")
	list := func(query string) []manageapi.Connection {
		r := f.call(t, w.owner, http.MethodGet, "/tenants/acme/connections"+query, nil)
		require.Equal(t, 200, r.status, r.text)
		return as[manageapi.ConnectionPage](t, r).Items
	}
	all := list("")
	require.Len(t, all, 2)
	require.Equal(t, second, all[0].ID, "newest first")
	require.Equal(t, manageapi.Connection{
		ID: first, Subject: "alias-one", Nickname: "Quiet Heron", Username: "name-alias-one", CreatedAt: f.clock.Now(), UpdatedAt: f.clock.Now(),
		Clients: []manageapi.ConnectionClient{{ClientID: w.client.ID, Scopes: []string{"openid"}, AgreedAt: f.clock.Now()}},
	}, all[1])
	require.Len(t, list("?client="+w.client.ID), 1)
	require.Empty(t, list("?client=cli_garbage"))
	for _, q := range []string{"alias-one", "name-alias-one", "relay-alias-one"} {
		require.Equal(t, first, list("?q=" + q)[0].ID, q)
	}
	require.Empty(t, list("?q=alias"))
	page := as[manageapi.ConnectionPage](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/connections?limit=1", nil))
	require.Equal(t, first, list("?limit=1&cursor=" + page.NextCursor)[0].ID)

	path := "/tenants/acme/clients/" + w.client.ID
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"backchannel_logout_uri":"http://localhost:3000/bc"}`).status)
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, "/tenants/acme/connections/"+first, nil).status)
	require.Empty(t, list("?q=alias-one")[0].Clients, "what was granted is gone")
	require.Equal(t, 404, f.call(t, w.owner, http.MethodDelete, "/tenants/acme/connections/con_garbage", nil).status)

	// Row P21: the client is told, and the developer sees it.
	told := as[manageapi.LogoutDeliveryPage](t, f.call(t, w.owner, http.MethodGet, path+"/logout-deliveries", nil)).Items
	require.Len(t, told, 1)
	require.Equal(t, manageapi.LogoutDelivery{ID: told[0].ID, Subject: "alias-one", Cause: "developer_revoked", Status: "pending", CreatedAt: told[0].CreatedAt}, told[0])
}
