package password

import (
	"strings"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/secret"
)

const (
	// MinLength is the fewest characters a password may have.
	MinLength = 8
	// MaxLength is the most, so that nobody is paid in work for typing much.
	MaxLength = 256
)

// Reason is why a password is not acceptable, a word for programs; the page says
// it to the person in their language.
type Reason string

const (
	// TooShort is fewer than MinLength characters.
	TooShort Reason = "too_short"
	// TooLong is more than MaxLength characters.
	TooLong Reason = "too_long"
	// Common is one of the passwords most often seen in leaks.
	Common Reason = "common"
	// ContainsEmail is a password around the person's own address.
	ContainsEmail Reason = "contains_email"
	// ContainsNickname is a password around the person's own nickname.
	ContainsNickname Reason = "contains_nickname"
)

// Check answers every reason why a person with this email and nickname should not
// have this password; none means that it is acceptable. There are no rules about
// kinds of characters: they make passwords worse (NIST SP 800-63B, 5.1.1.2).
func Check(password secret.Value, email, nickname string) []Reason {
	plain := normalize(password)
	if tooLong(plain) {
		return []Reason{TooLong} // and look no further into it
	}
	var reasons []Reason
	if utf8.RuneCountInString(plain) < MinLength {
		reasons = append(reasons, TooShort)
	}
	if isCommon(plain) {
		reasons = append(reasons, Common)
	}
	mailbox, _, _ := strings.Cut(email, "@")
	if within(plain, email) || within(plain, mailbox) {
		reasons = append(reasons, ContainsEmail)
	}
	if within(plain, nickname) {
		reasons = append(reasons, ContainsNickname)
	}
	return reasons
}

// within reports whether word makes up so much of plain that who knows the word
// nearly knows the password. Short words turn up in good passwords by chance.
func within(plain, word string) bool {
	word = strings.ToLower(normalize(secret.NewValue(word)))
	if utf8.RuneCountInString(word) < 4 {
		return false
	}
	rest := strings.ReplaceAll(strings.ToLower(plain), word, "")
	return rest != strings.ToLower(plain) && utf8.RuneCountInString(rest) < MinLength
}

// tooLong counts bytes first, so that counting characters is never much work.
func tooLong(plain string) bool {
	return len(plain) > MaxLength*utf8.UTFMax || utf8.RuneCountInString(plain) > MaxLength
}
