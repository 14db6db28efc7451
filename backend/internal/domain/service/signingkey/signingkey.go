// Package signingkey is a tenant's signing keys and the life of each: Next,
// published and not used; Active, signing; Retired, published so that what it
// signed still verifies; Gone, destroyed, in its time or at once when it is revoked. For each algorithm a tenant uses there
// is one Next and one Active key. A private key leaves this package only as a
// signer; at rest it is sealed, tied to its tenant and kid. Sources: RFC 7517,
// OpenID Connect Core 10.1.1.
package signingkey

import (
	"encoding/json"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
)

// State is where a key stands.
type State string

// The states, in the order of a key's life.
const (
	Next    State = "next"
	Active  State = "active"
	Retired State = "retired"
	Gone    State = "gone"
)

// The timetable of keys.
const (
	// Lifetime is how long a key signs before the timetable rotates it.
	Lifetime = 90 * 24 * time.Hour
	// PublishBefore is how long a key is published before the timetable uses it.
	// It is far longer than relying parties may cache the key set (MaxAge).
	PublishBefore = 24 * time.Hour
	// MaxAge is how long relying parties are told to cache the key set.
	MaxAge = 5 * time.Minute
	// KeepRetired is how long a retired key stays published: longer than the
	// longest-lived thing it signed, an ID token, and an hour more.
	KeepRetired = 24*time.Hour + time.Hour
)

// Errors of this noun.
var (
	ErrNotFound = fault.NotFound("key_not_found", "There is no such signing key in this workspace.")
	ErrGone     = fault.Conflict("key_is_gone", "This key is destroyed already.")
)

// The reasons why a key is gone.
const (
	Expired = "expired" // the timetable destroyed it
	Revoked = "revoked" // a developer did, because it was not safe any more
)

// Key is one key of a tenant.
type Key struct {
	KID         string
	Alg         jose.Alg
	State       State
	Public      json.RawMessage
	CreatedAt   time.Time
	ActivatedAt *time.Time
	RetiredAt   *time.Time
	GoneAt      *time.Time
	GoneReason  string // Expired or Revoked; "" for a key that is not gone

	sealed []byte
}

// Published reports whether the key belongs in the key set.
func (k Key) Published() bool { return k.State != Gone }

// RotationDue reports whether the timetable says to replace the active key,
// and next has been published long enough to take over.
func RotationDue(active, next Key, now time.Time) bool {
	return active.ActivatedAt != nil && now.Sub(*active.ActivatedAt) >= Lifetime && now.Sub(next.CreatedAt) >= PublishBefore
}

// DestructionDue reports whether a retired key is no longer needed.
func (k Key) DestructionDue(now time.Time) bool {
	return k.State == Retired && k.RetiredAt != nil && now.Sub(*k.RetiredAt) >= KeepRetired
}

// sealedAbout ties a sealed key to its place.
func sealedAbout(tenant id.Tenant, kid string) []string {
	return []string{"signing-key", tenant.UUIDString(), kid}
}
