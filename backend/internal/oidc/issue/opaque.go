package issue

import (
	"hash/crc32"
	"strings"

	"alias.example/alias/backend/internal/platform/secret"
)

// Prefixes of tokens, for secret scanners (row P18).
const (
	AccessPrefix  = "alias_at_"
	RefreshPrefix = "alias_rt_"
)

func (m *Mint) token(prefix string) secret.Value { return checked(prefix, m.source.Token(32).Reveal()) }

// checked appends a checksum to a token, so that one that was cut off is known
// as such without asking the database, and scanners do not cry wolf.
func checked(prefix, body string) secret.Value {
	return secret.NewValue(prefix + body + checksum(prefix+body))
}

func checksum(s string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	n := crc32.ChecksumIEEE([]byte(s))
	var out [6]byte
	for i := range out {
		out[len(out)-1-i] = alphabet[n%62]
		n /= 62
	}
	return string(out[:])
}

// WellFormed reports whether a token has the given prefix and its checksum.
func WellFormed(token secret.Value, prefix string) bool {
	s := token.Reveal()
	return strings.HasPrefix(s, prefix) && len(s) == len(prefix)+43+6 && checksum(s[:len(s)-6]) == s[len(s)-6:]
}
