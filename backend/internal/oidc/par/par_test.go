package par_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func TestAPushedRequest(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	person := s.Person("Mira")

	got := rp.Push("max_age", "3600", "x", "unknown")
	require.Equal(t, http.StatusCreated, got.Status, "RFC 9126 2.2: %s", got.Raw)
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
	require.EqualValues(t, 60, got.JSON["expires_in"])
	require.Len(t, got.JSON, 2)
	uri := got.Text("request_uri")
	require.True(t, strings.HasPrefix(uri, "urn:ietf:params:oauth:request_uri:"), uri)
	require.Len(t, strings.TrimPrefix(uri, pushed.Prefix), 43, "RFC 9126 7.1: 256 bits")
	require.Len(t, s.Caused(at.Tenant.ID, got.Header), 1)

	var stored string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select params || encode(hash, 'escape') from pushed_requests").Scan(&stored))
	require.NotContains(t, stored, at.Secret, "SEC-15: credentials are not kept")
	require.NotContains(t, stored, "unknown")
	require.NotContains(t, stored, strings.TrimPrefix(uri, pushed.Prefix), "nor the name itself")

	b := s.Browser().Open(rp.Pushed(got, "state", "evil", "redirect_uri", "https://evil.test/", "nonce", "evil", "scope", "openid contact", "response_type", "token", "prompt", "none", "response_mode", "fragment"))
	require.Equal(t, "/login", b.URL.Path, b.Body)
	require.NotContains(t, b.URL.String()+b.CookieHeader(), rp.State, "SEC-15: the browser carries an opaque name")
	b.SignIn(person).Decide("allow")
	require.Equal(t, "lantern.test", b.URL.Host)
	require.Equal(t, rp.State, b.URL.Query().Get("state"), "RFC 9126 4: what is outside a pushed request does not count")
	answer := rp.Redeem(b.URL.Query().Get("code"))
	require.Equal(t, http.StatusOK, answer.Status, answer.Raw)
	require.Equal(t, rp.Nonce, s.Claims(answer.Text("id_token"))["nonce"])
	require.Contains(t, answer.Text("scope"), "email")

	s.Clock.Advance(time.Second)
	b.Open(rp.Pushed(rp.Push("prompt", "login")))
	require.Equal(t, "/login", b.URL.Path, "its own parameters do count")
	require.Equal(t, "login_required", s.Browser().Open(rp.Pushed(rp.Push("prompt", "none"))).URL.Query().Get("error"))
}

