package conformance_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/deployment"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// TestBasic is the Basic OP plan, with clients made at the terminal.
func TestBasic(t *testing.T) {
	t.Parallel()
	p := plan{issuer: issuer(t, strict), responseType: "code", method: "client_secret_basic", static: true}
	run(t, p, append(everyFlow(), codeFlow()...))
	run(t, p, []module{
		{"relying-party-go-oidc: OIDC Core 3.1.3.7", goOIDC},
		{"tabs-that-agree-at-once: OIDC Core 3.1.2.4", tabs},
	})
}

// TestFormPost is the Form Post OP plan, with clients registered dynamically.
func TestFormPost(t *testing.T) {
	t.Parallel()
	p := plan{issuer: issuer(t, strict), responseType: "code", mode: "form_post", method: "client_secret_basic"}
	run(t, p, append(everyFlow(), codeFlow()...))
	run(t, p, []module{
		{"errors-are-posted: OAuth Form Post 2", formPostErrors},
		{"form-post-page: OAuth Form Post 4", formPostPage},
	})
}

// everyFlow are the modules of all OpenID Connect plans, whatever the response type.
func everyFlow() []module {
	return []module{
		{"oidcc-server: OIDC Core 3.1.3.3, OIDC Core 3.1.3.7", server},
		{"oidcc-response-type-missing: RFC 6749 3.1.1", responseTypeMissing},
		{"oidcc-idtoken-signature: OIDC Core 3.1.3.7, OIDC Core 10.1", idTokenSignature},
		{"oidcc-idtoken-unsigned: OIDC Core 3.1.3.7", idTokenUnsigned},
		{"oidcc-scope-profile: OIDC Core 5.4", scope("profile")},
		{"oidcc-scope-email: OIDC Core 5.4", scope("email")},
		{"oidcc-scope-address: OIDC Core 5.4", scope("address")},
		{"oidcc-scope-phone: OIDC Core 5.4", scope("phone")},
		{"oidcc-scope-all: OIDC Core 5.4", scope("profile", "email", "address", "phone")},
		{"oidcc-alternate-happy-flow: OIDC Core 3.1.2.1", alternate},
		{"oidcc-display-page: OIDC Core 15.1", tolerates("display", "page")},
		{"oidcc-display-popup: OIDC Core 15.1", tolerates("display", "popup")},
		{"oidcc-ui-locales: OIDC Core 15.1", tolerates("ui_locales", "se sv")},
		{"oidcc-claims-locales: OIDC Core 15.1", tolerates("claims_locales", "se sv")},
		{"oidcc-login-hint: OIDC Core 3.1.2.1", tolerates("login_hint", "buffy@rp.example.test")},
		{"oidcc-ensure-other-scope-order-and-unknown-parameter-succeeds: RFC 6749 3.1", tolerates("extra", "foobar")},
		{"oidcc-prompt-login: OIDC Core 3.1.2.1", promptLogin},
		{"oidcc-prompt-none-not-logged-in: OIDC Core 3.1.2.6", promptNoneNotLoggedIn},
		{"oidcc-prompt-none-logged-in: OIDC Core 3.1.2.1", promptNoneLoggedIn},
		{"oidcc-max-age-1: OIDC Core 3.1.2.1", maxAge1},
		{"oidcc-max-age-10000: OIDC Core 3.1.2.1", maxAge10000},
		{"oidcc-id-token-hint: OIDC Core 3.1.2.1", idTokenHint},
		{"oidcc-ensure-request-with-acr-values-succeeds: OIDC Core 3.1.2.1", acrValues},
		{"essential-acr: OIDC Core 5.5.1.1", essentialACR},
		{"oidcc-ensure-registered-redirect-uri: OIDC Core 3.1.2.1", registeredRedirectURI},
		{"oidcc-ensure-post-request-succeeds: OIDC Core 3.1.2.1", postRequest},
		{"oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: OIDC Core 6.1", unsignedRequestObject},
		{"oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported: OIDC Core 6.2", unsignedRequestURI},
		{"oidcc-ensure-request-object-with-redirect-uri: OIDC Core 6.1", requestObjectRedirectURI},
		{"oidcc-claims-essential: OIDC Core 5.5", claimsEssential},
		{"access-denied: OIDC Core 3.1.2.6", accessDenied},
	}
}

