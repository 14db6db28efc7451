// Package registration is a sign-up that waits for the code mailed to its
// address. Until the code is entered there is no account, so nobody can occupy
// somebody else's address (SEC-81). The browser finds it by a random key; a row
// holds only the key's hash and the code's authenticator.
package registration

import (
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Limits of a sign-up and its code.
const (
	Lifetime     = 24 * time.Hour
	CodeLifetime = 10 * time.Minute
	Tries        = 5
	CodeDigits   = 6
)

// Registration is a sign-up.
type Registration struct {
	Account   id.Account // the ID its account will have
	Key       secret.Hash
	Address   string
	Nickname  string
	PHC       string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// New makes a sign-up, and the key its browser will hold.
func New(address, nickname, phc string, source secret.Source, now time.Time) (Registration, secret.Value) {
	key := source.Token(16)
	return Registration{id.NewAccount(), key.Hash(), address, nickname, phc, now, now.Add(Lifetime)}, key
}

// Authenticate is under what a mailed code is stored: six digits alone would be
// guessed from any hash. key is that of the sign-up or reset it belongs to.
func Authenticate(codes secret.MAC, key secret.Hash, code secret.Value) []byte {
	return codes.Sum("code", string(key.Bytes()), code.Reveal())
}
