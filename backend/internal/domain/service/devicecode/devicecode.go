// Package devicecode is a device that waits for its person to decide elsewhere
// (RFC 8628): Pending, then decided through an ordinary authorization request or
// denied, then gone, for what a device has fetched leaves no trace (SEC-48). It
// never knows who the person is.
package devicecode

import (
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// The life of a device code.
const (
	Lifetime = 10 * time.Minute
	Interval = 5 * time.Second // between polls at first; each poll too early adds as much
)

// ErrNotFound says that no device waits under this code.
var ErrNotFound = fault.NotFound("device_code_not_found", "This code is not known, or it has expired. Look at your device for a new one.")

// Device is a device that waits.
type Device struct {
	ID         id.Device
	Client     id.Client
	DeviceHash secret.Hash // of the device code
	UserHash   secret.Hash // of the user code; see Hash
	Scopes     []string
	Resources  []string
	JKT        string // the DPoP key it asked with
	Network    string // where it asked from, for the person to compare
	Interval   time.Duration
	PolledAt   *time.Time
	Request    id.Request // the authorization request that decides; zero until the person has confirmed the code
	DeniedAt   *time.Time
	CreatedAt  time.Time
	ExpiresAt  time.Time
}

// alphabet has no vowels, so that no code is a word, and nothing that is mistaken
// for something else (RFC 8628 6.1).
const alphabet = "BCDFGHJKLMNPQRSTVWXZ"

// NewUserCode makes a user code, as it is shown: two groups of four letters.
func NewUserCode(source secret.Source) string {
	var b strings.Builder
	for i := range 8 {
		if i == 4 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[source.Below(len(alphabet))])
	}
	return b.String()
}

// Normalize is a user code without what people add or leave out: case, spaces,
// dashes. It answers "" for what cannot be one.
func Normalize(code string) string {
	var b strings.Builder
	for _, c := range strings.ToUpper(code) {
		switch {
		case strings.ContainsRune(alphabet, c):
			b.WriteRune(c)
		case c == '-' || c == ' ' || c == '\t' || c == '\u00a0':
		default:
			return ""
		}
		if b.Len() > 8 {
			return ""
		}
	}
	if b.Len() != 8 {
		return ""
	}
	return b.String()
}

// Hash is what a user code is found by: an authenticator over its normal form,
// because a bare hash of eight letters could be reversed.
func Hash(codes secret.MAC, code string) secret.Hash {
	return secret.NewValue(codes.Text("user-code", Normalize(code))).Hash()
}
