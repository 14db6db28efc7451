// Package mail hands a finished message to a mail server, and catches messages in
// development and tests with a mail server of its own.
//
// It writes no text of its own and decides nothing about when to try again: a
// failure says whether trying again can help. It must never log, or put into an
// error, an address or any part of a message.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
)

// Message is one message to one person.
type Message struct {
	// To is a bare address, such as "ada@example.test".
	To string
	// Subject is one line of text, in any language.
	Subject string
	// Text is the body without markup. It is required.
	Text string
	// HTML is the same body with markup, or "" for none.
	HTML string
	// MessageID is the part between the angle brackets of the Message-ID, such as
	// "one-time.id@example.test". A retry of the same message keeps it. "" makes one.
	MessageID string
	// Headers are further headers by name, such as "Auto-Submitted". They may not
	// repeat what the fields above say.
	Headers map[string]string
}

// Sender sends one message and answers once a mail server has taken charge of it.
// A refusal is a *SendError of the kind ErrPermanent or ErrTemporary; an end of ctx
// is temporary. A Sender is safe for concurrent use.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

var (
	// ErrPermanent is the kind of a failure that every later try will meet again: a
	// mailbox that does not exist, a message that is not well formed.
	ErrPermanent = errors.New("permanent mail failure")
	// ErrTemporary is the kind of a failure that may pass: a server that is down,
	// busy, refuses our credentials, or asks to come back later.
	ErrTemporary = errors.New("temporary mail failure")
)

// SendError is why a message was not sent. Its text names neither an address nor
// what the server said, since servers like to repeat addresses.
type SendError struct {
	// Kind is ErrPermanent or ErrTemporary.
	Kind error
	// Code is the SMTP reply code, such as 550, or 0 when no server replied.
	Code int
	// Step is where it failed: "message", "connect", "sender", "recipient" or "content".
	Step string
}

// Error says the kind, the step and the code.
func (e *SendError) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("%v at step %s", e.Kind, e.Step)
	}
	return fmt.Sprintf("%v at step %s, reply code %d", e.Kind, e.Step, e.Code)
}

// Unwrap makes errors.Is(err, ErrPermanent) and errors.Is(err, ErrTemporary) work.
func (e *SendError) Unwrap() error { return e.Kind }

// reserved are the headers a Message has fields for, and those that would send it
// to somebody else.
func reserved(name string) bool {
	switch strings.ToLower(name) {
	case "to", "cc", "bcc", "from", "sender", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "return-path", "received":
		return true
	}
	return false
}

// check refuses what cannot be sent as it is. A line break in a header would let
// whoever chose the text write headers of their own.
func (m Message) check() error {
	bad := &SendError{Kind: ErrPermanent, Step: "message"}
	for _, line := range []string{m.To, m.Subject, m.MessageID} {
		if breaksLine(line) {
			return bad
		}
	}
	for name, value := range m.Headers {
		if !isHeaderName(name) || reserved(name) || breaksLine(value) {
			return bad
		}
	}
	if a, err := mail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return bad
	}
	if m.MessageID != "" && (!strings.Contains(m.MessageID, "@") || strings.ContainsAny(m.MessageID, "<> \t")) {
		return bad
	}
	if m.Text == "" {
		return bad
	}
	return nil
}

func breaksLine(s string) bool { return strings.ContainsAny(s, "\r\n\x00") }

func isHeaderName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == ':' {
			return false
		}
	}
	return s != ""
}
