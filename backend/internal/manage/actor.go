// Package manage holds a developer's use cases: one small struct per resource,
// one function per intent. Each checks what the developer may do, opens one
// transaction, and writes what was done into the audit in it.
//
// It must never reach a person's side of the house: a developer is a random name
// here. And whoever is no member of a tenant must not be able to tell it from one
// that does not exist.
package manage

import (
	"slices"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// ErrForbidden refuses a member whose role does not allow it.
var ErrForbidden = fault.Forbidden("role_not_allowed", "Your role in this workspace does not allow this.")

// Actor is the developer who acts.
type Actor struct {
	Developer id.Developer
	// Nickname is what they call themselves; it is copied when they join a tenant.
	Nickname string

	operator bool
}

// Operator is whoever runs the deployment, at the command line: no developer, a
// member of nothing, and allowed everything.
func Operator() Actor { return Actor{operator: true} }

// audited is the actor as the audit names them.
func (a Actor) audited() audit.Actor {
	if a.operator {
		return audit.Operator()
	}
	return audit.Developer(a.Developer)
}

// Action is something a role may or may not do.
type Action uint8

// The actions. Everything the management API can do is one of these.
const (
	ReadTenant Action = iota + 1
	ChangeTenant
	DeleteTenant
	ReadClients
	ChangeClients
	ChangeSecrets
	ReadKeys
	RotateKeys
	ReadAttempts
	TestSignIn
	ReadResources
	ChangeResources
	ReadRegistrationTokens
	ChangeRegistrationTokens
	ReadConnections
	RevokeConnections
)

// Actions lists every action. What is not among them nobody may do.
func Actions() []Action {
	return []Action{
		ReadTenant, ChangeTenant, DeleteTenant, ReadClients, ChangeClients, ChangeSecrets, ReadKeys, RotateKeys, ReadAttempts, TestSignIn,
		ReadResources, ChangeResources, ReadRegistrationTokens, ChangeRegistrationTokens, ReadConnections, RevokeConnections,
	}
}

// May says what a role allows. This is the whole table.
func May(role developer.Role, action Action) bool {
	if !slices.Contains(Actions(), action) {
		return false
	}
	reads := []Action{ReadTenant, ReadClients, ReadKeys, ReadAttempts, ReadResources, ReadRegistrationTokens, ReadConnections}
	switch role {
	case developer.Owner:
		return true
	case developer.Admin:
		return action != DeleteTenant
	case developer.Builder:
		return slices.Contains(reads, action) || slices.Contains([]Action{ChangeClients, ChangeSecrets, TestSignIn, ChangeResources, RevokeConnections}, action)
	case developer.Support:
		return slices.Contains(reads, action)
	case developer.Viewer:
		return slices.Contains(reads, action)
	case developer.Billing:
		return action == ReadTenant
	}
	return false
}
