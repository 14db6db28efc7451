package authorize_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// keyed is a client that proves itself with a key.
type keyed struct {
	*apptest.RP

	s   *apptest.Server
	key keytest.Key
}

func newKeyed(t *testing.T, s *apptest.Server, at apptest.Service, profile client.Profile, change ...func(*manage.NewClient)) keyed {
	t.Helper()
	at, key := s.Keyed(at, profile, change...)
	return keyed{s.RP(at), s, key}
}

// push pushes parameters with an assertion.
func (k keyed) push(pairs ...string) apptest.Answer {
	k.s.T.Helper()
	v := k.Params()
	for i := 0; i+1 < len(pairs); i += 2 {
		if v.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			v.Del(pairs[i])
		}
	}
	return k.pushForm(v)
}

func (k keyed) pushForm(v url.Values) apptest.Answer {
	k.s.T.Helper()
	v.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	v.Set("client_assertion", k.key.Assertion(k.Service.Client.WireID(), k.Service.Issuer, k.s.Clock.Now()))
	return k.PushForm(v)
}

// object signs the parameters as a request object, with claims changed.
func (k keyed) object(changes keytest.Members) string {
	k.s.T.Helper()
	now := k.s.Clock.Now()
	claims := keytest.Members{"iss": k.Service.Client.WireID(), "aud": k.Service.Issuer, "nbf": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for name, v := range k.Params() {
		claims[name] = v[0]
	}
	for name, v := range changes {
		if claims[name] = v; v == nil {
			delete(claims, name)
		}
	}
	return k.key.JWT(claims, keytest.Members{"typ": "oauth-authz-req+jwt"})
}

func TestFAPI2SecurityProfile(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	fapi := newKeyed(t, s, at, client.ProfileFAPI2)
	person := s.Person("Mira")
	require.NotEmpty(t, s.Browser().Allow(fapi.Pushed(fapi.push("scope", "openid email")), person).Response(t).Get("code"))
	refused := func(t *testing.T, got apptest.Answer, reason oauth.Reason) {
		t.Helper()
		require.Equal(t, http.StatusBadRequest, got.Status, got.Raw)
		require.Equal(t, reason, s.In(t).OneRefusal(at.Tenant.ID, got.Header).Reason)
	}

	t.Run("5.3.2.2: pushed requests alone", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		got := s.Browser().Open(fapi.AuthorizeURL())
		failed(t, got, "invalid_request")
		a := s.OneRefusal(at.Tenant.ID, got.Header)
		require.Equal(t, oauth.PushedRequired, a.Reason)
		require.Contains(t, a.Expected, "require_pushed_authorization_requests", "it names the setting")
		require.Equal(t, http.StatusSeeOther, s.Browser().Open(fapi.AuthorizeURL("request", fapi.object(nil))).Status, "a signed request was not pushed either")
	})
	t.Run("5.3.2.2: the whole flow", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		b := s.Browser().Allow(fapi.Pushed(fapi.push()), person)
		got := b.Response(t)
		require.Equal(t, at.Issuer, got.Get("iss"))
		require.NotEmpty(t, got.Get("code"))
	})
	t.Run("plain OAuth, without openid, nonce and state", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		got := s.Browser().Allow(fapi.Pushed(fapi.push("scope", "email", "nonce", "", "state", "")), person).Response(t)
		require.NotEmpty(t, got.Get("code"))
		require.False(t, got.Has("state"))
	})
	t.Run("the person cancels at the sign-in page", func(t *testing.T) {
		t.Parallel()
		b := s.In(t).Browser().Open(fapi.Pushed(fapi.push()))
		require.Equal(t, "/login", b.URL.Path)
		failed(t, b.Decide("deny"), "access_denied")
		require.Equal(t, fapi.State, b.URL.Query().Get("state"))
	})
	t.Run("5.3.2.2: PKCE with S256", func(t *testing.T) {
		t.Parallel()
		refused(t, fapi.push("code_challenge", "", "code_challenge_method", ""), oauth.PKCEMissing)
		refused(t, fapi.push("code_challenge_method", "plain"), oauth.PKCEMethodUnsupported)
	})
	t.Run("5.3.2.2: the code alone", func(t *testing.T) {
		t.Parallel()
		refused(t, fapi.push("response_type", "code id_token"), oauth.ResponseTypeUnsupported)
		refused(t, fapi.push("response_type", "token"), oauth.ResponseTypeUnsupported)
	})
	t.Run("a long nonce and a long state come back whole", func(t *testing.T) {
		t.Parallel()
		long := strings.Repeat("0123456789abcdef", 24)
		got := s.In(t).Browser().Allow(fapi.Pushed(fapi.push("nonce", long, "state", long+long)), person).Response(t)
		require.Equal(t, long+long, got.Get("state"))
	})
}

