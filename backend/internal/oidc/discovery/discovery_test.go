package discovery_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/discovery"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
)

var update = flag.Bool("update", false, "write the golden files")

// addresses are where clients look for the metadata (decision D1).
func addresses(s *apptest.Server, slug string) []string {
	return []string{
		s.Issuer(slug) + "/.well-known/openid-configuration",
		s.Issuer(slug) + "/.well-known/oauth-authorization-server",
		s.URL + "/.well-known/oauth-authorization-server/t/" + slug,
		s.URL + "/.well-known/openid-configuration/t/" + slug,
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	first := s.SendRaw(http.MethodGet, addresses(s, "lantern")[0], "")
	require.Equal(t, http.StatusOK, first.Status)

	t.Run("D1: every address answers the same bytes", func(t *testing.T) {
		t.Parallel()
		for _, a := range addresses(s, "lantern") {
			got := s.In(t).SendRaw(http.MethodGet, a, "")
			require.Equal(t, first.Raw, got.Raw, a)
			require.Equal(t, first.Header.Get("ETag"), got.Header.Get("ETag"), a)
		}
	})
	t.Run("D1: the document is the golden one", func(t *testing.T) {
		t.Parallel()
		var pretty any
		require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(first.Raw, s.URL, "https://alias.example")), &pretty))
		got, err := json.MarshalIndent(pretty, "", "  ")
		require.NoError(t, err)
		const golden = "testdata/metadata.json"
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, append(got, '\n'), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got)+"\n", "go test ./internal/oidc/discovery -update")
	})
	t.Run("P1: it is public, cacheable JSON", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "application/json", first.Header.Get("Content-Type"))
		require.Equal(t, "*", first.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "public, max-age=300", first.Header.Get("Cache-Control"))
		require.Empty(t, first.Header.Values("Set-Cookie"))
		require.NotContains(t, first.Raw, "null")
	})
	t.Run("RFC 9110 13.1.2: who has it is told so", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		etag := first.Header.Get("ETag")
		require.Regexp(t, `^"[A-Za-z0-9_-]+"$`, etag, "a strong validator")
		for _, sent := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
			got := s.SendRaw(http.MethodGet, addresses(s, "lantern")[0], "", "If-None-Match", sent)
			require.Equal(t, http.StatusNotModified, got.Status, sent)
			require.Empty(t, got.Raw)
			require.Equal(t, etag, got.Header.Get("ETag"))
			require.Equal(t, "*", got.Header.Get("Access-Control-Allow-Origin"))
		}
		require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, addresses(s, "lantern")[0], "", "If-None-Match", `"other"`).Status)
	})
	t.Run("RFC 9110 9.3.2: HEAD answers the headers alone", func(t *testing.T) {
		t.Parallel()
		got := s.In(t).SendRaw(http.MethodHead, addresses(s, "lantern")[0], "")
		require.Equal(t, http.StatusOK, got.Status)
		require.Empty(t, got.Raw)
		require.Equal(t, strconv.Itoa(len(first.Raw)), got.Header.Get("Content-Length"))
		require.Equal(t, first.Header.Get("ETag"), got.Header.Get("ETag"))
	})
	t.Run("P1: no Host header changes what is said", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for i := range 50 {
			fake := []string{"evil.example", "localhost:1", "alias.example.evil.example", "127.0.0.1", "evil" + strconv.Itoa(i) + ".test:8080"}[i%5]
			for _, header := range []string{"Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-Host"} {
				value := fake
				if header == "Forwarded" {
					value = "host=" + fake + ";proto=https"
				}
				got := s.SendRaw(http.MethodGet, addresses(s, "lantern")[i%4], "", header, value)
				if got.Status != http.StatusNotFound && got.Status != http.StatusMisdirectedRequest {
					require.Equal(t, first.Raw, got.Raw, "%s: %s", header, value)
				}
			}
		}
	})
	t.Run("D1: the bare root has no metadata", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json", "/.well-known/openid-configuration/", "/.well-known/oauth-authorization-server/t", "/t/.well-known/openid-configuration"} {
			require.Equal(t, http.StatusNotFound, s.In(t).SendRaw(http.MethodGet, s.URL+path, "").Status, path)
		}
	})
	t.Run("SEC-73: a slug has one form", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for _, slug := range []string{
			"unknown", "Lantern", "LANTERN", "lantern%20", "lantern%00", "lantern.", "lantern%2f", "lantern%2f..%2flantern", "..%2flantern", "%2e%2e%2ft%2flantern", "l%61ntern%0a", "lantern;x", "lantern%3bx", "l%61ntern",
			"l%C3%A4ntern", "%EF%BD%8Cantern", "lantern/", "/lantern", "-lantern", "lan--tern", "lantern%5c", "admin", "alias", at.Tenant.ID.String(), at.Tenant.ID.UUIDString(), strings.Repeat("a", 500),
		} {
			for _, address := range []string{"/t/" + slug + "/.well-known/openid-configuration", "/.well-known/openid-configuration/t/" + slug, "/t/" + slug + "/.well-known/jwks.json"} {
				got := s.SendRaw(http.MethodGet, s.URL+address, "")
				require.Equal(t, http.StatusNotFound, got.Status, address)
				require.NotContains(t, got.Raw, "issuer")
			}
		}
	})
	t.Run("D1: a trailing slash is another address", func(t *testing.T) {
		t.Parallel()
		for _, a := range addresses(s, "lantern") {
			require.Equal(t, http.StatusNotFound, s.In(t).SendRaw(http.MethodGet, a+"/", "").Status, a)
		}
	})
}

