package logout_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// bundle is somebody who signed in at a service that people come back to.
type bundle struct {
	*testing.T

	s      *apptest.Server
	rp     *apptest.RP
	person string
	b      *apptest.Browser
	hint   string
}

func setup(t *testing.T, change ...func(*manage.NewClient)) *bundle {
	t.Helper()
	s := apptest.New(t)
	change = append([]func(*manage.NewClient){func(n *manage.NewClient) { n.PostLogoutRedirectURIs = []string{apptest.Bye(n.RedirectURIs[0])} }}, change...)
	rp := s.RP(s.Service("lantern", change...))
	x := &bundle{T: t, s: s, rp: rp, person: s.Person("Mira"), b: s.Browser()}
	x.hint = rp.Tokens(x.b, x.person).Text("id_token")
	return x
}

// in is the same for a subtest, with a browser in which the person is signed in.
func (x *bundle) in(t *testing.T) *bundle {
	t.Helper()
	c := &bundle{T: t, s: x.s.In(t), rp: x.rp.In(t), person: x.person}
	c.s.Exec("delete from rate_limits") // one person signs in more often than people do
	c.b = c.s.Browser()
	c.hint = c.rp.Tokens(c.b, c.person).Text("id_token")
	return c
}

// signedIn and signedOut say what prompt=none finds.
func (x *bundle) signedIn(b *apptest.Browser) {
	x.Helper()
	require.Empty(x, x.rp.Silent(b))
}

func (x *bundle) signedOut(b *apptest.Browser) {
	x.Helper()
	require.Equal(x, "login_required", x.rp.Silent(b))
}

// back demands that the browser came back to the service with nothing but state.
func (x *bundle) back(b *apptest.Browser, state string) {
	x.Helper()
	want := apptest.Bye(x.rp.Service.Redirect)
	if state != "" {
		want += "?state=" + url.QueryEscape(state)
	}
	require.Equal(x, want, b.URL.String(), b.Body)
	require.Equal(x, http.StatusSeeOther, b.Status)
}

// asks demands that the browser shows the question, and that nobody was signed out.
func (x *bundle) asks(b *apptest.Browser, status int) {
	x.Helper()
	require.Equal(x, status, b.Status, b.Body)
	require.Equal(x, x.s.URL, b.URL.Scheme+"://"+b.URL.Host)
	action, _ := b.Form("proof")
	require.True(x, strings.HasPrefix(action, "/logout"), action)
	require.Contains(x, b.Body, "Sign out?")
	x.signedIn(b.Tab(x.T))
}

