package mail_test

import (
	"context"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func startSink(t *testing.T) *mail.Sink {
	t.Helper()
	s := mail.NewSink(clock.NewFake(noon), secret.NewSource(nil))
	require.NoError(t, s.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func sender(s mail.Server) *mail.SMTP {
	return mail.NewSMTP(s, netmail.Address{Name: "Alias “Ünï”", Address: "no-reply@alias.test"}, clock.NewFake(noon), secret.NewSource(nil))
}

// at is a server in the clear at ln.
func at(t *testing.T, ln net.Listener) mail.Server {
	t.Helper()
	s, err := mail.ParseURL(secret.NewValue("smtp://" + ln.Addr().String()))
	require.NoError(t, err)
	return s
}

func letter() mail.Message {
	return mail.Message{
		To: "ada@example.test", Subject: "Your code — 123 456", Text: "Hello Ada,\n\nyour code is 123456.\n",
		HTML: "<p>Your code is <b>123456</b>.</p>\n", MessageID: "m1@alias.test",
		Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	}
}

// TestSendersAgree holds the real thing and the fake to one contract.
func TestSendersAgree(t *testing.T) {
	t.Parallel()
	type made struct {
		sender  mail.Sender
		arrived func() []string // the recipients of what arrived, oldest first
	}
	for name, make := range map[string]func(*testing.T) made{
		"SMTP": func(t *testing.T) made {
			t.Helper()
			s := startSink(t)
			return made{sender(s.Server()), func() (to []string) {
				for _, m := range s.Messages() {
					to = append([]string{m.To}, to...)
				}
				return to
			}}
		},
		"Recorder": func(t *testing.T) made {
			t.Helper()
			r := &mail.Recorder{}
			return made{r, func() (to []string) {
				for _, m := range r.Sent() {
					to = append(to, m.To)
				}
				return to
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("a message arrives", func(t *testing.T) {
				t.Parallel()
				m := make(t)
				second := letter()
				second.To, second.HTML, second.MessageID, second.Headers = "Bo.B+x@example.test", "", "", nil
				require.NoError(t, m.sender.Send(t.Context(), letter()))
				require.NoError(t, m.sender.Send(t.Context(), second))
				require.Equal(t, []string{"ada@example.test", "Bo.B+x@example.test"}, m.arrived())
			})
			for name, c := range map[string]struct {
				change func(*mail.Message)
				kind   error
				code   int
				step   string
			}{
				"no such mailbox":                {func(m *mail.Message) { m.To = "bounce@example.test" }, mail.ErrPermanent, 550, "recipient"},
				"a mailbox to try again":         {func(m *mail.Message) { m.To = "defer@example.test" }, mail.ErrTemporary, 451, "recipient"},
				"a line break in the recipient":  {func(m *mail.Message) { m.To = "a@b.test\r\nBcc: evil@x.test" }, mail.ErrPermanent, 0, "message"},
				"a line break in the subject":    {func(m *mail.Message) { m.Subject = "Hi\r\nBcc: evil@x.test" }, mail.ErrPermanent, 0, "message"},
				"a bare line feed":               {func(m *mail.Message) { m.Subject = "Hi\nBcc: evil@x.test" }, mail.ErrPermanent, 0, "message"},
				"a line break in the Message-ID": {func(m *mail.Message) { m.MessageID = "a@b>\r\nBcc: evil@x.test" }, mail.ErrPermanent, 0, "message"},
				"a line break in a header":       {func(m *mail.Message) { m.Headers = map[string]string{"X-A": "a\r\nBcc: evil@x.test"} }, mail.ErrPermanent, 0, "message"},
				"a line break in a header name":  {func(m *mail.Message) { m.Headers = map[string]string{"X-A: a\r\nBcc": "evil@x.test"} }, mail.ErrPermanent, 0, "message"},
				"a header that adds a recipient": {func(m *mail.Message) { m.Headers = map[string]string{"bCC": "evil@x.test"} }, mail.ErrPermanent, 0, "message"},
				"a header without a name":        {func(m *mail.Message) { m.Headers = map[string]string{"": "x"} }, mail.ErrPermanent, 0, "message"},
				"two recipients":                 {func(m *mail.Message) { m.To = "a@b.test, evil@x.test" }, mail.ErrPermanent, 0, "message"},
				"a recipient with a name":        {func(m *mail.Message) { m.To = "Ada <a@b.test>" }, mail.ErrPermanent, 0, "message"},
				"no recipient":                   {func(m *mail.Message) { m.To = "" }, mail.ErrPermanent, 0, "message"},
				"no text":                        {func(m *mail.Message) { m.Text = "" }, mail.ErrPermanent, 0, "message"},
				"a Message-ID in brackets":       {func(m *mail.Message) { m.MessageID = "<a@b>" }, mail.ErrPermanent, 0, "message"},
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					m := make(t)
					l := letter()
					c.change(&l)
					err := m.sender.Send(t.Context(), l)
					require.ErrorIs(t, err, c.kind)
					var refused *mail.SendError
					require.ErrorAs(t, err, &refused)
					require.Equal(t, c.code, refused.Code)
					require.Equal(t, c.step, refused.Step)
					require.NotContains(t, err.Error(), "@")
					require.Empty(t, m.arrived())
				})
			}
			t.Run("a context that has ended", func(t *testing.T) {
				t.Parallel()
				m := make(t)
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				require.ErrorIs(t, m.sender.Send(ctx, letter()), mail.ErrTemporary)
				require.Empty(t, m.arrived())
			})
		})
	}
}

func TestWhatArrivesIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	require.NoError(t, sender(s.Server()).Send(t.Context(), letter()))
	require.Len(t, s.Messages(), 1)
	got := s.Messages()[0]
	require.Equal(t, letter().Subject, got.Subject)
	require.Equal(t, letter().Text, got.Text)
	require.Equal(t, letter().HTML, got.HTML)
	require.Equal(t, "no-reply@alias.test", got.From)
	require.Equal(t, "ada@example.test", got.To)
	require.Equal(t, "123456", got.Code)
	require.Equal(t, noon, got.At)

	head, err := netmail.ReadMessage(strings.NewReader(string(got.Raw)))
	require.NoError(t, err)
	require.Equal(t, "<m1@alias.test>", head.Header.Get("Message-Id"))
	require.Equal(t, "auto-generated", head.Header.Get("Auto-Submitted"))
	require.Equal(t, "Tue, 24 Nov 2026 12:00:00 +0000", head.Header.Get("Date"))
	from, err := head.Header.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, "Alias “Ünï”", from[0].Name)
	require.Empty(t, head.Header.Get("User-Agent"))
	require.Empty(t, head.Header.Get("X-Mailer"))
}

