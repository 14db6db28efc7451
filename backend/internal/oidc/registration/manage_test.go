package registration_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func TestRFC7592(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))

	t.Run("2.1: reading", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, `{"redirect_uris":["https://app.test/cb"],"initiate_login_uri":"https://app.test/login"}`)
		got := s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(a.Text("registration_access_token"))...)
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		require.Equal(t, a.Text("client_id"), got.Text("client_id"))
		require.Equal(t, "https://app.test/login", got.Text("initiate_login_uri"))
		require.NotContains(t, got.JSON, "client_secret", "it was shown once")
		require.Equal(t, a.Text("registration_access_token"), got.Text("registration_access_token"), "3: it is part of the answer")
		require.Equal(t, a.Text("registration_client_uri"), got.Text("registration_client_uri"))
		require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
	})
	t.Run("2.2: changing, with a new token", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, minimal)
		old := a.Text("registration_access_token")
		send := func(token string) apptest.Answer {
			return s.SendRaw(http.MethodPut, a.Text("registration_client_uri"), `{"client_id":"`+a.Text("client_id")+`","client_name":"New","redirect_uris":["https://app.test/new"]}`, append(bearer(token), "Content-Type", "application/json")...)
		}
		got := send(old)
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		require.Equal(t, "New", got.Text("client_name"))
		require.Equal(t, []any{"https://app.test/new"}, got.JSON["redirect_uris"])
		require.NotEqual(t, old, got.Text("registration_access_token"))
		require.Equal(t, http.StatusUnauthorized, send(old).Status, "the old token is worthless")
		require.Equal(t, http.StatusOK, send(got.Text("registration_access_token")).Status)
	})
	t.Run("2.3: deleting", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, minimal)
		h := bearer(a.Text("registration_access_token"))
		require.Equal(t, http.StatusNoContent, s.SendRaw(http.MethodDelete, a.Text("registration_client_uri"), "", h...).Status)
		require.Equal(t, http.StatusUnauthorized, s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", h...).Status)
	})
	t.Run("SEC-54: with the token of another client, or of another tenant", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a, b := register(s, at, minimal), register(s, at, minimal)
		other := open(s, s.Service("harbour"))
		foreign := strings.Replace(a.Text("registration_client_uri"), at.Issuer, other.Issuer, 1)
		for why, c := range map[string]struct {
			address string
			header  []string
		}{
			"another client's":            {a.Text("registration_client_uri"), bearer(b.Text("registration_access_token"))},
			"none":                        {a.Text("registration_client_uri"), nil},
			"at another tenant":           {foreign, bearer(a.Text("registration_access_token"))},
			"no such client":              {at.Issuer + "/oauth2/register/" + "cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12", bearer(a.Text("registration_access_token"))},
			"a client of the developer's": {at.Issuer + "/oauth2/register/" + at.Client.ID.String(), bearer("")},
		} {
			for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
				got := s.SendRaw(method, c.address, minimal, append(c.header, "Content-Type", "application/json")...)
				require.Equal(t, http.StatusUnauthorized, got.Status, "%s %s: %s", method, why, got.Raw)
			}
		}
	})
	for why, c := range map[string]struct{ change, code string }{
		"no client_id":                        {`"client_id":null`, "invalid_client_metadata"},
		"the client_id of another":            {`"client_id":"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`, "invalid_client_metadata"},
		"a secret of its own making":          {`"client_secret":"chosen"`, "invalid_client_metadata"},
		"SEC-54: no longer confidential":      {`"token_endpoint_auth_method":"none"`, "invalid_client_metadata"},
		"SEC-54: tokens for itself":           {`"grant_types":["client_credentials"]`, "invalid_client_metadata"},
		"SEC-67: another sector":              {`"sector_identifier_uri":"https://victim.test/sector.json"`, "invalid_client_metadata"},
		"OIDC Core 8: public subjects":        {`"subject_type":"public"`, "invalid_client_metadata"},
		"SEC-04: a redirect URI that is code": {`"redirect_uris":["javascript:alert(1)"]`, "invalid_redirect_uri"},
	} {
		t.Run("2.2: refused: "+why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			a := register(s, at, minimal)
			got := put(s, a, c.change)
			require.Equal(t, http.StatusBadRequest, got.Status, got.Raw)
			require.Equal(t, c.code, got.Text("error"), got.Raw)
			s.OneRefusal(at.Tenant.ID, got.Header)
			again := s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(a.Text("registration_access_token"))...)
			require.Equal(t, http.StatusOK, again.Status, "nothing changed, not the token either")
		})
	}
	t.Run("2.2: what a developer has chosen stays", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, minimal)
		s.Exec(`update clients set require_pkce = true, allowed_origins = '{https://spa.test}', protocol = protocol || '{"require_dpop_nonce":true,"access_token_lifetime_seconds":90}' where id = $1`, uuidOf(a))
		got := put(s, a, `"client_name":"Renamed","client_secret":"`+a.Text("client_secret")+`"`)
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		require.NotContains(t, got.JSON, "client_secret", "the old one goes on")
		var name, protocol string
		var pkce bool
		var origins []string
		require.NoError(t, s.Owner().QueryRow(t.Context(), "select name, require_pkce, allowed_origins, protocol::text from clients where id = $1", uuidOf(a)).Scan(&name, &pkce, &origins, &protocol))
		require.Equal(t, "Renamed", name)
		require.True(t, pkce)
		require.Equal(t, []string{"https://spa.test"}, origins)
		require.Contains(t, protocol, `"require_dpop_nonce": true`)
		require.Contains(t, protocol, `"access_token_lifetime_seconds": 90`)
	})
	t.Run("row P32: a stranger stays one, whatever the workspace allows later", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		port := open(s, s.Service("port"))
		a := register(s, port, minimal)
		s.Settings(port, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationToken })
		got := put(s, a, `"grant_types":["authorization_code","refresh_token"]`)
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		require.NotContains(t, strings.Fields(got.Text("scope")), oauth.Contact)
	})
	t.Run("SEC-37: one that is switched off manages nothing", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		a := register(s, at, minimal)
		s.Exec("update clients set disabled_at = now() where id = $1", uuidOf(a))
		require.Equal(t, http.StatusUnauthorized, put(s, a, `"client_name":"Back"`).Status)
	})
}

