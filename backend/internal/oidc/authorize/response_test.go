package authorize_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// opened verifies a JWT of an issuer against its key set, and answers its claims.
func opened(t *testing.T, s *apptest.Server, issuer, token string, algs ...jose.Alg) map[string]any {
	t.Helper()
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	require.NoError(t, json.Unmarshal([]byte(s.SendRaw(http.MethodGet, issuer+"/.well-known/jwks.json", "").Raw), &set))
	_, payload, err := jose.Verify(token, set.Keys, algs...)
	require.NoError(t, err)
	var claims map[string]any
	require.NoError(t, json.Unmarshal(payload, &claims))
	return claims
}

// nothingLeaked demands that an answer is where it was asked for and nowhere else.
func nothingLeaked(t *testing.T, b *apptest.Browser, mode string) {
	t.Helper()
	switch strings.TrimSuffix(mode, ".jwt") {
	case "query":
		require.Empty(t, b.URL.Fragment)
	case "fragment":
		require.Empty(t, b.URL.RawQuery, "nothing in the query")
	case "form_post":
		require.Empty(t, b.Header.Get("Location"), "nothing in an address")
		require.Equal(t, http.StatusOK, b.Status)
	}
}

func TestResponseModes(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	person := s.Person("Mira")
	signedIn := s.Signed(person).Allow(rp.AuthorizeURL(), "")
	state := strings.Repeat("s", 100) + ` "<>&+%é`

	for _, mode := range []string{"query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"} {
		in := mode
		if mode == "jwt" {
			in = "query.jwt"
		}
		read := func(t *testing.T, s *apptest.Server, b *apptest.Browser) map[string]any {
			t.Helper()
			nothingLeaked(t, b, in)
			guarded(t, b.Header)
			got := b.Response(t)
			if !strings.HasSuffix(in, ".jwt") {
				require.Equal(t, at.Issuer, got.Get("iss"), "RFC 9207 2")
				out := map[string]any{}
				for name := range got {
					out[name] = got.Get(name)
				}
				return out
			}
			require.Equal(t, []string{"response"}, keysOf(got), "JARM 2.3: nothing beside it")
			claims := opened(t, s, at.Issuer, got.Get("response"), jose.RS256)
			require.Equal(t, at.Issuer, claims["iss"], "JARM 2.1")
			require.Equal(t, at.Client.ID.String(), claims["aud"])
			require.EqualValues(t, s.Clock.Now().Add(10*time.Minute).Unix(), claims["exp"])
			return claims
		}
		t.Run(mode+": a code", func(t *testing.T) {
			t.Parallel()
			s, rp := s.In(t), rp.In(t)
			got := read(t, s, signedIn.Tab(t).Open(rp.AuthorizeURL("response_mode", mode, "state", state)))
			require.Equal(t, state, got["state"])
			require.Equal(t, http.StatusOK, rp.Redeem(fmt.Sprint(got["code"])).Status)
		})
		t.Run(mode+": after the pages", func(t *testing.T) {
			t.Parallel()
			s, rp := s.In(t), rp.In(t)
			got := read(t, s, s.Browser().Allow(rp.AuthorizeURL("response_mode", mode), person))
			require.Equal(t, http.StatusOK, rp.Redeem(fmt.Sprint(got["code"])).Status)
		})
		t.Run(mode+": an error of the request", func(t *testing.T) {
			t.Parallel()
			s, rp := s.In(t), rp.In(t)
			got := read(t, s, s.Browser().Open(rp.AuthorizeURL("response_mode", mode, "scope", "x", "state", state)))
			require.Equal(t, "invalid_scope", got["error"])
			legal(t, fmt.Sprint(got["error_description"]))
			require.Equal(t, state, got["state"])
			require.NotContains(t, got, "code")
		})
		t.Run(mode+": prompt=none", func(t *testing.T) {
			t.Parallel()
			got := read(t, s.In(t), s.In(t).Browser().Open(rp.AuthorizeURL("response_mode", mode, "prompt", "none", "state", "")))
			require.Equal(t, "login_required", got["error"])
			require.NotContains(t, got, "state")
		})
		t.Run(mode+": the person refuses", func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := read(t, s, s.Browser().Open(rp.AuthorizeURL("response_mode", mode)).Decide("deny"))
			require.Equal(t, "access_denied", got["error"])
		})
		t.Run(mode+": an unknown response_type is told the same way", func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			require.Equal(t, "invalid_request", read(t, s, s.Browser().Open(rp.AuthorizeURL("response_mode", mode, "response_type", "")))["error"])
		})
		t.Run(mode+": of a post from another site", func(t *testing.T) {
			t.Parallel()
			s, rp := s.In(t), rp.In(t)
			v := rp.Params()
			v.Set("response_mode", mode)
			to := s.Send(http.MethodPost, at.Issuer+"/oauth2/authorize", v).Location(t)
			got := read(t, s, signedIn.Tab(t).Open(to.String()))
			require.NotEmpty(t, got["code"])
		})
	}
}

