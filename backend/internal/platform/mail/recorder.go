package mail

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// Recorder is a Sender for tests that keeps what it is given. It refuses what a
// real server would: see Refusal. The zero Recorder is ready.
type Recorder struct {
	mu   sync.Mutex
	sent []Message
}

// Send implements Sender.
func (r *Recorder) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &SendError{Kind: ErrTemporary, Step: "connect"}
	}
	if err := Refusal(m.To); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, m)
	return nil
}

// Sent is what was sent so far, oldest first.
func (r *Recorder) Sent() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.sent)
}

// Refusal is how the Recorder and the Sink answer mail to an address. Two mailbox
// names, on any domain, fail on purpose, so that failures can be seen in
// development and tests: bounce@ does not exist, and defer@ is to be tried again.
// Mail to any other address is taken, which is a nil error.
func Refusal(to string) error {
	switch mailbox, _, _ := strings.Cut(to, "@"); mailbox {
	case "bounce":
		return &SendError{Kind: ErrPermanent, Code: 550, Step: "recipient"}
	case "defer":
		return &SendError{Kind: ErrTemporary, Code: 451, Step: "recipient"}
	}
	return nil
}
