package mailbox_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/platform/fault"
)

func TestAnAddressIsCheckedAndKeptAsItWasTyped(t *testing.T) {
	t.Parallel()

	for typed, want := range map[string]string{
		"mira@person.test": "mira@person.test", "\tMira.Quill+x@Person.test\n": "Mira.Quill+x@Person.test", "o'neil@person.test": "o'neil@person.test",
		"ｍｉｒａ@person.test": "mira@person.test", "grüße@person.test": "grüße@person.test",
	} {
		var f fault.Fields
		require.Equal(t, want, mailbox.CheckAddress(typed, &f))
		require.Empty(t, f, typed)
	}
	for typed, code := range map[string]string{
		"": "required", " \t": "required", "mira": "malformed", "@person.test": "malformed", "mira@": "malformed", "mira@person.test\nBcc: x@person.test": "malformed",
		"Mira <mira@person.test>": "malformed", "a@b.test,c@d.test": "malformed", `"mira quill"@person.test`: "malformed", "mira@person@test": "malformed",
		"mira quill@person.test": "malformed", "mira@[127.0.0.1]": "malformed", "mira\x00@person.test": "malformed", "mira\xff@person.test": "malformed",
		strings.Repeat("a", 250) + "@b.test": "malformed", "mira@person.test (me)": "malformed",
	} {
		var f fault.Fields
		mailbox.CheckAddress(typed, &f)
		require.Len(t, f, 1, "%q", typed)
		require.Equal(t, "email", f[0].Location)
		require.Equal(t, code, f[0].Code, "%q", typed)
		if strings.TrimSpace(typed) != "" {
			require.NotContains(t, f[0].Message, typed, "a fault repeats nothing")
		}
	}
}

func TestSpellingsOfOneAddressHaveOneKey(t *testing.T) {
	t.Parallel()

	key := mailbox.Key("mira@person.test")
	for _, same := range []string{"MIRA@PERSON.TEST", " mira@person.test ", "ｍira@person.test"} {
		require.Equal(t, key, mailbox.Key(same), same)
	}
	for _, other := range []string{"mira@person.tes", "m.ira@person.test", "mira+1@person.test", ""} {
		require.NotEqual(t, key, mailbox.Key(other), other)
	}
}

func TestAMaskShowsALetterAndTheHost(t *testing.T) {
	t.Parallel()

	for address, want := range map[string]string{"mira@person.test": "m…@person.test", "é@person.test": "é…@person.test", "": "…", "@person.test": "…", "mira": "…"} {
		require.Equal(t, want, mailbox.Mask(address))
	}
}