// codeFlow are the modules of plans with an authorization code.
func codeFlow() []module {
	return []module{
		{"oidcc-userinfo-get: OIDC Core 5.3.1", userInfoGet},
		{"oidcc-userinfo-post-header: OIDC Core 5.3.1", userInfoPostHeader},
		{"oidcc-userinfo-post-body: RFC 6750 2.2", userInfoPostBody},
		{"oidcc-ensure-request-without-nonce-succeeds-for-code-flow: OIDC Core 3.1.2.1", withoutNonce},
		{"oidcc-codereuse: RFC 6749 4.1.2", codeReuse(0)},
		{"oidcc-codereuse-30seconds: RFC 6749 4.1.2", codeReuse(30 * time.Second)},
		{"oidcc-server-client-secret-post: RFC 6749 2.3.1", clientSecretPost},
		{"client-secret-basic-is-form-encoded: RFC 6749 2.3.1", clientSecretBasic},
		{"oidcc-refresh-token: OIDC Core 12.2, OIDC Core 11", refreshToken},
		{"oidcc-ensure-request-with-valid-pkce-succeeds: RFC 7636 4.6", validPKCE},
		{"wrong-client-secret: RFC 6749 5.2", wrongSecret},
	}
}

func server(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.signIn(t, s.ask("openid"))
}

func responseTypeMissing(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.responseType = "code" // nothing is said that leads anywhere but to the query, or to where response_mode says
	s.refusedOrStays(t, s.ask("openid", "response_type", ""), "unsupported_response_type", "invalid_request")
}

func idTokenSignature(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid"))
	if o.RawID == "" {
		return // no ID token, no signature
	}
	header := check.PartOf(t, o.RawID, 0)
	assert.Equal(t, "RS256", header["alg"], "the default of a client that registered none")
	assert.NotEmpty(t, header["kid"])
}

func idTokenUnsigned(t *testing.T, p plan) {
	t.Helper()
	assert.NotContains(t, p.issuer.Meta.List("id_token_signing_alg_values_supported"), "none")
}

// scope asks for scopes, and expects every claim of them at the right place.
func scope(scopes ...string) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		asked := "openid " + strings.Join(scopes, " ")
		for _, one := range scopes {
			require.Contains(t, p.issuer.Meta.List("scopes_supported"), one)
		}
		s := p.sit(t)
		o := s.signIn(t, s.ask(asked))
		var missing []string
		for _, claim := range claimsOf(asked) {
			if _, there := o.UserInfo[claim]; !there {
				missing = append(missing, claim)
			}
		}
		assert.Empty(t, missing, "claims of the scope that are missing")
		hold(t, o.UserInfo)
	}
}

// hold compares what was released with what the person said of themselves. The
// pseudonym and its nickname are the provider's to choose.
func hold(t *testing.T, released check.Object) {
	t.Helper()
	for name, want := range deployment.Claims() {
		if have, there := released[name]; there && name != "nickname" {
			assert.Equal(t, want, have, name)
		}
	}
}

func alternate(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask(everyScope))
	scopes := strings.Fields(everyScope)
	slices.Reverse(scopes)
	r := s.ask(strings.Join(scopes, " "))
	// The other way round than Encode sorts.
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range r.Params {
			if !yield(name) {
				return
			}
		}
	})
	slices.Reverse(names)
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, name+"="+url.QueryEscape(r.Params.Get(name)))
	}
	address := s.issuer.Meta.Text("authorization_endpoint") + "?" + strings.Join(pairs, "&")
	v := s.expected(r).Of(t, s.browser.Walk(t, s.browser.Open(t, address), s.who))
	second := s.redeem(t, r, v)
	assert.Equal(t, first.ID["sub"], second.ID["sub"])
	for _, name := range claimsOf(everyScope) {
		assert.Equal(t, first.UserInfo[name], second.UserInfo[name], "the same %s", name)
	}
}

