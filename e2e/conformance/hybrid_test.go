package conformance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestImplicit is the Implicit OP plan, in fragments and in form posts.
func TestImplicit(t *testing.T) {
	t.Parallel()
	for _, responseType := range []string{"id_token", "id_token token"} {
		t.Run(named(responseType), func(t *testing.T) { t.Parallel(); frontChannelPlans(t, responseType) })
	}
	t.Run("switched-off", func(t *testing.T) { t.Parallel(); switchedOff(t) })
}

// TestHybrid is the Hybrid OP plan, in fragments and in form posts.
func TestHybrid(t *testing.T) {
	t.Parallel()
	for _, responseType := range []string{"code id_token", "code token", "code id_token token"} {
		t.Run(named(responseType), func(t *testing.T) { t.Parallel(); frontChannelPlans(t, responseType) })
	}
}

func named(responseType string) string { return strings.ReplaceAll(responseType, " ", "+") }

func frontChannelPlans(t *testing.T, responseType string) {
	t.Helper()
	p := plan{issuer: issuer(t, compat), responseType: responseType, method: "client_secret_basic"}
	modules := append(everyFlow(), frontChannelOnly(p)...)
	t.Run("fragment", func(t *testing.T) { t.Parallel(); run(t, p, modules) })
	p.mode = "form_post"
	t.Run("form_post", func(t *testing.T) { t.Parallel(); run(t, p, modules) })
}

// frontChannelOnly are the modules of response types that bring tokens from the
// authorization endpoint.
func frontChannelOnly(p plan) []module {
	modules := []module{
		{"hashes-of-code-and-token: OIDC Core 3.3.2.11", server},
		{"never-in-the-query: OAuth Multiple Response Types 5", neverInTheQuery},
	}
	if p.frontIDToken() {
		modules = append(modules, module{"oidcc-ensure-request-without-nonce-fails: OIDC Core 3.2.2.1", nonceMissing})
	} else {
		modules = append(modules, module{"oidcc-ensure-request-without-nonce-succeeds: OIDC Core 3.3.2.1", withoutNonce})
	}
	if p.responseType == "id_token" {
		modules = append(modules, module{"scope-claims-in-the-id-token: OIDC Core 5.4", scope("profile", "email")})
	} else {
		modules = append(modules, module{"oidcc-userinfo-get: OIDC Core 5.3.1", userInfoGet})
	}
	if p.code() {
		modules = append(modules,
			module{"oidcc-codereuse: RFC 6749 4.1.2", codeReuse(0)},
			module{"oidcc-refresh-token: OIDC Core 12.2", refreshToken},
		)
	}
	return modules
}

func nonceMissing(t *testing.T, p plan) {
	t.Helper()
	s := p.sit(t)
	s.refusedOrStays(t, s.ask("openid", "nonce", ""), "invalid_request")
}

// neverInTheQuery asks for tokens in the query, where they must not be.
func neverInTheQuery(t *testing.T, p plan) {
	t.Helper()
	p.mode = "query"
	s := p.sit(t)
	r := s.ask("openid")
	page := s.browser.Walk(t, s.browser.Open(t, r.URL()), s.who)
	for _, secret := range []string{"code", "id_token", "access_token"} {
		assert.False(t, page.URL.Query().Has(secret), "%s is in the query", secret)
	}
	e := s.expected(r)
	e.Mode = "fragment"
	if page.URL.RawFragment == "" && page.URL.Fragment == "" {
		e.Mode = "query"
	}
	if e.Returned(t, page) {
		assert.Equal(t, "invalid_request", e.Of(t, page).Get("error"))
	}
}

// switchedOff asks for tokens from the authorization endpoint where that is off, as
// it is unless a workspace switches it on. A developer made the client, so that its
// errors are redirected although nobody has agreed to it (RFC 9700 4.11.2).
func switchedOff(t *testing.T) {
	t.Helper()
	p := plan{issuer: issuer(t, strict), responseType: "code", method: "client_secret_basic", static: true}
	assert.Equal(t, []string{"code"}, p.issuer.Meta.List("response_types_supported"))
	assert.NotContains(t, p.issuer.Meta.List("grant_types_supported"), "implicit")
	s := p.sit(t)
	for _, responseType := range []string{"id_token", "id_token token", "code id_token", "token"} {
		r := s.ask("openid", "response_type", responseType)
		e := s.expected(r)
		page := s.browser.Walk(t, s.browser.Open(t, r.URL()), s.who)
		e.Mode = "fragment" // the default of what was asked for (OAuth Multiple Response Types 5)
		if page.URL.Fragment == "" {
			e.Mode = "query"
		}
		assert.Contains(t, []string{"unsupported_response_type", "unauthorized_client", "invalid_request"}, e.Of(t, page).Get("error"), responseType)
	}
	c := unregistered(p)
	m := c.Metadata("id_token")
	a := c.TryRegister(t, m)
	if assert.Equal(t, 400, a.Status, "%s", a.Body) {
		a.Error(t, "invalid_client_metadata")
	}
}
