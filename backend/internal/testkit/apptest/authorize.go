package apptest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// Set changes settings of a client that few clients touch.
func (s *Server) Set(at Service, change func(*client.Protocol)) {
	s.T.Helper()
	s.Change(at, manage.ClientChange{Protocol: change})
}

// Settings changes settings of a tenant.
func (s *Server) Settings(at Service, change func(*tenant.Settings)) {
	s.T.Helper()
	_, err := s.Tenants.Update(s.T.Context(), at.Owner, at.Tenant.Slug, manage.TenantChange{Settings: change}, nil)
	require.NoError(s.T, err)
}

// Compatible turns on what newer standards have taken away, and adds a client that
// may use all of it and needs no PKCE.
func (s *Server) Compatible(at Service, change ...func(*manage.NewClient)) Service {
	s.T.Helper()
	s.Settings(at, func(t *tenant.Settings) { t.Compatibility.ImplicitAndHybrid = true })
	return s.Client(at, append([]func(*manage.NewClient){func(n *manage.NewClient) {
		off := false
		n.RequirePKCE = &off
		n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.Implicit}
		n.ResponseTypes = client.ResponseTypes()
	}}, change...)...)
}

// Resource adds a protected resource to a tenant.
func (s *Server) Resource(at Service, identifier string, settings resource.Settings) {
	s.T.Helper()
	if settings.Name == "" {
		settings.Name = "An API"
	}
	made, err := resource.New(identifier, settings, s.Clock.Now())
	require.NoError(s.T, err)
	require.NoError(s.T, s.DB.InTenant(s.T.Context(), at.Tenant.ID, func(tx postgres.TenantTx) error {
		if err := resource.Insert(s.T.Context(), tx, made); err != nil {
			return err
		}
		return postgres.Changed(s.T.Context(), tx)
	}))
}

// Keyed adds a client that proves itself with a key of its own, as FAPI 2.0 wants
// it, held to a profile; its redirect URI is the service's.
func (s *Server) Keyed(at Service, profile client.Profile, change ...func(*manage.NewClient)) (Service, keytest.Key) {
	s.T.Helper()
	key := keytest.New(s.T, jose.ES256)
	return s.Client(at, append([]func(*manage.NewClient){func(n *manage.NewClient) {
		n.AuthMethod, n.JWKS, n.Profile, n.ApplyProfile = oauth.AuthPrivateKeyJWT, keytest.Set(key), profile, profile != ""
	}}, change...)...), key
}

// Push pushes the parameters of an authorization request, changed, with a secret.
func (rp *RP) Push(pairs ...string) Answer {
	rp.s.T.Helper()
	return rp.PushForm(changed(rp.Params(), pairs))
}

// PushForm pushes a form, authenticated by the client's secret if it has one and the
// form does not authenticate by itself; header is pairs of name and value.
func (rp *RP) PushForm(form url.Values, header ...string) Answer {
	rp.s.T.Helper()
	if rp.Service.Secret != "" && !form.Has("client_assertion") && !form.Has("client_secret") {
		form.Set("client_secret", rp.Service.Secret)
	}
	return rp.s.Send(http.MethodPost, rp.Service.Issuer+"/oauth2/par", form, header...)
}

// Pushed is where a person goes with a pushed request, with parameters changed.
func (rp *RP) Pushed(a Answer, pairs ...string) string {
	rp.s.T.Helper()
	require.Equal(rp.s.T, http.StatusCreated, a.Status, a.Raw)
	v := url.Values{"client_id": {rp.Service.Client.WireID()}, "request_uri": {a.Text("request_uri")}}
	return rp.Service.Issuer + "/oauth2/authorize?" + changed(v, pairs).Encode()
}

// Response is the answer that a browser brings to the client, in whichever mode it
// travels: a form that is on its way there, a fragment or a query.
func (b *Browser) Response(t *testing.T) url.Values {
	t.Helper()
	if strings.Contains(b.Body, "data-submit") {
		require.Equal(t, http.StatusOK, b.Status)
		for _, f := range formTag.FindAllStringSubmatch(b.Body, -1) {
			_, values := b.formOf(f)
			return values
		}
	}
	require.Equal(t, http.StatusSeeOther, b.Status, b.Body)
	raw := b.URL.RawQuery
	if b.URL.Fragment != "" {
		raw = b.URL.EscapedFragment()
	}
	values, err := url.ParseQuery(raw)
	require.NoError(t, err)
	return values
}

// Allow goes to an address, signs somebody in if that is needed, agrees to what the
// page offers by itself, and stops where that leads.
func (b *Browser) Allow(address, person string) *Browser {
	b.s.T.Helper()
	b.Open(address)
	if strings.HasPrefix(b.URL.Path, "/login") {
		b.SignIn(person)
	}
	if strings.HasPrefix(b.URL.Path, "/consent") {
		b.Decide("allow")
	}
	return b
}
