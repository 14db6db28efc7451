// Package account is a person: one for the whole deployment, known to no
// service. Its ID never leaves the person's side of the wall; what developers
// are known by is the developer ID, a random name of its own.
package account

import (
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// Account is a person.
type Account struct {
	ID        id.Account
	Developer id.Developer
	Nickname  string // for the person's own pages, and for colleagues in a workspace
	Profile   Profile
	CreatedAt time.Time
	UpdatedAt time.Time

	DisabledAt *time.Time // since when nobody signs in to it
}

// New makes an account with an ID reserved by its registration.
func New(reserved id.Account, nickname string, now time.Time) Account {
	return Account{ID: reserved, Developer: id.NewDeveloper(), Nickname: nickname, CreatedAt: now, UpdatedAt: now}
}

// CheckNickname normalises a nickname and adds what is wrong with it to f.
func CheckNickname(s string, f *fault.Fields) string {
	s = strings.Join(strings.Fields(s), " ")
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
	return s
}
