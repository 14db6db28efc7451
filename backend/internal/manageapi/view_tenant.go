package manageapi

import "time"

// Tenant is one service in one environment. The portal calls it a workspace.
type Tenant struct {
	ID          string    `json:"id" doc:"The workspace's identifier. It never changes." example:"ten_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a11"`
	Slug        string    `json:"slug" doc:"The workspace's name in URLs, and so in its issuer." example:"acme"`
	Name        string    `json:"name" doc:"The name people are shown when they sign in." example:"Acme"`
	Environment string    `json:"environment" enum:"development,production" doc:"Development and production are separate workspaces and never share an identity."`
	Issuer      string    `json:"issuer" format:"uri" doc:"The issuer identifier, as it appears in every ID token." example:"http://localhost:8080/t/acme"`
	Role        string    `json:"role" enum:"owner,admin,developer,support,billing,viewer" doc:"What you are in this workspace."`
	Endpoints   Endpoints `json:"endpoints" doc:"The addresses a relying party needs. Most find them by discovery."`

	Registration  Registration  `json:"registration" doc:"Who may register clients by themselves."`
	Documents     Documents     `json:"client_id_metadata_documents" doc:"Clients that nobody registers: their client_id is the address of a document about them."`
	Compatibility Compatibility `json:"compatibility" doc:"Switches for what newer standards have taken away."`

	CreatedAt time.Time `json:"created_at" doc:"When the workspace was created."`
	UpdatedAt time.Time `json:"updated_at" doc:"When the workspace was last changed."`
}

// Endpoints are the addresses of a tenant's issuer.
type Endpoints struct {
	Issuer        string `json:"issuer" format:"uri" doc:"The issuer identifier." example:"http://localhost:8080/t/acme"`
	Discovery     string `json:"discovery" format:"uri" doc:"The discovery document." example:"http://localhost:8080/t/acme/.well-known/openid-configuration"`
	Authorization string `json:"authorization" format:"uri" doc:"Where people are sent to sign in." example:"http://localhost:8080/t/acme/oauth2/authorize"`
	Token         string `json:"token" format:"uri" doc:"Where codes and refresh tokens are exchanged." example:"http://localhost:8080/t/acme/oauth2/token"`
	JWKS          string `json:"jwks" format:"uri" doc:"The public keys that verify ID tokens." example:"http://localhost:8080/t/acme/.well-known/jwks.json"`
	Userinfo      string `json:"userinfo" format:"uri" doc:"Where an access token buys claims about the person." example:"http://localhost:8080/t/acme/oidc/userinfo"`
	Pushed        string `json:"pushed_authorization_request" format:"uri" doc:"Where authorization requests are pushed (RFC 9126)." example:"http://localhost:8080/t/acme/oauth2/par"`
	Device        string `json:"device_authorization" format:"uri" doc:"Where devices without a browser begin (RFC 8628)." example:"http://localhost:8080/t/acme/oauth2/device_authorization"`
	Introspection string `json:"introspection" format:"uri" doc:"Where resource servers ask about tokens (RFC 7662)." example:"http://localhost:8080/t/acme/oauth2/introspect"`
	Revocation    string `json:"revocation" format:"uri" doc:"Where clients give tokens back (RFC 7009)." example:"http://localhost:8080/t/acme/oauth2/revoke"`
	EndSession    string `json:"end_session" format:"uri" doc:"Where people are sent to sign out." example:"http://localhost:8080/t/acme/oidc/logout"`
	Registration  string `json:"registration" format:"uri" doc:"Where clients register themselves, if the workspace lets them (RFC 7591)." example:"http://localhost:8080/t/acme/oauth2/register"`
}

// Registration says who may register clients at the registration endpoint. What the
// settings mean is said where they are set; the document says it here too.
type Registration struct {
	Mode    string            `json:"mode" enum:"off,token,software_statement,open"`
	Issuers []StatementIssuer `json:"software_statement_issuers"`
}

// Documents says which client ID metadata documents are read.
type Documents struct {
	Enabled bool     `json:"enabled"`
	Allowed []string `json:"allowed_hosts"`
	Denied  []string `json:"denied_hosts"`
}

