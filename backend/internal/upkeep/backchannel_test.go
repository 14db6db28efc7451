package upkeep_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// visit is somebody who signed in at a service that listens.
type visit struct {
	*testing.T

	s       *apptest.Server
	rp      *apptest.RP
	hears   *apptest.Listener
	address string
	b       *apptest.Browser
	tokens  apptest.Answer
	id      map[string]any // the claims of the ID token
}

func visiting(t *testing.T, change ...func(*manage.NewClient)) *visit {
	t.Helper()
	s := apptest.New(t)
	v := &visit{T: t, s: s, hears: s.Listener(), address: s.Person("Mira"), b: s.Browser()}
	v.rp = s.RP(s.Service("lantern", append([]func(*manage.NewClient){v.hears.Listening(true, false)}, change...)...))
	v.come()
	return v
}

// come signs the person in at the service.
func (v *visit) come() {
	v.Helper()
	v.tokens = v.rp.Tokens(v.b, v.address)
	v.id = v.s.Claims(v.tokens.Text("id_token"))
}

// alive says what the tokens are still good for.
func (v *visit) alive() (access, refresh bool) {
	v.Helper()
	access = v.rp.Userinfo(v.tokens.Text("access_token")).Status == http.StatusOK
	return access, v.rp.Refresh(v.tokens.Text("refresh_token")).Status == http.StatusOK
}

func (v *visit) account() (a id.Account) {
	v.Helper()
	require.NoError(v, v.s.Owner().QueryRow(v.Context(), "select account_id from mailboxes where address = $1", v.address).Scan(&a))
	return a
}

func (v *visit) connection() (c id.Connection) {
	v.Helper()
	require.NoError(v, v.s.Owner().QueryRow(v.Context(), "select id from connections where alias_id = $1", v.id["sub"]).Scan(&c))
	return c
}

// causes is every way in which a session or a consent ends (row P21), and what
// outlives it.
var causes = map[logout.Cause]struct {
	end     func(*visit)
	silent  string // what prompt=none answers afterwards
	refresh bool   // whether refresh tokens go on: offline access is access without a session
}{
	logout.Logout: {func(v *visit) { v.b.Open(v.rp.EndSession(v.tokens.Text("id_token"))) }, "login_required", true},
	logout.SessionRevoked: {func(v *visit) {
		key, err := v.s.Interaction.Recover(v.Context(), v.address, interaction.Visitor{})
		require.NoError(v, err)
		require.NoError(v, v.s.Interaction.Reset(v.Context(), key, secret.NewValue(v.s.Code(v.address)), secret.NewValue("quite another password")))
	}, "login_required", true},
	logout.SessionExpired: {func(v *visit) {
		v.s.Clock.Advance(7*24*time.Hour + 2*time.Minute)
		v.outlive()
		require.NoError(v, v.s.Upkeep.ExpireSessions(v.Context()))
	}, "login_required", true},
	logout.AccountDisabled: {func(v *visit) { require.NoError(v, v.s.Interaction.Disable(v.Context(), v.address)) }, "login_required", false},
	logout.AccountDeleted:  {func(v *visit) { require.NoError(v, v.s.Interaction.Delete(v.Context(), v.address)) }, "login_required", false},
	logout.ConsentWithdrawn: {func(v *visit) {
		action, values := v.b.Open("/home").Form("connection")
		require.Equal(v, "/home", v.b.Post(action, values).URL.Path)
	}, "consent_required", false},
	logout.DeveloperRevoked: {func(v *visit) {
		c := v.connection()
		require.NoError(v, v.s.DB.InTenant(v.Context(), v.rp.Service.Tenant.ID, func(tx postgres.TenantTx) error {
			return v.s.Endings().Disconnect(v.Context(), tx, c, v.s.Clock.Now())
		}))
	}, "consent_required", false},
}

// outlive has the tokens go on where the clock goes on for a week.
func (v *visit) outlive() {
	v.Helper()
	v.s.Exec("update access_tokens set expires_at = expires_at + interval '30 days'")
	v.s.Exec("update refresh_tokens set expires_at = expires_at + interval '60 days'")
}

