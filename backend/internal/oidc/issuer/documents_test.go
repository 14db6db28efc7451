package issuer_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

// host publishes a metadata document of a client, and counts who asks.
type host struct {
	url, address string // of the server, and of the document

	mu      sync.Mutex
	members map[string]any
	header  http.Header
	status  int
	raw     string // instead of members
	asked   int
}

// publish starts a host whose document is in order.
func publish(t *testing.T) *host {
	t.Helper()
	h := &host{header: http.Header{"Content-Type": {"application/json"}}, status: http.StatusOK}
	web := httptest.NewTLSServer(h)
	t.Cleanup(web.Close)
	h.url, h.address = web.URL, web.URL+"/client.json"
	h.members = map[string]any{"client_id": h.address, "client_name": "Notes", "redirect_uris": []string{h.url + "/cb", "http://127.0.0.1/cb"}, "token_endpoint_auth_method": "none"}
	return h
}

func (h *host) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	maps.Copy(w.Header(), h.header)
	w.WriteHeader(h.status)
	if h.raw != "" {
		_, _ = w.Write([]byte(h.raw))
		return
	}
	raw, err := json.Marshal(h.members)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(raw)
}

// set changes what is published.
func (h *host) set(change func(*host)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

func (h *host) times() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked
}

// documents lets a tenant know clients by their documents.
func documents(s *apptest.Server, at apptest.Service) apptest.Service {
	s.Settings(at, func(t *tenant.Settings) { t.Documents.Enabled = true })
	return at
}

func verifier() string { return strings.Repeat("v", 43) }

// authorize is a sound request of a client by its document, with parameters changed:
// pairs of name and value, an empty value removes.
func authorize(at apptest.Service, clientID, redirect string, pairs ...string) string {
	q := url.Values{
		"response_type": {"code"}, "scope": {"openid"}, "code_challenge": {apptest.Challenge(verifier())}, "code_challenge_method": {"S256"},
		"client_id": {clientID}, "redirect_uri": {redirect},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	return at.Issuer + "/oauth2/authorize?" + q.Encode()
}

func get(s *apptest.Server, address string) apptest.Answer {
	return s.SendRaw(http.MethodGet, address, "")
}

// known reports whether a tenant takes a request of the document's client.
func (h *host) known(s *apptest.Server, at apptest.Service) bool {
	s.T.Helper()
	return get(s, authorize(at, h.address, h.url+"/cb")).Status == http.StatusSeeOther
}

func (h *host) redeem(s *apptest.Server, at apptest.Service, code string) apptest.Answer {
	return s.Send(http.MethodPost, at.Issuer+"/oauth2/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {h.url + "/cb"}, "code_verifier": {verifier()}, "client_id": {h.address},
	})
}

func TestADocumentIsAClient(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, h := documents(s, s.Service("lantern")), publish(t)
	b := s.Browser().Open(authorize(at, h.address, h.url+"/cb")).SignIn(s.Person("mira"))
	require.Contains(t, b.Body, "127.0.0.1", "row P33: people see the host, which the client cannot make up")
	require.Contains(t, b.Body, "Notes")
	a := h.redeem(s, at, b.Decide("allow").URL.Query().Get("code"))
	require.Equal(t, http.StatusOK, a.Status, a.Raw)
	require.Equal(t, h.address, s.Claims(a.Text("id_token"))["aud"], "the client is called by its address")
	require.Contains(t, b.Open(authorize(at, h.address, h.url+"/cb")).URL.String(), "code=", "agreed already")
	require.Equal(t, 1, h.times(), "it is kept")

	var clientID string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select id::text from clients where document_uri = $1", h.address).Scan(&clientID))
	require.Equal(t, http.StatusBadRequest, get(s, authorize(at, "cli_"+clientID, h.url+"/cb")).Status, "a client goes by one name")
	bare := b.Open(authorize(at, h.address, h.url+"/cb", "code_challenge", "", "code_challenge_method", ""))
	require.NotContains(t, bare.URL.String(), "code=", "RFC 9700 2.1.1: never without PKCE")
}

