package client

import (
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

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
