package issue

import (
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
	} {
		claims := Claims(f, oauth.SplitScope(scope), "relay.test")
		require.Equal(t, want, claims, "OIDC Core 5.4: %s", scope)
		for name := range claims {
			require.Contains(t, ClaimsSupported(), name)
		}
	}
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