func TestSEC16APushedRequestIsOfOneClientForOneAnswerAndForAMinute(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, sibling, foreign := s.RP(at), s.RP(s.Client(at)), s.RP(s.Service("harbor"))
	person := s.Person("Mira")
	b := s.Signed(person).Allow(rp.AuthorizeURL(), "")
	refused := func(at *apptest.RP, b *apptest.Browser, reason oauth.Reason) {
		t.Helper()
		require.Equal(t, http.StatusBadRequest, b.Status, b.Body)
		require.Empty(t, b.Header.Get("Location"), "it is not known where to")
		require.Contains(t, b.Header.Get("Content-Type"), "text/html")
		require.Equal(t, reason, s.OneRefusal(at.Service.Tenant.ID, b.Header).Reason)
	}

	one := rp.Push()
	refused(sibling, s.Browser().Open(sibling.Pushed(one)), oauth.PushedOtherClient)
	refused(foreign, s.Browser().Open(foreign.Pushed(one)), oauth.PushedUnknown) // SEC-60
	unknown := rp.Pushed(one, "request_uri", one.Text("request_uri")+"x")
	refused(rp, s.Browser().Open(unknown), oauth.PushedUnknown)
	refused(rp, s.Browser().Open(rp.Pushed(one, "request_uri", strings.ToUpper(one.Text("request_uri")))), oauth.RequestURIUnregistered)
	refused(rp, s.Browser().Open(rp.Pushed(one, "client_id", "")), oauth.ClientIDMissing)
	require.Equal(t, "lantern.test", b.Tab(t).Open(rp.Pushed(one)).URL.Host, "none of that has used it up")
	refused(rp, b.Tab(t).Open(rp.Pushed(one)), oauth.PushedUsed)

	s.Clock.Advance(time.Second)
	two := rp.Push("prompt", "consent")
	first, second := b.Tab(t).Open(rp.Pushed(two)), b.Tab(t).Open(rp.Pushed(two))
	require.Equal(t, "/consent", second.URL.Path, "FAPI 2.0 5.3.2.2: a page may be loaded again")
	s.Clock.Advance(5 * time.Minute)
	require.NotEmpty(t, first.Decide("allow").URL.Query().Get("code"), "RFC 9126 4: it was live when the person came")
	refused(rp, second.Decide("allow"), oauth.PushedUsed)

	three := rp.Push()
	s.Clock.Advance(time.Minute - time.Second)
	require.Equal(t, "/login", s.Browser().Open(rp.Pushed(three)).URL.Path)
	s.Clock.Advance(time.Second)
	refused(rp, s.Browser().Open(rp.Pushed(three)), oauth.PushedExpired)

	four := rp.Push("prompt", "consent")
	require.Equal(t, "access_denied", b.Tab(t).Open(rp.Pushed(four)).Decide("deny").URL.Query().Get("error"))

	five := rp.Push()
	yes := true
	s.Change(at, manage.ClientChange{Disabled: &yes})
	refused(rp, s.Browser().Open(rp.Pushed(five)), oauth.ClientDisabled) // SEC-37
}

// Of any number of browsers that come with one pushed request at once, on any
// replica, one is answered.
func TestSEC16OneAnswerInARace(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	two := apptest.Replica(t, one.PG)
	rp := one.RP(one.Service("lantern"))
	b := one.Signed(one.Person("Mira")).Allow(rp.AuthorizeURL(), "")
	address := rp.Pushed(rp.Push())
	const many = 20
	tabs := make([]*apptest.Browser, many)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range tabs {
		tabs[i] = b.Tab(t)
		to := address
		if i%2 == 1 {
			to = strings.Replace(to, one.URL, two.URL, 1)
		}
		wg.Go(func() {
			<-start
			tabs[i].Open(to)
		})
	}
	close(start)
	wg.Wait()
	answered := 0
	for _, tab := range tabs {
		if tab.URL.Query().Has("code") {
			answered++
		} else {
			require.Equal(t, http.StatusBadRequest, tab.Status, tab.Body)
		}
	}
	require.Equal(t, 1, answered)
}

