// Package metadata is what a client says of itself, in a registration request or in
// the document its client_id leads to: read strictly, and turned into the settings
// that a developer would have chosen. Sources: RFC 7591 2, OpenID Connect
// Registration 2, SEC-58.
//
// Cost: none.
package metadata

import (
	"encoding/json"
	"net/url"
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/urls"
)

// Metadata is what a client says of itself (RFC 7591 2, OIDC Registration 2, and
// the specifications of each member). What is not here is ignored.
type Metadata struct {
	RedirectURIs            []string `json:"redirect_uris,omitempty" doc:"Where the browser may be sent back to."`
	ResponseTypes           []string `json:"response_types,omitempty" doc:"What the authorization endpoint answers. The default is code."`
	GrantTypes              []string `json:"grant_types,omitempty" doc:"How tokens may be had. The default is authorization_code."`
	ApplicationType         string   `json:"application_type,omitempty" doc:"web or native."`
	TokenEndpointAuthMethod string   `json:"token_endpoint_auth_method,omitempty" doc:"How the client proves who it is. The default is client_secret_basic."`
	SubjectType             string   `json:"subject_type,omitempty" doc:"pairwise, the only one there is."`
	Scope                   string   `json:"scope,omitempty" doc:"What may be asked for, with spaces between. Absent does not restrict."`

	ClientName string   `json:"client_name,omitempty" doc:"What people read."`
	ClientURI  string   `json:"client_uri,omitempty" doc:"The home page."`
	LogoURI    string   `json:"logo_uri,omitempty" doc:"A picture for the consent page, fetched by this server."`
	PolicyURI  string   `json:"policy_uri,omitempty" doc:"How data is used."`
	TOSURI     string   `json:"tos_uri,omitempty" doc:"The terms of use."`
	Contacts   []string `json:"contacts,omitempty" doc:"Whom to write to about the client."`

	JWKS           json.RawMessage `json:"jwks,omitempty" doc:"The public keys (RFC 7517)."`
	JWKSURI        string          `json:"jwks_uri,omitempty" doc:"Where the public keys are, instead."`
	AuthSigningAlg string          `json:"token_endpoint_auth_signing_alg,omitempty" doc:"What assertions are signed with."`
	TLSSubjectDN   string          `json:"tls_client_auth_subject_dn,omitempty" doc:"The subject of the certificate (RFC 8705 2.1.2)."`
	TLSSanDNS      string          `json:"tls_client_auth_san_dns,omitempty" doc:"A DNS name of the certificate."`
	TLSSanURI      string          `json:"tls_client_auth_san_uri,omitempty" doc:"A URI of the certificate."`
	TLSSanIP       string          `json:"tls_client_auth_san_ip,omitempty" doc:"An IP address of the certificate."`
	TLSSanEmail    string          `json:"tls_client_auth_san_email,omitempty" doc:"An email address of the certificate."`

	CertificateBound     bool     `json:"tls_client_certificate_bound_access_tokens,omitempty" doc:"Whether access tokens are bound to the certificate."`
	DPoPBound            bool     `json:"dpop_bound_access_tokens,omitempty" doc:"Whether access tokens are bound to a key (RFC 9449)."`
	RequirePushed        bool     `json:"require_pushed_authorization_requests,omitempty" doc:"Whether requests must be pushed (RFC 9126)."`
	RequireSignedRequest bool     `json:"require_signed_request_object,omitempty" doc:"Whether requests must be signed (RFC 9101)."`
	RequestObjectAlg     string   `json:"request_object_signing_alg,omitempty" doc:"What requests are signed with."`
	RequestURIs          []string `json:"request_uris,omitempty" doc:"Addresses of request objects."`

	IDTokenAlg       string   `json:"id_token_signed_response_alg,omitempty" doc:"What ID tokens are signed with. The default is RS256."`
	UserinfoAlg      string   `json:"userinfo_signed_response_alg,omitempty" doc:"What userinfo is signed with. Absent leaves it plain."`
	AuthorizationAlg string   `json:"authorization_signed_response_alg,omitempty" doc:"What authorization responses are signed with (JARM)."`
	IntrospectionAlg string   `json:"introspection_signed_response_alg,omitempty" doc:"What introspection is signed with. Absent leaves it plain."`
	DefaultMaxAge    *int     `json:"default_max_age,omitempty" doc:"How old a sign-in may be, in seconds, when the request does not say."`
	RequireAuthTime  bool     `json:"require_auth_time,omitempty" doc:"Whether ID tokens always say when the person signed in."`
	DefaultACRValues []string `json:"default_acr_values,omitempty" doc:"How people should sign in, when the request does not say."`

	SectorIdentifierURI    string   `json:"sector_identifier_uri,omitempty" doc:"A list of redirect URIs whose clients share their alias IDs."`
	InitiateLoginURI       string   `json:"initiate_login_uri,omitempty" doc:"Where a sign-in may be started for the client."`
	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris,omitempty" doc:"Where the browser may be sent after signing out."`
	BackchannelLogoutURI   string   `json:"backchannel_logout_uri,omitempty" doc:"Where the client is told of logouts."`
	BackchannelSession     bool     `json:"backchannel_logout_session_required,omitempty" doc:"Whether it must be told which session."`
	FrontchannelLogoutURI  string   `json:"frontchannel_logout_uri,omitempty" doc:"A page that is opened in a frame on logout."`
	FrontchannelSession    bool     `json:"frontchannel_logout_session_required,omitempty" doc:"Whether it must be told which session."`

	SoftwareID        string `json:"software_id,omitempty" doc:"What the software is called."`
	SoftwareVersion   string `json:"software_version,omitempty" doc:"Which version it is."`
	SoftwareStatement string `json:"software_statement,omitempty" doc:"A signed statement about the software (RFC 7591 2.3)."`
}