func TestFAPI2MessageSigning(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	k := newKeyed(t, s, at, client.ProfileMessageSigning)
	sibling := newKeyed(t, s, at, client.ProfileMessageSigning)
	person := s.Person("Mira")
	pushed := func(object string) apptest.Answer { return k.pushForm(url.Values{"request": {object}}) }
	alg := k.Service.Client.AuthorizationAlg
	require.Contains(t, []jose.Alg{jose.PS256, jose.ES256, jose.EdDSA}, alg, "FAPI 2.0 Security Profile 5.4.1")
	answer := func(t *testing.T, b *apptest.Browser) map[string]any {
		t.Helper()
		require.Equal(t, []string{"response"}, keysOf(b.URL.Query()), "JARM in the query, and nothing beside it")
		return opened(t, s.In(t), at.Issuer, b.URL.Query().Get("response"), alg)
	}

	t.Run("5.3.1 and 5.4.1: signed both ways", func(t *testing.T) {
		t.Parallel()
		got := answer(t, s.In(t).Browser().Allow(k.Pushed(pushed(k.object(nil))), person))
		require.NotEmpty(t, got["code"])
		require.Equal(t, k.State, got["state"])
		require.Equal(t, k.Service.Client.WireID(), got["aud"])
	})
	t.Run("5.4.1: errors too", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		require.Equal(t, "login_required", answer(t, s.Browser().Open(k.Pushed(pushed(k.object(keytest.Members{"prompt": "none"})))))["error"])
		require.Equal(t, "access_denied", answer(t, s.Browser().Open(k.Pushed(pushed(k.object(nil)))).Decide("deny"))["error"])
		require.Equal(t, "invalid_request", answer(t, s.Browser().Open(k.AuthorizeURL()))["error"], "not pushed")
	})
	for why, c := range map[string]struct {
		push   func() apptest.Answer
		code   string
		reason oauth.Reason
	}{
		"unsigned":          {func() apptest.Answer { return k.push() }, "invalid_request", oauth.SignedRequestRequired},
		"of another client": {func() apptest.Answer { return pushed(sibling.object(nil)) }, "invalid_request_object", oauth.RequestObjectSignature},
		"signed by another client": {func() apptest.Answer {
			return pushed(sibling.object(keytest.Members{"iss": k.Service.Client.WireID(), "client_id": k.Service.Client.WireID()}))
		}, "invalid_request_object", oauth.RequestObjectSignature},
		"without exp":        {func() apptest.Answer { return pushed(k.object(keytest.Members{"exp": nil})) }, "invalid_request_object", oauth.RequestObjectTime},
		"without nbf":        {func() apptest.Answer { return pushed(k.object(keytest.Members{"nbf": nil})) }, "invalid_request_object", oauth.RequestObjectTime},
		"for another issuer": {func() apptest.Answer { return pushed(k.object(keytest.Members{"aud": "https://other.test"})) }, "invalid_request_object", oauth.RequestObjectParties},
		"with a request_uri inside": {func() apptest.Answer {
			return pushed(k.object(keytest.Members{"request_uri": "https://lantern.test/r"}))
		}, "invalid_request_object", oauth.RequestObjectNested},
		"with a plain response mode": {func() apptest.Answer { return pushed(k.object(keytest.Members{"response_mode": "query"})) }, "invalid_request", oauth.ResponseModeUnsupported},
		"SEC-13: without PKCE inside": {func() apptest.Answer {
			v := url.Values{"request": {k.object(keytest.Members{"code_challenge": nil, "code_challenge_method": nil})}}
			maps.Copy(v, url.Values{"code_challenge": {apptest.Challenge(k.Verifier)}, "code_challenge_method": {"S256"}})
			return k.pushForm(v)
		}, "invalid_request", oauth.PKCEMissing},
		"its redirect_uri outside of it": {func() apptest.Answer {
			return k.pushForm(url.Values{"request": {k.object(keytest.Members{"redirect_uri": nil})}, "redirect_uri": {at.Redirect}})
		}, "invalid_request", oauth.RedirectURIMissing},
	} {
		t.Run("5.3.1: "+why, func(t *testing.T) {
			t.Parallel()
			got := c.push()
			require.Equal(t, http.StatusBadRequest, got.Status, got.Raw)
			require.Equal(t, c.code, got.Text("error"))
			require.Equal(t, c.reason, s.In(t).OneRefusal(at.Tenant.ID, got.Header).Reason)
		})
	}
}