func TestTheFormThatGoesOnByItself(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	const registered = "https://lantern.test:8443/callback?bar=foo"
	at := s.Service("lantern", func(n *manage.NewClient) { n.RedirectURIs = []string{registered, "https://other.test/callback"} })
	rp := s.RP(at)
	b := s.Browser().Open(rp.AuthorizeURL("response_mode", "form_post", "prompt", "none", "state", `"><script>alert(1)</script>`))

	policy := b.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "; form-action https://lantern.test:8443", "SEC-04: to the service's own origin")
	require.True(t, strings.HasSuffix(policy, "form-action https://lantern.test:8443"), "and to nowhere else: %s", policy)
	require.Regexp(t, `script-src 'nonce-[A-Za-z0-9_-]{22}'`, policy)
	require.NotContains(t, policy, "unsafe")
	require.Contains(t, b.Body, `action="`+registered+`"`, "RFC 6749 3.1.2: the query stays")
	require.NotContains(t, b.Body, "<script>alert")
	require.Contains(t, b.Body, `<button class="button button-primary">Continue</button>`, "without script there is a button")
	require.Contains(t, b.Body, "data-submit")
	require.Equal(t, `"><script>alert(1)</script>`, b.Response(t).Get("state"))
	require.Equal(t, []string{"error", "error_description", "iss", "session_state", "state"}, sortedKeys(b.Response(t)), "nothing of ours is posted to the service")

	app := s.RP(s.Client(at, func(n *manage.NewClient) {
		n.Type, n.ApplicationType, n.RedirectURIs = client.Public, client.Native, []string{"com.example.lantern:/callback", "http://[::1]/callback"}
	}))
	for _, uri := range []string{"com.example.lantern:/callback", "http://[::1]:4000/callback"} {
		got := s.Browser().Open(app.AuthorizeURL("response_mode", "form_post", "redirect_uri", uri))
		require.Equal(t, "invalid_request", got.URL.Query().Get("error"), "no form can be posted to an app")
		require.Equal(t, oauth.ResponseModeUnsupported, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	}
	for _, uri := range []string{"javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://lantern.test/x"} {
		got := s.Browser().Open(rp.AuthorizeURL("response_mode", "form_post", "redirect_uri", uri))
		require.Equal(t, http.StatusBadRequest, got.Status, "SEC-04")
		require.NotContains(t, got.Body, "data-submit")
	}
}

func sortedKeys(v url.Values) []string {
	out := []string{}
	for _, name := range []string{"access_token", "code", "error", "error_description", "expires_in", "id_token", "iss", "response", "scope", "session_state", "state", "token_type"} {
		if v.Has(name) {
			out = append(out, name)
		}
	}
	if len(out) != len(v) {
		out = append(out, "and others")
	}
	return out
}

// The algorithm of signed responses is the client's choice (JARM 3).
func TestSignedResponsesAreSignedAsTheClientIsSet(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	for _, alg := range jose.Algs() {
		at := s.Client(at, func(n *manage.NewClient) { n.AuthorizationAlg = alg })
		b := s.Browser().Open(s.RP(at).AuthorizeURL("response_mode", "jwt", "prompt", "none"))
		require.Equal(t, "login_required", opened(t, s, at.Issuer, b.Response(t).Get("response"), alg)["error"])
	}
	silent := false
	quiet := s.RP(s.Client(at, func(n *manage.NewClient) { n.SendIss = &silent }))
	require.False(t, s.Browser().Open(quiet.AuthorizeURL("response_mode", "form_post", "prompt", "none")).Response(t).Has("iss"), "row P19")
	signed := s.Browser().Open(quiet.AuthorizeURL("response_mode", "jwt", "prompt", "none")).Response(t)
	require.Equal(t, at.Issuer, opened(t, s, at.Issuer, signed.Get("response"), jose.RS256)["iss"], "JARM 2.1 has it in any case")
}

