package client

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
)

// Origin is where a client came from.
type Origin string

// The origins.
const (
	Developer  Origin = "developer"  // made in the portal, by the API or by an operator
	Registered Origin = "registered" // dynamic registration (RFC 7591)
	Document   Origin = "document"   // a client ID metadata document
)

// Profile is a whole rule set that a client is held to.
type Profile string

// The profiles.
const (
	ProfileDefault        Profile = "default"
	ProfileOAuth21        Profile = "oauth21"
	ProfileFAPI2          Profile = "fapi2"                 // FAPI 2.0 Security Profile Final
	ProfileMessageSigning Profile = "fapi2-message-signing" // FAPI 2.0 Message Signing Final
)

// Profiles lists the profiles.
func Profiles() []Profile {
	return []Profile{ProfileDefault, ProfileOAuth21, ProfileFAPI2, ProfileMessageSigning}
}

// The forms of access tokens.
const (
	FormatOpaque = "opaque"
	FormatJWT    = "jwt"
)

// DefaultAccessLifetime is how long access tokens live when neither client nor
// resource says otherwise.
const DefaultAccessLifetime = 30 * time.Minute

// Protocol are the settings that few clients touch, by their names of RFC 7591
// where it has one. The zero value is the default of each.
type Protocol struct {
	Profile       Profile  `json:"profile,omitempty"`
	ResponseTypes []string `json:"response_types,omitempty"` // none is ["code"]

	JWKS           json.RawMessage `json:"jwks,omitempty"`
	JWKSURI        string          `json:"jwks_uri,omitempty"`
	AuthSigningAlg jose.Alg        `json:"token_endpoint_auth_signing_alg,omitempty"`
	TLSSubjectDN   string          `json:"tls_client_auth_subject_dn,omitempty"`
	TLSSanDNS      string          `json:"tls_client_auth_san_dns,omitempty"`
	TLSSanURI      string          `json:"tls_client_auth_san_uri,omitempty"`
	TLSSanIP       string          `json:"tls_client_auth_san_ip,omitempty"`
	TLSSanEmail    string          `json:"tls_client_auth_san_email,omitempty"`

	CertificateBound     bool     `json:"tls_client_certificate_bound_access_tokens,omitempty"`
	DPoPBound            bool     `json:"dpop_bound_access_tokens,omitempty"`
	RequireDPoPNonce     bool     `json:"require_dpop_nonce,omitempty"`
	RequirePushed        bool     `json:"require_pushed_authorization_requests,omitempty"`
	RequireSignedRequest bool     `json:"require_signed_request_object,omitempty"`
	RequestObjectAlg     jose.Alg `json:"request_object_signing_alg,omitempty"`
	RequestURIs          []string `json:"request_uris,omitempty"`

	UserinfoAlg      jose.Alg `json:"userinfo_signed_response_alg,omitempty"`
	AuthorizationAlg jose.Alg `json:"authorization_signed_response_alg,omitempty"`
	IntrospectionAlg jose.Alg `json:"introspection_signed_response_alg,omitempty"`

	DefaultMaxAge    *int     `json:"default_max_age,omitempty"` // seconds
	RequireAuthTime  bool     `json:"require_auth_time,omitempty"`
	DefaultACRValues []string `json:"default_acr_values,omitempty"`

	SectorIdentifierURI string   `json:"sector_identifier_uri,omitempty"`
	ClientURI           string   `json:"client_uri,omitempty"`
	LogoURI             string   `json:"logo_uri,omitempty"`
	PolicyURI           string   `json:"policy_uri,omitempty"`
	TOSURI              string   `json:"tos_uri,omitempty"`
	Contacts            []string `json:"contacts,omitempty"`

	BackchannelLogoutURI       string `json:"backchannel_logout_uri,omitempty"`
	BackchannelSessionRequired bool   `json:"backchannel_logout_session_required,omitempty"`
	FrontchannelLogoutURI      string `json:"frontchannel_logout_uri,omitempty"`
	FrontchannelSessionReq     bool   `json:"frontchannel_logout_session_required,omitempty"`

	AccessTokenFormat   string `json:"access_token_format,omitempty"`           // none is opaque
	AccessTokenLifetime int    `json:"access_token_lifetime_seconds,omitempty"` // none is half an hour
	DefaultResource     string `json:"default_resource,omitempty"`
	KeepRefreshTokens   bool   `json:"keep_refresh_tokens,omitempty"` // rotate_refresh_tokens, the other way round

	TokenExchangeAudiences []string              `json:"token_exchange_audiences,omitempty"`
	FederatedCredentials   []FederatedCredential `json:"federated_credentials,omitempty"`

	SoftwareID      string `json:"software_id,omitempty"`
	SoftwareVersion string `json:"software_version,omitempty"`
}

