package resource_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
)

func now() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }

func TestAResourceTakesItsDefaults(t *testing.T) {
	t.Parallel()
	r, err := resource.New("https://api.lantern.test", resource.Settings{Name: " API "}, now())
	require.NoError(t, err)
	require.Equal(t, resource.Settings{Name: "API", Format: resource.JWT, Typ: resource.TypAccessToken, Alg: jose.RS256}, r.Settings)
	require.Empty(t, resource.Differences(r.Settings, r.Settings))
	s := r.Settings
	s.Scopes, s.Lifetime = []string{"orders:read"}, time.Hour
	require.Equal(t, []string{"scopes", "access_token_lifetime_seconds"}, resource.Differences(r.Settings, s))
}

func TestWhatAResourceCannotBe(t *testing.T) {
	t.Parallel()
	fine := resource.Settings{Name: "API"}
	for at, c := range map[string]struct {
		identifier string
		change     func(*resource.Settings)
	}{
		"identifier":                    {"https://api.lantern.test/#x", func(*resource.Settings) {}},
		"name":                          {"https://api.lantern.test", func(s *resource.Settings) { s.Name = "" }},
		"scopes[0]":                     {"https://api.lantern.test", func(s *resource.Settings) { s.Scopes = []string{"email"} }},
		"scopes[1]":                     {"https://api.lantern.test", func(s *resource.Settings) { s.Scopes = []string{"a", `b"`} }},
		"access_token_format":           {"https://api.lantern.test", func(s *resource.Settings) { s.Format = "saml" }},
		"access_token_typ":              {"https://api.lantern.test", func(s *resource.Settings) { s.Typ = "id+jwt" }},
		"access_token_signed_alg":       {"https://api.lantern.test", func(s *resource.Settings) { s.Alg = "none" }},
		"access_token_lifetime_seconds": {"https://api.lantern.test", func(s *resource.Settings) { s.Lifetime = 25 * time.Hour }},
	} {
		s := fine
		c.change(&s)
		_, err := resource.New(c.identifier, s, now())
		f, ok := fault.As(err)
		require.True(t, ok, at)
		require.Len(t, f.Fields, 1, at)
		require.Equal(t, at, f.Fields[0].Location)
	}
	for _, identifier := range []string{"", "/api", "api.lantern.test", "https://", "https://api.lantern.test/a b", "https://bücher.test", strings.Repeat("https://a.test/", 40)} {
		require.NotEmpty(t, resource.CheckIdentifier(identifier), "RFC 8707 2: %s", identifier)
	}
	for _, identifier := range []string{"https://api.lantern.test", "https://api.lantern.test/v1?x=1", "urn:lantern:api", "api://lantern"} {
		require.Empty(t, resource.CheckIdentifier(identifier), "RFC 8707 2: %s", identifier)
	}
}

func TestP17ASlashAtTheEndIsForgiven(t *testing.T) {
	t.Parallel()
	list := []resource.Resource{{Identifier: "https://api.lantern.test/"}, {Identifier: "https://api.lantern.test/v1"}}
	for asked, want := range map[string]int{"https://api.lantern.test/": 0, "https://api.lantern.test": 0, "https://api.lantern.test/v1": 1, "https://api.lantern.test/v1/": 1} {
		got, ok := resource.Find(list, asked)
		require.True(t, ok, asked)
		require.Equal(t, list[want], got, asked)
	}
	for _, asked := range []string{"", "https://api.lantern.test/v2", "https://API.lantern.test", "https://api.lantern.test//"} {
		_, ok := resource.Find(list, asked)
		require.False(t, ok, asked)
	}
}
