package hosted_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