// A request object counts alone, however it came (RFC 9101 5, SEC-17).
func TestRFC9101_5ARequestObjectCountsAlone(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	var serve string
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/request.jwt" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/jwt")
		_, _ = w.Write([]byte(serve))
	}))
	t.Cleanup(web.Close)
	k := newKeyed(t, s, at, "", func(n *manage.NewClient) { n.RequestURIs = []string{web.URL + "/request.jwt#a-hash"} })
	b := s.Signed(s.Person("Mira")).Allow(k.AuthorizeURL(), "")
	id := k.Service.Client.WireID()
	evil := url.Values{
		"client_id": {id}, "redirect_uri": {"https://evil.test/"}, "state": {"evil"}, "scope": {"openid contact"}, "nonce": {"evil"}, "response_type": {"token"},
		"response_mode": {"form_post"}, "prompt": {"none"}, "x": {"a", "b"},
	}
	open := func(name, value string, more url.Values) *apptest.Browser {
		v := url.Values{"client_id": {id}, name: {value}}
		for n, each := range more {
			if !v.Has(n) {
				v[n] = each
			}
		}
		return b.Tab(t).Open(at.Issuer + "/oauth2/authorize?" + v.Encode())
	}
	object := k.object(nil)
	serve = object
	for _, each := range []struct{ name, value string }{{"request", object}, {"request_uri", web.URL + "/request.jwt#a-hash"}} {
		for _, more := range []url.Values{nil, evil} {
			tab := open(each.name, each.value, more)
			require.NotEmpty(t, arrived(t, k.RP, tab), "RFC 9101 5: response_type and scope need not stand outside")
			require.Equal(t, k.State, tab.URL.Query().Get("state"))
		}
	}
	require.Equal(t, http.StatusBadRequest, open("request", k.object(keytest.Members{"redirect_uri": nil}), url.Values{"redirect_uri": {at.Redirect}}).Status, "nothing is filled in from outside")
	other := newKeyed(t, s, at, "")
	got := b.Tab(t).Open(at.Issuer + "/oauth2/authorize?" + url.Values{"client_id": {other.Service.Client.WireID()}, "request": {object}}.Encode())
	require.Equal(t, oauth.RequestObjectSignature, s.OneRefusal(at.Tenant.ID, got.Header).Reason, "client_id must be the signer's")
	serve = "<html>"
	require.Equal(t, oauth.RequestObjectMalformed, s.OneRefusal(at.Tenant.ID, open("request_uri", web.URL+"/request.jwt#a-hash", nil).Header).Reason)
	gone := web.URL
	web.Close()
	require.Equal(t, oauth.RequestURIUnreachable, s.OneRefusal(at.Tenant.ID, open("request_uri", gone+"/request.jwt#a-hash", nil).Header).Reason)

	s.Set(k.Service, func(p *client.Protocol) { p.RequireSignedRequest = true })
	got = b.Tab(t).Open(k.AuthorizeURL())
	failed(t, got, "invalid_request")
	a := s.OneRefusal(at.Tenant.ID, got.Header)
	require.Equal(t, oauth.SignedRequestRequired, a.Reason, "RFC 9101 10.5")
	require.Contains(t, a.Expected, "require_signed_request_object")
	require.NotEmpty(t, arrived(t, k.RP, open("request", object, nil)))
	s.Set(k.Service, func(p *client.Protocol) { p.RequestObjectAlg = jose.RS256 })
	require.Equal(t, oauth.RequestObjectAlg, s.OneRefusal(at.Tenant.ID, open("request", object, nil).Header).Reason)
}

func TestRFC9126_5PushedRequestsMayBeDemanded(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) { n.RequirePushed = true })
	rp := s.RP(at)
	got := s.Browser().Open(rp.AuthorizeURL())
	failed(t, got, "invalid_request")
	require.Equal(t, oauth.PushedRequired, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	require.Equal(t, "/login", s.Browser().Open(rp.Pushed(rp.Push())).URL.Path)
}
