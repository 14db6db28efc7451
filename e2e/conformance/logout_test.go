package conformance_test

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/site"
	"alias.example/alias/e2e/conformance/token"
)

// TestRPInitiatedLogout is the RP-Initiated Logout plan.
func TestRPInitiatedLogout(t *testing.T) {
	t.Parallel()
	run(t, logoutPlan(t), []module{
		{"oidcc-rp-initiated-logout-discovery-endpoint-verification: OIDC RP-Initiated Logout 2.1", logoutDiscovery},
		{"oidcc-rp-initiated-logout: OIDC RP-Initiated Logout 2, OIDC RP-Initiated Logout 3", logoutGood},
		{"oidcc-rp-initiated-logout-no-state: OIDC RP-Initiated Logout 3", logoutNoState},
		{"oidcc-rp-initiated-logout-by-post: OIDC RP-Initiated Logout 2", logoutByPost},
		{"oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: OIDC RP-Initiated Logout 3", logoutUnregistered},
		{"oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: OIDC RP-Initiated Logout 3", logoutQueryAdded},
		{"oidcc-rp-initiated-logout-modified-id-token-hint: OIDC RP-Initiated Logout 2", logoutUnsignedHint},
		{"oidcc-rp-initiated-logout-bad-id-token-hint: OIDC RP-Initiated Logout 2", logoutOwnHint},
		{"oidcc-rp-initiated-logout-no-id-token-hint: OIDC RP-Initiated Logout 3", logoutNoHint},
		{"oidcc-rp-initiated-logout-no-params: OIDC RP-Initiated Logout 2", loggedOutBy(func(outcome) url.Values { return url.Values{} })},
		{"oidcc-rp-initiated-logout-only-state: OIDC RP-Initiated Logout 2", loggedOutBy(func(outcome) url.Values { return url.Values{"state": {rand.Text()}} })},
		{"oidcc-rp-initiated-logout-no-post-logout-redirect-uri: OIDC RP-Initiated Logout 2", loggedOutBy(func(o outcome) url.Values { return url.Values{"id_token_hint": {o.RawID}} })},
		{"hint-of-an-ended-session: OIDC RP-Initiated Logout 2", logoutEndedSession},
		{"hint-of-another-person: OIDC RP-Initiated Logout 2", logoutAnotherPerson},
		{"client-id-and-registered-uri: OIDC RP-Initiated Logout 3", logoutByClientID},
	})
}

// TestBackChannelLogout is the Back-Channel Logout plan.
func TestBackChannelLogout(t *testing.T) {
	t.Parallel()
	run(t, logoutPlan(t), []module{
		{"oidcc-backchannel-rp-initiated-logout-discovery-endpoint-verification: OIDC Back-Channel Logout 2.1", channelDiscovery("backchannel")},
		{"oidcc-backchannel-rp-initiated-logout: OIDC Back-Channel Logout 2.4, OIDC Back-Channel Logout 2.5", backChannel},
		{"other-clients-of-the-session: OIDC Back-Channel Logout 2.7", backChannelOthers},
	})
}

// TestFrontChannelLogout is the Front-Channel Logout plan.
func TestFrontChannelLogout(t *testing.T) {
	t.Parallel()
	run(t, logoutPlan(t), []module{
		{"oidcc-frontchannel-rp-initiated-logout-discovery-endpoint-verification: OIDC Front-Channel Logout 3", channelDiscovery("frontchannel")},
		{"oidcc-frontchannel-rp-initiated-logout: OIDC Front-Channel Logout 3", frontChannel},
	})
}

func logoutPlan(t *testing.T) plan {
	t.Helper()
	return plan{issuer: issuer(t, strict), responseType: "code", method: "client_secret_basic"}
}

// leaving registers a client that people come back to after signing out.
func (p plan) leaving(t *testing.T, alter ...func(*rp.Client, token.Object)) *sitting {
	t.Helper()
	c := unregistered(p)
	m := c.Metadata("code")
	m["post_logout_redirect_uris"] = []string{c.Space.URL("farewell")}
	for _, a := range alter {
		a(c, m)
	}
	return p.sitAt(t, c.Register(t, m))
}

// leave goes to the end session endpoint and through its pages.
func (s *sitting) leave(t *testing.T, v url.Values) *browser.Page {
	t.Helper()
	endpoint := s.issuer.Meta.Text("end_session_endpoint")
	require.NotEmpty(t, endpoint, "the metadata has end_session_endpoint")
	if len(v) > 0 {
		endpoint += "?" + v.Encode()
	}
	return s.browser.Walk(t, s.browser.Open(t, endpoint), s.who)
}

