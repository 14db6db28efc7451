package authorize_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// A request may say whom it is for (OIDC Core 3.1.2.1, id_token_hint; 5.5.1, sub).
func TestWhomARequestIsFor(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, sibling, foreign := s.RP(at), s.RP(s.Client(at)), s.RP(s.Service("harbor"))
	mira, juno := s.Person("Mira"), s.Person("Juno")
	tokens := func(rp *apptest.RP, who string) string { return rp.Tokens(s.Browser(), who).Text("id_token") }
	hints := map[string]string{mira: tokens(rp, mira), juno: tokens(rp, juno)}
	subOf := func(token string) string { return fmt.Sprint(s.Claims(token)["sub"]) }
	sub := func(who string) string { return subOf(hints[who]) }
	asSub := func(who, place string) string { return `{"` + place + `":{"sub":{"value":"` + sub(who) + `"}}}` }
	one, both := s.Signed(mira), s.Signed(mira, juno)
	s.Clock.Advance(48 * time.Hour) // the hints have expired

	for why, ask := range map[string]func(who string) []string{
		"id_token_hint":       func(who string) []string { return []string{"id_token_hint", hints[who]} },
		"sub of the ID token": func(who string) []string { return []string{"claims", asSub(who, "id_token")} },
		"sub of UserInfo":     func(who string) []string { return []string{"claims", asSub(who, "userinfo")} },
		"both, and they name the one": func(who string) []string {
			return []string{"claims", asSub(who, "id_token"), "id_token_hint", hints[who]}
		},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			s, rp := s.In(t), rp.In(t)
			silent := func(who string) string { return rp.AuthorizeURL(append(ask(who), "prompt", "none")...) }
			got := rp.Redeem(arrived(t, rp, one.Tab(t).Open(silent(mira))))
			require.Equal(t, sub(mira), s.Claims(got.Text("id_token"))["sub"])
			failed(t, one.Tab(t).Open(silent(juno)), "login_required")
			failed(t, s.Browser().Open(silent(mira)), "login_required")
			got = rp.Redeem(arrived(t, rp, both.Tab(t).Open(silent(juno))))
			require.Equal(t, sub(juno), s.Claims(got.Text("id_token"))["sub"], "it says which of two")

			away := one.Copy().Open(rp.AuthorizeURL(ask(juno)...))
			require.Equal(t, "/login", away.URL.Path, "whoever is meant signs in")
			got = rp.Redeem(arrived(t, rp, away.Open(away.URL.RequestURI()+"&another=1").SignIn(juno)))
			require.Equal(t, sub(juno), s.Claims(got.Text("id_token"))["sub"])
			away = s.Browser().Open(rp.AuthorizeURL(ask(juno)...))
			failed(t, away.SignIn(mira), "login_required")
			require.Equal(t, oauth.HintMismatch, s.OneRefusal(at.Tenant.ID, away.Header).Reason)
		})
	}
	forger := keytest.New(t, jose.RS256)
	for why, c := range map[string]struct{ name, value, code string }{
		"SEC-51: of another client":         {"id_token_hint", tokens(sibling, mira), "invalid_request"},
		"SEC-60: of another tenant":         {"id_token_hint", tokens(foreign, mira), "invalid_request"},
		"SEC-41: without a signature":       {"id_token_hint", forger.JWT(s.Claims(hints[mira]), keytest.Members{"alg": "none"}), "invalid_request"},
		"SEC-51: signed by somebody else":   {"id_token_hint", forger.JWT(s.Claims(hints[mira])), "invalid_request"},
		"SEC-40: an access token":           {"id_token_hint", rp.Tokens(s.Browser(), mira).Text("access_token"), "invalid_request"},
		"two people at once":                {"claims", `{"id_token":{"sub":{"values":["a","b"]}}}`, "invalid_request"},
		"a sub that nobody has":             {"claims", `{"id_token":{"sub":{"value":"x"}}}`, "login_required"},
		"SEC-60: the sub of another tenant": {"claims", `{"id_token":{"sub":{"value":"` + subOf(tokens(foreign, mira)) + `"}}}`, "login_required"},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			failed(t, one.Tab(t).Open(rp.AuthorizeURL(c.name, c.value, "prompt", "none")), c.code)
		})
	}
	t.Run("the hint and sub name two people", func(t *testing.T) {
		t.Parallel()
		failed(t, one.Tab(t).Open(rp.AuthorizeURL("id_token_hint", hints[mira], "claims", asSub(juno, "id_token"))), "login_required")
	})
}

