// Package notice is a piece of account mail that a job is to send. The job is
// told only its ID: the address stays in the row, on the person's side, and a
// code is made when the mail is.
package notice

import (
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Kind says what the mail is about.
type Kind string

// The kinds of notice.
const (
	Verify          Kind = "verify"           // the code of a sign-up, or a word that there is an account already
	Reset           Kind = "reset"            // the code of a reset, if the address is anybody's
	PasswordChanged Kind = "password_changed" // a word of warning
)

// Notice is a piece of mail to be sent.
type Notice struct {
	ID        id.Notice
	Kind      Kind
	Subject   secret.Hash // the key of the sign-up or reset it is about
	Address   string
	CreatedAt time.Time
	SentAt    *time.Time
}

// ErrNotFound says that there is no such notice.
var ErrNotFound = fault.NotFound("notice_not_found", "There is no such notice.")
