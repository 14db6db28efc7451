package device_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

// television lets a client use device codes.
func television(n *manage.NewClient) {
	n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.DeviceCode}
}

func begin(t *testing.T, rp *apptest.RP, pairs ...string) apptest.Answer {
	t.Helper()
	form := url.Values{"scope": {"openid nickname offline_access"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return rp.Post("/oauth2/device_authorization", form)
}

func begun(t *testing.T, rp *apptest.RP) (device, user string) {
	t.Helper()
	a := begin(t, rp)
	require.Equal(t, http.StatusOK, a.Status, a.Raw)
	return a.Text("device_code"), a.Text("user_code")
}

func poll(rp *apptest.RP, device string) apptest.Answer {
	return rp.Token(url.Values{"grant_type": {string(oauth.DeviceCode)}, "device_code": {device}})
}

// allow goes the person's whole way: the code, the comparison, signing in, consent.
func allow(b *apptest.Browser, issuer, user, person string) *apptest.Browser {
	b.Open(issuer + "/device?user_code=" + url.QueryEscape(user))
	b.Submit("decision", "allow")
	if strings.HasPrefix(b.URL.Path, "/login") {
		b.SignIn(person)
	}
	if strings.HasPrefix(b.URL.Path, "/consent") {
		b.Decide("allow")
	}
	return b
}

func TestRFC8628(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", television)
	rp, person := s.RP(at), s.Person("mira")

	t.Run("3.2: the answer", func(t *testing.T) {
		t.Parallel()
		a := begin(t, rp.In(t))
		require.Equal(t, http.StatusOK, a.Status, a.Raw)
		require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
		require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, a.Text("device_code"), "256 bits")
		require.Regexp(t, `^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$`, a.Text("user_code"), "6.1")
		require.Equal(t, at.Issuer+"/device", a.Text("verification_uri"))
		require.Equal(t, at.Issuer+"/device?user_code="+a.Text("user_code"), a.Text("verification_uri_complete"))
		require.InDelta(t, 600, a.JSON["expires_in"], 0)
		require.InDelta(t, 5, a.JSON["interval"], 0)
	})
	t.Run("3.1: what is refused", func(t *testing.T) {
		t.Parallel()
		rp := rp.In(t)
		plain := s.In(t).RP(s.In(t).Client(at))
		require.Equal(t, "unauthorized_client", begin(t, plain).Text("error"), "a client that is not set to it")
		require.Equal(t, "invalid_scope", begin(t, rp, "scope", "profile").Text("error"))
		require.Equal(t, "invalid_target", begin(t, rp, "resource", "https://unknown.test").Text("error"))
		a := s.In(t).Send(http.MethodPost, at.Issuer+"/oauth2/device_authorization", url.Values{"client_id": {at.Client.WireID()}})
		require.Equal(t, "invalid_client", a.Text("error"))
		require.Equal(t, string(oauth.ClientAuthMethod), string(s.In(t).OneRefusal(at.Tenant.ID, a.Header).Reason))
	})
	t.Run("3.3 to 3.5: the whole way, once", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		device, user := begun(t, rp)
		require.Equal(t, "authorization_pending", poll(rp, device).Text("error"))
		b := s.Browser()
		b.Open(at.Issuer + "/device?user_code=" + strings.ToLower(strings.ReplaceAll(user, "-", "%20")))
		require.Equal(t, http.StatusOK, b.Status)
		require.Contains(t, b.Body, user, "the code to compare, as the device shows it")
		require.Contains(t, b.Body, "Only continue if you started this yourself", "SEC-47")
		require.Contains(t, b.Body, "127.0.0.0/24", "where it was asked from")
		require.Contains(t, b.Body, "In development")
		require.Equal(t, "no-store", b.Header.Get("Cache-Control"))
		require.Contains(t, b.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'", "SEC-20")
		allow(b, at.Issuer, user, person)
		require.Equal(t, "/t/lantern/device/done", b.URL.Path, b.Body)
		require.Contains(t, b.Body, "Your device is connected")

		s.Clock.Advance(6 * time.Second)
		a := poll(rp, device)
		require.Equal(t, http.StatusOK, a.Status, a.Raw)
		require.NotEmpty(t, a.Text("id_token"))
		require.NotEmpty(t, a.Text("refresh_token"))
		require.Equal(t, http.StatusOK, rp.Userinfo(a.Text("access_token")).Status)
		require.Equal(t, "invalid_grant", poll(rp, device).Text("error"), "single use")
		b.Open(at.Issuer + "/device?user_code=" + user)
		require.Equal(t, http.StatusUnprocessableEntity, b.Status, "SEC-48: nothing is left of it")
	})
	t.Run("3.3: the person says no", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		device, user := begun(t, rp)
		b := s.Browser().Open(at.Issuer+"/device?user_code="+user).Submit("decision", "deny")
		require.Contains(t, b.Body, "was not connected")
		require.Equal(t, "access_denied", poll(rp, device).Text("error"))

		device, user = begun(t, rp)
		b = s.Browser().Open(at.Issuer+"/device?user_code="+user).Submit("decision", "allow").Submit("decision", "deny")
		require.Equal(t, "/t/lantern/device/done", b.URL.Path, "said on the sign-in page")
		s.Clock.Advance(6 * time.Second)
		require.Equal(t, "access_denied", poll(rp, device).Text("error"))
	})
	t.Run("SEC-47: another client does not get it, nor another tenant", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		device, user := begun(t, rp)
		require.Equal(t, "invalid_grant", poll(s.RP(s.Client(at, television)), device).Text("error"))
		other := s.Service("harbour", television)
		require.Equal(t, "invalid_grant", poll(s.RP(other), device).Text("error"))
		b := s.Browser().Open(other.Issuer + "/device?user_code=" + user)
		require.Equal(t, http.StatusUnprocessableEntity, b.Status)
	})
	t.Run("SEC-47: nobody decides without the page's own form", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		device, user := begun(t, rp)
		b := s.Browser().Open(at.Issuer + "/device?user_code=" + user)
		_, form := b.Form("decision")
		form.Set("decision", "allow")
		require.Equal(t, http.StatusForbidden, s.Browser().Post(at.Issuer+"/device", form).Status, "another browser")
		_, second := begun(t, rp)
		form.Set("user_code", second)
		require.Equal(t, http.StatusForbidden, b.Post(at.Issuer+"/device", form).Status, "another code")
		s.Clock.Advance(6 * time.Second)
		require.Equal(t, "authorization_pending", poll(rp, device).Text("error"))
	})
	t.Run("asked to go on twice, it goes on with the same", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		_, user := begun(t, rp)
		b := s.Browser().Open(at.Issuer+"/device?user_code="+user).Submit("decision", "allow")
		first := b.URL.Query().Get("request")
		b.Open(at.Issuer+"/device?user_code="+user).Submit("decision", "allow")
		require.Equal(t, first, b.URL.Query().Get("request"))
	})
}

