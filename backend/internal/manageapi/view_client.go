package manageapi

import "time"

// Client is a relying party: the program that signs people in through Alias.
type Client struct {
	ID                     string         `json:"id" doc:"The client_id, as it is written in the relying party's configuration." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	Name                   string         `json:"name" doc:"What you call it." example:"Acme web"`
	Type                   string         `json:"type" enum:"confidential,public" doc:"A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it."`
	ApplicationType        string         `json:"application_type" enum:"web,native" doc:"Native clients may redirect to custom schemes and to any loopback port."`
	Integration            string         `json:"integration" enum:"synapse,nextjs,go,other" doc:"What it was set up as. Only the instructions depend on it."`
	RedirectURIs           []string       `json:"redirect_uris" doc:"Where people may be sent back to. Compared character by character." example:"[\"https://acme.example/callback\"]"`
	PostLogoutRedirectURIs []string       `json:"post_logout_redirect_uris" doc:"Where people may be sent after they signed out."`
	Scopes                 []string       `json:"scopes" doc:"What the client may ask for." example:"[\"openid\",\"profile\"]"`
	GrantTypes             []string       `json:"grant_types" doc:"How the client may get tokens. It follows from type and scopes." example:"[\"authorization_code\",\"refresh_token\"]"`
	AuthMethod             string         `json:"auth_method" enum:"client_secret,client_secret_basic,client_secret_post,none" doc:"How the client authenticates at the token endpoint. client_secret accepts both ways of sending a secret."`
	RequirePKCE            bool           `json:"require_pkce" doc:"Whether a code challenge (S256) is required. Always so for public clients."`
	IDTokenSignedAlg       string         `json:"id_token_signed_response_alg" enum:"RS256,ES256,EdDSA" doc:"What ID tokens are signed with."`
	IDTokenClaims          bool           `json:"id_token_claims" doc:"Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo."`
	SendIss                bool           `json:"send_iss" doc:"Whether authorization responses carry iss (RFC 9207). Turn it off only for a relying party that refuses it."`
	AllowedOrigins         []string       `json:"allowed_origins" doc:"Browser origins that may call the token and userinfo endpoints." example:"[\"https://acme.example\"]"`
	SeparateIdentities     bool           `json:"separate_identities" doc:"Whether people have other pseudonyms here than at the workspace's other clients. Fixed when the client is created."`
	InitiateLoginURI       string         `json:"initiate_login_uri,omitempty" format:"uri" doc:"Where the relying party starts a sign-in of its own." example:"https://acme.example/login"`
	Disabled               bool           `json:"disabled" doc:"Whether the client is switched off. Nobody can sign in through it, and its tokens stop working."`
	Secrets                []ClientSecret `json:"secrets" doc:"The secrets that work now, without their values."`
	CreatedAt              time.Time      `json:"created_at" doc:"When the client was created."`
	UpdatedAt              time.Time      `json:"updated_at" doc:"When the client was last changed."`
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

// CreateClient says what a new client is.
type CreateClient struct {
	Name                   string   `json:"name" minLength:"1" maxLength:"80" doc:"What you call it." example:"Acme web"`
	Type                   string   `json:"type" enum:"confidential,public" doc:"Whether it can keep a secret." example:"confidential"`
	ApplicationType        string   `json:"application_type,omitempty" enum:"web,native" default:"web" doc:"Native clients may redirect to custom schemes and to any loopback port."`
	Integration            string   `json:"integration,omitempty" enum:"synapse,nextjs,go,other" default:"other" doc:"What you are connecting, for the instructions."`
	RedirectURIs           []string `json:"redirect_uris" minItems:"1" maxItems:"50" maxLength:"2000" doc:"Where people may be sent back to: https, or http on localhost. No fragments and no wildcards." example:"[\"https://acme.example/callback\"]"`
	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris,omitempty" maxItems:"50" maxLength:"2000" doc:"Where people may be sent after they signed out."`
	Scopes                 []string `json:"scopes,omitempty" maxItems:"20" maxLength:"64" doc:"What the client may ask for. The default is every standard scope." example:"[\"openid\",\"profile\",\"nickname\",\"email\",\"offline_access\",\"contact\"]"`
	AuthMethod             string   `json:"auth_method,omitempty" enum:"client_secret,client_secret_basic,client_secret_post,none" doc:"The default is client_secret for confidential clients, and none for public ones."`
	RequirePKCE            *bool    `json:"require_pkce,omitempty" doc:"Whether a code challenge is required. The default is true, and public clients cannot do without."`
	IDTokenSignedAlg       string   `json:"id_token_signed_response_alg,omitempty" enum:"RS256,ES256,EdDSA" default:"RS256" doc:"What ID tokens are signed with."`
	IDTokenClaims          bool     `json:"id_token_claims,omitempty" doc:"Whether the claims of the granted scopes are also put in the ID token."`
	SendIss                *bool    `json:"send_iss,omitempty" doc:"Whether authorization responses carry iss (RFC 9207). The default is true."`
	AllowedOrigins         []string `json:"allowed_origins,omitempty" maxItems:"50" maxLength:"255" doc:"Browser origins that may call the token and userinfo endpoints."`
	SeparateIdentities     bool     `json:"separate_identities,omitempty" doc:"Whether people get other pseudonyms here than at the workspace's other clients. It cannot be changed later."`
	InitiateLoginURI       string   `json:"initiate_login_uri,omitempty" maxLength:"2000" doc:"Where the relying party starts a sign-in of its own." example:"https://acme.example/login"`
}