// FederatedCredential lets a workload that another issuer vouches for act as the
// client (RFC 7523 2.1).
type FederatedCredential struct {
	Issuer   string `json:"issuer"`
	Subject  string `json:"subject"`            // exact, or a prefix and one trailing *
	Audience string `json:"audience,omitempty"` // none is the token endpoint or the issuer
	JWKSURI  string `json:"jwks_uri,omitempty"` // none is what the issuer's metadata names
}

// Responses are the response types the client may ask for.
func (p Protocol) Responses() []string {
	if len(p.ResponseTypes) == 0 {
		return []string{"code"}
	}
	return p.ResponseTypes
}

// Signed are the algorithms by which the client has answers signed, besides those
// that every issuer has keys for.
func (s Settings) Signed() []jose.Alg {
	var out []jose.Alg
	for _, a := range []jose.Alg{s.IDTokenAlg, s.UserinfoAlg, s.AuthorizationAlg, s.IntrospectionAlg} {
		if a != "" && a != jose.RS256 && a != jose.ES256 && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// HasKeys reports whether the client has public keys of its own.
func (p Protocol) HasKeys() bool { return len(p.JWKS) > 0 || p.JWKSURI != "" }

// FAPI reports whether the client is held to FAPI 2.0, with or without message
// signing.
func (p Protocol) FAPI() bool {
	return p.Profile == ProfileFAPI2 || p.Profile == ProfileMessageSigning
}

// BoundTokens reports whether every access token of the client must be bound to a
// key or a certificate.
func (p Protocol) BoundTokens() bool { return p.DPoPBound || p.CertificateBound || p.FAPI() }

// usesKeys reports whether a method of authentication needs the client's keys.
func usesKeys(method string) bool {
	return method == oauth.AuthPrivateKeyJWT || method == oauth.AuthSelfSignedTLS
}

// Differences are the names of the settings in which b differs from a.
func Differences(a, b Settings) []string {
	out := []string{}
	for _, s := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name},
		{"application_type", a.ApplicationType == b.ApplicationType},
		{"integration", a.Integration == b.Integration},
		{"redirect_uris", slices.Equal(a.RedirectURIs, b.RedirectURIs)},
		{"post_logout_redirect_uris", slices.Equal(a.PostLogoutRedirectURIs, b.PostLogoutRedirectURIs)},
		{"scopes", slices.Equal(a.Scopes, b.Scopes)},
		{"grant_types", slices.Equal(a.GrantTypes, b.GrantTypes)},
		{"auth_method", a.AuthMethod == b.AuthMethod},
		{"require_pkce", a.RequirePKCE == b.RequirePKCE},
		{"id_token_signed_response_alg", a.IDTokenAlg == b.IDTokenAlg},
		{"id_token_claims", a.IDTokenClaims == b.IDTokenClaims},
		{"send_iss", a.SendIss == b.SendIss},
		{"allowed_origins", slices.Equal(a.AllowedOrigins, b.AllowedOrigins)},
		{"initiate_login_uri", a.InitiateLoginURI == b.InitiateLoginURI},
		{"refresh_grace_seconds", a.RefreshGrace == b.RefreshGrace},
		{"refresh_idle_seconds", a.RefreshIdle == b.RefreshIdle},
		{"refresh_absolute_seconds", a.RefreshAbsolute == b.RefreshAbsolute},
		{"disabled", a.Disabled == b.Disabled},
	} {
		if !s.same {
			out = append(out, s.name)
		}
	}
	was, is := a.members(), b.members()
	var changed []string
	for name := range merged(was, is) {
		if !reflect.DeepEqual(was[name], is[name]) {
			changed = append(changed, strings.Replace(name, "keep_refresh_tokens", "rotate_refresh_tokens", 1))
		}
	}
	slices.Sort(changed)
	return append(out, changed...)
}

// members are the settings by name, those that differ from their default.
func (p Protocol) members() map[string]any {
	var m map[string]any
	doc, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(doc, &m)
	}
	if err != nil {
		panic("client: " + err.Error()) // check has seen that jwks is JSON, and the rest is ours
	}
	return m
}

func merged(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
