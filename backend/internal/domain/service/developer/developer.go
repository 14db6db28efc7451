// Package developer is a person's place in a tenant: a random name, a nickname
// and a role. It must never know the account behind it; that name is all the
// service side has of a person.
package developer

import (
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// ErrNotMember says that a developer has no place in the tenant. Doors answer it
// as they answer an unknown tenant.
var ErrNotMember = fault.NotFound("tenant_not_found", "There is no such workspace.")

// Role is what a member may do; package manage spells it out.
type Role string

// The roles, from the most to the least.
const (
	Owner   Role = "owner"
	Admin   Role = "admin"
	Builder Role = "developer"
	Support Role = "support"
	Billing Role = "billing"
	Viewer  Role = "viewer"
)

// Roles lists every role.
func Roles() []Role { return []Role{Owner, Admin, Builder, Support, Billing, Viewer} }

// Member is a developer in a tenant.
type Member struct {
	Tenant    id.Tenant
	Developer id.Developer
	Role      Role
	// Name is the nickname the developer had when they joined.
	Name      string
	CreatedAt time.Time
}
