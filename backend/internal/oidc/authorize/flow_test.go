package authorize_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// arrived demands that a browser came back to the client with a code, and
// answers it.
func arrived(t *testing.T, rp *apptest.RP, b *apptest.Browser) string {
	t.Helper()
	require.Equal(t, strings.TrimPrefix(rp.Service.Redirect, "https://"), b.URL.Host+b.URL.Path, b.Body)
	require.Equal(t, http.StatusSeeOther, b.Status, "SEC-08: never 307, which would post on what was posted")
	q := b.URL.Query()
	require.Empty(t, q.Get("error"), "%s", q)
	require.Equal(t, rp.Service.Issuer, q.Get("iss"))
	return q.Get("code")
}

func failed(t *testing.T, b *apptest.Browser, code string) {
	t.Helper()
	require.Equal(t, code, b.URL.Query().Get("error"), "%s\n%s", b.URL, b.Body)
	require.Empty(t, b.URL.Query().Get("code"))
}

func TestARequestByPost(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	address := rp.Service.Issuer + "/oauth2/authorize"
	person := s.Person("Mira")

	t.Run("P3: a post from another site, without cookies, ends in the same flow", func(t *testing.T) {
		t.Parallel()
		s, rp := s.In(t), rp.In(t)
		got := s.Send(http.MethodPost, address, rp.Params(), "Origin", "https://lantern.test", "Sec-Fetch-Site", "cross-site")
		to := got.Location(t)
		guarded(t, got.Header)
		require.Empty(t, got.Header.Values("Set-Cookie"), "the browser's cookies were not seen, so none is replaced")
		require.Equal(t, "/t/lantern/oauth2/authorize/resume", to.Path)
		require.Equal(t, []string{"request"}, keysOf(to.Query()), "SEC-15: nothing but an opaque name")
		b := s.Signed(person).Open(to.String())
		require.Equal(t, "/consent", b.URL.Path, "the session that the post did not carry is seen now")
		b.Decide("allow")
		require.Equal(t, http.StatusOK, rp.Redeem(arrived(t, rp, b)).Status)
		require.Equal(t, rp.State, b.URL.Query().Get("state"))

		other := s.Browser().Open(to.String())
		require.Equal(t, http.StatusBadRequest, other.Status, "SEC-23: it is that browser's now")
	})
	t.Run("P3: an error is answered as by GET", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		v := rp.Params()
		v.Set("response_type", "token")
		require.Equal(t, "unsupported_response_type", s.Send(http.MethodPost, address, v).Location(t).Query().Get("error"))
	})
	t.Run("prompt=none by post is judged where the cookies are", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		v := rp.Params()
		v.Set("prompt", "none")
		to := s.Send(http.MethodPost, address, v).Location(t)
		failed(t, s.Browser().Open(to.String()), "login_required")
	})
	for why, c := range map[string]struct {
		send   func(s *apptest.Server) apptest.Answer
		reason oauth.Reason
	}{
		"SEC-06: parameters in the query too": {func(s *apptest.Server) apptest.Answer {
			return s.Send(http.MethodPost, address+"?client_id=x", rp.Params())
		}, oauth.ParameterRepeated},
		"a body of another type": {func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodPost, address, `{"client_id":"x"}`, "Content-Type", "application/json")
		}, oauth.BodyType},
		"a body too large": {func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodPost, address, "a="+strings.Repeat("a", 70<<10), "Content-Type", "application/x-www-form-urlencoded")
		}, oauth.BodyTooLarge},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := c.send(s)
			require.Equal(t, http.StatusBadRequest, got.Status)
			require.Empty(t, got.Header.Get("Location"))
			require.Equal(t, c.reason, s.OneRefusal(rp.Service.Tenant.ID, got.Header).Reason)
		})
	}
}

func keysOf(v url.Values) []string {
	out := make([]string, 0, len(v))
	for k := range v {
		out = append(out, k)
	}
	return out
}

