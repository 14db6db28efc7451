// Package audit remembers who changed what in a tenant. Events are written in the
// transaction of the change and never altered. An event must never hold a secret,
// an address or anything of a person: an actor is a developer's random name.
package audit

import (
	"time"

	"alias.example/alias/backend/internal/platform/id"
)

// Action is what was done, from a closed set.
type Action string

// The actions.
const (
	TenantCreated            Action = "tenant.created"
	TenantRenamed            Action = "tenant.renamed"
	TenantChanged            Action = "tenant.changed"
	ClientCreated            Action = "client.created"
	ClientChanged            Action = "client.changed"
	ClientDeleted            Action = "client.deleted"
	ClientSecretCreated      Action = "client_secret.created"
	ClientSecretDeleted      Action = "client_secret.deleted"
	KeysRotated              Action = "keys.rotated"
	KeysRevoked              Action = "keys.revoked"
	TestSignInStarted        Action = "test_sign_in.started"
	ResourceCreated          Action = "resource.created"
	ResourceChanged          Action = "resource.changed"
	ResourceDeleted          Action = "resource.deleted"
	RegistrationTokenCreated Action = "registration_token.created"
	RegistrationTokenDeleted Action = "registration_token.deleted"
	ConnectionRevoked        Action = "connection.revoked"
)

// ActorKind is who acts.
type ActorKind string

// The kinds of actor.
const (
	ByDeveloper ActorKind = "developer"
	BySystem    ActorKind = "system"
	ByOperator  ActorKind = "operator"
)

// Actor is who did it: a developer, the system on schedule, or the operator at
// the command line.
type Actor struct {
	Kind ActorKind
	// Name is the developer's identifier; the system and the operator have none.
	Name string
}

// Event is one thing that was done.
type Event struct {
	ID     id.Audit
	At     time.Time
	Actor  Actor
	Action Action
	// Target is the identifier of what it was done to.
	Target string
	// Detail says which fields changed, or how; never with a secret value.
	Detail map[string]string
	// CorrelationID is the request it was done in.
	CorrelationID string
}

// Developer is the actor for d.
func Developer(d id.Developer) Actor { return Actor{ByDeveloper, d.String()} }

// System is the actor for what happens on schedule.
func System() Actor { return Actor{Kind: BySystem} }

// Operator is the actor for what is done at the command line.
func Operator() Actor { return Actor{Kind: ByOperator} }
