package logout_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oidc/logout"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// Session Management 3.3: any site may frame the page, and nothing runs in it but
// its own script.
func TestTheCheckSessionPage(t *testing.T) {
	t.Parallel()
	x := setup(t)
	got := x.s.SendRaw(http.MethodGet, x.rp.Service.Issuer+"/oidc/check_session", "")
	require.Equal(t, http.StatusOK, got.Status)
	require.Empty(t, got.Header.Get("X-Frame-Options"))
	policy := got.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "frame-ancestors *")
	require.Contains(t, policy, "default-src 'none'")
	script := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindStringSubmatch(got.Raw)[1]
	sum := sha256.Sum256([]byte(script))
	require.Contains(t, policy, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	require.Contains(t, script, `"alias_state="`)
	require.Empty(t, got.Header.Values("Set-Cookie"))
	require.Equal(t, http.StatusNotFound, x.s.SendRaw(http.MethodGet, x.s.Issuer("nobody")+"/oidc/check_session", "").Status)

	onHTTPS := browser.NewJar(true, secret.NewSource(nil))
	require.Equal(t, "__Host-alias_state", onHTTPS.StateCookie())
	require.NotNil(t, logout.NewCheckSession(onHTTPS))
	for _, other := range []string{"/login", "/logout", "/home", "/t/lantern/oidc/logout"} {
		require.Equal(t, "DENY", x.s.SendRaw(http.MethodGet, x.s.URL+other, "").Header.Get("X-Frame-Options"), "it is the only one: %s", other)
	}
}

// judge is what the page computes (Session Management 3.2).
func judge(b *apptest.Browser, client, origin, sessionState string) string {
	state := regexp.MustCompile(`alias_state=([^;]+)`).FindStringSubmatch(b.CookieHeader())
	if state == nil {
		return "error"
	}
	sum, salt, _ := strings.Cut(sessionState, ".")
	h := sha256.Sum256([]byte(strings.Join([]string{client, origin, state[1], salt}, " ")))
	if hex.EncodeToString(h[:]) == sum {
		return "unchanged"
	}
	return "changed"
}

// Session Management 2 and 3: the response says how the session stands, and the
// page tells whether it still does.
func TestSessionStateFollowsTheSession(t *testing.T) {
	t.Parallel()
	x := setup(t)
	client, origin := x.rp.Service.Client.ID.String(), "https://lantern.test"
	stateOf := func(pairs ...string) string {
		x.b.Open(x.rp.AuthorizeURL(pairs...))
		return x.b.URL.Query().Get("session_state")
	}

	first := stateOf("prompt", "none")
	require.Regexp(t, `^[0-9a-f]{64}\.[A-Za-z0-9_-]{22}$`, first)
	require.Equal(t, "unchanged", judge(x.b, client, origin, first))
	require.Equal(t, "changed", judge(x.b, client, "https://evil.test", first))
	require.Equal(t, "changed", judge(x.b, x.rp.Service.Client.Sector.String(), origin, first))
	require.Equal(t, "error", judge(x.s.Browser(), client, origin, first), "a browser that shows no cookie says nothing")

	// Another person signs in beside the first: that is a change.
	x.b.Open("/login?another=1&return_to=/home").SignIn(x.s.Person("Tobin"))
	require.Equal(t, "changed", judge(x.b, client, origin, first))
	x.b.Open(x.rp.EndSession(x.hint))
	second := stateOf("prompt", "none") // an error, for Tobin has not agreed to anything
	require.Equal(t, "consent_required", x.b.URL.Query().Get("error"))
	require.Equal(t, "unchanged", judge(x.b, client, origin, second))

	x.b.Open("/logout").Decide("allow")
	require.Equal(t, "changed", judge(x.b, client, origin, second))
	third := stateOf("prompt", "none")
	require.Equal(t, "login_required", x.b.URL.Query().Get("error"))
	require.Equal(t, "unchanged", judge(x.b, client, origin, third), "nobody is still nobody")
	require.Contains(t, x.b.CookieHeader(), "alias_state=", "and that can be told from a browser that hides its cookies")
}

// SEC-65: two services that share a browser see nothing alike in session_state, and
// nothing of the session.
func TestSessionStateTellsNothing(t *testing.T) {
	t.Parallel()
	x := setup(t)
	seen := map[string]bool{}
	for range 4 {
		x.signedIn(x.b)
		state := x.b.URL.Query().Get("session_state")
		for _, part := range strings.Split(state, ".") {
			require.False(t, seen[part])
			seen[part] = true
			require.NotContains(t, x.b.CookieHeader(), part)
		}
	}
	app := x.s.RP(x.s.Client(x.rp.Service, func(n *manage.NewClient) {
		n.ApplicationType, n.RedirectURIs = "native", []string{"com.example.lantern:/callback"}
	}))
	app.Code(x.b, x.person)
	require.False(t, x.b.URL.Query().Has("session_state"), "an app has no pages to ask from")
}
