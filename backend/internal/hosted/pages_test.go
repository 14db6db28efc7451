package hosted_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestReturningLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	x := setup(t)
	b := x.s.Browser().Open("/login").SignIn(x.s.Person("mira"))

	for to, want := range map[string]string{
		"/w/lantern/clients?tab=1": "/w/lantern/clients?tab=1", "/": "/", "/new": "/new",
		"": "/home", "https://evil.test": "/home", "//evil.test": "/home", "///evil.test": "/home", `/\evil.test`: "/home", `\\evil.test`: "/home", "/\t/evil.test": "/home",
		"/\n/evil.test": "/home", "javascript:alert(1)": "/home", "evil.test": "/home", " /home": "/home", "http:/evil.test": "/home", "/ok\r\nSet-Cookie: a=b": "/home",
		"/" + strings.Repeat("a", 500): "/home", "\x00/": "/home", "/a\x7f": "/home", "data:text/html,x": "/home",
	} {
		res := x.s.Send(http.MethodGet, x.s.URL+"/login?return_to="+url.QueryEscape(to), nil, "Cookie", b.CookieHeader())
		require.Equal(t, http.StatusSeeOther, res.Status, "%q", to)
		require.Equal(t, want, res.Header.Get("Location"), "%q", to)
		at, err := url.Parse(x.s.URL)
		require.NoError(t, err)
		led, err := at.Parse(res.Header.Get("Location"))
		require.NoError(t, err)
		require.Equal(t, at.Host, led.Host, "%q", to)
	}
}

// SEC-21, SEC-23: a form is ours, this browser's, and for this page.
func TestAFormNeedsItsProof(t *testing.T) {
	t.Parallel()
	x := setup(t)
	address := x.s.Person("mira")
	b, other := x.s.Browser(), x.s.Browser()
	other.Open("/login")
	_, theirs := other.Form("email")
	b.Open("/login")
	_, own := b.Form("email")

	for _, page := range []string{"/login", "/register", "/verify", "/recover", "/reset", "/select-account", "/logout"} {
		for name, proof := range map[string]string{"none": "", "invented": strings.Repeat("a", 43), "another browser's": theirs.Get("proof"), "another page's": own.Get("proof")} {
			if page == "/login" && name == "another page's" {
				continue
			}
			form := url.Values{"email": {address}, "password": {apptest.Password}, "nickname": {"n"}, "code": {"1"}, "proof": {proof}}
			b.Post(page, form)
			require.Equal(t, http.StatusForbidden, b.Status, "%s with a proof of %s", page, name)
		}
	}
	huge := url.Values{"email": {strings.Repeat("a", 70<<10)}, "proof": {own.Get("proof")}}
	b.Post("/login", huge)
	require.Equal(t, http.StatusBadRequest, b.Status)
	require.False(t, signedIn(b))
	require.Zero(t, x.rows("select count(*) from registrations"))
}

// The development mailbox has everybody's codes in it.
func TestTheDevelopmentMailboxIsForThisMachineInDevelopment(t *testing.T) {
	t.Parallel()
	x := setup(t)
	x.s.Person("mira")
	paths := []string{"/dev/mail", "/dev/mail.json", "/dev/mail/" + x.s.Mailbox.Messages()[0].ID, "/dev/mail/" + x.s.Mailbox.Messages()[0].ID + "/html"}
	production := x.s.Beside(func(c *app.Config) { c.Development, c.Mailbox = false, nil })
	ask := func(h http.Handler, path, peer string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, x.s.URL+path, nil)
		r.RemoteAddr = peer
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}

	for _, path := range paths {
		for _, peer := range []string{"127.0.0.1:999", "[::1]:999", "[::ffff:127.0.0.1]:999"} {
			require.Equal(t, http.StatusOK, ask(x.s.Handler, path, peer).Code, "%s from %s", path, peer)
		}
		for _, peer := range []string{"192.0.2.7:999", "[2001:db8::7]:999", "10.0.0.7:999"} {
			w := ask(x.s.Handler, path, peer)
			require.Equal(t, http.StatusNotFound, w.Code, "%s from %s", path, peer)
			require.NotContains(t, w.Body.String(), "mira@", path)
		}
		require.Equal(t, http.StatusNotFound, ask(production.Handler, path, "127.0.0.1:999").Code, path)
	}
	html := ask(x.s.Handler, paths[3], "127.0.0.1:999")
	require.Contains(t, html.Header().Get("Content-Security-Policy"), "sandbox")
	for page := range map[string]bool{"/register": true, "/verify": true} {
		require.NotContains(t, ask(production.Handler, page, "127.0.0.1:999").Body.String(), "/dev/mail", page)
	}
}

func TestTooManyTriesAreSaidPolitelyAndNotForLong(t *testing.T) {
	t.Parallel()
	x := setup(t)
	address := x.s.Person("mira")
	ahead(x.s)
	guesser, owner := x.s.Browser().Open("/login"), x.s.Browser()

	for n := range 12 {
		guesser.Submit("email", address, "password", fmt.Sprintf("guess number %d", n))
		require.Contains(t, guesser.Body, "do not belong together")
	}
	guesser.Submit("email", address, "password", "guess number 12")
	require.Contains(t, guesser.Body, "Too many tries")
	owner.Open("/login").SignIn(address)
	require.Contains(t, owner.Body, "Too many tries", "the right password is no exception, or it could be told")
	x.s.Clock.Advance(time.Minute)
	owner.Submit("email", address, "password", apptest.Password)
	require.Equal(t, "/home", owner.URL.Path, "a minute later its owner is in")
}

func TestACloseDatabaseIsAPageAndNotAStackTrace(t *testing.T) {
	t.Parallel()
	x := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, x.s.URL+"/home", nil)
	r.AddCookie(&http.Cookie{Name: "alias_session", Value: strings.Repeat("a", 43)})
	w := httptest.NewRecorder()
	x.s.Handler.ServeHTTP(w, r)
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Body.String(), w.Header().Get("X-Correlation-Id"))
	require.NotContains(t, w.Body.String(), "context")
}
