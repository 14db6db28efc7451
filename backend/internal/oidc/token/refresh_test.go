package token_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func succeeded(t *testing.T, a apptest.Answer) apptest.Answer {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, a.Raw)
	return a
}

func TestRotation(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	first := rp.Tokens(b, "")
	one := first.Text("refresh_token")

	got := succeeded(t, rp.Refresh(one))
	two := got.Text("refresh_token")
	require.NotEqual(t, one, two, "RFC 9700 4.14.2: each use replaces the token")
	require.NotEqual(t, first.Text("access_token"), got.Text("access_token"))
	require.Equal(t, first.Text("scope"), got.Text("scope"))
	require.Equal(t, http.StatusOK, rp.Userinfo(got.Text("access_token")).Status)
	require.Equal(t, http.StatusOK, rp.Userinfo(first.Text("access_token")).Status, "a refresh ends no access token")

	// The answer was lost: the old token is answered the same, for a while.
	for i, after := range []time.Duration{0, 10 * time.Second, 20*time.Second - time.Microsecond} {
		s.Clock.Advance(after)
		again := succeeded(t, rp.Refresh(one))
		require.Equal(t, two, again.Text("refresh_token"), "decision D10: the same successor (%d)", i)
		require.Equal(t, http.StatusOK, rp.Userinfo(again.Text("access_token")).Status)
	}
	refused(s, at, rp.Refresh(one), 400, "invalid_grant", oauth.RefreshTokenRepeated)
	three := succeeded(t, rp.Refresh(two)).Text("refresh_token")
	require.NotEqual(t, two, three, "the family lives")

	// SEC-31: past the grace period, to the microsecond, it is theft.
	s.Clock.Advance(30 * time.Second)
	refused(s, at, rp.Refresh(two), 400, "invalid_grant", oauth.RefreshTokenReused)
	refused(s, at, rp.Refresh(three), 400, "invalid_grant", oauth.GrantRevoked)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(got.Text("access_token")).Status, "RFC 9700 4.14.2: the family is over")
}

func TestReplaysNeverForkTheChain(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	one := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	two := succeeded(t, rp.Refresh(one)).Text("refresh_token")
	three := succeeded(t, rp.Refresh(two)).Text("refresh_token")
	require.Equal(t, two, succeeded(t, rp.Refresh(one)).Text("refresh_token"), "although its successor is spent, too")
	require.Equal(t, three, succeeded(t, rp.Refresh(two)).Text("refresh_token"))
	var live int
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from refresh_tokens where spent_at is null").Scan(&live))
	require.Equal(t, 1, live, "one token of the family is unspent, whatever happens")
}

func TestSEC32ASpentTokenStaysSpentAcrossARestart(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	here := one.Service("lantern")
	rp := one.RP(here)
	spent := rp.Tokens(one.Browser(), one.Person("Mira")).Text("refresh_token")
	successor := succeeded(t, rp.Refresh(spent)).Text("refresh_token")

	two := apptest.Replica(t, one.PG)
	there := at(two, here)
	require.Equal(t, successor, succeeded(t, there.Refresh(spent)).Text("refresh_token"), "decision D10: whichever server answers, the same successor")
	two.Clock.Advance(time.Minute)
	refused(two, here, there.Refresh(spent), 400, "invalid_grant", oauth.RefreshTokenReused)
	refused(one, here, rp.Refresh(successor), 400, "invalid_grant", oauth.GrantRevoked)
}

func TestScopesOfARefresh(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	rp.Scope = "openid email nickname offline_access"
	token := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")

	less := succeeded(t, rp.Refresh(token, "scope", "email openid"))
	require.ElementsMatch(t, []string{"openid", "email"}, strings.Fields(less.Text("scope")), "RFC 6749 6: fewer")
	require.NotContains(t, rp.Userinfo(less.Text("access_token")).JSON, "nickname")
	token = less.Text("refresh_token")
	all := succeeded(t, rp.Refresh(token))
	require.Equal(t, "openid email nickname offline_access", all.Text("scope"), "RFC 6749 6: the grant is as wide as it was")
	require.Equal(t, "openid email nickname offline_access", succeeded(t, rp.Refresh(token, "scope", "  ")).Text("scope"), "blank is none")
	token = all.Text("refresh_token")

	for _, wider := range []string{"openid profile", "contact", "openid admin"} {
		refused(s, at, rp.Refresh(token, "scope", wider), 400, "invalid_scope", oauth.ScopeWidened) // SEC-34
	}
	token = succeeded(t, rp.Refresh(token)).Text("refresh_token") // and the refusals spent nothing

	s.Exec("update connection_clients set scopes = '{openid,offline_access}' where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, "openid offline_access", succeeded(t, rp.Refresh(token)).Text("scope"), "P10: what was withdrawn is gone at once")
}

func TestARefreshTokenOfWhoLeft(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	for _, change := range []string{
		"update connection_clients set scopes = '{openid}' where tenant_id = $1",
		"delete from connection_clients where tenant_id = $1",
		"update connections set ended_at = now() where tenant_id = $1",
	} {
		s.Exec(change, at.Tenant.ID)
		refused(s, at, rp.Refresh(tokens.Text("refresh_token")), 400, "invalid_grant", oauth.ConnectionEnded) // P10
	}
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status)
}

