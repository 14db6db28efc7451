package token_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// machine adds a client that acts for itself, with scopes of resources.
func machine(s *apptest.Server, at apptest.Service, scopes ...string) apptest.Service {
	s.T.Helper()
	return s.Client(at, func(n *manage.NewClient) {
		n.GrantTypes, n.Scopes = []oauth.GrantType{oauth.ClientCredentials}, scopes
	})
}

func TestP12ClientCredentials(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	m := machine(s, at, "orders:read", "files:read")
	ask := func(pairs ...string) apptest.Answer {
		form := url.Values{"grant_type": {"client_credentials"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			form.Add(pairs[i], pairs[i+1])
		}
		return s.RP(m).Token(form)
	}

	got := succeeded(t, ask("resource", orders))
	require.Equal(t, "orders:read", got.Text("scope"), "those of the client that the resource knows")
	require.NotContains(t, got.JSON, "refresh_token", "RFC 6749 4.4.3")
	require.NotContains(t, got.JSON, "id_token")
	_, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, m.Client.ID.String(), claims["sub"], "RFC 9068 2.2: it is about the client")
	require.Equal(t, claims["sub"], claims["client_id"])
	require.Equal(t, orders, claims["aud"])
	for _, name := range []string{"acr", "amr", "auth_time", "sid"} {
		require.NotContains(t, claims, name)
	}
	require.NotEqual(t, http.StatusOK, s.RP(m).Userinfo(got.Text("access_token")).Status)

	require.Equal(t, "orders:read files:read", succeeded(t, ask()).Text("scope"), "all of them, for no resource in particular")
	require.Equal(t, "files:read", succeeded(t, ask("scope", "files:read")).Text("scope"))
	require.Equal(t, "orders:read files:read", succeeded(t, ask("resource", orders, "resource", files)).Text("scope"))

	for _, c := range []struct {
		why    string
		pairs  []string
		code   string
		reason oauth.Reason
	}{
		{"SEC-34: a scope that the client was not given", []string{"scope", "orders:write"}, "invalid_scope", oauth.ScopeNotAllowed},
		{"SEC-34: one beside its own", []string{"scope", "orders:read orders:write"}, "invalid_scope", oauth.ScopeNotAllowed},
		{"a scope nobody knows", []string{"scope", "admin"}, "invalid_scope", oauth.ScopeNotAllowed},
		{"a scope of another resource than the one asked for", []string{"scope", "files:read", "resource", orders}, "invalid_scope", oauth.ScopeNotAllowed},
		{"openid", []string{"scope", "openid"}, "invalid_scope", oauth.ScopeOfPerson},
		{"offline_access", []string{"scope", "orders:read offline_access"}, "invalid_scope", oauth.ScopeOfPerson},
		{"a malformed scope", []string{"scope", `orders"read`}, "invalid_scope", oauth.ScopeMalformed},
		{"RFC 8707 2: a resource nobody knows", []string{"resource", "https://nobody.test"}, "invalid_target", oauth.ResourceUnknown},
	} {
		t.Log(c.why)
		refused(s, at, ask(c.pairs...), 400, c.code, c.reason)
	}

	yes := true
	s.Change(m, manage.ClientChange{Disabled: &yes})
	refused(s, at, ask(), 400, "unauthorized_client", oauth.ClientDisabled) // SEC-37
	refused(s, at, s.RP(at).Token(url.Values{"grant_type": {"client_credentials"}}), 400, "unauthorized_client", oauth.GrantTypeNotAllowed)
}

func TestAClientsOwnTokensTakeThreeRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	m := s.RP(machine(s, at, "orders:read"))
	ask := func() {
		succeeded(t, m.Token(url.Values{"grant_type": {"client_credentials"}, "resource": {orders}}))
	}
	ask()
	s.RoundTrips(3, ask)
}

func TestAClientWithoutScopesIsToldNone(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	m := machine(s, at)
	require.Equal(t, client.Confidential, m.Client.Type)
	got := succeeded(t, s.RP(m).Token(url.Values{"grant_type": {"client_credentials"}}))
	require.NotContains(t, got.JSON, "scope", "RFC 6749 3.3: a scope has at least one token")
}
