package client_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

func now() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }

func settings(t client.Type) client.Settings {
	s := client.Defaults(t)
	s.Name, s.RedirectURIs = "Lantern", []string{"https://lantern.test/callback"}
	return s
}

func registration(t client.Type) client.Registration {
	return client.Registration{Tenant: id.NewTenant(), TenantSector: id.NewSector(), Type: t}
}

func TestTheDefaultsAreSafe(t *testing.T) {
	t.Parallel()
	for _, kind := range []client.Type{client.Confidential, client.Public} {
		c, err := client.New(registration(kind), settings(kind), now())
		require.NoError(t, err)
		require.True(t, c.RequirePKCE, "decision D5")
		require.True(t, c.SendIss, "row P19")
		require.Equal(t, jose.RS256, c.IDTokenAlg, "decision D8")
		require.False(t, c.IDTokenClaims, "decision D7")
		require.Equal(t, 30*time.Second, c.RefreshGrace, "decision D10")
	}
}

func TestASectorIsTheTenantsUnlessAskedOtherwise(t *testing.T) {
	t.Parallel()
	r := registration(client.Confidential)
	c, err := client.New(r, settings(client.Confidential), now())
	require.NoError(t, err)
	require.Equal(t, r.TenantSector, c.Sector)
	r.SeparateIdentities = true
	c, err = client.New(r, settings(client.Confidential), now())
	require.NoError(t, err)
	require.NotEqual(t, r.TenantSector, c.Sector)
}

func TestEveryFieldToMendIsNamed(t *testing.T) {
	t.Parallel()
	for at, c := range map[string]struct {
		kind   client.Type
		change func(*client.Settings)
	}{
		"name":                         {client.Confidential, func(s *client.Settings) { s.Name = " " }},
		"application_type":             {client.Confidential, func(s *client.Settings) { s.ApplicationType = "desktop" }},
		"integration":                  {client.Confidential, func(s *client.Settings) { s.Integration = "abacus" }},
		"redirect_uris":                {client.Confidential, func(s *client.Settings) { s.RedirectURIs = nil }},
		"redirect_uris[0]":             {client.Confidential, func(s *client.Settings) { s.RedirectURIs = []string{"http://lantern.test/"} }},
		"redirect_uris[1]":             {client.Confidential, func(s *client.Settings) { s.RedirectURIs = append(s.RedirectURIs, s.RedirectURIs[0]) }},
		"post_logout_redirect_uris[0]": {client.Confidential, func(s *client.Settings) { s.PostLogoutRedirectURIs = []string{"javascript:alert(1)"} }},
		"allowed_origins[0]":           {client.Confidential, func(s *client.Settings) { s.AllowedOrigins = []string{"https://lantern.test/"} }},
		"initiate_login_uri":           {client.Confidential, func(s *client.Settings) { s.InitiateLoginURI = "http://lantern.test/" }},
		"scopes[1]":                    {client.Confidential, func(s *client.Settings) { s.Scopes = []string{"openid", "groups"} }},
		"scopes":                       {client.Confidential, func(s *client.Settings) { s.Scopes = []string{"email"} }},
		"grant_types[1]":               {client.Confidential, func(s *client.Settings) { s.GrantTypes = []oauth.GrantType{"authorization_code", "password"} }},
		"grant_types":                  {client.Confidential, func(s *client.Settings) { s.GrantTypes = []oauth.GrantType{"refresh_token"} }},
		"auth_method":                  {client.Confidential, func(s *client.Settings) { s.AuthMethod = oauth.AuthNone }},
		"require_pkce":                 {client.Public, func(s *client.Settings) { s.RequirePKCE = false }},
		"id_token_signed_response_alg": {client.Confidential, func(s *client.Settings) { s.IDTokenAlg = "none" }},
		"refresh_grace_seconds":        {client.Confidential, func(s *client.Settings) { s.RefreshGrace = 61 * time.Second }},
		"refresh_idle_seconds":         {client.Confidential, func(s *client.Settings) { s.RefreshIdle = time.Minute }},
		"refresh_absolute_seconds":     {client.Confidential, func(s *client.Settings) { s.RefreshAbsolute = s.RefreshIdle - time.Second }},
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			s := settings(c.kind)
			c.change(&s)
			_, err := client.New(registration(c.kind), s, now())
			f, ok := fault.As(err)
			require.True(t, ok)
			require.Equal(t, fault.KindInvalid, f.Kind)
			require.Len(t, f.Fields, 1, "and no other")
			require.Equal(t, at, f.Fields[0].Location)
			require.NotEmpty(t, f.Fields[0].Message)
		})
	}
	_, err := client.New(registration("secretive"), settings(client.Public), now())
	require.Equal(t, fault.KindInvalid, fault.KindOf(err))
}

