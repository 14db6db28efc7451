package manageapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

const (
	rawAccess  = "alias_at_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
	rawRefresh = "alias_rt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
)

// standIn answers as a tenant's issuer does, as long as nobody tells it to err.
type standIn struct {
	t         *testing.T
	f         *fixture
	w         workspace
	key       jose.Key
	published json.RawMessage
	nonce     string
	challenge string

	claims   map[string]any // override those of the ID token
	userinfo map[string]any
	// signsUserinfo answers userinfo as a JWT.
	signsUserinfo bool
	refuse        string // the OAuth error of the token endpoint
	idToken       *string
	form          url.Values
	secret        string
}

func newStandIn(t *testing.T, f *fixture, w workspace) *standIn {
	t.Helper()
	key, err := jose.Generate(jose.RS256)
	require.NoError(t, err)
	s := &standIn{t: t, f: f, w: w, key: key, published: key.Public(), userinfo: map[string]any{"sub": "alias-1", "nickname": "Quiet Heron"}}
	f.issuer = s
	return s
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	issuer := s.w.tenant.Issuer
	answer := map[string]any{}
	status := http.StatusOK
	switch base + r.URL.Path {
	case issuer + "/.well-known/openid-configuration":
		answer = map[string]any{"issuer": issuer, "jwks_uri": issuer + "/.well-known/jwks.json"}
	case issuer + "/.well-known/jwks.json":
		answer = map[string]any{"keys": []any{s.published}}
	case issuer + "/oauth2/token":
		status, answer = s.token(r)
	case issuer + "/oidc/userinfo":
		if r.Header.Get("Authorization") != "Bearer "+rawAccess {
			status = http.StatusUnauthorized
		}
		answer = s.userinfo
		if s.signsUserinfo {
			signed, err := s.key.Sign("JWT", s.userinfo)
			if err != nil {
				s.t.Error(err)
			}
			w.Header().Set("Content-Type", "application/jwt")
			_, _ = io.WriteString(w, signed)
			return
		}
	default:
		status = http.StatusNotFound
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.t.Error(err)
	}
}

func (s *standIn) token(r *http.Request) (int, map[string]any) {
	if err := r.ParseForm(); err != nil {
		s.t.Error(err)
	}
	s.form = r.PostForm
	_, s.secret, _ = r.BasicAuth()
	if s.secret == "" {
		s.secret = r.PostForm.Get("client_secret")
	}
	if s.refuse == "silently" {
		return http.StatusServiceUnavailable, map[string]any{}
	}
	if s.refuse != "" {
		return http.StatusBadRequest, map[string]any{"error": s.refuse, "error_description": "The grant is not valid."}
	}
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != s.challenge || r.PostForm.Get("code") != "the-code" {
		return http.StatusBadRequest, map[string]any{"error": "invalid_grant"}
	}
	claims := map[string]any{
		"iss": s.w.tenant.Issuer, "aud": s.w.client.ID, "sub": "alias-1", "nonce": s.nonce, "exp": s.f.clock.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(claims, s.claims)
	signed, err := s.key.Sign("JWT", claims)
	if err != nil {
		s.t.Error(err)
	}
	if s.idToken != nil {
		signed = *s.idToken
	}
	return http.StatusOK, map[string]any{"access_token": rawAccess, "refresh_token": rawRefresh, "id_token": signed, "token_type": "Bearer", "expires_in": 900}
}

// start begins a run and answers where the browser would be sent.
func (s *standIn) start() (string, url.Values) {
	s.t.Helper()
	r := s.f.call(s.t, s.w.owner, http.MethodPost, "/tenants/"+s.w.tenant.Slug+"/clients/"+s.w.client.ID+"/test-sign-ins", nil)
	require.Equal(s.t, 201, r.status, r.text)
	started := as[manageapi.StartedTestSignIn](s.t, r)
	require.Equal(s.t, s.f.clock.Now().Add(10*time.Minute), started.ExpiresAt)
	u, err := url.Parse(started.AuthorizationURL)
	require.NoError(s.t, err)
	q := u.Query()
	require.Equal(s.t, s.w.tenant.Endpoints.Authorization, base+u.Path)
	require.Equal(s.t, base+manage.TestCallbackPath, q.Get("redirect_uri"))
	require.Equal(s.t, "S256", q.Get("code_challenge_method"))
	s.nonce, s.challenge = q.Get("nonce"), q.Get("code_challenge")
	return started.ID, q
}

// comeBack is the browser, with query.
func (s *standIn) comeBack(query url.Values) bool {
	s.t.Helper()
	succeeded := false
	page := s.f.api.TestCallback(func(w http.ResponseWriter, _ *http.Request, ok bool) {
		succeeded = ok
		w.WriteHeader(http.StatusOK)
	})
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodGet, manage.TestCallbackPath+"?"+query.Encode(), nil)
	w := httptest.NewRecorder()
	page.ServeHTTP(w, r)
	require.Equal(s.t, "no-store", w.Header().Get("Cache-Control"))
	return succeeded
}