func TestLoginHint(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	known := s.Browser().Open(rp.AuthorizeURL("login_hint", s.Person("Mira")))
	require.Contains(t, known.Body, `value="mira@person.test"`, "OIDC Core 3.1.2.1")
	unknown := s.Browser().Open(rp.AuthorizeURL("login_hint", "nemo@person.test"))
	require.Equal(t, length(known), length(unknown), "SEC-75: it does not say who has an account")
	odd := s.Browser().Open(rp.AuthorizeURL("login_hint", `"><script>alert(1)</script>`))
	require.Equal(t, http.StatusOK, odd.Status)
	require.NotContains(t, odd.Body, "<script>alert")
}

// length is that of a page: what is random in it is of one length.
func length(b *apptest.Browser) int { return len(b.Body) }

// A service that asks without a page learns that somebody is to sign in, and never
// whether somebody has an account here or uses the service (SEC-22).
func TestSEC22SilenceTellsNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	person := s.Person("Mira")
	sub := fmt.Sprint(s.Claims(rp.Tokens(s.Browser(), person).Text("id_token"))["sub"])
	want := ""
	for _, pairs := range [][]string{
		{}, {"login_hint", person}, {"login_hint", "nemo@person.test"}, {"claims", `{"id_token":{"sub":{"value":"` + sub + `"}}}`}, {"claims", `{"id_token":{"sub":{"value":"nobody"}}}`},
	} {
		got := s.Browser().Open(rp.AuthorizeURL(append(pairs, "prompt", "none")...)).Response(t)
		got.Del("session_state") // salted anew each time
		if want == "" {
			want = got.Encode()
		}
		require.Equal(t, want, got.Encode(), "%s", pairs)
		require.Equal(t, "login_required", got.Get("error"))
	}
}

func TestHowLongAgoThePersonSignedIn(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	plain := s.RP(at)
	person := s.Person("Mira")
	hour := 3600
	aged := s.RP(s.Client(at, func(n *manage.NewClient) { n.DefaultMaxAge = &hour }))
	told := s.RP(s.Client(at, func(n *manage.NewClient) { n.RequireAuthTime = true }))
	b := s.Signed(person)
	since := s.Clock.Now()
	claims := func(rp *apptest.RP, pairs ...string) map[string]any {
		t.Helper()
		return s.Claims(rp.Redeem(arrived(t, rp, b.Tab(t).Allow(rp.AuthorizeURL(pairs...), person))).Text("id_token"))
	}
	s.Clock.Advance(10 * time.Minute)
	require.NotContains(t, claims(plain), "auth_time", "SEC-65: nobody asked")
	require.EqualValues(t, since.Unix(), claims(told)["auth_time"], "OIDC Registration 2: require_auth_time")
	require.EqualValues(t, since.Unix(), claims(aged)["auth_time"], "OIDC Core 2: max_age, by default_max_age")
	require.EqualValues(t, since.Unix(), claims(plain, "claims", `{"id_token":{"auth_time":{"essential":true}}}`)["auth_time"], "OIDC Core 5.5.1: as an essential claim")
	require.NotContains(t, claims(plain, "claims", `{"id_token":{"auth_time":null}}`), "auth_time", "OIDC Core 2: a voluntary one may be left out")

	s.Clock.Advance(time.Hour)
	require.Equal(t, "/login", b.Tab(t).Open(aged.AuthorizeURL()).URL.Path, "OIDC Registration 2: default_max_age")
	arrived(t, aged, b.Tab(t).Open(aged.AuthorizeURL("max_age", "15000")))
	failed(t, b.Tab(t).Open(aged.AuthorizeURL("prompt", "none")), "login_required")
}

