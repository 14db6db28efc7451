// Package config reads the settings of a deployment, once, into one typed value.
//
// It is the only package that looks at the environment. It must never put a
// secret, or the text of a setting that may hold one, into an error or a listing.
package config

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	aliasmail "alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
)

// Environment is what a deployment is for.
type Environment string

const (
	// Development is a deployment on the developer's own machine. Only there does
	// the development mailbox exist.
	Development Environment = "development"
	// Production is every other deployment.
	Production Environment = "production"
)

// The names of the settings.
const (
	baseURL        = "ALIAS_BASE_URL"
	environment    = "ALIAS_ENVIRONMENT"
	listen         = "ALIAS_LISTEN"
	tlsCert        = "ALIAS_TLS_CERT"
	tlsKey         = "ALIAS_TLS_KEY"
	trustedProxies = "ALIAS_TRUSTED_PROXIES"

	mtlsListen          = "ALIAS_MTLS_LISTEN"
	mtlsURL             = "ALIAS_MTLS_URL"
	clientCertHeader    = "ALIAS_CLIENT_CERT_HEADER"
	tlsClientCA         = "ALIAS_TLS_CLIENT_CA"
	outboundAllow       = "ALIAS_OUTBOUND_ALLOW"
	outboundInsecureTLS = "ALIAS_OUTBOUND_INSECURE_TLS"

	dataDir     = "ALIAS_DATA_DIR"
	databaseURL = "ALIAS_DATABASE_URL"
	pgBin       = "ALIAS_PG_BIN"
	masterKey   = "ALIAS_MASTER_KEY"
	smtpURL     = "ALIAS_SMTP_URL"
	mailFrom    = "ALIAS_MAIL_FROM"
	relayDomain = "ALIAS_RELAY_DOMAIN"
	logLevel    = "ALIAS_LOG_LEVEL"
	logFormat   = "ALIAS_LOG_FORMAT"

	fileSuffix = "_FILE"
)

// settings are all names in the order they are listed.
func settings() []string {
	return []string{
		baseURL, environment, listen, tlsCert, tlsKey, trustedProxies, mtlsListen, mtlsURL, clientCertHeader, tlsClientCA, outboundAllow, outboundInsecureTLS,
		dataDir, databaseURL, pgBin, masterKey, smtpURL, mailFrom, relayDomain, logLevel, logFormat,
	}
}

// secrets are the settings that may also be read from a file, named by the same
// name with _FILE, and that are never shown.
func secrets() []string { return []string{databaseURL, masterKey, smtpURL} }

// Flags are the settings given on the command line, which win over the
// environment. "" means not given.
type Flags struct {
	Listen, BaseURL, DataDir, TLSCert, TLSKey, MTLSListen string
}

// Config is everything a deployment decides.
type Config struct {
	// BaseURL is scheme and host, without a path; every URL we make begins with it.
	BaseURL     *url.URL
	Environment Environment
	// Listen is the address to listen on, such as ":8080".
	Listen string
	// TLSCert and TLSKey are PEM files; both are "" when a proxy speaks TLS for us.
	TLSCert, TLSKey string
	// TrustedProxies are the networks whose X-Forwarded-For is believed, and whose
	// ClientCertHeader.
	TrustedProxies []netip.Prefix
	// MTLSListen is a second address to listen on, where callers are asked for a
	// certificate (RFC 8705); "" means none. It speaks TLS with TLSCert.
	MTLSListen string
	// MTLSURL is the address by which clients with a certificate reach us, scheme and
	// host; nil when they use BaseURL or there are none.
	MTLSURL *url.URL
	// ClientCertHeader is the header in which trusted proxies pass their caller's
	// certificate; "" means that they do not.
	ClientCertHeader string
	// ClientCAs are the authorities of the certificates of tls_client_auth; nil means
	// that there are none.
	ClientCAs *x509.CertPool
	// OutboundAllow are networks that may be fetched from on behalf of others
	// although they are not public.
	OutboundAllow []netip.Prefix
	// OutboundInsecureTLS takes any certificate from servers in OutboundAllow.
	OutboundInsecureTLS bool
	// DataDir is where the embedded database and the generated master key live.
	DataDir string
	// DatabaseURL is the PostgreSQL server to use; zero means the embedded one.
	DatabaseURL secret.Value
	// PGBin is the directory of PostgreSQL's programs for the embedded database; ""
	// means to look for them.
	PGBin string
	// SMTP is the mail server to send through; nil means the development mailbox.
	SMTP *aliasmail.Server
	// MailFrom is the sender of our own mail.
	MailFrom mail.Address
	// RelayDomain is the domain of relay addresses.
	RelayDomain string
	LogLevel    slog.Level
	// LogJSON chooses JSON lines over text.
	LogJSON bool

	masterKey secret.Value // 32 raw bytes; zero when they have to come from DataDir
	listing   []Setting
}

