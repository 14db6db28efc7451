package manageapi

import "time"

// Client is a relying party: the program that signs people in through Alias. What
// its settings mean is said at UpdateClient, where they are set; the document says
// it here too.
type Client struct {
	ID       string `json:"id" doc:"The client's identifier here, and its client_id unless it came by a metadata document." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	ClientID string `json:"client_id" doc:"The client_id, as it is written in the relying party's configuration and stands in tokens: the id, or the address of its metadata document." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	Type     string `json:"type" enum:"confidential,public" doc:"A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it."`
	Origin   string `json:"origin" enum:"developer,registered,document" doc:"Where the client came from: a developer made it, it registered itself (RFC 7591), or its client_id is the address of a metadata document."`

	Name            string `json:"name" example:"Acme web"`
	ApplicationType string `json:"application_type" enum:"web,native"`
	Integration     string `json:"integration" enum:"synapse,nextjs,go,other"`
	Disabled        bool   `json:"disabled"`
	Profile         string `json:"profile" enum:"default,oauth21,fapi2,fapi2-message-signing"`

	RedirectURIs           []string `json:"redirect_uris" example:"[\"https://acme.example/callback\"]"`
	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris"`
	AllowedOrigins         []string `json:"allowed_origins" example:"[\"https://acme.example\"]"`
	InitiateLoginURI       string   `json:"initiate_login_uri,omitempty" format:"uri" example:"https://acme.example/login"`

	Scopes              []string `json:"scopes" example:"[\"openid\",\"profile\"]"`
	GrantTypes          []string `json:"grant_types" example:"[\"authorization_code\",\"refresh_token\"]"`
	ResponseTypes       []string `json:"response_types" example:"[\"code\"]"`
	SeparateIdentities  bool     `json:"separate_identities" doc:"Whether people have other pseudonyms here than at the workspace's other clients. Fixed when the client is created."`
	SectorIdentifierURI string   `json:"sector_identifier_uri,omitempty" format:"uri"`

	AuthMethod     string         `json:"auth_method" enum:"client_secret,client_secret_basic,client_secret_post,private_key_jwt,tls_client_auth,self_signed_tls_client_auth,none"`
	Secrets        []ClientSecret `json:"secrets" doc:"The secrets that work now, without their values."`
	JWKS           KeySet         `json:"jwks,omitzero"`
	JWKSURI        string         `json:"jwks_uri,omitempty" format:"uri"`
	AuthSigningAlg string         `json:"token_endpoint_auth_signing_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA"`
	TLSSubjectDN   string         `json:"tls_client_auth_subject_dn,omitempty"`
	TLSSanDNS      string         `json:"tls_client_auth_san_dns,omitempty"`
	TLSSanURI      string         `json:"tls_client_auth_san_uri,omitempty"`
	TLSSanIP       string         `json:"tls_client_auth_san_ip,omitempty"`
	TLSSanEmail    string         `json:"tls_client_auth_san_email,omitempty"`

	RequirePKCE          bool     `json:"require_pkce"`
	SendIss              bool     `json:"send_iss"`
	RequirePushed        bool     `json:"require_pushed_authorization_requests"`
	RequireSignedRequest bool     `json:"require_signed_request_object"`
	RequestObjectAlg     string   `json:"request_object_signing_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA"`
	RequestURIs          []string `json:"request_uris"`
	DefaultMaxAge        *int     `json:"default_max_age,omitempty"`
	RequireAuthTime      bool     `json:"require_auth_time"`
	DefaultACRValues     []string `json:"default_acr_values"`

	IDTokenSignedAlg string `json:"id_token_signed_response_alg" enum:"RS256,PS256,ES256,ES384,EdDSA"`
	IDTokenClaims    bool   `json:"id_token_claims"`
	UserinfoAlg      string `json:"userinfo_signed_response_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA"`
	AuthorizationAlg string `json:"authorization_signed_response_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA"`
	IntrospectionAlg string `json:"introspection_signed_response_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA"`

	AccessTokenFormat      string                `json:"access_token_format" enum:"opaque,jwt"`
	AccessTokenLifetime    int                   `json:"access_token_lifetime_seconds"`
	DefaultResource        string                `json:"default_resource,omitempty" format:"uri"`
	DPoPBound              bool                  `json:"dpop_bound_access_tokens"`
	RequireDPoPNonce       bool                  `json:"require_dpop_nonce"`
	CertificateBound       bool                  `json:"tls_client_certificate_bound_access_tokens"`
	RotateRefreshTokens    bool                  `json:"rotate_refresh_tokens"`
	RefreshGrace           int                   `json:"refresh_grace_seconds"`
	RefreshIdle            int                   `json:"refresh_idle_seconds"`
	RefreshAbsolute        int                   `json:"refresh_absolute_seconds"`
	TokenExchangeAudiences []string              `json:"token_exchange_audiences"`
	FederatedCredentials   []FederatedCredential `json:"federated_credentials"`

	BackchannelLogoutURI       string `json:"backchannel_logout_uri,omitempty" format:"uri"`
	BackchannelSessionRequired bool   `json:"backchannel_logout_session_required"`
	FrontchannelLogoutURI      string `json:"frontchannel_logout_uri,omitempty" format:"uri"`
	FrontchannelSessionReq     bool   `json:"frontchannel_logout_session_required"`

	ClientURI       string   `json:"client_uri,omitempty" format:"uri"`
	LogoURI         string   `json:"logo_uri,omitempty" format:"uri"`
	PolicyURI       string   `json:"policy_uri,omitempty" format:"uri"`
	TOSURI          string   `json:"tos_uri,omitempty" format:"uri"`
	Contacts        []string `json:"contacts"`
	SoftwareID      string   `json:"software_id,omitempty"`
	SoftwareVersion string   `json:"software_version,omitempty"`

	CreatedAt time.Time  `json:"created_at" doc:"When the client was created."`
	UpdatedAt time.Time  `json:"updated_at" doc:"When the client was last changed."`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"When a client that registered itself ends. Absent for one that does not, or that was kept."`
}

// FederatedCredential lets a workload that another issuer vouches for act as the
// client.
type FederatedCredential struct {
	Issuer   string `json:"issuer" maxLength:"2000" doc:"The issuer whose tokens are believed, as it stands in their iss." example:"https://token.actions.githubusercontent.com"`
	Subject  string `json:"subject" maxLength:"200" doc:"The sub that is let in: exactly this, or everything that begins so when it ends in *." example:"repo:acme/web:ref:refs/heads/main"`
	Audience string `json:"audience,omitempty" maxLength:"200" doc:"The aud that is demanded. The default is the issuer of this workspace or its token endpoint."`
	JWKSURI  string `json:"jwks_uri,omitempty" maxLength:"2000" doc:"Where the issuer's keys are. The default is what its own discovery document says."`
}

// ClientSecret is a secret, without its value: that was shown once.
type ClientSecret struct {
	ID         string     `json:"id" doc:"The secret's identifier." example:"sec_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a13"`
	Hint       string     `json:"hint" doc:"The last four characters, to tell secrets apart." example:"x9Qk"`
	CreatedAt  time.Time  `json:"created_at" doc:"When the secret was made."`
	ExpiresAt  *time.Time `json:"expires_at,omitempty" doc:"When the secret stops working. Absent when it does not expire."`
	LastUsedAt *time.Time `json:"last_used_at,omitempty" doc:"When the secret was last used, to the minute or so. Absent when it never was."`
}

// ClientPage is a page of clients.
type ClientPage struct {
	Items      []Client `json:"items" doc:"The clients, newest first."`
	NextCursor string   `json:"next_cursor,omitempty" doc:"Where the next page begins. Absent on the last page."`
}

// CreateClient says what a new client is. Everything but name and type has a
// default that fits most.
type CreateClient struct {
	Name               string `json:"name" minLength:"1" maxLength:"80" doc:"What people read when they sign in." example:"Acme web"`
	Type               string `json:"type" enum:"confidential,public" doc:"A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it." example:"confidential"`
	SeparateIdentities bool   `json:"separate_identities,omitempty" doc:"Whether people get other pseudonyms here than at the workspace's other clients. The default is false, and it cannot be changed later."`

	ClientSettings
}

// UpdateClient says what to change. What is left out stays as it is.
type UpdateClient struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"80" doc:"What people read when they sign in."`
	Disabled *bool   `json:"disabled,omitempty" doc:"Whether the client is switched off: nobody can sign in through it, and its tokens stop working."`
	Keep     bool    `json:"keep,omitempty" doc:"Lets a client that registered itself live on, which otherwise ends at expires_at."`

	ClientSettings
}

