// Package reset is a forgotten password that waits for the code mailed to its
// address. Whether the address is anybody's is found out by the job that mails,
// never by the request, so that the two cannot be told apart.
package reset

import (
	"time"

	"alias.example/alias/backend/internal/platform/fault"
)

// Limits of a reset and its code.
const (
	Lifetime     = time.Hour
	CodeLifetime = 10 * time.Minute
	Tries        = 5
	CodeDigits   = 6
)

// Errors of this noun.
var (
	ErrNotFound  = fault.NotFound("reset_not_found", "This reset is not known any more. Please start again.")
	ErrWrongCode = fault.Invalid("code_wrong", "This code is not right, or it is too old.",
		fault.Field{Location: "code", Code: "wrong", Message: "This code is not right, or it is too old."})
	ErrNoTries = fault.Invalid("code_tries_spent", "That was one wrong code too many. Ask for a new code.",
		fault.Field{Location: "code", Code: "tries_spent", Message: "That was one wrong code too many. Ask for a new code."})
)