// UpdateClient says what to change. What is left out stays as it is.
type UpdateClient struct {
	Name                   *string  `json:"name,omitempty" minLength:"1" maxLength:"80" doc:"What you call it."`
	Integration            *string  `json:"integration,omitempty" enum:"synapse,nextjs,go,other" doc:"What it is set up as, for the instructions."`
	RedirectURIs           []string `json:"redirect_uris,omitempty" minItems:"1" maxItems:"50" maxLength:"2000" doc:"Where people may be sent back to. Replaces the list."`
	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris,omitempty" maxItems:"50" maxLength:"2000" doc:"Where people may be sent after they signed out. Replaces the list."`
	Scopes                 []string `json:"scopes,omitempty" maxItems:"20" maxLength:"64" doc:"What the client may ask for. Replaces the list."`
	AuthMethod             *string  `json:"auth_method,omitempty" enum:"client_secret,client_secret_basic,client_secret_post,none" doc:"How the client authenticates at the token endpoint."`
	RequirePKCE            *bool    `json:"require_pkce,omitempty" doc:"Whether a code challenge is required."`
	IDTokenSignedAlg       *string  `json:"id_token_signed_response_alg,omitempty" enum:"RS256,ES256,EdDSA" doc:"What ID tokens are signed with."`
	IDTokenClaims          *bool    `json:"id_token_claims,omitempty" doc:"Whether the claims of the granted scopes are also put in the ID token."`
	SendIss                *bool    `json:"send_iss,omitempty" doc:"Whether authorization responses carry iss (RFC 9207)."`
	AllowedOrigins         []string `json:"allowed_origins,omitempty" maxItems:"50" maxLength:"255" doc:"Browser origins that may call the token and userinfo endpoints. Replaces the list."`
	InitiateLoginURI       *string  `json:"initiate_login_uri,omitempty" maxLength:"2000" doc:"Where the relying party starts a sign-in of its own. Empty removes it."`
	Disabled               *bool    `json:"disabled,omitempty" doc:"Whether the client is switched off."`
}

// CreatedClient is a new client and its first secret.
type CreatedClient struct {
	Client       Client `json:"client" doc:"The client."`
	ClientSecret string `json:"client_secret,omitempty" doc:"The secret. It is shown this once, and never again. Absent for public clients." example:"alias_cs_mT3uN0cV6q0m8o2bq0bJrZ5n0r2h9Qw1u3eA7sXx9Qk"`
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