func TestAHintSignsOutAtOnce(t *testing.T) {
	t.Parallel()
	x := setup(t)

	t.Run("RP-Initiated Logout 2 and 3: and back with state, and nothing but state", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		was := x.b.Copy()
		long := strings.Repeat("s t&a=t+e%", 12)
		x.b.Open(x.rp.EndSession(x.hint, "state", long, "logout_hint", "mira", "ui_locales", "de en"))
		x.back(x.b, long)
		require.Equal(t, "no-store", x.b.Header.Get("Cache-Control"))
		x.signedOut(x.b)
		x.signedOut(was)
		require.Equal(t, "/login", was.Open("/home").URL.Path, "SEC-85: who kept the cookie has nothing")
	})
	t.Run("RP-Initiated Logout 3: no state, no state", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "state", ""))
		x.back(x.b, "")
	})
	t.Run("RP-Initiated Logout 2: an expired hint is as good", func(t *testing.T) {
		t.Parallel()
		x := setup(t)
		x.s.Clock.Advance(26 * time.Hour)
		x.b.Open(x.rp.EndSession(x.hint))
		x.back(x.b, x.rp.State)
		x.signedOut(x.b)
	})
	t.Run("P20: a hint that a retired key signed is as good, until the key is gone", func(t *testing.T) {
		t.Parallel()
		x := setup(t)
		_, err := x.s.Keys.Rotate(t.Context(), x.rp.Service.Owner, "lantern", "")
		require.NoError(t, err)
		second := x.rp.Tokens(x.b, x.person).Text("id_token")
		x.b.Open(x.rp.EndSession(x.hint))
		x.back(x.b, x.rp.State)

		_, err = x.s.Keys.Rotate(t.Context(), x.rp.Service.Owner, "lantern", "")
		require.NoError(t, err)
		x.s.Exec("update signing_keys set state = 'gone', sealed = null, gone_at = now() where state = 'retired'")
		x.s.Clock.Advance(time.Minute)
		x.rp.Tokens(x.b, x.person)
		x.asks(x.b.Open(x.rp.EndSession(second)), http.StatusBadRequest)
	})
	t.Run("RP-Initiated Logout 2: without an address, a page says so", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", ""))
		require.Equal(t, http.StatusOK, x.b.Status)
		require.Contains(t, x.b.Body, "You are signed out")
		require.NotContains(t, x.b.Body, "http-equiv", "and nothing goes on by itself")
		x.signedOut(x.b)
	})
	t.Run("RP-Initiated Logout 2: client_id may stand beside it", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "client_id", x.rp.Service.Client.ID.String()))
		x.back(x.b, x.rp.State)
	})
	t.Run("conformance 5: a hint of a session that has ended leads back all the same", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		for range 2 {
			x.b.Open(x.rp.EndSession(x.hint))
			x.back(x.b, x.rp.State)
		}
		x.s.Browser().Open(x.rp.EndSession(x.hint))
	})
	t.Run("P20: the person is meant, in whatever session they are", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint))
		x.rp.Tokens(x.b, x.person)
		x.b.Open(x.rp.EndSession(x.hint))
		x.back(x.b, x.rp.State)
		x.signedOut(x.b)
	})
	tobin, tobias := x.s.Person("Tobin"), x.s.Person("Tobias")
	t.Run("P20: of two people in one browser, the one who is named", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open("/login?return_to=/home&another=1").SignIn(tobin)
		x.b.Open(x.rp.EndSession(x.hint))
		x.back(x.b, x.rp.State)
		require.Contains(t, x.b.Open("/home").Body, "Tobin")
		require.NotContains(t, x.b.Open("/select-account").Body, "Mira")
	})
	t.Run("conformance 5: somebody else is asked first", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		other := x.s.Browser()
		x.rp.Tokens(other, tobias)
		x.asks(other.Open(x.rp.EndSession(x.hint)), http.StatusOK)
		x.signedIn(x.b)
		other.Open(x.rp.EndSession(x.hint)).Decide("allow")
		x.back(other, x.rp.State)
		x.signedOut(other)
		x.signedIn(x.b)
	})
}

// RP-Initiated Logout 2 demands both methods. A browser shows no cookies to a post
// from another site, and sends the token nowhere that remembers addresses.
func TestARequestByPost(t *testing.T) {
	t.Parallel()
	x := setup(t)
	post := func(s *apptest.Server, rp *apptest.RP, hint string, pairs ...string) *url.URL {
		u, err := url.Parse(rp.EndSession(hint, pairs...))
		require.NoError(t, err)
		got := s.Send(http.MethodPost, rp.Service.Issuer+"/oidc/logout", u.Query(), "Origin", "https://lantern.test", "Sec-Fetch-Site", "cross-site")
		to := got.Location(t)
		require.Empty(t, got.Header.Values("Set-Cookie"))
		require.NotContains(t, to.String(), strings.Split(hint+"..", ".")[1], "no token in an address")
		return u.ResolveReference(to)
	}

	t.Run("RP-Initiated Logout 2: it ends in the same way", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		to := post(x.s, x.rp, x.hint)
		require.Equal(t, "/t/lantern/oidc/logout", to.Path)
		x.b.Open(to.String())
		x.back(x.b, x.rp.State)
		x.signedOut(x.b)
	})
	t.Run("SEC-51: what is wrong with it stays wrong, and is on record once", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		to := post(x.s, x.rp, x.hint, "post_logout_redirect_uri", "https://evil.test/")
		x.asks(x.b.Open(to.String()), http.StatusBadRequest)
		x.b.Open(to.String())
		require.Equal(t, string(oauth.LogoutURIMismatch), string(x.s.OneRefusal(x.rp.Service.Tenant.ID, x.b.Header).Reason))
	})
	t.Run("a page of the same site posts, and shows its cookies", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		u, err := url.Parse(x.rp.EndSession(x.hint))
		require.NoError(t, err)
		x.b.Post(x.rp.Service.Issuer+"/oidc/logout", u.Query())
		x.back(x.b, x.rp.State)
		x.signedOut(x.b)
	})
	t.Run("SEC-60: what goes on is of this issuer, whole, and for five minutes", func(t *testing.T) {
		t.Parallel()
		x := setup(t)
		other := x.s.RP(x.s.Service("orchard"))
		to := post(x.s, x.rp, x.hint)
		sealed := to.Query().Get("resume")
		for _, address := range []string{
			other.Service.Issuer + "/oidc/logout?resume=" + sealed, x.rp.Service.Issuer + "/oidc/logout?resume=x" + sealed, x.rp.Service.Issuer + "/oidc/logout?resume=e30",
		} {
			x.asks(x.b.Open(address), http.StatusBadRequest)
		}
		x.s.Clock.Advance(5*time.Minute + time.Second)
		x.asks(x.b.Open(to.String()), http.StatusBadRequest)
		require.Equal(t, oauth.RequestExpired, x.s.OneRefusal(x.rp.Service.Tenant.ID, x.b.Open(to.String()).Header).Reason)
	})
	t.Run("RFC 6749 3.2: a body that is no form", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		got := x.s.SendRaw(http.MethodPost, x.rp.Service.Issuer+"/oidc/logout", "{}", "Content-Type", "application/json")
		x.asks(x.b.Open(got.Location(t).String()), http.StatusBadRequest)
	})
}