func TestHowThePersonSignsIn(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	person := s.Person("Mira")
	b := s.Signed(person).Allow(rp.AuthorizeURL(), "")
	essential := func(rest string) string { return `{"id_token":{"acr":{"essential":true` + rest + `}}}` }
	for _, pairs := range [][]string{
		{"acr_values", "1 2"},
		{"acr_values", oauth.ACRPassword},
		{"claims", essential("")},
		{"claims", essential(`,"value":"` + oauth.ACRPassword + `"`)},
		{"claims", essential(`,"values":["urn:x","` + oauth.ACRPassword + `"]`)},
		{"claims", `{"id_token":{"acr":{"value":"urn:x"}}}`},
		{"claims", `{"userinfo":{"acr":{"essential":true,"value":"urn:x"}}}`},
	} {
		got := s.Claims(rp.Redeem(arrived(t, rp, b.Tab(t).Allow(rp.AuthorizeURL(pairs...), ""))).Text("id_token"))
		require.Equal(t, oauth.ACRPassword, got["acr"], "%s", pairs)
	}
	for _, pairs := range [][]string{{"claims", essential(`,"value":"urn:x"`)}, {"claims", essential(`,"values":["urn:x","urn:y"]`), "prompt", "none"}} {
		got := b.Tab(t).Open(rp.AuthorizeURL(pairs...))
		failed(t, got, "unmet_authentication_requirements")
		require.Equal(t, oauth.ACRUnmet, s.OneRefusal(at.Tenant.ID, got.Header).Reason, "OIDC Core 5.5.1.1")
	}
}

func TestOIDCCore5_5TheClaimsParameter(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	for why, claims := range map[string]string{
		"a claim at each place":          `{"userinfo":{"name":{"essential":true},"email":null},"id_token":{"nickname":null}}`,
		"claims that nobody has":         `{"userinfo":{"http://example.test/claim":null,"shoe_size":{"essential":true,"value":{"a":[1,"\u0000"]}}}}`,
		"other members":                  `{"verified_claims":{},"userinfo":null,"id_token":null}`,
		"nothing":                        `{}`,
		"other members of a claim":       `{"userinfo":{"name":{"essential":true,"purpose":"x"}}}`,
		"values of every kind":           `{"userinfo":{"name":{"values":["\u0000",1,null,{"a":1e300}]},"locale":{"value":true}}}`,
		"a value of acr that is no text": `{"id_token":{"acr":{"value":1}}}`,
	} {
		require.Equal(t, "/login", s.Browser().Open(rp.AuthorizeURL("claims", claims)).URL.Path, why)
	}
	for why, claims := range map[string]string{
		"no JSON": "name", "an array": "[]", "a string": `"name"`, "cut off": `{"userinfo":{`, "more after it": `{} {}`,
		"a place that is an array": `{"userinfo":[]}`, "a claim that is true": `{"userinfo":{"name":true}}`, "a claim that is text": `{"userinfo":{"name":"x"}}`,
		"essential that is text": `{"userinfo":{"name":{"essential":"yes"}}}`, "values that are no list": `{"userinfo":{"name":{"values":"x"}}}`,
		"SEC-58: a place twice": `{"userinfo":{},"userinfo":{}}`, "SEC-58: a claim twice": `{"userinfo":{"name":null,"NAME":null}}`, "SEC-58: Essential": `{"userinfo":{"name":{"Essential":true}}}`,
		"SEC-42: deep": strings.Repeat(`{"userinfo":`, 40) + "1" + strings.Repeat("}", 40), "a number beyond all": `{"userinfo":{"name":{"value":1e999}}}`,
		"a sub that cannot be": `{"id_token":{"sub":{"value":"\u0000"}}}`,
	} {
		got := s.Browser().Open(rp.AuthorizeURL("claims", claims))
		require.Equal(t, "invalid_request", got.URL.Query().Get("error"), why)
		require.Equal(t, oauth.ClaimsMalformed, s.OneRefusal(rp.Service.Tenant.ID, got.Header).Reason, why)
	}
	require.Equal(t, "invalid_request", s.Browser().Open(rp.AuthorizeURL("claims", `{"userinfo":{`+strings.Repeat(" ", 4000)+`}}`)).URL.Query().Get("error"), "it is capped")
}

