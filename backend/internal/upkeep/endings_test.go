package upkeep_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// A job that was lost is made up for, and a session that reached nobody just ends.
func TestSessionsThatRunOut(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	sessions := func() (n int) {
		require.NoError(t, v.s.Owner().QueryRow(t.Context(), "select count(*) from sessions").Scan(&n))
		return n
	}
	v.s.Exec("delete from sessions where account_id <> $1", v.account())
	v.s.Exec(`insert into sessions select account_id, gen_random_uuid(), sha256((id::text || n)::bytea), auth_time, acr, amr, '', created_at, used_at, idle_until, expires_at
		from sessions, generate_series(1, 2500) n`)
	before := sessions()
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	require.Equal(t, before, sessions(), "nothing has run out")

	v.s.Clock.Advance(7*24*time.Hour + logout.Grace - time.Second)
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	require.Equal(t, before, sessions(), "whoever came at the last moment is answered first")
	v.s.Clock.Advance(2 * time.Second)
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	require.Zero(t, sessions())
	require.Equal(t, logout.SessionExpired, v.s.Deliveries(v.rp.Service)[0].Cause)

	v.s.Exec("delete from river.river_job")
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	v.s.Drain()
	v.hears.LogoutToken(v.rp.Service)
}

// An absolute end is an end, however busy the session was.
func TestABusySessionEndsToo(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	for range 11 {
		v.s.Clock.Advance(3 * 24 * time.Hour)
		v.b.Open("/home")
	}
	require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
	v.s.Drain()
	v.hears.LogoutToken(v.rp.Service)
}

// SEC-37: whoever is switched off is refused everywhere at once, whatever they hold,
// and has it back when they are switched on; but for what was signed in.
func TestAnAccountThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	code := v.rp.Code(v.b, v.address)
	v.b.Open("/login?another=1&return_to=/home") // a page left open
	require.NoError(t, v.s.Interaction.Disable(t.Context(), v.address))
	require.NoError(t, v.s.Interaction.Disable(t.Context(), v.address), "twice is once")

	// Nothing is drained yet: the transaction did it.
	access, refresh := v.alive()
	require.False(t, access)
	require.False(t, refresh)
	require.Equal(t, "invalid_grant", v.rp.Redeem(code).Text("error"))
	require.Equal(t, "login_required", v.rp.Silent(v.b.Tab(t)))
	v.b.SignIn(v.address)
	require.Equal(t, http.StatusUnprocessableEntity, v.b.Status)
	require.Contains(t, v.b.Body, "switched off")
	require.Equal(t, "/login", v.b.Tab(t).Open("/home").URL.Path)
	_, err := v.s.Interaction.Login(t.Context(), interaction.SignIn{Email: v.address, Password: secret.NewValue("not the password")}, interaction.Visitor{})
	require.ErrorIs(t, err, interaction.ErrCredentials, "a stranger is not told so")
	v.s.Drain()
	require.Len(t, v.hears.LogoutTokens(v.rp.Service), 1)

	v.s.Clock.Advance(time.Minute)
	require.NoError(t, v.s.Interaction.Enable(t.Context(), v.address))
	access, refresh = v.alive()
	require.False(t, access, "the tokens of before stay dead")
	require.False(t, refresh)
	b := v.s.Browser()
	again := v.rp.Tokens(b, v.address)
	require.Equal(t, v.id["sub"], v.s.Claims(again.Text("id_token"))["sub"], "and who they are stays")
	require.Equal(t, http.StatusOK, v.rp.Userinfo(again.Text("access_token")).Status)
	require.ErrorContains(t, v.s.Interaction.Disable(t.Context(), "nobody@person.test"), "no such address")
}

// A deleted account leaves nothing on the person's side, and of its connections the
// random names alone, which nobody is ever given again (decision D2).
func TestADeletedAccountLeavesATombstone(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	account := v.account()
	c := v.connection()
	require.NoError(t, v.s.Interaction.Delete(t.Context(), v.address))
	v.s.Drain()
	owner := v.s.Owner()
	for _, table := range []string{"accounts", "mailboxes", "credentials", "sessions", "session_clients", "connection_owners"} {
		var n int
		require.NoError(t, owner.QueryRow(t.Context(), "select count(*) from "+table+" where account_id = $1", account).Scan(&n))
		require.Zero(t, n, table)
	}
	var alias, nickname string
	var ended *time.Time
	require.NoError(t, owner.QueryRow(t.Context(), "select alias_id, nickname, ended_at from connections where id = $1", c).Scan(&alias, &nickname, &ended))
	require.Equal(t, v.id["sub"], alias)
	require.Empty(t, nickname)
	require.NotNil(t, ended)

	require.Equal(t, v.address, v.s.Person("Mira"), "the address is free again")
	fresh := v.s.Claims(v.rp.Tokens(v.s.Browser(), v.address).Text("id_token"))
	require.NotEqual(t, v.id["sub"], fresh["sub"], "and whoever has it is somebody else")
}

// SEC-85: sign-ins and sign-outs at the same moment lose no client: whoever was
// granted a code by a session is told when it ends, or was not granted one.
func TestNoCodeEscapesALogout(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	replica := apptest.Replica(t, v.s.PG)
	for round := range 12 {
		v.come()
		sid := v.s.Claims(v.tokens.Text("id_token"))["sid"]
		clients := make([]*apptest.RP, 4)
		ears := make([]*apptest.Listener, 4)
		for i := range clients {
			ears[i] = v.s.Listener()
			clients[i] = v.s.RP(v.s.Client(v.rp.Service, ears[i].Listening(true, false)))
		}
		// Consent first, so that the race is between statements and not between pages.
		for _, rp := range clients {
			rp.Tokens(v.b, v.address)
		}
		v.s.Exec("delete from session_clients where client_id <> $1", v.rp.Service.Client.ID)
		cookies := v.b.CookieHeader()
		granted := make([]bool, len(clients))
		var all sync.WaitGroup
		for i, rp := range clients {
			all.Go(func() {
				to := strings.Replace(rp.AuthorizeURL("prompt", "none"), v.s.URL, replica.URL, 1)
				got := replica.SendRaw(http.MethodGet, to, "", "Cookie", cookies)
				granted[i] = strings.Contains(got.Header.Get("Location"), "code=")
			})
		}
		all.Go(func() { v.s.SendRaw(http.MethodGet, v.rp.EndSession(v.tokens.Text("id_token")), "", "Cookie", cookies) })
		all.Wait()
		v.s.Drain()
		for i, rp := range clients {
			heard := ears[i].LogoutTokens(rp.Service)
			if granted[i] {
				require.Len(t, heard, 1, "round %d", round)
				require.Equal(t, sid, heard[0]["sid"])
			} else {
				require.Empty(t, heard, "round %d", round)
			}
		}
		require.NotContains(t, v.s.Log.String()+replica.Log.String(), "a protocol endpoint failed")
	}
}

// Two sign-outs at once, on two replicas, tell once.
func TestOneSessionEndsOnce(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	replica := apptest.Replica(t, v.s.PG)
	cookies := v.b.CookieHeader()
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			s, u := v.s, v.rp.EndSession(v.tokens.Text("id_token"))
			if i%2 == 0 {
				s, u = replica, strings.Replace(u, v.s.URL, replica.URL, 1)
			}
			s.SendRaw(http.MethodGet, u, "", "Cookie", cookies)
		})
	}
	all.Wait()
	v.s.Drain()
	v.hears.LogoutToken(v.rp.Service)
}
