package conformance_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"alias.example/alias/e2e/conformance/check"
)

// TestConfig is the Config OP plan: oidcc-discovery-endpoint-verification, clause by clause.
func TestConfig(t *testing.T) {
	t.Parallel()
	run(t, plan{issuer: issuer(t, strict)}, discoveryClauses())
}

// discoveryClauses hold the metadata of any issuer.
func discoveryClauses() []module {
	return []module{
		{"issuer: OIDC Discovery 4.3", metadataIssuer},
		{"members: OIDC Discovery 3, RFC 8414 2", metadataMembers},
		{"jwks: OIDC Discovery 3, RFC 7517 4.5", metadataKeys},
		{"signing-algorithms: OIDC Discovery 3", metadataAlgs},
		{"scopes-and-claims: OIDC Discovery 3", metadataScopes},
		{"locales: OIDC Discovery 3, RFC 5646 2.1.1", metadataLocales},
		{"well-known-of-oauth: RFC 8414 3", metadataOAuth},
	}
}

func metadataIssuer(t *testing.T, p plan) {
	t.Helper()
	a := p.issuer.Get(t, p.issuer.URL+"/.well-known/openid-configuration")
	check.Discovery(t, a, p.issuer.URL)
	u, err := url.Parse(p.issuer.URL)
	require.NoError(t, err)
	assert.Equal(t, "https", u.Scheme)
	assert.Nil(t, u.User)
	assert.Empty(t, u.RawQuery+u.Fragment)
	assert.False(t, strings.HasSuffix(p.issuer.URL, "/"))
}

func metadataMembers(t *testing.T, p plan) {
	t.Helper()
	m := p.issuer.Meta
	assert.NotEmpty(t, m.Text("userinfo_endpoint"), "userinfo_endpoint")
	assert.Contains(t, m.List("response_types_supported"), "code")
	for _, kind := range m.List("subject_types_supported") {
		assert.Contains(t, []string{"public", "pairwise"}, kind)
	}
	assert.NotEmpty(t, m.List("subject_types_supported"), "subject_types_supported")
	if grants, there := m["grant_types_supported"]; there {
		assert.NotEmpty(t, grants)
	}
	if _, there := m["code_challenge_methods_supported"]; there {
		assert.Equal(t, []string{"S256"}, m.List("code_challenge_methods_supported"), "never plain")
	}
	assert.Subset(t, m.List("response_modes_supported"), []string{"query", "form_post"})
	assert.Subset(t, m.List("token_endpoint_auth_methods_supported"), []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"})
}

func metadataKeys(t *testing.T, p plan) {
	t.Helper()
	// The suite fetches the keys before it registers a client, and verifies with those.
	keys := p.issuer.Keys(t)
	for _, alg := range p.issuer.Meta.List("id_token_signing_alg_values_supported") {
		assert.True(t, slices.ContainsFunc(keys.Keys, func(k check.Object) bool {
			return k["kty"] == typeFor(alg) && (k["alg"] == nil || k["alg"] == alg)
		}), "a key for %s is published", alg)
	}
}

// typeFor is the type of the keys that sign with an algorithm.
func typeFor(alg string) string {
	switch alg[0] {
	case 'R', 'P':
		return "RSA"
	}
	if strings.HasPrefix(alg, "ES") {
		return "EC"
	}
	return "OKP"
}

func metadataAlgs(t *testing.T, p plan) {
	t.Helper()
	assert.Contains(t, p.issuer.Meta.List("id_token_signing_alg_values_supported"), "RS256")
	assert.Contains(t, p.issuer.Meta.List("request_object_signing_alg_values_supported"), "RS256")
	assert.Contains(t, p.issuer.Meta.List("userinfo_signing_alg_values_supported"), "RS256")
	assert.NotEmpty(t, p.issuer.Meta.List("token_endpoint_auth_signing_alg_values_supported"))
	for name := range p.issuer.Meta {
		if strings.HasSuffix(name, "_alg_values_supported") {
			assert.NotContains(t, p.issuer.Meta.List(name), "none", name)
		}
	}
}

func metadataScopes(t *testing.T, p plan) {
	t.Helper()
	scopes := p.issuer.Meta.List("scopes_supported")
	assert.Subset(t, scopes, []string{"openid", "profile", "email", "address", "phone", "offline_access"})
	for _, s := range scopes {
		assert.Regexp(t, check.ScopeToken(), s)
	}
	claims := p.issuer.Meta.List("claims_supported")
	require.NotEmpty(t, claims)
	assert.Subset(t, claims, claimsOf(everyScope))
}

func metadataLocales(t *testing.T, p plan) {
	t.Helper()
	for _, name := range []string{"ui_locales_supported", "claims_locales_supported"} {
		for _, locale := range p.issuer.Meta.List(name) {
			tag, err := language.Parse(locale)
			require.NoError(t, err, "%s: %s", name, locale)
			assert.Equal(t, tag.String(), locale, "%s is in canonical case", name)
		}
	}
}

// metadataOAuth reads the same document where RFC 8414 puts it.
func metadataOAuth(t *testing.T, p plan) {
	t.Helper()
	host, path, _ := strings.Cut(p.issuer.URL, "/t/")
	for _, kind := range []string{"oauth-authorization-server", "openid-configuration"} {
		a := p.issuer.Get(t, host+"/.well-known/"+kind+"/t/"+path)
		m := check.Discovery(t, a, p.issuer.URL)
		assert.Equal(t, p.issuer.Meta, m, kind)
	}
	for _, root := range []string{"oauth-authorization-server", "openid-configuration"} {
		assert.Equal(t, 404, p.issuer.Get(t, host+"/.well-known/"+root).Status, "the host is nobody's issuer")
	}
}
