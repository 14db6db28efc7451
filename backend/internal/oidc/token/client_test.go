package token_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func basic(user, word string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+word))
}

// asks sends a token request as it is, without help.
func asks(s *apptest.Server, at apptest.Service, form url.Values, header ...string) apptest.Answer {
	s.T.Helper()
	return s.Send(http.MethodPost, at.Issuer+"/oauth2/token", form, header...)
}

// refused demands an error of the token endpoint, as RFC 6749 5.2 has it, and
// that the developer is told why, once.
func refused(s *apptest.Server, at apptest.Service, got apptest.Answer, status int, code string, reason oauth.Reason) {
	s.T.Helper()
	require.Equal(s.T, status, got.Status, got.Raw)
	require.Equal(s.T, code, got.Text("error"))
	require.NotEmpty(s.T, got.Text("error_description"))
	require.Len(s.T, got.JSON, 2)
	require.Equal(s.T, "application/json", got.Header.Get("Content-Type"))
	require.Equal(s.T, "no-store", got.Header.Get("Cache-Control"), "RFC 6749 5.1")
	a := s.OneRefusal(at.Tenant.ID, got.Header)
	require.Equal(s.T, reason, a.Reason)
	require.Equal(s.T, "token", a.Endpoint)
}

// A made-up code shows that the client got past its authentication.
func probe(pairs ...string) url.Values {
	v := url.Values{"grant_type": {"authorization_code"}, "code": {"made-up"}, "redirect_uri": {"https://x.test/"}, "code_verifier": {strings.Repeat("v", 43)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestClientAuthentication(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	either := s.Service("lantern")
	other := s.Service("harbor")
	onlyBasic := s.Client(either, func(n *manage.NewClient) { n.AuthMethod = oauth.AuthSecretBasic })
	onlyPost := s.Client(either, func(n *manage.NewClient) { n.AuthMethod = oauth.AuthSecretPost })
	public := s.Client(either, func(n *manage.NewClient) { n.Type = client.Public })
	disabled := s.Client(either)
	yes := true
	s.Change(disabled, manage.ClientChange{Disabled: &yes})
	name := func(at apptest.Service) string { return at.Client.ID.String() }

	for _, c := range []struct {
		why    string
		form   url.Values
		header []string
		status int
		code   string
		reason oauth.Reason
	}{
		{"RFC 6749 2.3.1: Basic", probe(), []string{"Authorization", basic(name(either), either.Secret)}, 400, "invalid_grant", oauth.CodeUnknown},
		{"RFC 6749 2.3.1: Basic, form-encoded", probe(), []string{"Authorization", basic(strings.ReplaceAll(name(either), "-", "%2D"), strings.ReplaceAll(either.Secret, "_", "%5F"))}, 400, "invalid_grant", oauth.CodeUnknown},
		{"RFC 6749 2.3.1: in the body", probe("client_id", name(either), "client_secret", either.Secret), nil, 400, "invalid_grant", oauth.CodeUnknown},
		{"RFC 6749 3.2.1: a public client", probe("client_id", name(public)), nil, 400, "invalid_grant", oauth.CodeUnknown},
		{"client_secret_basic, by Basic", probe(), []string{"Authorization", basic(name(onlyBasic), onlyBasic.Secret)}, 400, "invalid_grant", oauth.CodeUnknown},
		{"client_secret_post, in the body", probe("client_id", name(onlyPost), "client_secret", onlyPost.Secret), nil, 400, "invalid_grant", oauth.CodeUnknown},

		{"SEC-36: client_secret_basic, in the body", probe("client_id", name(onlyBasic), "client_secret", onlyBasic.Secret), nil, 401, "invalid_client", oauth.ClientAuthMethod},
		{"SEC-36: client_secret_post, by Basic", probe(), []string{"Authorization", basic(name(onlyPost), onlyPost.Secret)}, 401, "invalid_client", oauth.ClientAuthMethod},
		{"SEC-36: a secret of a public client", probe("client_id", name(public), "client_secret", "x"), nil, 401, "invalid_client", oauth.ClientAuthMethod},
		{"SEC-36: a confidential client without its secret", probe("client_id", name(either)), nil, 401, "invalid_client", oauth.ClientAuthMethod},
		{"SEC-36: an empty secret", probe("client_id", name(either), "client_secret", ""), nil, 401, "invalid_client", oauth.ClientAuthMethod},
		{"SEC-36: twice", probe("client_id", name(either), "client_secret", either.Secret), []string{"Authorization", basic(name(either), either.Secret)}, 401, "invalid_client", oauth.ClientAuthTwice},
		{"SEC-36: two headers", probe(), []string{"Authorization", basic(name(either), either.Secret), "Authorization", basic(name(either), either.Secret)}, 401, "invalid_client", oauth.ClientAuthTwice},
		{"SEC-36: another client in the body", probe("client_id", name(onlyBasic)), []string{"Authorization", basic(name(either), either.Secret)}, 401, "invalid_client", oauth.ClientAuthTwice},
		{"a wrong secret", probe(), []string{"Authorization", basic(name(either), either.Secret[:len(either.Secret)-1]+"x")}, 401, "invalid_client", oauth.ClientSecretWrong},
		{"another client's secret", probe(), []string{"Authorization", basic(name(either), onlyBasic.Secret)}, 401, "invalid_client", oauth.ClientSecretWrong},
		{"a client nobody knows", probe(), []string{"Authorization", basic(id.NewClient().String(), either.Secret)}, 401, "invalid_client", oauth.ClientUnknown},
		{"SEC-60: a client of another tenant", probe(), []string{"Authorization", basic(name(other), other.Secret)}, 401, "invalid_client", oauth.ClientUnknown},
		{"SEC-37: a disabled client", probe(), []string{"Authorization", basic(name(disabled), disabled.Secret)}, 400, "unauthorized_client", oauth.ClientDisabled},
		{"nothing at all", probe(), nil, 401, "invalid_client", oauth.ClientAuthMissing},
		{"another scheme", probe("client_id", name(either)), []string{"Authorization", "Bearer x"}, 401, "invalid_client", oauth.ClientAuthMalformed},
		{"the secret where the name belongs", probe(), []string{"Authorization", basic(either.Secret, name(either))}, 401, "invalid_client", oauth.ClientUnknown},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := asks(s, either, c.form, c.header...)
			refused(s, either, got, c.status, c.code, c.reason)
			challenge := got.Header.Get("WWW-Authenticate")
			if c.status == 401 && len(c.header) > 0 {
				require.True(t, strings.HasPrefix(challenge, "Basic "), "RFC 6749 5.2: %q", challenge)
			} else {
				require.Empty(t, challenge)
			}
			if c.status == 401 {
				require.Equal(t, "Client authentication failed.", got.Text("error_description"), "why is nobody's business but the developer's")
			}
			for _, a := range s.Caused(either.Tenant.ID, got.Header) {
				for _, word := range []string{either.Secret, onlyBasic.Secret, onlyPost.Secret} {
					require.NotContains(t, a.Received+a.Expected+a.ClientNamed, word)
				}
			}
		})
	}
}

func TestSecretsOverlapAndEnd(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	works := func(word string) bool {
		return asks(s, at, probe(), "Authorization", basic(at.Client.ID.String(), word)).Text("error") == "invalid_grant"
	}
	hour := time.Hour
	_, fresh, err := s.Clients.AddSecret(t.Context(), at.Owner, "lantern", at.Client.ID, &hour)
	require.NoError(t, err)
	require.True(t, works(at.Secret), "row P14: both work while they overlap")
	require.True(t, works(fresh.Reveal()))
	s.Clock.Advance(time.Hour - time.Second)
	require.True(t, works(at.Secret))
	s.Clock.Advance(time.Second)
	require.False(t, works(at.Secret), "SEC-36: the old one has ended, to the second and in spite of every cache")
	require.True(t, works(fresh.Reveal()))
	s.Recorder.Flush(t.Context())
	got, err := s.Clients.Get(t.Context(), at.Owner, "lantern", at.Client.ID)
	require.NoError(t, err)
	require.Len(t, got.Secrets, 1)
	require.NotNil(t, got.Secrets[0].LastUsedAt, "row P14: when each was last used")
}

func TestSEC37WhatIsDisabledIsDisabledEverywhereAtOnce(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	code := rp.Code(b, "")
	yes, no := true, false
	s.Change(at, manage.ClientChange{Disabled: &yes})
	require.Equal(t, "unauthorized_client", rp.Redeem(code).Text("error"))
	require.Equal(t, "unauthorized_client", rp.Refresh(tokens.Text("refresh_token")).Text("error"))
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status)
	s.Change(at, manage.ClientChange{Disabled: &no})
	require.Equal(t, http.StatusOK, rp.Userinfo(tokens.Text("access_token")).Status)

	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", at.Tenant.ID)
	s.Clock.Advance(30 * time.Second) // nobody announced it: the cache's bound
	require.Equal(t, "unauthorized_client", rp.Redeem(code).Text("error"))
	require.Equal(t, "unauthorized_client", rp.Refresh(tokens.Text("refresh_token")).Text("error"))
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status)
}