// ClientSettings are what CreateClient and UpdateClient share.
type ClientSettings struct {
	ApplicationType *string `json:"application_type,omitempty" enum:"web,native" doc:"Native clients may redirect to custom schemes and to any loopback port. The default is web."`
	Integration     *string `json:"integration,omitempty" enum:"synapse,nextjs,go,other" doc:"What you are connecting. Only the instructions depend on it. The default is other."`
	Profile         *string `json:"profile,omitempty" enum:"default,oauth21,fapi2,fapi2-message-signing" doc:"A whole rule set to hold the client to: OAuth 2.1, FAPI 2.0, or FAPI 2.0 with message signing. Settings that contradict it are refused, one by one. The default is default, which fits most services."`
	ApplyProfile    bool    `json:"apply_profile,omitempty" doc:"Also change every setting that the profile settles by itself, as listClientProfiles lists them."`

	RedirectURIs           []string `json:"redirect_uris,omitempty" maxItems:"50" maxLength:"2000" doc:"Where people may be sent back to: https, or http on this machine in a development workspace. Compared character by character; no fragments, no wildcards. Required when people sign in by way of a browser. Replaces the list." example:"[\"https://acme.example/callback\"]"`
	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris,omitempty" maxItems:"50" maxLength:"2000" doc:"Where people may be sent after they signed out. The default is nowhere. Replaces the list."`
	AllowedOrigins         []string `json:"allowed_origins,omitempty" maxItems:"50" maxLength:"255" doc:"Browser origins that may call the token and userinfo endpoints, besides those of the redirect URIs. The default is none. Replaces the list." example:"[\"https://acme.example\"]"`
	InitiateLoginURI       *string  `json:"initiate_login_uri,omitempty" maxLength:"2000" doc:"Where the relying party starts a sign-in of its own, over https. Empty removes it, and is the default." example:"https://acme.example/login"`

	Scopes              []string `json:"scopes,omitempty" maxItems:"100" maxLength:"100" doc:"What the client may ask for: scopes of Alias, and those of the workspace's resources. The default is what a service needs to know people and to reach them. Replaces the list." example:"[\"openid\",\"profile\",\"nickname\",\"email\",\"contact\",\"offline_access\"]"`
	GrantTypes          []string `json:"grant_types,omitempty" maxItems:"10" enum:"authorization_code,refresh_token,client_credentials,urn:ietf:params:oauth:grant-type:device_code,urn:ietf:params:oauth:grant-type:token-exchange,urn:ietf:params:oauth:grant-type:jwt-bearer,implicit" doc:"How the client may get tokens. The default is authorization_code, and refresh_token where offline_access is among the scopes. Replaces the list." example:"[\"authorization_code\",\"refresh_token\"]"`
	ResponseTypes       []string `json:"response_types,omitempty" maxItems:"6" maxLength:"40" doc:"What the authorization endpoint may answer with. The default is code; the others need the workspace's compatibility switch. Replaces the list." example:"[\"code\"]"`
	SectorIdentifierURI *string  `json:"sector_identifier_uri,omitempty" maxLength:"2000" doc:"An https document that names the redirect URIs of several clients, which then know people by the same pseudonyms. The default is none: all clients of the workspace share theirs. Changing it changes every pseudonym. Empty removes it."`

	AuthMethod     *string           `json:"auth_method,omitempty" enum:"client_secret,client_secret_basic,client_secret_post,private_key_jwt,tls_client_auth,self_signed_tls_client_auth,none" doc:"How the client proves itself. client_secret accepts a secret sent either way, and is the default for confidential clients; none is the only one for public clients."`
	JWKS           Removable[KeySet] `json:"jwks,omitzero" doc:"The client's public keys (RFC 7517), for private_key_jwt, self-signed certificates and signed requests. Either this or jwks_uri; null removes it, and none is the default."`
	JWKSURI        *string           `json:"jwks_uri,omitempty" maxLength:"2000" doc:"Where the client publishes its keys, over https. Read again within five minutes. Empty removes it, and is the default." example:"https://acme.example/jwks.json"`
	AuthSigningAlg *string           `json:"token_endpoint_auth_signing_alg,omitempty" enum:",RS256,PS256,ES256,ES384,EdDSA" doc:"The one algorithm that assertions of private_key_jwt may be signed with. Empty, the default, allows each of them."`
	TLSSubjectDN   *string           `json:"tls_client_auth_subject_dn,omitempty" maxLength:"1000" doc:"For tls_client_auth: the subject of the certificate. One of the five tls_client_auth settings is needed. Empty removes it, and is the default." example:"CN=web,O=Acme"`
	TLSSanDNS      *string           `json:"tls_client_auth_san_dns,omitempty" maxLength:"253" doc:"For tls_client_auth: a DNS name in the certificate. Empty removes it, and is the default." example:"web.acme.example"`
	TLSSanURI      *string           `json:"tls_client_auth_san_uri,omitempty" maxLength:"2000" doc:"For tls_client_auth: a URI in the certificate. Empty removes it, and is the default."`
	TLSSanIP       *string           `json:"tls_client_auth_san_ip,omitempty" maxLength:"45" doc:"For tls_client_auth: an IP address in the certificate. Empty removes it, and is the default."`
	TLSSanEmail    *string           `json:"tls_client_auth_san_email,omitempty" maxLength:"254" doc:"For tls_client_auth: an email address in the certificate. Empty removes it, and is the default."`

	RequirePKCE          *bool          `json:"require_pkce,omitempty" doc:"Whether a code challenge (S256) is required. The default is true, and public clients cannot do without."`
	SendIss              *bool          `json:"send_iss,omitempty" doc:"Whether authorization responses carry iss (RFC 9207). The default is true; turn it off only for a relying party that refuses it."`
	RequirePushed        *bool          `json:"require_pushed_authorization_requests,omitempty" doc:"Whether authorization requests must be pushed first (RFC 9126). The default is false."`
	RequireSignedRequest *bool          `json:"require_signed_request_object,omitempty" doc:"Whether authorization requests must be signed request objects (RFC 9101). The default is false."`
	RequestObjectAlg     *string        `json:"request_object_signing_alg,omitempty" enum:",RS256,PS256,ES256,ES384,EdDSA" doc:"The one algorithm that request objects may be signed with. Empty, the default, allows each of them."`
	RequestURIs          []string       `json:"request_uris,omitempty" maxItems:"50" maxLength:"512" doc:"Addresses of request objects that the client may name (request_uri). The default is none. Replaces the list."`
	DefaultMaxAge        Removable[int] `json:"default_max_age,omitzero" minimum:"0" maximum:"315360000" doc:"How many seconds ago a person must have signed in when the request does not say. null removes it; the default is any time."`
	RequireAuthTime      *bool          `json:"require_auth_time,omitempty" doc:"Whether every ID token says when the person signed in. The default is false: only those that were asked with max_age."`
	DefaultACRValues     []string       `json:"default_acr_values,omitempty" maxItems:"10" maxLength:"200" doc:"The authentication context classes to prefer when the request names none. The default is none. Replaces the list."`

	IDTokenSignedAlg *string `json:"id_token_signed_response_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA" doc:"What ID tokens are signed with. The default is RS256, which every relying party knows."`
	IDTokenClaims    *bool   `json:"id_token_claims,omitempty" doc:"Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo. The default is false."`
	UserinfoAlg      *string `json:"userinfo_signed_response_alg,omitempty" enum:",RS256,PS256,ES256,ES384,EdDSA" doc:"What userinfo is signed with. Empty, the default, answers plain JSON."`
	AuthorizationAlg *string `json:"authorization_signed_response_alg,omitempty" enum:",RS256,PS256,ES256,ES384,EdDSA" doc:"What authorization responses in JWT form (JARM) are signed with. Empty, the default, is RS256 where a request asks for that form."`
	IntrospectionAlg *string `json:"introspection_signed_response_alg,omitempty" enum:",RS256,PS256,ES256,ES384,EdDSA" doc:"What introspection answers are signed with (RFC 9701). Empty, the default, answers plain JSON."`

	AccessTokenFormat      *string               `json:"access_token_format,omitempty" enum:"opaque,jwt" doc:"The form of access tokens that are for no resource of the workspace. The default is opaque."`
	AccessTokenLifetime    *int                  `json:"access_token_lifetime_seconds,omitempty" minimum:"60" maximum:"86400" doc:"How long access tokens live, in seconds; a resource may say less. The default is 1800, half an hour."`
	DefaultResource        *string               `json:"default_resource,omitempty" maxLength:"500" doc:"The identifier of the resource that tokens are for when a request names none (RFC 8707). Empty, the default, is none."`
	DPoPBound              *bool                 `json:"dpop_bound_access_tokens,omitempty" doc:"Whether every access token must be bound to a key of the client's by DPoP (RFC 9449). The default is false: only when the client chooses to."`
	RequireDPoPNonce       *bool                 `json:"require_dpop_nonce,omitempty" doc:"Whether DPoP proofs must carry a fresh nonce of ours. The default is false."`
	CertificateBound       *bool                 `json:"tls_client_certificate_bound_access_tokens,omitempty" doc:"Whether access tokens are bound to the client's TLS certificate (RFC 8705). The default is false."`
	RotateRefreshTokens    *bool                 `json:"rotate_refresh_tokens,omitempty" doc:"Whether each use of a refresh token replaces it. The default is true; FAPI 2.0 wants false."`
	RefreshGrace           *int                  `json:"refresh_grace_seconds,omitempty" minimum:"0" maximum:"60" doc:"How long a replaced refresh token still answers its successor, for an answer that got lost. The default is 30."`
	RefreshIdle            *int                  `json:"refresh_idle_seconds,omitempty" minimum:"3600" maximum:"63072000" doc:"How long a refresh token may go unused. The default is 2592000, 30 days."`
	RefreshAbsolute        *int                  `json:"refresh_absolute_seconds,omitempty" minimum:"3600" maximum:"157680000" doc:"How long a grant can be continued at most. The default is 31536000, a year."`
	TokenExchangeAudiences []string              `json:"token_exchange_audiences,omitempty" maxItems:"50" maxLength:"500" doc:"The resources and client_ids that this client may exchange tokens for (RFC 8693). The default is none, which refuses every exchange. Replaces the list."`
	FederatedCredentials   []FederatedCredential `json:"federated_credentials,omitempty" maxItems:"20" doc:"Workloads of other issuers that may act as the client by their own tokens (the jwt-bearer grant). The default is none. Replaces the list."`

	BackchannelLogoutURI       *string `json:"backchannel_logout_uri,omitempty" maxLength:"2000" doc:"Where the relying party's server is told that a person signed out. Empty removes it, and is the default." example:"https://acme.example/backchannel-logout"`
	BackchannelSessionRequired *bool   `json:"backchannel_logout_session_required,omitempty" doc:"Whether the relying party needs to know which session ended. The default is false; it is told anyway."`
	FrontchannelLogoutURI      *string `json:"frontchannel_logout_uri,omitempty" maxLength:"2000" doc:"A page of the relying party that the browser loads when a person signs out; of the same scheme, host and port as a redirect URI. Empty removes it, and is the default."`
	FrontchannelSessionReq     *bool   `json:"frontchannel_logout_session_required,omitempty" doc:"Whether that page needs iss and sid. The default is false; it gets them anyway."`

	ClientURI       *string  `json:"client_uri,omitempty" maxLength:"2000" doc:"The service's home page, shown at consent. Empty removes it, and is the default." example:"https://acme.example"`
	LogoURI         *string  `json:"logo_uri,omitempty" maxLength:"2000" doc:"The service's logo, shown at consent. Alias fetches it, so people's browsers do not. Empty removes it, and is the default."`
	PolicyURI       *string  `json:"policy_uri,omitempty" maxLength:"2000" doc:"The service's privacy policy, linked at consent. Empty removes it, and is the default."`
	TOSURI          *string  `json:"tos_uri,omitempty" maxLength:"2000" doc:"The service's terms, linked at consent. Empty removes it, and is the default."`
	Contacts        []string `json:"contacts,omitempty" maxItems:"10" maxLength:"254" doc:"How to reach who is responsible for the client: email addresses, or https addresses of pages. The default is none. Replaces the list."`
	SoftwareID      *string  `json:"software_id,omitempty" maxLength:"200" doc:"A name for the software that the client is an installation of (RFC 7591). The default is none."`
	SoftwareVersion *string  `json:"software_version,omitempty" maxLength:"200" doc:"The version of that software. The default is none."`
}