func TestRowP33WhichAddressesAreClients(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, h := documents(s, s.Service("lantern")), publish(t)
	for why, address := range map[string]string{
		"a fragment": h.address + "#x", "user info": strings.Replace(h.address, "://", "://u@", 1), "no path": h.url, "the root": h.url + "/",
		"a dot segment": h.url + "/a/../client.json", "a dot segment in disguise": h.url + "/a/%2e%2e/client.json", "a query": h.address + "?x=1",
		"http": strings.Replace(h.address, "https:", "http:", 1), "http to another machine": "http://app.test/client.json",
		"a file": "file:///etc/passwd", "no scheme": strings.TrimPrefix(h.address, "https:"), "capitals": strings.Replace(h.address, "https", "HTTPS", 1),
		"a number for a host": "https://2130706433/client.json",
	} {
		res := get(s, authorize(at, address, h.url+"/cb"))
		require.Equal(t, http.StatusBadRequest, res.Status, why)
	}
	require.Zero(t, h.times(), "not even asked")

	require.True(t, h.known(s, at))
	s.Settings(at, func(t *tenant.Settings) { t.Documents.Denied = []string{"127.0.0.1"} })
	require.False(t, h.known(s, at), "a host that the developer denies")
	s.Settings(at, func(t *tenant.Settings) { t.Documents.Denied, t.Documents.Allowed = nil, []string{"app.example.com"} })
	require.False(t, h.known(s, at), "one that is not among those allowed")
	s.Settings(at, func(t *tenant.Settings) { t.Documents = tenant.Documents{} })
	require.False(t, h.known(s, at), "switched off")
	require.False(t, h.known(s, s.Service("harbour")), "off unless it is switched on")
	require.Equal(t, 1, h.times())
}

func TestADocumentIsKeptAsLongAsItSays(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := documents(s, s.Service("lantern"))
	for control, kept := range map[string]time.Duration{
		"": 5 * time.Minute, "no-store": 5 * time.Minute, "max-age=1": 5 * time.Minute, "max-age=3600": time.Hour, "public, max-age=31536000": 24 * time.Hour,
	} {
		h := publish(t)
		h.set(func(h *host) { h.header.Set("Cache-Control", control) })
		require.True(t, h.known(s, at))
		s.Clock.Advance(kept - time.Second)
		require.True(t, h.known(s, at))
		require.Equal(t, 1, h.times(), "%q: within %s", control, kept)
		s.Clock.Advance(31 * time.Second) // and the server's own memory
		require.True(t, h.known(s, at))
		require.Equal(t, 2, h.times(), "%q: after %s", control, kept)
		h.set(func(h *host) { h.status = http.StatusInternalServerError })
		s.Clock.Advance(kept + 31*time.Second)
		require.False(t, h.known(s, at), "what cannot be fetched is not known")
		h.set(func(h *host) { h.status = http.StatusOK })
		require.True(t, h.known(s, at), "draft 5.2: errors are not kept")
	}
}

func TestSEC55WhatChangedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, person := documents(s, s.Service("lantern")), s.Person("mira")
	for why, change := range map[string]func(*host){
		"where people are sent": func(h *host) { h.members["redirect_uris"] = []string{h.url + "/cb", h.url + "/elsewhere"} },
		"what it is called":     func(h *host) { h.members["client_name"] = "Bank" },
	} {
		h, b := publish(t), s.Browser()
		code := b.Open(authorize(at, h.address, h.url+"/cb")).SignIn(person).Decide("allow").URL.Query().Get("code")
		token := h.redeem(s, at, code).Text("access_token")
		userinfo := func() int {
			return s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "Bearer "+token).Status
		}
		require.Equal(t, http.StatusOK, userinfo(), why)
		s.Clock.Advance(6 * time.Minute)
		require.Contains(t, b.Open(authorize(at, h.address, h.url+"/cb")).URL.String(), "code=", "%s: nothing changed yet", why)
		h.set(change)
		s.Clock.Advance(6 * time.Minute)
		require.Equal(t, "/consent", b.Open(authorize(at, h.address, h.url+"/cb")).URL.Path, why)
		require.Equal(t, http.StatusUnauthorized, userinfo(), "%s: tokens of the old are dead", why)
	}
}

