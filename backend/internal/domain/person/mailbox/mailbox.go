// Package mailbox is a person's email address: the one secret every service
// would like to have. It stands on the person's side of the wall only.
package mailbox

import (
	"crypto/sha256"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Mailbox is a verified address of a person.
type Mailbox struct {
	Account    id.Account
	ID         id.Mailbox
	Address    string
	VerifiedAt time.Time
	CreatedAt  time.Time
}

// CheckAddress normalises an address and adds what is wrong with it to f.
func CheckAddress(s string, f *fault.Fields) string {
	s = norm.NFKC.String(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	local, domain, ok := strings.Cut(s, "@")
	switch {
	case s == "":
		f.Add("email", "required", "Enter your email address.")
	case err != nil || a.Address != s || !ok || local == "" || !strings.Contains(strings.Trim(domain, "."), ".") || len(s) > 254 || strings.ContainsAny(s, "\"<>() ,;:[]\\"):
		f.Add("email", "malformed", "Enter an email address, such as name@example.org.")
	}
	return s
}

// Key is by what an address is found: the hash of its form in lower case.
// Two spellings of one address have one key.
func Key(address string) secret.Hash {
	return sha256.Sum256([]byte("mailbox:" + strings.ToLower(norm.NFKC.String(strings.TrimSpace(address)))))
}

// Mask shows whose address it is without showing the address: a…@example.org.
func Mask(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || local == "" {
		return "…"
	}
	first := []rune(local)[0]
	return string(first) + "…@" + domain
}
