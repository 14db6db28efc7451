package hosted_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/testkit/apptest"
)

var frameTag = regexp.MustCompile(`<iframe src="([^"]*)" title="([^"]*)" sandbox="allow-scripts allow-same-origin"[^>]* hidden></iframe>`)

// frames are the addresses in the page's frames.
func frames(t *testing.T, b *apptest.Browser) []*url.URL {
	t.Helper()
	var out []*url.URL
	for _, m := range frameTag.FindAllStringSubmatch(b.Body, -1) {
		u, err := url.Parse(html.UnescapeString(m[1]))
		require.NoError(t, err)
		require.NotEmpty(t, m[2], "a frame has a name, for whoever hears the page")
		out = append(out, u)
	}
	return out
}

// refresh is where the page goes by itself after a number of seconds.
func refresh(t *testing.T, b *apptest.Browser, seconds int) string {
	t.Helper()
	m := regexp.MustCompile(fmt.Sprintf(`<meta http-equiv="refresh" content="%d;url=([^"]*)">`, seconds)).FindStringSubmatch(b.Body)
	require.NotNil(t, m, b.Body)
	return html.UnescapeString(m[1])
}

// Front-Channel Logout 2 and 3: the page loads each client's address with iss and
// sid, waits no longer than two seconds, and goes on to where the client wanted.
func TestServicesHearOfASignOutInFrontOfThePerson(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	hears, quiet := s.Listener(), s.Listener()
	rp := s.RP(s.Service("lantern", hears.Listening(false, true)))
	deaf := s.RP(s.Service("orchard"))
	back := s.RP(s.Service("quarry", quiet.Listening(true, false)))
	address, b := s.Person("Mira"), s.Browser()

	visit := func() (hint, sid string) {
		b.Open("/home")
		for _, each := range []*apptest.RP{deaf, back} {
			each.Tokens(b, address)
		}
		hint = rp.Tokens(b, address).Text("id_token")
		return hint, fmt.Sprint(s.Claims(hint)["sid"])
	}
	heard := func(sid string) {
		t.Helper()
		require.Equal(t, http.StatusOK, b.Status)
		list := frames(t, b)
		require.Len(t, list, 1, "of the three, one listens here")
		require.Equal(t, hears.URL+"/front", list[0].Scheme+"://"+list[0].Host+list[0].Path)
		require.Equal(t, url.Values{"iss": {rp.Service.Issuer}, "sid": {sid}}, list[0].Query())
		require.Regexp(t, "; frame-src "+regexp.QuoteMeta(hears.URL)+"(;|$)", b.Header.Get("Content-Security-Policy"), "that origin and no other")
		require.Equal(t, "no-store", b.Header.Get("Cache-Control"))
		require.Regexp(t, `(?s)Client of lantern</bdi></strong> <span[^>]*>told to sign you out`, b.Body)
		require.Regexp(t, `(?s)Client of quarry</bdi></strong> <span[^>]*>told to sign you out`, b.Body)
		require.Regexp(t, `(?s)Client of orchard</bdi></strong> <span[^>]*>may still know you here`, b.Body)
	}

	// A service asks.
	hint, sid := visit()
	b.Open(rp.EndSession(hint, "state", "a&b"))
	heard(sid)
	require.Equal(t, apptest.Bye(rp.Service.Redirect)+"?state=a%26b", refresh(t, b, 2))
	require.Contains(t, b.Body, "Continue to Client of lantern", "without script and without refresh, there is a link")

	// The person asks, at home.
	_, sid = visit()
	b.Open("/logout").Decide("allow")
	heard(sid)
	require.NotContains(t, b.Body, "http-equiv")

	// The person asks, on the way to a service.
	_, sid = visit()
	b.Open(deaf.AuthorizeURL("prompt", "select_account"))
	require.Equal(t, "/select-account", b.URL.Path)
	b.Submit("action", "sign_out")
	heard(sid)
	require.Regexp(t, `^/login\?at=orchard&request=req_`, refresh(t, b, 2))

	// Where nobody listens, nobody waits.
	other := s.Browser()
	hint = deaf.Tokens(other, address).Text("id_token")
	other.Open(deaf.EndSession(hint, "post_logout_redirect_uri", ""))
	require.Empty(t, frames(t, other))
	require.NotContains(t, other.Header.Get("Content-Security-Policy"), "frame-src")
}