func TestD13AProductionTenantDoesNotRedirectAWebClientToThisMachine(t *testing.T) {
	t.Parallel()
	s := settings(client.Confidential)
	s.RedirectURIs = []string{"http://localhost:3000/callback"}
	r := registration(client.Confidential)
	_, err := client.New(r, s, now())
	require.Error(t, err)
	r.Rules.Development = true
	_, err = client.New(r, s, now())
	require.NoError(t, err)
}

func TestAChangeKeepsTheMomentOfDisabling(t *testing.T) {
	t.Parallel()
	c, err := client.New(registration(client.Confidential), settings(client.Confidential), now())
	require.NoError(t, err)
	s := c.Settings
	s.Disabled = true
	c, err = c.Change(s, client.Rules{}, now().Add(time.Hour))
	require.NoError(t, err)
	c, err = c.Change(s, client.Rules{}, now().Add(2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, now().Add(time.Hour), *c.DisabledAt)
	s.Disabled = false
	c, err = c.Change(s, client.Rules{}, now().Add(3*time.Hour))
	require.NoError(t, err)
	require.Nil(t, c.DisabledAt)
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	source := secret.NewSource(nil)
	c, err := client.New(registration(client.Confidential), settings(client.Confidential), now())
	require.NoError(t, err)
	_, ok := c.Accepts(secret.Value{}, now())
	require.False(t, ok, "a client without secrets accepts nothing")

	one, raw, err := c.NewSecret(client.Standard, source, now(), nil)
	require.NoError(t, err)
	require.Regexp(t, `^alias_cs_[A-Za-z0-9_-]{43}$`, raw.Reveal(), "decision D6: unreserved characters, 256 bits")
	require.Equal(t, raw.Reveal()[len(raw.Reveal())-4:], one.Hint)
	c.Secrets = append(c.Secrets, one)
	end := now().Add(time.Hour)
	two, second, err := c.NewSecret(client.Standard, source, now(), &end)
	require.NoError(t, err)
	c.Secrets = append(c.Secrets, two)
	test, third, err := c.NewSecret(client.Test, source, now(), &end)
	require.NoError(t, err, "a test's secret does not count")
	c.Secrets = append(c.Secrets, test)
	_, _, err = c.NewSecret(client.Standard, source, now(), nil)
	require.ErrorIs(t, err, client.ErrTooMany, "row P14: two at most")

	for _, s := range []struct {
		raw  secret.Value
		want id.ClientSecret
	}{{raw, one.ID}, {second, two.ID}, {third, test.ID}} {
		got, ok := c.Accepts(s.raw, now())
		require.True(t, ok)
		require.Equal(t, s.want, got.ID)
	}
	_, ok = c.Accepts(second, end)
	require.False(t, ok, "SEC-36: its end is its end")
	_, ok = c.Accepts(secret.NewValue(raw.Reveal()+"x"), now())
	require.False(t, ok)
	_, ok = c.Accepts(secret.NewValue(strings.ToUpper(raw.Reveal())), now())
	require.False(t, ok)
	require.Len(t, c.StandardSecrets(now()), 2)
	require.Len(t, c.StandardSecrets(end), 1)
	_, _, err = c.NewSecret(client.Standard, source, end, nil)
	require.NoError(t, err, "one that has ended makes room")

	public, err := client.New(registration(client.Public), settings(client.Public), now())
	require.NoError(t, err)
	_, _, err = public.NewSecret(client.Standard, source, now(), nil)
	require.ErrorIs(t, err, client.ErrPublic)
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	s := settings(client.Public)
	s.ApplicationType = client.Native
	s.RedirectURIs = []string{"https://lantern.test:443/callback", "com.example.lantern:/callback"}
	s.AllowedOrigins = []string{"https://extra.test"}
	c, err := client.New(registration(client.Public), s, now())
	require.NoError(t, err)
	for origin, want := range map[string]bool{
		"https://lantern.test": true, "https://extra.test": true, "https://lantern.test:443": false, "https://lantern.test/": false,
		"": false, "null": false, "com.example.lantern:": false, "https://evil.test": false,
	} {
		require.Equal(t, want, c.AllowsOrigin(origin), "row P23: %q", origin)
	}
}