func TestWhatCannotBePushed(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	public := s.RP(s.Client(at, func(n *manage.NewClient) { n.Type = "public" }))
	for _, c := range []struct {
		why    string
		pairs  []string
		code   string
		reason oauth.Reason
	}{
		{"RFC 9126 2.1: a request_uri", []string{"request_uri", "https://lantern.test/r"}, "invalid_request", oauth.PushedWithRequestURI},
		{"SEC-16: another pushed request", []string{"request_uri", pushed.Prefix + "x"}, "invalid_request", oauth.PushedWithRequestURI},
		{"no redirect_uri", []string{"redirect_uri", ""}, "invalid_request", oauth.RedirectURIMissing},
		{"RFC 9126 2.4: a redirect_uri that is not registered", []string{"redirect_uri", "https://evil.test/"}, "invalid_request", oauth.RedirectURIMismatch},
		{"no response_type", []string{"response_type", ""}, "invalid_request", oauth.ResponseTypeMissing},
		{"hybrid", []string{"response_type", "code id_token"}, "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"implicit", []string{"response_type", "token"}, "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"SEC-13: no PKCE", []string{"code_challenge", "", "code_challenge_method", ""}, "invalid_request", oauth.PKCEMissing},
		{"SEC-12: plain PKCE", []string{"code_challenge_method", "plain"}, "invalid_request", oauth.PKCEMethodUnsupported},
		{"a scope that is not allowed", []string{"scope", "openid address"}, "invalid_scope", oauth.ScopeNotAllowed},
		{"an unknown resource", []string{"resource", "https://api.test"}, "invalid_target", oauth.ResourceUnknown},
		{"a malformed prompt", []string{"prompt", "please"}, "invalid_request", oauth.PromptMalformed},
		{"malformed claims", []string{"claims", "{"}, "invalid_request", oauth.ClaimsMalformed},
		{"a request object of a client without keys", []string{"request", "x"}, "invalid_request_object", oauth.RequestObjectSignature},
		{"an overlong state", []string{"state", strings.Repeat("s", 4001)}, "invalid_request", oauth.ParameterTooLong},
		{"a wrong secret", []string{"client_secret", "wrong"}, "invalid_client", oauth.ClientSecretWrong},
		{"another client", []string{"client_id", public.Service.Client.ID.String()}, "invalid_client", oauth.ClientAuthMethod},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := rp.In(t).Push(c.pairs...)
			require.Equal(t, c.code, got.Text("error"), got.Raw)
			require.Equal(t, "application/json", got.Header.Get("Content-Type"))
			require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
			status := http.StatusBadRequest
			if c.code == "invalid_client" {
				status = http.StatusUnauthorized
			}
			require.Equal(t, status, got.Status)
			a := s.OneRefusal(at.Tenant.ID, got.Header)
			require.Equal(t, c.reason, a.Reason)
			require.Equal(t, "par", a.Endpoint)
		})
	}
	t.Run("SEC-06: a parameter twice", func(t *testing.T) {
		t.Parallel()
		v := rp.Params()
		v.Add("state", "again")
		require.Equal(t, "invalid_request", rp.In(t).PushForm(v).Text("error"))
	})
	t.Run("RFC 9126 2.3: other methods and bodies", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			require.Equal(t, http.StatusMethodNotAllowed, s.Send(method, at.Issuer+"/oauth2/par", rp.Params()).Status, method)
		}
		require.Equal(t, http.StatusBadRequest, s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/par", "{}", "Content-Type", "application/json").Status)
		require.Equal(t, http.StatusRequestEntityTooLarge, s.Send(http.MethodPost, at.Issuer+"/oauth2/par", url.Values{"x": {strings.Repeat("x", 70<<10)}}).Status)
	})
	t.Run("a public client may push", func(t *testing.T) {
		t.Parallel()
		public := public.In(t)
		require.Equal(t, "/login", s.In(t).Browser().Open(public.Pushed(public.Push())).URL.Path)
	})
	t.Run("row P23: scripts of the client's origins may read the answer", func(t *testing.T) {
		t.Parallel()
		public := public.In(t)
		got := public.PushForm(public.Params(), "Origin", "https://lantern.test")
		require.Equal(t, "https://lantern.test", got.Header.Get("Access-Control-Allow-Origin"))
		require.Empty(t, public.PushForm(public.Params(), "Origin", "https://evil.test").Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, http.StatusNoContent, s.In(t).SendRaw(http.MethodOptions, at.Issuer+"/oauth2/par", "", "Origin", "https://lantern.test").Status)
	})
}

func TestADisabledTenantTakesNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", rp.Service.Tenant.ID)
	got := rp.Push()
	require.Equal(t, "unauthorized_client", got.Text("error"))
	require.Equal(t, oauth.TenantDisabled, s.OneRefusal(rp.Service.Tenant.ID, got.Header).Reason)
}

