package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// poisons are what a request claims about where it was sent to, by every name there
// is for it.
func poisons() [][]string {
	return [][]string{
		{"Host", "evil.test"},
		{"X-Forwarded-Host", "evil.test"},
		{"X-Forwarded-Server", "evil.test"},
		{"X-Host", "evil.test"},
		{"X-Original-Host", "evil.test"},
		{"Forwarded", "host=evil.test;proto=https"},
		{"X-Forwarded-Proto", "gopher"},
		{"X-Forwarded-Port", "6666"},
		{"X-Forwarded-Prefix", "/evil.test"},
		{"X-Original-URL", "/t/evil.test"},
		{"X-Rewrite-URL", "/t/evil.test"},
		{"X-HTTP-Method-Override", "DELETE"},
		{"Origin", "https://evil.test"},
		{"Accept-Language", "evil.test"},
		{"Host", "evil.test", "X-Forwarded-Host", "evil.test", "Forwarded", "host=evil.test"},
	}
}

func TestSEC69NobodySaysWhereTheServerIs(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", everyGrant)
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationOpen })
	rp, person := s.RP(at), s.Person("Mira")
	ask := map[string]func(poison []string) apptest.Answer{
		"discovery": func(p []string) apptest.Answer {
			return s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/openid-configuration", "", p...)
		},
		"keys": func(p []string) apptest.Answer {
			return s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "", p...)
		},
		"authorize": func(p []string) apptest.Answer { return s.SendRaw(http.MethodGet, rp.AuthorizeURL(), "", p...) },
		"login":     func(p []string) apptest.Answer { return s.SendRaw(http.MethodGet, s.URL+"/home", "", p...) },
		"device": func(p []string) apptest.Answer {
			return rp.Post("/oauth2/device_authorization", url.Values{"scope": {"openid"}}, p...)
		},
		"register": func(p []string) apptest.Answer {
			return s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/register", `{"redirect_uris":["https://app.test/cb"]}`, append([]string{"Content-Type", "application/json"}, p...)...)
		},
		"logout":  func(p []string) apptest.Answer { return s.SendRaw(http.MethodGet, at.Issuer+"/oidc/logout", "", p...) },
		"unknown": func(p []string) apptest.Answer { return s.SendRaw(http.MethodGet, s.URL+"/nowhere", "", p...) },
	}
	for name, send := range ask {
		for _, poison := range poisons() {
			a := send(poison)
			if a.Status == http.StatusForbidden || a.Status == http.StatusMisdirectedRequest {
				continue
			}
			a.Header.Del("Access-Control-Allow-Origin") // which scripts may read, and is not where we are
			said := fmt.Sprint(a.Header, a.Raw)
			require.NotContains(t, said, "evil.test", "%s: %v", name, poison)
			require.NotContains(t, said, "6666/", "%s: %v", name, poison)
			require.NotContains(t, said, "gopher:", "%s: %v", name, poison)
		}
	}
	// Mail: a forgotten password, asked for through another host.
	s.Mailbox.Clear()
	b := s.Browser().Open("/recover")
	action, form := b.Form("email")
	form.Set("email", person)
	a := s.Send(http.MethodPost, s.URL+action, form, "Cookie", b.CookieHeader(), "Sec-Fetch-Site", "same-origin", "Host", "evil.test", "X-Forwarded-Host", "evil.test", "Forwarded", "host=evil.test")
	require.Less(t, a.Status, 400, a.Raw)
	s.Drain()
	letters := s.Mailbox.Messages()
	require.NotEmpty(t, letters)
	for _, letter := range letters {
		require.NotContains(t, letter.Text, "evil.test")
		require.NotContains(t, letter.HTML, "evil.test")
	}
}

func TestSEC70NoCacheKeepsWhatIsPrivate(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationOpen })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	bearer := []string{"Authorization", "Bearer " + tokens.Text("access_token"), "Cookie", b.CookieHeader()}
	sub := s.Claims(tokens.Text("id_token"))["sub"]

	private := []string{at.Issuer + "/oidc/userinfo", at.Issuer + "/oauth2/token", at.Issuer + "/oauth2/register/" + at.Client.WireID(), s.URL + "/home", s.URL + "/api/v1/session", s.URL + "/api/v1/tenants"}
	for _, address := range private {
		for _, suffix := range []string{"/x.css", "/x.js", "/", "//x.css", "/%2e%2e/x.css", "%2fx.css", ";x.css", ".css", "%00.css", "%3fx.css", "%23x.css"} {
			a := s.SendRaw(http.MethodGet, address+suffix, "", bearer...)
			require.Contains(t, []int{http.StatusNotFound, http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnauthorized}, a.Status, address+suffix)
			require.NotContains(t, a.Raw, sub, address+suffix)
			require.NotContains(t, a.Raw, "Mira", address+suffix)
			require.NotContains(t, a.Header.Get("Cache-Control"), "public", address+suffix)
		}
	}
	for what, a := range map[string]apptest.Answer{
		"userinfo":         s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", bearer...),
		"userinfo refused": s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", ""),
		"tokens":           tokens,
		"token refused":    rp.Redeem("x"),
		"introspection":    rp.Post("/oauth2/introspect", url.Values{"token": {tokens.Text("access_token")}}),
		"revocation":       rp.Post("/oauth2/revoke", url.Values{"token": {"x"}}),
		"a pushed request": rp.Push(),
		"registration":     s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/register", `{"redirect_uris":["https://app.test/cb"]}`, "Content-Type", "application/json"),
		"authorization":    s.SendRaw(http.MethodGet, rp.AuthorizeURL(), "", bearer...),
		"home":             s.SendRaw(http.MethodGet, s.URL+"/home", "", bearer...),
		"the session":      s.SendRaw(http.MethodGet, s.URL+"/api/v1/session", "", bearer...),
	} {
		require.Contains(t, a.Header.Get("Cache-Control"), "no-store", "%s: %d %s", what, a.Status, a.Raw)
	}
	// What is public is the same for everybody, whatever they send along.
	for _, address := range []string{at.Issuer + "/.well-known/openid-configuration", at.Issuer + "/.well-known/jwks.json"} {
		plain := s.SendRaw(http.MethodGet, address, "")
		for _, poison := range append(poisons(), bearer, []string{"Range", "bytes=0-1"}, []string{"Accept", "text/html"}) {
			a := s.SendRaw(http.MethodGet, address, "", poison...)
			if a.Status == http.StatusMisdirectedRequest || a.Status == http.StatusForbidden {
				require.NotContains(t, a.Header.Get("Cache-Control"), "public", "%s: %v", address, poison)
				continue
			}
			require.Equal(t, plain.Raw, a.Raw, "%s: %v", address, poison)
			require.Equal(t, plain.Header.Get("Access-Control-Allow-Origin"), a.Header.Get("Access-Control-Allow-Origin"), "%s: %v", address, poison)
			require.Empty(t, a.Header.Values("Set-Cookie"), address)
		}
		require.Equal(t, plain.Raw, s.SendRaw(http.MethodGet, address+"?x=1", "").Raw)
	}
}
