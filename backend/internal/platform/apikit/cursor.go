package apikit

import (
	"encoding/base64"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

// maxCursor is longer than any cursor we make.
const maxCursor = 512

// ErrInvalidCursor refuses a cursor that was changed, or that belongs to another
// list, tenant, filter or caller. It is answered with 400.
var ErrInvalidCursor = fault.Invalid("invalid_cursor", "This cursor is not one we gave out for this list.",
	fault.Field{Location: "query.cursor", Code: "invalid_cursor", Message: "Start again without a cursor."})

// Page is the part of an input that walks a list. Embed it.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many items to answer at most."`
	Cursor string `query:"cursor" maxLength:"512" doc:"The next_cursor of the page before this one. It is opaque, and only valid with the same filters."`
}

// Cursors seals positions in lists. A cursor says nothing to who holds it, and
// opens only for the words it was sealed with: the operation, the caller, the
// tenant, and every filter.
type Cursors struct{ sealer *secret.Sealer }

// NewCursors derives the sealing key from master.
func NewCursors(master *secret.Master) Cursors { return Cursors{master.Sealer("cursors")} }

// Seal makes the cursor that continues after position; an empty position means
// that there is no more, and makes no cursor.
func (c Cursors) Seal(position string, about ...string) string {
	if position == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(c.sealer.Seal([]byte(position), about...))
}

// Open answers the position in a cursor; no cursor is the beginning. It refuses
// with ErrInvalidCursor.
func (c Cursors) Open(cursor string, about ...string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	if len(cursor) > maxCursor {
		return "", ErrInvalidCursor
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return "", ErrInvalidCursor
	}
	position, err := c.sealer.Open(sealed, about...)
	if err != nil {
		return "", ErrInvalidCursor
	}
	return string(position), nil
}