// tolerates sends one parameter that must not be an error.
func tolerates(name, value string) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		s := p.sit(t)
		s.signIn(t, s.ask("openid", name, value))
	}
}

func promptLogin(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid"))
	time.Sleep(1100 * time.Millisecond)
	shown := s.browser.Showed("login")
	second := s.signIn(t, s.ask("openid", "prompt", "login"))
	assert.Equal(t, shown+1, s.browser.Showed("login"), "a real sign-in")
	assert.Equal(t, first.ID["sub"], second.ID["sub"])
	if _, there := second.ID["auth_time"]; there && first.ID["auth_time"] != nil {
		assert.True(t, check.Instant(t, second.ID, "auth_time").After(check.Instant(t, first.ID, "auth_time")), "auth_time is later")
	}
}

func promptNoneNotLoggedIn(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.signedOut(t, s.ask("openid", "state", strings.Repeat(rand.Text(), 5)[:128]))
}

func promptNoneLoggedIn(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid"))
	shown := len(s.browser.Shown)
	second := s.signIn(t, s.ask("openid", "prompt", "none"))
	s.noPages(t, shown)
	assert.Equal(t, first.ID["sub"], second.ID["sub"])
	if first.ID["auth_time"] != nil && second.ID["auth_time"] != nil {
		assert.Equal(t, first.ID["auth_time"], second.ID["auth_time"], "the same sign-in")
	}
}

func maxAge1(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid", "max_age", "15000"))
	time.Sleep(2 * time.Second)
	shown := s.browser.Showed("login")
	second := s.signIn(t, s.ask("openid", "max_age", "1"))
	assert.Equal(t, shown+1, s.browser.Showed("login"), "a sign-in again")
	before, after := check.Instant(t, first.ID, "auth_time"), check.Instant(t, second.ID, "auth_time")
	assert.True(t, after.After(before), "auth_time is later")
	assert.WithinDuration(t, time.Now(), after, 10*time.Second, "auth_time is recent")
}

func maxAge10000(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid", "max_age", "15000"))
	shown := s.browser.Showed("login")
	second := s.signIn(t, s.ask("openid", "max_age", "10000"))
	assert.Equal(t, shown, s.browser.Showed("login"), "no sign-in again")
	assert.Equal(t, check.Instant(t, first.ID, "auth_time"), check.Instant(t, second.ID, "auth_time"))
}

func idTokenHint(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	first := s.signIn(t, s.ask("openid"))
	shown := len(s.browser.Shown)
	second := s.signIn(t, s.ask("openid", "prompt", "none", "id_token_hint", first.RawID))
	s.noPages(t, shown)
	assert.Equal(t, first.ID["sub"], second.ID["sub"])
}

func acrValues(t *testing.T, p plan) {
	t.Helper()
	values := p.issuer.Meta.List("acr_values_supported")
	if len(values) == 0 {
		values = []string{"1", "2"}
	}
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid", "acr_values", strings.Join(values, " ")))
	assert.Contains(t, values, o.ID["acr"], "acr is one of those asked for")
}

// essentialACR asks for an acr there is, and for one there is not.
func essentialACR(t *testing.T, p plan) {
	t.Helper()
	values := p.issuer.Meta.List("acr_values_supported")
	require.NotEmpty(t, values)
	s := p.sit(t)
	essential := func(value string) string {
		return `{"id_token":{"acr":{"essential":true,"value":"` + value + `"}}}`
	}
	o := s.signIn(t, s.ask("openid", "claims", essential(values[0])))
	assert.Equal(t, values[0], o.ID["acr"])
	s.refused(t, s.ask("openid", "claims", essential("urn:example:acr:nobody-has-it")), "unmet_authentication_requirements", "access_denied")
}