// SEC-51: a hint that is not ours, or not the client's, signs nobody out and leads
// nowhere.
func TestAWrongHintLeadsNowhere(t *testing.T) {
	t.Parallel()
	x := setup(t)
	other := x.s.RP(x.s.Service("orchard"))
	sibling := x.s.RP(x.s.Client(x.rp.Service))
	tokens := x.rp.Tokens(x.b, x.person)
	parts := strings.Split(x.hint, ".")
	claims := x.s.Claims(x.hint)
	mine, err := jose.Generate(jose.RS256)
	require.NoError(t, err)
	sign := func(typ string, change func(map[string]any)) string {
		c := x.s.Claims(x.hint)
		change(c)
		token, err := mine.Sign(typ, c)
		require.NoError(t, err)
		return token
	}
	b64 := base64.RawURLEncoding.EncodeToString

	for name, hint := range map[string]string{
		"alg none":                  b64([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + ".",
		"alg none with a signature": b64([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "." + parts[2],
		"another subject":           parts[0] + "." + b64([]byte(strings.Replace(string(must(base64.RawURLEncoding.DecodeString(parts[1]))), fmt.Sprint(claims["sub"]), "7Yw2Qk0pXr3TtVbJm1eZ9A", 1))) + "." + parts[2],
		"signed by the client, iss and aud swapped": sign("JWT", func(c map[string]any) { c["iss"], c["aud"] = c["aud"], c["iss"] }),
		"signed by somebody":                        sign("JWT", func(map[string]any) {}),
		"another tenant's":                          other.Tokens(x.s.Browser(), x.person).Text("id_token"),
		"an access token":                           tokens.Text("access_token"),
		"nothing of the kind":                       "hello",
		"half of it":                                parts[0] + "." + parts[1],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := x.in(t)
			x.b.Open(x.rp.EndSession(hint, "client_id", x.rp.Service.Client.ID.String()))
			h := x.b.Header
			x.asks(x.b, http.StatusBadRequest)
			require.NotContains(t, x.b.Body, apptest.Bye(x.rp.Service.Redirect))
			refusal := x.s.OneRefusal(x.rp.Service.Tenant.ID, h)
			require.Equal(t, oauth.HintInvalid, refusal.Reason)
			require.Equal(t, "logout", refusal.Endpoint)
			require.NotContains(t, refusal.Received+refusal.Expected, parts[1][:20])
		})
	}
	t.Run("another client of the same service", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "client_id", sibling.Service.Client.ID.String()))
		h := x.b.Header
		x.asks(x.b, http.StatusBadRequest)
		require.Equal(t, oauth.LogoutHintClient, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
	})
	t.Run("who asks to sign out all the same stays here", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession("hello"))
		require.Contains(t, x.b.Body, string(oauth.HintInvalid), "whoever builds the service is told why")
		x.b.Decide("allow")
		require.Equal(t, http.StatusOK, x.b.Status)
		require.Contains(t, x.b.Body, "You are signed out")
		require.NotContains(t, x.b.Body, apptest.Bye(x.rp.Service.Redirect))
		x.signedOut(x.b)
	})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// SEC-53: nobody is sent on but to what the client has registered.
