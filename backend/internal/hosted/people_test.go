package hosted_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// signUp fills the page of that name.
func signUp(b *apptest.Browser, address, nickname, password string) *apptest.Browser {
	return b.Open("/register").Submit("email", address, "nickname", nickname, "password", password)
}

// ahead lets every limit fill again.
func ahead(s *apptest.Server) { s.Clock.Advance(20 * time.Minute) }

// same is a page without what is new each time: nonces, proofs, correlation IDs.
func same(b *apptest.Browser, typed string) string {
	out := b.Body
	if typed != "" {
		out = strings.ReplaceAll(out, typed, "TYPED")
	}
	out = regexp.MustCompile(`nonce="[^"]*"`).ReplaceAllString(out, "nonce")
	out = regexp.MustCompile(`name="proof" value="[^"]*"`).ReplaceAllString(out, "proof")
	return strings.ReplaceAll(out, b.Header.Get("X-Correlation-Id"), "CORRELATION")
}

var key = regexp.MustCompile(`[0-9a-f]{64}`)

// statements are what the database was told by fn, whichever key a wall had.
func statements(s *apptest.Server, fn func()) []string {
	s.Trips.Reset()
	fn()
	_, said := s.Trips.Count()
	said = slices.DeleteFunc(slices.Clone(said), func(q string) bool { return strings.Contains(q, "PGNotifyMany") }) // the queue wakes its workers every few milliseconds at most
	for n := range said {
		said[n] = key.ReplaceAllString(said[n], "KEY")
	}
	return said
}

func signedIn(b *apptest.Browser) bool { return b.Open("/home").URL.Path == "/home" }

func (x *people) rows(query string, args ...any) int {
	x.Helper()
	var n int
	require.NoError(x, x.s.Owner().QueryRow(x.Context(), query, args...).Scan(&n))
	return n
}

// people is the product and the test it runs in.
type people struct {
	*testing.T

	s *apptest.Server
}

func setup(t *testing.T) *people {
	t.Helper()
	return &people{t, apptest.New(t)}
}

func TestSigningUpNamesEveryMistake(t *testing.T) {
	t.Parallel()
	x := setup(t)
	b := x.s.Browser()
	type wrong = map[string]string

	for _, c := range []struct {
		name, email, nickname, password string
		says                            wrong
	}{
		{"nothing", "", "", "", wrong{"email": "Enter your email address", "nickname": "Enter a nickname", "password": "Enter your password"}},
		{"no address", "somebody", "Mira", apptest.Password, wrong{"email": "Enter an email address like"}},
		{"two addresses", "a@person.test, b@person.test", "Mira", apptest.Password, wrong{"email": "Enter an email address like"}},
		{"a named address", "Mira <a@person.test>", "Mira", apptest.Password, wrong{"email": "Enter an email address like"}},
		{"an address with a line break", "a@person.test\r\nBcc: b@person.test", "Mira", apptest.Password, wrong{"email": "Enter an email address like"}},
		{"an address too long", strings.Repeat("a", 250) + "@person.test", "Mira", apptest.Password, wrong{"email": "Enter an email address like"}},
		{"no nickname", "a@person.test", "  \t ", apptest.Password, wrong{"nickname": "Enter a nickname"}},
		{"a nickname too long", "a@person.test", strings.Repeat("é", 41), apptest.Password, wrong{"nickname": "40 characters or fewer"}},
		{"a nickname that turns the line", "a@person.test", "Mira\u202eariM", apptest.Password, wrong{"nickname": "hidden characters"}},
		{"a nickname of broken text", "a@person.test", "Mira\xff", apptest.Password, wrong{"nickname": "hidden characters"}},
		{"no password", "a@person.test", "Mira", "", wrong{"password": "Enter your password"}},
		{"a password too short", "a@person.test", "Mira", "seven77", wrong{"password": "8 characters or more"}},
		{"a password too long", "a@person.test", "Mira", strings.Repeat("long ", 52), wrong{"password": "256 characters or fewer"}},
		{"a common password", "a@person.test", "Mira", "password1", wrong{"password": "many people use this one"}},
		{"one's address as a password", "quiet.walker@person.test", "Mira", "quiet.walker@person.test", wrong{"password": "not your email address or nickname"}},
		{"one's nickname as a password", "a@person.test", "Wandering Mira", "wandering mira", wrong{"password": "not your email address or nickname"}},
	} {
		signUp(b, c.email, c.nickname, c.password)
		require.Equal(t, http.StatusUnprocessableEntity, b.Status, c.name)
		require.Equal(t, "/register", b.URL.Path, c.name)
		for _, field := range []string{"email", "nickname", "password"} {
			says, is := c.says[field]
			require.Equal(t, is, strings.Contains(b.Body, `id="f-`+field+`-wrong"`), "%s: %s", c.name, field)
			if is {
				require.Regexp(t, `id="f-`+field+`-wrong">[^<]*`+regexp.QuoteMeta(says), b.Body, c.name)
			}
		}
		if c.password != "" {
			require.NotContains(t, b.Body, `value="`+c.password+`"`+` autocomplete="new-password"`, "a password is never given back")
			require.NotRegexp(t, `name="password"[^>]*value=`, b.Body)
		}
	}
	require.Zero(t, x.rows("select count(*) from registrations"))
	require.Zero(t, x.rows("select count(*) from river.river_job"))
}

