package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

// The rows of the security tests that are about the whole house rather than about
// one endpoint; the others are beside what they attack.

// everyGrant lets a client use whatever brings tokens about a person.
func everyGrant(n *manage.NewClient) {
	n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.DeviceCode}
}

// holdings are one of each thing that a tenant gives to a client, unused.
func holdings(s *apptest.Server, at apptest.Service, person string) map[string]string {
	s.T.Helper()
	rp, b := s.RP(at), s.Signed(person)
	tokens, pushed := rp.Tokens(b, ""), rp.Push()
	require.Equal(s.T, http.StatusCreated, pushed.Status, pushed.Raw)
	device := rp.Post("/oauth2/device_authorization", url.Values{"scope": {"openid"}})
	require.Equal(s.T, http.StatusOK, device.Status, device.Raw)
	registered := s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/register", `{"redirect_uris":["https://app.test/cb"]}`, "Content-Type", "application/json")
	require.Equal(s.T, http.StatusCreated, registered.Status, registered.Raw)
	return map[string]string{
		"code": rp.Code(b, ""), "refresh_token": tokens.Text("refresh_token"), "access_token": tokens.Text("access_token"), "id_token": tokens.Text("id_token"),
		"request_uri": pushed.Text("request_uri"), "device_code": device.Text("device_code"), "user_code": device.Text("user_code"),
		"client_id": at.Client.WireID(), "client_secret": at.Secret,
		"registered": registered.Text("client_id"), "registration_token": registered.Text("registration_access_token"),
	}
}

// shows sends one thing to every endpoint of a tenant that takes such things, as its
// client, and answers what came back by endpoint.
func shows(s *apptest.Server, at apptest.Service, thing, as string) map[string]apptest.Answer {
	s.T.Helper()
	rp, out := s.RP(at), map[string]apptest.Answer{}
	out["authorize: client_id"] = s.SendRaw(http.MethodGet, rp.AuthorizeURL("client_id", thing), "")
	out["authorize: request_uri"] = s.SendRaw(http.MethodGet, at.Issuer+"/oauth2/authorize?"+url.Values{"client_id": {at.Client.WireID()}, "request_uri": {thing}}.Encode(), "")
	out["authorize: id_token_hint"] = s.SendRaw(http.MethodGet, rp.AuthorizeURL("id_token_hint", thing, "prompt", "none"), "")
	out["token: code"] = rp.Redeem(thing)
	out["token: refresh_token"] = rp.Refresh(thing)
	out["token: device_code"] = rp.Token(url.Values{"grant_type": {string(oauth.DeviceCode)}, "device_code": {thing}})
	out["token: client_id"] = s.Send(http.MethodPost, at.Issuer+"/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {thing}, "client_secret": {as}})
	out["token: client_secret"] = s.Send(http.MethodPost, at.Issuer+"/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {at.Client.WireID()}, "client_secret": {thing}})
	out["introspect"] = rp.Post("/oauth2/introspect", url.Values{"token": {thing}})
	out["revoke"] = rp.Post("/oauth2/revoke", url.Values{"token": {thing}})
	out["userinfo"] = rp.Userinfo(thing)
	out["logout"] = s.SendRaw(http.MethodGet, at.Issuer+"/oidc/logout?"+url.Values{"id_token_hint": {thing}, "post_logout_redirect_uri": {at.Redirect}}.Encode(), "")
	out["register"] = s.SendRaw(http.MethodGet, at.Issuer+"/oauth2/register/"+url.PathEscape(thing), "", "Authorization", "Bearer "+as)
	out["register: token"] = s.SendRaw(http.MethodGet, at.Issuer+"/oauth2/register/"+url.PathEscape(as), "", "Authorization", "Bearer "+thing)
	return out
}

func TestSEC60WhatOneTenantGaveIsUnknownAtAnother(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here, there := s.Service("lantern", everyGrant), s.Service("harbor", everyGrant)
	for _, at := range []apptest.Service{here, there} {
		s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationOpen })
	}
	have := holdings(s, here, s.Person("Mira"))
	// What is of the right shape and nobody's.
	madeUp := map[string]string{
		"code": "alias_ac_" + strings.Repeat("A", 43), "refresh_token": "alias_rt_" + strings.Repeat("A", 49), "access_token": "alias_at_" + strings.Repeat("A", 49), "id_token": "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
		"request_uri": "urn:ietf:params:oauth:request_uri:" + strings.Repeat("A", 43), "device_code": "alias_dc_" + strings.Repeat("A", 43), "user_code": "BBBB-BBBB",
		"client_id": id.NewClient().String(), "client_secret": "alias_cs_" + strings.Repeat("A", 43), "registered": id.NewClient().String(), "registration_token": "alias_rg_" + strings.Repeat("A", 43),
	}
	for kind, thing := range have {
		as := have["client_secret"]
		if strings.HasPrefix(kind, "regist") {
			as = have["registration_token"]
		}
		if kind == "registration_token" {
			as = have["registered"]
		}
		got, unknown := shows(s, there, thing, as), shows(s, there, madeUp[kind], as)
		for endpoint, a := range got {
			b := unknown[endpoint]
			require.Equal(t, b.Status, a.Status, "%s as %s: %s", kind, endpoint, a.Raw)
			require.Equal(t, b.JSON, a.JSON, "%s as %s", kind, endpoint)
			if to := a.Header.Get("Location"); to != "" {
				require.NotContains(t, to, "code=", "%s as %s", kind, endpoint)
			}
		}
	}
	// And all of it still is what it was where it came from.
	rp := s.RP(here)
	require.Equal(t, http.StatusOK, rp.Userinfo(have["access_token"]).Status)
	require.Equal(t, http.StatusOK, rp.Redeem(have["code"]).Status)
	require.Equal(t, http.StatusOK, rp.Refresh(have["refresh_token"]).Status)
	require.Equal(t, "authorization_pending", rp.Token(url.Values{"grant_type": {string(oauth.DeviceCode)}, "device_code": {have["device_code"]}}).Text("error"))
	require.Equal(t, http.StatusSeeOther, s.SendRaw(http.MethodGet, here.Issuer+"/oauth2/authorize?"+url.Values{"client_id": {have["client_id"]}, "request_uri": {have["request_uri"]}}.Encode(), "").Status)
	require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, here.Issuer+"/oauth2/register/"+have["registered"], "", "Authorization", "Bearer "+have["registration_token"]).Status)
}