// Setting is one line of the listing that `alias config` prints.
type Setting struct {
	Name string `json:"name"`
	// Value is in effect; a secret reads "[secret]".
	Value string `json:"value"`
	// From is "flag", "environment", "file" or "default".
	From string `json:"from"`
}

// Redacted lists every setting in effect, without secrets.
func (c Config) Redacted() []Setting { return slices.Clone(c.listing) }

// FromEnvironment is Load with the environment of the process; besides, a name
// that begins with ALIAS_ and that we do not know is an error, for it is most
// likely a slip that would otherwise go unnoticed.
func FromEnvironment(flags Flags) (Config, error) {
	names := make([]string, 0, len(os.Environ()))
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	c, err := Load(os.LookupEnv, flags)
	return c, errors.Join(CheckNames(names), err)
}

// Load reads the settings from lookup, which answers like os.LookupEnv, and flags.
// An empty setting counts as not set. The error has one line for each mistake;
// each is a sentence that says what to do. Files named by settings are read.
func Load(lookup func(string) (string, bool), flags Flags) (Config, error) {
	r := &reader{lookup: lookup, from: map[string]string{}, shown: map[string]string{}}
	r.flags = map[string]string{
		listen: flags.Listen, baseURL: flags.BaseURL, dataDir: flags.DataDir, tlsCert: flags.TLSCert, tlsKey: flags.TLSKey, mtlsListen: flags.MTLSListen,
	}
	var c Config
	c.TLSCert, c.TLSKey = r.tlsFiles()
	c.Listen = r.listen()
	c.BaseURL = r.baseURL(c.Listen, c.TLSCert != "")
	c.Environment = r.environment(c.BaseURL)
	c.TrustedProxies = r.networks(trustedProxies, "trust the whole internet; name the networks of your proxies")
	r.mtls(&c)
	c.OutboundAllow = r.networks(outboundAllow, "open the whole internet, which is open where it is safe; name your own networks")
	c.OutboundInsecureTLS = r.outboundInsecureTLS(len(c.OutboundAllow) > 0)
	c.DataDir = r.get(dataDir, ".data")
	c.DatabaseURL = r.databaseURL()
	c.PGBin = r.get(pgBin, "")
	c.masterKey = r.masterKey(c.Environment == Production && !c.DatabaseURL.IsZero())
	c.SMTP = r.smtp(c.Environment)
	domain := mailDomain(c.BaseURL)
	c.MailFrom = r.mailFrom("Alias <no-reply@" + domain + ">")
	c.RelayDomain = r.relayDomain("relay." + domain)
	c.LogLevel = r.logLevel()
	c.LogJSON = r.logJSON(c.Environment)
	for _, name := range settings() {
		c.listing = append(c.listing, Setting{Name: name, Value: r.shown[name], From: r.from[name]})
	}
	if err := errors.Join(r.mistakes...); err != nil {
		return Config{}, err
	}
	return c, nil
}

// reader gathers mistakes, so that one start names all of them.
type reader struct {
	lookup   func(string) (string, bool)
	flags    map[string]string
	from     map[string]string
	shown    map[string]string
	mistakes []error
}

func (r *reader) wrong(format string, args ...any) {
	r.mistakes = append(r.mistakes, sayf(format, args...))
}

// get is the setting's text, or otherwise.
func (r *reader) get(name, otherwise string) string {
	value, from := otherwise, "default"
	if v, ok := r.lookup(name); ok && v != "" {
		value, from = v, "environment"
	}
	if v := r.flags[name]; v != "" {
		value, from = v, "flag"
	}
	r.from[name], r.shown[name] = from, value
	return value
}

