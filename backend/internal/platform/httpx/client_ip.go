package httpx

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
)

// maxForwardedHops bounds how far back X-Forwarded-For is read. No honest chain
// of proxies is longer, and a longer header is somebody trying something.
const maxForwardedHops = 16

type clientIPKey struct{}

// ClientIP is the address the request in ctx really came from: the peer of the
// connection or, when that peer is a trusted proxy, what the proxies vouch for.
// It is the zero Addr outside a request. It is for rate limits, under a hash; it
// is never logged.
func ClientIP(ctx context.Context) netip.Addr {
	ip, _ := ctx.Value(clientIPKey{}).(netip.Addr)
	return ip
}

// ClientNetwork is the network of ClientIP that one caller plausibly owns: the
// /24 of an IPv4 address, the /64 of an IPv6 address. It is the key to limit by,
// since a caller changes addresses inside it at no cost.
func ClientNetwork(ctx context.Context) netip.Prefix {
	ip := ClientIP(ctx)
	bits := 64
	if ip.Is4() {
		bits = 24
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // only the zero address has no such network
	}
	return network
}

// clientIP walks from the connection outwards for as long as each hop is a proxy
// we trust. What a caller wrote into the header lies further out than the first
// hop we do not trust, and is never reached.
func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	ip := peer(r)
	if !trusts(trusted, ip) {
		return ip
	}
	rest := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	for range maxForwardedHops {
		var hop string
		cut := strings.LastIndexByte(rest, ',')
		rest, hop = rest[:max(cut, 0)], rest[cut+1:]
		next, err := parseHop(strings.TrimSpace(hop))
		if err != nil {
			return ip
		}
		ip = next
		if !trusts(trusted, ip) || rest == "" {
			return ip
		}
	}
	return ip
}

// peer is the other end of the connection, or the zero Addr.
func peer(r *http.Request) netip.Addr {
	end, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return end.Addr().Unmap().WithZone("")
}

// parseHop reads an address with or without a port, as proxies write both.
func parseHop(s string) (netip.Addr, error) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), nil
	}
	ip, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	return ip.Unmap().WithZone(""), err
}

func trusts(trusted []netip.Prefix, ip netip.Addr) bool {
	for _, p := range trusted {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
