package check

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Metadata is what an issuer says of itself.
type Metadata Object

// Text is a member that is text; "" if it is not there.
func (m Metadata) Text(name string) string {
	s, _ := m[name].(string)
	return s
}

// List is a member that is a list of text.
func (m Metadata) List(name string) []string {
	values, _ := m[name].([]any)
	list := make([]string, 0, len(values))
	for _, v := range values {
		s, _ := v.(string)
		list = append(list, s)
	}
	return list
}

// Bool is a member that is true or false, or what it is without being said.
func (m Metadata) Bool(name string, otherwise bool) bool {
	if b, ok := m[name].(bool); ok {
		return b
	}
	return otherwise
}

// Endpoint is the address of an endpoint, the one for client certificates if mtls
// and there is one (RFC 8705 5). The test fails when there is none.
func (m Metadata) Endpoint(t *testing.T, name string, mtls bool) string {
	t.Helper()
	if mtls {
		aliases, _ := m["mtls_endpoint_aliases"].(Object)
		if s, _ := aliases[name].(string); s != "" {
			return s
		}
	}
	require.NotEmpty(t, m.Text(name), "the metadata has %s", name)
	return m.Text(name)
}

// Discovery checks a discovery document (Discovery 3 and 4, RFC 8414 2).
func Discovery(t *testing.T, a Answer, issuer string) Metadata {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, a.To)
	m := Metadata(a.JSON(t))
	require.Equal(t, issuer, m.Text("issuer"), "issuer, byte for byte")
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri"} {
		require.NotEmpty(t, m.Text(name), "the metadata has %s", name)
	}
	for name, v := range m {
		shape(t, name, v)
	}
	return m
}

// shape checks one member: a name the suite knows, with the type RFC 8414 gives it.
func shape(t *testing.T, name string, v any) {
	t.Helper()
	assert.True(t, slices.Contains(known(), name), "the suite knows no metadata named %s", name)
	switch value := v.(type) {
	case string:
		u, err := url.Parse(value)
		assert.True(t, err == nil && u.IsAbs(), "%s is a URI", name)
		if strings.HasSuffix(name, "_endpoint") || strings.HasSuffix(name, "_iframe") || name == "jwks_uri" || name == "issuer" {
			assert.Equal(t, "https", u.Scheme, "%s uses https", name)
		}
		assert.False(t, strings.HasSuffix(name, "_supported"), "%s is a list or a boolean", name)
	case []any:
		assert.True(t, strings.HasSuffix(name, "_supported"), "%s is not a list", name)
		assert.NotEmpty(t, value, "%s is left out when empty", name)
		for _, entry := range value {
			s, ok := entry.(string)
			assert.True(t, ok && s != "", "%s holds text", name)
		}
	case bool:
		assert.True(t, slices.Contains(booleans(), name), "%s is not a boolean", name)
	case Object:
		assert.Equal(t, "mtls_endpoint_aliases", name, "the only object of the metadata")
		for alias, address := range value {
			s, _ := address.(string)
			assert.True(t, strings.HasPrefix(s, "https://"), "mtls_endpoint_aliases.%s uses https", alias)
		}
	default:
		assert.Fail(t, fmt.Sprintf("%s is a %T", name, v))
	}
}

func booleans() []string {
	return []string{
		"claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration",
		"backchannel_logout_supported", "backchannel_logout_session_supported", "frontchannel_logout_supported", "frontchannel_logout_session_supported",
		"authorization_response_iss_parameter_supported", "require_pushed_authorization_requests", "require_signed_request_object",
		"tls_client_certificate_bound_access_tokens", "client_id_metadata_document_supported", "dpop_bound_access_tokens",
	}
}

// known are the names of RFC 8414, OIDC Discovery and logout, DPoP, PAR, RAR, CIBA,
// JARM and mTLS, device flow, introspection responses and initiating registration.
func known() []string {
	return append(booleans(),
		"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "registration_endpoint", "scopes_supported",
		"response_types_supported", "response_modes_supported", "grant_types_supported", "acr_values_supported", "subject_types_supported",
		"id_token_signing_alg_values_supported", "id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported",
		"userinfo_signing_alg_values_supported", "request_object_signing_alg_values_supported", "token_endpoint_auth_methods_supported",
		"token_endpoint_auth_signing_alg_values_supported", "display_values_supported", "claim_types_supported", "claims_supported",
		"service_documentation", "claims_locales_supported", "ui_locales_supported", "op_policy_uri", "op_tos_uri", "revocation_endpoint",
		"revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported", "introspection_endpoint",
		"introspection_endpoint_auth_methods_supported", "introspection_endpoint_auth_signing_alg_values_supported", "introspection_signing_alg_values_supported",
		"code_challenge_methods_supported", "signed_metadata", "device_authorization_endpoint", "end_session_endpoint", "check_session_iframe",
		"pushed_authorization_request_endpoint", "dpop_signing_alg_values_supported", "authorization_signing_alg_values_supported",
		"mtls_endpoint_aliases", "prompt_values_supported", "authorization_details_types_supported", "protected_resources",
	)
}

// ScopeToken is the syntax of a scope (RFC 6749 3.3).
func ScopeToken() *regexp.Regexp { return regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]+$`) }
