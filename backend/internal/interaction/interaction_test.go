package interaction_test

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/reset"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func with(address, typed string) interaction.SignIn {
	return interaction.SignIn{Email: address, Password: secret.NewValue(typed)}
}

func from(network string) interaction.Visitor {
	return interaction.Visitor{Network: netip.MustParsePrefix(network)}
}

func limited(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.KindRateLimited
}

// atOnce runs n calls together and counts those that were not turned away by a limit.
func atOnce(n int, call func(n int) error) int {
	var through atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			if err := call(i); !limited(err) {
				through.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	return int(through.Load())
}

// SEC-76: two hundred guesses at once are two hundred guesses.
func TestGuessesInParallelAreCountedExactly(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address := s.Person("mira")

	require.Equal(t, 12, atOnce(200, func(n int) error {
		// From many networks, as a botnet guesses.
		_, err := s.Interaction.Login(t.Context(), with(address, fmt.Sprintf("guess %d", n)), from(fmt.Sprintf("10.0.%d.0/24", n)))
		return err
	}), "by address")
	require.Equal(t, 60, atOnce(200, func(n int) error {
		_, err := s.Interaction.Login(t.Context(), with(fmt.Sprintf("nobody%d@person.test", n), "a guess"), from("192.0.2.0/24"))
		return err
	}), "by network")
	require.Equal(t, 1, atOnce(1, func(int) error {
		_, err := s.Interaction.Login(t.Context(), with("nobody@person.test", "a guess"), from("198.51.100.0/24"))
		return err
	}), "nobody else waits for that")
	require.Equal(t, 4, atOnce(40, func(n int) error {
		_, err := s.Interaction.Recover(t.Context(), "tobin@person.test", from(fmt.Sprintf("10.1.%d.0/24", n)))
		return err
	}), "mail to one address")
	require.Equal(t, 30, atOnce(60, func(n int) error {
		_, err := s.Interaction.Recover(t.Context(), fmt.Sprintf("other%d@person.test", n), from("203.0.113.0/24"))
		return err
	}), "mail asked for by one network")
}

// A lock that a stranger can turn is a lock on the owner's door (row L7): the
// bucket of an address fills a token in less than a minute.
func TestASpentAddressIsFreeAgainWithinAMinute(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address := s.Person("mira")
	for n := range 13 {
		_, err := s.Interaction.Login(t.Context(), with(address, "a guess"), from(fmt.Sprintf("10.0.%d.0/24", n)))
		require.Equal(t, n == 12, limited(err), n)
	}
	_, err := s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{})
	f, ok := fault.As(err)
	require.True(t, ok)
	require.Greater(t, f.RetryAfter, time.Duration(0))
	require.LessOrEqual(t, f.RetryAfter, time.Minute)
	s.Clock.Advance(f.RetryAfter)
	_, err = s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{})
	require.NoError(t, err)
}

// One code, twenty browsers at once: one account.
func TestOfTwentyWhoVerifyAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	key, err := s.Interaction.Register(t.Context(), interaction.SignUp{Email: "mira@person.test", Nickname: "Mira", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(t, err)
	code := secret.NewValue(s.Code("mira@person.test"))
	var won atomic.Int64
	atOnce(20, func(int) error {
		_, err := s.Interaction.Verify(t.Context(), key, code, interaction.Visitor{})
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, registration.ErrNotFound) && !errors.Is(err, registration.ErrNoTries) && !errors.Is(err, registration.ErrWrongCode) && !limited(err) {
			t.Errorf("%v", err)
		}
		return err
	})
	require.EqualValues(t, 1, won.Load())
}

// Five tries are five, however fast they come.
func TestTriesOfACodeAreCountedExactly(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address := s.Person("mira")
	s.Clock.Advance(20 * time.Minute)
	key, err := s.Interaction.Recover(t.Context(), address, interaction.Visitor{})
	require.NoError(t, err)
	code := s.Code(address)
	guess := "0" + code[1:]
	if guess == code {
		guess = "1" + code[1:]
	}
	var wrong, spent atomic.Int64
	atOnce(18, func(int) error {
		err := s.Interaction.Reset(t.Context(), key, secret.NewValue(guess), secret.NewValue("a new and longer walk"))
		switch {
		case errors.Is(err, reset.ErrWrongCode):
			wrong.Add(1)
		case errors.Is(err, reset.ErrNoTries):
			spent.Add(1)
		default:
			t.Errorf("%v", err)
		}
		return err
	})
	require.EqualValues(t, 5, wrong.Load())
	require.EqualValues(t, 13, spent.Load())
	require.ErrorIs(t, s.Interaction.Reset(t.Context(), key, secret.NewValue(code), secret.NewValue("a new and longer walk")), reset.ErrNoTries)
}