// SEC-75: whoever signs up learns nothing about an address; who reads its mail does.
func TestSigningUpWithAKnownAddressLooksLikeAnyOther(t *testing.T) {
	t.Parallel()
	x := setup(t)
	known, unknown := x.s.Person("known"), "fresh@person.test"
	ahead(x.s)
	x.s.Mailbox.Clear()
	warm := x.s.Browser()
	signUp(warm, "warm@person.test", "Mira", apptest.Password)
	x.s.Drain()
	x.s.Mailbox.Clear()

	pages, said := map[string][]string{}, map[string][]string{}
	for _, address := range []string{known, unknown} {
		b := x.s.Browser().Open("/register")
		action, form := b.Form("email")
		form.Set("email", address)
		form.Set("nickname", "Mira")
		form.Set("password", apptest.Password)
		said[address] = statements(x.s, func() { b.Post(action, form) })
		require.Equal(t, http.StatusOK, b.Status)
		require.Equal(t, "/verify", b.URL.Path)
		pages[address] = append(pages[address], same(b, address))
		b.Submit("code", "000000")
		require.Equal(t, http.StatusUnprocessableEntity, b.Status)
		pages[address] = append(pages[address], same(b, address))
		said[address] = append(said[address], statements(x.s, func() { b.Submit("action", "resend") })...)
		pages[address] = append(pages[address], same(b, address))
	}
	require.Equal(t, pages[known], pages[unknown])
	require.Equal(t, said[known], said[unknown], "the same statements, so the same time")

	x.s.Drain()
	for _, m := range x.s.Mailbox.Messages() {
		if m.To == known {
			require.Empty(t, m.Code)
			require.Contains(t, m.Text, x.s.URL+"/recover")
		} else {
			require.Equal(t, unknown, m.To)
			require.NotEmpty(t, m.Code)
		}
	}
	require.Len(t, x.s.Mailbox.Messages(), 4)
}

func TestACodeIsGoodForATimeAndAFewTries(t *testing.T) {
	t.Parallel()
	x := setup(t)
	b := x.s.Browser()
	wrongOf := func(code string) string {
		if code[0] == '0' {
			return "1" + code[1:]
		}
		return "0" + code[1:]
	}

	signUp(b, "mira@person.test", "Mira", apptest.Password)
	require.Contains(t, b.Body, "mira@person.test")
	code := x.s.Code("mira@person.test")
	b.Submit("code", "")
	require.Contains(t, b.Body, "Enter the six digits")
	for n := range 5 {
		b.Submit("code", wrongOf(code))
		require.Equal(t, http.StatusUnprocessableEntity, b.Status, n)
		require.Contains(t, b.Body, "not the code we sent", n)
	}
	b.Submit("code", code)
	require.Contains(t, b.Body, "too old", "the sixth try is not taken, right or not")
	require.False(t, signedIn(b))

	b.Open("/verify").Submit("action", "resend")
	require.Contains(t, b.Body, "A new code is on its way")
	second := x.s.Code("mira@person.test")
	if second != code {
		b.Submit("code", code)
		require.Equal(t, http.StatusUnprocessableEntity, b.Status, "the first code ended with the second")
	}
	x.s.Clock.Advance(10*time.Minute + time.Second)
	b.Open("/verify").Submit("code", second)
	require.Equal(t, http.StatusUnprocessableEntity, b.Status, "ten minutes and no more")

	b.Submit("action", "resend")
	third := x.s.Code("mira@person.test")
	b.Submit("code", " "+third[:3]+"-"+third[3:]+" ")
	require.Equal(t, "/home", b.URL.Path, b.Body)
	b.Open("/verify")
	require.Equal(t, http.StatusBadRequest, b.Status, "a sign-up ends once")
}

