package scope_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/scope"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	api := resource.Resource{Identifier: "https://api.test", Settings: resource.Settings{Scopes: []string{"read", "write"}}}
	mail := resource.Resource{Identifier: "https://mail.test", Settings: resource.Settings{Scopes: []string{"send"}}}
	iss := issuer.Issuer{Resources: []resource.Resource{api, mail}}
	usual := func(change ...func(*client.Client)) client.Client {
		c := client.Client{Settings: client.Settings{
			Scopes: []string{"openid", "profile", "nickname", "email", "offline_access", "read"}, GrantTypes: []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken},
		}, Origin: client.Developer}
		for _, f := range change {
			f(&c)
		}
		return c
	}
	registered := func(c *client.Client) { c.Origin = client.Registered }
	no := []resource.Resource{}
	for _, c := range []struct {
		why       string
		client    client.Client
		resources []resource.Resource
		sent      string
		want      []string
		note      oauth.Reason
		refused   oauth.Reason
	}{
		{"in the order they were sent, each once", usual(), no, "email openid  email", []string{"email", "openid"}, "", ""},
		{"OIDC Core 3.1.2.1: unknown ones are left out", usual(), no, "openid groups", []string{"openid"}, oauth.ScopeIgnored, ""},
		{"the nickname comes with the profile", usual(), no, "openid profile", []string{"openid", "profile", "nickname"}, "", ""},
		{"RFC 6749 3.3: illegal characters", usual(), no, `openid "x"`, nil, "", oauth.ScopeMalformed},
		{"one that the client may not ask for", usual(), no, "openid contact", nil, "", oauth.ScopeNotAllowed},
		{"openid is forgotten", usual(), no, "email", nil, "", oauth.ScopeOpenIDMissing},
		{"nothing is asked", usual(), no, "", nil, "", oauth.ScopeOpenIDMissing},
		{
			"row P11: offline_access without its grant",
			usual(func(c *client.Client) { c.GrantTypes = c.GrantTypes[:1] }), no, "openid offline_access",
			[]string{"openid"},
			oauth.OfflineAccessIgnored, "",
		},
		{"RFC 8707: a scope of the API that is asked for", usual(), []resource.Resource{api}, "openid read", []string{"openid", "read"}, "", ""},
		{"a scope of any API, when none is asked for", usual(), no, "openid read", []string{"openid", "read"}, "", ""},
		{"a scope of another API than the one asked for", usual(), []resource.Resource{mail}, "openid read", []string{"openid"}, oauth.ScopeIgnored, ""},
		{"a scope of the API that the client's settings do not list", usual(), []resource.Resource{api}, "openid write", nil, "", oauth.ScopeNotAllowed},
		{"row P34: who registered itself may ask for the scopes of the API", usual(registered), []resource.Resource{api}, "openid write", []string{"openid", "write"}, "", ""},
		{"row P34: but only by naming it", usual(registered), no, "openid write", nil, "", oauth.ScopeNotAllowed},
		{"plain OAuth for an API", usual(), []resource.Resource{api}, "read", []string{"read"}, "", ""},
		{"plain OAuth for an API without a scope", usual(), []resource.Resource{api}, "", []string{}, "", ""},
		{"plain OAuth for the API the client is for", usual(func(c *client.Client) { c.DefaultResource = api.Identifier }), no, "read", []string{"read"}, "", ""},
		{"plain OAuth under FAPI 2.0", usual(func(c *client.Client) { c.Profile = client.ProfileFAPI2 }), no, "email", []string{"email"}, "", ""},
		{"plain OAuth under OAuth 2.1", usual(func(c *client.Client) { c.Profile = client.ProfileOAuth21 }), no, "email", []string{"email"}, "", ""},
		{"plain OAuth of a client that was never given openid", usual(func(c *client.Client) { c.Scopes = []string{"read"} }), no, "read", []string{"read"}, "", ""},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			got, note, err := scope.Asked(c.client, iss, c.resources, c.sent)
			if c.refused != "" {
				require.Equal(t, c.refused, oauth.AsError(err).Reason)
				return
			}
			require.NoError(t, err)
			require.ElementsMatch(t, c.want, got)
			require.Equal(t, c.note, note)
		})
	}
}
