package authorize_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// sent is an authorization request of nobody in particular, with its parameters
// changed by hand.
func sent(rp *apptest.RP, s *apptest.Server, change func(url.Values)) apptest.Answer {
	s.T.Helper()
	v := rp.Params()
	change(v)
	return s.SendRaw(http.MethodGet, rp.Service.Issuer+"/oauth2/authorize?"+v.Encode(), "", "Accept", "text/html")
}

func set(name string, values ...string) func(url.Values) {
	return func(v url.Values) { v[name] = values }
}

func del(names ...string) func(url.Values) {
	return func(v url.Values) {
		for _, n := range names {
			v.Del(n)
		}
	}
}

func guarded(t *testing.T, h http.Header) {
	t.Helper()
	require.Equal(t, "no-store", h.Get("Cache-Control"), "P3")
	require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), "SEC-09")
	require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "SEC-20")
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
	require.Empty(t, h.Get("Access-Control-Allow-Origin"), "P23: never on authorize")
}

// legal are the characters of an error description (RFC 6749 4.1.2.1).
func legal(t *testing.T, s string) {
	t.Helper()
	require.NotEmpty(t, s)
	for _, c := range []byte(s) {
		require.True(t, c == 0x20 || c == 0x21 || (c >= 0x23 && c <= 0x5b) || (c >= 0x5d && c <= 0x7e), "%q", c)
	}
}

