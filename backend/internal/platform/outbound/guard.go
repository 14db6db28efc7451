package outbound

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"alias.example/alias/backend/internal/platform/urls"
)

const (
	maxAddress = 2000
	// maxDials is how many of a host's addresses are tried, so that nobody has us
	// knock at a thousand doors; each gets dialTimeout.
	maxDials    = 3
	dialTimeout = 2 * time.Second
)

// parse reads an address and refuses what parsers and resolvers read differently
// from each other. Whether it leads anywhere bad, only judge can say.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > maxAddress || u.Opaque != "":
		return nil, failed(ErrRefused, "This is not an address that can be fetched.")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, failed(ErrRefused, "Only https addresses are fetched.")
	case u.User != nil:
		return nil, failed(ErrRefused, "An address has no user name or password in it.")
	}
	u.Host = strings.ToLower(u.Host)
	u.Fragment, u.RawFragment = "", ""
	if why := urls.CheckPage("https://" + u.Host + "/"); why != "" {
		return nil, failed(ErrRefused, why)
	}
	return u, nil
}

// follow is where a redirect from u leads.
func follow(u *url.URL, location string) (*url.URL, error) {
	next, err := u.Parse(location)
	if err != nil {
		return nil, failed(ErrRefused, "The server redirects to something that is not an address.")
	}
	if next.Scheme != u.Scheme {
		return nil, failed(ErrRefused, "The server redirects to another scheme.")
	}
	return parse(next.String())
}

// target is where a request may go: addresses that were judged, and no others.
type target struct {
	client *Client
	addrs  []netip.Addr
	port   uint16
	tls    *tls.Config
}

// judge resolves u's host and refuses it unless every address it has may be
// reached: one that is public today and private tomorrow is then never dialed.
func (c *Client) judge(ctx context.Context, u *url.URL) (target, error) {
	addrs, err := c.resolve(ctx, u.Hostname())
	if err != nil {
		return target{}, err
	}
	inside := true
	for _, a := range addrs {
		allowed := c.allowed(a)
		inside = inside && allowed
		if !allowed && !public(a) {
			return target{}, failed(ErrRefused, "The host does not lead to the public internet.")
		}
	}
	t := target{client: c, addrs: addrs, port: 443, tls: &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: c.o.TLSRoots,
		InsecureSkipVerify: inside && c.o.InsecureTLSForAllowed, //nolint:gosec // the operator opened these networks, and said so
	}}
	if u.Scheme == "http" {
		t.port = 80
		if !inside {
			return target{}, failed(ErrRefused, "Only https addresses are fetched.")
		}
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return target{}, failed(ErrRefused, "The port is at most 65535.")
		}
		t.port = uint16(n)
	}
	return t, nil
}

// resolve answers the addresses of a host, at least one, IPv4 written as IPv4.
func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs := []netip.Addr{}
	if literal, err := netip.ParseAddr(host); err == nil {
		addrs = append(addrs, literal)
	} else if addrs, err = c.o.Resolver.LookupNetIP(ctx, "ip", host); err != nil || len(addrs) == 0 {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, failed(ErrUnreachable, "The host name does not resolve.")
	}
	unmapped := make([]netip.Addr, len(addrs))
	for i, a := range addrs {
		unmapped[i] = a.Unmap()
	}
	return unmapped, nil
}

func (c *Client) allowed(a netip.Addr) bool {
	return slices.ContainsFunc(c.o.Allow, func(p netip.Prefix) bool { return p.Contains(a) })
}

// dial connects to the first judged address that answers, whatever address it is
// told. The last look is at the very address the system is about to connect to.
func (t target) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, ControlContext: t.client.lastLook}
	var conn net.Conn
	var err error
	for _, a := range t.addrs[:min(len(t.addrs), maxDials)] {
		conn, err = d.DialContext(ctx, network, netip.AddrPortFrom(a, t.port).String())
		if err == nil || ctx.Err() != nil {
			break
		}
	}
	return conn, err
}

func (c *Client) lastLook(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if a := to.Addr().Unmap(); err != nil || (!c.allowed(a) && !public(a)) {
		return failed(ErrRefused, "The host does not lead to the public internet.")
	}
	return nil
}

// public reports whether an address is somebody's on the public internet, by
// IANA's registries of special-purpose addresses (RFC 6890). In IPv6 only what is
// delegated is public. An IPv4 address inside an IPv6 one is judged as itself
// where translation is ordinary (RFC 6052) and refused where it is history (6to4,
// Teredo, IPv4-compatible).
func public(a netip.Addr) bool {
	a = a.Unmap()
	if netip.MustParsePrefix("64:ff9b::/96").Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is6() && !netip.MustParsePrefix("2000::/3").Contains(a) {
		return false
	}
	return a.IsValid() && !slices.ContainsFunc(special(), func(p string) bool { return netip.MustParsePrefix(p).Contains(a) })
}

// special are the networks that are not public: in IPv4 all of them, in IPv6
// those within what is delegated.
func special() []string {
	return []string{
		"0.0.0.0/8",       // this network
		"10.0.0.0/8",      // private
		"100.64.0.0/10",   // shared behind a provider's translation
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local, and the metadata service of clouds
		"172.16.0.0/12",   // private
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays
		"192.168.0.0/16",  // private
		"198.18.0.0/15",   // benchmarking
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast
		"240.0.0.0/4",     // reserved, and broadcast

		"2001::/23",     // protocol assignments: Teredo, benchmarking, ORCHID
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4
		"3fff::/20",     // documentation
	}
}
