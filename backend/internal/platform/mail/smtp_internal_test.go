package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/secret"
)

// strict is a mail server as the world has them: TLS, credentials, a temper.
type strict struct {
	arrived  atomic.Int64
	mailFrom error
	data     error
}

func (s *strict) NewSession(*smtp.Conn) (smtp.Session, error) { return &strictSession{strict: s}, nil }

type strictSession struct {
	*strict
	in bool
}

func (s *strictSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *strictSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "mailer" || password != "hunter2" {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

func (s *strictSession) Mail(string, *smtp.MailOptions) error {
	if !s.in {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "who are you, no-reply@alias.test"}
	}
	return s.mailFrom
}

func (s *strictSession) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (s *strictSession) Data(r io.Reader) error {
	if _, err := io.ReadAll(r); err != nil {
		return err
	}
	if s.data == nil {
		s.arrived.Add(1)
	}
	return s.data
}

func (s *strictSession) Reset() {}

func (s *strictSession) Logout() error { return nil }

// open starts s behind TLS of the given kind and answers a sender that knows its
// certificate and the right password.
func (s *strict) open(t *testing.T, kind TLS) *SMTP {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)

	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, text, err := net.SplitHostPort(ln.Addr().String())
	require.NoError(t, err)
	port, err := strconv.Atoi(text)
	require.NoError(t, err)
	if kind == ImplicitTLS {
		ln = tls.NewListener(ln, srv.TLSConfig)
	}
	if kind == NoTLS {
		srv.TLSConfig = nil
	}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _, _ = srv.Close(), ln.Close() })

	to := NewSMTP(Server{Host: "localhost", Port: port, Username: "mailer", Password: secret.NewValue("hunter2"), TLS: kind},
		netmail.Address{Address: "no-reply@alias.test"}, clock.System(), secret.NewSource(nil))
	to.roots = roots
	return to
}

func note() Message { return Message{To: "ada@example.test", Subject: "Hi", Text: "Hi.\n"} }

func TestMailTravelsUnderTLSWithAPassword(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]TLS{"STARTTLS": STARTTLS, "implicit": ImplicitTLS} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s strict
			require.NoError(t, s.open(t, kind).Send(t.Context(), note()))
			require.EqualValues(t, 1, s.arrived.Load())
		})
	}
}

func TestNothingIsSaidToAServerThatIsNotTheOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		served TLS
		change func(*SMTP)
	}{
		"an unknown certificate, STARTTLS": {STARTTLS, func(s *SMTP) { s.roots = nil }},
		"an unknown certificate, implicit": {ImplicitTLS, func(s *SMTP) { s.roots = nil }},
		"no STARTTLS offered":              {NoTLS, func(s *SMTP) { s.server.TLS, s.server.Username = STARTTLS, "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s strict
			to := s.open(t, c.served)
			c.change(to)
			require.Equal(t, &SendError{ErrTemporary, 0, "connect"}, to.Send(t.Context(), note()))
			require.Zero(t, s.arrived.Load())
		})
	}
}

func TestAServersNoIsReadForWhatItIs(t *testing.T) {
	t.Parallel()
	said := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: "no, ada@example.test"}
	}
	for name, c := range map[string]struct {
		mailFrom, data error
		change         func(*SMTP)
		want           SendError
	}{
		"a wrong password":             {nil, nil, func(s *SMTP) { s.server.Password = secret.NewValue("x") }, SendError{ErrTemporary, 0, "connect"}},
		"no password where one is due": {nil, nil, func(s *SMTP) { s.server.Username = "" }, SendError{ErrTemporary, 530, "sender"}},
		"a sender it does not like":    {said(550), nil, nil, SendError{ErrPermanent, 550, "sender"}},
		"a content it does not like":   {nil, said(554), nil, SendError{ErrPermanent, 554, "content"}},
		"a full disk":                  {nil, said(452), nil, SendError{ErrTemporary, 452, "content"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &strict{mailFrom: c.mailFrom, data: c.data}
			to := s.open(t, STARTTLS)
			if c.change != nil {
				c.change(to)
			}
			err := to.Send(t.Context(), note())
			require.Equal(t, &c.want, err)
			require.NotContains(t, err.Error(), "@")
		})
	}
}

func TestAServerThatHangsUpAfterTakingChargeIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	go rude(ln)
	server, err := ParseURL(secret.NewValue("smtp://" + ln.Addr().String()))
	require.NoError(t, err)
	to := NewSMTP(server, netmail.Address{Address: "no-reply@alias.test"}, clock.System(), secret.NewSource(nil))
	require.NoError(t, to.Send(t.Context(), note()))
}

// rude takes one message and hangs up without a word more.
func rude(ln net.Listener) {
	conn, err := ln.Accept()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 hello")
	text := make([]byte, 0, 4096)
	chunk := make([]byte, 1024)
	for {
		n, err := conn.Read(chunk)
		if err != nil {
			return
		}
		text = append(text, chunk[:n]...)
		switch got := string(text); {
		case strings.HasSuffix(got, "\r\n.\r\n"):
			say("250 taken")
			return
		case strings.HasPrefix(got, "DATA"):
			say("354 go on")
		case !strings.HasSuffix(got, "\r\n"):
			continue
		case strings.Contains(got, "Subject:"):
			continue
		default:
			say("250 fine")
		}
		text = text[:0]
	}
}
