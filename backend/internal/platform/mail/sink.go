package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	_ "github.com/emersion/go-message/charset" // decodes what is not UTF-8
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/secret"
)

// The sink's limits. It lives in memory beside the server it serves.
const (
	sinkKeeps         = 200
	sinkMaxBytes      = 1 << 20
	sinkMaxRecipients = 10
)

// Captured is a message that arrived at the sink, once for each recipient.
type Captured struct {
	// ID names the message in the sink.
	ID string
	// At is when it arrived, in UTC.
	At       time.Time
	To, From string
	Subject  string
	// Text and HTML are the decoded bodies, "" when there is none.
	Text, HTML string
	// Code is the first code of six digits in Text, written together or in two
	// groups of three, without the space; "" when there is none.
	Code string
	// Raw is the message as it came over the wire.
	Raw []byte
}

// Sink is the development mailbox: a mail server on this machine that keeps the
// last 200 messages in memory and delivers none. It must exist only in
// development and tests. Refusal says which recipients it turns away.
type Sink struct {
	clock  clock.Clock
	source secret.Source
	server *smtp.Server
	ln     net.Listener
	addr   *net.TCPAddr
	served chan error

	mu   sync.Mutex
	kept []Captured // oldest first
}

// NewSink makes a sink that is not running yet.
func NewSink(c clock.Clock, source secret.Source) *Sink {
	s := &Sink{clock: c, source: source, served: make(chan error, 1)}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{sink: s}, nil }))
	s.server.Domain = "localhost"
	s.server.MaxMessageBytes = sinkMaxBytes
	s.server.MaxRecipients = sinkMaxRecipients
	s.server.ReadTimeout = 10 * time.Second
	s.server.WriteTimeout = 10 * time.Second
	s.server.EnableSMTPUTF8 = true
	s.server.ErrorLog = log.New(io.Discard, "", 0) // it would name senders; the client learns of every failure
	return s
}

// Start listens on a free loopback port and answers once mail can be sent to it.
// Close stops it.
func (s *Sink) Start(ctx context.Context) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("starting the development mailbox: %w", err)
	}
	addr, ok := ln.Addr().(*net.TCPAddr)
	if !ok {
		return errors.Join(errors.New("starting the development mailbox: not a TCP listener"), ln.Close())
	}
	s.ln, s.addr = ln, addr
	go func() { s.served <- s.server.Serve(ln) }()
	return nil
}

// Close stops a started sink, cutting off who is still talking to it. What it
// kept stays readable.
func (s *Sink) Close() error {
	err := s.server.Close()
	// The server closes only the listeners it has seen, and it may have been told to
	// stop before it saw ours.
	if closed := s.ln.Close(); !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return errors.Join(err, <-s.served)
}

// Addr is the host:port the started sink listens on.
func (s *Sink) Addr() string { return s.addr.String() }

// Server is how NewSMTP reaches the started sink.
func (s *Sink) Server() Server {
	return Server{Host: s.addr.IP.String(), Port: s.addr.Port, TLS: NoTLS}
}

// Messages is what arrived, newest first.
func (s *Sink) Messages() []Captured {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := make([]Captured, 0, len(s.kept))
	for i := len(s.kept) - 1; i >= 0; i-- {
		newest = append(newest, s.kept[i])
	}
	return newest
}

// Message is the one with the given ID, if the sink still has it.
func (s *Sink) Message(id string) (Captured, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.kept {
		if m.ID == id {
			return m, true
		}
	}
	return Captured{}, false
}

// Clear forgets everything.
func (s *Sink) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = nil
}

func (s *Sink) keep(messages []Captured) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, messages...)
	if over := len(s.kept) - sinkKeeps; over > 0 {
		s.kept = append([]Captured(nil), s.kept[over:]...)
	}
}

type wireMessage struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	To      string    `json:"to"`
	From    string    `json:"from"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Code    string    `json:"code"`
}

type wireMessages struct {
	Items []wireMessage `json:"items"`
}

// ServeHTTP answers {"items": […]}, newest first; ?to= keeps the messages to one
// address, whatever the case of its letters.
func (s *Sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	items := []wireMessage{}
	for _, m := range s.Messages() {
		if to == "" || strings.EqualFold(m.To, to) {
			items = append(items, wireMessage{m.ID, m.At, m.To, m.From, m.Subject, m.Text, m.Code})
		}
	}
	body, err := json.Marshal(wireMessages{items})
	if err != nil {
		http.Error(w, "The messages cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // who went away needs no answer
}

// delivery is one SMTP conversation.
type delivery struct {
	sink *Sink
	from string
	to   []string
}

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if refused, ok := errors.AsType[*SendError](Refusal(to)); ok {
		enhanced := smtp.EnhancedCode{4, 3, 0}
		if errors.Is(refused, ErrPermanent) {
			enhanced = smtp.EnhancedCode{5, 1, 1}
		}
		return &smtp.SMTPError{Code: refused.Code, EnhancedCode: enhanced, Message: "This mailbox fails on purpose"}
	}
	d.to = append(d.to, to)
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	read, err := parse(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "This message is not well formed"}
	}
	read.From, read.At = d.from, d.sink.clock.Now()
	arrived := make([]Captured, 0, len(d.to))
	for _, to := range d.to {
		m := read
		m.ID, m.To = d.sink.source.Token(12).Reveal(), to
		arrived = append(arrived, m)
	}
	d.sink.keep(arrived)
	return nil
}

func (d *delivery) Reset() { d.from, d.to = "", nil }

func (d *delivery) Logout() error { return nil }

var sixDigits = regexp.MustCompile(`(?:^|\D)(\d{3}) ?(\d{3})(?:\D|$)`)

func parse(raw []byte) (Captured, error) {
	m := Captured{Raw: raw}
	reader, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	if m.Subject, err = reader.Header.Subject(); err != nil {
		return m, err
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, err
		}
		header, ok := part.Header.(*mail.InlineHeader)
		if !ok {
			continue // an attachment
		}
		kind, _, err := header.ContentType()
		if err != nil {
			return m, err
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return m, err
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		switch {
		case kind == "text/plain" && m.Text == "":
			m.Text = text
		case kind == "text/html" && m.HTML == "":
			m.HTML = text
		}
	}
	if found := sixDigits.FindStringSubmatch(m.Text); found != nil {
		m.Code = found[1] + found[2]
	}
	return m, nil
}