func TestEveryCauseIsTold(t *testing.T) {
	t.Parallel()
	require.Len(t, causes, 7, "every cause of row P21")
	for cause, c := range causes {
		t.Run("P21: "+string(cause), func(t *testing.T) {
			t.Parallel()
			v := visiting(t)
			// A second client of the service, and a third that listens nowhere.
			second := v.s.Listener()
			other := v.s.RP(v.s.Client(v.rp.Service, second.Listening(true, false)))
			theirs := v.s.Claims(other.Tokens(v.b, v.address).Text("id_token"))
			deaf := v.s.RP(v.s.Client(v.rp.Service))
			deaf.Tokens(v.b, v.address)
			require.Empty(t, v.hears.Heard())

			c.end(v)
			require.Empty(t, v.hears.Heard(), "it is told by a job")
			v.s.Drain()
			now := v.s.Clock.Now()
			heard, again := v.hears.LogoutTokens(v.rp.Service), second.LogoutTokens(other.Service)
			if cause == logout.DeveloperRevoked { // the service's side does not know which sessions there are, so it says: all
				require.NotContains(t, heard[0], "sid")
				require.Equal(t, v.id["sub"], heard[0]["sub"])
				require.NotContains(t, again[0], "sid")
				heard, again = heard[1:], again[1:]
			}
			require.Len(t, heard, 1)
			claims := heard[0]
			require.Equal(t, map[string]any{
				"iss": v.rp.Service.Issuer, "aud": v.rp.Service.Client.ID.String(), "sub": v.id["sub"], "sid": v.id["sid"], "jti": claims["jti"],
				"iat": float64(now.Unix()), "exp": float64(now.Unix() + 120), "events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
			}, claims, "Back-Channel Logout 2.4: this and nothing else, no nonce above all")
			require.Len(t, claims["jti"], 22)
			require.Len(t, again, 1)
			require.Equal(t, theirs["sub"], again[0]["sub"])
			require.Equal(t, theirs["sid"], again[0]["sid"])
			require.Equal(t, other.Service.Client.ID.String(), again[0]["aud"])
			require.NotEqual(t, claims["jti"], again[0]["jti"])

			d := v.s.Deliveries(v.rp.Service)[0]
			require.Equal(t, cause, d.Cause)
			require.Equal(t, logout.Delivered, d.Status)
			require.Equal(t, 1, d.Tries)
			require.Equal(t, http.StatusOK, d.HTTPStatus)
			require.NotNil(t, d.FinishedAt)
			require.Empty(t, v.s.Deliveries(deaf.Service), "nothing to tell is nothing to show")

			require.Equal(t, c.silent, v.rp.Silent(v.b.Tab(t)))
			access, refresh := v.alive()
			require.Equal(t, c.refresh, access, "an access token with offline access goes on where its refresh token does")
			require.Equal(t, c.refresh, refresh)

			// Once is once.
			v.s.Drain()
			require.NoError(t, v.s.Upkeep.ExpireSessions(t.Context()))
			v.s.Drain()
			require.Empty(t, v.hears.Heard())
		})
	}
}

// Without offline access, what a session was given lasts no longer than it (row
// P21), nor does a code that nobody has redeemed yet.
func TestTokensDieWithTheirSession(t *testing.T) {
	t.Parallel()
	for _, cause := range []logout.Cause{logout.Logout, logout.SessionRevoked, logout.SessionExpired} {
		t.Run(string(cause), func(t *testing.T) {
			t.Parallel()
			v := visiting(t, func(n *manage.NewClient) { n.BackchannelLogoutURI = "" })
			v.rp.Scope = "openid"
			online := v.rp.Tokens(v.b, v.address).Text("access_token")
			elsewhere := v.rp.Tokens(v.s.Browser(), v.address).Text("access_token") // another session
			code := v.rp.Code(v.b, v.address)
			causes[cause].end(v)
			if cause == logout.SessionExpired {
				v.s.Exec("update auth_requests set code_expires_at = $1 where redeemed_at is null", v.s.Clock.Now().Add(time.Minute))
			}
			v.s.Drain()
			require.Equal(t, http.StatusUnauthorized, v.rp.Userinfo(online).Status)
			late := v.rp.Redeem(code)
			require.Equal(t, http.StatusBadRequest, late.Status, late.Raw)
			require.Equal(t, "invalid_grant", late.Text("error"))
			if cause == logout.Logout {
				require.Equal(t, http.StatusOK, v.rp.Userinfo(elsewhere).Status, "the person is still signed in there")
			}
		})
	}
}

// Back-Channel Logout 2.2: a client that can only end sessions by their name is told
// of none without.
func TestAClientThatNeedsTheSession(t *testing.T) {
	t.Parallel()
	v := visiting(t, func(n *manage.NewClient) { n.BackchannelSessionRequired = true })
	causes[logout.DeveloperRevoked].end(v)
	v.s.Drain()
	require.Equal(t, v.id["sid"], v.hears.LogoutToken(v.rp.Service)["sid"])
	require.Len(t, v.s.Deliveries(v.rp.Service), 1)

	// Nobody is signed in there any more when the person leaves.
	v.b.Open(v.rp.AuthorizeURL()).Decide("allow")
	v.s.Exec("delete from sessions")
	v.b = v.s.Signed(v.address)
	causes[logout.ConsentWithdrawn].end(v)
	v.s.Drain()
	require.Empty(t, v.hears.Heard())
	require.Len(t, v.s.Deliveries(v.rp.Service), 1)
}

