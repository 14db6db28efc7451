// Package grant is what a redeemed code bought: a family of tokens that live
// and die together. Tokens are stored as hashes and found by them. A refresh
// token is replaced by each use; one that comes back after its grace period
// ends the family. Sources: RFC 6749 6 and 10.4, RFC 9700 4.14.
package grant

import (
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Grant is a family of tokens.
type Grant struct {
	ID         id.Grant
	Client     id.Client
	Connection id.Connection
	AliasID    string
	Scopes     []string
	SID        string
	AuthTime   time.Time // zero when the service is not told
	ACR        string
	AMR        []string
	Offline    bool // whether it has refresh tokens
	CreatedAt  time.Time
	ExpiresAt  time.Time // nothing of the family outlives this
}

// Tokens are the hashes and ends of a pair of tokens about to be stored.
type Tokens struct {
	Access         secret.Hash
	AccessExpires  time.Time
	Refresh        secret.Hash // unused unless the grant is offline
	RefreshExpires time.Time
}

// Face is the pseudonym behind a grant, as the connection has it now.
type Face struct {
	Nickname   string
	Username   string
	RelayLocal string
	LiveScopes []string // what the person still agrees to for this client
	UpdatedAt  time.Time
}

// Access is an access token that was found.
type Access struct {
	Face

	Grant     id.Grant
	Client    id.Client
	AliasID   string
	Scopes    []string
	ExpiresAt time.Time
	Dead      bool // its family was revoked, or the person left
}

// Refresh is a refresh token that was found, with its family, both locked.
type Refresh struct {
	Grant
	Face

	Hash      secret.Hash
	ExpiresAt time.Time
	SpentAt   *time.Time
	Replays   int
	Revoked   bool
	Ended     bool // the person left the service
}

// MostReplays is how often a spent refresh token is answered again within its
// grace period (decision D10 of the specification).
const MostReplays = 3

// Spending is what happens to a presented refresh token.
type Spending int

// The results of Spend.
const (
	// Successor says that the token is spent now and its successor takes over.
	Successor Spending = iota
	// Again says that it was spent a moment ago: the same successor is answered,
	// so that a lost response or a parallel request loses nothing.
	Again
	// Enough says that it came back too often within its grace period. It is
	// refused, and the family lives on.
	Enough
	// Reused says that it came back after its grace period: the family dies.
	Reused
)

// Spend judges a refresh token that is live otherwise.
func (r Refresh) Spend(grace time.Duration, now time.Time) Spending {
	switch {
	case r.SpentAt == nil:
		return Successor
	case now.Sub(*r.SpentAt) >= grace:
		return Reused
	case r.Replays >= MostReplays:
		return Enough
	default:
		return Again
	}
}