// The code is bound to the key that pushed the request (RFC 9449 10.1).
func TestRFC9449_10_1APushedRequestBindsItsKey(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	b := s.Signed(s.Person("Mira")).Allow(rp.AuthorizeURL(), "")
	key, other := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	endpoint := at.Issuer + "/oauth2/par"
	proof := func(k keytest.Key) []string {
		return []string{"DPoP", k.Proof(http.MethodPost, endpoint, s.Clock.Now())}
	}
	code := func(got apptest.Answer) string {
		t.Helper()
		c := b.Open(rp.Pushed(got)).URL.Query().Get("code")
		require.NotEmpty(t, c, b.Body)
		return c
	}
	redeem := func(code string, by ...keytest.Key) apptest.Answer {
		t.Helper()
		form := url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {at.Redirect}, "code_verifier": {rp.Verifier},
			"client_id": {at.Client.ID.String()}, "client_secret": {at.Secret},
		}
		var header []string
		for _, k := range by {
			header = []string{"DPoP", k.Proof(http.MethodPost, at.Issuer+"/oauth2/token", s.Clock.Now())}
		}
		return s.Send(http.MethodPost, at.Issuer+"/oauth2/token", form, header...)
	}

	for why, push := range map[string]func() apptest.Answer{
		"by its proof": func() apptest.Answer { return rp.PushForm(rp.Params(), proof(key)...) },
		"by dpop_jkt":  func() apptest.Answer { return rp.Push("dpop_jkt", key.JKT()) },
		"by both": func() apptest.Answer {
			v := rp.Params()
			v.Set("dpop_jkt", key.JKT())
			return rp.PushForm(v, proof(key)...)
		},
	} {
		require.Equal(t, "invalid_grant", redeem(code(push()), other).Text("error"), "%s: another key", why)
		require.Equal(t, http.StatusBadRequest, redeem(code(push())).Status, "%s: no key", why)
		fine := redeem(code(push()), key)
		require.Equal(t, http.StatusOK, fine.Status, "%s: %s", why, fine.Raw)
		require.Equal(t, "DPoP", fine.Text("token_type"))
	}
	bound := b.Open(rp.AuthorizeURL("dpop_jkt", key.JKT())).URL.Query().Get("code")
	require.Equal(t, "invalid_grant", redeem(bound, other).Text("error"), "RFC 9449 10: dpop_jkt of an ordinary request")

	v := rp.Params()
	v.Set("dpop_jkt", other.JKT())
	got := rp.PushForm(v, proof(key)...)
	require.Equal(t, "invalid_dpop_proof", got.Text("error"), "RFC 9449 10.1: two keys")
	require.Equal(t, oauth.JKTMismatch, s.OneRefusal(at.Tenant.ID, got.Header).Reason)

	used := proof(key)
	require.Equal(t, http.StatusCreated, rp.PushForm(rp.Params(), used...).Status)
	require.Equal(t, "invalid_dpop_proof", rp.PushForm(rp.Params(), used...).Text("error"), "SEC-43: a proof twice")
	require.Equal(t, "invalid_dpop_proof", rp.PushForm(rp.Params(), "DPoP", key.Proof(http.MethodPost, at.Issuer+"/oauth2/token", s.Clock.Now())).Text("error"), "SEC-43: a proof for another endpoint")
}

// What is said in the package comments about their cost.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	b := s.Signed(s.Person("Mira")).Allow(rp.AuthorizeURL(), "")
	key := keytest.New(t, jose.ES256)
	s.RoundTrips(1, func() { require.Equal(t, http.StatusCreated, rp.Push().Status) })
	s.RoundTrips(2, func() {
		got := rp.PushForm(rp.Params(), "DPoP", key.Proof(http.MethodPost, at.Issuer+"/oauth2/par", s.Clock.Now()))
		require.Equal(t, http.StatusCreated, got.Status, got.Raw)
	})
	s.RoundTrips(1+2, func() {
		require.Equal(t, "/login", s.SendRaw(http.MethodGet, rp.Pushed(rp.Push()), "").Location(t).Path)
	})
	s.RoundTrips(1+7, func() { require.NotEmpty(t, b.Open(rp.Pushed(rp.Push())).URL.Query().Get("code")) })
}
