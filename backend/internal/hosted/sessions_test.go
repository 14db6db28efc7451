package hosted_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestASessionEndsWhenItIsIdleAndInAnyCase(t *testing.T) {
	t.Parallel()
	x := setup(t)
	address := x.s.Person("mira")

	idle := x.s.Browser().Open("/login").SignIn(address)
	x.s.Clock.Advance(7*24*time.Hour - time.Second)
	require.True(t, signedIn(idle))
	x.s.Clock.Advance(7*24*time.Hour - time.Second)
	require.True(t, signedIn(idle), "use keeps it alive")
	x.s.Clock.Advance(7*24*time.Hour + time.Second)
	require.False(t, signedIn(idle))

	busy := x.s.Browser().Open("/login").SignIn(address)
	for range 29 {
		x.s.Clock.Advance(24 * time.Hour)
		require.True(t, signedIn(busy))
	}
	x.s.Clock.Advance(24*time.Hour + time.Second)
	require.False(t, signedIn(busy), "thirty days and no more")
}

// login signs in without following where it leads, to see the cookie. held is
// what the browser holds already.
func (x *people) login(address, held string) string {
	x.Helper()
	handler := x.s.Handler
	page := httptest.NewRecorder()
	get := httptest.NewRequestWithContext(x.Context(), http.MethodGet, x.s.URL+"/login?another=1", nil)
	handler.ServeHTTP(page, get)
	form := url.Values{"email": {address}, "password": {apptest.Password}, "proof": {regexp.MustCompile(`name="proof" value="([^"]*)"`).FindStringSubmatch(page.Body.String())[1]}}
	post := httptest.NewRequestWithContext(x.Context(), http.MethodPost, x.s.URL+"/login", strings.NewReader(form.Encode()))
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range page.Result().Cookies() {
		post.AddCookie(c)
	}
	if held != "" {
		post.AddCookie(&http.Cookie{Name: "alias_session", Value: held})
	}
	out := httptest.NewRecorder()
	handler.ServeHTTP(out, post)
	res := out.Result()
	require.Equal(x, http.StatusSeeOther, res.StatusCode, out.Body.String())
	for _, c := range res.Cookies() {
		if c.Name == "alias_session" {
			return c.Value
		}
	}
	x.Fatal("no session")
	return ""
}

func (x *people) live(token string) bool {
	x.Helper()
	r := httptest.NewRequestWithContext(x.Context(), http.MethodGet, x.s.URL+"/api/v1/session", nil)
	r.AddCookie(&http.Cookie{Name: "alias_session", Value: token})
	w := httptest.NewRecorder()
	x.s.Handler.ServeHTTP(w, r)
	return w.Code == http.StatusOK
}

// SEC-23, SEC-85.
func TestSigningInRotatesTheSessionAndStoresItHashed(t *testing.T) {
	t.Parallel()
	x := setup(t)
	mira, tobin := x.s.Person("mira"), x.s.Person("tobin")

	first := x.login(mira, "")
	require.Len(t, first, 43)
	require.True(t, x.live(first))
	second := x.login(mira, first)
	require.NotContains(t, second, first, "a new sign-in is a new session")
	require.True(t, x.live(second))
	require.False(t, x.live(first), "and ends the one before of this browser")
	planted := secret.NewSource(nil).Token(32).Reveal()
	third := x.login(mira, planted)
	require.NotContains(t, third, planted, "a planted token is not taken over")
	require.False(t, x.live(planted))

	both := x.login(tobin, third)
	require.Len(t, both, 87, "two accounts in one browser")
	require.True(t, strings.HasSuffix(both, third), "the latest first")
	require.Zero(t, x.rows("select count(*) from sessions where encode(token_hash, 'escape') like '%' || $1 || '%'", third))
	h := secret.NewValue(third).Hash()
	require.Equal(t, 1, x.rows("select count(*) from sessions where token_hash = $1", h.Bytes()))
}

