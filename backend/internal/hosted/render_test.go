package hosted

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/hosted/view"
)

func TestAssetsAreServedForEver(t *testing.T) {
	t.Parallel()
	r, err := New()
	require.NoError(t, err)
	at := r.AssetPath("hosted.css")
	assert.Regexp(t, `^/assets/hosted\.[0-9a-f]{12}\.css$`, at)

	plain := get(t, r, at, "")
	assert.Equal(t, http.StatusOK, plain.Code)
	assert.Equal(t, "text/css; charset=utf-8", plain.Header().Get("Content-Type"))
	assert.Equal(t, "public, max-age=31536000, immutable", plain.Header().Get("Cache-Control"))
	assert.Equal(t, "Accept-Encoding", plain.Header().Get("Vary"))
	want := plain.Body.Bytes()
	assert.Contains(t, string(want), "--color-accent", "the tokens are in it")
	assert.Contains(t, string(want), ".sheet", "and the styles")

	packed := get(t, r, at, "br, gzip;q=0.8")
	assert.Equal(t, "gzip", packed.Header().Get("Content-Encoding"))
	unpacked, err := gzip.NewReader(packed.Body)
	require.NoError(t, err)
	got, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestAssetsOfAnotherBuildAreNotFound(t *testing.T) {
	t.Parallel()
	r, err := New()
	require.NoError(t, err)
	for _, at := range []string{"/assets/hosted.000000000000.css", "/assets/hosted.css", "/assets/", "/assets/../render.go"} {
		assert.Equal(t, http.StatusNotFound, get(t, r, at, "").Code, at)
	}
	assert.Empty(t, r.AssetPath("nothing.css"))
}

func TestGzipIsSentOnlyToThoseWhoTakeIt(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false, "gzip;q=0.5": true,
		"identity": false, "x-gzip": false, "gzip;q=x": false,
	} {
		assert.Equal(t, want, acceptsGzip(header), "%q", header)
	}
}

func TestUnknownPagesAndMailsAreErrors(t *testing.T) {
	t.Parallel()
	r, err := New()
	require.NoError(t, err)
	_, err = r.Page("nothing", view.Login{}.Sample())
	require.Error(t, err)
	_, err = r.Mail("nothing", view.ResetCodeMail{}.Sample())
	require.Error(t, err)
	_, err = r.Page(view.PageConsent, view.Login{}.Sample())
	require.Error(t, err, "a page that does not fit its view is no half page")
}

func TestAnUnknownLanguageIsTheFirstOne(t *testing.T) {
	t.Parallel()
	r, err := New()
	require.NoError(t, err)
	for _, tag := range []string{"", "en", "en-GB", "tlh"} {
		v := view.Login{}.Sample()
		v.Lang = tag
		html, err := r.Page(view.PageLogin, v)
		require.NoError(t, err)
		assert.Contains(t, string(html), `<html lang="en"`)
	}
}

func TestThemeAndNonceReachThePage(t *testing.T) {
	t.Parallel()
	r, err := New()
	require.NoError(t, err)
	v := view.Login{}.Sample()
	v.Theme, v.Nonce = view.ThemeDark, "abc123"
	html, err := r.Page(view.PageLogin, v)
	require.NoError(t, err)
	assert.Contains(t, string(html), `data-theme="dark"`)
	assert.Contains(t, string(html), `nonce="abc123"`)
}

func TestSentencesNeedTheirArguments(t *testing.T) {
	t.Parallel()
	words := catalogue{"hello": "Hello <{name}>, {count} times", "plain": "No hole", "broken": "Hello {name"}
	got, err := words.html("hello", "name", `"Mira"`, "count", 3)
	require.NoError(t, err)
	assert.Equal(t, "Hello &lt;&#34;Mira&#34;&gt;, 3 times", string(got))
	text, err := words.text("hello", "name", `"Mira"`, "count", 3)
	require.NoError(t, err)
	assert.Equal(t, `Hello <"Mira">, 3 times`, text)
	text, err = words.text("plain", "name", "left out by this language")
	require.NoError(t, err)
	assert.Equal(t, "No hole", text)

	for _, args := range [][]any{{"hello", "name", "Mira"}, {"hello", "name"}, {"hello", 1, 2}, {"broken", "name", "Mira"}, {"missing"}} {
		key, ok := args[0].(string)
		require.True(t, ok)
		_, err := words.html(key, args[1:]...)
		require.Error(t, err, "%v", args)
	}
	// A value is never read as a sentence.
	got, err = words.html("hello", "name", "{count}", "count", 3)
	require.NoError(t, err)
	assert.Equal(t, "Hello &lt;{count}&gt;, 3 times", string(got))
}

func TestCataloguesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	first := catalogue{"a": "1", "b": "2"}
	require.NoError(t, catalogue{"a": "x", "b": "y"}.sameKeys(first))
	require.ErrorContains(t, catalogue{"a": "x"}.sameKeys(first), `no message "b"`)
	require.ErrorContains(t, catalogue{"a": "x", "b": "y", "c": "z"}.sameKeys(first), `"c"`)
}

// get asks the asset handler.
func get(t *testing.T, r *Renderer, at, encodings string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	req.URL.Path = at
	req.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	r.Assets().ServeHTTP(w, req)
	return w
}
