// Package grant is what a redeemed code bought: a family of tokens that live
// and die together. Tokens are stored as hashes and found by them. A refresh
// token is replaced by each use; one that comes back after its grace period
// ends the family. Sources: RFC 6749 6 and 10.4, RFC 9700 4.14.
package grant

import (
	"encoding/json"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Grant is a family of tokens.
type Grant struct {
	ID         id.Grant
	Type       oauth.GrantType // by which it came to be
	Client     id.Client
	Connection id.Connection // zero for a client's own, which is about nobody
	AliasID    string        // the sub of its tokens: the client's own identifier when it is about nobody
	Scopes     []string
	Claims     oauth.ClaimsRequest // the claims asked for by name
	Resources  []string            // RFC 8707: whom its access tokens may be for
	JKT        string              // the DPoP key its refresh tokens are bound to (RFC 9449 5)
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
	Access        secret.Hash
	AccessExpires time.Time
	AccessScopes  []string
	Bound         Bound
	KID           string // of the key that signed the access token, if it is a JWT
	// Client is whom the access token is for when it is not the grant's own client,
	// and Actor who acts by it, if anybody (RFC 8693 4.1).
	Client         id.Client
	Actor          json.RawMessage
	Refresh        secret.Hash // unused unless the grant is offline
	RefreshExpires time.Time
}

// Bound says whom an access token is for, and what its bearer must prove.
type Bound struct {
	Audience []string // the resources it is for; none is this server's own endpoints
	JKT      string   // RFC 9449 6.1
	X5T      string   // RFC 8705 3.1
}

// Face is the pseudonym behind a grant, as the connection has it now.
type Face struct {
	Nickname   string
	Username   string
	RelayLocal string
	LiveScopes []string       // the items the person still agrees to for this client
	Claims     map[string]any // the values of the profile card they released to it
	UpdatedAt  time.Time
}

// Access is an access token that was found.
type Access struct {
	Face
	Bound

	Grant     Grant
	Client    id.Client       // whose token it is: the grant's, or the one that exchanged it
	Actor     json.RawMessage // who acts by it (RFC 8693 4.1); nil for nobody
	Scopes    []string        // of this token
	CreatedAt time.Time
	ExpiresAt time.Time
	Dead      bool // its family was revoked, or the person left
}

// About reports whether the grant is about a person, and not a client's own.
func (g Grant) About() bool { return !g.Connection.IsZero() }

// Refresh is a refresh token that was found, with its family, both locked.
type Refresh struct {
	Grant
	Face

	Hash      secret.Hash
	CreatedAt time.Time // of this token
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
