package hosted_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/apptest"
)

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
