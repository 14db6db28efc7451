// Package connection is one person at one service: the pseudonym the service
// sees. It is seen from both sides of the party wall; who owns it is not:
// connection_owners stands on the person's side, and nothing here that takes a
// TenantTx can reach it. Pseudonyms are random and never derived from the
// person, nor from each other. Sources: OpenID Connect Core 8, decisions D2 to
// D4 of the specification.
package connection

import (
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Connection is a person's pseudonym in one sector of a service.
type Connection struct {
	Tenant     id.Tenant
	ID         id.Connection
	Sector     id.Sector
	AliasID    string // sub: 16 random bytes, 22 characters
	Nickname   string
	Username   string // preferred_username
	RelayLocal string // what stands before the @ of the relay address
	Service    Card
	CreatedAt  time.Time
	UpdatedAt  time.Time
	EndedAt    *time.Time // when the person left; the pseudonym is kept for their return
}

// Card is what a service shows of itself, kept here so that the person's own
// pages need nothing of the service's side.
type Card struct {
	Name        string
	Host        string // where it sends people back to; "" for an app
	Environment string
}

// Present is a person signed in in this browser, and what they have agreed to
// at the sector and client in question. It exists on the person's side only.
type Present struct {
	Account   id.Account
	Session   id.Session
	TokenHash secret.Hash
	AuthTime  time.Time
	ACR       string
	AMR       []string
	Nickname  string // the account's, for the person's eyes
	Address   string // likewise

	Connection *Connection // nil when they have never been here
	Scopes     []string    // granted to this client
	Offered    []string    // asked for by this client when they were last asked
	AgreedAt   *time.Time  // when that was
}

// Pseudonym is what a service will know a person by.
type Pseudonym struct {
	AliasID  string
	Nickname string
	Username string
	Relay    string
}

// Propose makes a fresh pseudonym.
func Propose(source secret.Source) Pseudonym {
	a, b := adjectives(), animals()
	first, second := a[source.Below(len(a))], b[source.Below(len(b))]
	return Pseudonym{
		AliasID:  source.Token(16).Reveal(),
		Nickname: first + " " + second,
		Username: strings.ToLower(first) + "." + strings.ToLower(second) + "." + base32(source.Bytes(3)),
		Relay:    base32(source.Bytes(10)),
	}
}

// base32 writes bytes in lower-case letters and digits, without those that are
// mistaken for each other.
func base32(b []byte) string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789x"
	var out strings.Builder
	var acc, bits uint
	for _, c := range b {
		acc, bits = acc<<8|uint(c), bits+8
		for bits >= 5 {
			bits -= 5
			out.WriteByte(alphabet[acc>>bits&31])
		}
	}
	if bits > 0 {
		out.WriteByte(alphabet[acc<<(5-bits)&31])
	}
	return out.String()
}

// CheckNickname normalises a nickname that a person chose, or answers what is
// wrong with it as a fault on the field "nickname".
func CheckNickname(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	var f fault.Fields
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		f.Add("nickname", "required", "Enter a nickname.")
	case n > 40:
		f.Add("nickname", "too_long", "A nickname has at most 40 characters.")
	case strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 || r == 0x7f || r == 0xfffd || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
	}):
		f.Add("nickname", "malformed", "A nickname has no control characters.")
	}
	return s, f.Invalid("nickname_invalid", "The nickname cannot be used.")
}