func TestImplicitAndHybridResponses(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Compatible(s.Service("lantern"))
	rp := s.RP(at)
	rp.Scope = "openid email nickname"
	person := s.Person("Mira")
	b := s.Signed(person).Allow(rp.AuthorizeURL(), "")
	sub := s.Claims(rp.Redeem(b.URL.Query().Get("code")).Text("id_token"))["sub"]

	for responseType, fields := range map[string][]string{
		"id_token":            {"id_token", "iss", "session_state", "state"},
		"id_token token":      {"access_token", "expires_in", "id_token", "iss", "scope", "session_state", "state", "token_type"},
		"code id_token":       {"code", "id_token", "iss", "session_state", "state"},
		"code token":          {"access_token", "code", "expires_in", "iss", "scope", "session_state", "state", "token_type"},
		"code id_token token": {"access_token", "code", "expires_in", "id_token", "iss", "scope", "session_state", "state", "token_type"},
		"token id_token code": {"access_token", "code", "expires_in", "id_token", "iss", "scope", "session_state", "state", "token_type"},
	} {
		for _, mode := range []string{"", "fragment", "form_post", "jwt"} {
			t.Run(responseType+" "+mode, func(t *testing.T) {
				t.Parallel()
				s, rp := s.In(t), rp.In(t)
				tab := b.Tab(t).Open(rp.AuthorizeURL("response_type", responseType, "response_mode", mode))
				got := tab.Response(t)
				switch mode {
				case "form_post":
					nothingLeaked(t, tab, "form_post")
				default:
					nothingLeaked(t, tab, "fragment")
				}
				if mode == "jwt" {
					claims := opened(t, s, at.Issuer, got.Get("response"), jose.RS256)
					for _, name := range fields {
						require.Contains(t, claims, name)
					}
					return
				}
				require.Equal(t, fields, sortedKeys(got))
				require.Equal(t, rp.State, got.Get("state"))
				if got.Has("id_token") {
					claims := opened(t, s, at.Issuer, got.Get("id_token"), jose.RS256)
					require.Equal(t, sub, claims["sub"], "decision D2: the same everywhere")
					require.Equal(t, rp.Nonce, claims["nonce"], "OIDC Core 3.2.2.11")
					require.Equal(t, at.Client.ID.String(), claims["aud"])
					require.Equal(t, got.Has("code"), claims["c_hash"] != nil, "OIDC Core 3.3.2.11")
					require.Equal(t, got.Has("access_token"), claims["at_hash"] != nil, "OIDC Core 3.2.2.10")
					if got.Has("code") {
						require.Equal(t, jose.HalfHash(jose.RS256, got.Get("code")), claims["c_hash"])
					}
					if got.Has("access_token") {
						require.Equal(t, jose.HalfHash(jose.RS256, got.Get("access_token")), claims["at_hash"])
					}
					require.Equal(t, responseType == "id_token", claims["email"] != nil, "OIDC Core 5.4: the claims of the scopes, where no token can fetch them")
				}
				if got.Has("access_token") {
					require.Equal(t, "Bearer", got.Get("token_type"))
					n, err := strconv.Atoi(got.Get("expires_in"))
					require.NoError(t, err)
					require.Positive(t, n)
					require.ElementsMatch(t, strings.Fields(rp.Scope), strings.Fields(got.Get("scope")))
					info := rp.Userinfo(got.Get("access_token"))
					require.Equal(t, http.StatusOK, info.Status, info.Raw)
					require.Equal(t, sub, info.JSON["sub"])
					require.NotEmpty(t, info.JSON["email"])
				}
				if got.Has("code") {
					answer := rp.Redeem(got.Get("code"))
					require.Equal(t, http.StatusOK, answer.Status, answer.Raw)
					require.Equal(t, sub, s.Claims(answer.Text("id_token"))["sub"], "OIDC Core 3.3.3.6")
				}
			})
		}
	}
	for _, c := range []struct {
		why    string
		pairs  []string
		code   string
		reason oauth.Reason
	}{
		{"OIDC Core 3.2.2.1: id_token without a nonce", []string{"response_type", "id_token", "nonce", ""}, "invalid_request", oauth.NonceMissing},
		{"OIDC Core 3.3.2.1: code id_token without a nonce", []string{"response_type", "code id_token", "nonce", ""}, "invalid_request", oauth.NonceMissing},
		{"OIDC Core 3.2.2.1: without openid", []string{"response_type", "id_token", "scope", "email"}, "invalid_scope", oauth.ScopeOpenIDMissing},
		{"tokens in a query", []string{"response_type", "id_token token", "response_mode", "query"}, "invalid_request", oauth.ResponseModeUnsupported},
		{"JARM 2.3.1: tokens in a query, signed", []string{"response_type", "code token", "response_mode", "query.jwt"}, "invalid_request", oauth.ResponseModeUnsupported},
		{"RFC 6749 4.2: token alone", []string{"response_type", "token"}, "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"none", []string{"response_type", "none"}, "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"a word twice", []string{"response_type", "code code"}, "unsupported_response_type", oauth.ResponseTypeUnsupported},
		{"prompt=none without a session", []string{"response_type", "id_token", "prompt", "none"}, "login_required", oauth.NoSession},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := s.Browser().Open(rp.AuthorizeURL(c.pairs...))
			require.Equal(t, c.code, got.Response(t).Get("error"))
			require.Equal(t, c.reason, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
			if strings.Contains(c.pairs[1], "token") {
				nothingLeaked(t, got, "fragment")
			}
		})
	}
	t.Run("OIDC Core 3.3: code token needs no nonce", func(t *testing.T) {
		t.Parallel()
		require.NotEmpty(t, b.Tab(t).Open(rp.AuthorizeURL("response_type", "code token", "nonce", "")).Response(t).Get("access_token"))
	})
	t.Run("after the pages", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		require.NotEmpty(t, s.Browser().Allow(rp.AuthorizeURL("response_type", "code id_token token", "prompt", "login consent"), person).Response(t).Get("id_token"))
	})
}