// Read reads metadata as it was sent: where two readers could disagree about it, it
// is refused (SEC-58).
func Read(body []byte) (Metadata, error) {
	var m Metadata
	if _, err := jose.StrictObject(body); err != nil {
		return m, oauth.NewError(oauth.MetadataUnreadable).Saw(err.Error(), "one JSON object")
	}
	if err := jose.DecodeClaims(body, &m); err != nil {
		return m, oauth.NewError(oauth.MetadataUnreadable).Saw(err.Error(), "members of the types of RFC 7591 2")
	}
	return m, nil
}

// Kind is the type that the metadata make a client: one that names no method has a
// secret (RFC 7591 2).
func (m Metadata) Kind() client.Type {
	if m.TokenEndpointAuthMethod == oauth.AuthNone {
		return client.Public
	}
	return client.Confidential
}

// Settings are what the metadata make of a new client, with the defaults of RFC 7591
// 2 for what they leave out. most are the scopes that may be had: an absent scope
// asks for all of them, and a word that is none of them is left out.
func (m Metadata) Settings(most []string) client.Settings {
	base := client.Defaults(m.Kind())
	base.RequirePKCE = false // a demand that the metadata have no word for
	return m.Over(base, most)
}

// Over is Settings of a client that has settings already: what the metadata have a
// word for is theirs, and the rest stays as a developer chose it.
func (m Metadata) Over(s client.Settings, most []string) client.Settings {
	s.Name, s.RedirectURIs, s.PostLogoutRedirectURIs, s.InitiateLoginURI = m.name(), m.RedirectURIs, m.PostLogoutRedirectURIs, m.InitiateLoginURI
	if s.AuthMethod = m.TokenEndpointAuthMethod; s.AuthMethod == "" {
		s.AuthMethod = oauth.AuthSecretBasic
	}
	s.ApplicationType = m.applicationType()
	s.RequirePKCE = s.RequirePKCE || m.Kind() == client.Public
	s.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode}
	if len(m.GrantTypes) > 0 {
		s.GrantTypes = nil
		for _, g := range m.GrantTypes {
			s.GrantTypes = append(s.GrantTypes, oauth.GrantType(g))
		}
	}
	if s.Scopes = most; m.Scope != "" {
		s.Scopes = oauth.Intersect(most, oauth.SplitScope(m.Scope))
	}
	if !slices.Contains(s.GrantTypes, oauth.RefreshToken) {
		s.Scopes = slices.DeleteFunc(slices.Clone(s.Scopes), func(x string) bool { return x == oauth.OfflineAccess })
	}
	if s.IDTokenAlg = jose.Alg(m.IDTokenAlg); m.IDTokenAlg == "" {
		s.IDTokenAlg = jose.RS256
	}
	s.Protocol = m.protocol(s.Protocol)
	return s
}

