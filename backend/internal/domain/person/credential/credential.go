// Package credential is how a person proves who they are. Today that is a
// password; what is stored of it is an argon2id string that package password
// made.
package credential

import (
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Candidate is somebody who may answer to an address.
type Candidate struct {
	Account id.Account
	PHC     string
	// Verified says that this is an account; otherwise it is a sign-up that waits
	// for its code, and Registration is its key.
	Verified     bool
	Registration secret.Hash
	CreatedAt    time.Time
}
