package apptest

import (
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/queue"
)

// Listener is the server of a relying party on this machine: it keeps what it is
// sent, and answers as it is told.
type Listener struct {
	s   *Server
	URL string

	mu     sync.Mutex
	status int
	heard  []Heard
}

// Heard is one request that a listener got.
type Heard struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Form   url.Values
}

// Listener starts a relying party's server, which answers 200.
func (s *Server) Listener() *Listener {
	s.T.Helper()
	l := &Listener{s: s, status: http.StatusOK}
	web := httptest.NewServer(l)
	s.T.Cleanup(web.Close)
	l.URL = web.URL
	return l
}

// ServeHTTP implements http.Handler.
func (l *Listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, Heard{r.Method, r.URL.Path, r.URL.Query(), r.Header, form})
	w.WriteHeader(l.status)
}

// Answer has the listener answer a status from now on.
func (l *Listener) Answer(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

// Heard is everything since the last call.
func (l *Listener) Heard() []Heard {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.heard
	l.heard = nil
	return all
}

// LogoutToken demands that the listener heard one logout token since the last call,
// and answers its claims.
func (l *Listener) LogoutToken(at Service) map[string]any {
	l.s.T.Helper()
	all := l.LogoutTokens(at)
	require.Len(l.s.T, all, 1)
	return all[0]
}

// LogoutTokens verifies the logout tokens that the listener heard since the last
// call, and answers their claims.
func (l *Listener) LogoutTokens(at Service) []map[string]any {
	l.s.T.Helper()
	var out []map[string]any
	for _, h := range l.Heard() {
		require.Equal(l.s.T, http.MethodPost, h.Method)
		require.Equal(l.s.T, []string{"logout_token"}, slices.Collect(maps.Keys(h.Form)))
		out = append(out, l.s.verified(at, h.Form.Get("logout_token"), "logout+jwt"))
	}
	return out
}

// verified checks a token's signature by the published keys, and its type.
func (s *Server) verified(at Service, token, typ string) map[string]any {
	s.T.Helper()
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	require.NoError(s.T, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, at.Issuer+"/.well-known/jwks.json", "").Raw), &set))
	is, payload, err := jose.Verify(token, set.Keys, at.Client.IDTokenAlg)
	require.NoError(s.T, err)
	require.Equal(s.T, typ, is)
	var claims map[string]any
	require.NoError(s.T, json.Unmarshal(payload, &claims))
	return claims
}

// Listening is a change that has a client hear of sign-outs at a listener: by its
// server at /back, or in its pages at /front. People come back to /bye of the
// redirect URI's host.
func (l *Listener) Listening(back, front bool) func(*manage.NewClient) {
	return func(n *manage.NewClient) {
		if back {
			n.BackchannelLogoutURI = l.URL + "/back"
		}
		if front {
			n.FrontchannelLogoutURI = l.URL + "/front"
			n.RedirectURIs = append(n.RedirectURIs, l.URL+"/callback")
		}
		n.PostLogoutRedirectURIs = []string{Bye(n.RedirectURIs[0])}
	}
}

// Bye is where people come back to after signing out at a service with a redirect URI.
func Bye(redirect string) string { return strings.TrimSuffix(redirect, "/callback") + "/bye" }

// EndSession is a service's request to sign a person out, with parameters changed:
// pairs of name and value, an empty value removes.
func (rp *RP) EndSession(hint string, pairs ...string) string {
	v := url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {Bye(rp.Service.Redirect)}, "state": {rp.State}}
	return rp.Service.Issuer + "/oidc/logout?" + changed(v, pairs).Encode()
}

// Endings are the product's, over this database.
func (s *Server) Endings() logout.Endings {
	s.T.Helper()
	q, err := queue.New(s.DB, slog.New(slog.DiscardHandler))
	require.NoError(s.T, err)
	return logout.NewEndings(q)
}

// Deliveries lists what a client was told of sign-outs, the newest first.
func (s *Server) Deliveries(at Service) []logout.Delivery {
	s.T.Helper()
	list, err := logout.List(s.T.Context(), s.DB.PeekTenant(at.Tenant.ID), at.Client.ID, id.LogoutDelivery{}, 100)
	require.NoError(s.T, err)
	return list
}

// Silent asks without showing a page whether somebody is signed in, and answers the
// error, "" when they are.
func (rp *RP) Silent(b *Browser, pairs ...string) string {
	rp.s.T.Helper()
	b.Open(rp.AuthorizeURL(append([]string{"prompt", "none"}, pairs...)...))
	require.True(rp.s.T, strings.HasPrefix(b.URL.String(), rp.Service.Redirect), b.URL.String())
	return b.URL.Query().Get("error")
}
