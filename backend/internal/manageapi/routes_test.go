package manageapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/id"
)

// route is one operation of the OpenAPI document. The tests here walk all of
// them, so that a new one cannot be forgotten.
type route struct {
	method, path string
	op           *huma.Operation
}

func (r route) name() string { return r.op.OperationID }

func routes() []route {
	var all []route
	for path, item := range manageapi.Describe().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete, http.MethodPut: item.Put,
		} {
			if op != nil {
				all = append(all, route{method, path, op})
			}
		}
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.name(), b.name()) })
	return all
}

// at fills a path's parameters for w.
func (r route) at(w workspace, tenant string) string {
	run := id.NewTestSignIn().String()
	secretID := id.NewClientSecret().String()
	if len(w.client.Secrets) > 0 {
		secretID = w.client.Secrets[0].ID
	}
	return strings.NewReplacer("{tenant}", tenant, "{client}", w.client.ID, "{slug}", "a-slug", "{secret}", secretID, "{id}", run,
		"{resource}", w.resource.ID, "{registration_token}", w.registrationToken.ID, "{kid}", w.kid, "{connection}", w.connection).Replace(r.path)
}

// body is the schema of what the operation reads, or nil.
func (r route) body(doc *huma.OpenAPI) *huma.Schema {
	if r.op.RequestBody == nil {
		return nil
	}
	return deref(doc, r.op.RequestBody.Content["application/json"].Schema)
}

