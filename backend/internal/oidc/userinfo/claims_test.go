package userinfo_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// may lets a client ask for scopes.
func may(scopes ...string) func(*manage.NewClient) {
	return func(n *manage.NewClient) { n.Scopes = scopes }
}

func names(claims map[string]any) []string { return slices.Sorted(maps.Keys(claims)) }

// What a scope releases is what the person ticked of it, and nothing else.
func TestEveryScopeReleasesWhatWasTickedAndNothingElse(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", may(apptest.AskEverything()...))
	b := s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	s.RP(at).Agreed(b, nil, "scope", "openid") // two who are the first at once would be in each other's way
	fresh := func(t *testing.T) (*apptest.RP, *apptest.Browser) {
		t.Helper()
		s := s.In(t)
		return s.RP(s.Client(at, may(apptest.AskEverything()...))), b.Tab(t)
	}
	for _, c := range []struct {
		scope string
		items []string
		want  []string
	}{
		{"openid", apptest.Everything(), nil},
		{"openid profile", nil, nil},
		{"openid profile", []string{"preferred_username"}, []string{"preferred_username", "updated_at"}},
		{"openid profile", []string{"nickname"}, []string{"nickname"}},
		{"openid profile", []string{"nickname", "preferred_username"}, []string{"name", "nickname", "preferred_username", "updated_at"}},
		{"openid profile", []string{"claim:given_name"}, []string{"given_name", "preferred_username", "updated_at"}},
		{"openid profile", []string{"claim:birthdate", "claim:locale", "nickname"}, []string{"birthdate", "locale", "name", "nickname", "preferred_username", "updated_at"}},
		{"openid profile", apptest.Everything(), []string{
			"birthdate", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
		}},
		{"openid nickname", apptest.Everything(), []string{"nickname"}},
		{"openid email", []string{"email"}, []string{"email", "email_verified"}},
		{"openid email", []string{"claim:email"}, []string{"email", "email_verified"}},
		{"openid email", nil, nil},
		{"openid phone", []string{"phone"}, []string{"phone_number", "phone_number_verified"}},
		{"openid phone", nil, nil},
		{"openid address", []string{"address"}, []string{"address"}},
		{"openid address", []string{"phone", "email", "claim:address"}, nil},
		{"openid contact offline_access", apptest.Everything(), nil},
	} {
		t.Run(c.scope+": "+strings.Join(c.items, " "), func(t *testing.T) {
			t.Parallel()
			rp, b := fresh(t)
			got := rp.Userinfo(rp.Agreed(b, c.items, "scope", c.scope).Text("access_token"))
			require.Equal(t, http.StatusOK, got.Status, got.Raw)
			want := append([]string{"sub"}, c.want...)
			slices.Sort(want)
			require.Equal(t, want, names(got.JSON))
		})
	}
	t.Run("OIDC Core 5.1: the values and their types", func(t *testing.T) {
		t.Parallel()
		rp, b := fresh(t)
		tokens := rp.Agreed(b, apptest.Everything(), "scope", strings.Join(apptest.AskEverything(), " "))
		got := rp.Userinfo(tokens.Text("access_token")).JSON
		require.Equal(t, map[string]any{
			"street_address": "12 Quayside Lane", "postal_code": "SE1 4QX", "locality": "London", "region": "Greater London", "country": "United Kingdom",
		}, got["address"], "OIDC Core 5.1.1")
		require.Equal(t, "Mira Quill", got["name"], "the card's, since it was ticked")
		require.NotEqual(t, got["nickname"], got["name"])
		require.Regexp(t, `^[a-z0-9._-]{3,32}$`, got["preferred_username"], "decision D4: always the pseudonym's")
		require.Equal(t, "mira@person.test", got["email"], "decision D3: it was ticked by itself")
		require.Equal(t, true, got["email_verified"])
		require.Equal(t, false, got["phone_number_verified"], "nobody has checked it")
		require.IsType(t, float64(0), got["updated_at"])
		require.NotContains(t, s.Claims(tokens.Text("id_token")), "given_name", "decision D7: scope claims are here")
	})
	t.Run("a token that was narrowed reads less", func(t *testing.T) {
		t.Parallel()
		rp, b := fresh(t)
		tokens := rp.Agreed(b, apptest.Everything(), "scope", strings.Join(apptest.AskEverything(), " "))
		narrow := rp.Refresh(tokens.Text("refresh_token"), "scope", "openid phone")
		require.Equal(t, []string{"phone_number", "phone_number_verified", "sub"}, names(rp.Userinfo(narrow.Text("access_token")).JSON))
	})
}