// put sends back what a client was told, with members changed.
func put(s *apptest.Server, a apptest.Answer, change string) apptest.Answer {
	s.T.Helper()
	doc := maps.Clone(a.JSON)
	delete(doc, "client_secret")
	require.NoError(s.T, json.Unmarshal([]byte("{"+change+"}"), &doc))
	raw, err := json.Marshal(doc)
	require.NoError(s.T, err)
	return s.SendRaw(http.MethodPut, a.Text("registration_client_uri"), string(raw), append(bearer(a.Text("registration_access_token")), "Content-Type", "application/json")...)
}

// uuidOf is what a registered client is called in the database.
func uuidOf(a apptest.Answer) string { return strings.TrimPrefix(a.Text("client_id"), "cli_") }

func TestSEC54TwoReplicasChangeAClientOnce(t *testing.T) {
	t.Parallel()
	pg := pgtest.New(t)
	s, other := apptest.Replica(t, pg), apptest.Replica(t, pg)
	at := open(s, s.Service("lantern"))
	a := register(s, at, minimal)
	there := a
	there.JSON = maps.Clone(a.JSON)
	there.JSON["registration_client_uri"] = strings.Replace(a.Text("registration_client_uri"), s.URL, other.URL, 1)
	var changed atomic.Int32
	var wg sync.WaitGroup
	for i := range 10 {
		from, with := s, a
		if i%2 == 1 {
			from, with = other, there
		}
		wg.Go(func() {
			if put(from, with, `"client_name":"Renamed"`).Status == http.StatusOK {
				changed.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, changed.Load(), "a registration token is good for one change")
}
