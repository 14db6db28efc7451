package httpx

import (
	"context"
	"log/slog"
	"sync"
)

// Note is a word that a request's log line may additionally say. The set is
// closed, so that adding to the log is a decision made here and not in passing.
type Note string

const (
	// NoteReason is why the request ended as it did, a word from a closed set.
	NoteReason Note = "reason"
	// NoteTenant is the id of the tenant the request was for.
	NoteTenant Note = "tenant"
	// NoteClient is the id of the client that asked.
	NoteClient Note = "client"
	// NoteGrantType is the grant type of a token request.
	NoteGrantType Note = "grant_type"
)

type notesKey struct{}

type notes struct {
	mu   sync.Mutex
	said map[Note]string
}

// Annotate adds a note to the log line of the request that ctx belongs to; a
// later note of the same name replaces it, and outside a request nothing happens.
// Only doors call it, with words and identifiers of ours: never with what a
// caller sent, and never with anything about a person.
func Annotate(ctx context.Context, name Note, value string) {
	n, ok := ctx.Value(notesKey{}).(*notes)
	if !ok {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.said == nil {
		n.said = map[Note]string{}
	}
	n.said[name] = value
}

func (n *notes) attrs() []slog.Attr {
	n.mu.Lock()
	defer n.mu.Unlock()
	var attrs []slog.Attr
	for _, name := range []Note{NoteTenant, NoteClient, NoteGrantType, NoteReason} {
		if value, ok := n.said[name]; ok {
			attrs = append(attrs, slog.String(string(name), value))
		}
	}
	return attrs
}
