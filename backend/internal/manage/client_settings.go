package manage

import (
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
)

// NewClient says what to register. Zero fields take the defaults of the type.
type NewClient struct {
	Type               client.Type
	SeparateIdentities bool
	Name               string
	ApplicationType    client.ApplicationType
	Integration        string
	RedirectURIs       []string
	Scopes             []string
	GrantTypes         []oauth.GrantType
	AuthMethod         string
	IDTokenAlg         jose.Alg
	IDTokenClaims      bool
	InitiateLoginURI   string
	// RequirePKCE and SendIss are true when nil.
	RequirePKCE, SendIss *bool

	PostLogoutRedirectURIs []string
	AllowedOrigins         []string

	// RefreshGrace, RefreshIdle and RefreshAbsolute are the usual ones when nil.
	RefreshGrace, RefreshIdle, RefreshAbsolute *time.Duration

	client.Protocol
	// ApplyProfile changes what the profile settles by itself.
	ApplyProfile bool
}

// settings are what the client will have. Scopes and grant types that are not
// named follow from each other.
func (n NewClient) settings() client.Settings {
	s := client.Defaults(n.Type)
	s.Name, s.RedirectURIs = n.Name, n.RedirectURIs
	s.PostLogoutRedirectURIs, s.AllowedOrigins = n.PostLogoutRedirectURIs, n.AllowedOrigins
	s.InitiateLoginURI, s.IDTokenClaims = n.InitiateLoginURI, n.IDTokenClaims
	s.Protocol = n.Protocol
	if s.Scopes = n.Scopes; len(s.Scopes) == 0 {
		s.Scopes = scopesFor(n.GrantTypes)
	}
	if s.GrantTypes = n.GrantTypes; len(s.GrantTypes) == 0 {
		s.GrantTypes = grantTypesFor([]oauth.GrantType{oauth.AuthorizationCode}, nil, s.Scopes)
	}
	setUnlessZero(&s.ApplicationType, n.ApplicationType)
	setUnlessZero(&s.Integration, n.Integration)
	setUnlessZero(&s.AuthMethod, n.AuthMethod)
	setUnlessZero(&s.IDTokenAlg, n.IDTokenAlg)
	set(&s.RequirePKCE, n.RequirePKCE)
	set(&s.SendIss, n.SendIss)
	set(&s.RefreshGrace, n.RefreshGrace)
	set(&s.RefreshIdle, n.RefreshIdle)
	set(&s.RefreshAbsolute, n.RefreshAbsolute)
	if n.ApplyProfile || n.Profile != "" { // what is new has nothing that a profile could contradict by being there
		s = client.Client{Settings: s, Type: n.Type}.Under(s.Profile).Settings
	}
	return s
}

// scopesFor are the scopes that fit grant types: those about people only where
// people sign in, offline_access only where a grant can be continued.
func scopesFor(grants []oauth.GrantType) []string {
	if len(grants) == 0 {
		return oauth.DefaultScopes()
	}
	people := []oauth.GrantType{oauth.AuthorizationCode, oauth.Implicit, oauth.DeviceCode}
	if !slices.ContainsFunc(grants, func(g oauth.GrantType) bool { return slices.Contains(people, g) }) {
		return nil
	}
	return slices.DeleteFunc(oauth.DefaultScopes(), func(s string) bool {
		return s == oauth.OfflineAccess && !slices.Contains(grants, oauth.RefreshToken)
	})
}

// grantTypesFor follows a change of scopes: whoever may act while the person is
// away needs refresh tokens, and who no longer may does not.
func grantTypesFor(grants []oauth.GrantType, had, has []string) []oauth.GrantType {
	before, now := slices.Contains(had, oauth.OfflineAccess), slices.Contains(has, oauth.OfflineAccess)
	refresh := slices.Contains(grants, oauth.RefreshToken)
	switch {
	case now && !refresh:
		return append(slices.Clone(grants), oauth.RefreshToken)
	case before && !now && refresh:
		return slices.DeleteFunc(slices.Clone(grants), func(g oauth.GrantType) bool { return g == oauth.RefreshToken })
	}
	return grants
}

// ClientChange says what to change. Nil fields leave what there is.
type ClientChange struct {
	Name, Integration, AuthMethod, InitiateLoginURI      *string
	ApplicationType                                      *client.ApplicationType
	IDTokenAlg                                           *jose.Alg
	RequirePKCE, IDTokenClaims, SendIss, Disabled        *bool
	RedirectURIs, PostLogoutRedirectURIs, AllowedOrigins []string
	Scopes                                               []string
	GrantTypes                                           []oauth.GrantType
	RefreshGrace, RefreshIdle, RefreshAbsolute           *time.Duration

	// Protocol changes the settings that few clients touch.
	Protocol func(*client.Protocol)
	// ApplyProfile changes what the profile settles by itself.
	ApplyProfile bool
	// Keep lets a client that registered itself live on.
	Keep bool
}

// applyTo answers c with the changes, not yet judged.
func (ch ClientChange) applyTo(c client.Client) client.Client {
	had, s := c.Settings, &c.Settings
	set(&s.Name, ch.Name)
	set(&s.ApplicationType, ch.ApplicationType)
	set(&s.Integration, ch.Integration)
	set(&s.AuthMethod, ch.AuthMethod)
	set(&s.InitiateLoginURI, ch.InitiateLoginURI)
	set(&s.IDTokenAlg, ch.IDTokenAlg)
	set(&s.RequirePKCE, ch.RequirePKCE)
	set(&s.IDTokenClaims, ch.IDTokenClaims)
	set(&s.SendIss, ch.SendIss)
	set(&s.Disabled, ch.Disabled)
	set(&s.RefreshGrace, ch.RefreshGrace)
	set(&s.RefreshIdle, ch.RefreshIdle)
	set(&s.RefreshAbsolute, ch.RefreshAbsolute)
	setList(&s.RedirectURIs, ch.RedirectURIs)
	setList(&s.PostLogoutRedirectURIs, ch.PostLogoutRedirectURIs)
	setList(&s.AllowedOrigins, ch.AllowedOrigins)
	setList(&s.Scopes, ch.Scopes)
	setList(&s.GrantTypes, ch.GrantTypes)
	if ch.GrantTypes == nil {
		s.GrantTypes = grantTypesFor(s.GrantTypes, had.Scopes, s.Scopes)
	}
	if ch.Protocol != nil {
		ch.Protocol(&s.Protocol)
	}
	if ch.ApplyProfile {
		c = c.Under(s.Profile)
	}
	return c
}

func setUnlessZero[T comparable](to *T, from T) {
	var zero T
	if from != zero {
		*to = from
	}
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func setList[T any](to *[]T, from []T) {
	if from != nil {
		*to = slices.Clone(from)
	}
}
