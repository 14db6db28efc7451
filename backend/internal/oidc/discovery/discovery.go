// Package discovery says where everything is and publishes the keys. What it
// says follows from the configuration and the slug alone, never from a request's
// Host header. Everything it lists is implemented; a test walks the document.
// Sources: OpenID Connect Discovery 3 and 4, RFC 8414, RFC 7517 5, decision D1
// of the specification.
//
// Cost: none, once the issuer and its keys are cached.
package discovery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/jose"
)

// Metadata is the provider's metadata (RFC 8414 2, OIDC Discovery 3).
type Metadata struct {
	Issuer                        string   `json:"issuer" doc:"The issuer, byte for byte as in every token."`
	AuthorizationEndpoint         string   `json:"authorization_endpoint"`
	PushedRequestEndpoint         string   `json:"pushed_authorization_request_endpoint"`
	TokenEndpoint                 string   `json:"token_endpoint"`
	UserinfoEndpoint              string   `json:"userinfo_endpoint"`
	IntrospectionEndpoint         string   `json:"introspection_endpoint"`
	RevocationEndpoint            string   `json:"revocation_endpoint"`
	DeviceEndpoint                string   `json:"device_authorization_endpoint"`
	RegistrationEndpoint          string   `json:"registration_endpoint,omitempty"`
	EndSessionEndpoint            string   `json:"end_session_endpoint"`
	CheckSessionIframe            string   `json:"check_session_iframe"`
	JWKSURI                       string   `json:"jwks_uri"`
	ScopesSupported               []string `json:"scopes_supported"`
	ResponseTypesSupported        []string `json:"response_types_supported"`
	ResponseModesSupported        []string `json:"response_modes_supported"`
	GrantTypesSupported           []string `json:"grant_types_supported"`
	ACRValuesSupported            []string `json:"acr_values_supported"`
	SubjectTypesSupported         []string `json:"subject_types_supported"`
	IDTokenSigningAlgs            []string `json:"id_token_signing_alg_values_supported"`
	UserinfoSigningAlgs           []string `json:"userinfo_signing_alg_values_supported"`
	RequestObjectSigningAlgs      []string `json:"request_object_signing_alg_values_supported"`
	AuthorizationSigningAlgs      []string `json:"authorization_signing_alg_values_supported"`
	IntrospectionSigningAlgs      []string `json:"introspection_signing_alg_values_supported"`
	TokenEndpointAuthMethods      []string `json:"token_endpoint_auth_methods_supported"`
	TokenEndpointAuthSigningAlgs  []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevocationAuthMethods         []string `json:"revocation_endpoint_auth_methods_supported"`
	RevocationAuthSigningAlgs     []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	IntrospectionAuthMethods      []string `json:"introspection_endpoint_auth_methods_supported" doc:"All but none: only a client that proves itself may ask."`
	IntrospectionAuthSigningAlgs  []string `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	DPoPSigningAlgs               []string `json:"dpop_signing_alg_values_supported"`
	CertificateBoundAccessTokens  bool     `json:"tls_client_certificate_bound_access_tokens"`
	MTLSEndpointAliases           *Aliases `json:"mtls_endpoint_aliases,omitempty" doc:"Where clients that show a certificate go instead."`
	ClaimTypesSupported           []string `json:"claim_types_supported"`
	ClaimsSupported               []string `json:"claims_supported"`
	CodeChallengeMethodsSupported []string `json:"code_challenge_methods_supported"`
	PromptValuesSupported         []string `json:"prompt_values_supported"`
	UILocalesSupported            []string `json:"ui_locales_supported"`
	AuthorizationResponseIss      bool     `json:"authorization_response_iss_parameter_supported"`
	RequestParameterSupported     bool     `json:"request_parameter_supported"`
	RequestURIParameterSupported  bool     `json:"request_uri_parameter_supported"`
	RequireRequestURIRegistration bool     `json:"require_request_uri_registration"`
	ClaimsParameterSupported      bool     `json:"claims_parameter_supported"`
	BackchannelLogoutSupported    bool     `json:"backchannel_logout_supported"`
	BackchannelLogoutSession      bool     `json:"backchannel_logout_session_supported"`
	FrontchannelLogoutSupported   bool     `json:"frontchannel_logout_supported"`
	FrontchannelLogoutSession     bool     `json:"frontchannel_logout_session_supported"`
	ClientIDMetadataDocument      bool     `json:"client_id_metadata_document_supported"`
	ServiceDocumentation          string   `json:"service_documentation"`
}

// Aliases are the endpoints of Metadata that clients may show certificates to (RFC
// 8705 5).
type Aliases struct {
	PushedRequestEndpoint string `json:"pushed_authorization_request_endpoint"`
	TokenEndpoint         string `json:"token_endpoint"`
	UserinfoEndpoint      string `json:"userinfo_endpoint"`
	IntrospectionEndpoint string `json:"introspection_endpoint"`
	RevocationEndpoint    string `json:"revocation_endpoint"`
	DeviceEndpoint        string `json:"device_authorization_endpoint"`
}

// Certificates is how clients show certificates to this deployment.
type Certificates struct {
	At    proof.Addresses // where: At.MTLS, if it is not the usual place
	Shown bool            // whether they can at all
	Named bool            // whether there are authorities whose names for clients are believed
}

// Paths of the endpoints below the issuer.
const (
	AuthorizePath  = "/oauth2/authorize"
	ResumePath     = "/oauth2/authorize/resume"
	PARPath        = "/oauth2/par"
	TokenPath      = "/oauth2/token" //nolint:gosec // a path, not a token
	UserinfoPath   = "/oidc/userinfo"
	IntrospectPath = "/oauth2/introspect"
	RevokePath     = "/oauth2/revoke"
	RegisterPath   = "/oauth2/register"
	DevicePath     = "/oauth2/device_authorization"
	LogoutPath     = "/oidc/logout"
	SessionPath    = "/oidc/check_session"
	JWKSPath       = "/.well-known/jwks.json"
)

// Describe is the metadata of an issuer; docs is where people read on.
func Describe(at issuer.Issuer, docs string, grants []oauth.GrantType, certs Certificates) Metadata {
	iss := at.URL
	m := Metadata{
		Issuer: iss, AuthorizationEndpoint: iss + AuthorizePath, PushedRequestEndpoint: iss + PARPath, TokenEndpoint: iss + TokenPath,
		UserinfoEndpoint: iss + UserinfoPath, IntrospectionEndpoint: iss + IntrospectPath, RevocationEndpoint: iss + RevokePath, DeviceEndpoint: iss + DevicePath,
		EndSessionEndpoint: iss + LogoutPath, CheckSessionIframe: iss + SessionPath, BackchannelLogoutSupported: true, BackchannelLogoutSession: true,
		FrontchannelLogoutSupported: true, FrontchannelLogoutSession: true, JWKSURI: iss + JWKSPath,
		ScopesSupported: oauth.Scopes(), ResponseTypesSupported: []string{"code"}, ResponseModesSupported: oauth.ResponseModes(),
		RequestParameterSupported: true, RequestURIParameterSupported: true, RequireRequestURIRegistration: true, ClaimsParameterSupported: true,
		ACRValuesSupported: []string{oauth.ACRPassword}, SubjectTypesSupported: []string{"pairwise"},
		TokenEndpointAuthMethods: []string{oauth.AuthSecretBasic, oauth.AuthSecretPost, oauth.AuthPrivateKeyJWT, oauth.AuthNone}, ClaimTypesSupported: []string{"normal"},
		ClaimsSupported: issue.ClaimsSupported(), CodeChallengeMethodsSupported: []string{"S256"}, PromptValuesSupported: oauth.Prompts(),
		UILocalesSupported: []string{"en"}, AuthorizationResponseIss: true, ServiceDocumentation: docs,
	}
	for _, g := range grants {
		m.GrantTypesSupported = append(m.GrantTypesSupported, string(g))
	}
	for _, a := range jose.Algs() {
		m.IDTokenSigningAlgs = append(m.IDTokenSigningAlgs, string(a))
	}
	m.RequestObjectSigningAlgs, m.AuthorizationSigningAlgs, m.IntrospectionSigningAlgs = m.IDTokenSigningAlgs, m.IDTokenSigningAlgs, m.IDTokenSigningAlgs
	m.UserinfoSigningAlgs = m.IDTokenSigningAlgs
	m.TokenEndpointAuthSigningAlgs, m.RevocationAuthSigningAlgs, m.IntrospectionAuthSigningAlgs = m.IDTokenSigningAlgs, m.IDTokenSigningAlgs, m.IDTokenSigningAlgs
	for _, a := range proof.Algs() {
		m.DPoPSigningAlgs = append(m.DPoPSigningAlgs, string(a))
	}
	certs.describe(at, &m)
	m.RevocationAuthMethods = m.TokenEndpointAuthMethods
	m.IntrospectionAuthMethods = slices.DeleteFunc(slices.Clone(m.TokenEndpointAuthMethods), func(method string) bool { return method == oauth.AuthNone })
	if at.Tenant.Settings.Registration.Open() {
		m.RegistrationEndpoint = iss + RegisterPath
	}
	m.ClientIDMetadataDocument = at.Tenant.Settings.Documents.Enabled
	if at.Tenant.Settings.Compatibility.ImplicitAndHybrid {
		m.ResponseTypesSupported = client.ResponseTypes()
		m.GrantTypesSupported = append(m.GrantTypesSupported, string(oauth.Implicit))
	}
	return m
}

// describe adds what there is for clients with certificates.
func (c Certificates) describe(at issuer.Issuer, m *Metadata) {
	if !c.Shown {
		return
	}
	m.CertificateBoundAccessTokens = true
	m.TokenEndpointAuthMethods = append(m.TokenEndpointAuthMethods, oauth.AuthSelfSignedTLS)
	if c.Named {
		m.TokenEndpointAuthMethods = append(m.TokenEndpointAuthMethods, oauth.AuthTLS)
	}
	if c.At.MTLS == "" {
		return
	}
	alias := func(below string) string { return c.At.Of(at, below)[1] }
	m.MTLSEndpointAliases = &Aliases{alias(PARPath), alias(TokenPath), alias(UserinfoPath), alias(IntrospectPath), alias(RevokePath), alias(DevicePath)}
}

// document is a document as it is sent, with its strong validator.
type document struct {
	body []byte
	etag string
}

func newDocument(body []byte) document {
	h := sha256.Sum256(body)
	return document{body, `"` + base64.RawURLEncoding.EncodeToString(h[:12]) + `"`}
}

func describe(iss issuer.Issuer, docs string, grants []oauth.GrantType, certs Certificates) (document, error) {
	body, err := json.Marshal(Describe(iss, docs, grants, certs))
	return newDocument(body), err
}