// secret is the setting's text, from itself or from the file that its _FILE
// variant names, without the line break at its end.
func (r *reader) secret(name string) secret.Value {
	value := r.get(name, "")
	file, ok := r.lookup(name + fileSuffix)
	switch {
	case !ok || file == "":
	case value != "":
		r.wrong("Both %s and %s%s are set; keep one of them.", name, name, fileSuffix)
	default:
		b, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			r.wrong("%s%s names a file that cannot be read (%v); make it readable for this user.", name, fileSuffix, withoutPath(err))
			break
		}
		value = strings.TrimRight(string(b), "\r\n")
		if value == "" {
			r.wrong("The file that %s%s names is empty; put the secret into it.", name, fileSuffix)
		}
		r.from[name] = "file"
	}
	if value == "" {
		r.shown[name] = ""
		return secret.Value{}
	}
	v := secret.NewValue(value)
	r.shown[name] = v.String()
	return v
}

func (r *reader) environment(base *url.URL) Environment {
	loopback := isLoopback(base.Hostname())
	otherwise := Production
	if loopback {
		otherwise = Development
	}
	switch e := Environment(r.get(environment, string(otherwise))); e {
	case Production:
		return e
	case Development:
		if !loopback {
			r.wrong("%s=development needs a %s on this machine, such as http://localhost:8080; a public host is always production.", environment, baseURL)
		}
		return e
	default:
		r.wrong("%s must be development or production.", environment)
		return otherwise
	}
}

func (r *reader) databaseURL() secret.Value {
	v := r.secret(databaseURL)
	if v.IsZero() {
		return v
	}
	u, err := url.Parse(v.Reveal())
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		r.wrong("%s is not a PostgreSQL URL; write postgres://user:password@host:5432/database, with special characters percent-encoded.", databaseURL)
	}
	return v
}

func (r *reader) masterKey(required bool) secret.Value {
	v := r.secret(masterKey)
	if v.IsZero() {
		if required {
			r.wrong("%s is required with %s in production, because every server needs the same one; make it once with `openssl rand -base64 32` and keep it safe.", masterKey, databaseURL)
		}
		return secret.Value{}
	}
	key, err := base64.StdEncoding.DecodeString(v.Reveal())
	if err != nil || len(key) != masterKeyBytes {
		r.wrong("%s is not 32 bytes in base64; make one with `openssl rand -base64 32`.", masterKey)
		return secret.Value{}
	}
	return secret.NewValue(string(key))
}

func (r *reader) smtp(e Environment) *aliasmail.Server {
	v := r.secret(smtpURL)
	if v.IsZero() {
		if e == Production {
			r.wrong("%s is required in production; write smtp://user:password@host:587 for the server that sends your mail.", smtpURL)
		}
		return nil
	}
	s, err := aliasmail.ParseURL(v)
	if err != nil {
		r.wrong("%s is not usable: %v.", smtpURL, err)
		return nil
	}
	return &s
}

func (r *reader) mailFrom(otherwise string) mail.Address {
	a, err := mail.ParseAddress(r.get(mailFrom, otherwise))
	if err != nil {
		r.wrong("%s is not a sender; write Name <address@domain>.", mailFrom)
		return mail.Address{}
	}
	return *a
}

func (r *reader) relayDomain(otherwise string) string {
	d := r.get(relayDomain, otherwise)
	if d != strings.ToLower(d) || !isASCII(d) || strings.ContainsAny(d, " @/:") || !strings.Contains(d, ".") ||
		slices.Contains(strings.Split(d, "."), "") {
		r.wrong("%s is not a domain; write it in lower-case ASCII, such as relay.example.com.", relayDomain)
	}
	return d
}

func (r *reader) logLevel() slog.Level {
	switch r.get(logLevel, "info") {
	case "debug":
		return slog.LevelDebug
	case "info":
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	default:
		r.wrong("%s must be debug, info, warn or error.", logLevel)
	}
	return slog.LevelInfo
}

func (r *reader) logJSON(e Environment) bool {
	otherwise := "text"
	if e == Production {
		otherwise = "json"
	}
	format := r.get(logFormat, otherwise)
	if format != "text" && format != "json" {
		r.wrong("%s must be text or json.", logFormat)
	}
	return format == "json"
}

// mailDomain is the domain our own addresses live under.
func mailDomain(base *url.URL) string {
	host := base.Hostname()
	if isLoopback(host) {
		return "localhost" // an address literal makes a poor mail domain
	}
	return host
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// withoutPath keeps of a file error only why, since the name is the setting's
// business and may be private.
func withoutPath(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}