func registeredRedirectURI(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.stays(t, s.ask("openid", "redirect_uri", s.client.RedirectURI+"/more").URL())
	assert.Empty(t, s.client.Space.Visits("callback"))
}

func postRequest(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	r := s.ask("openid")
	page := s.browser.PostFromElsewhere(t, s.issuer.Meta.Text("authorization_endpoint"), r.Params)
	s.redeem(t, r, s.expected(r).Of(t, s.browser.Walk(t, page, s.who)))
	// And once more, with a session whose cookie stays behind at first.
	shown := s.browser.Showed("login")
	again := s.ask("openid")
	page = s.browser.PostFromElsewhere(t, s.issuer.Meta.Text("authorization_endpoint"), again.Params)
	s.redeem(t, again, s.expected(again).Of(t, s.browser.Walk(t, page, s.who)))
	assert.Equal(t, shown, s.browser.Showed("login"), "the session is found again")
}

// unsignedRequestObject expects that request objects of alg none are not listed, so
// that the suite skips its modules, and that one that comes all the same is refused.
func unsignedRequestObject(t *testing.T, p plan) {
	t.Helper()
	algs := p.issuer.Meta.List("request_object_signing_alg_values_supported")
	assert.NotEmpty(t, algs)
	assert.NotContains(t, algs, "none")
	assert.Contains(t, p.issuer.Meta, "request_parameter_supported", "said, not left to its default")
	s := p.sit(t)
	r := s.ask("openid")
	object := token.Unsigned(token.Object{"iss": s.client.ID, "aud": s.issuer.URL, "state": r.State(), "client_id": s.client.ID, "response_type": s.responseType})
	s.refusedOrStays(t, r.Set("request", object), "request_not_supported", "invalid_request_object")
}

func unsignedRequestURI(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta, "request_uri_parameter_supported", "said, not left to its default")
	s := p.sit(t)
	r := s.ask("openid", "request_uri", s.client.Space.URL("request"))
	object := token.Unsigned(token.Object{"iss": s.client.ID, "aud": s.issuer.URL, "state": r.State()})
	s.client.Space.Serve("request", "application/oauth-authz-req+jwt", []byte(object))
	s.refusedOrStays(t, r, "request_uri_not_supported", "invalid_request_uri", "invalid_request_object", "invalid_request")
}

func requestObjectRedirectURI(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	object := token.Unsigned(token.Object{"iss": s.client.ID, "aud": s.issuer.URL, "redirect_uri": s.client.RedirectURI, "client_id": s.client.ID, "response_type": s.responseType})
	s.stays(t, s.ask("openid", "redirect_uri", s.client.RedirectURI+"/more", "request", object).URL())
}

func claimsEssential(t *testing.T, p plan) {
	t.Helper()
	where := "userinfo"
	if p.responseType == "id_token" {
		where = "id_token" // there is no access token to ask with
	}
	s := p.sit(t)
	r := s.ask("openid", "claims", `{"`+where+`":{"name":{"essential":true}}}`)
	var inToken []string
	if where == "id_token" {
		inToken = []string{"name"}
	}
	o := s.signIn(t, r, inToken...)
	assert.Equal(t, deployment.Claims()["name"], o.UserInfo["name"])
}

func accessDenied(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.who.Refuse = true
	s.refused(t, s.ask("openid", "state", strings.Repeat(rand.Text(), 5)[:128]), "access_denied")
}

func userInfoGet(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid"))
	check.UserInfo(t, s.client.Resource(t, rp.Visit{Method: http.MethodGet, AccessToken: o.AccessToken}), o.ID["sub"])
}

func userInfoPostHeader(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid"))
	check.UserInfo(t, s.client.Resource(t, rp.Visit{Method: http.MethodPost, AccessToken: o.AccessToken}), o.ID["sub"])
}

func userInfoPostBody(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	o := s.signIn(t, s.ask("openid"))
	check.UserInfo(t, s.client.Resource(t, rp.Visit{Method: http.MethodPost, Form: url.Values{"access_token": {o.AccessToken}}}), o.ID["sub"])
}