func TestBodies(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	narrow := s.Client(at, func(n *manage.NewClient) { n.Scopes = []string{"openid"} })
	auth := []string{"Authorization", basic(at.Client.ID.String(), at.Secret)}
	const form = "application/x-www-form-urlencoded"
	good := probe().Encode()
	for _, c := range []struct {
		why, kind, body string
		status          int
		code            string
		reason          oauth.Reason
	}{
		{"RFC 6749 3.2: JSON", "application/json", `{"grant_type":"authorization_code"}`, 400, "invalid_request", oauth.BodyType},
		{"RFC 6749 3.2: multipart", "multipart/form-data; boundary=x", "--x--", 400, "invalid_request", oauth.BodyType},
		{"RFC 6749 3.2: no content type", "", good, 400, "invalid_request", oauth.BodyType},
		{"a malformed content type", form + ";;;=", good, 400, "invalid_request", oauth.BodyType},
		{"a charset is fine", form + "; charset=UTF-8", good, 400, "invalid_grant", oauth.CodeUnknown},
		{"the type in another case is fine", "Application/X-WWW-Form-Urlencoded", good, 400, "invalid_grant", oauth.CodeUnknown},
		{"a large body", form, good + "&x=" + strings.Repeat("a", 70<<10), 413, "invalid_request", oauth.BodyTooLarge},
		{"a long parameter", form, good + "&x=" + strings.Repeat("a", 5000), 400, "invalid_request", oauth.ParameterTooLong},
		{"RFC 6749 3.2: a repeated parameter", form, good + "&code=other", 400, "invalid_request", oauth.ParameterRepeated},
		{"RFC 6749 3.2: an unknown one repeated", form, good + "&x=1&x=2", 400, "invalid_request", oauth.ParameterRepeated},
		{"RFC 6749 appendix B: not UTF-8", form, good + "&redirect=%ff", 400, "invalid_request", oauth.BodyMalformed},
		{"RFC 6749 appendix B: a redirect_uri that is not UTF-8", form, "grant_type=authorization_code&code=x&redirect_uri=%ff%fe", 400, "invalid_request", oauth.BodyMalformed},
		{"a NUL", form, "grant_type=authorization_code&code=x&redirect_uri=a%00b", 400, "invalid_request", oauth.BodyMalformed},
		{"a NUL as it is", form, "grant_type=refresh_token&refresh_token=a\x00b", 400, "invalid_request", oauth.BodyMalformed},
		{"a broken escape", form, "grant_type=%zz", 400, "invalid_request", oauth.BodyMalformed},
		{"nothing", form, "", 400, "invalid_request", oauth.GrantTypeMissing},
		{"RFC 6749 3.2: an empty grant_type", form, "grant_type=", 400, "invalid_request", oauth.GrantTypeMissing},
		{"RFC 6749 5.2: a grant type nobody serves", form, "grant_type=password&username=a&password=b", 400, "unsupported_grant_type", oauth.GrantTypeUnsupported},
		{"a grant type in another case", form, "grant_type=Authorization_Code", 400, "unsupported_grant_type", oauth.GrantTypeUnsupported},
		{"no code", form, "grant_type=authorization_code", 400, "invalid_request", oauth.CodeMissing},
		{"no refresh token", form, "grant_type=refresh_token", 400, "invalid_request", oauth.RefreshTokenMissing},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			header := auth
			if c.kind != "" {
				header = append([]string{"Content-Type", c.kind}, auth...)
			}
			refused(s, at, s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/token", c.body, header...), c.status, c.code, c.reason)
		})
	}
	t.Run("RFC 6749 5.2: a grant type the client may not use", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		got := asks(s, narrow, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"x"}}, "Authorization", basic(narrow.Client.ID.String(), narrow.Secret))
		refused(s, narrow, got, 400, "unauthorized_client", oauth.GrantTypeNotAllowed)
	})
	t.Run("RFC 6749 3.2: parameters in the query are none", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		got := s.SendRaw(http.MethodPost, at.Issuer+"/oauth2/token?"+good, "", append([]string{"Content-Type", form}, auth...)...)
		refused(s, at, got, 400, "invalid_request", oauth.GrantTypeMissing)
	})
	t.Run("RFC 6749 3.2: GET is not answered", func(t *testing.T) {
		t.Parallel()
		got := s.In(t).SendRaw(http.MethodGet, at.Issuer+"/oauth2/token?"+good, "", auth...)
		require.Equal(t, http.StatusMethodNotAllowed, got.Status)
	})
}