func TestPrompts(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	person := s.Person("Mira")
	b := s.Signed(person)

	b.Open(rp.AuthorizeURL("prompt", "none"))
	failed(t, b, "consent_required")
	require.Equal(t, rp.State, b.URL.Query().Get("state"))
	first := rp.Tokens(b, person)
	before := s.Claims(first.Text("id_token"))

	arrived(t, rp, b.Open(rp.AuthorizeURL("prompt", "none")))
	require.Equal(t, before["sub"], s.Claims(rp.Tokens(b, person).Text("id_token"))["sub"], "decision D15: remembered, and the same alias ID")

	s.Clock.Advance(10 * time.Minute)
	b.Open(rp.AuthorizeURL("prompt", "consent"))
	require.Equal(t, "/consent", b.URL.Path, "OIDC Core 3.1.2.1: prompt=consent")
	arrived(t, rp, b.Decide("allow"))

	b.Open(rp.AuthorizeURL("prompt", "login"))
	require.Equal(t, "/login", b.URL.Path, "OIDC Core 3.1.2.1: prompt=login")
	require.Equal(t, "/login", b.Tab(t).Open(strings.Replace(b.URL.String(), "/login", rp.Service.Issuer[len(s.URL):]+"/oauth2/authorize/resume", 1)).URL.Path, "SEC-24: nobody walks past the sign-in")
	again := rp.Redeem(arrived(t, rp, b.SignIn(person)))
	after := s.Claims(again.Text("id_token"))
	require.Equal(t, before["sub"], after["sub"])
	require.Greater(t, after["auth_time"], before["auth_time"], "OIDC Core 2: auth_time is of the new sign-in")
	require.EqualValues(t, s.Clock.Now().Unix(), after["auth_time"])

	s.Clock.Advance(time.Minute)
	arrived(t, rp, b.Open(rp.AuthorizeURL("max_age", "60")))
	s.Clock.Advance(time.Second)
	require.Equal(t, "/login", b.Open(rp.AuthorizeURL("max_age", "60")).URL.Path, "OIDC Core 3.1.2.1: max_age")
	failed(t, b.Open(rp.AuthorizeURL("max_age", "60", "prompt", "none")), "login_required")
	require.Equal(t, "/login", b.Open(rp.AuthorizeURL("max_age", "0")).URL.Path, "row P22: max_age=0 is a new sign-in")
	arrived(t, rp, b.SignIn(person))
	arrived(t, rp, b.Open(rp.AuthorizeURL("max_age", "4611686018427387903")))

	require.Equal(t, "/select-account", b.Open(rp.AuthorizeURL("prompt", "select_account")).URL.Path)
	arrived(t, rp, b.Tab(t).Open(rp.AuthorizeURL("prompt", "none")))
	require.Equal(t, "/register", b.Open(rp.AuthorizeURL("prompt", "create")).URL.Path, "OIDC prompt=create")
	require.Equal(t, "/register", s.Browser().Open(rp.AuthorizeURL("prompt", "create")).URL.Path)
}

func TestTheAccountChooser(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	mira, juno := s.Person("Mira"), s.Person("Juno")
	subs := map[string]any{}
	for _, who := range []string{mira, juno} {
		subs[who] = s.Claims(rp.Tokens(s.Browser(), who).Text("id_token"))["sub"]
	}
	require.NotEqual(t, subs[mira], subs[juno])

	b := s.Signed(mira, juno)
	failed(t, b.Open(rp.AuthorizeURL("prompt", "none")), "account_selection_required")
	b.Open(rp.AuthorizeURL())
	require.Equal(t, "/select-account", b.URL.Path)
	choices := buttons(b.Body, "account")
	require.Len(t, choices, 2)
	got := map[any]bool{}
	for _, choice := range choices {
		tab := b.Tab(t).Open(rp.AuthorizeURL())
		action, form := tab.Form("proof")
		form.Set("account", choice)
		code := arrived(t, rp, tab.Post(action, form))
		got[s.Claims(rp.Redeem(code).Text("id_token"))["sub"]] = true
	}
	require.Equal(t, map[any]bool{subs[mira]: true, subs[juno]: true}, got, "each choice signs in whom it says")

	tab := b.Tab(t).Open(rp.AuthorizeURL())
	tampered := strings.Replace(tab.URL.String(), "/select-account", rp.Service.Issuer[len(s.URL):]+"/oauth2/authorize/resume", 1) + "&with="
	for _, with := range []string{"", "x", strings.Repeat("A", 43), choices[0], url.QueryEscape("'; --")} {
		require.Equal(t, "/select-account", b.Tab(t).Open(tampered+with).URL.Path, "SEC-24: with=%s chooses nobody", with)
	}
}

