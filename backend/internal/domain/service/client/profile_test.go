package client_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
)

// plain is an ordinary client as it was always made.
func plain(t *testing.T) client.Client {
	t.Helper()
	c, err := client.New(registration(client.Confidential), settings(client.Confidential), now())
	require.NoError(t, err)
	return c
}

func about(list []client.Objection, automatic bool) []string {
	var names []string
	for _, o := range list {
		if o.Automatic == automatic {
			names = append(names, o.Setting)
		}
	}
	slices.Sort(names)
	return names
}

func TestEveryObjectionSaysWhatAndWhy(t *testing.T) {
	t.Parallel()
	for _, p := range client.Profiles() {
		for _, o := range plain(t).Standing(p) {
			require.NotEmpty(t, o.Setting)
			require.NotEmpty(t, o.Need, o.Setting)
			require.NotEmpty(t, o.Sentence, o.Setting)
		}
	}
	require.Empty(t, plain(t).Standing(client.ProfileDefault), "the default objects to nothing")
	require.Empty(t, plain(t).Standing(client.ProfileOAuth21), "decision D5: what we make by default keeps OAuth 2.1")
}

func TestOAuth21(t *testing.T) {
	t.Parallel()
	r := registration(client.Confidential)
	r.Rules = client.Rules{ImplicitAndHybrid: true, Development: true}
	s := settings(client.Confidential)
	s.RequirePKCE, s.SendIss = false, false
	s.GrantTypes, s.ResponseTypes = append(s.GrantTypes, oauth.Implicit), []string{"code", "id_token"}
	s.RedirectURIs = []string{"http://localhost/cb"}
	c, err := client.New(r, s, now())
	require.NoError(t, err)
	objections := c.Standing(client.ProfileOAuth21)
	require.Equal(t, []string{"grant_types", "require_pkce", "response_types", "send_iss"}, about(objections, true))
	require.Equal(t, []string{"redirect_uris"}, about(objections, false))
	mended := c.Under(client.ProfileOAuth21)
	require.Equal(t, []string{"redirect_uris"}, about(mended.Standing(client.ProfileOAuth21), false))
	require.Empty(t, about(mended.Standing(client.ProfileOAuth21), true))
	require.Equal(t, []string{"code", "id_token"}, c.ResponseTypes, "the client itself is not touched")
	require.Contains(t, c.GrantTypes, oauth.Implicit)
}

