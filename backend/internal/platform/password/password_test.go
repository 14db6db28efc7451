package password_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/secret"
)

// cheap is work for tests, not for passwords.
func cheap() password.Cost { return password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1} }

func hasher(o password.Options) *password.Hasher {
	if o.Cost == (password.Cost{}) {
		o.Cost = cheap()
	}
	return password.NewHasher(o, secret.NewSource(nil))
}

func pw(s string) secret.Value { return secret.NewValue(s) }

func TestOnlyTheRightPasswordFits(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	stored, err := h.Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, stored.Reveal())
	for attempt, want := range map[string]bool{
		"quiet heron lake": true, "Quiet heron lake": false, "quiet heron lake ": false, "": false,
	} {
		ok, err := h.Verify(t.Context(), pw(attempt), stored)
		require.NoError(t, err)
		require.Equal(t, want, ok, attempt)
	}
	again, err := h.Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err)
	require.NotEqual(t, stored.Reveal(), again.Reveal(), "equal passwords must not show")
}

func TestTheDefaultCostIsWhatTheSpecSays(t *testing.T) {
	t.Parallel()
	stored, err := password.NewHasher(password.Options{}, secret.NewSource(nil)).Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err)
	require.Contains(t, stored.Reveal(), "$m=19456,t=2,p=1$")
}

func TestAPasswordIsOneHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	stored, err := h.Hash(t.Context(), pw("Cafe\u0301 \ufb01n 12")) // e + accent, fi ligature
	require.NoError(t, err)
	ok, err := h.Verify(t.Context(), pw("Caf\u00e9 fin 12"), stored)
	require.NoError(t, err)
	require.True(t, ok)
}

func TestNobodyIsRefusedAfterTheSameWork(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	for _, attempt := range []string{"", "quiet heron lake", strings.Repeat("x", 100_000)} {
		ok, err := h.Verify(t.Context(), pw(attempt), secret.Value{})
		require.NoError(t, err)
		require.False(t, ok)
	}
}

func TestAnOverlongPasswordIsNotWorkedOn(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	long := strings.Repeat("x", password.MaxLength+1)
	stored, err := h.Hash(t.Context(), pw(long))
	require.NoError(t, err)
	ok, err := h.Verify(t.Context(), pw(long), stored)
	require.NoError(t, err)
	require.False(t, ok)
}

func TestAHashOfOtherWorkIsReplaced(t *testing.T) {
	t.Parallel()
	old := hasher(password.Options{})
	stored, err := old.Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err)
	require.False(t, old.NeedsRehash(stored))

	dearer := hasher(password.Options{Cost: password.Cost{MemoryKiB: 128, Passes: 1, Lanes: 1}})
	require.True(t, dearer.NeedsRehash(stored))
	ok, err := dearer.Verify(t.Context(), pw("quiet heron lake"), stored)
	require.NoError(t, err)
	require.True(t, ok, "a hash of other work still fits")
}

func TestABcryptHashFromElsewhereFitsAndIsReplaced(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	long := strings.Repeat("0123456789", 8)
	for _, typed := range []string{"quiet heron lake", long} {
		hash, err := bcrypt.GenerateFromPassword([]byte(typed[:min(len(typed), 72)]), bcrypt.MinCost)
		require.NoError(t, err)
		ok, err := h.Verify(t.Context(), pw(typed), secret.NewValue(string(hash)))
		require.NoError(t, err)
		require.True(t, ok)
		ok, err = h.Verify(t.Context(), pw("other heron lake"), secret.NewValue(string(hash)))
		require.NoError(t, err)
		require.False(t, ok)
		require.True(t, h.NeedsRehash(secret.NewValue(string(hash))))
	}
}

