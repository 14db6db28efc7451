package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/platform/fault"
)

func now() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }

func TestACardIsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p, err := account.Profile(nil).Fill(map[string]string{
		"given_name": "  Mira \t Ada ", "birthdate": "1990-04-23", "phone_number": "+44 20 7946 0018", "website": "https://quill.test/a?b=c", "gender": " ",
		"address.street_address": " Flat 4 \r\n 12  Lane \r\n", "address.locality": "London", "address.postal_code": "SE1", "nickname": "Mi", "sub": "me",
	}, now())
	require.NoError(t, err)
	require.Equal(t, account.Profile{
		"given_name": "Mira Ada", "birthdate": "1990-04-23", "phone_number": "+44 20 7946 0018", "website": "https://quill.test/a?b=c",
		"address": map[string]any{"street_address": "Flat 4\n12 Lane", "locality": "London", "postal_code": "SE1"},
	}, p, "what is empty is not there, and what is not of the card is not taken")
	require.Equal(t, "Flat 4\n12 Lane\nSE1 London", p.Text("address"))
	require.Equal(t, "Mira Ada", p.Text("given_name"))
	require.Equal(t, "London", p.Field("address.locality"))
	require.Empty(t, p.Text("gender"))
	require.Equal(t, map[string]any{"birthdate": "1990-04-23"}, p.Pick("birthdate", "gender"))

	empty, err := p.Fill(nil, now())
	require.NoError(t, err)
	require.Empty(t, empty)
	require.Empty(t, empty.Text("address"))
	require.Len(t, p, 5, "the other one is as it was")
}

func TestWhatAnOperatorWroteStaysForAsLongAsItIsTrue(t *testing.T) {
	t.Parallel()
	p, err := account.ParseProfile([]byte(`{"nickname":"Mi","phone_number":"+1 555 0100","phone_number_verified":true,"address":{"formatted":"1 Lane, Paris","country":"FR"}}`))
	require.NoError(t, err)
	same := map[string]string{"phone_number": "+1 555 0100", "address.country": "FR"}
	kept, err := p.Fill(same, now())
	require.NoError(t, err)
	require.Equal(t, p, kept)
	require.Equal(t, "1 Lane, Paris", kept.Text("address"))

	same["address.country"], same["phone_number"] = "DE", "+1 555 0101"
	changed, err := p.Fill(same, now())
	require.NoError(t, err)
	require.Equal(t, account.Profile{"nickname": "Mi", "phone_number": "+1 555 0101", "address": map[string]any{"country": "DE"}}, changed, "nobody has verified this number")
}

func TestFieldsHaveTheFormsOfOpenIDConnect(t *testing.T) {
	t.Parallel()
	for field, values := range map[string]struct{ good, bad []string }{
		"birthdate": {
			[]string{"1990", "1990-04-23", "0000-02-29", "2000-02-29", "2026-03-04", "1850-01-01"},
			[]string{"1990-02-30", "2001-02-29", "2026-03-05", "2027", "1849", "0000", "1990-4-3", "23.4.1990", "0000-13-01", "today"},
		},
		"website":                {[]string{"https://a.test", "http://a.test/b", "https://a.test/ü"}, []string{"a.test", "javascript:alert(1)", "https://", "https://me@a.test", "https://a.test/a b", "data:,x"}},
		"picture":                {[]string{"https://a.test/p.png"}, []string{"/p.png", "ftp://a.test/"}},
		"phone_number":           {[]string{"+44 20 7946 0018", "020-7946", "+1.555.0100"}, []string{"+", "call me", "12", "+44;ext=1"}},
		"locale":                 {[]string{"en", "en-GB", "pt_BR", "zh-Hant-TW"}, []string{"english please", "e", "en-", "en--GB"}},
		"zoneinfo":               {[]string{"Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"}, []string{"Europe/", "/Paris", "a b", "a/b/c/d"}},
		"given_name":             {[]string{"Mira", "Ö", strings.Repeat("é", 200)}, []string{"a\x00b", "a\u202eb", "a\u2066b", "a\xffb", strings.Repeat("a", 201)}},
		"address.street_address": {[]string{"1 Lane\n2 Hill"}, []string{"a\x07"}},
		"address.country":        {[]string{"Côte d’Ivoire"}, []string{"a\x7fb"}},
	} {
		for _, v := range values.good {
			_, err := account.Profile{}.Fill(map[string]string{field: v}, now())
			require.NoError(t, err, "%s %q", field, v)
		}
		for _, v := range values.bad {
			_, err := account.Profile{}.Fill(map[string]string{field: v}, now())
			var f *fault.Error
			require.ErrorAs(t, err, &f, "%s %q", field, v)
			require.Equal(t, fault.KindInvalid, f.Kind)
			require.Len(t, f.Fields, 1)
			require.Equal(t, field, f.Fields[0].Location)
		}
	}
}

// Whatever a card may hold can be read again as a profile.
func FuzzFill(f *testing.F) {
	for _, s := range []string{"", "Mira", "1990-04-23", "https://a.test", "+44 20 7946 0018", "a\nb", "\xff", "\u2028", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		typed := map[string]string{"phone_number": s}
		for _, name := range append(account.CardClaims(), account.AddressFields()...) {
			typed[name] = s
		}
		p, err := account.Profile{}.Fill(typed, now())
		if err != nil {
			require.Equal(t, fault.KindInvalid, fault.KindOf(err))
			return
		}
		for name := range typed {
			require.NotContains(t, p.Field(name), "\x00")
		}
	})
}