func TestAnAddressThatIsNotRegisteredLeadsNowhere(t *testing.T) {
	t.Parallel()
	x := setup(t, func(n *manage.NewClient) {
		n.PostLogoutRedirectURIs = append(n.PostLogoutRedirectURIs, "http://127.0.0.1/bye?from=alias", "https://lantern.test/bye/?a=b")
	})
	for _, uri := range []string{
		"https://evil.test/", "https://lantern.test/bye?foo=bar", "https://lantern.test/bye#x", "https://lantern.test/Bye", "https://LANTERN.test/bye", "http://lantern.test/bye",
		"https://lantern.test/bye/../evil", "https://lantern.test@evil.test/bye", "https://lantern.test/callback", "javascript:alert(1)", "//evil.test", "/home",
		"https://lantern.test/bye%2f", " https://lantern.test/bye", "https://lantern.test/bye/?a=b&c=d", "http://127.0.0.1/bye", "http://localhost:8080/bye?from=alias",
	} {
		t.Run(uri, func(t *testing.T) {
			t.Parallel()
			x := x.in(t)
			x.b.Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", uri))
			h := x.b.Header
			x.asks(x.b, http.StatusBadRequest)
			require.Equal(t, oauth.LogoutURIMismatch, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
			x.s.Browser().Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", uri))
		})
	}
	t.Run("RFC 8252 7.3: the port of this machine may be any", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", "http://127.0.0.1:49152/bye?from=alias"))
		require.Equal(t, "http://127.0.0.1:49152/bye?from=alias&state="+x.rp.State, x.b.URL.String())
	})
	t.Run("RFC 6749 3.1.2: its own query stays", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", "https://lantern.test/bye/?a=b"))
		require.Equal(t, "https://lantern.test/bye/?a=b&state="+x.rp.State, x.b.URL.String())
	})
	t.Run("with nobody signed in, a page says so and leads nowhere", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		b := x.s.Browser().Open(x.rp.EndSession(x.hint, "post_logout_redirect_uri", "https://evil.test/"))
		require.Equal(t, http.StatusBadRequest, b.Status)
		require.Contains(t, b.Body, "You are signed out")
		require.NotContains(t, b.Body, "evil.test")
	})
	t.Run("SEC-37: a client that is switched off gets nobody back", func(t *testing.T) {
		t.Parallel()
		x := setup(t)
		off := true
		x.s.Change(x.rp.Service, manage.ClientChange{Disabled: &off})
		b := x.b.Open(x.rp.EndSession(x.hint))
		require.Equal(t, http.StatusBadRequest, b.Status)
		require.Equal(t, oauth.ClientDisabled, x.s.OneRefusal(x.rp.Service.Tenant.ID, b.Header).Reason)
		b.Decide("allow")
		require.Contains(t, b.Body, "You are signed out")
	})
}

