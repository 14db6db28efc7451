package mail

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"alias.example/alias/backend/internal/platform/secret"
)

// TLS is how the way to a mail server is protected.
type TLS uint8

const (
	// STARTTLS begins in the clear and goes on only once the server speaks TLS.
	STARTTLS TLS = iota
	// ImplicitTLS speaks TLS from the first byte.
	ImplicitTLS
	// NoTLS stays in the clear: for a server on this machine or a private network.
	NoTLS
)

// Server is a mail server that takes our messages.
type Server struct {
	Host     string
	Port     int
	Username string
	Password secret.Value
	TLS      TLS
}

// ParseURL reads smtp://user:password@host:port or smtps://…, where the query may
// say starttls=required (what smtp means anyway, unless the server is on this
// machine) or starttls=off. The usual ports are 587 and 465. Errors are sentences
// that never repeat any part of the URL.
func ParseURL(raw secret.Value) (Server, error) {
	u, err := url.Parse(raw.Reveal())
	if err != nil || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.Fragment != "" {
		return Server{}, errors.New("write it as smtp://user:password@host:port, with special characters percent-encoded")
	}
	s := Server{Host: u.Hostname(), Username: u.User.Username()}
	if p, ok := u.User.Password(); ok {
		s.Password = secret.NewValue(p)
	}
	switch u.Scheme {
	case "smtp":
		s.Port = 587
		if isLoopback(s.Host) {
			s.TLS = NoTLS
		}
	case "smtps":
		s.Port, s.TLS = 465, ImplicitTLS
	default:
		return Server{}, errors.New("it must begin with smtp:// or smtps://")
	}
	if p := u.Port(); p != "" {
		s.Port, err = strconv.Atoi(p)
		if err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("its port must be a number from 1 to 65535")
		}
	}
	for name, values := range u.Query() {
		switch {
		case name != "starttls" || len(values) != 1:
			return Server{}, errors.New("the only parameter it may have is starttls")
		case s.TLS == ImplicitTLS:
			return Server{}, errors.New("smtps speaks TLS from the start; leave out starttls")
		case values[0] == "required":
			s.TLS = STARTTLS
		case values[0] == "off":
			s.TLS = NoTLS
		default:
			return Server{}, errors.New("starttls must be required or off")
		}
	}
	if s.TLS == NoTLS && s.Username != "" && !isLoopback(s.Host) {
		return Server{}, errors.New("a password must not travel in the clear; use starttls=required, or leave user and password out")
	}
	if (s.Username == "") != s.Password.IsZero() {
		return Server{}, errors.New("user and password belong together; write both or neither")
	}
	return s, nil
}

func isLoopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
