package issue

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestScopesReleaseTheirClaimsAndNoOthers(t *testing.T) {
	t.Parallel()
	f := grant.Face{Nickname: "Quiet Heron", Username: "quiet.heron.abc", RelayLocal: "xyz", UpdatedAt: time.Unix(1000, 0)}
	for scope, want := range map[string]map[string]any{
		"openid":                        {},
		"openid nickname":               {"nickname": "Quiet Heron"},
		"openid profile":                {"preferred_username": "quiet.heron.abc", "updated_at": int64(1000)},
		"openid profile nickname":       {"preferred_username": "quiet.heron.abc", "updated_at": int64(1000), "nickname": "Quiet Heron", "name": "Quiet Heron"},
		"openid email":                  {"email": "xyz@relay.test", "email_verified": true},
		"openid contact offline_access": {},
		"openid phone address":          {},
	} {
		f.LiveScopes = oauth.SplitScope(scope)
		claims := Claims(f, f.LiveScopes, nil, "relay.test")
		require.Equal(t, want, claims, "OIDC Core 5.4: %s", scope)
		for name := range claims {
			require.Contains(t, ClaimsSupported(), name)
		}
		require.Empty(t, Claims(grant.Face{LiveScopes: []string{}, Claims: map[string]any{"given_name": "Mira"}}, f.LiveScopes, nil, "relay.test"), "nothing is live: %s", scope)
	}
}

// Every claim, with every scope and every item live, released by nothing: that a
// claim is told takes the person, and the service.
func TestAClaimTakesBothThePersonAndTheService(t *testing.T) {
	t.Parallel()
	whole := grant.Face{Nickname: "Quiet Heron", Username: "quiet.heron.abc", RelayLocal: "xyz", UpdatedAt: time.Unix(1000, 0), Claims: map[string]any{
		"email": "mira@person.test", "address": map[string]any{"country": "FR"}, "phone_number": "+1", "phone_number_verified": true,
	}}
	items := []string{oauth.OpenID, oauth.Profile, oauth.Nickname, oauth.Email, oauth.Address, oauth.Phone, oauth.ClaimItem("email")}
	var all []string
	for _, scope := range []string{oauth.Profile, oauth.Email, oauth.Address, oauth.Phone} {
		for _, name := range oauth.StandardClaims(scope) {
			all = append(all, name)
			if _, special := whole.Claims[name]; !special && scope == oauth.Profile {
				whole.Claims[name], items = "of the card", append(items, oauth.ClaimItem(name))
			}
		}
	}
	whole.LiveScopes = items
	for _, name := range all {
		scope := oauth.ScopeOfClaim(name)
		named := map[string]*oauth.ClaimRequest{name: nil}
		require.Contains(t, Claims(whole, []string{scope}, nil, "relay.test"), name, "by its scope")
		require.Equal(t, []string{name}, slices.Collect(maps.Keys(Claims(whole, nil, named, "relay.test"))), "by its name")
		require.NotContains(t, Claims(whole, []string{oauth.OpenID, oauth.Contact}, nil, "relay.test"), name, "by neither")
		require.Contains(t, ClaimsSupported(), name)

		unasked, brings := whole, []string{oauth.ClaimItem(name), oauth.ClaimItem("email"), oauth.Nickname, scope}
		if name == "updated_at" { // which is of the pseudonym as a whole
			brings = append(brings, oauth.OpenID)
		}
		unasked.LiveScopes = slices.DeleteFunc(slices.Clone(items), func(i string) bool { return slices.Contains(brings, i) })
		require.NotContains(t, Claims(unasked, []string{scope}, named, "relay.test"), name, "without the person")
	}
	require.Equal(t, "quiet.heron.abc", Claims(whole, []string{oauth.Profile}, nil, "relay.test")["preferred_username"], "decision D4")
	require.Equal(t, "Quiet Heron", Claims(whole, []string{oauth.Profile}, nil, "relay.test")["nickname"])
	require.Equal(t, "of the card", Claims(whole, []string{oauth.Profile}, nil, "relay.test")["name"])
	require.Equal(t, "mira@person.test", Claims(whole, []string{oauth.Email}, nil, "relay.test")["email"])
	require.Equal(t, true, Claims(whole, []string{oauth.Phone}, nil, "relay.test")["phone_number_verified"], "an operator has checked it")
}

func TestASessionIsNamedDifferentlyAtEachSector(t *testing.T) {
	t.Parallel()
	m, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	mac, session, here := m.MAC("sid"), id.NewSession(), id.NewSector()
	require.Len(t, SID(mac, session, here), 22)
	first := SID(mac, session, here)
	require.Equal(t, first, SID(mac, session, here), "the same for every client of the sector")
	require.NotEqual(t, SID(mac, session, here), SID(mac, session, id.NewSector()), "SEC-65")
	require.NotEqual(t, SID(mac, session, here), SID(mac, id.NewSession(), here))
	require.NotContains(t, SID(mac, session, here), session.UUIDString())
}

// A token is well-formed as it was issued, and in no other way.
func FuzzWellFormed(f *testing.F) {
	good := checked(AccessPrefix, secret.NewSource(strings.NewReader(strings.Repeat("r", 32))).Token(32).Reveal()).Reveal()
	for _, s := range []string{good, good[:len(good)-1], good + "0", strings.ToUpper(good), "alias_rt_" + good[9:], "", AccessPrefix, good[:20] + "x" + good[21:], " " + good} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ok := WellFormed(secret.NewValue(s), AccessPrefix)
		require.Equal(t, ok, len(s) == len(good) && strings.HasPrefix(s, AccessPrefix) && checked(AccessPrefix, s[len(AccessPrefix):len(AccessPrefix)+43]).Reveal() == s)
		if s == good {
			require.True(t, ok)
		}
		require.False(t, ok && WellFormed(secret.NewValue(s), RefreshPrefix), "SEC-40: no token is of two kinds")
	})
}

func TestEveryFlippedCharacterIsNoticed(t *testing.T) {
	t.Parallel()
	good := checked(RefreshPrefix, secret.NewSource(nil).Token(32).Reveal()).Reveal()
	require.True(t, WellFormed(secret.NewValue(good), RefreshPrefix))
	for i := range good {
		bad := []byte(good)
		if bad[i]++; bad[i] > '~' {
			bad[i] = '!'
		}
		require.False(t, WellFormed(secret.NewValue(string(bad)), RefreshPrefix), "SEC-39: character %d", i)
	}
}