// What a session reached may be gone when it ends: a client, or a whole service.
func TestWhoIsGoneIsNotTold(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	second := v.s.Listener()
	other := v.s.RP(v.s.Service("orchard", second.Listening(true, false)))
	other.Tokens(v.b, v.address)
	require.NoError(t, v.s.Clients.Delete(t.Context(), v.rp.Service.Owner, "lantern", v.rp.Service.Client.ID, nil))
	require.NoError(t, v.s.Tenants.Delete(t.Context(), other.Service.Owner, "orchard", nil))

	v.b.Open("/logout").Decide("allow")
	require.Contains(t, v.b.Body, "You are signed out")
	v.s.Drain()
	require.Empty(t, v.hears.Heard())
	require.Empty(t, second.Heard())
	var left int
	require.NoError(t, v.s.Owner().QueryRow(t.Context(), "select count(*) from logout_deliveries").Scan(&left))
	require.Zero(t, left)
}

// A client that has other algorithms, keys and a longer way hears the same.
func TestALogoutTokenIsSignedAsTheClientsIDTokens(t *testing.T) {
	t.Parallel()
	v := visiting(t, func(n *manage.NewClient) { n.IDTokenAlg = jose.ES256 })
	v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
	v.s.Drain()
	v.hears.LogoutToken(v.rp.Service)
}

// Silence and failures of the server are tried again, ever more rarely; its word is
// taken (row P21).
func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]logout.Status{
		200: logout.Delivered, 204: logout.Delivered, 400: logout.Failed, 401: logout.Failed, 404: logout.Failed, 302: logout.Failed, 201: logout.Failed, 500: logout.Pending, 503: logout.Pending,
	} {
		t.Run(fmt.Sprintf("status %d", status), func(t *testing.T) {
			t.Parallel()
			v := visiting(t)
			v.hears.Answer(status)
			v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
			v.s.Drain()
			d := v.s.Deliveries(v.rp.Service)[0]
			require.Equal(t, want, d.Status)
			require.Equal(t, status, d.HTTPStatus)
			require.Equal(t, want == logout.Delivered, d.Problem == "")
			require.Len(t, v.hears.Heard(), 1)
			v.s.Clock.Advance(time.Hour)
			v.s.Drain()
			require.Equal(t, want == logout.Pending, len(v.hears.Heard()) > 0)
		})
	}
	t.Run("eight times in some three hours, then never", func(t *testing.T) {
		t.Parallel()
		v := visiting(t)
		v.hears.Answer(http.StatusBadGateway)
		v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
		seen, all := map[any]bool{}, time.Duration(0)
		for n := range 8 {
			v.s.Drain()
			seen[v.hears.LogoutToken(v.rp.Service)["jti"]] = true
			if n == 7 {
				break
			}
			wait := 10 * time.Second * time.Duration(math.Pow(3, float64(n)))
			v.s.Clock.Advance(wait - time.Second)
			v.s.Drain()
			require.Empty(t, v.hears.Heard(), "not before its time")
			v.s.Clock.Advance(time.Second)
			all += wait
		}
		require.Len(t, seen, 8, "a token is signed for each try, for each is old after two minutes")
		require.Equal(t, 3*time.Hour, all.Round(time.Hour))
		v.s.Clock.Advance(24 * time.Hour)
		v.s.Drain()
		require.Empty(t, v.hears.Heard())
		d := v.s.Deliveries(v.rp.Service)[0]
		require.Equal(t, logout.Failed, d.Status)
		require.Equal(t, 8, d.Tries)
		require.Equal(t, http.StatusBadGateway, d.HTTPStatus)
		require.NotEmpty(t, d.Problem)
	})
	t.Run("a server that comes back is told", func(t *testing.T) {
		t.Parallel()
		v := visiting(t)
		v.hears.Answer(http.StatusServiceUnavailable)
		v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
		v.s.Drain()
		require.Equal(t, logout.Pending, v.s.Deliveries(v.rp.Service)[0].Status)
		v.hears.Answer(http.StatusOK)
		v.s.Drain()
		require.Len(t, v.hears.Heard(), 1, "not before its time")
		v.s.Clock.Advance(10 * time.Second)
		v.s.Drain()
		d := v.s.Deliveries(v.rp.Service)[0]
		require.Equal(t, logout.Delivered, d.Status)
		require.Equal(t, 2, d.Tries)
		require.Empty(t, d.Problem)
	})
	t.Run("SEC-18: an address inside is not called, and why is on record", func(t *testing.T) {
		t.Parallel()
		v := visiting(t)
		v.s.Exec("update clients set protocol = jsonb_set(protocol, '{backchannel_logout_uri}', '\"https://10.0.0.7/back\"') where id = $1", v.rp.Service.Client.ID)
		v.s.Clock.Advance(time.Minute)
		v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
		v.s.Drain()
		d := v.s.Deliveries(v.rp.Service)[0]
		require.Equal(t, logout.Failed, d.Status)
		require.Zero(t, d.HTTPStatus)
		require.NotEmpty(t, d.Problem)
		require.NotContains(t, d.Problem, "10.0.0.7")
	})
}