// buttons are the values of the page's buttons of one name.
func buttons(body, name string) []string {
	var out []string
	for _, part := range strings.Split(body, `name="`+name+`" value="`)[1:] {
		value, _, _ := strings.Cut(part, `"`)
		out = append(out, value)
	}
	return out
}

func TestConsent(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	person := s.Person("Mira")
	b := s.Signed(person)

	rp.Scope = "openid email"
	b.Open(rp.AuthorizeURL())
	require.Equal(t, "/consent", b.URL.Path)
	some := rp.Redeem(arrived(t, rp, b.Untick("email")))
	require.Equal(t, "openid", some.Text("scope"), "what was not ticked was not granted, and the client is told (RFC 6749 5.1)")
	require.NotContains(t, rp.Userinfo(some.Text("access_token")).JSON, "email")

	code := arrived(t, rp, b.Open(rp.AuthorizeURL()))
	require.Equal(t, "openid", rp.Redeem(code).Text("scope"), "decision D15: what was declined is not asked again")

	rp.Scope = "openid email nickname"
	b.Open(rp.AuthorizeURL())
	require.Equal(t, "/consent", b.URL.Path, "decision D15: it asks for more")
	more := rp.Redeem(arrived(t, rp, b.Decide("allow")))
	require.Equal(t, "openid nickname", more.Text("scope"), "what they had left out stays as they left it")

	rp.Scope = "openid nickname"
	require.Equal(t, "openid nickname", rp.Redeem(arrived(t, rp, b.Open(rp.AuthorizeURL()))).Text("scope"), "less is never asked about")

	// SEC-21: the page of one request approves that request and nothing else.
	rp.Scope = "openid profile"
	b.Open(rp.AuthorizeURL())
	action, form := b.Form("decision")
	form["item"] = []string{"preferred_username", "email", "contact", "offline_access", "alias_id", "made_up"}
	form.Set("decision", "allow")
	other := b.Tab(t).Open(rp.AuthorizeURL("scope", "openid contact"))
	otherAction, otherForm := other.Form("decision")
	swapped, _ := url.Parse(action)
	q := swapped.Query()
	q.Set("request", mustQuery(t, otherAction).Get("request"))
	swapped.RawQuery = q.Encode()
	require.Equal(t, http.StatusForbidden, b.Tab(t).Post(swapped.String(), form).Status, "SEC-21: the proof is of one request")
	for why, proof := range map[string]string{"none": "", "made up": strings.Repeat("A", 43), "another request's": otherForm.Get("proof")} {
		forged := url.Values{"decision": {"allow"}, "item": {"email"}, "proof": {proof}}
		require.Equal(t, http.StatusForbidden, b.Tab(t).Post(action, forged).Status, "SEC-21: a proof that is %s", why)
	}
	require.Equal(t, http.StatusForbidden, s.Signed(person).Post(action, form).Status, "SEC-21: another browser of the same person")
	granted := rp.Redeem(arrived(t, rp, b.Tab(t).Post(action, form).Tab(t).Open(rp.AuthorizeURL())))
	require.ElementsMatch(t, []string{"openid", "profile"}, strings.Fields(granted.Text("scope")), "SEC-21: scopes come from the stored request alone")
}

func mustQuery(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Query()
}

func TestSEC24OddPostsDoNotSkipConsent(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	b := s.Signed(s.Person("Mira"))
	b.Open(rp.AuthorizeURL())
	action, form := b.Form("decision")
	resume := strings.Replace(action, "/consent", rp.Service.Issuer[len(s.URL):]+"/oauth2/authorize/resume", 1)
	for why, decision := range map[string]string{"empty": "", "made up": "maybe", "of two words": "allow deny"} {
		form.Set("decision", decision)
		got := b.Tab(t).Post(action, form)
		require.Equal(t, "/consent", got.URL.Path, why)
		require.Equal(t, "/consent", b.Tab(t).Open(resume).URL.Path, "after a decision that is %s nothing is granted", why)
	}
	failed(t, b.Tab(t).Open(rp.AuthorizeURL("prompt", "none")), "consent_required")
}

