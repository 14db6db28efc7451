package manageapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/apikit"
)

const keySet = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

// everySetting is a value for each setting that is not its default.
func everySetting() map[string]any {
	return map[string]any{
		"name": "New", "application_type": "native", "integration": "go", "redirect_uris": []any{"https://new.example/cb"},
		"post_logout_redirect_uris": []any{"https://new.example/bye"}, "allowed_origins": []any{"https://app.example"}, "initiate_login_uri": "https://new.example/login",
		"scopes": []any{"openid", "email"}, "grant_types": []any{"authorization_code", "client_credentials"}, "auth_method": "client_secret_post", "require_pkce": false,
		"send_iss": false, "id_token_claims": true, "id_token_signed_response_alg": "ES256", "disabled": true, "profile": "oauth21", "response_types": []any{"code", "id_token"},
		"sector_identifier_uri": "https://sectors.test/one.json", "jwks": map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}},
		"jwks_uri": "https://new.example/keys", "token_endpoint_auth_signing_alg": "EdDSA", "tls_client_auth_subject_dn": "CN=x", "tls_client_auth_san_dns": "x.example",
		"tls_client_auth_san_uri": "spiffe://x.example/a", "tls_client_auth_san_ip": "192.0.2.7", "tls_client_auth_san_email": "x@x.example",
		"tls_client_certificate_bound_access_tokens": true, "dpop_bound_access_tokens": true, "require_dpop_nonce": true,
		"require_pushed_authorization_requests": true, "require_signed_request_object": true, "request_object_signing_alg": "PS256", "request_uris": []any{"https://new.example/r#x"},
		"userinfo_signed_response_alg": "RS256", "authorization_signed_response_alg": "ES384", "introspection_signed_response_alg": "PS256", "default_max_age": float64(60),
		"require_auth_time": true, "default_acr_values": []any{"urn:alias:acr:pwd"}, "client_uri": "https://new.example/", "logo_uri": "https://new.example/l.png",
		"policy_uri": "https://new.example/p", "tos_uri": "https://new.example/t", "contacts": []any{"ops@new.example"},
		"backchannel_logout_uri": "https://new.example/bc", "backchannel_logout_session_required": true, "frontchannel_logout_uri": "http://localhost:3000/fc",
		"frontchannel_logout_session_required": true, "access_token_format": "jwt", "access_token_lifetime_seconds": float64(600), "default_resource": "https://api.acme.example",
		"rotate_refresh_tokens": false, "refresh_grace_seconds": float64(0), "refresh_idle_seconds": float64(7200), "refresh_absolute_seconds": float64(63072000),
		"token_exchange_audiences": []any{"https://api.acme.example"}, "software_id": "acme", "software_version": "2",
		"federated_credentials": []any{map[string]any{"issuer": "https://ci.example", "subject": "repo:acme/*", "audience": "acme", "jwks_uri": "https://ci.example/k"}},
	}
}

// needed is what a setting cannot be without.
func needed(setting string) map[string]any {
	switch setting {
	case "response_types":
		return map[string]any{"grant_types": []any{"authorization_code", "refresh_token", "implicit"}}
	case "scopes":
		return map[string]any{"grant_types": []any{"authorization_code"}}
	case "grant_types":
		return map[string]any{"scopes": []any{"openid"}}
	case "profile":
		return map[string]any{"redirect_uris": []any{"https://new.example/cb"}}
	case "require_signed_request_object":
		return map[string]any{"jwks": everySetting()["jwks"]}
	case "sector_identifier_uri":
		return map[string]any{"redirect_uris": []any{"https://new.example/cb"}}
	}
	return nil
}