// SEC-65: of one person who signs out once, two services hear nothing alike.
func TestTwoServicesHearNothingAlike(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	second := v.s.Listener()
	other := v.s.RP(v.s.Service("orchard", second.Listening(true, false)))
	other.Tokens(v.b, v.address)
	account, developer := v.account(), ""
	require.NoError(t, v.s.Owner().QueryRow(t.Context(), "select developer_id::text from accounts where account_id = $1", account).Scan(&developer))
	// What every two would share who signed out in the same second.
	alike := []string{"iat", "exp", "events"}

	v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
	v.s.Drain()
	a, b := v.hears.LogoutToken(v.rp.Service), second.LogoutToken(other.Service)
	for _, name := range slices.Collect(maps.Keys(a)) {
		if !slices.Contains(alike, name) {
			require.NotEqual(t, a[name], b[name], name)
		}
	}
	x, y := v.s.Deliveries(v.rp.Service)[0], v.s.Deliveries(other.Service)[0]
	require.NotEqual(t, x.ID, y.ID)
	require.NotEqual(t, x.AliasID, y.AliasID)
	require.NotEqual(t, x.SID, y.SID)
	require.Equal(t, x.CreatedAt, x.CreatedAt.Truncate(time.Second), "no finer than the token")
	for _, text := range []string{fmt.Sprint(a, b), v.s.Log.String()} {
		require.NotContains(t, text, account.UUIDString())
		require.NotContains(t, text, developer)
		require.NotContains(t, text, v.address)
	}
	require.NotContains(t, v.s.Log.String(), x.AliasID, "the log does not join what the walls divide")
	require.NotContains(t, v.s.Log.String(), x.SID)
}

// A person may be told of nobody else, nor tell for anybody else.
func TestANoticeIsLeftByItsPersonAlone(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	mallory := v.s.Person("Mallory")
	var theirs id.Account
	require.NoError(t, v.s.Owner().QueryRow(t.Context(), "select account_id from mailboxes where address = $1", mallory).Scan(&theirs))
	at := v.rp.Service
	err := v.s.DB.InPerson(t.Context(), theirs, func(tx postgres.PersonTx) error {
		_, err := tx.Exec(t.Context(), `insert into logout_deliveries (tenant_id, id, client_id, alias_id, cause, status, tries, created_at)
			values ($1, $2, $3, $4, 'logout', 'pending', 0, now())`, at.Tenant.ID, id.NewLogoutDelivery(), at.Client.ID, v.id["sub"])
		return err
	})
	require.ErrorContains(t, err, "row-level security")
	require.ErrorIs(t, v.s.DB.InPerson(t.Context(), theirs, func(tx postgres.PersonTx) error {
		return v.s.Endings().Connection(t.Context(), tx, theirs, v.connection(), v.s.Clock.Now())
	}), logout.ErrNoConnection)
	other := v.s.Service("orchard")
	require.ErrorIs(t, v.s.DB.InTenant(t.Context(), other.Tenant.ID, func(tx postgres.TenantTx) error {
		return v.s.Endings().Disconnect(t.Context(), tx, v.connection(), v.s.Clock.Now())
	}), logout.ErrNoConnection)
	require.Empty(t, v.s.Deliveries(at))
	access, _ := v.alive()
	require.True(t, access)
}

// A delivery whose client is gone, or that was swept, is nobody's failure.
func TestAJobWithoutItsDelivery(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	require.NoError(t, v.s.Upkeep.BackchannelLogout(t.Context(), v.rp.Service.Tenant.ID, id.NewLogoutDelivery(), false))
	v.b.Open(v.rp.EndSession(v.tokens.Text("id_token")))
	require.NoError(t, v.s.Clients.Delete(t.Context(), v.rp.Service.Owner, "lantern", v.rp.Service.Client.ID, nil))
	v.s.Drain()
	require.Empty(t, v.hears.Heard())

	stopped, stop := context.WithCancel(t.Context())
	stop()
	require.Error(t, v.s.Upkeep.BackchannelLogout(stopped, v.rp.Service.Tenant.ID, id.NewLogoutDelivery(), true))
}