func deref(doc *huma.OpenAPI, s *huma.Schema) *huma.Schema {
	for s.Ref != "" {
		s = doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// acceptable is a body that the operation takes.
func (r route) acceptable() string {
	switch r.name() {
	case "createTenant":
		return `{"slug":"another-one","name":"Another","environment":"development"}`
	case "createClient":
		return `{"name":"Another","type":"public","redirect_uris":["https://acme.example/cb"]}`
	case "createResource":
		return `{"identifier":"https://another.example","name":"Another"}`
	case "createRegistrationToken":
		return `{"name":"Another"}`
	case "updateTenant", "updateClient", "updateResource":
		return `{"name":"Renamed"}`
	case "createClientSecret", "rotateKeys":
		return `{}`
	}
	return ""
}

func TestEveryContractOperationExists(t *testing.T) {
	t.Parallel()
	var names []string
	for _, r := range routes() {
		names = append(names, r.name())
	}
	require.Equal(t, []string{
		"checkSlug", "createClient", "createClientSecret", "createRegistrationToken", "createResource", "createTenant", "deleteClient", "deleteClientSecret",
		"deleteRegistrationToken", "deleteResource", "deleteTenant", "endSession", "getClient", "getResource", "getSession", "getTenant", "getTestSignIn",
		"listAttempts", "listClientProfiles", "listClients", "listConnections", "listKeys", "listLogoutDeliveries", "listRegistrationTokens", "listResources",
		"listTenants", "revokeConnection", "revokeKey", "rotateKeys", "startTestSignIn", "updateClient", "updateResource", "updateTenant",
	}, names)
}

func TestEveryOperationIsDocumentedThroughAndThrough(t *testing.T) {
	t.Parallel()
	doc := manageapi.Describe()
	for _, r := range routes() {
		require.NotEmpty(t, r.op.Summary, r.name())
		require.NotEmpty(t, r.op.Description, r.name())
		require.NotEmpty(t, r.op.Security, r.name())
		require.Positive(t, r.op.MaxBodyBytes, "%s reads bodies without limit", r.name())
		for _, p := range r.op.Parameters {
			require.NotEmpty(t, p.Description, "%s: parameter %s", r.name(), p.Name)
		}
		for status, response := range r.op.Responses {
			require.NotEmpty(t, response.Description, "%s: %s", r.name(), status)
		}
		for _, status := range []string{"401", "500"} {
			require.Contains(t, r.op.Responses, status, r.name())
		}
	}
	for name, schema := range doc.Components.Schemas.Map() {
		for field, s := range schema.Properties {
			require.NotEmpty(t, s.Description, "%s.%s", name, field)
		}
		require.Equal(t, false, schema.AdditionalProperties, name)
	}
}

func TestWhatIsNotThereIsAProblem(t *testing.T) {
	t.Parallel()
	f := setup(t)
	missing := f.call(t, id.NewDeveloper(), http.MethodGet, "/nowhere", nil)
	require.Equal(t, 404, missing.status)
	require.Equal(t, "route_not_found", missing.code(t))
	wrong := f.call(t, id.NewDeveloper(), http.MethodPut, "/tenants/acme", `{}`)
	require.Equal(t, 405, wrong.status)
	require.Equal(t, "GET, PATCH, DELETE", wrong.header.Get("Allow"))
	require.Equal(t, "method_not_allowed", wrong.code(t))
}

func TestEveryOperationRefusesAStranger(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	for _, r := range routes() {
		for _, body := range []string{r.acceptable(), `{"garbage":`} {
			got := f.call(t, id.Developer{}, r.method, r.at(w, "acme"), body)
			require.Equal(t, 401, got.status, "%s: %s", r.name(), got.text)
			require.Equal(t, "unauthenticated", got.code(t))
		}
	}
}

func TestSEC61AnothersWorkspaceLooksLikeNone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	hers := f.furnished(t, "hers")
	mine := f.furnished(t, "mine")
	for _, r := range routes() {
		if !strings.Contains(r.path, "{tenant}") {
			continue
		}
		unknown := f.call(t, mine.owner, r.method, r.at(hers, id.NewTenant().String()), r.acceptable())
		require.Equal(t, 404, unknown.status, r.name())
		for _, ref := range []string{"hers", hers.tenant.ID, "no-such-slug", "ten_garbage", "..", strings.ToUpper(hers.tenant.ID)} {
			got := f.call(t, mine.owner, r.method, r.at(hers, ref), r.acceptable())
			require.Equal(t, 404, got.status, "%s %s: %s", r.name(), ref, got.text)
			if ref != ".." {
				require.Equal(t, unknown.text, got.text, "%s %s", r.name(), ref)
			}
		}
		if strings.Count(r.path, "{") > 1 {
			// Her client, or whatever it is, below my workspace: found nowhere.
			got := f.call(t, mine.owner, r.method, r.at(hers, "mine"), r.acceptable())
			require.Equal(t, 404, got.status, "%s: %s", r.name(), got.text)
		}
	}
	still := f.call(t, hers.owner, http.MethodGet, "/tenants/hers/clients/"+hers.client.ID, nil)
	require.Equal(t, 200, still.status)
	require.Equal(t, hers.client, as[manageapi.Client](t, still))
}

func TestSEC87WhatEachRoleMayDo(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	reads := []string{
		"getTenant", "listClients", "getClient", "listClientProfiles", "listLogoutDeliveries", "listKeys", "listAttempts", "getTestSignIn",
		"listResources", "getResource", "listRegistrationTokens", "listConnections",
	}
	builds := append([]string{
		"createClient", "updateClient", "createClientSecret", "startTestSignIn", "deleteClientSecret", "createResource", "updateResource", "deleteResource", "revokeConnection",
	}, reads...)
	administers := append([]string{"updateTenant", "rotateKeys", "revokeKey", "createRegistrationToken", "deleteRegistrationToken"}, builds...)
	for role, may := range map[developer.Role][]string{
		developer.Billing: {"getTenant"}, developer.Viewer: reads, developer.Support: reads, developer.Builder: builds, developer.Admin: administers,
	} {
		who := f.join(t, w, role)
		for _, r := range routes() {
			if !strings.Contains(r.path, "{tenant}") || r.name() == "deleteClient" {
				continue
			}
			got := f.call(t, who, r.method, r.at(w, "acme"), r.acceptable())
			if slices.Contains(may, r.name()) {
				require.NotEqual(t, 403, got.status, "%s may %s", role, r.name())
				continue
			}
			require.Equal(t, 403, got.status, "%s may not %s: %s", role, r.name(), got.text)
			require.Equal(t, "role_not_allowed", got.code(t))
		}
	}
	require.Equal(t, 403, f.call(t, f.join(t, w, developer.Viewer), http.MethodDelete, "/tenants/acme/clients/"+w.client.ID, nil).status)
	require.Equal(t, 200, f.call(t, w.owner, http.MethodGet, "/tenants/acme/clients/"+w.client.ID, nil).status)
}

func TestSEC93NobodyAssignsWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	for _, r := range routes() {
		if r.acceptable() == "" {
			continue
		}
		for _, field := range []string{
			"id", "tenant_id", "role", "plan", "verified", "developer_id", "created_at", "sector_id", "client_secret", "secrets", "origin", "expires_at", "issuer", "Name", "disabled_at",
		} {
			body := strings.Replace(r.acceptable(), "{", `{"`+field+`":"x",`, 1)
			body = strings.Replace(body, ",}", "}", 1)
			got := f.call(t, w.owner, r.method, r.at(w, "acme"), body)
			require.Equal(t, 422, got.status, "%s %s: %s", r.name(), field, got.text)
			require.Contains(t, got.text, `"code":"unknown_field"`, "%s %s", r.name(), field)
		}
	}
	require.Equal(t, 422, f.call(t, w.owner, http.MethodGet, "/tenants?tenant_id=x", nil).status)
}

