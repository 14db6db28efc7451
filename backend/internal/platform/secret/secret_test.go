package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/secret"
)

func master(t *testing.T, b string) *secret.Master {
	t.Helper()
	m, err := secret.NewMaster([]byte(strings.Repeat(b, 32)))
	require.NoError(t, err)
	return m
}

func TestAValueHidesItself(t *testing.T) {
	t.Parallel()
	const raw = "the very secret"
	v := secret.NewValue(raw)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signed", "value", v, "in", struct{ V secret.Value }{v})
	doc, err := json.Marshal(map[string]secret.Value{"v": v})
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(v), fmt.Sprintf("%v %+v %#v %s %q %x %d", v, v, v, v, v, v, v), fmt.Sprintf("%+v", struct{ V secret.Value }{v}), v.String(), log.String(), string(doc),
	} {
		require.NotContains(t, shown, raw)
		require.NotContains(t, shown, fmt.Sprintf("%x", raw))
		require.Contains(t, shown, "[secret]")
	}
	require.Equal(t, raw, v.Reveal())
	require.False(t, v.IsZero())
	require.True(t, secret.Value{}.IsZero())

	var in secret.Value
	require.NoError(t, json.Unmarshal([]byte(`"`+raw+`"`), &in))
	require.Equal(t, raw, in.Reveal())
}

func TestHashesCompare(t *testing.T) {
	t.Parallel()
	h := secret.NewValue("a").Hash()
	require.True(t, h.Equal(secret.NewValue("a").Hash()))
	require.False(t, h.Equal(secret.NewValue("b").Hash()))
	back, err := secret.HashFrom(h.Bytes())
	require.NoError(t, err)
	require.Equal(t, h, back)
	_, err = secret.HashFrom(h.Bytes()[1:])
	require.Error(t, err)
}

func TestTheSourceMakesWhatItSays(t *testing.T) {
	t.Parallel()
	s := secret.NewSource(nil)
	require.Regexp(t, `^[A-Za-z0-9_-]{22}$`, s.Token(16).Reveal())
	require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, s.Token(32).Reveal())
	one, two := s.Token(32), s.Token(32)
	require.NotEqual(t, one, two)
	seen := map[int]bool{}
	for range 500 {
		require.Regexp(t, `^[0-9]{6}$`, s.Digits(6).Reveal())
		n := s.Below(3)
		require.Less(t, n, 3)
		seen[n] = true
	}
	require.Len(t, seen, 3)
	require.Panics(t, func() { secret.NewSource(strings.NewReader("dry")).Token(16) }, "nothing safe can be done without randomness")
}

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	sealer := master(t, "k").Sealer("keys")
	sealed := sealer.Seal([]byte("plain"), "tenant", "kid")
	require.NotContains(t, string(sealed), "plain")
	opened, err := sealer.Open(sealed, "tenant", "kid")
	require.NoError(t, err)
	require.Equal(t, "plain", string(opened))
	require.NotEqual(t, sealed, sealer.Seal([]byte("plain"), "tenant", "kid"), "a nonce of its own each time")

	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for why, open := range map[string]func() ([]byte, error){
		"another place":      func() ([]byte, error) { return sealer.Open(sealed, "tenant", "other") },
		"the words run over": func() ([]byte, error) { return sealer.Open(sealed, "tenan", "tkid") },
		"another purpose":    func() ([]byte, error) { return master(t, "k").Sealer("mail").Open(sealed, "tenant", "kid") },
		"another master key": func() ([]byte, error) { return master(t, "l").Sealer("keys").Open(sealed, "tenant", "kid") },
		"it was changed":     func() ([]byte, error) { return sealer.Open(flipped, "tenant", "kid") },
		"it was cut off":     func() ([]byte, error) { return sealer.Open(sealed[:5], "tenant", "kid") },
		"there is nothing":   func() ([]byte, error) { return sealer.Open(nil, "tenant", "kid") },
		"there are no words": func() ([]byte, error) { return sealer.Open(sealed) },
		"there are more":     func() ([]byte, error) { return sealer.Open(sealed, "tenant", "kid", "") },
		"they are reordered": func() ([]byte, error) { return sealer.Open(sealed, "kid", "tenant") },
		"it is another's MAC": func() ([]byte, error) {
			return sealer.Open(master(t, "k").MAC("keys").Sum("tenant", "kid"), "tenant", "kid")
		},
	} {
		_, err := open()
		require.ErrorIs(t, err, secret.ErrSealed, why)
	}
}

func TestAnAuthenticatorIsOfItsPartsAndPurpose(t *testing.T) {
	t.Parallel()
	m := master(t, "k").MAC("steps")
	text := m.Text("ab", "c")
	require.Len(t, text, 43)
	require.True(t, m.Check(text, "ab", "c"))
	require.False(t, m.Check(text, "a", "bc"), "parts do not run into each other")
	require.False(t, m.Check("", "ab", "c"))
	require.False(t, m.Check(text[:42], "ab", "c"))
	require.False(t, master(t, "k").MAC("codes").Check(text, "ab", "c"))
	require.False(t, master(t, "l").MAC("steps").Check(text, "ab", "c"))
}

func TestAMasterKeyHas32Bytes(t *testing.T) {
	t.Parallel()
	_, err := secret.NewMaster([]byte("short"))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "short")
}
