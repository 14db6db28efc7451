package manageapi

import "time"

// Key is a signing key, without its private half.
type Key struct {
	KID         string     `json:"kid" doc:"The key's identifier, as it stands in the header of what it signed." example:"k7Rl0pZ3fXw"`
	Alg         string     `json:"alg" enum:"RS256,PS256,ES256,ES384,EdDSA" doc:"What the key signs with."`
	State       string     `json:"state" enum:"next,active,retired,gone" doc:"next is published and waits, active signs, retired still verifies, gone is destroyed."`
	CreatedAt   time.Time  `json:"created_at" doc:"When the key was made, and first published."`
	ActivatedAt *time.Time `json:"activated_at,omitempty" doc:"When it began to sign."`
	RetiredAt   *time.Time `json:"retired_at,omitempty" doc:"When it stopped signing."`
	GoneAt      *time.Time `json:"gone_at,omitempty" doc:"When its private half was destroyed and its public half withdrawn."`
	GoneReason  string     `json:"gone_reason,omitempty" enum:"expired,revoked" doc:"Why: expired is the end of its time, revoked was a developer's decision."`
}

// KeyList is a workspace's signing keys.
type KeyList struct {
	Items []Key `json:"items" doc:"The keys, newest first."`
}

// RotateKeys says which keys to rotate.
type RotateKeys struct {
	Alg string `json:"alg,omitempty" enum:"RS256,PS256,ES256,ES384,EdDSA" doc:"Rotate the keys of one algorithm, or make its first ones. Left out, every key is rotated."`
}