// protocol is p with what the metadata have a word for.
func (m Metadata) protocol(p client.Protocol) client.Protocol {
	return client.Protocol{
		ResponseTypes: m.ResponseTypes, JWKS: m.JWKS, JWKSURI: m.JWKSURI, AuthSigningAlg: jose.Alg(m.AuthSigningAlg),
		TLSSubjectDN: m.TLSSubjectDN, TLSSanDNS: m.TLSSanDNS, TLSSanURI: m.TLSSanURI, TLSSanIP: m.TLSSanIP, TLSSanEmail: m.TLSSanEmail,
		CertificateBound: m.CertificateBound, DPoPBound: m.DPoPBound, RequirePushed: m.RequirePushed, RequireSignedRequest: m.RequireSignedRequest,
		RequestObjectAlg: jose.Alg(m.RequestObjectAlg), RequestURIs: m.RequestURIs,
		UserinfoAlg: jose.Alg(m.UserinfoAlg), AuthorizationAlg: jose.Alg(m.AuthorizationAlg), IntrospectionAlg: jose.Alg(m.IntrospectionAlg),
		DefaultMaxAge: m.DefaultMaxAge, RequireAuthTime: m.RequireAuthTime,
		DefaultACRValues:    oauth.Intersect(m.DefaultACRValues, []string{oauth.ACRPassword}), // voluntary: what is not known is left out
		SectorIdentifierURI: m.SectorIdentifierURI, ClientURI: m.ClientURI, LogoURI: m.LogoURI, PolicyURI: m.PolicyURI, TOSURI: m.TOSURI, Contacts: m.Contacts,
		BackchannelLogoutURI: m.BackchannelLogoutURI, BackchannelSessionRequired: m.BackchannelSession,
		FrontchannelLogoutURI: m.FrontchannelLogoutURI, FrontchannelSessionReq: m.FrontchannelSession,
		SoftwareID: m.SoftwareID, SoftwareVersion: m.SoftwareVersion,

		Profile: p.Profile, RequireDPoPNonce: p.RequireDPoPNonce, AccessTokenFormat: p.AccessTokenFormat, AccessTokenLifetime: p.AccessTokenLifetime,
		DefaultResource: p.DefaultResource, KeepRefreshTokens: p.KeepRefreshTokens, TokenExchangeAudiences: p.TokenExchangeAudiences,
		FederatedCredentials: p.FederatedCredentials,
	}
}

// name is what people read at consent: what the client calls itself, or where it
// sends them.
func (m Metadata) name() string {
	if m.ClientName != "" {
		return m.ClientName
	}
	for _, r := range m.RedirectURIs {
		if u, err := url.Parse(r); err == nil && u.Hostname() != "" {
			return u.Hostname()
		}
	}
	return "Unnamed client"
}

// applicationType is what was said, or what the redirect URIs show: clients of
// people's own machines leave it out, although web would be the default.
func (m Metadata) applicationType() client.ApplicationType {
	if m.ApplicationType != "" {
		return client.ApplicationType(m.ApplicationType)
	}
	own := func(r string) bool {
		u, err := url.Parse(r)
		return err == nil && u.Scheme != "https" && (u.Scheme != "http" || urls.IsLoopback(u.Hostname()))
	}
	if m.Kind() == client.Public && len(m.RedirectURIs) > 0 && !slices.ContainsFunc(m.RedirectURIs, func(r string) bool { return !own(r) }) {
		return client.Native
	}
	return client.Web
}

// Describe is the metadata of a client as it is registered now (RFC 7591 3.2.1).
func Describe(c client.Client) Metadata {
	m := Metadata{
		RedirectURIs: c.RedirectURIs, ResponseTypes: c.Responses(), ApplicationType: string(c.ApplicationType), TokenEndpointAuthMethod: c.AuthMethod,
		SubjectType: "pairwise", Scope: oauth.JoinScope(c.Scopes), ClientName: c.Name, ClientURI: c.ClientURI, LogoURI: c.LogoURI, PolicyURI: c.PolicyURI, TOSURI: c.TOSURI,
		Contacts: c.Contacts, JWKS: c.JWKS, JWKSURI: c.JWKSURI, AuthSigningAlg: string(c.AuthSigningAlg),
		TLSSubjectDN: c.TLSSubjectDN, TLSSanDNS: c.TLSSanDNS, TLSSanURI: c.TLSSanURI, TLSSanIP: c.TLSSanIP, TLSSanEmail: c.TLSSanEmail,
		CertificateBound: c.CertificateBound, DPoPBound: c.DPoPBound, RequirePushed: c.RequirePushed, RequireSignedRequest: c.RequireSignedRequest,
		RequestObjectAlg: string(c.RequestObjectAlg), RequestURIs: c.RequestURIs, IDTokenAlg: string(c.IDTokenAlg), UserinfoAlg: string(c.UserinfoAlg),
		AuthorizationAlg: string(c.AuthorizationAlg), IntrospectionAlg: string(c.IntrospectionAlg), DefaultMaxAge: c.DefaultMaxAge, RequireAuthTime: c.RequireAuthTime,
		DefaultACRValues: c.DefaultACRValues, SectorIdentifierURI: c.SectorIdentifierURI, InitiateLoginURI: c.InitiateLoginURI, PostLogoutRedirectURIs: c.PostLogoutRedirectURIs,
		BackchannelLogoutURI: c.BackchannelLogoutURI, BackchannelSession: c.BackchannelSessionRequired, FrontchannelLogoutURI: c.FrontchannelLogoutURI,
		FrontchannelSession: c.FrontchannelSessionReq, SoftwareID: c.SoftwareID, SoftwareVersion: c.SoftwareVersion,
	}
	if c.AuthMethod == oauth.AuthSecret {
		m.TokenEndpointAuthMethod = oauth.AuthSecretBasic // what the standard has a name for
	}
	for _, g := range c.GrantTypes {
		m.GrantTypes = append(m.GrantTypes, string(g))
	}
	return m
}