// farewell is a right request to sign out.
func (s *sitting) farewell(o outcome) url.Values {
	return url.Values{"id_token_hint": {o.RawID}, "post_logout_redirect_uri": {s.client.Space.URL("farewell")}, "state": {strings.Repeat(rand.Text(), 5)[:128]}}
}

// back checks that the browser is at the client's farewell page with state alone.
func (s *sitting) back(t *testing.T, p *browser.Page, v url.Values) {
	t.Helper()
	want := v.Get("post_logout_redirect_uri")
	if v.Has("state") {
		want += "?" + url.Values{"state": v["state"]}.Encode()
	}
	assert.Equal(t, want, p.URL.String(), "exactly the registered address, with only state added")
}

// remains checks that the browser has not gone to the client.
func (s *sitting) remains(t *testing.T, p *browser.Page) {
	t.Helper()
	home, err := url.Parse(s.issuer.URL)
	require.NoError(t, err)
	assert.Equal(t, home.Host, p.URL.Host, "never a redirect")
	assert.Empty(t, s.client.Space.Visits("farewell"))
}

func logoutDiscovery(t *testing.T, p plan) {
	t.Helper()
	assert.True(t, strings.HasPrefix(p.issuer.Meta.Text("end_session_endpoint"), "https://"))
}

func logoutGood(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	s.back(t, s.leave(t, v), v)
	s.signedOut(t, s.ask("openid"))
}

func logoutNoState(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	v.Del("state")
	s.back(t, s.leave(t, v), v)
	s.signedOut(t, s.ask("openid"))
}

func logoutByPost(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	page := s.browser.PostFromElsewhere(t, s.issuer.Meta.Text("end_session_endpoint"), v)
	s.back(t, s.browser.Walk(t, page, s.who), v)
	s.signedOut(t, s.ask("openid"))
}

func logoutUnregistered(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	v.Set("post_logout_redirect_uri", s.client.Space.URL("elsewhere"))
	s.remains(t, s.leave(t, v))
	assert.Empty(t, s.client.Space.Visits("elsewhere"))
}

func logoutQueryAdded(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	v.Set("post_logout_redirect_uri", s.client.Space.URL("farewell")+"?foo=bar")
	s.remains(t, s.leave(t, v))
}

func logoutUnsignedHint(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	o := s.signIn(t, s.ask("openid"))
	v := s.farewell(o)
	v.Set("id_token_hint", token.Unsigned(token.Object(check.PartOf(t, o.RawID, 1))))
	s.remains(t, s.leave(t, v))
}

// logoutOwnHint sends a hint that the client signed itself, iss and aud the other way round.
func logoutOwnHint(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	o := s.signIn(t, s.ask("openid"))
	claims := token.Object(check.PartOf(t, o.RawID, 1))
	claims["iss"], claims["aud"] = s.client.ID, s.issuer.URL
	v := s.farewell(o)
	v.Set("id_token_hint", token.NewKey("RS256").Sign(nil, claims))
	s.remains(t, s.leave(t, v))
}

func logoutNoHint(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	v.Del("id_token_hint")
	s.remains(t, s.leave(t, v))
}

// loggedOutBy signs out with parameters that lead nowhere.
func loggedOutBy(with func(outcome) url.Values) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		s := p.leaving(t)
		page := s.leave(t, with(s.signIn(t, s.ask("openid"))))
		s.remains(t, page)
		assert.Equal(t, http.StatusOK, page.Status, "a page that says so")
		s.signedOut(t, s.ask("openid"))
	}
}

// logoutEndedSession sends a hint again after its session has ended.
func logoutEndedSession(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	s.back(t, s.leave(t, v), v)
	s.back(t, s.leave(t, v), v)
}

// logoutAnotherPerson sends the hint of somebody who is not before this browser: that
// person is asked first, never signed out behind their back.
func logoutAnotherPerson(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	o := s.signIn(t, s.ask("openid"))
	other := p.sitAt(t, s.client)
	for other.who.Email == s.who.Email {
		other.who = visitor(t)
	}
	other.signIn(t, other.ask("openid"))
	page := other.browser.Open(t, other.issuer.Meta.Text("end_session_endpoint")+"?"+s.farewell(o).Encode())
	assert.True(t, page.Is("logout"), "it asks first: %s", page.Text())
	other.signIn(t, other.ask("openid", "prompt", "none"))
}

func logoutByClientID(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t)
	v := s.farewell(s.signIn(t, s.ask("openid")))
	v.Del("id_token_hint")
	v.Set("client_id", s.client.ID)
	before := s.browser.Showed("logout")
	s.back(t, s.leave(t, v), v)
	assert.Equal(t, before+1, s.browser.Showed("logout"), "without a hint the person is asked")
	s.signedOut(t, s.ask("openid"))
}

