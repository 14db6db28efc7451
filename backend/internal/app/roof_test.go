package app_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/apptest"
)

// What no door answers is answered by the roof: a page to people, a problem
// document to programs.
func TestTheRoofAnswersPeopleAndPrograms(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)

	for name, c := range map[string]struct {
		method, path string
		status       int
	}{
		"nothing there":               {http.MethodGet, "/nothing/here", http.StatusNotFound},
		"an issuer nobody knows":      {http.MethodGet, "/t/nobody/.well-known/openid-configuration", http.StatusNotFound},
		"an issuer that leads up":     {http.MethodGet, "/t/..%2f..%2fetc/.well-known/openid-configuration", http.StatusNotFound},
		"an issuer in capitals":       {http.MethodGet, "/t/LANTERN/.well-known/openid-configuration", http.StatusNotFound},
		"below a page":                {http.MethodGet, "/login/x.css", http.StatusNotFound},
		"a method nobody answers":     {http.MethodPut, "/login", http.StatusMethodNotAllowed},
		"a method the web lacks":      {"BREW", "/login", http.StatusMethodNotAllowed},
		"an asset of another build":   {http.MethodGet, "/assets/hosted.000000000000.css", http.StatusNotFound},
		"the mailbox of another path": {http.MethodGet, "/dev/mail/nothing", http.StatusNotFound},
	} {
		for _, accept := range []string{"text/html,*/*", "application/json"} {
			r, err := http.NewRequestWithContext(t.Context(), c.method, s.URL+c.path, nil)
			require.NoError(t, err)
			r.Header.Set("Accept", accept)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			res, body := send(t, r)
			require.Equal(t, c.status, res.StatusCode, "%s: %s", name, body)
			require.NotContains(t, body, c.path, name)
			if accept == "application/json" && res.Header.Get("Content-Type") == "application/problem+json" {
				var doc map[string]any
				require.NoError(t, json.Unmarshal([]byte(body), &doc), name)
				require.Equal(t, res.Header.Get("X-Correlation-Id"), doc["instance"], name)
			}
		}
	}
}

func TestABodyThatIsTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")

	for _, d := range doors(t) {
		if !d.changes() {
			continue
		}
		path := strings.NewReplacer("{tenant}", "lantern", "{client}", "x", "{slug}", "x", "{secret}", "x", "{id}", "x").Replace(d.path)
		r, err := http.NewRequestWithContext(t.Context(), d.method, s.URL+path, bytes.NewReader(make([]byte, 2<<20)))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		res, body := send(t, r)
		require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode, "%s %s: %s", d.method, d.path, body)
	}
}

func fetch(t *testing.T, method, address string) (reply, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	require.NoError(t, err)
	return send(t, r)
}

// GET routes answer HEAD alike, without a body.
func TestHeadIsGetWithoutItsBody(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")

	for _, path := range []string{"/login", "/healthz", "/docs", "/t/lantern/.well-known/openid-configuration", "/t/lantern/.well-known/jwks.json", "/", "/nothing/here", "/dev/mail.json"} {
		get, _ := fetch(t, http.MethodGet, s.URL+path)
		res, body := fetch(t, http.MethodHead, s.URL+path)
		require.Equal(t, get.StatusCode, res.StatusCode, path)
		require.Equal(t, get.Header.Get("Content-Type"), res.Header.Get("Content-Type"), path)
		require.Empty(t, body, path)
	}
}

func TestHealthSaysWhyNot(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	ask := func(path string) (int, string) {
		res, body := fetch(t, http.MethodGet, s.URL+path)
		var doc map[string]string
		require.NoError(t, json.Unmarshal([]byte(body), &doc))
		require.Equal(t, "no-store", res.Header.Get("Cache-Control"))
		return res.StatusCode, doc["status"]
	}

	for _, path := range []string{"/healthz", "/readyz"} {
		status, why := ask(path)
		require.Equal(t, http.StatusOK, status, path)
		require.Equal(t, "ready", why, path)
	}
	_, err := s.Owner().Exec(t.Context(), "delete from goose_db_version where version_id > 1")
	require.NoError(t, err)
	status, why := ask("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, why, "alias migrate")
}