func TestSeveralAccountsAndSigningOut(t *testing.T) {
	t.Parallel()
	x := setup(t)
	mira, tobin := x.s.Person("mira"), x.s.Person("tobin")
	b := x.s.Browser().Open("/login").SignIn(mira)
	b.Open("/login?another=1").SignIn(tobin)
	require.Contains(t, b.Open("/home").Body, tobin)

	b.Open("/select-account")
	require.Contains(t, b.Body, "m…@person.test")
	require.NotContains(t, b.Body, mira, "the chooser masks addresses")
	choice := regexp.MustCompile(`name="account" value="([^"]*)"`).FindAllStringSubmatch(b.Body, -1)
	require.Len(t, choice, 2)
	action, form := b.Form("account")
	form.Set("account", choice[1][1])
	b.Post(action, form)
	require.Contains(t, b.Open("/home").Body, mira)

	stranger := x.s.Browser().Open("/login").SignIn(x.s.Person("stranger"))
	stranger.Open("/select-account")
	action, form = stranger.Form("account")
	form.Set("account", choice[0][1])
	stranger.Post(action, form)
	require.NotContains(t, stranger.Open("/home").Body, tobin, "only one's own sessions can be chosen")

	b.Open("/logout")
	require.Equal(t, 6, x.rows("select count(*) from sessions"), "looking at the page ends nothing")
	b.Submit("proof", "")
	require.Equal(t, http.StatusForbidden, b.Status)
	b.Open("/logout")
	action, form = b.Form("proof")
	b.Post(action, form)
	require.Equal(t, http.StatusOK, b.Status)
	require.False(t, signedIn(b))
	require.Equal(t, 4, x.rows("select count(*) from sessions"), "signing out ends this browser's two in the database")
	require.True(t, signedIn(stranger))
}

// On https the cookies are the host's alone.
func TestCookiesOnHTTPSBelongToTheHost(t *testing.T) {
	t.Parallel()
	x := setup(t)
	base, err := url.Parse("https://alias.test")
	require.NoError(t, err)
	secured := x.s.Beside(func(c *app.Config) { c.BaseURL = base })
	address := x.s.Person("mira")

	plain, err := url.Parse(x.s.URL)
	require.NoError(t, err)
	for _, want := range []struct {
		handler http.Handler
		prefix  string
		secure  bool
	}{{secured.Handler, "__Host-", true}, {x.s.Handler, "", false}} {
		handler, at := want.handler, base
		if !want.secure {
			at = plain
		}
		page := httptest.NewRecorder()
		handler.ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, at.String()+"/login", nil))
		proof := regexp.MustCompile(`name="proof" value="([^"]*)"`).FindStringSubmatch(page.Body.String())[1]
		form := url.Values{"email": {address}, "password": {apptest.Password}, "proof": {proof}}
		post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.String()+"/login", strings.NewReader(form.Encode()))
		post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		out := httptest.NewRecorder()
		for _, c := range page.Result().Cookies() {
			post.AddCookie(c)
		}
		handler.ServeHTTP(out, post)
		require.Equal(t, http.StatusSeeOther, out.Code)
		cookies := append(page.Result().Cookies(), out.Result().Cookies()...)
		require.Len(t, cookies, 3)
		for _, c := range cookies {
			require.True(t, strings.HasPrefix(c.Name, want.prefix+"alias_"), c.Name)
			require.Equal(t, want.secure, c.Secure, c.Name)
			if strings.HasSuffix(c.Name, "alias_state") { // which pages of services read, in a frame
				require.Equal(t, want.secure, c.SameSite == http.SameSiteNoneMode, c.Name)
			} else {
				require.True(t, c.HttpOnly, c.Name)
				require.Equal(t, http.SameSiteLaxMode, c.SameSite, c.Name)
			}
			require.Equal(t, "/", c.Path, c.Name)
			require.Empty(t, c.Domain, c.Name)
		}
		require.Equal(t, want.secure, out.Header().Get("Strict-Transport-Security") != "")
	}
}
