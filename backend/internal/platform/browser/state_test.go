package browser_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/secret"
)

// stateOf is the state that a browser with these sessions is given.
func stateOf(t *testing.T, jar browser.Jar, tokens ...secret.Value) (string, *http.Request) {
	t.Helper()
	w := httptest.NewRecorder()
	jar.SetSessions(w, tokens)
	r := back(t, w)
	c, err := r.Cookie(jar.StateCookie())
	require.NoError(t, err)
	return c.Value, r
}

// OIDC Session Management 3.2: the state is another whenever somebody signs in or
// out, the same when an account is merely chosen, and says nothing of a session.
func TestTheStateOfABrowserFollowsItsSessions(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(true, secret.NewSource(nil))
	nobody, _ := stateOf(t, jar)
	one, _ := stateOf(t, jar, token("a"))
	both, _ := stateOf(t, jar, token("b"), token("a"))
	chosen, _ := stateOf(t, jar, token("a"), token("b"), token("a"))
	require.Len(t, map[string]bool{nobody: true, one: true, both: true}, 3)
	require.Equal(t, both, chosen)
	for _, s := range []string{nobody, one, both} {
		require.Len(t, s, 22)
	}
	stored := token("a").Hash()
	require.NotEqual(t, base64.RawURLEncoding.EncodeToString(stored.Bytes()[:16]), one, "not what the database finds it by")
	many, r := stateOf(t, jar, token("1"), token("2"), token("3"), token("4"), token("5"), token("6"))
	same, _ := stateOf(t, jar, jar.Sessions(r)...)
	require.Equal(t, many, same, "of the sessions that it keeps")
}

// OIDC Session Management 2: session_state is a salted hash of the client, the
// origin it is shown at, and the state.
func TestSessionStateIsWhatTheFrameComputes(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(false, secret.NewSource(nil))
	state, r := stateOf(t, jar, token("a"))
	got := jar.SessionState(r, "cli_1", "https://lantern.test:443/callback?x=1")
	sum, salt, ok := strings.Cut(got, ".")
	require.True(t, ok, got)
	want := sha256.Sum256([]byte("cli_1 https://lantern.test " + state + " " + salt))
	require.Equal(t, hex.EncodeToString(want[:]), sum)
	require.NotEqual(t, got, jar.SessionState(r, "cli_1", "https://lantern.test/callback"), "salted anew")
	require.NotContains(t, got, " ", "the page separates it from the client by a space")
	require.Empty(t, jar.SessionState(r, "cli_1", "app.lantern:/callback"))
}
