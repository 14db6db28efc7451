package registration_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// serve answers a JSON document over TLS until the test ends.
func serve(t *testing.T, doc func() string) *httptest.Server {
	t.Helper()
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, doc())
	}))
	t.Cleanup(web.Close)
	return web
}

func TestOIDCCore81_ASectorIsProvedByItsDocument(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))
	sector := serve(t, func() string { return `["https://one.test/cb","https://two.test/cb"]` })
	body := func(redirect string) string {
		return `{"redirect_uris":["` + redirect + `"],"sector_identifier_uri":"` + sector.URL + `/sector.json"}`
	}
	one, two := register(s, at, body("https://one.test/cb")), register(s, at, body("https://two.test/cb"))
	require.Equal(t, http.StatusCreated, one.Status, one.Raw)
	require.Equal(t, http.StatusCreated, two.Status, two.Raw)
	bad := register(s, at, body("https://evil.test/cb"))
	require.Equal(t, "invalid_client_metadata", bad.Text("error"), "SEC-67: a sector of somebody else's")

	other := open(s, s.Service("harbour"))
	three := register(s, other, body("https://one.test/cb"))
	rows, err := s.Owner().Query(t.Context(), "select sector_id::text from clients where origin = 'registered' order by created_at, id")
	require.NoError(t, err)
	var sectors []string
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		sectors = append(sectors, id)
	}
	require.Len(t, sectors, 3)
	require.Equal(t, http.StatusCreated, three.Status)
	require.Equal(t, sectors[0], sectors[1], "clients of one list share their alias IDs")
	require.NotEqual(t, sectors[0], sectors[2], "SEC-68: never across tenants")
}

func TestSEC67WhatIsNoListIsNoProof(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))
	var reached atomic.Int32
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/elsewhere":
			w.Header().Set("Location", "/good")
			w.WriteHeader(http.StatusFound)
		case "/good":
			reached.Add(1)
			_, _ = w.Write([]byte(`["https://app.test/cb"]`))
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`["https://app.test/cb"]`))
		case "/huge":
			_, _ = w.Write([]byte(`["https://app.test/cb"` + strings.Repeat(`,"https://app.test/cb"`, 1<<16) + `]`))
		case "/object":
			_, _ = w.Write([]byte(`{"redirect_uris":["https://app.test/cb"]}`))
		default:
			_, _ = w.Write([]byte(`[1,`))
		}
	}))
	t.Cleanup(web.Close)
	for _, path := range []string{"/elsewhere", "/missing", "/huge", "/object", "/broken"} {
		a := register(s, at, `{"redirect_uris":["https://app.test/cb"],"sector_identifier_uri":"`+web.URL+path+`"}`)
		require.Equal(t, http.StatusBadRequest, a.Status, path)
		require.Equal(t, "invalid_client_metadata", a.Text("error"), path)
		require.Contains(t, a.Text("error_description"), "sector_identifier_uri", path)
	}
	require.Zero(t, reached.Load(), "SEC-18: a redirect is not followed")
}

// names leads some names to addresses that are not the public internet.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	a, err := netip.ParseAddr(n[host])
	return []netip.Addr{a}, err
}

func TestSEC18NoSectorIsReadFromAPrivateAddress(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))
	var reached atomic.Int32
	web := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(web.Close)
	port := web.URL[strings.LastIndexByte(web.URL, ':'):]
	live := s.Beside(func(c *app.Config) {
		c.Outbound = outbound.New(outbound.Options{Resolver: names{"metadata.test": "169.254.169.254", "here.test": "127.0.0.1", "mapped.test": "::ffff:10.0.0.1"}})
	})
	for _, host := range []string{"127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[fc00::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "here.test", "metadata.test", "mapped.test"} {
		body := fmt.Sprintf(`{"redirect_uris":["https://app.test/cb"],"sector_identifier_uri":"https://%s%s/list"}`, host, port)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimPrefix(at.Issuer, s.URL)+"/oauth2/register", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		live.Handler.ServeHTTP(w, r)
		require.Equal(t, http.StatusBadRequest, w.Code, host)
		require.Contains(t, w.Body.String(), "invalid_client_metadata", host)
	}
	require.Zero(t, reached.Load())
}