func TestOIDCCore55ClaimsAskedForByName(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", may(apptest.AskEverything()...))
	b := s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	s.RP(at).Agreed(b, nil, "scope", "openid")
	for _, c := range []struct {
		why, scope, claims string
		items              []string
		userinfo, idToken  []string
	}{
		{
			"at each of the two places", "openid", `{"userinfo":{"given_name":null},"id_token":{"locale":null}}`,
			[]string{"claim:given_name", "claim:locale"},
			[]string{"given_name"},
			[]string{"locale"},
		},
		{"not without the person", "openid", `{"userinfo":{"given_name":{"essential":true}},"id_token":{"locale":null}}`, nil, nil, nil},
		{"one of two", "openid", `{"userinfo":{"given_name":null,"family_name":null}}`, []string{"claim:family_name"}, []string{"family_name"}, nil},
		{"the suite's oidcc-claims-essential: a name that was made up", "openid", `{"userinfo":{"name":{"essential":true}}}`, []string{"nickname"}, []string{"name"}, nil},
		{"a name of one's own", "openid", `{"userinfo":{"name":{"essential":true}}}`, []string{"claim:name"}, []string{"name"}, nil},
		{"an address", "openid", `{"id_token":{"email":null,"email_verified":null}}`, []string{"email"}, nil, []string{"email", "email_verified"}},
		{"whether an address is verified", "openid", `{"userinfo":{"email_verified":null}}`, []string{"email"}, []string{"email_verified"}, nil},
		{"phone and address", "openid", `{"userinfo":{"phone_number":null},"id_token":{"address":null}}`, []string{"phone", "address"}, []string{"phone_number"}, []string{"address"}},
		{"beside a scope, each where it belongs", "openid phone", `{"id_token":{"phone_number":null}}`, []string{"phone"}, []string{"phone_number", "phone_number_verified"}, []string{"phone_number"}},
		{"what needs no agreement", "openid", `{"userinfo":{"updated_at":null}}`, nil, []string{"updated_at"}, nil},
		{"unknown ones are ignored", "openid", `{"userinfo":{"shoe_size":null,"given_name":null},"other":{}}`, []string{"claim:given_name", "claim:shoe_size"}, []string{"given_name"}, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			rp, b := s.RP(s.Client(at, may(apptest.AskEverything()...))), b.Tab(t)
			tokens := rp.Agreed(b, c.items, "scope", c.scope, "claims", c.claims)
			want := append([]string{"sub"}, c.userinfo...)
			slices.Sort(want)
			require.Equal(t, want, names(rp.Userinfo(tokens.Text("access_token")).JSON))
			told := s.Claims(tokens.Text("id_token"))
			for _, name := range apptest.PersonalClaims() {
				require.Equal(t, slices.Contains(c.idToken, name), told[name] != nil, "the ID token's %s", name)
			}
		})
	}
	t.Run("an answer is remembered, and more is asked for again", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		rp, b := s.RP(s.Client(at, may(apptest.AskEverything()...))), b.Tab(t)
		rp.Agreed(b, nil, "scope", "openid", "claims", `{"userinfo":{"given_name":null}}`)
		b.Open(rp.AuthorizeURL("scope", "openid", "claims", `{"userinfo":{"given_name":null}}`))
		require.NotEmpty(t, b.URL.Query().Get("code"), "refused is answered too")
		b.Open(rp.AuthorizeURL("scope", "openid", "claims", `{"userinfo":{"given_name":null,"gender":null}}`))
		require.Equal(t, "/consent", b.URL.Path)
	})
}

// The copies that services have follow the card, and times do not tell on it.
func TestWhatWasReleasedFollowsTheCard(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	scope := strings.Join(apptest.AskEverything(), " ")
	x, y := s.RP(s.Service("lantern", may(apptest.AskEverything()...))), s.RP(s.Service("harbor", may(apptest.AskEverything()...)))
	b := s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	atX := x.Agreed(b, []string{"claim:given_name", "claim:email", "phone", "address"}, "scope", scope).Text("access_token")
	atY := y.Agreed(b, []string{"claim:family_name", "phone"}, "scope", scope).Text("access_token")
	before := x.Userinfo(atX).JSON

	s.Clock.Advance(time.Second)
	b.Fill("given_name", "Miranda", "phone_number", "+1 555 0100")
	got := x.Userinfo(atX).JSON
	require.Equal(t, "Miranda", got["given_name"])
	require.Equal(t, "+1 555 0100", got["phone_number"])
	require.Equal(t, "mira@person.test", got["email"], "what is not of the card stays")
	require.Equal(t, before["address"], got["address"])
	require.Equal(t, before["updated_at"], got["updated_at"], "SEC-65: the same moment at two services would tell")
	require.NotContains(t, got, "family_name")
	require.Equal(t, "+1 555 0100", y.Userinfo(atY).JSON["phone_number"])
	require.NotContains(t, y.Userinfo(atY).JSON, "given_name")

	b.Fill("given_name", "", "phone_number", "", "address.street_address", "", "address.postal_code", "", "address.locality", "", "address.region", "", "address.country", "")
	require.Equal(t, []string{"email", "email_verified", "preferred_username", "sub", "updated_at"}, names(x.Userinfo(atX).JSON), "omitted, never null")
	require.NotContains(t, y.Userinfo(atY).JSON, "phone_number")

	b.Fill("given_name", "Mira", "phone_number", "+44 20 7946 0018")
	require.NotContains(t, x.Userinfo(atX).JSON, "given_name", "what was emptied was withdrawn")
	require.NotContains(t, x.Userinfo(atX).JSON, "phone_number")
	b.Open(x.AuthorizeURL("scope", scope, "prompt", "consent"))
	_, values := b.Form("decision")
	require.NotContains(t, values["item"], "claim:given_name", "and is not ticked for them")
	require.Contains(t, values["item"], "claim:email", "as they left it")
}
