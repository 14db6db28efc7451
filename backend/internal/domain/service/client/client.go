// Package client is a relying party registered by a developer: what it is
// called, where people return to, what it may ask for, how it authenticates.
// It must never hold a raw secret: secrets come in as hashes and are compared
// in constant time. Sources: RFC 6749 2, RFC 7591 2, RFC 8252, RFC 9700 2.
package client

import (
	"slices"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// Type says whether a client can keep a secret (RFC 6749 2.1).
type Type string

// The client types.
const (
	Confidential Type = "confidential"
	Public       Type = "public"
)

// ApplicationType says what a client runs on (OIDC Registration 2).
type ApplicationType string

// The application types.
const (
	Web    ApplicationType = "web"
	Native ApplicationType = "native"
)

// Integrations are the quickstarts a client may have been made with.
func Integrations() []string { return []string{"synapse", "nextjs", "go", "other"} }

// Settings are what a developer chooses.
type Settings struct {
	Name                   string
	ApplicationType        ApplicationType
	Integration            string
	RedirectURIs           []string
	PostLogoutRedirectURIs []string
	Scopes                 []string
	GrantTypes             []oauth.GrantType
	AuthMethod             string // one of oauth.AuthMethods
	RequirePKCE            bool
	IDTokenAlg             jose.Alg
	IDTokenClaims          bool     // also put the claims of the scopes into the ID token
	SendIss                bool     // RFC 9207
	AllowedOrigins         []string // for CORS, besides the origins of the redirect URIs
	InitiateLoginURI       string
	RefreshGrace           time.Duration // a rotated refresh token still answers its successor for so long
	RefreshIdle            time.Duration // a refresh token dies when it is not used for so long
	RefreshAbsolute        time.Duration // a grant ends after so long
	Disabled               bool

	Protocol
}

// Client is a registered relying party.
type Client struct {
	Settings

	Tenant             id.Tenant
	ID                 id.Client
	Sector             id.Sector // clients of one sector see the same alias ID
	Type               Type
	SeparateIdentities bool
	DisabledAt         *time.Time
	CreatedAt          time.Time
	UpdatedAt          time.Time

	// Origin is where the client came from; DocumentURI is its client_id on the wire
	// when that was a metadata document.
	Origin      Origin
	DocumentURI string
	// RegistrationHash is of the token that may change a registered client (RFC 7592).
	RegistrationHash *secret.Hash
	// ExpiresAt is when a client that registered itself ends, unless a developer
	// keeps it.
	ExpiresAt *time.Time

	// Secrets are the live ones: at most two standard ones, and those of tests.
	Secrets []Secret
}

// WireID is the client_id as the client sends it and tokens name it.
func (c Client) WireID() string {
	if c.DocumentURI != "" {
		return c.DocumentURI
	}
	return c.ID.String()
}

// Errors of this noun.
var (
	ErrNotFound   = fault.NotFound("client_not_found", "There is no such client in this workspace.")
	ErrTooMany    = fault.Conflict("too_many_secrets", "Two secrets are live already. Delete one first.")
	ErrNoSecret   = fault.NotFound("secret_not_found", "There is no such secret.")
	ErrLastSecret = fault.Conflict("last_secret", "This is the client's only secret. Make another one before deleting it.")
	ErrPublic     = fault.Conflict("client_is_public", "A public client has no secret.")
	ErrDocument   = fault.Conflict("client_is_document", "This client's settings are those of its metadata document. Here it can only be switched off and on.")
	ErrChanged    = fault.PreconditionFailed("client_changed", "The client was changed in the meantime. Read it again.")
	// ErrInvalid is the sentinel for errors.Is; what is answered names the fields.
	ErrInvalid = fault.Invalid("client_invalid", "The client cannot be saved as it is.")
)

// Rules are what a tenant lets its clients be.
type Rules struct {
	// Development is whether the tenant is one: http on this machine is allowed.
	Development bool
	// ImplicitAndHybrid allows response types beside code.
	ImplicitAndHybrid bool
	// Scopes are those of the tenant's resources, which a client may have beside
	// those of Alias; Resources are their identifiers.
	Scopes, Resources []string
}

// Registration is what New needs besides the settings.
type Registration struct {
	Tenant             id.Tenant
	TenantSector       id.Sector
	Type               Type
	SeparateIdentities bool
	Rules              Rules
	// Origin is where the client comes from; none is a developer.
	Origin Origin
	// Sector is the one its sector_identifier_uri stands for; none is the tenant's,
	// or a new one for separate identities.
	Sector id.Sector
}

// Defaults are the settings that fit most clients of a type.
func Defaults(t Type) Settings {
	s := Settings{
		ApplicationType: Web,
		Integration:     "other",
		Scopes:          []string{oauth.OpenID, oauth.Profile, oauth.Nickname, oauth.Email},
		GrantTypes:      []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken},
		AuthMethod:      oauth.AuthSecret,
		RequirePKCE:     true,
		IDTokenAlg:      jose.RS256,
		SendIss:         true,
		RefreshGrace:    30 * time.Second,
		RefreshIdle:     30 * 24 * time.Hour,
		RefreshAbsolute: 365 * 24 * time.Hour,
	}
	if t == Public {
		s.AuthMethod = oauth.AuthNone
		s.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode}
	}
	return s
}