// SEC-52: whoever makes a browser open an address signs nobody out.
func TestWithoutAHintThePersonIsAsked(t *testing.T) {
	t.Parallel()
	x := setup(t)
	client := x.rp.Service.Client.ID.String()

	for name, address := range map[string]string{
		"nothing at all":          x.rp.Service.Issuer + "/oidc/logout",
		"state alone":             x.rp.Service.Issuer + "/oidc/logout?state=x",
		"a client alone":          x.rp.EndSession("", "client_id", client, "post_logout_redirect_uri", "", "state", ""),
		"a client and an address": x.rp.EndSession("", "client_id", client),
		"a page of ours":          "/logout",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := x.in(t)
			x.asks(x.b.Open(address), http.StatusOK)
			x.asks(x.b.Open(address), http.StatusOK)
			require.Equal(t, "/home", x.b.Decide("deny").URL.Path, "who stays, stays")
			x.signedIn(x.b)
			x.b.Open(address).Decide("allow")
			if strings.HasPrefix(name, "a client and") {
				x.back(x.b, x.rp.State)
			} else {
				require.Contains(t, x.b.Body, "You are signed out")
				require.NotContains(t, x.b.Body, "http-equiv")
			}
			x.signedOut(x.b)
			require.Equal(t, http.StatusOK, x.b.Open(address).Status)
			require.Contains(t, x.b.Body, "You are signed out", "nobody is sent on without having been asked")
		})
	}
	t.Run("an address without a client", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(""))
		h := x.b.Header
		x.asks(x.b, http.StatusBadRequest)
		require.Equal(t, oauth.LogoutURIAlone, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
	})
	t.Run("a client that nobody knows", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession("", "client_id", "cli_unknown"))
		h := x.b.Header
		x.asks(x.b, http.StatusBadRequest)
		require.Equal(t, oauth.ClientUnknown, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
	})
	t.Run("the answer is proved to be of this browser", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		action, values := x.s.Signed(x.person).Open("/logout").Form("proof")
		values.Set("decision", "allow")
		require.Equal(t, http.StatusForbidden, x.b.Post(action, values).Status)
		x.signedIn(x.b)
		got := x.s.Send(http.MethodPost, x.s.URL+"/logout", values, "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site", "Cookie", x.b.CookieHeader())
		require.Equal(t, http.StatusForbidden, got.Status)
		x.signedIn(x.b)
	})
	t.Run("SEC-53: and leads only to where the client may", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		action, values := x.b.Open(x.rp.EndSession("", "client_id", client)).Form("proof")
		values.Set("decision", "allow")
		changed, err := url.Parse(action)
		require.NoError(t, err)
		q := changed.Query()
		q.Set("post_logout_redirect_uri", "https://evil.test/")
		x.b.Post("/logout?"+q.Encode(), values)
		require.Equal(t, x.s.URL, x.b.URL.Scheme+"://"+x.b.URL.Host)
		require.NotContains(t, x.b.Body, "evil.test")
	})
	t.Run("RFC 6749 3.1: once each, and of a length", func(t *testing.T) {
		t.Parallel()
		x := x.in(t)
		x.b.Open(x.rp.EndSession(x.hint) + "&state=again")
		h := x.b.Header
		x.asks(x.b, http.StatusBadRequest)
		require.Equal(t, oauth.ParameterRepeated, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
		x.b.Open(x.rp.EndSession(x.hint, "state", strings.Repeat("s", 4001)))
		h = x.b.Header
		x.asks(x.b, http.StatusBadRequest)
		require.Equal(t, oauth.ParameterTooLong, x.s.OneRefusal(x.rp.Service.Tenant.ID, h).Reason)
		x.asks(x.b.Open(x.rp.Service.Issuer+"/oidc/logout?state=%ff"), http.StatusBadRequest)
	})
}

// What the package comment says it costs.
func TestTheCostIsAsStated(t *testing.T) {
	t.Parallel()
	x := setup(t)
	nobody := x.s.Browser()
	x.s.RoundTrips(0, func() { nobody.Open(x.rp.EndSession(x.hint)) })
	x.s.RoundTrips(10, func() {
		x.rp.Tokens(x.b, x.person)
		x.s.Trips.Reset()
		x.b.Open(x.rp.EndSession(x.hint))
	})
}

// A sign-out that went well is on record too, beside the sign-in.
func TestASignOutIsOnRecord(t *testing.T) {
	t.Parallel()
	x := setup(t)
	x.b.Open(x.rp.EndSession(x.hint))
	list := x.s.Caused(x.rp.Service.Tenant.ID, x.b.Header)
	require.Len(t, list, 1)
	require.Equal(t, attempt.OK, list[0].Outcome)
	require.Equal(t, "logout", list[0].Endpoint)
	require.Equal(t, x.rp.Service.Client.ID, *list[0].Client)
}
