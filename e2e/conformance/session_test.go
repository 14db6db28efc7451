package conformance_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
)

// TestSessionManagement is the Session Management plan.
func TestSessionManagement(t *testing.T) {
	t.Parallel()
	run(t, logoutPlan(t), []module{
		{"oidcc-session-management-discovery-endpoint-verification: OIDC Session 3.3", sessionDiscovery},
		{"session-state-in-responses: OIDC Session 2", sessionState},
		{"session-frame-may-be-framed: OIDC Session 3.2", sessionFrame},
		{"oidcc-session-management-rp-initiated-logout: OIDC Session 3.2", sessionMessages},
	})
}

func sessionDiscovery(t *testing.T, p plan) {
	t.Helper()
	assert.True(t, strings.HasPrefix(p.issuer.Meta.Text("check_session_iframe"), "https://"))
	logoutDiscovery(t, p)
}

func sessionState(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid"))
	state := o.Front.Get("session_state")
	require.NotEmpty(t, state)
	assert.NotContains(t, state, " ", "no space, which parts it from the client's ID in messages")
	silent := s.signIn(t, s.ask("openid", "prompt", "none"))
	assert.NotEmpty(t, silent.Front.Get("session_state"))
}

// frame opens the session frame.
func (s *sitting) frame(t *testing.T) *browser.Page {
	t.Helper()
	address := s.issuer.Meta.Text("check_session_iframe")
	require.NotEmpty(t, address, "the metadata has check_session_iframe")
	p := s.browser.Open(t, address)
	require.Equal(t, http.StatusOK, p.Status)
	return p
}

func sessionFrame(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	page := s.frame(t)
	assert.True(t, page.MayBeFramed(world.site.URL), "%s, X-Frame-Options: %s", page.Header.Get("Content-Security-Policy"), page.Header.Get("X-Frame-Options"))
	assert.Contains(t, page.Header.Get("Content-Type"), "text/html")
}

// sessionMessages asks the frame about a session before and after it ends.
func sessionMessages(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	o := s.signIn(t, s.ask("openid"))
	at, err := url.Parse(s.client.RedirectURI)
	require.NoError(t, err)
	origin := at.Scheme + "://" + at.Host
	message := s.client.ID + " " + o.Front.Get("session_state")
	assert.Equal(t, []frameAnswer{{"unchanged", origin}}, s.messages(t, frameMessage{message, origin}))
	assert.Equal(t, []frameAnswer{{"changed", "https://other.example.test"}, {"error", origin}},
		s.messages(t, frameMessage{message, "https://other.example.test"}, frameMessage{"no message at all", origin}), "another origin; no message")
	v := s.farewell(o)
	s.back(t, s.leave(t, v), v)
	assert.Equal(t, []frameAnswer{{"changed", origin}}, s.messages(t, frameMessage{message, origin}))
}

type frameMessage struct {
	Data string `json:"data"`
	From string `json:"from"`
}

type frameAnswer struct {
	Said   string `json:"said"`
	Target string `json:"target"`
}

// messages runs the frame's script with the browser's cookies and posts messages to it.
func (s *sitting) messages(t *testing.T, messages ...frameMessage) []frameAnswer {
	t.Helper()
	page := s.frame(t)
	n := startNode(t, "session-frame.mjs")
	n.say(t, map[string]any{
		"script": s.browser.Scripts(t, page), "cookie": s.browser.ReadableCookies(t, page.URL.String()), "address": page.URL.String(), "messages": messages,
	})
	var answers []frameAnswer
	require.NoError(t, json.Unmarshal(n.line(t), &answers))
	return answers
}
