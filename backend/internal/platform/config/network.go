package config

import (
	"crypto/x509"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
)

func (r *reader) tlsFiles() (cert, key string) {
	cert, key = r.get(tlsCert, ""), r.get(tlsKey, "")
	if (cert == "") != (key == "") {
		r.wrong("%s and %s belong together; set both or neither.", tlsCert, tlsKey)
	}
	for name, file := range map[string]string{tlsCert: cert, tlsKey: key} {
		if file == "" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			r.wrong("%s names a file that cannot be read (%v); check the path.", name, withoutPath(err))
		}
	}
	return cert, key
}

func (r *reader) listen() string {
	address := r.get(listen, ":8080")
	r.checkListen(listen, address)
	return address
}

func (r *reader) checkListen(name, address string) {
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		r.wrong("%s is not an address to listen on; write host:port, such as :8080 or 127.0.0.1:8080.", name)
	}
}

// baseURL answers a usable URL even when the setting is wrong, so that the
// settings that lean on it can still be checked.
func (r *reader) baseURL(address string, tls bool) *url.URL {
	_, port, _ := net.SplitHostPort(address)
	otherwise := &url.URL{Scheme: "http", Host: "localhost"}
	if tls {
		otherwise.Scheme = "https"
	}
	if port != "" && !isDefaultPort(otherwise.Scheme, port) {
		otherwise.Host += ":" + port
	}
	u, ok := r.publicURL(baseURL, r.get(baseURL, otherwise.String()))
	switch {
	case u == nil:
		return otherwise
	case !ok:
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		r.wrong("%s must begin with https unless its host is this machine; only localhost may use http.", baseURL)
	case u.Scheme == "http" && tls:
		r.wrong("%s must begin with https when %s is set.", baseURL, tlsCert)
	}
	return u
}

// publicURL reads an address of ours: scheme and host alone. It answers nil when
// there is no telling which, and ok when nothing is wrong.
func (r *reader) publicURL(name, text string) (u *url.URL, ok bool) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https"):
		r.wrong("%s is not a URL; write the address people will use, such as https://id.example.com.", name)
		return nil, false
	case u.User != nil:
		r.wrong("%s must not hold a user or a password; write scheme and host alone.", name)
	case u.Path == "/" && u.RawQuery == "" && u.Fragment == "" && !u.ForceQuery:
		r.wrong("%s must not end with a slash; issuers are compared letter by letter, so leave it out.", name)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery || strings.Contains(text, "#"):
		r.wrong("%s must not have a path, a query or a fragment; Alias needs a host of its own.", name)
	case u.Host != strings.ToLower(u.Host) || !isASCII(u.Host):
		r.wrong("%s must have its host in lower-case ASCII; write an international name in its xn-- form.", name)
	case strings.HasSuffix(u.Host, ":") || isDefaultPort(u.Scheme, u.Port()):
		r.wrong("%s must not name the usual port of its scheme; leave it out.", name)
	default:
		return u, true
	}
	u.User, u.Path, u.RawQuery, u.Fragment, u.ForceQuery = nil, "", "", "", false
	r.shown[name] = ""
	return u, false
}

// networks reads a list of networks and single addresses. does is what must not
// be done to the whole internet, and to whom instead.
func (r *reader) networks(name, does string) []netip.Prefix {
	var networks []netip.Prefix
	for _, word := range strings.FieldsFunc(r.get(name, ""), func(c rune) bool { return c == ',' || c == ' ' }) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			ip, ipErr := netip.ParseAddr(word)
			if ipErr != nil {
				r.wrong("%s has an entry that is not a network; write a list such as 10.0.0.0/8, 192.0.2.7.", name)
				return nil
			}
			p = netip.PrefixFrom(ip, ip.BitLen())
		}
		if p.Bits() == 0 {
			r.wrong("%s must not %s.", name, does)
			return nil
		}
		networks = append(networks, p.Masked())
	}
	return networks
}

// mtls reads what serves certificates of clients (RFC 8705): a listener of our
// own, the address it is known by, and a proxy that does it for us.
func (r *reader) mtls(c *Config) {
	c.MTLSListen = r.get(mtlsListen, "")
	c.ClientCertHeader = r.clientCertHeader(len(c.TrustedProxies) > 0)
	c.ClientCAs = r.clientCAs()
	address := r.get(mtlsURL, "")
	if c.MTLSListen != "" {
		r.checkListen(mtlsListen, c.MTLSListen)
		if c.TLSCert == "" {
			r.wrong("%s needs %s and %s: certificates of clients are shown in TLS.", mtlsListen, tlsCert, tlsKey)
		}
		if address == "" {
			r.wrong("%s needs %s, the address by which clients reach it, such as https://mtls.id.example.com.", mtlsListen, mtlsURL)
		}
	}
	if address == "" {
		return
	}
	u, ok := r.publicURL(mtlsURL, address)
	switch {
	case !ok:
	case u.Scheme != "https":
		r.wrong("%s must begin with https: certificates of clients are shown in TLS.", mtlsURL)
	case u.Host == c.BaseURL.Host:
		r.wrong("%s must have another host or port than %s, where no browser is asked for a certificate.", mtlsURL, baseURL)
	case c.MTLSListen == "" && c.ClientCertHeader == "":
		r.wrong("%s needs something that asks for certificates: set %s, or %s behind a proxy.", mtlsURL, mtlsListen, clientCertHeader)
	default:
		c.MTLSURL = u
	}
}

func (r *reader) clientCertHeader(proxies bool) string {
	name := r.get(clientCertHeader, "")
	switch {
	case name == "":
	case !isHeaderName(name) || slices.Contains(headersInUse(), strings.ToLower(name)):
		r.wrong("%s is not a header of its own; write the one your proxy sets, such as Client-Cert.", clientCertHeader)
	case !proxies:
		r.wrong("%s needs %s: only a proxy named there is believed.", clientCertHeader, trustedProxies)
	}
	return name
}

func (r *reader) clientCAs() *x509.CertPool {
	file := r.get(tlsClientCA, "")
	if file == "" {
		return nil
	}
	pem, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		r.wrong("%s names a file that cannot be read (%v); check the path.", tlsClientCA, withoutPath(err))
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		r.wrong("%s names a file without a certificate; put the authorities of your clients into it, as PEM.", tlsClientCA)
		return nil
	}
	return pool
}

func (r *reader) outboundInsecureTLS(allowed bool) bool {
	switch r.get(outboundInsecureTLS, "false") {
	case "false":
	case "true":
		if !allowed {
			r.wrong("%s needs %s: certificates are taken unseen only inside networks named there.", outboundInsecureTLS, outboundAllow)
		}
		return true
	default:
		r.wrong("%s must be true or false.", outboundInsecureTLS)
	}
	return false
}

// isHeaderName reports whether name is one, by the letters that headers have.
func isHeaderName(name string) bool {
	return strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// headersInUse mean something else already, in lower case.
func headersInUse() []string {
	return []string{
		"accept", "authorization", "connection", "content-length", "content-type", "cookie", "dpop", "forwarded", "host", "idempotency-key", "if-match", "origin",
		"transfer-encoding", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
	}
}

// isLoopback reports whether host can only be this machine. RFC 6761 reserves
// localhost and everything below it.
func isLoopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func isDefaultPort(scheme, port string) bool {
	return (scheme == "http" && port == "80") || (scheme == "https" && port == "443")
}