// Whoever reads the document may rely on every line of it.
func TestEverythingAdvertisedIsThere(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	b := s.Signed(s.Person("Mira"))
	var m discovery.Metadata
	require.NoError(t, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, addresses(s, "lantern")[0], "").Raw), &m))
	require.Equal(t, at.Issuer, m.Issuer)

	for _, address := range []string{m.AuthorizationEndpoint, m.TokenEndpoint, m.UserinfoEndpoint, m.JWKSURI} {
		require.True(t, strings.HasPrefix(address, m.Issuer+"/"), "angular-oauth2-oidc wants every endpoint below the issuer: %s", address)
		require.NotEqual(t, http.StatusNotFound, s.SendRaw(http.MethodGet, address, "").Status, address)
	}
	require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, m.ServiceDocumentation, "").Status)

	// Scopes: a client may be given each, and ask for all.
	require.Equal(t, oauth.Scopes(), m.ScopesSupported)
	rp.Scope = strings.Join(m.ScopesSupported, " ")
	answer := rp.Tokens(b, "")
	require.ElementsMatch(t, m.ScopesSupported, strings.Fields(answer.Text("scope")))

	// Claims: every one that comes is listed, and every one listed comes.
	came := map[string]bool{}
	for name := range s.Claims(answer.Text("id_token")) {
		came[name] = true
	}
	for name := range rp.Userinfo(answer.Text("access_token")).JSON {
		came[name] = true
	}
	delete(came, "jti") // of the token, not of the person
	for name := range came {
		require.Contains(t, m.ClaimsSupported, name)
	}
	for _, name := range m.ClaimsSupported {
		require.True(t, came[name], "%s is listed and never comes", name)
	}
	require.Contains(t, m.ACRValuesSupported, s.Claims(answer.Text("id_token"))["acr"])

	// Responses.
	require.Equal(t, []string{"code"}, m.ResponseTypesSupported)
	for _, mode := range m.ResponseModesSupported {
		require.NotEmpty(t, rp.Code(b, "", "response_mode", mode))
	}
	require.True(t, m.AuthorizationResponseIss)
	require.Equal(t, m.Issuer, b.URL.Query().Get("iss"))
	for _, refused := range []string{"token", "id_token", "code id_token", "none"} {
		require.Equal(t, "unsupported_response_type", b.Open(rp.AuthorizeURL("response_type", refused)).URL.Query().Get("error"))
	}
	for _, refused := range []string{"fragment", "form_post", "query.jwt", "web_message"} {
		require.Equal(t, "invalid_request", b.Open(rp.AuthorizeURL("response_mode", refused)).URL.Query().Get("error"))
	}

	// What is said not to be there is refused, not ignored.
	require.False(t, m.RequestParameterSupported)
	require.Equal(t, "request_not_supported", b.Open(rp.AuthorizeURL("request", "e30.e30.")).URL.Query().Get("error"))
	require.False(t, m.RequestURIParameterSupported)
	require.Equal(t, "request_uri_not_supported", b.Open(rp.AuthorizeURL("request_uri", "https://lantern.test/r")).URL.Query().Get("error"))

	// Prompts: each is understood, and no other.
	for _, p := range m.PromptValuesSupported {
		b.Open(rp.AuthorizeURL("prompt", p))
		require.NotEqual(t, "invalid_request", b.URL.Query().Get("error"), p)
	}
	require.Equal(t, "invalid_request", b.Open(rp.AuthorizeURL("prompt", "made_up")).URL.Query().Get("error"))

	// PKCE.
	require.Equal(t, []string{"S256"}, m.CodeChallengeMethodsSupported)
	require.Equal(t, "invalid_request", b.Open(rp.AuthorizeURL("code_challenge_method", "plain")).URL.Query().Get("error"))

	// Grants: the document lists what the token endpoint knows, and no more.
	for _, g := range []string{"authorization_code", "refresh_token", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange", "implicit"} {
		got := rp.Token(url.Values{"grant_type": {g}})
		require.Equal(t, !slices.Contains(m.GrantTypesSupported, g), got.Text("error") == "unsupported_grant_type", g)
	}

	// Algorithms: a client may have each, and RS256 comes first.
	require.Equal(t, "RS256", m.IDTokenSigningAlgs[0])
	for _, alg := range m.IDTokenSigningAlgs {
		require.Contains(t, jose.Algs(), jose.Alg(alg))
	}
	require.Equal(t, []string{"pairwise"}, m.SubjectTypesSupported)
}

func TestNothingIsReadToServeThem(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")
	for _, a := range append(addresses(s, "lantern"), s.Issuer("lantern")+"/.well-known/jwks.json") {
		s.SendRaw(http.MethodGet, a, "")
		s.RoundTrips(0, func() { require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, a, "").Status) })
	}
}