// RFC 8707 2, row P17.
func TestRFC8707_2Resources(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Resource(at, "https://api.lantern.test", resource.Settings{Scopes: []string{"read"}})
	s.Resource(at, "https://mail.lantern.test/", resource.Settings{})
	rp := s.RP(at)
	person := s.Person("Mira")
	b := s.Signed(person).Allow(rp.AuthorizeURL(), "")
	ask := func(values ...string) *apptest.Browser {
		v := rp.Params()
		v["resource"] = values
		return b.Tab(t).Open(at.Issuer + "/oauth2/authorize?" + v.Encode())
	}
	aud := func(at *apptest.Browser) any {
		t.Helper()
		got := rp.Redeem(arrived(t, rp, at))
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		return s.Claims(got.Text("access_token"))["aud"]
	}
	require.Equal(t, "https://api.lantern.test", aud(ask("https://api.lantern.test")))
	require.Equal(t, "https://api.lantern.test", aud(ask("https://api.lantern.test/")), "row P17: a slash at the end does not matter")
	require.Equal(t, "https://mail.lantern.test/", aud(ask("https://mail.lantern.test", "")))
	require.Equal(t, []any{"https://api.lantern.test", "https://mail.lantern.test/"}, aud(ask("https://api.lantern.test", "https://mail.lantern.test/", "https://api.lantern.test")), "several")
	for _, bad := range []string{"https://other.test", "https://api.lantern.test/x", "https://api.lantern.test#x", "HTTPS://api.lantern.test", "api"} {
		failed(t, ask("https://api.lantern.test", bad), "invalid_target")
	}
	other := s.RP(s.Service("harbor"))
	failed(t, s.Browser().Open(other.AuthorizeURL("resource", "https://api.lantern.test")), "invalid_target") // SEC-60

	hybrid := s.RP(s.Compatible(at))
	front := b.Tab(t).Allow(hybrid.AuthorizeURL("response_type", "code token", "resource", "https://api.lantern.test"), "").Response(t)
	require.Equal(t, "https://api.lantern.test", s.Claims(front.Get("access_token"))["aud"], "also of a token in the answer")
}

// SEC-07, RFC 9700 4.11.2: whoever may register a client here must not have us send
// people wherever they like.
func TestSEC07NoErrorIsRedirectedToAStranger(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Exec("update clients set origin = $1 where id = $2", string(client.Registered), at.Client.ID)
	rp := s.RP(at)
	bad := func(pairs ...string) string {
		return rp.AuthorizeURL(append([]string{"scope", "openid \"x\""}, pairs...)...)
	}
	shown := func(b *apptest.Browser) {
		t.Helper()
		require.Equal(t, http.StatusBadRequest, b.Status)
		require.Empty(t, b.Header.Get("Location"))
		require.NotContains(t, b.Body, "data-submit")
		require.Equal(t, oauth.ScopeMalformed, s.OneRefusal(at.Tenant.ID, b.Header).Reason)
	}
	b := s.Signed(s.Person("Mira"))
	shown(s.Browser().Open(bad()))
	shown(s.Browser().Open(bad("response_mode", "form_post")))
	shown(b.Tab(t).Open(bad()))
	failed(t, s.Browser().Open(rp.AuthorizeURL("prompt", "none")), "login_required") // RFC 9700 4.11.2 excepts silent authentication
	failed(t, b.Tab(t).Open(rp.AuthorizeURL("prompt", "none")), "consent_required")
	failed(t, s.Browser().Open(rp.AuthorizeURL()).Decide("deny"), "access_denied")
	arrived(t, rp, b.Tab(t).Allow(rp.AuthorizeURL(), ""))
	failed(t, b.Tab(t).Open(bad()), "invalid_scope") // a person who uses the service is sent back to it
	shown(s.Browser().Open(bad()))
	shown(s.Signed(s.Person("Juno")).Open(bad()))
	v := rp.Params()
	v.Set("scope", "\x7f")
	got := s.Send(http.MethodPost, at.Issuer+"/oauth2/authorize", v)
	require.Equal(t, http.StatusBadRequest, got.Status, "a post from another site shows nobody")
	s.RoundTrips(3, func() { require.Equal(t, http.StatusSeeOther, b.Tab(t).Open(bad()).Status) })
}

// SEC-14: what a request became is in its row, and nowhere else.
func TestSEC14NothingIsTakenFromTheAddressOfAPage(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Compatible(s.Service("lantern"))
	rp := s.RP(at)
	b := s.Browser().Open(rp.AuthorizeURL("scope", "openid"))
	more := url.Values{
		"response_type": {"code id_token token"}, "response_mode": {"query"}, "scope": {"openid email contact"}, "redirect_uri": {"https://evil.test/"}, "state": {"evil"},
		"client_id": {"evil"}, "prompt": {"none"}, "resource": {"https://evil.test/"}, "claims": {"{}"},
	}.Encode()
	b.Open(b.URL.String() + "&" + more).SignIn(s.Person("Mira"))
	require.Equal(t, "/consent", b.URL.Path, b.Body)
	address := b.URL.String() + "&" + more
	b.Open(address).Decide("allow")
	got := b.Response(t)
	require.Equal(t, []string{"code", "iss", "session_state", "state"}, sortedKeys(got))
	require.Equal(t, rp.State, got.Get("state"))
	require.Equal(t, "openid", rp.Redeem(got.Get("code")).Text("scope"))
}