func TestTokensInTheAnswerAreBehindSwitches(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	plain := s.Service("harbor")
	for _, responseType := range client.ResponseTypes()[1:] {
		got := s.Browser().Open(s.RP(plain).AuthorizeURL("response_type", responseType))
		require.Equal(t, "unsupported_response_type", got.Response(t).Get("error"), responseType)
		require.Equal(t, oauth.ResponseTypeUnsupported, s.OneRefusal(plain.Tenant.ID, got.Header).Reason)
	}
	service := s.Service("lantern")
	all := s.Compatible(service)
	got := s.Browser().Open(s.RP(service).AuthorizeURL("response_type", "id_token"))
	require.Equal(t, "unauthorized_client", got.Response(t).Get("error"), "RFC 7591 2: the client's own settings")
	require.Equal(t, oauth.ResponseTypeNotAllowed, s.OneRefusal(service.Tenant.ID, got.Header).Reason)

	only := s.RP(s.Client(service, func(n *manage.NewClient) {
		n.ResponseTypes, n.GrantTypes, n.Scopes = []string{"id_token"}, []oauth.GrantType{oauth.Implicit}, []string{"openid"}
	}))
	only.Scope = "openid"
	require.Equal(t, "unauthorized_client", s.Browser().Open(only.AuthorizeURL()).Response(t).Get("error"), "nor a code")

	bound := s.RP(s.Client(all, func(n *manage.NewClient) {
		n.GrantTypes, n.ResponseTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.Implicit}, client.ResponseTypes()
		n.DPoPBound = true
	}))
	require.Equal(t, "unauthorized_client", s.Browser().Open(bound.AuthorizeURL("response_type", "code token")).Response(t).Get("error"), "a token that cannot be bound")

	s.Exec("update clients set protocol = jsonb_set(protocol, '{profile}', '\"oauth21\"') where id = $1", all.Client.ID)
	require.Equal(t, "unsupported_response_type", s.Browser().Open(s.RP(all).AuthorizeURL("response_type", "code id_token")).Response(t).Get("error"), "OAuth 2.1 has none")
	require.Equal(t, oauth.PKCEMissing, s.OneRefusal(service.Tenant.ID, s.Browser().Open(s.RP(all).AuthorizeURL("code_challenge", "", "code_challenge_method", "")).Header).Reason, "OAuth 2.1 4.1.1: PKCE in any case")
}

// What is said in the package comment about the cost of tokens in the answer.
func TestRoundTripsWithTokens(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Compatible(s.Service("lantern")))
	b := s.Signed(s.Person("Mira")).Allow(rp.AuthorizeURL(), "")
	s.RoundTrips(7, func() {
		require.NotEmpty(t, b.Open(rp.AuthorizeURL("response_type", "code id_token token")).Response(t).Get("id_token"))
	})
	s.RoundTrips(6, func() {
		require.NotEmpty(t, b.Open(rp.AuthorizeURL("response_type", "code id_token")).Response(t).Get("id_token"))
	})
	s.RoundTrips(5, func() {
		require.NotEmpty(t, b.Open(rp.AuthorizeURL("response_mode", "form_post.jwt")).Response(t).Get("response"))
	})
}
