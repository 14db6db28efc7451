package manageapi

import "time"

// Resource is a protected resource: an API that access tokens are for (RFC 8707).
type Resource struct {
	ID                  string    `json:"id" doc:"The resource's identifier here." example:"res_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a14"`
	Identifier          string    `json:"identifier" doc:"What clients ask for (the resource parameter) and what stands in aud. It never changes." example:"https://api.acme.example"`
	Name                string    `json:"name" doc:"What you call it." example:"Acme API"`
	Scopes              []string  `json:"scopes" doc:"The scopes it knows, besides those of Alias. A client may ask for those that are also among its own." example:"[\"orders:read\"]"`
	AccessTokenFormat   string    `json:"access_token_format" enum:"jwt,opaque" doc:"The form of its access tokens: jwt is checked with the workspace's key set, opaque by introspection."`
	AccessTokenTyp      string    `json:"access_token_typ" enum:"at+jwt,JWT" doc:"The typ header of its JWTs."`
	AccessTokenAlg      string    `json:"access_token_signed_alg" enum:"RS256,PS256,ES256,ES384,EdDSA" doc:"What its JWTs are signed with."`
	AccessTokenLifetime *int      `json:"access_token_lifetime_seconds,omitempty" doc:"How long its tokens live at most, in seconds. Absent when that is left to the client."`
	CreatedAt           time.Time `json:"created_at" doc:"When the resource was created."`
	UpdatedAt           time.Time `json:"updated_at" doc:"When the resource was last changed."`
}

// ResourceList is a workspace's resources.
type ResourceList struct {
	Items []Resource `json:"items" doc:"The resources, oldest first."`
}

// CreateResource says what a new resource is.
type CreateResource struct {
	Identifier string `json:"identifier" minLength:"1" maxLength:"500" doc:"An absolute URI without a fragment: what clients ask for and what stands in aud. It cannot be changed later." example:"https://api.acme.example"`
	Name       string `json:"name" minLength:"1" maxLength:"80" doc:"What you call it." example:"Acme API"`

	ResourceSettings
}

// UpdateResource says what to change. What is left out stays as it is.
type UpdateResource struct {
	Name *string `json:"name,omitempty" minLength:"1" maxLength:"80" doc:"What you call it."`

	ResourceSettings
}

// ResourceSettings are what CreateResource and UpdateResource share.
type ResourceSettings struct {
	Scopes              []string       `json:"scopes,omitempty" maxItems:"50" maxLength:"100" doc:"The scopes it knows, besides those of Alias. The default is none. Replaces the list." example:"[\"orders:read\"]"`
	AccessTokenFormat   *string        `json:"access_token_format,omitempty" enum:"jwt,opaque" doc:"The form of its access tokens. The default is jwt, which the resource can check by itself."`
	AccessTokenTyp      *string        `json:"access_token_typ,omitempty" enum:"at+jwt,JWT" doc:"The typ header of its JWTs. The default is at+jwt (RFC 9068); JWT is for resource servers that do not know it."`
	AccessTokenAlg      *string        `json:"access_token_signed_alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA" doc:"What its JWTs are signed with. The default is RS256."`
	AccessTokenLifetime Removable[int] `json:"access_token_lifetime_seconds,omitzero" minimum:"60" maximum:"86400" doc:"How long its tokens live at most, in seconds. null removes it; the default leaves it to the client."`
}
