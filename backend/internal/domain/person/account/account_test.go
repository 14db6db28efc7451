package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

func TestANicknameIsOneLineOfFortyCharacters(t *testing.T) {
	t.Parallel()

	for typed, want := range map[string]string{"Mira": "Mira", "\tQuiet \t Heron\n": "Quiet Heron", strings.Repeat("é", 40): strings.Repeat("é", 40), "鷺": "鷺"} {
		var f fault.Fields
		require.Equal(t, want, account.CheckNickname(typed, &f))
		require.Empty(t, f, typed)
	}
	for typed, code := range map[string]string{
		"": "required", "\n\t": "required", strings.Repeat("é", 41): "too_long", "a\x00b": "malformed", "a\x7f": "malformed", "a\u202eb": "malformed", "a\u2066b": "malformed", "a\xff": "malformed",
	} {
		var f fault.Fields
		account.CheckNickname(typed, &f)
		require.Len(t, f, 1, "%q", typed)
		require.Equal(t, "nickname", f[0].Location)
		require.Equal(t, code, f[0].Code, "%q", typed)
	}
}

// The developer an account is has a name of its own: nothing leads from one to
// the other but the account's row.
func TestADeveloperIsNotNamedAfterTheirAccount(t *testing.T) {
	t.Parallel()

	reserved := id.NewAccount()
	a, b := account.New(reserved, "Mira", time.Unix(0, 0)), account.New(reserved, "Mira", time.Unix(0, 0))
	require.Equal(t, reserved, a.ID)
	require.NotEqual(t, reserved.UUIDString(), a.Developer.UUIDString())
	require.NotEqual(t, a.Developer, b.Developer)
}