// What must not be redirected is shown to the person, with 400 and no Location.
func TestErrorsThatStayHere(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	other := s.Service("harbor")
	disabled := s.Client(at)
	yes := true
	s.Change(disabled, manage.ClientChange{Disabled: &yes})
	rp := s.RP(at)
	long := strings.Repeat("a", 5000)
	for _, c := range []struct {
		why    string
		change func(url.Values)
		reason oauth.Reason
	}{
		{"RFC 6749 4.1.2.1: no client_id", del("client_id"), oauth.ClientIDMissing},
		{"RFC 6749 3.1: an empty client_id is none", set("client_id", ""), oauth.ClientIDMissing},
		{"RFC 6749 4.1.2.1: a client nobody knows", set("client_id", id.NewClient().String()), oauth.ClientUnknown},
		{"a client_id that is none of ours", set("client_id", "my-app"), oauth.ClientUnknown},
		{"a long client_id", set("client_id", long), oauth.ClientUnknown},
		{"SEC-60: a client of another tenant", set("client_id", other.Client.ID.String()), oauth.ClientUnknown},
		{"SEC-06: client_id twice", set("client_id", at.Client.ID.String(), other.Client.ID.String()), oauth.ParameterRepeated},
		{"SEC-06: the same client_id twice", set("client_id", at.Client.ID.String(), at.Client.ID.String()), oauth.ParameterRepeated},
		{"SEC-37: a disabled client", set("client_id", disabled.Client.ID.String()), oauth.ClientDisabled},
		{"RFC 6749 4.1.2.1: no redirect_uri", del("redirect_uri"), oauth.RedirectURIMissing},
		{"SEC-06: redirect_uri twice", set("redirect_uri", at.Redirect, "https://evil.test/"), oauth.ParameterRepeated},
		{"SEC-06: redirect_uri twice, the other way round", set("redirect_uri", "https://evil.test/", at.Redirect), oauth.ParameterRepeated},
		{"SEC-05: an address seen for the first time", set("redirect_uri", "https://evil.test/"), oauth.RedirectURIMismatch},
		{"SEC-05: and for the second", set("redirect_uri", "https://evil.test/"), oauth.RedirectURIMismatch},
		{"SEC-01: the host goes on", set("redirect_uri", "https://lantern.test.evil.test/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: the path goes on", set("redirect_uri", at.Redirect+"/x"), oauth.RedirectURIMismatch},
		{"SEC-01: a query more", set("redirect_uri", at.Redirect+"?x=1"), oauth.RedirectURIMismatch},
		{"SEC-01: another case", set("redirect_uri", "https://lantern.test/Callback"), oauth.RedirectURIMismatch},
		{"SEC-01: a host in upper case", set("redirect_uri", "https://LANTERN.test/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: a trailing slash", set("redirect_uri", at.Redirect+"/"), oauth.RedirectURIMismatch},
		{"SEC-01: encoded dots", set("redirect_uri", "https://lantern.test/%2e%2e/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: encoded twice", set("redirect_uri", "https://lantern.test/%2563allback"), oauth.RedirectURIMismatch},
		{"SEC-01: encoded once", set("redirect_uri", "https://lantern.test/%63allback"), oauth.RedirectURIMismatch},
		{"SEC-01: a backslash", set("redirect_uri", `https://lantern.test\@evil.test/callback`), oauth.RedirectURIMismatch},
		{"SEC-01: credentials", set("redirect_uri", "https://lantern.test@evil.test/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: a tab", set("redirect_uri", "https://lantern.test/call\tback"), oauth.RedirectURIMismatch},
		{"SEC-01: a newline, which must not split a header", set("redirect_uri", at.Redirect+"\r\nSet-Cookie: a=b"), oauth.RedirectURIMismatch},
		{"SEC-01: a parameter of the path", set("redirect_uri", at.Redirect+";x"), oauth.RedirectURIMismatch},
		{"SEC-01: a port", set("redirect_uri", "https://lantern.test:443/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: http", set("redirect_uri", "http://lantern.test/callback"), oauth.RedirectURIMismatch},
		{"SEC-01: a space before it", set("redirect_uri", " "+at.Redirect), oauth.RedirectURIMismatch},
		{"a fragment", set("redirect_uri", at.Redirect+"#x"), oauth.RedirectURIMismatch},
		{"SEC-02: a dot is a dot", set("redirect_uri", "https://lanternatest/callback"), oauth.RedirectURIMismatch},
		{"SEC-04: javascript", set("redirect_uri", "javascript:alert(1)"), oauth.RedirectURIMismatch},
		{"SEC-04: data", set("redirect_uri", "data:text/html,x"), oauth.RedirectURIMismatch},
		{"SEC-60: the address of another tenant's client", set("redirect_uri", other.Redirect), oauth.RedirectURIMismatch},
		{"the portal's test page without a test", set("redirect_uri", s.URL+manage.TestCallbackPath), oauth.RedirectURIMismatch},
		{"SEC-17: a request object that nobody signed", set("request", "e30.e30."), oauth.RequestObjectSignature},
		{"SEC-17: a request object of a client without keys", set("request", "e30.e30.e30"), oauth.RequestObjectSignature},
		{"SEC-18: a request_uri that is not registered", set("request_uri", "https://lantern.test/r"), oauth.RequestURIUnregistered},
		{"SEC-18: a request_uri into our own network", set("request_uri", "http://169.254.169.254/latest"), oauth.RequestURIUnregistered},
		{"SEC-16: a pushed request that is not there", set("request_uri", "urn:ietf:params:oauth:request_uri:x"), oauth.PushedUnknown},
		{"RFC 9101 5: request and request_uri", func(v url.Values) { set("request", "e30.e30.e30")(v); set("request_uri", "https://lantern.test/r")(v) }, oauth.RequestTwice},
		{"SEC-06: request twice", set("request", "a", "b"), oauth.ParameterRepeated},
		{"SEC-06: request_uri twice", set("request_uri", "a", "b"), oauth.ParameterRepeated},
		{"a long redirect_uri", set("redirect_uri", "https://lantern.test/"+long), oauth.RedirectURIMismatch},
		{"RFC 6749 appendix B: a parameter that is not UTF-8", set("state", "\xff"), oauth.BodyMalformed},
		{"a NUL", set("nonce", "a\x00b"), oauth.BodyMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := sent(rp, s, c.change)
			require.Equal(t, http.StatusBadRequest, got.Status)
			require.Empty(t, got.Header.Get("Location"))
			require.Contains(t, got.Header.Get("Content-Type"), "text/html")
			guarded(t, got.Header)
			require.Contains(t, got.Raw, got.Header.Get("X-Correlation-Id"), "P3: the page names the correlation ID")
			require.NotContains(t, got.Raw, "evil.test")
			a := s.OneRefusal(at.Tenant.ID, got.Header)
			require.Equal(t, c.reason, a.Reason)
			require.Equal(t, "authorize", a.Endpoint)
			if c.reason == oauth.RedirectURIMismatch {
				require.NotEmpty(t, a.Received, "decision D14")
				require.Contains(t, a.Expected, at.Redirect, "decision D14")
			}
		})
	}
}

// Everything else is the client's to hear.
func TestErrorsThatAreRedirected(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	narrow := s.Client(at, func(n *manage.NewClient) { n.Scopes = []string{"openid", "email"} })
	silent := false
	quiet := s.Client(at, func(n *manage.NewClient) { n.SendIss = &silent })
	rp := s.RP(at)
	scope := func(v string) func(url.Values) { return set("scope", v) }
	for _, c := range []struct {
		why    string
		change func(url.Values)
		code   string
		reason oauth.Reason
	}{
		{"RFC 6749 4.1.2.1: no response_type", del("response_type"), "invalid_request", oauth.ResponseTypeMissing},
		{"RFC 9700 2.1.2: implicit", set("response_type", "token"), "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"hybrid", set("response_type", "code id_token"), "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"response_type in another case", set("response_type", "CODE"), "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"SEC-06: response_type twice", set("response_type", "code", "token"), "invalid_request", oauth.ParameterRepeated},
		{"response_mode web_message", set("response_mode", "web_message"), "invalid_request", oauth.ResponseModeUnsupported},
		{"response_mode in another case", set("response_mode", "FORM_POST"), "invalid_request", oauth.ResponseModeUnsupported},
		{"RFC 8707 2: a resource that nobody has", set("resource", "https://api.lantern.test"), "invalid_target", oauth.ResourceUnknown},
		{"RFC 8707 2: a resource that is no URI", set("resource", "api"), "invalid_target", oauth.ResourceUnknown},
		{"RFC 9449 10: a dpop_jkt that is too short", set("dpop_jkt", "abc"), "invalid_request", oauth.JKTMalformed},
		{"RFC 9449 10: a dpop_jkt with a line break", set("dpop_jkt", strings.Repeat("a", 43)+"\n"), "invalid_request", oauth.JKTMalformed},
		{"OIDC Core 5.5: claims that are no JSON", set("claims", "name"), "invalid_request", oauth.ClaimsMalformed},
		{"OIDC Core 3.1.2.1: an id_token_hint of nobody", set("id_token_hint", "x.y.z"), "invalid_request", oauth.HintInvalid},
		{"OIDC Core 3.1.2.1: no openid", scope("email"), "invalid_scope", oauth.ScopeOpenIDMissing},
		{"no scope", del("scope"), "invalid_scope", oauth.ScopeOpenIDMissing},
		{"RFC 6749 3.3: a scope of illegal characters", scope("openid \"x\""), "invalid_scope", oauth.ScopeMalformed},
		{"a scope the client may not ask for", func(v url.Values) { v.Set("client_id", narrow.Client.ID.String()) }, "invalid_scope", oauth.ScopeNotAllowed},
		{"SEC-13: no PKCE", del("code_challenge", "code_challenge_method"), "invalid_request", oauth.PKCEMissing},
		{"SEC-12: a method without a challenge", del("code_challenge"), "invalid_request", oauth.PKCEMissing},
		{"SEC-12: a challenge without a method is plain", del("code_challenge_method"), "invalid_request", oauth.PKCEMethodUnsupported},
		{"SEC-12: plain", set("code_challenge_method", "plain"), "invalid_request", oauth.PKCEMethodUnsupported},
		{"SEC-12: s256", set("code_challenge_method", "s256"), "invalid_request", oauth.PKCEMethodUnsupported},
		{"a short challenge", set("code_challenge", strings.Repeat("a", 42)), "invalid_request", oauth.PKCEChallengeMalformed},
		{"a long challenge", set("code_challenge", strings.Repeat("a", 64)), "invalid_request", oauth.PKCEChallengeMalformed},
		{"a challenge with padding", set("code_challenge", strings.Repeat("a", 43)+"="), "invalid_request", oauth.PKCEChallengeMalformed},
		{"a challenge of base64", set("code_challenge", strings.Repeat("+", 43)), "invalid_request", oauth.PKCEChallengeMalformed},
		{"an unknown prompt", set("prompt", "please"), "invalid_request", oauth.PromptMalformed},
		{"OIDC Core 3.1.2.1: none with another", set("prompt", "none login"), "invalid_request", oauth.PromptMalformed},
		{"max_age of words", set("max_age", "soon"), "invalid_request", oauth.MaxAgeMalformed},
		{"max_age below zero", set("max_age", "-1"), "invalid_request", oauth.MaxAgeMalformed},
		{"max_age in fractions", set("max_age", "1.5"), "invalid_request", oauth.MaxAgeMalformed},
		{"max_age beyond all numbers", set("max_age", strings.Repeat("9", 40)), "invalid_request", oauth.MaxAgeMalformed},
		{"SEC-06: nonce twice", set("nonce", "a", "b"), "invalid_request", oauth.ParameterRepeated},
		{"RFC 6749 3.1: an unknown parameter twice", set("x", "a", "b"), "invalid_request", oauth.ParameterRepeated},
		{"a long nonce", set("nonce", strings.Repeat("n", 4001)), "invalid_request", oauth.ParameterTooLong},
		{"OIDC Core 3.1.2.6: prompt=none and nobody is signed in", set("prompt", "none"), "login_required", oauth.NoSession},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := sent(rp, s, c.change)
			to := got.Location(t)
			guarded(t, got.Header)
			require.Equal(t, at.Redirect, to.Scheme+"://"+to.Host+to.Path)
			require.Equal(t, c.code, to.Query().Get("error"))
			legal(t, to.Query().Get("error_description"))
			require.Equal(t, rp.State, to.Query().Get("state"), "RFC 6749 4.1.2.1")
			require.Equal(t, at.Issuer, to.Query().Get("iss"), "RFC 9207 2, SEC-19")
			require.Empty(t, to.Query().Get("code"))
			require.Empty(t, to.Fragment)
			a := s.OneRefusal(at.Tenant.ID, got.Header)
			require.Equal(t, c.reason, a.Reason)
			require.NotNil(t, a.Client)
		})
	}
	t.Run("SEC-06: state twice is not echoed", func(t *testing.T) {
		t.Parallel()
		to := sent(rp, s.In(t), set("state", "a", "b")).Location(t)
		require.Equal(t, "invalid_request", to.Query().Get("error"))
		require.False(t, to.Query().Has("state"))
	})
	t.Run("no state, no state", func(t *testing.T) {
		t.Parallel()
		require.False(t, sent(rp, s.In(t), func(v url.Values) { del("state", "response_type")(v) }).Location(t).Query().Has("state"))
	})
	t.Run("row P19: a client may do without iss", func(t *testing.T) {
		t.Parallel()
		to := sent(rp, s.In(t), func(v url.Values) { v.Set("client_id", quiet.Client.ID.String()); v.Del("response_type") }).Location(t)
		require.Equal(t, "invalid_request", to.Query().Get("error"))
		require.False(t, to.Query().Has("iss"))
	})
	t.Run("a verifier sent for a challenge is not kept", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		verifier := strings.Repeat("wordsofsecrecy-", 5)
		got := sent(rp, s, set("code_challenge", verifier))
		a := s.OneRefusal(at.Tenant.ID, got.Header)
		require.NotContains(t, a.Received+a.Expected, "wordsofsecrecy")
	})
}

func TestWhatIsTolerated(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	off := false
	lax := s.Client(at, func(n *manage.NewClient) { n.RequirePKCE = &off })
	rp := s.RP(at)
	for why, change := range map[string]func(url.Values){
		"OIDC Core 3.1.2.1: scopes that are not understood": func(v url.Values) { v.Set("scope", "openid groups") },
		"RFC 6749 3.1: unknown parameters": func(v url.Values) {
			for i := range 50 {
				v.Set("x"+strconv.Itoa(i), "1")
			}
		},
		"OIDC Core 3.1.2.1: display, locales, hints and acr_values": func(v url.Values) {
			for name, value := range map[string]string{"display": "popup", "ui_locales": "de fr", "claims_locales": "de", "login_hint": "mira", "acr_values": "urn:x y", "id_token_hint": ""} {
				v.Set(name, value)
			}
		},
		"RFC 8707 2: an empty resource is none": set("resource", "", ""),
		"no nonce":                              del("nonce"),
		"no state":                              del("state"),
		"a state of every kind of character":    set("state", "a b+c&d=e%f\"<>é\n"),
		"a long state":                          set("state", strings.Repeat("s", 4000)),
		"an empty parameter is none":            set("prompt", ""),
		"max_age zero":                          set("max_age", "0"),
		"max_age of ages":                       set("max_age", "4611686018427387903"),
		"scopes in any order, and twice":        set("scope", "email openid  email"),
		"decision D5: no PKCE, where the client is so set": func(v url.Values) {
			v.Set("client_id", lax.Client.ID.String())
			del("code_challenge", "code_challenge_method")(v)
		},
		"an empty value beside the empty request object": set("request", ""),
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			to := sent(rp, s.In(t), change).Location(t)
			require.Equal(t, "/login", to.Path, to.String())
		})
	}
	t.Run("SEC-13: the switch is for confidential clients", func(t *testing.T) {
		t.Parallel()
		public := s.In(t)
		_, _, err := public.Clients.Create(t.Context(), at.Owner, "lantern", manage.NewClient{Type: client.Public, Name: "p", RedirectURIs: []string{at.Redirect}, RequirePKCE: &off})
		require.Error(t, err)
	})
}