// A hash made when machines were slower is replaced by the next sign-in.
func TestAnOldHashIsRenewedBySigningIn(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address := s.Person("mira")
	old, err := password.NewHasher(password.Options{Cost: password.Cost{MemoryKiB: 32, Passes: 1, Lanes: 1}}, secret.NewSource(nil)).Hash(t.Context(), secret.NewValue(apptest.Password))
	require.NoError(t, err)
	_, err = s.Owner().Exec(t.Context(), "update credentials set phc = $1", old.Reveal())
	require.NoError(t, err)
	stored := func() (phc string) {
		require.NoError(t, s.Owner().QueryRow(t.Context(), "select phc from credentials").Scan(&phc))
		return phc
	}

	_, err = s.Interaction.Login(t.Context(), with(address, "not the right one"), interaction.Visitor{})
	require.ErrorIs(t, err, interaction.ErrCredentials)
	require.Equal(t, old.Reveal(), stored(), "only who proves the password renews it")
	_, err = s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{})
	require.NoError(t, err)
	renewed := stored()
	require.NotEqual(t, old.Reveal(), renewed)
	require.Contains(t, renewed, "m=64")
	_, err = s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{})
	require.NoError(t, err)
	require.Equal(t, renewed, stored(), "once")
}

// Who has not proved their address yet goes on where they left off.
func TestSigningInToASignUpThatWaitsSendsANewCode(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	const address = "mira@person.test"
	_, err := s.Interaction.Register(t.Context(), interaction.SignUp{Email: address, Nickname: "Mira", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(t, err)
	s.Drain()
	s.Mailbox.Clear()

	in, err := s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{})
	require.NoError(t, err)
	require.True(t, in.Token.IsZero(), "nobody is signed in")
	require.False(t, in.Unverified.IsZero())
	at, err := s.Interaction.Registering(t.Context(), in.Unverified)
	require.NoError(t, err)
	require.Equal(t, address, at)
	signed, err := s.Interaction.Verify(t.Context(), in.Unverified, secret.NewValue(s.Code(address)), interaction.Visitor{})
	require.NoError(t, err)
	people, err := s.Interaction.People(t.Context(), browser.Hashes([]secret.Value{signed.Token}))
	require.NoError(t, err)
	require.Len(t, people, 1)
	require.Equal(t, "Mira", people[0].Nickname)

	s.Clock.Advance(25 * time.Hour)
	_, err = s.Interaction.Registering(t.Context(), in.Unverified)
	require.ErrorIs(t, err, registration.ErrNotFound)
}

// An address has one account, whatever the case of its letters.
func TestAnAddressHasOneAccount(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	up := interaction.SignUp{Email: "Mira@Person.test", Nickname: "Mira", Password: secret.NewValue(apptest.Password)}
	require.NoError(t, s.Interaction.CreateAccount(t.Context(), up, true, account.Profile{"given_name": "Mira"}))
	var profile string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select profile from accounts").Scan(&profile))
	require.JSONEq(t, `{"given_name":"Mira"}`, profile)
	up.Email = "mira@person.TEST"
	require.ErrorIs(t, s.Interaction.CreateAccount(t.Context(), up, true, nil), mailbox.ErrTaken)
	require.Equal(t, fault.KindInvalid, fault.KindOf(s.Interaction.CreateAccount(t.Context(), up, false, account.Profile{})), "a profile needs a proved address")
	_, err := s.Interaction.Login(t.Context(), with(" MIRA@person.test ", apptest.Password), interaction.Visitor{})
	require.NoError(t, err)

	// Two who prove it at the same moment: the second is told, and makes nothing.
	var keys []secret.Value
	for range 2 {
		key, err := s.Interaction.Register(t.Context(), interaction.SignUp{Email: "tobin@person.test", Nickname: "Tobin", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
		require.NoError(t, err)
		keys = append(keys, key)
	}
	s.Drain()
	messages := s.Mailbox.Messages()
	_, err = s.Interaction.Verify(t.Context(), keys[1], secret.NewValue(messages[0].Code), interaction.Visitor{})
	require.NoError(t, err)
	_, err = s.Interaction.Verify(t.Context(), keys[0], secret.NewValue(messages[1].Code), interaction.Visitor{})
	require.ErrorIs(t, err, mailbox.ErrTaken)
	var accounts int
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from accounts").Scan(&accounts))
	require.Equal(t, 2, accounts)
}

// Signing out is by the token one holds.
func TestSigningOutEndsWhatOneHolds(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	address := s.Person("mira")
	var tokens []secret.Value
	for range 2 {
		in, err := s.Interaction.Login(t.Context(), with(address, apptest.Password), interaction.Visitor{UserAgent: "A browser\x00\xff"})
		require.NoError(t, err)
		tokens = append(tokens, in.Token)
	}
	for _, held := range [][]secret.Value{tokens[:1], nil, {secret.NewValue("nobody's")}} {
		told, err := s.Interaction.SignOut(t.Context(), browser.Hashes(held))
		require.NoError(t, err)
		require.Empty(t, told, "they had been nowhere")
	}
	_, _, ok, err := s.Interaction.Developer(t.Context(), browser.Hashes(tokens[:1]))
	require.NoError(t, err)
	require.False(t, ok)
	_, nickname, ok, err := s.Interaction.Developer(t.Context(), browser.Hashes(tokens[1:]))
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "mira", nickname)
}