// TestNothingSubmittedComesBack sends every field of every operation something it
// cannot take, and looks for it in the answer and in the log.
func TestNothingSubmittedComesBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.furnished(t, "acme")
	doc := manageapi.Describe()
	const marker = "hunter2-the-secret"
	sent := 0
	for _, r := range routes() {
		for _, p := range r.op.Parameters {
			var got response
			switch p.In {
			case "query":
				path := r.at(w, "acme") + "?" + p.Name + "=" + marker + strings.Repeat("x", 300)
				got = f.call(t, w.owner, r.method, path, r.acceptable())
			case "header":
				got = f.call(t, w.owner, r.method, r.at(w, "acme"), r.acceptable(), p.Name, marker+" "+strings.Repeat("x", 300))
			case "path":
				path := strings.ReplaceAll(r.path, "{"+p.Name+"}", marker+strings.Repeat("x", 100))
				got = f.call(t, w.owner, r.method, route{path: path}.at(w, "acme"), r.acceptable())
			}
			require.GreaterOrEqual(t, got.status, 400, "%s %s", r.name(), p.Name)
			require.Less(t, got.status, 500, "%s %s", r.name(), p.Name)
			require.NotContains(t, got.text, "hunter2", "%s %s", r.name(), p.Name)
			sent++
		}
		schema := r.body(doc)
		if schema == nil {
			continue
		}
		for field, s := range schema.Properties {
			if field == "scopes" && strings.HasSuffix(r.name(), "Resource") {
				continue // words the developer makes up, and clients may then have
			}
			for _, value := range []any{
				marker,
				[]any{marker},
				map[string]any{marker: marker},
				map[string]any{"a": []any{marker}},
				marker + strings.Repeat("x", 3000),
				[]any{map[string]any{"b": marker}},
				"http://" + marker + ":%zz/", "javascript:" + marker,
				[]any{"javascript:" + marker},
				[]any{"https://" + marker + "/#f", 7},
			} {
				var body map[string]any
				require.NoError(t, json.Unmarshal([]byte(r.acceptable()), &body))
				body[field] = value
				got := f.call(t, w.owner, r.method, r.at(w, "acme"), body)
				sent++
				require.Less(t, got.status, 500, "%s %s %v: %s", r.name(), field, value, got.text)
				if got.status < 400 {
					require.Equal(t, "string", deref(doc, s).Type, "%s took %v for %s", r.name(), value, field)
					continue
				}
				require.NotContains(t, got.text, "hunter2", "%s %s", r.name(), field)
				require.NotContains(t, got.text, "SQLSTATE", "%s %s", r.name(), field)
			}
		}
	}
	require.Greater(t, sent, 200)
	require.NotContains(t, f.log.String(), "hunter2")
	require.Empty(t, f.log.String(), "nothing here is unexpected")
}