// channelDiscovery wants both flags of a channel.
func channelDiscovery(channel string) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		assert.True(t, p.issuer.Meta.Bool(channel+"_logout_supported", false))
		assert.True(t, p.issuer.Meta.Bool(channel+"_logout_session_supported", false))
		logoutDiscovery(t, p)
	}
}

// hearing registers a logout address of a channel.
func hearing(channel string) func(*rp.Client, token.Object) {
	return func(c *rp.Client, m token.Object) {
		m[channel+"_logout_uri"], m[channel+"_logout_session_required"] = c.Space.URL(channel), true
	}
}

func backChannel(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t, hearing("backchannel"))
	o := s.signIn(t, s.ask("openid"))
	require.NotEmpty(t, o.ID["sid"], "the ID token has sid")
	v := s.farewell(o)
	s.back(t, s.leave(t, v), v)
	logoutToken(t, s, s.client.Space.Wait(t, "backchannel"), o.ID)
	s.signedOut(t, s.ask("openid"))
}

// logoutToken checks a visit at a backchannel_logout_uri (Back-Channel Logout 2.4, 2.5).
func logoutToken(t *testing.T, s *sitting, visit site.Visit, id check.Object) {
	t.Helper()
	assert.Equal(t, http.MethodPost, visit.Method)
	assert.Empty(t, visit.Query)
	require.Len(t, visit.Form, 1, "logout_token alone: %v", visit.Form)
	switch visit.TLS.Version {
	case tls.VersionTLS13:
	case tls.VersionTLS12:
		assert.Contains(t, goodSuites(), visit.TLS.CipherSuite)
	default:
		assert.Fail(t, "an old TLS")
	}
	raw := visit.Form.Get("logout_token")
	require.NotEmpty(t, raw)
	header, payload := s.issuer.Keys(t).Verify(t, "the logout token", raw, "RS256")
	assert.Equal(t, "logout+jwt", header["typ"])
	var c check.Object
	require.NoError(t, json.Unmarshal(payload, &c))
	assert.Equal(t, s.issuer.URL, c["iss"])
	assert.True(t, check.Audience(c["aud"], s.client.ID), "aud: %v", c["aud"])
	now := time.Now()
	assert.WithinDuration(t, now, check.Instant(t, c, "iat"), 5*time.Minute)
	assert.True(t, check.Instant(t, c, "exp").After(now))
	assert.NotEmpty(t, c["jti"])
	assert.Equal(t, check.Object{"http://schemas.openid.net/event/backchannel-logout": check.Object{}}, c["events"])
	assert.NotContains(t, c, "nonce")
	assert.Equal(t, id["sid"], c["sid"])
	assert.Equal(t, id["sub"], c["sub"])
	check.Members(t, "the logout token", c, "iss", "sub", "aud", "iat", "exp", "jti", "events", "sid")
}

// backChannelOthers has two clients hear that one session ends.
func backChannelOthers(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t, hearing("backchannel"))
	o := s.signIn(t, s.ask("openid"))
	other := p.leaving(t, hearing("backchannel"))
	other.browser, other.who = s.browser, s.who
	theirs := other.signIn(t, other.ask("openid"))
	v := s.farewell(o)
	s.back(t, s.leave(t, v), v)
	logoutToken(t, s, s.client.Space.Wait(t, "backchannel"), o.ID)
	logoutToken(t, other, other.client.Space.Wait(t, "backchannel"), theirs.ID)
}

func frontChannel(t *testing.T, p plan) {
	t.Helper()
	s := p.leaving(t, hearing("frontchannel"))
	o := s.signIn(t, s.ask("openid"))
	require.NotEmpty(t, o.ID["sid"], "the ID token has sid")
	v := s.farewell(o)
	s.back(t, s.leave(t, v), v)
	visit := s.client.Space.Wait(t, "frontchannel")
	assert.Equal(t, http.MethodGet, visit.Method)
	assert.Equal(t, url.Values{"iss": {s.issuer.URL}, "sid": {text(t, o.ID["sid"])}}, visit.Query, "iss and sid only")
	// The frame is loaded before the browser leaves the page.
	at := slices.IndexFunc(s.browser.Shown, func(p *browser.Page) bool { return len(p.Attributes("iframe", "src")) > 0 })
	require.GreaterOrEqual(t, at, 0, "a page with the client's frame")
	s.signedOut(t, s.ask("openid"))
}
