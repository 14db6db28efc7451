package docs_test

import (
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/oauth"
)

// shared is rendered once for all tests: it never changes.
var shared = sync.OnceValues(render)

func render() (*docs.Docs, error) {
	return docs.New(docs.Config{
		Management: manageapi.Describe(), Issuer: docs.Issuer(), BaseURL: "http://alias.test", Stylesheet: "/assets/hosted.css", Icon: "/assets/mark.svg",
	})
}

func setup(t *testing.T) http.Handler {
	t.Helper()
	d, err := shared()
	require.NoError(t, err)
	return d.Handler()
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestThePageShowsEveryOperationAndEveryRefusal(t *testing.T) {
	t.Parallel()
	body := get(t, setup(t), "/docs").Body.String()
	for _, doc := range []map[string]string{operations(t, "/openapi/management.json"), operations(t, "/openapi/issuer.json")} {
		require.NotEmpty(t, doc)
		for id := range doc {
			require.Contains(t, body, `<h4 id="`+id+`">`)
		}
	}
	for _, r := range oauth.Reasons() {
		if r != oauth.OK {
			require.Contains(t, body, `id="reason-`+string(r)+`"`)
		}
	}
	for _, code := range []string{"client_invalid", "invalid_cursor", "role_not_allowed", "last_secret", "idempotency_key_reused", "slug_taken"} {
		require.Contains(t, body, `id="problem-`+code+`"`)
	}
}

// operations are the operation IDs of a document, as it is served.
func operations(t *testing.T, path string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`"operationId":"(\w+)"`).FindAllStringSubmatch(get(t, setup(t), path).Body.String(), -1) {
		found[m[1]] = m[1]
	}
	return found
}

func TestEveryLinkOnThePageLeadsSomewhere(t *testing.T) {
	t.Parallel()
	body := get(t, setup(t), "/docs").Body.String()
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		ids[m[1]]++
	}
	for id, n := range ids {
		require.Equal(t, 1, n, "%s is there twice", id)
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(body, -1) {
		require.Contains(t, slices.Collect(maps.Keys(ids)), m[1])
	}
	for _, m := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		require.Contains(t, ids, m[1])
	}
}

func TestThePageNeedsNoScriptAndNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	page := get(t, h, "/docs")
	require.Equal(t, 200, page.Code)
	require.Equal(t, "text/html; charset=utf-8", page.Header().Get("Content-Type"))
	require.Contains(t, page.Header().Get("Content-Security-Policy"), "default-src 'none'")
	body := page.Body.String()
	for _, forbidden := range []string{"<script", " style=", " onclick", "javascript:", "ZgotmplZ"} {
		require.NotContains(t, body, forbidden)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllStringSubmatch(body, -1) {
		require.True(t, strings.HasPrefix(m[1], "/"), m[1])
	}
	own := regexp.MustCompile(`href="(/docs/[^"]+\.css)"`).FindStringSubmatch(body)
	require.Len(t, own, 2)
	style := get(t, h, own[1])
	require.Equal(t, 200, style.Code)
	require.Contains(t, style.Header().Get("Cache-Control"), "immutable")
	require.NotContains(t, style.Body.String(), "url(")
	require.NotRegexp(t, `#[0-9a-f]{3,8}\b`, style.Body.String(), "colours come from the tokens")
}

func TestCommandsCanBeCopied(t *testing.T) {
	t.Parallel()
	body := get(t, setup(t), "/docs").Body.String()
	require.Contains(t, body, `curl -X POST &#39;http://alias.test/api/v1/tenants&#39;`)
	require.Contains(t, body, `curl &#39;http://alias.test/t/acme/.well-known/openid-configuration&#39;`)
	require.Contains(t, body, `--data-urlencode &#39;grant_type=authorization_code&#39;`)
	require.NotContains(t, regexp.MustCompile(`curl[^\n]*`).FindString(body), "{")
}

func TestDocumentsAreServedAndRevalidated(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for path, contentType := range map[string]string{
		"/docs": "text/html; charset=utf-8", "/docs/": "text/html; charset=utf-8",
		"/openapi/management.yaml": "application/yaml", "/openapi/management.json": "application/json",
		"/openapi/issuer.yaml": "application/yaml", "/openapi/issuer.json": "application/json",
	} {
		w := get(t, h, path)
		require.Equal(t, 200, w.Code, path)
		require.Equal(t, contentType, w.Header().Get("Content-Type"))
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")

		again := get(t, h, path, "If-None-Match", w.Header().Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.Code)
		require.Empty(t, again.Body.String())

		small := get(t, h, path, "Accept-Encoding", "gzip")
		require.Equal(t, "gzip", small.Header().Get("Content-Encoding"))
		require.NotEqual(t, w.Header().Get("ETag"), small.Header().Get("ETag"))
		z, err := gzip.NewReader(small.Body)
		require.NoError(t, err)
		plain, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Equal(t, w.Body.String(), string(plain))
	}
	require.Equal(t, 404, get(t, h, "/openapi/nothing.yaml").Code)
	require.Equal(t, 404, get(t, h, "/docs/nothing").Code)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/docs", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	require.Equal(t, 405, w.Code)
}

func TestEveryDescriptionOfTheIssuerIsThere(t *testing.T) {
	t.Parallel()
	doc := docs.Issuer()
	for name, schema := range doc.Components.Schemas.Map() {
		for field, s := range schema.Properties {
			require.NotEmpty(t, s.Description, "%s.%s", name, field)
		}
	}
	for path, item := range doc.Paths {
		require.True(t, strings.HasPrefix(path, "/t/{slug}/"), path)
		if item.Get != nil {
			require.NotEmpty(t, item.Get.Description, path)
		}
	}
}

func TestWhatIsWrittenIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	first, err := docs.Files(manageapi.Describe(), docs.Issuer())
	require.NoError(t, err)
	for range 3 {
		again, err := docs.Files(manageapi.Describe(), docs.Issuer())
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	other, err := render()
	require.NoError(t, err)
	require.Equal(t, get(t, setup(t), "/docs").Body.String(), get(t, other.Handler(), "/docs").Body.String())
}