func TestAMessageIDOfOurOwnNamesNoMachine(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	m := letter()
	m.MessageID = ""
	require.NoError(t, sender(s.Server()).Send(t.Context(), m))
	head, err := netmail.ReadMessage(strings.NewReader(string(s.Messages()[0].Raw)))
	require.NoError(t, err)
	require.Regexp(t, `^<[\w-]{22}@alias\.test>$`, head.Header.Get("Message-Id"))
}

func TestAServerThatIsNotThereIsTemporary(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, ln.Close())
	err = sender(at(t, ln)).Send(t.Context(), letter())
	require.ErrorIs(t, err, mail.ErrTemporary)
	require.NotContains(t, err.Error(), "127.0.0.1")
}

func TestAnEndingContextHangsUpOnASilentServer(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "220 hello\r\n")
		_, _ = conn.Read(make([]byte, 1024))
		cancel() // the connection stands, and nobody will say another word
		_, _ = io.Copy(io.Discard, conn)
	}()
	started := time.Now()
	err = sender(at(t, ln)).Send(ctx, letter())
	require.ErrorIs(t, err, mail.ErrTemporary)
	require.Less(t, time.Since(started), 10*time.Second)
}

func TestAServerURLIsRead(t *testing.T) {
	t.Parallel()
	pw := secret.NewValue("p:w@%")
	for raw, want := range map[string]mail.Server{
		"smtp://mail.example.com":                                     {Host: "mail.example.com", Port: 587, TLS: mail.STARTTLS},
		"smtp://u:p%3Aw%40%25@mail.example.com:2525":                  {Host: "mail.example.com", Port: 2525, Username: "u", Password: pw, TLS: mail.STARTTLS},
		"smtps://u:p%3Aw%40%25@mail.example.com/":                     {Host: "mail.example.com", Port: 465, Username: "u", Password: pw, TLS: mail.ImplicitTLS},
		"smtp://mail.example.com:25?starttls=off":                     {Host: "mail.example.com", Port: 25, TLS: mail.NoTLS},
		"smtp://localhost:1025":                                       {Host: "localhost", Port: 1025, TLS: mail.NoTLS},
		"smtp://[::1]:1025":                                           {Host: "::1", Port: 1025, TLS: mail.NoTLS},
		"smtp://localhost:1025?starttls=required":                     {Host: "localhost", Port: 1025, TLS: mail.STARTTLS},
		"smtp://u:p%3Aw%40%25@127.0.0.1:1025?starttls=off":            {Host: "127.0.0.1", Port: 1025, Username: "u", Password: pw, TLS: mail.NoTLS},
		"smtp://u:p%3Aw%40%25@mail.example.com:587?starttls=required": {Host: "mail.example.com", Port: 587, Username: "u", Password: pw, TLS: mail.STARTTLS},
	} {
		got, err := mail.ParseURL(secret.NewValue(raw))
		require.NoError(t, err, raw)
		require.Equal(t, want, got, raw)
	}
	for raw, says := range map[string]string{
		"mail.hunter2.com":       "write it as smtp://",
		"smtp://":                "write it as smtp://",
		"smtp://u:hunter2%@mail": "percent-encoded",
		"smtp://mail/hunter2":    "write it as smtp://",
		"http://hunter2":         "begin with smtp:// or smtps://",
		"smtp://hunter2:0":       "from 1 to 65535",
		"smtp://hunter2:70000":   "from 1 to 65535",
		"smtp://hunter2?tls=1":   "only parameter",
		"smtp://hunter2?starttls=off&starttls=required": "only parameter",
		"smtp://hunter2?starttls=maybe":                 "required or off",
		"smtps://hunter2?starttls=off":                  "from the start",
		"smtp://u:hunter2@mail?starttls=off":            "in the clear",
		"smtp://hunter2@mail":                           "belong together",
	} {
		_, err := mail.ParseURL(secret.NewValue(raw))
		require.ErrorContains(t, err, says, raw)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestAFailureReadsWithoutNamingAnybody(t *testing.T) {
	t.Parallel()
	err := error(&mail.SendError{Kind: mail.ErrPermanent, Code: 550, Step: "recipient"})
	require.Equal(t, "permanent mail failure at step recipient, reply code 550", err.Error())
	require.NotErrorIs(t, err, mail.ErrTemporary)
}
