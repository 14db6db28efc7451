// Package tenant is one service in one environment: its name, its slug, and with
// the slug its issuer. It must never know a person, nor who its developers are;
// membership is the noun developer.
package tenant

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// What can be wrong with a tenant.
var (
	ErrNotFound  = fault.NotFound("tenant_not_found", "There is no such workspace.")
	ErrSlugTaken = fault.Conflict("slug_taken", "This slug is taken. A slug is never given away twice, not even after its workspace was deleted.")
	// ErrInvalid is the sentinel for errors.Is; what is answered names the fields.
	ErrInvalid = fault.Invalid("tenant_invalid", "The workspace cannot be like that.")
)

// Environment is what a tenant is for. It never changes: development and
// production share no identity.
type Environment string

// The environments.
const (
	Development Environment = "development"
	Production  Environment = "production"
)

const (
	minSlug, maxSlug = 3, 40
	maxName          = 80
)

// Tenant is a service in one environment.
type Tenant struct {
	ID          id.Tenant
	Slug        string
	Name        string
	Environment Environment
	// Sector is where people's pseudonyms are the same, unless a client has its own.
	Sector id.Sector
	// DisabledAt is when the tenant was switched off; nil while it is on.
	DisabledAt *time.Time
	CreatedAt  time.Time
	Settings   Settings
	// UpdatedAt grows with every change, and so names the version.
	UpdatedAt time.Time
}

// New makes a tenant, or refuses with a fault that names every field.
func New(slug, name string, environment Environment, now time.Time) (Tenant, error) {
	var wrong fault.Fields
	switch reason := JudgeSlug(slug); reason {
	case SlugFine, SlugTaken:
	case SlugReserved:
		wrong.Add("slug", string(reason), "This slug is reserved.")
	case SlugInvalid:
		wrong.Add("slug", string(reason), "Use 3 to 40 of a-z, 0-9 and single dashes inside.")
	}
	name = strings.TrimSpace(name)
	judgeName(&wrong, name)
	if environment != Development && environment != Production {
		wrong.Add("environment", "not_a_choice", "Use development or production.")
	}
	if err := wrong.Invalid(ErrInvalid.Code, ErrInvalid.Message); err != nil {
		return Tenant{}, err
	}
	return Tenant{
		ID: id.NewTenant(), Slug: slug, Name: name, Environment: environment, Sector: id.NewSector(),
		CreatedAt: now, UpdatedAt: now,
	}, nil
}

// Change is t under a name and with settings, as a new version. It is refused with
// a fault that names every field.
func (t Tenant) Change(name string, s Settings, now time.Time) (Tenant, error) {
	var wrong fault.Fields
	name = strings.TrimSpace(name)
	judgeName(&wrong, name)
	s.judge(&wrong, t.Environment == Development)
	if err := wrong.Invalid(ErrInvalid.Code, ErrInvalid.Message); err != nil {
		return Tenant{}, err
	}
	t.Name, t.Settings = name, s
	t.UpdatedAt = later(now, t.UpdatedAt)
	return t, nil
}

// Enabled reports whether people can sign in.
func (t Tenant) Enabled() bool { return t.DisabledAt == nil }

// later is now, moved past before when the clock has not moved on.
func later(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}

func judgeName(wrong *fault.Fields, name string) {
	switch {
	case name == "":
		wrong.Add("name", "required", "Give the workspace a name.")
	case utf8.RuneCountInString(name) > maxName:
		wrong.Add("name", "too_long", "The greatest length is 80.")
	case strings.ContainsFunc(name, unprintable):
		wrong.Add("name", "bad_characters", "Use visible characters only.")
	}
}

// unprintable finds what could make a name on the consent page look like another:
// control characters, and the marks that reverse or hide text.
func unprintable(r rune) bool {
	return r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x200b && r <= 0x200f) ||
		(r >= 0x2028 && r <= 0x202e) || (r >= 0x2060 && r <= 0x2069) || r == 0xfeff
}

// SlugReason says why a slug cannot be had, or that it has the right form.
type SlugReason string

// The reasons. Whether a slug is taken, only the directory knows.
const (
	SlugFine     SlugReason = ""
	SlugInvalid  SlugReason = "invalid"
	SlugReserved SlugReason = "reserved"
	SlugTaken    SlugReason = "taken"
)

// JudgeSlug says whether slug has the right form and is nobody's already.
func JudgeSlug(slug string) SlugReason {
	if len(slug) < minSlug || len(slug) > maxSlug ||
		strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") ||
		!plain(slug) {
		return SlugInvalid
	}
	if slices.Contains(reserved(), slug) {
		return SlugReserved
	}
	return SlugFine
}

func plain(slug string) bool {
	for _, c := range []byte(slug) {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// reserved are slugs that would look like us to a person who reads an address.
func reserved() []string {
	return []string{
		"abuse", "account", "accounts", "admin", "administrator", "alias", "anonymous", "billing", "help", "hostmaster", "identity", "login", "logout",
		"noreply", "oauth", "oauth2", "oidc", "official", "openid", "operator", "postmaster", "privacy", "register", "root", "security", "signin",
		"signup", "staff", "support", "system", "webmaster", "well-known",
	}
}

// Entry is what the directory says about a slug.
type Entry struct {
	Tenant id.Tenant
	// Released says that the tenant is gone and its slug is kept from everybody.
	Released bool
}
