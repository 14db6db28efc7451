package portal_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/portal"
)

func ask(t *testing.T, h http.HandlerFunc, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w
}

func TestThePageMayLoadWhatIsItsOwnAndNothingElse(t *testing.T) {
	t.Parallel()
	p, err := portal.New()
	require.NoError(t, err)

	for _, path := range []string{"/", "/new", "/w/lantern/clients"} {
		w := ask(t, p.Page, http.MethodGet, path)
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Body.String(), "<!doctype html>")
		policy := w.Header().Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			require.Contains(t, policy, rule)
		}
		require.Equal(t, "no-cache", w.Header().Get("Cache-Control"), "a new build is seen at once")
		require.Empty(t, ask(t, p.Page, http.MethodHead, path).Body.String())
	}
}

func TestAssetsDoNotLeadOutOfTheBuild(t *testing.T) {
	t.Parallel()
	p, err := portal.New()
	require.NoError(t, err)

	for _, path := range []string{"/portal/", "/portal/index.html", "/portal/assets", "/portal/../index.html", "/portal/%2e%2e/portal.go", "/portal//etc/passwd", "/portal/nothing.js", "/portal/..%5cportal.go"} {
		require.Equal(t, http.StatusNotFound, ask(t, p.Assets, http.MethodGet, path).Code, path)
	}
}