// New makes a client, or answers a fault.Error that names every field to mend.
func New(r Registration, s Settings, now time.Time) (Client, error) {
	c := Client{
		Settings: s, Tenant: r.Tenant, ID: id.NewClient(), Sector: r.Sector, Type: r.Type, SeparateIdentities: r.SeparateIdentities, Origin: r.Origin,
		CreatedAt: now, UpdatedAt: now,
	}
	switch {
	case !c.Sector.IsZero():
	case r.SeparateIdentities:
		c.Sector = id.NewSector()
	default:
		c.Sector = r.TenantSector
	}
	if c.Origin == "" {
		c.Origin = Developer
	}
	if r.Type != Confidential && r.Type != Public {
		return Client{}, fault.Invalid(ErrInvalid.Code, ErrInvalid.Message, fault.Field{Location: "type", Code: "unknown", Message: "Choose confidential or public."})
	}
	if err := check(&c, Settings{}, r.Rules); err != nil {
		return Client{}, err
	}
	return c, nil
}

// Change replaces the settings, or answers a fault.Error that names every field
// to mend.
func (c Client) Change(s Settings, rules Rules, now time.Time) (Client, error) {
	had := c.Settings
	c.Settings = s
	switch {
	case !s.Disabled:
		c.DisabledAt = nil
	case c.DisabledAt == nil:
		c.DisabledAt = &now
	}
	c.UpdatedAt = now
	if err := check(&c, had, rules); err != nil {
		return Client{}, err
	}
	return c, nil
}

// UsesSecret reports whether the client authenticates by a secret.
func (c Client) UsesSecret() bool {
	return slices.Contains([]string{oauth.AuthSecret, oauth.AuthSecretBasic, oauth.AuthSecretPost}, c.AuthMethod)
}

// Allows reports whether the client may use a grant type.
func (c Client) Allows(g oauth.GrantType) bool { return slices.Contains(c.GrantTypes, g) }

// MatchesRedirect reports whether uri is registered (see urls.MatchRedirect).
func (c Client) MatchesRedirect(uri string) bool {
	return slices.ContainsFunc(c.RedirectURIs, func(r string) bool {
		return urls.MatchRedirect(r, uri, c.ApplicationType == Native)
	})
}

// MatchesPostLogout reports whether uri is registered for coming back to after
// signing out, by the same rule.
func (c Client) MatchesPostLogout(uri string) bool {
	return slices.ContainsFunc(c.PostLogoutRedirectURIs, func(r string) bool {
		return urls.MatchRedirect(r, uri, c.ApplicationType == Native)
	})
}

// AllowsOrigin reports whether scripts of origin may call the token and
// userinfo endpoints for this client.
func (c Client) AllowsOrigin(origin string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	return slices.Contains(c.AllowedOrigins, origin) ||
		slices.ContainsFunc(c.RedirectURIs, func(r string) bool { return urls.Origin(r) == origin })
}