func (s *standIn) result(run string) (manageapi.TestSignIn, string) {
	s.t.Helper()
	r := s.f.call(s.t, s.w.owner, http.MethodGet, "/tenants/"+s.w.tenant.Slug+"/clients/"+s.w.client.ID+"/test-sign-ins/"+run, nil)
	require.Equal(s.t, 200, r.status, r.text)
	return as[manageapi.TestSignIn](s.t, r), r.text
}

func TestATestSignInShowsWhatAServiceWouldGet(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	run, q := s.start()
	require.Equal(t, strings.Join(s.w.client.Scopes, " "), q.Get("scope"))
	waiting, _ := s.result(run)
	require.Equal(t, "pending", waiting.Status)
	require.Len(t, waiting.Steps, len(manage.TestSteps()))
	require.Equal(t, "ok", waiting.Steps[0].Status)
	require.Equal(t, "pending", waiting.Steps[1].Status)

	require.True(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}, "iss": {s.w.tenant.Issuer}}))
	done, text := s.result(run)
	require.Equal(t, "succeeded", done.Status)
	require.Nil(t, done.Error)
	for i, step := range done.Steps {
		require.Equal(t, manage.TestSteps()[i], step.Name)
		require.Equal(t, "ok", step.Status, step.Name)
	}
	require.Equal(t, "alias-1", done.IDToken.Claims["sub"])
	require.Equal(t, "RS256", done.IDToken.Header["alg"])
	require.Equal(t, "Quiet Heron", done.Userinfo["nickname"])
	require.Equal(t, "Bearer", done.TokenResponse["token_type"])
	for _, token := range []string{rawAccess, rawRefresh} {
		require.NotContains(t, text, token)
		require.NotContains(t, text, token[12:])
	}
	require.NotContains(t, f.log.String(), rawAccess)

	require.False(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}), "a state is good once")
}

func TestATestSignInUsesASecretThatNobodySeesAndThatDoesNotLast(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	path := "/tenants/acme/clients/" + s.w.client.ID
	require.Equal(t, 201, f.call(t, s.w.owner, http.MethodPost, path+"/secrets", nil).status, "two are live; the test's own is not counted")
	_, q := s.start()
	require.True(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}))
	require.NotEmpty(t, s.secret)
	require.NotEqual(t, s.w.secret, s.secret)
	require.Len(t, as[manageapi.Client](t, f.call(t, s.w.owner, http.MethodGet, path, nil)).Secrets, 2)

	tenantID, err := id.Parse[id.Tenant](s.w.tenant.ID)
	require.NoError(t, err)
	clientID, err := id.Parse[id.Client](s.w.client.ID)
	require.NoError(t, err)
	require.NoError(t, f.db.InTenant(t.Context(), tenantID, func(tx postgres.TenantTx) error {
		c, err := client.Get(t.Context(), tx, clientID, f.clock.Now())
		require.NoError(t, err)
		_, ok := c.Accepts(secret.NewValue(s.secret), f.clock.Now())
		require.False(t, ok, "it was removed")
		return nil
	}))
}