// settable are the names of UpdateClient's fields.
func settable() []string {
	var names []string
	for name := range manageapi.Describe().Components.Schemas.Map()["UpdateClient"].Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestPoint9EverySettingIsVisibleAndEditable(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, "/tenants/acme", `{"compatibility":{"implicit_and_hybrid":true}}`).status)
	answers := manageapi.Describe().Components.Schemas.Map()["Client"].Properties
	for _, setting := range settable() {
		if setting == "apply_profile" || setting == "keep" {
			continue // they are not settings, but what to do
		}
		value, ok := everySetting()[setting]
		require.True(t, ok, "%s is not tried here", setting)
		require.Contains(t, answers, setting, "it is visible")
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Web","type":"confidential","redirect_uris":["http://localhost:3000/callback"]}`)
			require.Equal(t, 201, made.status, made.text)
			before := as[manageapi.CreatedClient](t, made).Client
			path := "/tenants/acme/clients/" + before.ID
			body := map[string]any{setting: value}
			for name, v := range needed(setting) {
				body[name] = v
			}
			changed := f.call(t, w.owner, http.MethodPatch, path, body)
			require.Equal(t, 200, changed.status, changed.text)
			was, is := fields(t, before), as[map[string]any](t, changed)
			require.Equal(t, value, is[setting], "it is what was sent")
			require.NotEqual(t, was[setting], is[setting])
			for name := range is {
				if _, sent := body[name]; !sent && name != "updated_at" {
					require.Equal(t, was[name], is[name], "changing %s changed %s", setting, name)
				}
			}
			require.Equal(t, is, as[map[string]any](t, f.call(t, w.owner, http.MethodGet, path, nil)), "it was stored")

			// The same at creation, where it can be said.
			body["type"], body["name"] = "confidential", "Web"
			if setting == "name" {
				body["name"] = value
			}
			if _, ok := body["redirect_uris"]; !ok {
				body["redirect_uris"] = []any{"http://localhost:3000/callback"}
			}
			if setting == "disabled" {
				return
			}
			again := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", body)
			require.Equal(t, 201, again.status, again.text)
			require.Equal(t, value, fields(t, as[manageapi.CreatedClient](t, again).Client)[setting])
		})
	}
}

func TestEmptyAndNullRemoveASetting(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	plain := fields(t, w.client)
	for setting, value := range everySetting() {
		was, optional := plain[setting]
		list, isList := was.([]any)
		if optional && (!isList || len(list) > 0) || setting == "sector_identifier_uri" {
			continue // it always has a value
		}
		body := map[string]any{setting: value}
		set := f.call(t, w.owner, http.MethodPatch, path, body)
		require.Equal(t, 200, set.status, "%s: %s", setting, set.text)
		var nothing any = ""
		switch value.(type) {
		case []any:
			nothing = []any{}
		case map[string]any, float64:
			nothing = nil
		}
		removed := f.call(t, w.owner, http.MethodPatch, path, map[string]any{setting: nothing})
		require.Equal(t, 200, removed.status, "%s: %s", setting, removed.text)
		require.Equal(t, was, as[map[string]any](t, removed)[setting], setting)
	}
	left := f.call(t, w.owner, http.MethodPatch, path, `{"require_pkce":null}`)
	require.True(t, as[manageapi.Client](t, left).RequirePKCE, "where null removes nothing it says nothing")
}

