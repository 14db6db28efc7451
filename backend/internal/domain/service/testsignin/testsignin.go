// Package testsignin is one run of the portal's "Test sign-in": a real
// authorization code flow in which Alias is its own relying party. It keeps what
// the run needs until the browser comes back, and afterwards what it showed.
//
// It must never hold a token that works, nor the secret the run used: tokens are
// shortened before they get here, and the verifier is sealed and then forgotten.
package testsignin

import (
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// ErrNotFound says that there is no such run, or no longer.
var ErrNotFound = fault.NotFound("test_sign_in_not_found", "There is no such test sign-in, or not any more.")

// Lifetime is how long a run waits for the browser to come back.
const Lifetime = 10 * time.Minute

// Status is where a run stands.
type Status string

// The statuses. Running is between the browser's return and the last step.
const (
	Pending   Status = "pending"
	Running   Status = "running"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
)

// TestSignIn is one run.
type TestSignIn struct {
	ID        id.TestSignIn
	Client    id.Client
	Developer id.Developer
	// StateHash is what the state parameter hashes to.
	StateHash secret.Hash
	// Sealed holds verifier and nonce, for package manage alone; empty once finished.
	Sealed    []byte
	Status    Status
	Result    Result
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Result is what a run showed.
type Result struct {
	Steps         []Step         `json:"steps"`
	IDToken       *Decoded       `json:"id_token,omitempty"`
	TokenResponse map[string]any `json:"token_response,omitempty"`
	Userinfo      map[string]any `json:"userinfo,omitempty"`
	Error         *Failure       `json:"error,omitempty"`
}

// Step is one thing the run did.
type Step struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

// Decoded is a token without its signature.
type Decoded struct {
	Header map[string]any `json:"header"`
	Claims map[string]any `json:"claims"`
}

// Failure says why the run failed.
type Failure struct {
	Code        string `json:"code"`
	Description string `json:"description"`
}

// Expired reports whether the run gave up waiting, or was given up by a process
// that ended in the middle of it.
func (t TestSignIn) Expired(now time.Time) bool {
	return (t.Status == Pending || t.Status == Running) && !now.Before(t.ExpiresAt)
}
