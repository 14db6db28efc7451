// Package logout is how a session ends, and a connection, whatever ends it: in the
// one transaction, each client it reached is left a notice and a job that delivers
// it. Nothing else ends either, so that no client is forgotten. A notice says which
// pseudonym, never who; two services learn by it no more than that somebody left
// both at one moment.
//
// What hangs on a session dies with it: codes at once for want of a session, and
// the tokens that were to last as long as it by the job, in its first statement.
// What hangs on a consent dies in the transaction, for its tokens look at it.
// Sources: OpenID Connect Back-Channel Logout 1.0, rows P21 and L8.
//
// Cost: six round trips in the caller's transaction, whatever number of clients.
package logout

import (
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// Cause is why a client is told.
type Cause string

// The causes (row P21).
const (
	Logout           Cause = "logout"
	SessionRevoked   Cause = "session_revoked"
	SessionExpired   Cause = "session_expired"
	AccountDisabled  Cause = "account_disabled"
	AccountDeleted   Cause = "account_deleted"
	ConsentWithdrawn Cause = "consent_withdrawn"
	DeveloperRevoked Cause = "developer_revoked"
)

// everything reports whether the consent ends, and not only a session.
func (c Cause) everything() bool {
	switch c {
	case AccountDisabled, AccountDeleted, ConsentWithdrawn, DeveloperRevoked:
		return true
	case Logout, SessionRevoked, SessionExpired:
	}
	return false
}

// Status is where a delivery stands.
type Status string

// The states.
const (
	Pending   Status = "pending"
	Delivered Status = "delivered"
	Failed    Status = "failed"
)

// Errors of this noun.
var (
	ErrNotFound     = fault.NotFound("logout_delivery_not_found", "There is no such delivery.")
	ErrNoConnection = fault.NotFound("connection_not_found", "There is no such connection.")
)

// Notice is what is to be told to one client.
type Notice struct {
	ID      id.LogoutDelivery
	Tenant  id.Tenant
	Client  id.Client
	AliasID string
	SID     string // "" tells the client to end every session of the person
}

// Delivery is a notice and what became of it. Its times are whole seconds: two
// services must not be able to tell by the microsecond that they lost one person.
type Delivery struct {
	Notice

	Cause      Cause
	Status     Status
	Tries      int
	HTTPStatus int    // of the last answer; 0 for none
	Problem    string // a sentence, when the last try failed
	CreatedAt  time.Time
	TriedAt    *time.Time
	FinishedAt *time.Time

	left time.Time // CreatedAt, exactly
}
