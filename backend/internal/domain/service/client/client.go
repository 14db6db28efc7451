// Package client is a relying party registered by a developer: what it is
// called, where people return to, what it may ask for, how it authenticates.
// It must never hold a raw secret: secrets come in as hashes and are compared
// in constant time. Sources: RFC 6749 2, RFC 7591 2, RFC 8252, RFC 9700 2.
package client

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	AuthMethod             string // oauth.AuthSecret, AuthSecretBasic, AuthSecretPost or AuthNone
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

	// Secrets are the live ones: at most two standard ones, and those of tests.
	Secrets []Secret
}

// MostSecrets is how many standard secrets may be live at once.
const MostSecrets = 2

// Secret is a client secret as stored. Secrets are 256 random bits, so one
// SHA-256 protects them; a slow hash would only slow the token endpoint.
type Secret struct {
	ID         id.ClientSecret
	Client     id.Client
	Kind       SecretKind
	Hash       secret.Hash
	Hint       string // the last four characters
	CreatedAt  time.Time
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
}

// SecretKind tells the developer's secrets from those of the portal's own test
// sign-ins.
type SecretKind string

// The kinds of secret.
const (
	Standard SecretKind = "standard"
	Test     SecretKind = "test"
)

// Errors of this noun.
var (
	ErrNotFound   = fault.NotFound("client_not_found", "There is no such client in this workspace.")
	ErrTooMany    = fault.Conflict("too_many_secrets", "Two secrets are live already. Delete one first.")
	ErrNoSecret   = fault.NotFound("secret_not_found", "There is no such secret.")
	ErrLastSecret = fault.Conflict("last_secret", "This is the client's only secret. Make another one before deleting it.")
	ErrPublic     = fault.Conflict("client_is_public", "A public client has no secret.")
	ErrChanged    = fault.PreconditionFailed("client_changed", "The client was changed in the meantime. Read it again.")
)

// Registration is what New needs besides the settings.
type Registration struct {
	Tenant             id.Tenant
	TenantSector       id.Sector
	Type               Type
	SeparateIdentities bool
	// Development is whether the tenant is one: it may redirect a web client to
	// http on this machine.
	Development bool
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
		Settings: s, Tenant: r.Tenant, ID: id.NewClient(), Sector: r.TenantSector, Type: r.Type,
		SeparateIdentities: r.SeparateIdentities, CreatedAt: now, UpdatedAt: now,
	}
	if r.SeparateIdentities {
		c.Sector = id.NewSector()
	}
	if r.Type != Confidential && r.Type != Public {
		return Client{}, fault.Invalid("client_invalid", "The client cannot be created as it is.",
			fault.Field{Location: "type", Code: "unknown", Message: "Choose confidential or public."})
	}
	if err := check(&c, r.Development); err != nil {
		return Client{}, err
	}
	return c, nil
}

// Change replaces the settings, or answers a fault.Error that names every field
// to mend.
func (c Client) Change(s Settings, development bool, now time.Time) (Client, error) {
	c.Settings = s
	switch {
	case !s.Disabled:
		c.DisabledAt = nil
	case c.DisabledAt == nil:
		c.DisabledAt = &now
	}
	c.UpdatedAt = now
	if err := check(&c, development); err != nil {
		return Client{}, err
	}
	return c, nil
}

// check normalises the settings and blames what cannot be accepted.
func check(c *Client, development bool) error {
	var f fault.Fields
	checkName(c, &f)
	checkAddresses(c, &f, development)
	checkScopes(c, &f)
	checkAuthentication(c, &f)
	checkLifetimes(c, &f)
	return f.Invalid("client_invalid", "The client cannot be saved as it is.")
}

func checkName(c *Client, f *fault.Fields) {
	c.Name = strings.TrimSpace(c.Name)
	switch n := utf8.RuneCountInString(c.Name); {
	case n == 0:
		f.Add("name", "required", "Give the client a name. People read it when they sign in.")
	case n > 80:
		f.Add("name", "too_long", "A name has at most 80 characters.")
	case strings.ContainsFunc(c.Name, func(r rune) bool {
		return r < 0x20 || r == 0x7f || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
	}):
		f.Add("name", "malformed", "A name has no control characters.")
	}
	if c.ApplicationType != Web && c.ApplicationType != Native {
		f.Add("application_type", "unknown", "Choose web or native.")
	}
	if !slices.Contains(Integrations(), c.Integration) {
		f.Add("integration", "unknown", "Choose one of "+strings.Join(Integrations(), ", ")+".")
	}
}

func checkAddresses(c *Client, f *fault.Fields, development bool) {
	rule := urls.Rule{Native: c.ApplicationType == Native, Loopback: development}
	if len(c.RedirectURIs) == 0 {
		f.Add("redirect_uris", "required", "Enter at least one redirect URI.")
	}
	checkList(f, "redirect_uris", c.RedirectURIs, func(s string) string { return urls.CheckRedirect(s, rule) })
	checkList(f, "post_logout_redirect_uris", c.PostLogoutRedirectURIs, func(s string) string { return urls.CheckRedirect(s, rule) })
	checkList(f, "allowed_origins", c.AllowedOrigins, func(s string) string { return urls.CheckOrigin(s, rule) })
	if c.InitiateLoginURI != "" {
		if why := urls.CheckPage(c.InitiateLoginURI); why != "" {
			f.Add("initiate_login_uri", "malformed", why)
		}
	}
}

// mostAddresses bounds each list of addresses.
const mostAddresses = 50