func TestADenial(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	person := s.Person("Mira")
	for why, b := range map[string]*apptest.Browser{"before signing in": s.Browser(), "at consent": s.Signed(person)} {
		page := b.Open(rp.AuthorizeURL()).URL.String()
		back := b.Copy()
		b.Decide("deny")
		failed(t, b, "access_denied")
		require.Equal(t, rp.State, b.URL.Query().Get("state"))
		require.Equal(t, rp.Service.Issuer, b.URL.Query().Get("iss"))
		require.Equal(t, http.StatusBadRequest, back.Open(page).Status, "%s: the page is over", why)
	}
	list := s.Attempts(rp.Service.Tenant.ID)
	require.Len(t, list, 2, "one attempt for each")
	for _, a := range list {
		require.Equal(t, string(oauth.PersonRefused), a.Reason)
	}
}

func TestARequestBelongsToItsBrowserAndItsTime(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp, other := s.RP(s.Service("lantern")), s.RP(s.Service("harbor"))
	person := s.Person("Mira")
	victim := s.Signed(person)
	b := s.Browser().Open(rp.AuthorizeURL())
	request := b.URL.Query().Get("request")
	resume := func(rp *apptest.RP, request string) string {
		return rp.Service.Issuer + "/oauth2/authorize/resume?request=" + url.QueryEscape(request)
	}
	refused := func(b *apptest.Browser, at *apptest.RP, reason oauth.Reason) {
		t.Helper()
		require.Equal(t, http.StatusBadRequest, b.Status)
		require.Empty(t, b.Header.Get("Location"))
		require.Equal(t, reason, s.OneRefusal(at.Service.Tenant.ID, b.Header).Reason)
	}

	refused(victim.Tab(t).Open(resume(rp, request)), rp, oauth.BrowserMismatch) // SEC-23
	require.GreaterOrEqual(t, victim.Tab(t).Open(b.URL.String()).Status, http.StatusBadRequest, "SEC-23: nor does a page open")
	refused(s.Browser().Open(resume(rp, request)), rp, oauth.BrowserMismatch)   // without any cookie
	refused(b.Tab(t).Open(resume(other, request)), other, oauth.RequestUnknown) // SEC-60
	for _, bad := range []string{"", "x", "req_", request + "x", strings.ToUpper(request), "req_00000000-0000-0000-0000-000000000000", rp.Service.Client.ID.String()} {
		refused(b.Tab(t).Open(resume(rp, bad)), rp, oauth.RequestUnknown)
	}
	arrivedAt := b.SignIn(person).Decide("allow")
	arrived(t, rp, arrivedAt)
	refused(b.Tab(t).Open(resume(rp, request)), rp, oauth.RequestExpired) // it was answered

	late := s.Browser().Open(rp.AuthorizeURL())
	s.Clock.Advance(authrequest.Lifetime)
	request = late.URL.Query().Get("request")
	refused(late.Tab(t).Open(resume(rp, request)), rp, oauth.RequestExpired)
	require.Equal(t, http.StatusBadRequest, late.Tab(t).Open(late.URL.String()).Status)
}

// A person's tabs do not know of each other (decision D12).
func TestD12TwoTabsInAnyOrder(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	one, two := s.RP(s.Service("lantern")), s.RP(s.Service("harbor"))
	person := s.Person("Mira")
	b := s.Browser()
	first, second, third := b.Tab(t).Open(one.AuthorizeURL("state", "1")), b.Tab(t).Open(two.AuthorizeURL("state", "2")), b.Tab(t).Open(one.AuthorizeURL("state", "3"))
	for _, tab := range []*apptest.Browser{first, second, third} {
		require.Equal(t, "/login", tab.URL.Path)
	}
	s.Clock.Advance(30 * time.Minute) // an old tab

	arrived(t, one, third.SignIn(person).Decide("allow"))
	require.Equal(t, "3", third.URL.Query().Get("state"))
	second.SignIn(person)
	require.Equal(t, "/consent", second.URL.Path)
	arrived(t, two, second.Decide("allow"))
	require.Equal(t, "2", second.URL.Query().Get("state"))
	arrived(t, one, first.SignIn(person))
	require.Equal(t, "1", first.URL.Query().Get("state"))

	// The same client twice, from the consent page on, and the second first.
	s.Clock.Advance(time.Second)
	a, z := b.Tab(t).Open(one.AuthorizeURL("prompt", "consent", "state", "a")), b.Tab(t).Open(one.AuthorizeURL("prompt", "consent", "state", "z"))
	arrived(t, one, z.Decide("allow"))
	arrived(t, one, a.Decide("allow"))
	require.Equal(t, "a", a.URL.Query().Get("state"))
}

