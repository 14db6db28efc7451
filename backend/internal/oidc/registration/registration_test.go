package registration_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

const minimal = `{"redirect_uris":["https://app.test/cb"]}`

// open lets anybody register at a tenant.
func open(s *apptest.Server, at apptest.Service) apptest.Service {
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationOpen })
	return at
}

func register(s *apptest.Server, at apptest.Service, body string, header ...string) apptest.Answer {
	return s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/register", body, append([]string{"Content-Type", "application/json"}, header...)...)
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

func TestRFC7591(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))

	t.Run("3.2.1: what a client is told", func(t *testing.T) {
		t.Parallel()
		a := register(s.In(t), at, `{"client_name":"Reader","redirect_uris":["https://app.test/cb"],"contacts":["dev@app.test"],"unknown_member":{"x":[1]}}`)
		require.Equal(t, http.StatusCreated, a.Status, a.Raw)
		require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
		require.Equal(t, "*", a.Header.Get("Access-Control-Allow-Origin"), "clients that live in browsers")
		require.NotEmpty(t, a.Text("client_id"))
		require.NotEmpty(t, a.Text("client_secret"))
		require.InDelta(t, 0, a.JSON["client_secret_expires_at"], 0, "with a secret it must be there")
		require.NotEmpty(t, a.JSON["client_id_issued_at"])
		require.Equal(t, at.Issuer+"/oauth2/register/"+a.Text("client_id"), a.Text("registration_client_uri"))
		require.NotEmpty(t, a.Text("registration_access_token"))
		require.Equal(t, "client_secret_basic", a.Text("token_endpoint_auth_method"), "2: the default")
		require.Equal(t, []any{"authorization_code"}, a.JSON["grant_types"])
		require.Equal(t, []any{"code"}, a.JSON["response_types"])
		require.Equal(t, "web", a.Text("application_type"))
		require.Equal(t, "RS256", a.Text("id_token_signed_response_alg"))
		require.Equal(t, "pairwise", a.Text("subject_type"))
		require.NotContains(t, a.JSON, "unknown_member", "2: what is not understood is ignored")
	})
	t.Run("2: a client that needs no secret gets none", func(t *testing.T) {
		t.Parallel()
		a := register(s.In(t), at, `{"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"none"}`)
		require.Equal(t, http.StatusCreated, a.Status, a.Raw)
		require.NotContains(t, a.JSON, "client_secret")
		require.NotContains(t, a.JSON, "client_secret_expires_at")
		require.Equal(t, "native", a.Text("application_type"), "it lives on the person's own machine")
	})
	t.Run("the registered client signs people in, without PKCE and with any scope", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, `{"client_name":"Reader","redirect_uris":["https://app.test/cb"],"grant_types":["authorization_code","refresh_token"]}`)
		person := s.Person("reader-of-lantern")
		b := s.Browser().Open(at.Issuer + "/oauth2/authorize?response_type=code&client_id=" + a.Text("client_id") + "&redirect_uri=https%3A%2F%2Fapp.test%2Fcb&scope=openid+profile+email+address+phone+offline_access")
		require.Contains(t, b.SignIn(person).URL.Path, "/consent", b.Body)
		require.NotEmpty(t, b.Decide("allow").URL.Query().Get("code"), b.URL)
	})
	for why, c := range map[string]struct{ body, code string }{
		"2: a redirect URI with a fragment":            {`{"redirect_uris":["https://app.test/cb#x"]}`, "invalid_redirect_uri"},
		"2: no redirect URI":                           {`{}`, "invalid_redirect_uri"},
		"SEC-04: a redirect URI that is script":        {`{"redirect_uris":["javascript:alert(1)"]}`, "invalid_redirect_uri"},
		"SEC-04: a redirect URI that is data":          {`{"redirect_uris":["data:text/html,x"]}`, "invalid_redirect_uri"},
		"SEC-54: a logo that is script":                {`{"redirect_uris":["https://app.test/cb"],"logo_uri":"javascript:alert(1)"}`, "invalid_client_metadata"},
		"SEC-54: http to another machine":              {`{"redirect_uris":["https://app.test/cb","http://evil.test/cb"]}`, "invalid_redirect_uri"},
		"SEC-54: tokens for itself":                    {`{"redirect_uris":["https://app.test/cb"],"grant_types":["authorization_code","client_credentials"]}`, "invalid_client_metadata"},
		"SEC-54: tokens of others":                     {`{"redirect_uris":["https://app.test/cb"],"grant_types":["authorization_code","urn:ietf:params:oauth:grant-type:token-exchange"]}`, "invalid_client_metadata"},
		"2.1: response types without their grant":      {`{"redirect_uris":["https://app.test/cb"],"response_types":["id_token"]}`, "invalid_client_metadata"},
		"SEC-54: a grant type there is not":            {`{"redirect_uris":["https://app.test/cb"],"grant_types":["password"]}`, "invalid_client_metadata"},
		"OIDC Registration 2: http initiate_login_uri": {`{"redirect_uris":["https://app.test/cb"],"initiate_login_uri":"http://app.test/login"}`, "invalid_client_metadata"},
		"OIDC Core 8: only pairwise":                   {`{"redirect_uris":["https://app.test/cb"],"subject_type":"public"}`, "invalid_client_metadata"},
		"2: jwks and jwks_uri":                         {`{"redirect_uris":["https://app.test/cb"],"jwks":{"keys":[]},"jwks_uri":"https://app.test/jwks"}`, "invalid_client_metadata"},
		"an algorithm there is not":                    {`{"redirect_uris":["https://app.test/cb"],"id_token_signed_response_alg":"none"}`, "invalid_client_metadata"},
		"SEC-58: a member twice":                       {`{"redirect_uris":["https://app.test/cb"],"redirect_uris":["https://evil.test/cb"]}`, "invalid_client_metadata"},
		"SEC-58: a member twice, in another case":      {`{"redirect_uris":["https://app.test/cb"],"Redirect_URIs":["https://evil.test/cb"]}`, "invalid_client_metadata"},
		"a member of another type":                     {`{"redirect_uris":"https://app.test/cb"}`, "invalid_client_metadata"},
		"no object":                                    {`[]`, "invalid_client_metadata"},
		"no JSON":                                      {`redirect_uris=x`, "invalid_client_metadata"},
		"2.3: a statement of nobody":                   {`{"redirect_uris":["https://app.test/cb"],"software_statement":"a.b.c"}`, "invalid_software_statement"},
	} {
		t.Run("3.2.2: "+why, func(t *testing.T) {
			t.Parallel()
			a := register(s.In(t), at, c.body)
			require.Equal(t, http.StatusBadRequest, a.Status, a.Raw)
			require.Equal(t, c.code, a.Text("error"), a.Raw)
			require.Regexp(t, `^[\x20-\x21\x23-\x5B\x5D-\x7E]+$`, a.Text("error_description"), "RFC 6749 5.2")
			s.In(t).OneRefusal(at.Tenant.ID, a.Header)
		})
	}
	t.Run("SEC-54: https and loopback mixed, in production", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		live := open(s, s.Service("beacon"))
		s.Exec("update tenants set environment = 'production' where tenant_id = $1", live.Tenant.ID)
		s.Settings(live, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationOpen })
		for _, mixed := range []string{`["https://app.test/cb","http://127.0.0.1/cb"]`, `["https://app.test/cb","http://localhost/cb"]`} {
			a := register(s, live, `{"redirect_uris":`+mixed+`}`)
			require.Equal(t, "invalid_redirect_uri", a.Text("error"), a.Raw)
			a = register(s, live, `{"redirect_uris":`+mixed+`,"token_endpoint_auth_method":"none"}`)
			require.Equal(t, "invalid_redirect_uri", a.Text("error"), a.Raw)
		}
		require.Equal(t, http.StatusCreated, register(s, live, `{"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"none"}`).Status)
	})
	t.Run("3.2.2: another content type", func(t *testing.T) {
		t.Parallel()
		a := s.In(t).SendRaw(http.MethodPost, at.Issuer+"/oauth2/register", minimal, "Content-Type", "text/plain")
		require.Equal(t, http.StatusBadRequest, a.Status)
	})
	t.Run("row P32: closed unless it is opened", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		closed := s.Service("harbour")
		a := register(s, closed, minimal)
		require.Equal(t, http.StatusForbidden, a.Status)
		require.Equal(t, "access_denied", a.Text("error"))
	})
	t.Run("row P32: who comes with nobody's leave is quarantined", func(t *testing.T) {
		t.Parallel()
		a := register(s.In(t), at, `{"redirect_uris":["https://app.test/cb"],"grant_types":["authorization_code","refresh_token"]}`)
		require.NotContains(t, strings.Fields(a.Text("scope")), oauth.Contact, "messages are for services that somebody vouches for")
		require.Contains(t, strings.Fields(a.Text("scope")), oauth.OfflineAccess)
	})
	t.Run("SEC-96: a body that is too large", func(t *testing.T) {
		t.Parallel()
		a := register(s.In(t), at, `{"client_name":"`+strings.Repeat("x", 1<<17)+`"}`)
		require.Equal(t, http.StatusRequestEntityTooLarge, a.Status)
	})
	t.Run("SEC-37: a disabled workspace registers nobody", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		off := open(s, s.Service("wharf"))
		a := register(s, off, minimal)
		s.Exec("update tenants set disabled_at = now() where tenant_id = $1", off.Tenant.ID)
		s.Settings(off, func(t *tenant.Settings) { t.Compatibility.ImplicitAndHybrid = true }) // servers look again
		require.Equal(t, http.StatusForbidden, register(s, off, minimal).Status)
		require.Equal(t, http.StatusForbidden, s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(a.Text("registration_access_token"))...).Status)
	})
	t.Run("row P34: a client of an API may name its scopes, and people decide", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		api := open(s, s.Service("tools"))
		s.Resource(api, "https://mcp.tools.test/mcp", resource.Settings{Name: "Tools", Scopes: []string{"tools:read"}, Format: resource.JWT})
		a := register(s, api, `{"redirect_uris":["http://localhost/cb"],"token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"],"scope":"tools:read offline_access unheard:of"}`)
		require.Equal(t, http.StatusCreated, a.Status, a.Raw)
		require.ElementsMatch(t, []string{"tools:read", "offline_access"}, strings.Fields(a.Text("scope")), "what nobody has is left out")
		b := s.Browser().Open(api.Issuer + "/oauth2/authorize?response_type=code&scope=tools:read&resource=https%3A%2F%2Fmcp.tools.test%2Fmcp&client_id=" + a.Text("client_id") +
			"&redirect_uri=http%3A%2F%2Flocalhost%3A49152%2Fcb&code_challenge_method=S256&code_challenge=" + apptest.Challenge(strings.Repeat("v", 43)))
		require.Equal(t, "/login", b.URL.Path, "any port of this machine: %s", b.Body)
		require.NotContains(t, register(s, api, minimal).Text("scope"), "tools:read", "who names none is told none")
	})
	t.Run("Fetch 3.2: scripts of any page may register, without cookies", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for _, address := range []string{at.Issuer + "/oauth2/register", at.Issuer + "/oauth2/register/" + at.Client.ID.String()} {
			a := s.SendRaw(http.MethodOptions, address, "", "Origin", "https://inspector.test", "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization,content-type")
			require.Equal(t, http.StatusNoContent, a.Status)
			require.Equal(t, "*", a.Header.Get("Access-Control-Allow-Origin"))
			require.Contains(t, a.Header.Get("Access-Control-Allow-Methods"), "PUT")
			require.Contains(t, a.Header.Get("Access-Control-Allow-Headers"), "Authorization")
			require.Empty(t, a.Header.Get("Access-Control-Allow-Credentials"))
		}
		a := register(s, at, `{}`, "Origin", "https://inspector.test", "Sec-Fetch-Site", "cross-site")
		require.Equal(t, http.StatusBadRequest, a.Status)
		require.Equal(t, "*", a.Header.Get("Access-Control-Allow-Origin"), "errors too")
	})
}

func TestRegisteringCosts(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationToken })
	_, raw, err := s.RegistrationTokens.Create(t.Context(), at.Owner, "lantern", "CI", 10, 0)
	require.NoError(t, err)
	var a apptest.Answer
	// Three are for the issuer, which the registration before has had forgotten.
	s.RoundTrips(3+7, func() { a = register(s, at, minimal, bearer(raw.Reveal())...) })
	require.Equal(t, http.StatusCreated, a.Status, a.Raw)
	s.RoundTrips(2, func() {
		require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(a.Text("registration_access_token"))...).Status)
	})
}