func TestCodesAreSentAFewTimesOnly(t *testing.T) {
	t.Parallel()
	x := setup(t)
	b := x.s.Browser()

	signUp(b, "mira@person.test", "Mira", apptest.Password)
	for range 3 {
		b.Submit("action", "resend")
		require.Equal(t, http.StatusOK, b.Status)
	}
	b.Submit("action", "resend")
	require.Equal(t, http.StatusTooManyRequests, b.Status)
	require.Contains(t, b.Body, "Too many tries")
	x.s.Drain()
	require.Len(t, x.s.Mailbox.Messages(), 4)

	// The mailbox is what is spared, so the other ways to mail it wait too.
	x.s.Browser().Open("/recover").Submit("email", "mira@person.test")
	x.s.Drain()
	require.Len(t, x.s.Mailbox.Messages(), 4)
	x.s.Clock.Advance(4 * time.Minute)
	b.Open("/verify").Submit("action", "resend")
	require.Equal(t, http.StatusOK, b.Status, "and not for long")
}

// SEC-81: who signs up with somebody else's address has prepared nothing.
func TestWhoProvesAnAddressHasItAlone(t *testing.T) {
	t.Parallel()
	x := setup(t)
	const address, theirs = "victim@person.test", "an attacker's own words"
	attacker, victim := x.s.Browser(), x.s.Browser()

	signUp(attacker, address, "Mallory", theirs)
	first := x.s.Code(address)
	signUp(victim, address, "Mira", apptest.Password)
	second := x.s.Code(address)
	attacker.Submit("code", second)
	if first != second {
		require.Equal(t, http.StatusUnprocessableEntity, attacker.Status, "a code belongs to one sign-up")
	}
	victim.Submit("code", second)
	require.Equal(t, "/home", victim.URL.Path)
	require.Contains(t, victim.Body, "Mira")

	attacker.Submit("code", first)
	require.NotEqual(t, "/home", attacker.URL.Path, "even with the code that was mailed to the victim")
	require.False(t, signedIn(attacker))
	attacker.Open("/login").Submit("email", address, "password", theirs)
	require.Equal(t, http.StatusUnprocessableEntity, attacker.Status)
	require.False(t, signedIn(attacker))
	require.Equal(t, 1, x.rows("select count(*) from accounts"))
	require.Equal(t, 1, x.rows("select count(*) from sessions"))
	require.True(t, signedIn(victim))
}

// SEC-75: one answer for nobody, for somebody and for somebody who is not yet.
func TestARefusedSignInLooksTheSameForEveryAddress(t *testing.T) {
	t.Parallel()
	x := setup(t)
	known, waiting := x.s.Person("known"), "waiting@person.test"
	signUp(x.s.Browser(), waiting, "Mira", apptest.Password)
	x.s.Browser().Open("/login").Submit("email", "warm@person.test", "password", "whatever it is")

	var first, firstSaid any
	for _, address := range []string{known, "nobody@person.test", waiting, strings.ToUpper(known)} {
		b := x.s.Browser().Open("/login")
		said := statements(x.s, func() { b.Submit("email", address, "password", "not the right one") })
		require.Equal(t, http.StatusUnprocessableEntity, b.Status)
		require.Contains(t, b.Body, "do not belong together")
		if first == nil {
			first, firstSaid = same(b, address), said
		}
		require.Equal(t, first, same(b, address), address)
		require.Equal(t, firstSaid, said, address)
	}
}

