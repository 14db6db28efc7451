// Package resource is a protected resource of a service: an API that access
// tokens are for, named by a URI, with the form its tokens have and the scopes it
// knows. A tenant has few of them. Sources: RFC 8707, RFC 9068.
package resource

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
)

// The forms of access tokens.
const (
	Opaque = "opaque"
	JWT    = "jwt"
)

// The typ headers of JWT access tokens. TypJWT is for resource servers that do
// not know RFC 9068 yet (row P18).
const (
	TypAccessToken = "at+jwt"
	TypJWT         = "JWT"
)

// Most is how many resources a tenant may have.
const Most = 100

// Errors of this noun.
var (
	ErrNotFound = fault.NotFound("resource_not_found", "There is no such resource in this workspace.")
	ErrTaken    = fault.Conflict("resource_taken", "There is a resource with this identifier already.")
	ErrTooMany  = fault.Conflict("too_many_resources", "A workspace has at most 100 resources.")
	ErrChanged  = fault.PreconditionFailed("resource_changed", "The resource was changed in the meantime. Read it again.")
	ErrInUse    = fault.Conflict("resource_in_use", "A client asks for this resource by default. Change its default_resource first.")
	// ErrInvalid is the sentinel for errors.Is; what is answered names the fields.
	ErrInvalid = fault.Invalid("resource_invalid", "The resource cannot be saved as it is.")
)

// Settings are what a developer chooses.
type Settings struct {
	Name     string
	Scopes   []string      // that the resource knows, besides those of Alias
	Format   string        // Opaque or JWT
	Typ      string        // of a JWT: TypAccessToken or TypJWT
	Alg      jose.Alg      // of a JWT
	Lifetime time.Duration // of its tokens; zero leaves it to the client
}

// Resource is a protected resource.
type Resource struct {
	Settings

	ID         id.Resource
	Identifier string // the absolute URI that is asked for and stands in aud; it never changes
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// New makes a resource, or answers a fault that names every field to mend. Zero
// settings take their defaults: a JWT of type at+jwt signed with RS256.
func New(identifier string, s Settings, now time.Time) (Resource, error) {
	r := Resource{Settings: s, ID: id.NewResource(), Identifier: identifier, CreatedAt: now, UpdatedAt: now}
	var f fault.Fields
	if why := CheckIdentifier(identifier); why != "" {
		f.Add("identifier", "malformed", why)
	}
	check(&r, &f)
	return r, f.Invalid(ErrInvalid.Code, ErrInvalid.Message)
}

// Change replaces the settings.
func (r Resource) Change(s Settings, now time.Time) (Resource, error) {
	r.Settings, r.UpdatedAt = s, now
	var f fault.Fields
	check(&r, &f)
	return r, f.Invalid(ErrInvalid.Code, ErrInvalid.Message)
}

// CheckIdentifier answers what is wrong with a resource indicator, or "": it is
// an absolute URI without a fragment (RFC 8707 2).
func CheckIdentifier(s string) string {
	u, err := url.Parse(s)
	switch {
	case s == "" || len(s) > 500:
		return "An identifier has 1 to 500 characters."
	case err != nil || !u.IsAbs() || (u.Host == "" && u.Opaque == ""):
		return "Enter an absolute URI, such as https://api.example.com."
	case strings.Contains(s, "#"):
		return "A resource identifier has no fragment (#)."
	case strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r >= 0x7f }):
		return "An identifier has no spaces and no characters beyond ASCII."
	}
	return ""
}

func check(r *Resource, f *fault.Fields) {
	r.Name = strings.TrimSpace(r.Name)
	if n := utf8.RuneCountInString(r.Name); n == 0 || n > 80 {
		f.Add("name", "malformed", "A name has 1 to 80 characters.")
	}
	if len(r.Scopes) > 50 {
		f.Add("scopes", "too_many", "At most 50 scopes.")
	}
	for i, s := range r.Scopes {
		at := "scopes[" + strconv.Itoa(i) + "]"
		switch {
		case !oauth.IsScopeToken(s) || len(s) > 100:
			f.Add(at, "malformed", "A scope has 1 to 100 visible characters, without quotes and backslashes.")
		case slices.Contains(oauth.Scopes(), s) || strings.HasPrefix(s, "claim:"):
			f.Add(at, "reserved", "This scope means something at every issuer already.")
		}
	}
	if r.Format == "" {
		r.Format = JWT
	}
	if r.Typ == "" {
		r.Typ = TypAccessToken
	}
	if r.Alg == "" {
		r.Alg = jose.RS256
	}
	if r.Format != JWT && r.Format != Opaque {
		f.Add("access_token_format", "unknown", "Choose jwt or opaque.")
	}
	if r.Typ != TypAccessToken && r.Typ != TypJWT {
		f.Add("access_token_typ", "unknown", "Choose at+jwt or JWT.")
	}
	if !slices.Contains(jose.Algs(), r.Alg) {
		f.Add("access_token_signed_alg", "unknown", "Choose an algorithm that the issuer signs with.")
	}
	if r.Lifetime != 0 && (r.Lifetime < time.Minute || r.Lifetime > 24*time.Hour) {
		f.Add("access_token_lifetime_seconds", "out_of_range", "An access token lives 60 seconds to a day.")
	}
}

// Differences are the names of the settings in which b differs from a.
func Differences(a, b Settings) []string {
	out := []string{}
	for _, s := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name},
		{"scopes", slices.Equal(a.Scopes, b.Scopes)},
		{"access_token_format", a.Format == b.Format},
		{"access_token_typ", a.Typ == b.Typ},
		{"access_token_signed_alg", a.Alg == b.Alg},
		{"access_token_lifetime_seconds", a.Lifetime == b.Lifetime},
	} {
		if !s.same {
			out = append(out, s.name)
		}
	}
	return out
}

// Find answers the resource that a resource parameter names: the identifier byte
// for byte, or but for one slash at its end (row P17).
func Find(list []Resource, identifier string) (Resource, bool) {
	for _, r := range list {
		if r.Identifier == identifier || strings.TrimSuffix(r.Identifier, "/") == strings.TrimSuffix(identifier, "/") {
			return r, true
		}
	}
	return Resource{}, false
}