func TestP31OneSwitchForFAPI2(t *testing.T) {
	t.Parallel()
	c := plain(t)
	objections := c.Standing(client.ProfileFAPI2)
	require.Equal(t, []string{"auth_method"}, about(objections, false), "a client with a secret needs keys first")
	require.Equal(t, []string{
		"dpop_bound_access_tokens", "id_token_signed_response_alg", "require_pushed_authorization_requests", "rotate_refresh_tokens",
	}, about(objections, true))

	s := c.Settings
	s.Profile = client.ProfileFAPI2
	_, err := c.Change(s, client.Rules{}, now())
	f, ok := fault.As(err)
	require.True(t, ok)
	require.Len(t, f.Fields, len(objections), "saving is refused with the whole list")
	for i, field := range f.Fields {
		require.Equal(t, objections[i].Setting, field.Location)
		require.Equal(t, "profile", field.Code)
		require.Contains(t, field.Message, objections[i].Need)
	}

	s.JWKS = json.RawMessage(keySet)
	keyed := client.Client{Settings: s, Type: client.Confidential}.Under(client.ProfileFAPI2)
	c, err = c.Change(keyed.Settings, client.Rules{}, now())
	require.NoError(t, err, "with keys, the switch is enough")
	require.Equal(t, oauth.AuthPrivateKeyJWT, c.AuthMethod)
	require.True(t, c.RequirePushed, "FAPI 2.0 SP 5.3.2.2")
	require.True(t, c.RequirePKCE)
	require.True(t, c.DPoPBound, "FAPI 2.0 SP 5.3.2.1: sender-constrained")
	require.True(t, c.KeepRefreshTokens, "FAPI 2.0 SP 5.3.2.1: no rotation")
	require.Equal(t, jose.ES256, c.IDTokenAlg, "FAPI 2.0 SP 5.4.1: no RS256")

	// The profile holds: what contradicts it is refused later, too.
	for at, alter := range map[string]func(*client.Settings){
		"require_pkce":                          func(s *client.Settings) { s.RequirePKCE = false },
		"require_pushed_authorization_requests": func(s *client.Settings) { s.RequirePushed = false },
		"auth_method":                           func(s *client.Settings) { s.AuthMethod = oauth.AuthSecretBasic },
		"id_token_signed_response_alg":          func(s *client.Settings) { s.IDTokenAlg = jose.RS256 },
		"userinfo_signed_response_alg":          func(s *client.Settings) { s.UserinfoAlg = jose.ES384 },
		"token_endpoint_auth_signing_alg":       func(s *client.Settings) { s.AuthSigningAlg = jose.RS256 },
		"request_object_signing_alg":            func(s *client.Settings) { s.RequestObjectAlg = jose.RS256 },
		"authorization_signed_response_alg":     func(s *client.Settings) { s.AuthorizationAlg = jose.RS256 },
		"introspection_signed_response_alg":     func(s *client.Settings) { s.IntrospectionAlg = jose.RS256 },
		"dpop_bound_access_tokens":              func(s *client.Settings) { s.DPoPBound = false },
		"rotate_refresh_tokens":                 func(s *client.Settings) { s.KeepRefreshTokens = false },
		"send_iss":                              func(s *client.Settings) { s.SendIss = false },
		"redirect_uris":                         func(s *client.Settings) { s.RedirectURIs = []string{"http://localhost/cb"} },
	} {
		bad := c.Settings
		alter(&bad)
		_, err := c.Change(bad, client.Rules{Development: true}, now())
		f, ok := fault.As(err)
		require.True(t, ok, at)
		require.Len(t, f.Fields, 1, at)
		require.Equal(t, at, f.Fields[0].Location)
	}
}

func TestFAPI2ByCertificate(t *testing.T) {
	t.Parallel()
	s := settings(client.Confidential)
	s.AuthMethod, s.TLSSubjectDN, s.Profile = oauth.AuthTLS, "CN=lantern", client.ProfileFAPI2
	s = client.Client{Settings: s, Type: client.Confidential}.Under(client.ProfileFAPI2).Settings
	c, err := client.New(registration(client.Confidential), s, now())
	require.NoError(t, err)
	require.Equal(t, oauth.AuthTLS, c.AuthMethod, "a certificate proves it well enough")
	require.True(t, c.CertificateBound, "and binds the tokens")
	require.False(t, c.DPoPBound)
}

func TestFAPI2MessageSigning(t *testing.T) {
	t.Parallel()
	c := plain(t)
	require.Equal(t, []string{"auth_method", "jwks"}, about(c.Standing(client.ProfileMessageSigning), false))
	c.JWKS = json.RawMessage(keySet)
	c = c.Under(client.ProfileMessageSigning)
	require.Empty(t, c.Standing(client.ProfileMessageSigning))
	require.True(t, c.RequireSignedRequest, "FAPI 2.0 MS 5.3: JAR")
	require.Equal(t, jose.ES256, c.AuthorizationAlg, "FAPI 2.0 MS 5.4: JARM")
	require.Empty(t, c.Standing(client.ProfileFAPI2), "it is FAPI 2.0 and more")
}

func TestAPublicClientCannotKeepFAPI2(t *testing.T) {
	t.Parallel()
	c, err := client.New(registration(client.Public), settings(client.Public), now())
	require.NoError(t, err)
	require.Equal(t, []string{"type"}, about(c.Standing(client.ProfileFAPI2), false))
	require.Equal(t, []string{"type"}, about(c.Under(client.ProfileFAPI2).Standing(client.ProfileFAPI2), false))
}
