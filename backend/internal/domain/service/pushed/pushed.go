// Package pushed is an authorization request that a client pushed ahead of the
// person (RFC 9126): its parameters, under a name that only the client was told.
// It is used up by the request that is granted, not by the first that looks at
// it, so that a person may reload a page (FAPI 2.0 Security Profile 5.3.2.2).
package pushed

import (
	"errors"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Lifetime is how long a pushed request may be used (FAPI 2.0: less than ten
// minutes; the conformance suite: at most one).
const Lifetime = time.Minute

// Prefix begins the request_uri of a pushed request (RFC 9126 2.2).
const Prefix = "urn:ietf:params:oauth:request_uri:"

// ErrNotFound says that no live request has this name.
var ErrNotFound = errors.New("pushed: no such request")

// Request is a pushed request.
type Request struct {
	Hash      secret.Hash // of its name
	Client    id.Client
	Params    string // as a form
	JKT       string // the DPoP key it was pushed with
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}