func TestAClientWithKeysHasNoSecret(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Keys","type":"confidential","redirect_uris":["https://x.example/cb"],"auth_method":"private_key_jwt","jwks":`+keySet+`}`)
	require.Equal(t, 201, made.status, made.text)
	c := as[manageapi.CreatedClient](t, made)
	require.Empty(t, c.ClientSecret)
	require.Empty(t, c.Client.Secrets)
	require.JSONEq(t, keySet, string(c.Client.JWKS))

	// From a secret to keys: the secret can go, and back it must stay.
	path := "/tenants/acme/clients/" + w.client.ID
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"auth_method":"private_key_jwt","jwks":`+keySet+`}`).status)
	require.Equal(t, 204, f.call(t, w.owner, http.MethodDelete, path+"/secrets/"+w.client.Secrets[0].ID, nil).status)
}

func TestAMachineNeedsNoPeople(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, "/tenants/acme/resources/"+w.resource.ID, `{"scopes":["orders:read"]}`).status)
	made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Cron","type":"confidential","grant_types":["client_credentials"],"scopes":["orders:read"]}`)
	require.Equal(t, 201, made.status, made.text)
	c := as[manageapi.CreatedClient](t, made).Client
	require.Equal(t, []string{"orders:read"}, c.Scopes)
	require.Empty(t, c.ResponseTypes)
	bare := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Cron","type":"confidential","grant_types":["client_credentials"]}`)
	require.Empty(t, as[manageapi.CreatedClient](t, bare).Client.Scopes, "no scope about people by default")

	people := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Web","type":"confidential"}`)
	require.Equal(t, 422, people.status)
	require.Contains(t, people.text, `"location":"body.redirect_uris"`)
	none := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"Web","type":"public","redirect_uris":["https://x.example/cb"],"grant_types":["authorization_code"]}`)
	require.NotContains(t, as[manageapi.CreatedClient](t, none).Client.Scopes, "offline_access", "nothing continues the grant")
}

func TestP31ProfilesAreOfferedAndApplied(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	profiles := func() map[string]manageapi.ClientProfile {
		byName := map[string]manageapi.ClientProfile{}
		for _, p := range as[manageapi.ClientProfiles](t, f.call(t, w.owner, http.MethodGet, path+"/profiles", nil)).Items {
			byName[p.Profile] = p
		}
		return byName
	}
	require.True(t, profiles()["default"].Current)
	standing := profiles()["fapi2"]
	require.False(t, standing.Current)
	require.NotEmpty(t, standing.Objections)

	refused := f.call(t, w.owner, http.MethodPatch, path, `{"profile":"fapi2"}`)
	require.Equal(t, 422, refused.status)
	var named []string
	for _, e := range as[apikit.Problem](t, refused).Errors {
		require.Equal(t, "profile", e.Code)
		named = append(named, e.Location)
	}
	for _, o := range standing.Objections {
		require.Contains(t, named, "body."+o.Setting)
	}
	half := f.call(t, w.owner, http.MethodPatch, path, `{"profile":"fapi2","apply_profile":true,"redirect_uris":["https://x.example/cb"]}`)
	require.Equal(t, 422, half.status, "a client with a secret needs keys first")
	require.Len(t, as[apikit.Problem](t, half).Errors, 1)
	require.Contains(t, half.text, `"location":"body.auth_method"`)

	done := f.call(t, w.owner, http.MethodPatch, path, `{"profile":"fapi2","apply_profile":true,"redirect_uris":["https://x.example/cb"],"jwks":`+keySet+`}`)
	require.Equal(t, 200, done.status, done.text)
	c := as[manageapi.Client](t, done)
	require.Equal(t, "fapi2", c.Profile)
	require.Equal(t, "private_key_jwt", c.AuthMethod)
	require.False(t, c.RotateRefreshTokens)
	require.True(t, profiles()["fapi2"].Current)
	require.Empty(t, profiles()["fapi2"].Objections)

	made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients",
		`{"name":"Bank","type":"confidential","redirect_uris":["https://x.example/cb"],"profile":"fapi2-message-signing","apply_profile":true,"jwks":`+keySet+`}`)
	require.Equal(t, 201, made.status, made.text)
	require.True(t, as[manageapi.CreatedClient](t, made).Client.RequireSignedRequest)
}

func TestSEC67ASectorDocumentIsReadBeforeItIsBelieved(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	for body, status := range map[string]int{
		`{"sector_identifier_uri":"https://victim.test/sector.json","redirect_uris":["https://x.example/cb"]}`: 422,
		`{"sector_identifier_uri":"https://sectors.test/a.json"}`:                                              422, // it does not name localhost
		`{"sector_identifier_uri":"https://sectors.test/a.json","redirect_uris":["https://x.example/cb"]}`:     200,
		`{"redirect_uris":["https://evil.test/cb"]}`:                                                           422,
	} {
		if status == 200 {
			continue
		}
		got := f.call(t, w.owner, http.MethodPatch, path, body)
		if strings.Contains(body, "sector_identifier_uri") {
			require.Equal(t, status, got.status, got.text)
			require.Contains(t, got.text, `"location":"body.sector_identifier_uri"`)
		}
	}
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"sector_identifier_uri":"https://sectors.test/a.json","redirect_uris":["https://x.example/cb"]}`).status)
	require.Equal(t, 422, f.call(t, w.owner, http.MethodPatch, path, `{"redirect_uris":["https://evil.test/cb"]}`).status, "the document must name what is added later, too")
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"name":"Other"}`).status, "what has nothing to do with it does not ask")
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"sector_identifier_uri":""}`).status)
	mixed := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients",
		`{"name":"X","type":"public","redirect_uris":["https://x.example/cb"],"separate_identities":true,"sector_identifier_uri":"https://sectors.test/a.json"}`)
	require.Equal(t, 422, mixed.status, mixed.text)
}