// The loopback rules as a request meets them (SEC-03).
func TestRFC8252_7_3Loopback(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) {
		n.Type, n.ApplicationType = client.Public, client.Native
		n.RedirectURIs = []string{"http://127.0.0.1/callback", "http://[::1]:1/callback", "http://localhost:3000/callback", "com.example.lantern:/callback"}
	})
	rp := s.RP(at)
	for uri, fine := range map[string]bool{
		"http://127.0.0.1/callback":                 true,
		"http://127.0.0.1:49152/callback":           true,
		"http://[::1]:49152/callback":               true,
		"http://localhost:49152/callback":           true,
		"com.example.lantern:/callback":             true,
		"http://127.0.0.1:49152/other":              false,
		"http://127.0.0.1:49152/callback?x":         false,
		"https://127.0.0.1:49152/callback":          false,
		"http://127.0.0.1.evil.test/callback":       false,
		"http://127.0.0.1:49152@evil.test/callback": false,
		"http://127.1/callback":                     false,
		"http://[::ffff:127.0.0.1]/callback":        false,
		"http://localhost@evil.test/callback":       false,
		"http://127.0.0.1:99999/callback":           false,
		"com.example.lantern://callback":            false,
		"COM.example.lantern:/callback":             false,
	} {
		got := sent(rp, s, set("redirect_uri", uri))
		if fine {
			require.Equal(t, http.StatusSeeOther, got.Status, uri)
		} else {
			require.Equal(t, http.StatusBadRequest, got.Status, uri)
			require.Equal(t, oauth.RedirectURIMismatch, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
		}
	}
}

func TestADisabledTenantSendsPeopleBack(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", at.Tenant.ID)
	got := sent(s.RP(at), s, func(url.Values) {})
	require.Equal(t, "access_denied", got.Location(t).Query().Get("error"))
	require.Equal(t, oauth.TenantDisabled, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
}