func TestSEC63TheSameNameAtTwoTenants(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here, there := s.Service("lantern"), s.Service("harbor")
	s.Exec(`insert into clients select (jsonb_populate_record(c, jsonb_build_object('tenant_id', $2::uuid, 'sector_id', t.sector_id, 'name', 'A twin'))).*
		from clients c, tenants t where c.tenant_id = $1 and c.id = $3 and t.tenant_id = $2`, here.Tenant.ID, there.Tenant.ID, here.Client.ID)
	twin := there
	twin.Client, twin.Redirect = here.Client, here.Redirect
	_, secret, err := s.Clients.AddSecret(t.Context(), there.Owner, "harbor", here.Client.ID, nil)
	require.NoError(t, err)
	twin.Secret = secret.Reveal()

	person := s.Person("Mira")
	b := s.Signed(person)
	one, two := s.RP(here).Tokens(b, ""), s.RP(twin).Tokens(b, "")
	a, c := s.Claims(one.Text("id_token")), s.Claims(two.Text("id_token"))
	require.Equal(t, a["aud"], c["aud"], "the same client_id")
	for _, claim := range []string{"iss", "sub", "sid", "jti"} {
		if a[claim] != nil {
			require.NotEqual(t, a[claim], c[claim], claim)
		}
	}
	first, second := s.RP(here).Userinfo(one.Text("access_token")), s.RP(twin).Userinfo(two.Text("access_token"))
	require.NotEqual(t, first.Text("email"), second.Text("email"), "the same mailbox behind both")
	require.NotEqual(t, first.Text("preferred_username"), second.Text("preferred_username"))

	stray := here
	stray.Secret = twin.Secret
	require.Equal(t, http.StatusUnauthorized, s.RP(stray).Refresh(one.Text("refresh_token")).Status, "a secret is its tenant's")
	require.Equal(t, "invalid_grant", s.RP(twin).Refresh(one.Text("refresh_token")).Text("error"))
	yes := true
	s.Change(twin, manage.ClientChange{Disabled: &yes})
	require.NotEqual(t, http.StatusOK, s.RP(twin).Refresh(two.Text("refresh_token")).Status)
	require.Equal(t, http.StatusOK, s.RP(here).Refresh(one.Text("refresh_token")).Status, "the other one goes on")
	_, err = s.Tenants.Create(t.Context(), there.Owner, "lantern", "A twin", tenant.Development)
	require.Error(t, err, "a slug is one tenant's")
}

func TestSEC64WhatIsMadeAgainInheritsNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, address := s.Service("lantern"), s.Person("Mira")
	rp := s.RP(at)
	old := rp.Tokens(s.Browser(), address)
	sub := s.Claims(old.Text("id_token"))["sub"]

	require.NoError(t, s.Interaction.Delete(t.Context(), address))
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(old.Text("access_token")).Status)
	require.Equal(t, "invalid_grant", rp.Refresh(old.Text("refresh_token")).Text("error"))
	s.Mailbox.Clear()
	require.Equal(t, address, s.Person("Mira"), "somebody has the address again")
	b := s.Browser().Open(rp.AuthorizeURL()).SignIn(address)
	require.Equal(t, "/consent", b.URL.Path, "nothing was agreed to")
	again := rp.Redeem(b.Decide("allow").URL.Query().Get("code"))
	require.NotEqual(t, sub, s.Claims(again.Text("id_token"))["sub"])
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(old.Text("access_token")).Status)
	require.Equal(t, "invalid_grant", rp.Refresh(old.Text("refresh_token")).Text("error"))

	require.NoError(t, s.Clients.Delete(t.Context(), at.Owner, "lantern", at.Client.ID, nil))
	made := s.Client(at, func(n *manage.NewClient) { n.Name = at.Client.Name })
	require.NotEqual(t, at.Client.ID, made.Client.ID)
	require.Equal(t, "invalid_grant", s.RP(made).Refresh(again.Text("refresh_token")).Text("error"))
	b.Open(s.RP(made).AuthorizeURL())
	require.Equal(t, "/consent", b.URL.Path, "the new client was agreed to by nobody")

	require.NoError(t, s.Tenants.Delete(t.Context(), at.Owner, "lantern", nil))
	require.Equal(t, http.StatusNotFound, s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/openid-configuration", "").Status)
	for _, who := range []manage.Actor{at.Owner, s.Developer("stranger")} {
		_, err := s.Tenants.Create(t.Context(), who, "lantern", "Lantern", tenant.Development)
		require.Error(t, err, "a slug is never given again")
	}
}