func TestAHashThatIsNoneIsAnErrorWithoutIt(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	good := "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	_, err := h.Verify(t.Context(), pw("x"), secret.NewValue(good))
	require.NoError(t, err)
	for name, stored := range map[string]string{
		"plain text":       "hunter2",
		"argon2i":          strings.Replace(good, "argon2id", "argon2i", 1),
		"another version":  strings.Replace(good, "v=19", "v=16", 1),
		"too much memory":  strings.Replace(good, "m=64", "m=9999999", 1),
		"too many passes":  strings.Replace(good, "t=1", "t=99", 1),
		"no pass":          strings.Replace(good, "t=1", "t=0", 1),
		"no lane":          strings.Replace(good, "p=1", "p=0", 1),
		"something beside": strings.Replace(good, "p=1", "p=1,x=2", 1),
		"no salt":          strings.Replace(good, "$AAAAAAAAAAAAAAAAAAAAAA$", "$$", 1),
		"a short key":      good[:len(good)-30],
		"bad base64":       good[:len(good)-1] + "!",
		"endless bcrypt":   "$2a$31$" + strings.Repeat("a", 53),
		"broken bcrypt":    "$2a$xx",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ok, err := h.Verify(t.Context(), pw("hunter2"), secret.NewValue(stored))
			require.Error(t, err)
			require.False(t, ok)
			require.NotContains(t, err.Error(), "hunter2")
			require.True(t, h.NeedsRehash(secret.NewValue(stored)))
		})
	}
}

func TestACrowdIsTurnedAwayInsteadOfPilingUp(t *testing.T) {
	t.Parallel()
	// Work long enough that all callers are there before the first is done.
	h := hasher(password.Options{Cost: password.Cost{MemoryKiB: 8 << 10, Passes: 4, Lanes: 1}, Workers: 1, Waiting: 3})
	var done, busy atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for range 100 {
		all.Go(func() {
			<-start
			switch _, err := h.Hash(t.Context(), pw("quiet heron lake")); err {
			case nil:
				done.Add(1)
			case password.ErrBusy: //nolint:errorlint // it must be exactly this
				busy.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	require.EqualValues(t, 100, done.Load()+busy.Load())
	require.GreaterOrEqual(t, done.Load(), int64(4))
	require.Positive(t, busy.Load())

	_, err := h.Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err, "afterwards there is room again")
}

func TestWhoLeavesStopsWaiting(t *testing.T) {
	t.Parallel()
	h := hasher(password.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.Hash(ctx, pw("quiet heron lake"))
	require.ErrorIs(t, err, context.Canceled)
	_, err = h.Verify(ctx, pw("quiet heron lake"), secret.Value{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestAPasswordIsRefusedWithEveryReason(t *testing.T) {
	t.Parallel()
	const email, nickname = "Ada.Lovelace@example.test", "Countess"
	for word, want := range map[string][]password.Reason{
		"quiet heron lake":                    nil,
		"hjk4Zq_9":                            nil,
		"        x":                           nil,
		"Zürich-ändert-ß":                     nil,
		"ada.lovelace":                        {password.ContainsEmail},
		"ADA.LOVELACE1815":                    {password.ContainsEmail},
		"ada.lovelace@example.test!":          {password.ContainsEmail},
		"ada.lovelace wrote the first one":    nil,
		"!countess!":                          {password.ContainsNickname},
		"countess of a very long sentence":    nil,
		"":                                    {password.TooShort},
		"hjk4Zq_":                             {password.TooShort},
		"ááááááá":                             {password.TooShort},
		"password":                            {password.Common},
		"PassWord1":                           {password.Common},
		"\uff50assword":                       {password.Common},
		"12345678":                            {password.Common},
		strings.Repeat("é", 256):              nil,
		strings.Repeat("e\u0301", 256):        nil,
		strings.Repeat("x", 257):              {password.TooLong},
		strings.Repeat("password", 1_000_000): {password.TooLong},
	} {
		t.Run(fmt.Sprintf("%.20q", word), func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, password.Check(pw(word), email, nickname))
		})
	}
	require.Empty(t, password.Check(pw("hjk4Zq_9"), "", ""), "nothing known about the person")
	require.Empty(t, password.Check(pw("al hjk4Z"), "al@example.test", "Al"), "short words turn up by chance")
}

func FuzzVerify(f *testing.F) {
	f.Add("quiet heron lake", "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("\xff", "$2a$04$")
	f.Fuzz(func(t *testing.T, typed, stored string) {
		if strings.Contains(stored, "m=") && !strings.Contains(stored, "m=64,t=1,") {
			t.Skip("keep the work small")
		}
		ok, _ := hasher(password.Options{}).Verify(t.Context(), pw(typed), secret.NewValue(stored))
		require.False(t, ok)
	})
}