func TestOneDocumentOfManyAskersAndReplicas(t *testing.T) {
	t.Parallel()
	pg := pgtest.New(t)
	s, other := apptest.Replica(t, pg), apptest.Replica(t, pg)
	at, h := documents(s, s.Service("lantern")), publish(t)
	there := at
	there.Issuer = other.Issuer("lantern")
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { _ = h.known(s, at) })
		wg.Go(func() { _ = h.known(other, there) })
	}
	wg.Wait()
	require.True(t, h.known(s, at))
	require.True(t, h.known(other, there))
	require.LessOrEqual(t, h.times(), 4, "who asks at the same time shares one fetch; two replicas may each need a second, having met")
	var rows int
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from clients where document_uri = $1", h.address).Scan(&rows))
	require.Equal(t, 1, rows)

	before := h.times()
	h.set(func(h *host) { h.members["redirect_uris"] = []string{h.url + "/new"} })
	s.Clock.Advance(6 * time.Minute)
	require.Equal(t, http.StatusSeeOther, get(s, authorize(at, h.address, h.url+"/new")).Status)
	other.Clock.Advance(31 * time.Second)
	require.Equal(t, http.StatusSeeOther, get(other, authorize(there, h.address, h.url+"/new")).Status, "what one read, the others know")
	require.Equal(t, before+1, h.times())
}

func TestADocumentNobodyAsksForIsForgotten(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, asked, unread := documents(s, s.Service("lantern")), publish(t), publish(t)
	require.True(t, asked.known(s, at))
	require.True(t, unread.known(s, at))
	for range 4 {
		s.Clock.Advance(31 * 24 * time.Hour)
		require.True(t, asked.known(s, at))
		require.NoError(t, s.Upkeep.Sweep(t.Context()))
	}
	var left []string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select array_agg(document_uri) from clients where origin = 'document'").Scan(&left))
	require.Equal(t, []string{asked.address}, left)
}

func TestSEC37ADocumentsClientCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, h := documents(s, s.Service("lantern")), publish(t)
	require.True(t, h.known(s, at))
	s.Exec("update clients set disabled_at = now() where document_uri = $1", h.address)
	s.Clock.Advance(31 * time.Second)
	require.False(t, h.known(s, at))
	h.set(func(h *host) { h.members["client_name"] = "Back again" })
	s.Clock.Advance(6 * time.Minute)
	require.False(t, h.known(s, at), "its document does not switch it on")
}

// names leads some names to addresses that are not the public internet.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	a, err := netip.ParseAddr(n[host])
	return []netip.Addr{a}, err
}

func TestSEC18NoDocumentIsReadFromAPrivateAddress(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, h := documents(s, s.Service("lantern")), publish(t)
	live := s.Beside(func(c *app.Config) {
		c.Outbound = outbound.New(outbound.Options{Resolver: names{"metadata.test": "169.254.169.254", "here.test": "127.0.0.1", "mapped.test": "::ffff:127.0.0.1"}})
	})
	port := h.url[strings.LastIndexByte(h.url, ':'):]
	for _, name := range []string{"127.0.0.1", "[::1]", "localhost", "10.0.0.1", "169.254.169.254", "[fc00::1]", "0.0.0.0", "here.test", "metadata.test", "mapped.test"} {
		address := strings.TrimPrefix(authorize(at, "https://"+name+port+"/client.json", h.url+"/cb"), s.URL)
		w := httptest.NewRecorder()
		live.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
		require.Equal(t, http.StatusBadRequest, w.Code, name)
	}
	require.Zero(t, h.times())
}