func TestATestSignInAuthenticatesAsTheClientDoes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	path := "/tenants/acme/clients/" + s.w.client.ID
	require.Equal(t, 200, f.call(t, s.w.owner, http.MethodPatch, path, `{"auth_method":"client_secret_post"}`).status)
	_, q := s.start()
	require.True(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}))
	require.NotEmpty(t, s.form.Get("client_secret"))

	public := f.call(t, s.w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"App","type":"public","redirect_uris":["https://x.example/cb"]}`)
	s.w.client = as[manageapi.CreatedClient](t, public).Client
	_, q = s.start()
	require.True(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}))
	require.Empty(t, s.form.Get("client_secret"))
	require.Equal(t, s.w.client.ID, s.form.Get("client_id"))
}

func TestATestSignInSaysWhatWentWrong(t *testing.T) {
	t.Parallel()
	other, err := jose.Generate(jose.RS256)
	require.NoError(t, err)
	none := "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGlhcy0xIn0."
	empty := ""
	for name, test := range map[string]struct {
		arrange func(*standIn)
		query   url.Values
		code    string
		step    string
	}{
		"the person refuses":         {query: url.Values{"error": {"access_denied"}, "error_description": {"No."}}, code: "access_denied", step: manage.StepReturn},
		"an error we do not know":    {query: url.Values{"error": {"<script>"}}, code: "unknown_error", step: manage.StepReturn},
		"another issuer answers":     {query: url.Values{"code": {"the-code"}, "iss": {"https://evil.example"}}, code: "issuer_mismatch", step: manage.StepReturn},
		"nothing came":               {query: url.Values{}, code: "code_missing", step: manage.StepReturn},
		"the code is refused":        {arrange: func(s *standIn) { s.refuse = "invalid_grant" }, code: "invalid_grant", step: manage.StepExchange},
		"no OAuth error":             {arrange: func(s *standIn) { s.refuse = "silently" }, code: "unexpected_answer", step: manage.StepExchange},
		"no ID token":                {arrange: func(s *standIn) { s.idToken = &empty }, code: "id_token_missing", step: manage.StepVerify},
		"an unsigned ID token":       {arrange: func(s *standIn) { s.idToken = &none }, code: "signature_invalid", step: manage.StepVerify},
		"signed by somebody else":    {arrange: func(s *standIn) { s.published = other.Public() }, code: "signature_invalid", step: manage.StepVerify},
		"another issuer's token":     {arrange: func(s *standIn) { s.claims = map[string]any{"iss": "x"} }, code: "issuer_mismatch", step: manage.StepVerify},
		"another client's token":     {arrange: func(s *standIn) { s.claims = map[string]any{"aud": []string{"x"}} }, code: "audience_mismatch", step: manage.StepVerify},
		"another nonce":              {arrange: func(s *standIn) { s.claims = map[string]any{"nonce": "x"} }, code: "nonce_mismatch", step: manage.StepVerify},
		"expired at birth":           {arrange: func(s *standIn) { s.claims = map[string]any{"exp": 1} }, code: "id_token_expired", step: manage.StepVerify},
		"no subject":                 {arrange: func(s *standIn) { s.claims = map[string]any{"sub": ""} }, code: "subject_missing", step: manage.StepVerify},
		"userinfo about another":     {arrange: func(s *standIn) { s.userinfo = map[string]any{"sub": "x"} }, code: "subject_mismatch", step: manage.StepUserinfo},
		"the issuer does not answer": {arrange: func(s *standIn) { s.f.issuer = http.NotFoundHandler() }, code: "server_error", step: manage.StepExchange},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			s := newStandIn(t, f, f.workspace(t, "acme"))
			run, q := s.start()
			if test.arrange != nil {
				test.arrange(s)
			}
			query := test.query
			if query == nil {
				query = url.Values{"code": {"the-code"}}
			}
			query = maps.Clone(query)
			query.Set("state", q.Get("state"))
			require.False(t, s.comeBack(query))
			failed, text := s.result(run)
			require.Equal(t, "failed", failed.Status)
			require.Equal(t, test.code, failed.Error.Code, text)
			for _, step := range failed.Steps {
				if step.Status == "failed" {
					require.Equal(t, test.step, step.Name)
				}
			}
			require.NotContains(t, text, rawAccess)
			require.NotContains(t, text, "<script>")
		})
	}
}

func TestATestSignInGivesUpWaiting(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	run, q := s.start()
	f.clock.Advance(10 * time.Minute)
	late, _ := s.result(run)
	require.Equal(t, "failed", late.Status)
	require.Equal(t, "expired", late.Error.Code)
	require.False(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}))
	require.Nil(t, s.form, "nothing was exchanged")
}

func TestAStateThatNobodyWaitsForIsNobodys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	_, q := s.start()
	for _, state := range []string{"", "x", q.Get("state") + "x", strings.SplitN(q.Get("state"), ".", 2)[0] + ".x", id.NewTenant().UUIDString() + ".x"} {
		require.False(t, s.comeBack(url.Values{"state": {state}, "code": {"the-code"}}))
	}
	require.Nil(t, s.form)
	require.Empty(t, f.log.String())
}

func TestAClientThatDoesMoreThanSignInIsNotTested(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	for _, settings := range []string{
		`"auth_method":"private_key_jwt","jwks":` + keySet, `"require_pushed_authorization_requests":true`, `"require_signed_request_object":true,"jwks":` + keySet,
		`"dpop_bound_access_tokens":true`, `"grant_types":["client_credentials"]`,
	} {
		made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/clients", `{"name":"X","type":"confidential","redirect_uris":["https://x.example/cb"],`+settings+`}`)
		require.Equal(t, 201, made.status, made.text)
		path := "/tenants/acme/clients/" + as[manageapi.CreatedClient](t, made).Client.ID
		require.Equal(t, "client_not_testable", f.call(t, w.owner, http.MethodPost, path+"/test-sign-ins", nil).code(t), settings)
	}
}

func TestASignedUserinfoIsShownAsItsClaims(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s := newStandIn(t, f, f.workspace(t, "acme"))
	s.signsUserinfo = true
	run, q := s.start()
	require.True(t, s.comeBack(url.Values{"state": {q.Get("state")}, "code": {"the-code"}}))
	done, _ := s.result(run)
	require.Equal(t, "Quiet Heron", done.Userinfo["nickname"])
}

func TestADisabledClientIsNotTested(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	path := "/tenants/acme/clients/" + w.client.ID
	require.Equal(t, 200, f.call(t, w.owner, http.MethodPatch, path, `{"disabled":true}`).status)
	require.Equal(t, "client_disabled", f.call(t, w.owner, http.MethodPost, path+"/test-sign-ins", nil).code(t))
}