func TestSEC59NoTokenOutlivesTheLeave(t *testing.T) {
	t.Parallel()
	pg := pgtest.New(t)
	s, other := apptest.Replica(t, pg), apptest.Replica(t, pg)
	at := s.Service("lantern", func(n *manage.NewClient) { n.KeepRefreshTokens = true })
	there := at
	there.Issuer = other.Issuer("lantern")
	b := s.Signed(s.Person("Mira"))
	token := s.RP(at).Tokens(b, "").Text("refresh_token")
	codes := make(chan string, 4)
	for range cap(codes) {
		codes <- s.RP(at).Code(b, "")
	}
	close(codes)
	var raw string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select id::text from connections where tenant_id = $1", at.Tenant.ID).Scan(&raw))
	connection, err := id.FromUUID[id.Connection](raw)
	require.NoError(t, err)

	answers := make(chan apptest.Answer, 64)
	var wg sync.WaitGroup
	for i := range 16 {
		rp := s.RP(at)
		if i%2 == 1 {
			rp = other.RP(there)
		}
		wg.Go(func() {
			if code, ok := <-codes; ok {
				answers <- rp.Redeem(code)
			}
			for range 2 {
				answers <- rp.Refresh(token)
			}
		})
	}
	require.NoError(t, s.DB.InTenant(t.Context(), at.Tenant.ID, func(tx postgres.TenantTx) error {
		return s.Endings().Disconnect(t.Context(), tx, connection, s.Clock.Now())
	}))
	require.Equal(t, "invalid_grant", s.RP(at).Refresh(token).Text("error"), "none after it is known")
	wg.Wait()
	close(answers)
	for a := range answers {
		if a.Status != http.StatusOK {
			require.Equal(t, "invalid_grant", a.Text("error"), a.Raw)
			continue
		}
		require.Equal(t, http.StatusUnauthorized, s.RP(at).Userinfo(a.Text("access_token")).Status, "what was given before it is dead")
		require.Equal(t, "invalid_grant", s.RP(at).Refresh(a.Text("refresh_token")).Text("error"))
	}
}

func TestSEC57WhatARevokedKeySignedIsWorthless(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Set(at, func(p *client.Protocol) { p.AccessTokenFormat = client.FormatJWT })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	require.Equal(t, http.StatusOK, rp.Userinfo(tokens.Text("access_token")).Status)
	kid := fmt.Sprint(header(t, tokens.Text("access_token"))["kid"])
	_, err := s.Keys.Revoke(t.Context(), at.Owner, "lantern", kid)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status)
	require.Equal(t, false, rp.Post("/oauth2/introspect", url.Values{"token": {tokens.Text("access_token")}}).JSON["active"])
	require.NotContains(t, s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "").Raw, kid)
	b.Open(rp.AuthorizeURL("id_token_hint", tokens.Text("id_token"), "prompt", "none"))
	require.Empty(t, b.URL.Query().Get("code"), "nor is an ID token that it signed a hint")
	require.Equal(t, http.StatusOK, rp.Userinfo(rp.Refresh(tokens.Text("refresh_token")).Text("access_token")).Status, "the next key takes over")
}

func TestSEC49AStorageFaultIsNoAnswerAboutAToken(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	token := s.RP(at).Tokens(s.Browser(), s.Person("Mira")).Text("access_token")
	db, err := postgres.Open(t.Context(), s.PG.AppDSN)
	require.NoError(t, err)
	beside := s.Beside(func(c *app.Config) { c.DB = db })
	introspect := func(token string) *httptest.ResponseRecorder {
		form := url.Values{"token": {token}, "client_id": {at.Client.WireID()}, "client_secret": {at.Secret}}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.Issuer+"/oauth2/introspect", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		beside.Handler.ServeHTTP(w, r)
		return w
	}
	require.Equal(t, http.StatusOK, introspect("x").Code, "the client is known there now")
	db.Close()
	w := introspect(token)
	require.GreaterOrEqual(t, w.Code, 500)
	require.NotContains(t, w.Body.String(), "active")
}