func checkList(f *fault.Fields, name string, list []string, check func(string) string) {
	if len(list) > mostAddresses {
		f.Add(name, "too_many", "At most 50 addresses.")
		return
	}
	for i, s := range list {
		at := name + "[" + strconv.Itoa(i) + "]"
		if why := check(s); why != "" {
			f.Add(at, "malformed", why)
		} else if slices.Contains(list[:i], s) {
			f.Add(at, "repeated", "This address is there already.")
		}
	}
}

func checkScopes(c *Client, f *fault.Fields) {
	known := oauth.Scopes()
	for i, s := range c.Scopes {
		at := "scopes[" + strconv.Itoa(i) + "]"
		if !slices.Contains(known, s) {
			f.Add(at, "unknown", "Alias has no such scope. Choose among "+strings.Join(known, ", ")+".")
		}
	}
	if !slices.Contains(c.Scopes, oauth.OpenID) {
		f.Add("scopes", "openid_missing", "openid is needed: it is what signs people in.")
	}
	c.Scopes = oauth.Intersect(known, c.Scopes) // each once, in the order people read them
	for i, g := range c.GrantTypes {
		if g != oauth.AuthorizationCode && g != oauth.RefreshToken {
			f.Add("grant_types["+strconv.Itoa(i)+"]", "unknown", "Choose authorization_code or refresh_token.")
		}
	}
	if !slices.Contains(c.GrantTypes, oauth.AuthorizationCode) {
		f.Add("grant_types", "authorization_code_missing", "authorization_code is needed: it is how people sign in.")
	}
	slices.Sort(c.GrantTypes)
	c.GrantTypes = slices.Compact(c.GrantTypes)
	if slices.Contains(c.Scopes, oauth.OfflineAccess) && !slices.Contains(c.GrantTypes, oauth.RefreshToken) {
		f.Add("scopes", "refresh_token_missing", "offline_access needs the refresh_token grant type.")
	}
}

func checkAuthentication(c *Client, f *fault.Fields) {
	if c.Type == Public {
		if c.AuthMethod != oauth.AuthNone {
			f.Add("auth_method", "public", "A public client cannot keep a secret: its method is none.")
		}
		if !c.RequirePKCE {
			f.Add("require_pkce", "public", "A public client must use PKCE.")
		}
	} else if !slices.Contains([]string{oauth.AuthSecret, oauth.AuthSecretBasic, oauth.AuthSecretPost}, c.AuthMethod) {
		f.Add("auth_method", "unknown", "Choose client_secret, client_secret_basic or client_secret_post.")
	}
	if !slices.Contains(jose.Algs(), c.IDTokenAlg) {
		f.Add("id_token_signed_response_alg", "unknown", "Choose RS256, ES256 or EdDSA.")
	}
}

func checkLifetimes(c *Client, f *fault.Fields) {
	if c.RefreshGrace < 0 || c.RefreshGrace > time.Minute {
		f.Add("refresh_grace_seconds", "out_of_range", "The grace period is 0 to 60 seconds.")
	}
	if c.RefreshIdle < time.Hour || c.RefreshIdle > 2*365*24*time.Hour {
		f.Add("refresh_idle_seconds", "out_of_range", "A refresh token may rest for an hour to two years.")
	}
	if c.RefreshAbsolute < c.RefreshIdle || c.RefreshAbsolute > 5*365*24*time.Hour {
		f.Add("refresh_absolute_seconds", "out_of_range", "A grant lasts at least as long as a refresh token may rest, and at most five years.")
	}
}

// Allows reports whether the client may use a grant type.
func (c Client) Allows(g oauth.GrantType) bool { return slices.Contains(c.GrantTypes, g) }

// MatchesRedirect reports whether uri is registered (see urls.MatchRedirect).
func (c Client) MatchesRedirect(uri string) bool {
	return slices.ContainsFunc(c.RedirectURIs, func(r string) bool {
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

// Accepts answers which live secret the given one is. Every candidate is
// compared, in constant time.
func (c Client) Accepts(given secret.Value, now time.Time) (Secret, bool) {
	h := given.Hash()
	var found Secret
	ok := false
	for _, s := range c.Secrets {
		if h.Equal(s.Hash) && (s.ExpiresAt == nil || now.Before(*s.ExpiresAt)) {
			found, ok = s, true
		}
	}
	return found, ok
}

// NewSecret makes a secret of 256 random bits and answers it with its raw
// value, which is shown once and never stored.
func (c Client) NewSecret(kind SecretKind, source secret.Source, now time.Time, expires *time.Time) (Secret, secret.Value, error) {
	if c.Type == Public {
		return Secret{}, secret.Value{}, ErrPublic
	}
	if kind == Standard && len(c.StandardSecrets(now)) >= MostSecrets {
		return Secret{}, secret.Value{}, ErrTooMany
	}
	raw := secret.NewValue("alias_cs_" + source.Token(32).Reveal())
	text := raw.Reveal()
	return Secret{
		ID: id.NewClientSecret(), Client: c.ID, Kind: kind, Hash: raw.Hash(), Hint: text[len(text)-4:], CreatedAt: now, ExpiresAt: expires,
	}, raw, nil
}

// StandardSecrets are the developer's own live secrets, oldest first.
func (c Client) StandardSecrets(now time.Time) []Secret {
	out := make([]Secret, 0, len(c.Secrets))
	for _, s := range c.Secrets {
		if s.Kind == Standard && (s.ExpiresAt == nil || now.Before(*s.ExpiresAt)) {
			out = append(out, s)
		}
	}
	return out
}
