// Package session is a person signed in in one browser. The browser holds a
// 256-bit token, the database its hash. One browser may hold several sessions,
// of different accounts. It cannot end one: that is package logout's, which tells
// the clients. Source: row L8 of the specification.
package session

import (
	"errors"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// How long a session lives.
const (
	Idle     = 7 * 24 * time.Hour  // without being used
	Absolute = 30 * 24 * time.Hour // in any case
	// TouchEvery is how stale the last use may be before it is written again.
	TouchEvery = 10 * time.Minute
	// Most is how many accounts one browser may be signed in to.
	Most = 5
)

// Errors of this noun.
var (
	// ErrDisabled says that the account is switched off.
	ErrDisabled = fault.Unauthenticated("account_disabled", "This account is switched off.")
	// ErrEnded says that a session is over.
	ErrEnded = errors.New("session: it has ended")
)

// Session is a person signed in.
type Session struct {
	Account   id.Account
	ID        id.Session
	TokenHash secret.Hash
	AuthTime  time.Time
	ACR       string
	AMR       []string
	UserAgent string
	CreatedAt time.Time
	UsedAt    time.Time
	IdleUntil time.Time
	ExpiresAt time.Time
}

// Seen is a live session with whose it is, for the person's own pages.
type Seen struct {
	Session

	Nickname  string
	Address   string
	Developer id.Developer
}

// New makes a session that begins now, and the token its browser will hold.
func New(a id.Account, acr string, amr []string, userAgent string, source secret.Source, now time.Time) (Session, secret.Value) {
	token := source.Token(32)
	if len(userAgent) > 200 {
		userAgent = userAgent[:200]
	}
	return Session{
		a, id.NewSession(), token.Hash(), now, acr, amr, userAgent, now, now, now.Add(Idle), now.Add(Absolute),
	}, token
}

// Stale reports whether the last use should be written again.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.UsedAt) >= TouchEvery }