func TestP32TheSettingsOfAWorkspace(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	require.Equal(t, manageapi.Registration{Mode: "off", Issuers: []manageapi.StatementIssuer{}}, w.tenant.Registration, "off by default")
	require.Equal(t, manageapi.Documents{Allowed: []string{}, Denied: []string{}}, w.tenant.Documents)
	require.False(t, w.tenant.Compatibility.ImplicitAndHybrid)

	patch := func(body string) manageapi.Tenant {
		r := f.call(t, w.owner, http.MethodPatch, "/tenants/acme", body)
		require.Equal(t, 200, r.status, "%s: %s", body, r.text)
		got := as[manageapi.Tenant](t, r)
		require.Equal(t, as[map[string]any](t, r), as[map[string]any](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme", nil)), "it was stored")
		return got
	}
	require.Equal(t, "open", patch(`{"registration":{"mode":"open"}}`).Registration.Mode)
	statement := patch(`{"registration":{"mode":"software_statement","software_statement_issuers":[{"issuer":"https://a.example","jwks":` + keySet + `},{"issuer":"https://b.example","jwks_uri":"https://b.example/keys"}]}}`)
	require.Len(t, statement.Registration.Issuers, 2)
	require.JSONEq(t, keySet, string(statement.Registration.Issuers[0].JWKS))
	require.Equal(t, "token", patch(`{"registration":{"mode":"token"}}`).Registration.Mode)
	hosts := patch(`{"client_id_metadata_documents":{"enabled":true,"allowed_hosts":["app.example.com","*.example.org"]},"name":"Acme Ltd"}`)
	require.True(t, hosts.Documents.Enabled)
	require.Len(t, hosts.Registration.Issuers, 2, "what is not sent stays")
	require.Equal(t, "Acme Ltd", hosts.Name)
	require.Equal(t, []string{"app.example.com", "*.example.org"}, patch(`{"client_id_metadata_documents":{"denied_hosts":["evil.example"]}}`).Documents.Allowed)
	require.True(t, patch(`{"compatibility":{"implicit_and_hybrid":true}}`).Compatibility.ImplicitAndHybrid)
	require.Empty(t, patch(`{"registration":{"software_statement_issuers":[]}}`).Registration.Issuers)
	require.Equal(t, "off", patch(`{"registration":{"mode":"off"}}`).Registration.Mode)

	for body, at := range map[string]string{
		`{"registration":{"mode":"software_statement"}}`:                                                                                    "registration.software_statement_issuers",
		`{"registration":{"software_statement_issuers":[{"issuer":"https://a.example"}]}}`:                                                  "registration.software_statement_issuers[0].jwks_uri",
		`{"registration":{"software_statement_issuers":[{"issuer":"http://a.example","jwks_uri":"https://a.example/"}]}}`:                   "registration.software_statement_issuers[0].issuer",
		`{"registration":{"software_statement_issuers":[{"issuer":"https://a.example","jwks_uri":"ftp://a.example/"}]}}`:                    "registration.software_statement_issuers[0].jwks_uri",
		`{"registration":{"software_statement_issuers":[{"issuer":"https://a.example","jwks":{"keys":[]}}]}}`:                               "registration.software_statement_issuers[0].jwks.keys",
		`{"client_id_metadata_documents":{"allowed_hosts":["https://app.example.com"]}}`:                                                    "client_id_metadata_documents.allowed_hosts[0]",
		`{"client_id_metadata_documents":{"denied_hosts":["*.com.","app.example.com","com"]}}`:                                              "client_id_metadata_documents.denied_hosts[2]",
		`{"client_id_metadata_documents":{"denied_hosts":["a.example","a.example"]}}`:                                                       "client_id_metadata_documents.denied_hosts[1]",
		`{"registration":{"mode":"closed"}}`:                                                                                                "registration.mode",
		`{"registration":{"software_statement_issuers":[{"issuer":"https://a.example","jwks_uri":"https://a.example/","trust":"always"}]}}`: "registration.software_statement_issuers[0].trust",
	} {
		r := f.call(t, w.owner, http.MethodPatch, "/tenants/acme", body)
		require.Equal(t, 422, r.status, body)
		require.Contains(t, r.text, `"location":"body.`+at+`"`, body)
	}
}

func TestSEC93AKeySetIsNotAWayAround(t *testing.T) {
	t.Parallel()
	var b manageapi.UpdateClient
	require.NoError(t, json.Unmarshal([]byte(`{"jwks":null,"default_max_age":null}`), &b))
	require.True(t, b.JWKS.Sent)
	require.Nil(t, b.JWKS.Value)
	require.True(t, b.DefaultMaxAge.Sent)
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	for _, set := range []string{`[]`, `"x"`, `{}`, `{"keys":{}}`, `{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}`, `{"keys":[1]}`, `{"Keys":[]}`} {
		require.Equal(t, 422, f.call(t, w.owner, http.MethodPatch, path, `{"jwks":`+set+`}`).status, set)
	}
}
