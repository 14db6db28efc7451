package browser_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/secret"
)

func token(c string) secret.Value { return secret.NewValue(strings.Repeat(c, 43)) }

// back is a request that brings the cookies of a response.
func back(t *testing.T, w *httptest.ResponseRecorder) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	return r
}

func TestCookiesAreKeptFromScriptsSiblingsAndOtherSites(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		jar := browser.NewJar(secure, secret.NewSource(nil))
		w := httptest.NewRecorder()
		jar.SetSessions(w, []secret.Value{token("a")})
		jar.EnsureName(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		jar.SetErrand(w, "signup", secret.NewValue(strings.Repeat("e", 22)))
		cookies := w.Result().Cookies()
		require.Len(t, cookies, 4)
		for _, c := range cookies {
			if c.Name == jar.StateCookie() {
				require.False(t, c.HttpOnly, "a script reads it")
				require.Equal(t, secure, c.SameSite == http.SameSiteNoneMode, "in a frame of another site")
			} else {
				require.True(t, c.HttpOnly, c.Name)
				require.Equal(t, http.SameSiteLaxMode, c.SameSite, c.Name)
			}
			require.Equal(t, "/", c.Path, c.Name)
			require.Empty(t, c.Domain, c.Name)
			require.Equal(t, secure, c.Secure, c.Name)
			require.Equal(t, secure, strings.HasPrefix(c.Name, "__Host-"), "RFC 6265bis 4.1.3: %s", c.Name)
		}
	}
}

func TestSessionsComeBackLatestFirst(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(false, secret.NewSource(nil))
	w := httptest.NewRecorder()
	jar.SetSessions(w, []secret.Value{token("b"), token("a"), token("b")})
	require.Equal(t, []secret.Value{token("b"), token("a")}, jar.Sessions(back(t, w)), "each once")
	require.Equal(t, []secret.Hash{token("b").Hash(), token("a").Hash()}, browser.Hashes(jar.Sessions(back(t, w))))

	w = httptest.NewRecorder()
	jar.SetSessions(w, []secret.Value{token("1"), token("2"), token("3"), token("4"), token("5"), token("6")})
	require.Len(t, jar.Sessions(back(t, w)), 5, "at most five")

	w = httptest.NewRecorder()
	jar.SetSessions(w, nil)
	require.Negative(t, w.Result().Cookies()[0].MaxAge, "none is forgetting")
	forgotten := jar.Forgotten()
	require.Len(t, forgotten, 2)
	require.Negative(t, forgotten[0].MaxAge)
	require.Equal(t, w.Result().Cookies()[1].Value, forgotten[1].Value, "its state is that of nobody, and there")
}

func TestWhatIsNoTokenIsNotRead(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(false, secret.NewSource(nil))
	for _, value := range []string{"", ".", "short", strings.Repeat("a", 44), strings.Repeat("x.", 1000), strings.Repeat("a", 42) + "." + strings.Repeat("b", 44)} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Cookie", "alias_session="+value+"; alias_browser="+value+"; alias_reset="+value)
		require.Empty(t, jar.Sessions(r), value)
		_, ok := jar.Name(r)
		require.False(t, ok, value)
		require.True(t, jar.Errand(r, "reset").IsZero(), value)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Cookie", "alias_session="+strings.Repeat(token("a").Reveal()+".", 50))
	require.Len(t, jar.Sessions(r), 5, "a cookie cannot make us look for ever")
}

func TestABrowserKeepsItsName(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(false, secret.NewSource(nil))
	w := httptest.NewRecorder()
	name := jar.EnsureName(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	again := httptest.NewRecorder()
	require.Equal(t, name, jar.EnsureName(again, back(t, w)))
	require.Empty(t, again.Result().Cookies(), "it has one")

	secure := browser.NewJar(true, secret.NewSource(nil))
	_, ok := secure.Name(back(t, w))
	require.False(t, ok, "on https a cookie without its prefix could be a sibling's")
}

func TestAnErrandEnds(t *testing.T) {
	t.Parallel()
	jar := browser.NewJar(false, secret.NewSource(nil))
	w := httptest.NewRecorder()
	v := secret.NewValue(strings.Repeat("e", 22))
	jar.SetErrand(w, "reset", v)
	require.Equal(t, v, jar.Errand(back(t, w), "reset"))
	require.True(t, jar.Errand(back(t, w), "signup").IsZero())
	w = httptest.NewRecorder()
	jar.SetErrand(w, "reset", secret.Value{})
	require.Negative(t, w.Result().Cookies()[0].MaxAge)
}