func withoutNonce(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.signIn(t, s.ask("openid", "nonce", ""))
}

// codeReuse spends a code twice; what it bought is dead then.
func codeReuse(wait time.Duration) func(*testing.T, plan) {
	return func(t *testing.T, p plan) {
		t.Helper()
		s := p.sit(t)
		o := s.signIn(t, s.ask("openid"))
		time.Sleep(wait)
		s.client.Exchange(t, o.Front.Get("code"), "").TokenError(t, "invalid_grant")
		s.client.UserInfo(t, o.Tokens.AccessToken).Refused(t, 400, 401, 403)
	}
}

func clientSecretPost(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta.List("token_endpoint_auth_methods_supported"), "client_secret_post")
	p.method = "client_secret_post"
	server(t, p)
}

// clientSecretBasic encodes every character of the secret, which decodes to itself.
func clientSecretBasic(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta.List("token_endpoint_auth_methods_supported"), "client_secret_basic")
	s := p.sit(t)
	r := s.ask("openid")
	v := s.respond(t, r)
	call := s.client.ExchangeCall(v.Get("code"), "")
	call.Unauthenticated = true
	call.Header = http.Header{"Authorization": {basicPercent(s.client.ID, s.client.Secret)}}
	s.client.Send(t, call).Tokens(t, "Bearer")
}

func refreshToken(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta.List("grant_types_supported"), "refresh_token")
	scope, pairs := "openid", []string{}
	if slices.Contains(p.issuer.Meta.List("scopes_supported"), "offline_access") {
		scope, pairs = "openid offline_access", []string{"prompt", "consent"}
	}
	s := p.sit(t, refreshing)
	o := s.signIn(t, s.ask(scope, pairs...))
	require.NotEmpty(t, o.Tokens.RefreshToken, "a refresh token")
	refreshed := s.refresh(t, o, "")
	s.refresh(t, refreshed, scope)
	// Another client's token is nobody else's.
	other := p.sit(t, refreshing)
	theirs := other.signIn(t, other.ask(scope, pairs...))
	s.client.Send(t, s.client.RefreshCall(theirs.Tokens.RefreshToken)).TokenError(t, "invalid_grant")
}

// refresh uses a refresh token and compares the tokens (OIDC Core 12.2).
func (s *sitting) refresh(t *testing.T, o outcome, scope string) outcome {
	t.Helper()
	time.Sleep(1100 * time.Millisecond) // so that iat, in whole seconds, differs
	call := s.client.RefreshCall(o.Tokens.RefreshToken)
	if scope != "" {
		call.Form.Set("scope", scope)
	}
	next := outcome{Tokens: s.client.Send(t, call).Tokens(t, "Bearer"), ID: o.ID}
	if next.Tokens.RefreshToken == "" {
		next.Tokens.RefreshToken = o.Tokens.RefreshToken
	}
	if next.Tokens.IDToken != "" {
		rule := check.IDToken{Issuer: s.issuer.URL, ClientID: s.client.ID, Keys: s.issuer.Keys(t), Alg: s.client.IDTokenAlg, AccessToken: next.Tokens.AccessToken}
		if nonce, there := check.PartOf(t, next.Tokens.IDToken, 1)["nonce"].(string); there {
			rule.Nonce = nonce
			assert.Equal(t, o.ID["nonce"], nonce, "the original nonce, if any")
		}
		next.ID = rule.Verify(t, next.Tokens.IDToken)
		for _, same := range []string{"iss", "sub", "aud", "azp", "auth_time"} {
			assert.Equal(t, o.ID[same], next.ID[same], "%s stays", same)
		}
		assert.NotEqual(t, o.ID["iat"], next.ID["iat"], "iat is when this token was issued")
	}
	check.UserInfo(t, s.client.UserInfo(t, next.Tokens.AccessToken), o.ID["sub"])
	return next
}

func validPKCE(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.signIn(t, s.ask("openid").Prove())
}

