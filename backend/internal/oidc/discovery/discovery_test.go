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

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/discovery"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
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
	at := s.Service("lantern", func(n *manage.NewClient) { n.Scopes = oauth.Scopes() })
	rp := s.RP(at)
	b := s.Signed(s.Person("Mira")).Fill(apptest.WholeCard()...)
	var m discovery.Metadata
	require.NoError(t, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, addresses(s, "lantern")[0], "").Raw), &m))
	require.Equal(t, at.Issuer, m.Issuer)

	for _, address := range []string{
		m.AuthorizationEndpoint, m.PushedRequestEndpoint, m.TokenEndpoint, m.UserinfoEndpoint, m.IntrospectionEndpoint, m.RevocationEndpoint, m.DeviceEndpoint, m.JWKSURI, m.EndSessionEndpoint,
		m.CheckSessionIframe,
	} {
		require.True(t, strings.HasPrefix(address, m.Issuer+"/"), "angular-oauth2-oidc wants every endpoint below the issuer: %s", address)
		require.NotEqual(t, http.StatusNotFound, s.SendRaw(http.MethodGet, address, "").Status, address)
	}
	require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, m.ServiceDocumentation, "").Status)

	// Scopes: a client may be given each, and ask for all.
	require.Equal(t, oauth.Scopes(), m.ScopesSupported)
	rp.Scope = strings.Join(m.ScopesSupported, " ")
	answer := rp.Agreed(b, apptest.Everything())
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

	// Responses. Tokens in them are behind the workspace's switch, which is off here.
	require.Equal(t, []string{"code"}, m.ResponseTypesSupported)
	for _, mode := range m.ResponseModesSupported {
		got := b.Open(rp.AuthorizeURL("response_mode", mode)).Response(t)
		require.True(t, got.Has("code") && got.Get("iss") == m.Issuer || got.Has("response") && strings.HasSuffix(mode, "jwt"), "%s: %s", mode, got)
	}
	require.True(t, m.AuthorizationResponseIss)
	for _, refused := range []string{"token", "id_token", "code id_token", "none"} {
		require.Equal(t, "unsupported_response_type", b.Open(rp.AuthorizeURL("response_type", refused)).URL.Query().Get("error"))
	}
	require.Equal(t, "invalid_request", b.Open(rp.AuthorizeURL("response_mode", "web_message")).URL.Query().Get("error"))

	// Requests: each way in, and the algorithms on each (par and requestobject have
	// the rest of their tests).
	require.Equal(t, http.StatusCreated, rp.Push().Status)
	require.True(t, m.RequestParameterSupported && m.RequestURIParameterSupported && m.RequireRequestURIRegistration && m.ClaimsParameterSupported)
	for _, alg := range m.RequestObjectSigningAlgs {
		key := keytest.New(t, jose.Alg(alg))
		at := s.Client(at, func(n *manage.NewClient) { n.JWKS, n.AuthorizationAlg = keytest.Set(key), jose.Alg(alg) })
		object := key.JWT(keytest.Members{"iss": at.Client.WireID(), "aud": m.Issuer, "response_type": "code", "redirect_uri": at.Redirect, "response_mode": "jwt", "prompt": "none"})
		require.Contains(t, m.AuthorizationSigningAlgs, alg)
		got := b.Open(m.AuthorizationEndpoint + "?" + url.Values{"client_id": {at.Client.WireID()}, "request": {object}}.Encode()).Response(t)
		header, _, err := jose.Peek(got.Get("response"))
		require.NoError(t, err)
		require.Equal(t, jose.Alg(alg), header.Alg)
	}

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