func TestAPollerIsSlowedDown(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern", television))
	device, _ := begun(t, rp)
	require.Equal(t, "authorization_pending", poll(rp, device).Text("error"))
	require.Equal(t, "slow_down", poll(rp, device).Text("error"), "RFC 8628 3.5: sooner than the interval")
	s.Clock.Advance(6 * time.Second)
	require.Equal(t, "slow_down", poll(rp, device).Text("error"), "five seconds more than before")
	s.Clock.Advance(16 * time.Second)
	require.Equal(t, "authorization_pending", poll(rp, device).Text("error"))
	s.Clock.Advance(devicecode.Lifetime)
	require.Equal(t, "expired_token", poll(rp, device).Text("error"))
}

func TestAnOldCodeIsLikeAnUnknownOne(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", television)
	_, user := begun(t, s.RP(at))
	s.Clock.Advance(devicecode.Lifetime)
	old := s.Browser().Open(at.Issuer + "/device?user_code=" + user)
	unknown := s.Browser().Open(at.Issuer + "/device?user_code=BBBB-BBBB")
	require.Equal(t, unknown.Status, old.Status)
	require.Equal(t, http.StatusUnprocessableEntity, old.Status)
	require.Contains(t, old.Body, "No device is waiting under this code")
}

func TestSEC47_GuessingIsThrottled(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", television)
	_, user := begun(t, s.RP(at))
	b := s.Browser()
	for range 20 {
		require.Equal(t, http.StatusOK, b.Open(at.Issuer+"/device?user_code="+user).Status, "a right code costs nothing")
	}
	for range 5 {
		require.Equal(t, http.StatusUnprocessableEntity, s.Browser().Open(at.Issuer+"/device?user_code=BBBB-BBBB").Status)
	}
	require.Equal(t, http.StatusTooManyRequests, b.Open(at.Issuer+"/device?user_code=BBBB-BBBC").Status)
	require.Equal(t, http.StatusTooManyRequests, b.Open(at.Issuer+"/device?user_code="+user).Status, "not even a right one, or guessing would still pay")
	s.Clock.Advance(2 * time.Minute)
	require.Equal(t, http.StatusOK, b.Open(at.Issuer+"/device?user_code="+user).Status)
}

func TestOfManyPollsOneIsServed(t *testing.T) {
	t.Parallel()
	pg := pgtest.New(t)
	s, other := apptest.Replica(t, pg), apptest.Replica(t, pg)
	at := s.Service("lantern", television)
	rp, person := s.RP(at), s.Person("mira")
	there := at
	there.Issuer = other.Issuer("lantern")
	replica := other.RP(there)
	device, user := begun(t, rp)
	allow(s.Browser(), at.Issuer, user, person)

	var mu sync.Mutex
	served := 0
	var wg sync.WaitGroup
	for i := range 20 {
		from := rp
		if i%2 == 1 {
			from = replica
		}
		wg.Go(func() {
			if a := poll(from, device); a.Status == http.StatusOK {
				mu.Lock()
				served++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, served)
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", television)
	rp := s.RP(at)
	begun(t, rp) // warm
	s.RoundTrips(1, func() { begun(t, rp) })
}

func TestUserCodesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"WDJB-MJHT": "WDJBMJHT", "wdjbmjht": "WDJBMJHT", "wdjb mjht": "WDJBMJHT", "WDJB–MJHT": "", "WDJB-MJH": "", "WDJB-MJHTT": "", "WDJB-MJHA": "", "": "", "\x00": "",
	} {
		require.Equal(t, want, devicecode.Normalize(typed), "%q", typed)
	}
}
