// Package registrationtoken is an initial access token: what a developer hands to
// whoever may register a client (RFC 7591 3). It is good for a number of
// registrations and for a time. It must never hold the token itself, which is
// shown once: 256 random bits, kept as a hash.
package registrationtoken

import (
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// What a token is when its developer says nothing, and its bounds.
const (
	DefaultUses     = 1
	MostUses        = 100_000
	DefaultLifetime = 7 * 24 * time.Hour
	MaxLifetime     = 366 * 24 * time.Hour
	// Most is how many tokens a tenant may have.
	Most = 100
)

// Errors of this noun.
var (
	ErrNotFound = fault.NotFound("registration_token_not_found", "There is no such registration token in this workspace.")
	ErrTooMany  = fault.Conflict("too_many_registration_tokens", "A workspace has at most 100 registration tokens. Delete one first.")
	// ErrSpent says that a token is unknown, has ended, or has no use left.
	ErrSpent = fault.Unauthenticated("registration_token_spent", "This registration token is not good any more.")
	// ErrInvalid is the sentinel for errors.Is; what is answered names the fields.
	ErrInvalid = fault.Invalid("registration_token_invalid", "The registration token cannot be made as it is.")
)

// Token is an initial access token as it is kept.
type Token struct {
	ID        id.RegistrationToken
	Name      string
	Hash      secret.Hash
	Hint      string // the last four characters
	UsesLeft  int
	CreatedAt time.Time
	ExpiresAt time.Time
}

// New makes a token and answers it with its raw value. Zero uses and lifetime are
// the defaults.
func New(name string, uses int, lifetime time.Duration, source secret.Source, now time.Time) (Token, secret.Value, error) {
	var f fault.Fields
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 80 {
		f.Add("name", "malformed", "A name has 1 to 80 characters.")
	}
	if uses == 0 {
		uses = DefaultUses
	}
	if uses < 0 || uses > MostUses {
		f.Add("uses", "out_of_range", "A token is good for 1 to 100,000 registrations.")
	}
	if lifetime == 0 {
		lifetime = DefaultLifetime
	}
	if lifetime < time.Minute || lifetime > MaxLifetime {
		f.Add("expires_in_seconds", "out_of_range", "A token lives a minute to a year.")
	}
	if err := f.Invalid(ErrInvalid.Code, ErrInvalid.Message); err != nil {
		return Token{}, secret.Value{}, err
	}
	raw := secret.NewValue("alias_ia_" + source.Token(32).Reveal())
	text := raw.Reveal()
	return Token{id.NewRegistrationToken(), name, raw.Hash(), text[len(text)-4:], uses, now, now.Add(lifetime)}, raw, nil
}
