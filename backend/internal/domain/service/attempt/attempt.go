// Package attempt is a try at the protocol and what became of it, kept so that
// the developer sees every error they can cause: the reason, what came, and
// what was expected. It must never hold a secret, a code, a token, or anything
// of the person. Source: decision D14 of the specification.
package attempt

import (
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
)

// Outcome says how an attempt ended.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"
	Refused Outcome = "refused"
	Failed  Outcome = "failed" // our fault
)

// Attempt is one request to a protocol endpoint.
type Attempt struct {
	Tenant        id.Tenant
	ID            id.Attempt
	At            time.Time
	Endpoint      string // authorize, token, userinfo
	Outcome       Outcome
	Reason        oauth.Reason
	Client        *id.Client // when it is one of the tenant's
	ClientNamed   string     // the client_id as it was sent, when it is not
	Received      string
	Expected      string
	CorrelationID string
}

// Filter narrows a list; zero fields do not.
type Filter struct {
	Client        id.Client
	Outcome       Outcome
	CorrelationID string
}