func TestP11OfflineAccessWithoutItsGrantIsLeftOutAndNoted(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) { n.Scopes = []string{"openid"} })
	rp := s.RP(at)
	rp.Scope = "openid offline_access"
	noted := func() int {
		n := 0
		for _, a := range s.Attempts(at.Tenant.ID) {
			if a.Reason == string(oauth.OfflineAccessIgnored) {
				require.Equal(t, string(attempt.OK), a.Outcome)
				n++
			}
		}
		return n
	}
	b := s.Browser()
	answer := rp.Tokens(b, s.Person("Mira"))
	require.Equal(t, "openid", answer.Text("scope"))
	require.NotContains(t, answer.JSON, "refresh_token")
	require.Equal(t, 1, noted(), "the developer sees it at the first sign-in, which passes through pages")
	rp.Tokens(b, "")
	require.Equal(t, 2, noted(), "and when no page is needed")
}

func TestTheRedirectKeepsTheQueryItWasRegisteredWith(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	const registered = "https://lantern.test/callback?tenant=a%20b&x"
	rp := s.RP(s.Service("lantern", func(n *manage.NewClient) { n.RedirectURIs = []string{registered} }))
	b := s.Browser()
	require.NotEmpty(t, rp.Code(b, s.Person("Mira")))
	require.True(t, strings.HasPrefix(b.Header.Get("Location"), registered+"&code="), "RFC 6749 3.1.2: byte for byte")
	require.Equal(t, http.StatusSeeOther, b.Status)
	guarded(t, b.Header)
}

// What is said in the package comment about its cost.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	person := s.Person("Mira")
	b := s.Signed(person)
	rp.Code(b, person)
	s.RoundTrips(1, func() { sent(rp, s, func(url.Values) {}).Location(t) })
	s.RoundTrips(5, func() { arrived(t, rp, b.Open(rp.AuthorizeURL())) })
	s.RoundTrips(5, func() { arrived(t, rp, b.Open(rp.AuthorizeURL("prompt", "none"))) })
	s.RoundTrips(0, func() { failed(t, s.Browser().Open(rp.AuthorizeURL("prompt", "none")), "login_required") })
	s.RoundTrips(0, func() { sent(rp, s, set("redirect_uri", "https://evil.test/")) })
}

// Decision D12: two tabs that begin before either has its answer, in a browser
// that never was here, each finish: no request takes another's key.
func TestD12TabsThatBeginAtTheSameMoment(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	first, second := s.RP(s.Service("lantern")), s.RP(s.Service("orchard"))
	address := s.Person("Mira")

	// Both requests leave a browser without cookies; it then holds both answers'.
	var cookies []string
	var pages []string
	for _, rp := range []*apptest.RP{first, second} {
		got := s.Send(http.MethodGet, rp.AuthorizeURL(), nil)
		require.Equal(t, http.StatusSeeOther, got.Status)
		pages = append(pages, got.Header.Get("Location"))
		for _, c := range got.Header.Values("Set-Cookie") {
			pair, _, _ := strings.Cut(c, ";")
			cookies = append(cookies, pair)
		}
	}
	b := s.Browser()
	b.Hold(cookies...)
	for i, rp := range []*apptest.RP{first, second} {
		b.Open(pages[i])
		require.Equal(t, http.StatusOK, b.Status, b.Body)
		if strings.HasPrefix(b.URL.Path, "/login") {
			b.SignIn(address)
		}
		require.Equal(t, "/consent", b.URL.Path, b.Body)
		b.Decide("allow")
		require.NotEmpty(t, b.URL.Query().Get("code"), "%s: %s", rp.Service.Tenant.Slug, b.URL)
	}
}