// Who forgot asks; nobody else learns whether there was anything to forget.
func TestAskingForAResetLooksTheSameForEveryAddress(t *testing.T) {
	t.Parallel()
	x := setup(t)
	known := x.s.Person("known")
	ahead(x.s)
	x.s.Browser().Open("/recover").Submit("email", "warm@person.test")
	x.s.Drain()
	x.s.Mailbox.Clear()

	pages, said := map[string]string{}, map[string][]string{}
	for _, address := range []string{known, "nobody@person.test"} {
		b := x.s.Browser().Open("/recover")
		said[address] = statements(x.s, func() { b.Submit("email", address) })
		require.Equal(t, "/reset", b.URL.Path)
		pages[address] = same(b, address)
	}
	require.Equal(t, pages[known], pages["nobody@person.test"])
	require.Equal(t, said[known], said["nobody@person.test"])
	x.s.Drain()
	require.Len(t, x.s.Mailbox.Messages(), 1, "nobody is written to at an address that is nobody's")
	require.Equal(t, known, x.s.Mailbox.Messages()[0].To)
}

// SEC-79.
func TestAResetWorksOnceAndEndsEverySession(t *testing.T) {
	t.Parallel()
	x := setup(t)
	address, other := x.s.Person("mira"), x.s.Person("tobin")
	laptop, phone, theirs := x.s.Browser(), x.s.Browser(), x.s.Browser()
	for _, b := range []*apptest.Browser{laptop, phone} {
		b.Open("/login").SignIn(address)
		require.True(t, signedIn(b))
	}
	theirs.Open("/login").SignIn(other)
	ahead(x.s)
	x.s.Mailbox.Clear()
	const fresh = "a new and longer walk"

	b := x.s.Browser().Open("/recover")
	b.Submit("email", "")
	require.Contains(t, b.Body, "Enter your email address")
	b.Submit("email", address)
	code := x.s.Code(address)
	elsewhere := x.s.Browser().Open("/recover").Submit("email", other)
	elsewhere.Submit("code", code, "password", fresh)
	require.Equal(t, http.StatusUnprocessableEntity, elsewhere.Status, "a code belongs to one reset")
	b.Submit("code", code, "password", "short")
	require.Contains(t, b.Body, "8 characters or more")
	b.Submit("code", "", "password", fresh)
	require.Contains(t, b.Body, "Enter the six digits")
	action, form := b.Form("code")
	form.Set("code", code)
	form.Set("password", fresh)
	b.Post(action, form)
	require.Equal(t, "/login", b.URL.Path, b.Body)
	require.Contains(t, b.Body, "Your password is changed")

	require.False(t, signedIn(laptop))
	require.False(t, signedIn(phone))
	require.True(t, signedIn(theirs), "nobody else's session ends")
	b.Open("/login").SignIn(address)
	require.Equal(t, http.StatusUnprocessableEntity, b.Status, "the old password is gone")
	b.Submit("email", address, "password", fresh)
	require.Equal(t, "/home", b.URL.Path)

	x.s.Drain()
	told := x.s.Mailbox.Messages()[0]
	require.Equal(t, address, told.To)
	require.Empty(t, told.Code)
	require.Contains(t, told.Text, "/recover", "the owner is told, and what to do if it was not them")
	b.Post(action, form)
	require.NotEqual(t, "/login", b.URL.Path, "a reset is spent")
	require.Equal(t, 1, x.rows("select count(*) from sessions where account_id = (select account_id from mailboxes where address = $1)", address))
}

func TestAResetsCodeIsGoodForATimeAndAFewTries(t *testing.T) {
	t.Parallel()
	x := setup(t)
	address := x.s.Person("mira")
	ahead(x.s)

	b := x.s.Browser().Open("/recover").Submit("email", address)
	code := x.s.Code(address)
	for range 5 {
		b.Submit("code", "12345", "password", "a new and longer walk")
		require.Equal(t, http.StatusUnprocessableEntity, b.Status)
	}
	b.Submit("code", code, "password", "a new and longer walk")
	require.Contains(t, b.Body, "too old")

	b.Open("/recover").Submit("email", address)
	code = x.s.Code(address)
	x.s.Clock.Advance(10*time.Minute + time.Second)
	b.Submit("code", code, "password", "a new and longer walk")
	require.Equal(t, http.StatusUnprocessableEntity, b.Status)
	x.s.Clock.Advance(time.Hour)
	b.Open("/reset")
	require.Equal(t, http.StatusBadRequest, b.Status, "a reset is forgotten after an hour")
	b.Open("/login").SignIn(address)
	require.Equal(t, "/home", b.URL.Path, "and nothing happened")
}

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