func TestP23Scripts(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) {
		n.RedirectURIs = []string{"https://lantern.test/callback", "https://port.test:8443/cb", "https://usual.test:443/cb"}
		n.AllowedOrigins = []string{"https://extra.test"}
	})
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	auth := basic(at.Client.ID.String(), at.Secret)
	for origin, allowed := range map[string]bool{
		"https://lantern.test": true, "https://port.test:8443": true, "https://usual.test": true, "https://extra.test": true,
		"https://evil.test": false, "null": false, "http://lantern.test": false, "https://lantern.test:444": false, "https://lantern.test.evil.test": false,
		"https://sub.lantern.test": false, "https://port.test": false, "https://LANTERN.test": false, "": false, "*": false, s.URL: false,
	} {
		answers := map[string]apptest.Answer{
			"a token refused": asks(s, at, probe(), "Authorization", auth, "Origin", origin),
			"userinfo":        s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "Bearer "+tokens.Text("access_token"), "Origin", origin),
		}
		for what, got := range answers {
			want := ""
			if allowed {
				want = origin
			}
			require.Equal(t, want, got.Header.Get("Access-Control-Allow-Origin"), "%s for %q", what, origin)
			require.Empty(t, got.Header.Get("Access-Control-Allow-Credentials"), "no cookie is ever of use here")
			require.Contains(t, got.Header.Values("Vary"), "Origin")
		}
	}
	for _, path := range []string{"/oauth2/token", "/oidc/userinfo"} {
		got := s.SendRaw(http.MethodOptions, at.Issuer+path, "", "Origin", "https://lantern.test", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		require.Equal(t, http.StatusNoContent, got.Status)
		require.Equal(t, "https://lantern.test", got.Header.Get("Access-Control-Allow-Origin"))
		require.Contains(t, got.Header.Get("Access-Control-Allow-Methods"), "POST")
		require.Contains(t, got.Header.Get("Access-Control-Allow-Headers"), "Authorization")
		require.NotEmpty(t, got.Header.Get("Access-Control-Max-Age"), "a preflight is cached")
		require.Contains(t, got.Header.Values("Vary"), "Origin")
		none := s.SendRaw(http.MethodOptions, at.Issuer+path, "", "Origin", "null", "Access-Control-Request-Method", "POST")
		require.Empty(t, none.Header.Get("Access-Control-Allow-Origin"), "null is everybody's")
	}
	for _, method := range []string{http.MethodOptions, http.MethodGet} {
		got := s.SendRaw(method, rp.AuthorizeURL(), "", "Origin", "https://lantern.test", "Access-Control-Request-Method", "GET")
		require.Empty(t, got.Header.Get("Access-Control-Allow-Origin"), "never on authorize")
	}
}