// Compatibility are switches for what newer standards have taken away.
type Compatibility struct {
	ImplicitAndHybrid bool `json:"implicit_and_hybrid"`
}

// StatementIssuer signs software statements that are believed.
type StatementIssuer struct {
	Issuer  string `json:"issuer" maxLength:"2000" doc:"The iss of its software statements." example:"https://directory.example"`
	JWKS    KeySet `json:"jwks,omitzero" doc:"Its public keys (RFC 7517). Either this or jwks_uri."`
	JWKSURI string `json:"jwks_uri,omitempty" maxLength:"2000" doc:"Where it publishes its keys, over https."`
}

// UpdateRegistration says what to change.
type UpdateRegistration struct {
	Mode    *string           `json:"mode,omitempty" enum:"off,token,software_statement,open" doc:"off: nobody registers by themselves. token: whoever holds a registration token. software_statement: whoever shows a statement of an issuer that is believed. open: anybody; such clients are shown as unverified and end after 90 days. The default is off."`
	Issuers []StatementIssuer `json:"software_statement_issuers,omitempty" maxItems:"20" doc:"Whose software statements are believed (RFC 7591). The default is nobody's. Replaces the list."`
}

// UpdateDocuments says what to change.
type UpdateDocuments struct {
	Enabled *bool    `json:"enabled,omitempty" doc:"Whether a client_id may be the https address of a metadata document, as clients of the Model Context Protocol have it. The default is false."`
	Allowed []string `json:"allowed_hosts,omitempty" maxItems:"100" maxLength:"253" doc:"The only hosts whose documents are read; *.example.com is every name below it. The default, none, is every host. Replaces the list." example:"[\"app.example.com\"]"`
	Denied  []string `json:"denied_hosts,omitempty" maxItems:"100" maxLength:"253" doc:"Hosts whose documents are never read. The default is none. Replaces the list."`
}

// UpdateCompatibility says what to change.
type UpdateCompatibility struct {
	ImplicitAndHybrid *bool `json:"implicit_and_hybrid,omitempty" doc:"Whether clients may use the implicit and hybrid flows, which OAuth 2.1 removed because they send tokens through the browser. The default is false."`
}

// TenantPage is a page of workspaces.
type TenantPage struct {
	Items      []Tenant `json:"items" doc:"The workspaces you are a member of, oldest first."`
	NextCursor string   `json:"next_cursor,omitempty" doc:"Where the next page begins. Absent on the last page."`
}

// CreateTenant says what a new workspace is.
type CreateTenant struct {
	Slug        string `json:"slug" minLength:"3" maxLength:"40" doc:"The name in URLs: 3 to 40 of a-z, 0-9 and single dashes inside. It cannot be changed, and is never given to anybody else." example:"acme"`
	Name        string `json:"name" minLength:"1" maxLength:"80" doc:"The name people are shown when they sign in." example:"Acme"`
	Environment string `json:"environment" enum:"development,production" doc:"Whether this workspace is for building or for real people." example:"development"`
}

// UpdateTenant says what to change. What is left out stays as it is.
type UpdateTenant struct {
	Name *string `json:"name,omitempty" minLength:"1" maxLength:"80" doc:"The name people are shown when they sign in." example:"Acme Ltd"`

	Registration  *UpdateRegistration  `json:"registration,omitempty" doc:"Who may register clients by themselves."`
	Documents     *UpdateDocuments     `json:"client_id_metadata_documents,omitempty" doc:"Clients that nobody registers: their client_id is the address of a document about them."`
	Compatibility *UpdateCompatibility `json:"compatibility,omitempty" doc:"Switches for what newer standards have taken away."`
}

// Slug is the answer to whether a slug can be had.
type Slug struct {
	Slug      string `json:"slug" doc:"The slug that was asked about." example:"acme"`
	Available bool   `json:"available" doc:"Whether a workspace could be created with it now."`
	Reason    string `json:"reason,omitempty" enum:"taken,reserved,invalid" doc:"Why not. A slug stays taken after its workspace was deleted."`
	Issuer    string `json:"issuer" format:"uri" doc:"What the issuer would be." example:"http://localhost:8080/t/acme"`
}
