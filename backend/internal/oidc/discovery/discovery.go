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

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
)

// Metadata is the provider's metadata (RFC 8414 2, OIDC Discovery 3).
type Metadata struct {
	Issuer                        string   `json:"issuer" doc:"The issuer, byte for byte as in every token."`
	AuthorizationEndpoint         string   `json:"authorization_endpoint"`
	TokenEndpoint                 string   `json:"token_endpoint"`
	UserinfoEndpoint              string   `json:"userinfo_endpoint"`
	JWKSURI                       string   `json:"jwks_uri"`
	ScopesSupported               []string `json:"scopes_supported"`
	ResponseTypesSupported        []string `json:"response_types_supported"`
	ResponseModesSupported        []string `json:"response_modes_supported"`
	GrantTypesSupported           []string `json:"grant_types_supported"`
	ACRValuesSupported            []string `json:"acr_values_supported"`
	SubjectTypesSupported         []string `json:"subject_types_supported"`
	IDTokenSigningAlgs            []string `json:"id_token_signing_alg_values_supported"`
	TokenEndpointAuthMethods      []string `json:"token_endpoint_auth_methods_supported"`
	ClaimTypesSupported           []string `json:"claim_types_supported"`
	ClaimsSupported               []string `json:"claims_supported"`
	CodeChallengeMethodsSupported []string `json:"code_challenge_methods_supported"`
	PromptValuesSupported         []string `json:"prompt_values_supported"`
	UILocalesSupported            []string `json:"ui_locales_supported"`
	AuthorizationResponseIss      bool     `json:"authorization_response_iss_parameter_supported"`
	RequestParameterSupported     bool     `json:"request_parameter_supported"`
	RequestURIParameterSupported  bool     `json:"request_uri_parameter_supported"`
	ClaimsParameterSupported      bool     `json:"claims_parameter_supported"`
	BackchannelLogoutSupported    bool     `json:"backchannel_logout_supported"`
	FrontchannelLogoutSupported   bool     `json:"frontchannel_logout_supported"`
	ClientIDMetadataDocument      bool     `json:"client_id_metadata_document_supported"`
	ServiceDocumentation          string   `json:"service_documentation"`
}

// Paths of the endpoints below the issuer.
const (
	AuthorizePath = "/oauth2/authorize"
	ResumePath    = "/oauth2/authorize/resume"
	TokenPath     = "/oauth2/token" //nolint:gosec // a path, not a token
	UserinfoPath  = "/oidc/userinfo"
	JWKSPath      = "/.well-known/jwks.json"
)

// Describe is the metadata of an issuer; docs is where people read on.
func Describe(iss, docs string, grants []oauth.GrantType) Metadata {
	m := Metadata{
		Issuer: iss, AuthorizationEndpoint: iss + AuthorizePath, TokenEndpoint: iss + TokenPath, UserinfoEndpoint: iss + UserinfoPath, JWKSURI: iss + JWKSPath,
		ScopesSupported: oauth.Scopes(), ResponseTypesSupported: []string{"code"}, ResponseModesSupported: []string{"query"},
		ACRValuesSupported: []string{oauth.ACRPassword}, SubjectTypesSupported: []string{"pairwise"},
		TokenEndpointAuthMethods: []string{oauth.AuthSecretBasic, oauth.AuthSecretPost, oauth.AuthNone}, ClaimTypesSupported: []string{"normal"},
		ClaimsSupported: issue.ClaimsSupported(), CodeChallengeMethodsSupported: []string{"S256"}, PromptValuesSupported: oauth.Prompts(),
		UILocalesSupported: []string{"en"}, AuthorizationResponseIss: true, ServiceDocumentation: docs,
	}
	for _, g := range []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken} {
		for _, have := range grants {
			if g == have {
				m.GrantTypesSupported = append(m.GrantTypesSupported, string(g))
			}
		}
	}
	for _, a := range jose.Algs() {
		m.IDTokenSigningAlgs = append(m.IDTokenSigningAlgs, string(a))
	}
	return m
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

func describe(iss issuer.Issuer, docs string, grants []oauth.GrantType) (document, error) {
	body, err := json.Marshal(Describe(iss.URL, docs, grants))
	return newDocument(body), err
}