func wrongSecret(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	r := s.ask("openid")
	v := s.respond(t, r)
	right := s.client.Secret
	s.client.Secret = "not-" + right
	s.client.Exchange(t, v.Get("code"), "").TokenError(t, "invalid_client")
	s.client.Secret = right
	s.redeem(t, r, v) // the failure has not burnt the code
}

// formPostErrors asks with a client that a developer made: the errors of one that
// registered itself stay with us until the person has agreed to it (RFC 9700 4.11.2).
func formPostErrors(t *testing.T, p plan) {
	t.Helper()
	p.static = true
	s := p.sit(t)
	// 128 characters of state, and characters that HTML and forms escape.
	r := s.ask("openid", "state", `a&b=c+d"<e> é`+rand.Text(), "prompt", "none")
	s.refused(t, r, "login_required", "interaction_required")
	again := s.ask("openid", "response_type", "code nonsense")
	s.refused(t, again, "unsupported_response_type", "invalid_request")
}

// formPostPage looks at the page that posts itself.
func formPostPage(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.signIn(t, s.ask("openid"))
	shown := len(s.browser.Shown)
	s.signIn(t, s.ask("openid", "prompt", "none"))
	require.Len(t, s.browser.Shown, shown+2, "the page that posts itself, and the client's")
	page := s.browser.Shown[shown]
	assert.Contains(t, page.Header.Get("Cache-Control"), "no-store")
	assert.NotEmpty(t, page.Elements("script"), "script submits the form")
}

// goOIDC signs in with relying-party libraries that others wrote.
func goOIDC(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	ctx := oidc.ClientContext(t.Context(), &http.Client{Transport: world.way})
	provider, err := oidc.NewProvider(ctx, p.issuer.URL)
	require.NoError(t, err)
	c := oauth2.Config{ClientID: s.client.ID, ClientSecret: s.client.Secret, Endpoint: provider.Endpoint(), RedirectURL: s.client.RedirectURI, Scopes: []string{oidc.ScopeOpenID, "email"}}
	verifier := oauth2.GenerateVerifier()
	state, nonce := rand.Text(), rand.Text()
	address := c.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	e := check.Response{Issuer: p.issuer.URL, RedirectURI: s.client.RedirectURI, Mode: "query", State: state}
	v := e.Of(t, s.browser.Walk(t, s.browser.Open(t, address), s.who))
	tokens, err := c.Exchange(ctx, v.Get("code"), oauth2.VerifierOption(verifier))
	require.NoError(t, err)
	raw, _ := tokens.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: c.ClientID}).Verify(ctx, raw)
	require.NoError(t, err)
	assert.Equal(t, nonce, idToken.Nonce)
	require.NoError(t, idToken.VerifyAccessToken(tokens.AccessToken))
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	require.NoError(t, err)
	assert.Equal(t, idToken.Subject, info.Subject)
	assert.NotEmpty(t, info.Email)
}

// tabs has somebody who never was here agree to four services at once.
func tabs(t *testing.T, p plan) {
	t.Helper()
	made, err := world.alias.Person(t.Context())
	require.NoError(t, err)
	who := browser.Visitor{Email: made.Email, Password: made.Password}
	b := browser.New(t, world.way)
	b.Walk(t, b.Open(t, world.alias.URL+"/login"), who)
	for n := range 4 {
		s := &sitting{p, p.client(t), b.Tab(), who}
		r := s.ask("openid")
		page := s.browser.Open(t, r.URL())
		require.True(t, page.Is("consent"), "the service's question: %s", page.Text())
		t.Run("tab-"+strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			s.redeem(t, r, s.expected(r).Of(t, s.browser.Walk(t, page, who)))
		})
	}
}

// basicPercent is an Authorization header in which every character is percent-encoded.
func basicPercent(clientID, secret string) string {
	encode := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			b.WriteString("%" + strings.ToUpper(hexByte(c)))
		}
		return b.String()
	}
	return rp.BasicOf(encode(clientID), encode(secret))
}

func hexByte(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