// SEC-65: frames in one page can speak to each other, so those of two services, or
// of two clients with identities of their own, are never in one.
func TestFramesThatKnowTwoNamesNeverMeet(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address, b := s.Person("Mira"), s.Browser()
	lantern := s.RP(s.Service("lantern", s.Listener().Listening(false, true)))
	sibling := s.RP(s.Client(lantern.Service, s.Listener().Listening(false, true)))
	apart := s.RP(s.Client(lantern.Service, s.Listener().Listening(false, true), func(n *manage.NewClient) { n.SeparateIdentities = true }))
	orchard := s.RP(s.Service("orchard", s.Listener().Listening(false, true)))
	names, hint := map[string]string{}, ""
	for _, rp := range []*apptest.RP{lantern, sibling, apart, orchard} {
		hint = rp.Tokens(b, address).Text("id_token")
		names[rp.Service.Client.FrontchannelLogoutURI] = fmt.Sprint(s.Claims(hint)["sub"])
	}
	require.Equal(t, names[lantern.Service.Client.FrontchannelLogoutURI], names[sibling.Service.Client.FrontchannelLogoutURI])

	b.Open(orchard.EndSession(hint))
	seen, together, next := map[string]bool{}, 0, ""
	for range 3 {
		if next != "" {
			require.True(t, strings.HasPrefix(next, "/logout/on?"), next)
			b.Open(next)
		}
		page := map[string]bool{}
		list := frames(t, b)
		require.NotEmpty(t, list)
		together = max(together, len(list))
		for _, u := range list {
			at := u.Scheme + "://" + u.Host + u.Path
			require.False(t, seen[at])
			seen[at], page[names[at]] = true, true
			require.Contains(t, b.Header.Get("Content-Security-Policy"), u.Scheme+"://"+u.Host)
		}
		require.Len(t, page, 1, "one page, one name")
		require.Contains(t, b.Body, `data-next="666"`, "two seconds for all of them together")
		next = refresh(t, b, 1)
	}
	require.Len(t, seen, 4)
	require.Equal(t, 2, together, "two clients that know one name may as well hear together")
	require.Equal(t, apptest.Bye(orchard.Service.Redirect)+"?state="+orchard.State, next)

	// What goes on is ours: nobody else puts a frame into a page of ours.
	for _, rest := range []string{"", "e30", "x"} {
		b.Open("/logout/on?rest=" + rest)
		require.Equal(t, http.StatusOK, b.Status)
		require.NotContains(t, b.Body, "<iframe")
		require.NotContains(t, b.Body, "http-equiv")
	}
}

// Whoever signs in again where they are signed in, because a service wants to be
// sure, is signed out of no other.
func TestSigningInAgainIsNoSignOut(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	hears := s.Listener()
	rp := s.RP(s.Service("lantern", hears.Listening(true, false)))
	address, b := s.Person("Mira"), s.Browser()
	before := s.Claims(rp.Tokens(b, address, "max_age", "100000").Text("id_token"))
	was := b.Copy()

	s.Clock.Advance(90 * time.Second)
	code := rp.Code(b, address, "prompt", "login", "max_age", "100000")
	after := s.Claims(rp.Redeem(code).Text("id_token"))
	require.Equal(t, before["sid"], after["sid"], "the session is the same")
	require.InDelta(t, s.Clock.Now().Unix(), after["auth_time"], 0, "Core 3.1.2.1: and the sign-in new")
	require.NotEqual(t, was.CookieHeader(), b.CookieHeader())
	require.Equal(t, "/login", was.Open("/home").URL.Path, "SEC-23: under a new token; the old one is worth nothing")
	s.Drain()
	require.Empty(t, hears.Heard())
	var sessions int
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from sessions s join mailboxes m using (account_id) where m.address = $1", address).Scan(&sessions))
	require.Equal(t, 2, sessions, "this one, and that of the sign-up")
}

// SEC-85: a session that somebody planted is not taken up by who signs in.
func TestNobodyTakesUpAnotherPersonsSession(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	mallory, mira := s.Signed(s.Person("Mallory")), s.Person("Mira")
	b := mallory.Copy()
	b.Open("/login?another=1&return_to=/home").SignIn(mira)
	require.Contains(t, b.Body, "Mira")
	require.NotContains(t, mallory.Open("/home").Body, "Mira")
}
