package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/mail"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/secret"
)

// timeout bounds one message: from dialling to the server's last word it may take
// twice as long, because go-mail starts the count again when the connection stands.
const timeout = 15 * time.Second

// SMTP sends through a mail server, with a connection for each message: our mail
// comes in ones, and a connection that is not kept cannot go stale.
type SMTP struct {
	server Server
	from   mail.Address
	clock  clock.Clock
	source secret.Source
	roots  *x509.CertPool // nil for the machine's own
}

// NewSMTP sends through server, in the name of from.
func NewSMTP(server Server, from mail.Address, c clock.Clock, source secret.Source) *SMTP {
	return &SMTP{server: server, from: from, clock: c, source: source}
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	letter, err := s.compose(m)
	if err != nil {
		return &SendError{Kind: ErrPermanent, Step: "message"}
	}
	line := &line{ctx: ctx}
	defer line.hangUp()
	client, err := gomail.NewClient(s.server.Host, s.options(line)...)
	if err != nil {
		return &SendError{Kind: ErrTemporary, Step: "connect"}
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if err == nil || letter.IsDelivered() {
		return nil // once the server took charge, a clumsy goodbye must not make us send twice
	}
	return failure(err)
}

func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(&s.from)
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(s.clock.Now())
	id := m.MessageID
	if id == "" {
		// go-mail would make one that tells the world the name of this machine.
		id = s.source.Token(16).Reveal() + "@" + domainOf(s.from.Address)
	}
	letter.SetMessageIDWithValue(id)
	for name, value := range m.Headers {
		letter.SetGenHeader(gomail.Header(name), value)
	}
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return letter, nil
}

func (s *SMTP) options(l *line) []gomail.Option {
	secure := &tls.Config{ServerName: s.server.Host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	if s.server.TLS == ImplicitTLS {
		l.secure = secure
	}
	policy := gomail.NoTLS
	if s.server.TLS == STARTTLS {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{
		gomail.WithPort(s.server.Port),
		gomail.WithTimeout(timeout),
		gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(secure),
		gomail.WithHELO(domainOf(s.from.Address)),
		gomail.WithDialContextFunc(l.dial),
	}
	if s.server.Username != "" {
		options = append(options,
			gomail.WithUsername(s.server.Username),
			gomail.WithPassword(s.server.Password.Reveal()),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	return options
}

// line is the connection of one message. go-mail looks at the context only while
// it dials, and leaves the connection open when a greeting goes wrong; the line
// hangs up in both cases.
type line struct {
	ctx    context.Context // of the call, which the line does not outlive
	secure *tls.Config     // set when TLS starts with the first byte

	mu   sync.Mutex
	conn net.Conn
	stop func() bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { _ = conn.Close() }) //nolint:contextcheck // ctx ends when the dialling does
	l.mu.Unlock()
	if l.secure == nil {
		return conn, nil
	}
	safe := tls.Client(conn, l.secure)
	return safe, safe.HandshakeContext(ctx)
}

func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close() // usually closed already
	}
}

// failure reads go-mail's error. What fails before the message is named is never
// the message's fault: a server that refuses our password today may be put right
// tomorrow, so it is temporary although the server says 535.
func failure(err error) error {
	e := &SendError{Kind: ErrTemporary, Step: "connect"}
	refused, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return e
	}
	e.Code = refused.ErrorCode()
	switch refused.Reason {
	case gomail.ErrSMTPMailFrom:
		e.Step = "sender"
	case gomail.ErrSMTPRcptTo:
		e.Step = "recipient"
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
		e.Step = "content"
	case gomail.ErrGetSender, gomail.ErrGetRcpts, gomail.ErrNoUnencoded:
		e.Step, e.Kind = "message", ErrPermanent
	case gomail.ErrSMTPReset, gomail.ErrConnCheck, gomail.ErrAmbiguous:
	}
	switch e.Code {
	case 530, 534, 535, 538: // about our credentials
	default:
		if e.Code >= 500 {
			e.Kind = ErrPermanent
		}
	}
	return e
}

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}
