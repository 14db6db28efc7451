// Package outbound is the one client for everything fetched from or posted to an
// address that somebody else chose: request_uri (RFC 9101), jwks_uri,
// sector_identifier_uri and logo_uri (OpenID Connect Registration), client ID
// metadata documents, and back-channel logout.
//
// Such an address may be a trap that leads into our own network (SEC-18), so the
// client resolves the name itself, judges every address it gets, and connects to
// exactly those. It speaks https on any port, reads a bounded answer in bounded
// time, follows nothing it was not asked to, and carries nothing of ours: no
// cookie, no referrer, no proxy of the environment.
//
// An error's text is a sentence for the developer whose address it was. It must
// never repeat the address, what it resolved to, or what was answered.
package outbound

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// DefaultTimeout bounds one call, from resolving the name to the last byte.
	DefaultTimeout = 5 * time.Second
	// DefaultMaxBody is the largest answer that is read, in bytes.
	DefaultMaxBody = 64 << 10

	maxHeader = 16 << 10
	userAgent = "Alias/1"
)

// Resolver answers the addresses of a host; *net.Resolver is one. network is
// always "ip".
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options is what a deployment decides. The zero value is right for production.
type Options struct {
	// Allow are networks that may be reached although they are not public. Only
	// there may an address be plain http.
	Allow []netip.Prefix
	// InsecureTLSForAllowed takes any certificate from servers in Allow, and only
	// from those. It is for deployments that are being tested.
	InsecureTLSForAllowed bool
	// TLSRoots are the authorities that sign servers' certificates; nil means the
	// system's.
	TLSRoots *x509.CertPool
	// Resolver is asked for addresses; nil means the system's.
	Resolver Resolver
	// Timeout bounds one call; 0 means DefaultTimeout.
	Timeout time.Duration
	// MaxBody is the largest answer in bytes; 0 means DefaultMaxBody.
	MaxBody int64
}

// Client fetches and posts on behalf of others. It is safe for concurrent use.
// It keeps no connection between calls: a connection is to an address that was
// judged for this call.
type Client struct{ o Options }

// New makes a client.
func New(o Options) *Client {
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	o.Allow = slices.Clone(o.Allow)
	return &Client{o: o}
}

// Reading is the same client for answers of up to most bytes.
func (c *Client) Reading(most int64) *Client {
	o := c.o
	o.MaxBody = most
	return &Client{o: o}
}

// Get fetches address, an absolute URL whose fragment is not sent, asking for the
// media types in accept. A redirect is an answer like any other. Whatever the
// status, there is no error once a whole answer arrived.
func (c *Client) Get(ctx context.Context, address, accept string) (Response, error) {
	return c.Follow(ctx, address, accept, 0)
}

// Follow is Get, going along with up to hops redirects. Each leads to the same
// scheme and is judged like the first address; one that must not be followed is
// an error, and one too many is the answer. All of it shares one timeout.
func (c *Client) Follow(ctx context.Context, address, accept string, hops int) (Response, error) {
	return c.call(ctx, address, http.MethodGet, http.Header{"Accept": {accept}}, "", hops)
}

// PostForm posts form to address, and is otherwise like Get.
func (c *Client) PostForm(ctx context.Context, address string, form url.Values) (Response, error) {
	return c.call(ctx, address, http.MethodPost, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode(), 0)
}

func (c *Client) call(ctx context.Context, address, method string, header http.Header, body string, hops int) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	u, err := parse(address)
	for ; err == nil; hops-- {
		var r Response
		if r, err = c.exchange(ctx, u, method, header, body); err != nil {
			break
		}
		if hops <= 0 || !r.redirects() {
			return r, nil
		}
		u, err = follow(u, r.Header.Get("Location"))
	}
	return Response{}, explain(ctx, err)
}

// exchange is one request and its answer over a connection of its own.
func (c *Client) exchange(ctx context.Context, u *url.URL, method string, header http.Header, body string) (Response, error) {
	t, err := c.judge(ctx, u)
	if err != nil {
		return Response{}, err
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), strings.NewReader(body))
	if err != nil {
		return Response{}, failed(ErrRefused, "This is not an address that can be fetched.")
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept-Encoding", "identity") // what is small when packed may be large
	transport := &http.Transport{
		DialContext: t.dial, TLSClientConfig: t.tls, TLSHandshakeTimeout: c.o.Timeout,
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: maxHeader,
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return Response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	return c.read(res)
}

// read takes the whole answer in, or none of it.
func (c *Client) read(res *http.Response) (Response, error) {
	for _, coding := range res.Header.Values("Content-Encoding") {
		if !strings.EqualFold(coding, "identity") {
			return Response{}, failed(ErrEncoded, "The server sent a compressed answer, although it was asked for a plain one.")
		}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, c.o.MaxBody+1))
	if err != nil {
		return Response{}, err
	}
	if err := res.Request.Context().Err(); err != nil {
		return Response{}, err // a server that sees us leave may end its answer as if it were whole
	}
	if int64(len(body)) > c.o.MaxBody {
		return Response{}, tooLarge(c.o.MaxBody)
	}
	return newResponse(res, body), nil
}