// CreatedClient is a new client and its first secret.
type CreatedClient struct {
	Client       Client `json:"client" doc:"The client."`
	ClientSecret string `json:"client_secret,omitempty" doc:"The secret. It is shown this once, and never again. Absent for clients that do not authenticate by one." example:"alias_cs_mT3uN0cV6q0m8o2bq0bJrZ5n0r2h9Qw1u3eA7sXx9Qk"`
}

// CreateClientSecret says what becomes of the secrets there are.
type CreateClientSecret struct {
	ExpireOthersInSeconds *int `json:"expire_others_in_seconds,omitempty" minimum:"0" maximum:"7776000" doc:"Let every other secret stop working after so many seconds, at most 90 days. 0 stops them now. Left out, they go on working." example:"86400"`
}

// CreatedClientSecret is a new secret and its value.
type CreatedClientSecret struct {
	Secret       ClientSecret `json:"secret" doc:"The secret, as it is listed."`
	ClientSecret string       `json:"client_secret" doc:"Its value. It is shown this once, and never again." example:"alias_cs_mT3uN0cV6q0m8o2bq0bJrZ5n0r2h9Qw1u3eA7sXx9Qk"`
}

// ClientProfiles are the profiles a client can be held to.
type ClientProfiles struct {
	Items []ClientProfile `json:"items" doc:"Every profile, the loosest first."`
}

// ClientProfile is a profile, and what stands in its way at one client.
type ClientProfile struct {
	Profile    string      `json:"profile" enum:"default,oauth21,fapi2,fapi2-message-signing" doc:"The profile."`
	Current    bool        `json:"current" doc:"Whether the client is held to it now."`
	Objections []Objection `json:"objections" doc:"The settings that stand in its way. Empty when the client keeps its rules already."`
}

// Objection is one setting that stands in the way of a profile.
type Objection struct {
	Setting   string `json:"setting" doc:"The setting, by its name in UpdateClient." example:"auth_method"`
	Have      string `json:"have" doc:"What it is now, for people to read." example:"client_secret"`
	Need      string `json:"need" doc:"What the profile needs it to be, for people to read." example:"private_key_jwt, tls_client_auth or self_signed_tls_client_auth"`
	Sentence  string `json:"sentence" doc:"Why the profile needs it."`
	Automatic bool   `json:"automatic" doc:"Whether apply_profile settles it. The others are for you to decide first."`
}