func TestRefreshTokensThatAreNotTheirs(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	sibling, public := s.Client(at), s.Client(at, func(n *manage.NewClient) { n.Type = client.Public })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	token := tokens.Text("refresh_token")
	for _, thief := range []apptest.Service{sibling, public} {
		refused(s, at, s.RP(thief).Refresh(token), 400, "invalid_grant", oauth.RefreshTokenOtherClient) // SEC-33
	}
	got := rp.Refresh(token, "client_id", at.Client.ID.String())
	refused(s, at, got, 401, "invalid_client", oauth.ClientAuthMethod) // SEC-33: without authentication
	for why, bad := range map[string]string{
		"SEC-39: cut off":                token[:len(token)-1],
		"SEC-39: longer":                 token + "A",
		"SEC-39: a character changed":    token[:20] + flip(token[20]) + token[21:],
		"SEC-40: an access token":        tokens.Text("access_token"),
		"SEC-40: an ID token":            tokens.Text("id_token"),
		"SEC-39: in upper case":          strings.ToUpper(token),
		"made up, with the right prefix": "alias_rt_" + strings.Repeat("A", 49),
		"made up":                        "x",
	} {
		got := rp.Refresh(bad)
		require.Equal(t, "invalid_grant", got.Text("error"), why)
		require.Equal(t, oauth.RefreshTokenUnknown, s.OneRefusal(at.Tenant.ID, got.Header).Reason, why)
	}
	succeeded(t, rp.Refresh(token))
}

func flip(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

func TestP10LifetimesOfRefreshTokens(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	idle, busy := rp.Tokens(b, "").Text("refresh_token"), rp.Tokens(b, "").Text("refresh_token")

	s.Clock.Advance(30*day - time.Second)
	busy = succeeded(t, rp.Refresh(busy)).Text("refresh_token")
	s.Clock.Advance(time.Second)
	refused(s, at, rp.Refresh(idle), 400, "invalid_grant", oauth.RefreshTokenExpired)

	for range 11 {
		s.Clock.Advance(29 * day)
		busy = succeeded(t, rp.Refresh(busy)).Text("refresh_token")
	}
	s.Clock.Advance(365*day - 30*day - 11*29*day)
	refused(s, at, rp.Refresh(busy), 400, "invalid_grant", oauth.RefreshTokenExpired) // however busy
}

// A token that was replaced long ago and has expired since is no less stolen.
func TestSEC31AReplacedTokenThatHasExpiredIsStillTheft(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	first := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	s.Clock.Advance(20 * day)
	second := succeeded(t, rp.Refresh(first)).Text("refresh_token")
	s.Clock.Advance(20 * day)
	refused(s, at, rp.Refresh(first), 400, "invalid_grant", oauth.RefreshTokenReused)
	refused(s, at, rp.Refresh(second), 400, "invalid_grant", oauth.GrantRevoked)
}

func TestAClientWithoutAGracePeriod(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Exec("update clients set refresh_grace_seconds = 0 where tenant_id = $1", at.Tenant.ID)
	rp := s.RP(at)
	token := rp.Tokens(s.Browser(), s.Person("Mira")).Text("refresh_token")
	next := succeeded(t, rp.Refresh(token)).Text("refresh_token")
	refused(s, at, rp.Refresh(token), 400, "invalid_grant", oauth.RefreshTokenReused)
	refused(s, at, rp.Refresh(next), 400, "invalid_grant", oauth.GrantRevoked)
}
