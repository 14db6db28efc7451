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
	CreatedAt   time.Time `json:"created_at" doc:"When the workspace was created."`
	UpdatedAt   time.Time `json:"updated_at" doc:"When the workspace was last changed."`
}

// Endpoints are the addresses of a tenant's issuer.
type Endpoints struct {
	Issuer        string `json:"issuer" format:"uri" doc:"The issuer identifier." example:"http://localhost:8080/t/acme"`
	Discovery     string `json:"discovery" format:"uri" doc:"The discovery document." example:"http://localhost:8080/t/acme/.well-known/openid-configuration"`
	Authorization string `json:"authorization" format:"uri" doc:"Where people are sent to sign in." example:"http://localhost:8080/t/acme/oauth2/authorize"`
	Token         string `json:"token" format:"uri" doc:"Where codes and refresh tokens are exchanged." example:"http://localhost:8080/t/acme/oauth2/token"`
	JWKS          string `json:"jwks" format:"uri" doc:"The public keys that verify ID tokens." example:"http://localhost:8080/t/acme/.well-known/jwks.json"`
	Userinfo      string `json:"userinfo" format:"uri" doc:"Where an access token buys claims about the person." example:"http://localhost:8080/t/acme/oidc/userinfo"`
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
}

// Slug is the answer to whether a slug can be had.
type Slug struct {
	Slug      string `json:"slug" doc:"The slug that was asked about." example:"acme"`
	Available bool   `json:"available" doc:"Whether a workspace could be created with it now."`
	Reason    string `json:"reason,omitempty" enum:"taken,reserved,invalid" doc:"Why not. A slug stays taken after its workspace was deleted."`
	Issuer    string `json:"issuer" format:"uri" doc:"What the issuer would be." example:"http://localhost:8080/t/acme"`
}
