// Package replay remembers what may be shown once: the jti of a client's
// assertion, of a DPoP proof, of another issuer's token. What is kept is a hash,
// and it is kept for as long as the thing could be shown. Sources: RFC 7523 3,
// RFC 9449 11.1.
package replay

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/secret"
)

// ErrSeen says that it was shown before.
var ErrSeen = errors.New("replay: seen before")

// Shown is a thing that was shown, and when showing it again would be refused
// anyway.
type Shown struct {
	Key  secret.Hash
	Ends time.Time
}

// Key names a thing by its kind and the parts that make it one of its kind, such
// as the client and the jti.
func Key(kind string, parts ...string) secret.Hash {
	var all strings.Builder
	all.WriteString(kind)
	for _, p := range parts {
		all.WriteString("\x00" + strconv.Itoa(len(p)) + ":" + p)
	}
	return secret.NewValue(all.String()).Hash()
}
