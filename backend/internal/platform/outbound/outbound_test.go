package outbound_test

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/outbound"
)

// names resolves like a name server under the control of whoever wrote it. A
// name's answers are given one after the other; the last one stays.
type names struct {
	mu      sync.Mutex
	answers map[string][][]netip.Addr
	asked   int
}

func (n *names) LookupNetIP(_ context.Context, network, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if network != "ip" || n.answers[host] == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	answer := n.answers[host][0]
	if len(n.answers[host]) > 1 {
		n.answers[host] = n.answers[host][1:]
	}
	return answer, nil
}

func resolving(host string, answers ...string) *names {
	n := &names{answers: map[string][][]netip.Addr{}}
	for _, answer := range answers {
		var addrs []netip.Addr
		for _, a := range strings.Fields(answer) {
			addrs = append(addrs, netip.MustParseAddr(a))
		}
		n.answers[host] = append(n.answers[host], addrs)
	}
	return n
}

// server is a web server with TLS on an address of this machine, for the host
// example.com.
type server struct {
	*httptest.Server
	roots *x509.CertPool
	port  string
}

func serve(t *testing.T, ip string, h http.HandlerFunc) server {
	t.Helper()
	ln, err := net.Listen("tcp", ip+":0")
	require.NoError(t, err)
	s := httptest.NewUnstartedServer(h)
	require.NoError(t, s.Listener.Close())
	s.Listener = ln
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	_, port, err := net.SplitHostPort(ln.Addr().String())
	require.NoError(t, err)
	return server{s, roots, port}
}

func (s server) at(path string) string { return "https://example.com:" + s.port + path }

// client reaches s and nothing else of this machine.
func (s server) client(o outbound.Options) *outbound.Client {
	ap := netip.MustParseAddrPort(s.Listener.Addr().String())
	o.Allow = append(o.Allow, netip.PrefixFrom(ap.Addr(), 32))
	if o.TLSRoots == nil {
		o.TLSRoots = s.roots
	}
	if o.Resolver == nil {
		o.Resolver = resolving("example.com", ap.Addr().String())
	}
	return outbound.New(o)
}

// trap is a listener that nobody may connect to.
type trap struct {
	net.Listener

	port string
}

func newTrap(t *testing.T) trap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	_, port, err := net.SplitHostPort(ln.Addr().String())
	require.NoError(t, err)
	return trap{ln, port}
}

// untouched proves that nobody connected: connections are accepted in the order
// they were made, and the first one is our own.
func (l trap) untouched(t *testing.T) {
	t.Helper()
	own, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer func() { _ = own.Close() }()
	first, err := l.Accept()
	require.NoError(t, err)
	defer func() { _ = first.Close() }()
	require.Equal(t, own.LocalAddr().String(), first.RemoteAddr().String(), "somebody connected before us")
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestAnAnswerIsReadInFull(t *testing.T) {
	t.Parallel()
	var got *http.Request
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("Content-Type", "Application/JSON; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=600")
		w.Header().Set("X-Note", "n")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "{}")
	})
	r, err := s.client(outbound.Options{}).Get(t.Context(), s.at("/a%2Fb?c=d#fragment"), "application/json")
	require.NoError(t, err, "whatever the status, an answer is an answer")
	require.Equal(t, http.StatusTeapot, r.Status)
	require.Equal(t, "{}", string(r.Body))
	require.Equal(t, "application/json", r.ContentType)
	require.Equal(t, 10*time.Minute, r.MaxAge)
	require.Equal(t, "n", r.Header.Get("X-Note"))

	require.Equal(t, "/a%2Fb?c=d", got.RequestURI)
	require.Equal(t, "example.com:"+s.port, got.Host)
	require.Equal(t, http.Header{
		"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "User-Agent": {"Alias/1"}, "Connection": {"close"},
	}, got.Header, "nothing else is said")
}

func TestAFormIsPosted(t *testing.T) {
	t.Parallel()
	var token, referrer string
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		token, referrer = r.PostFormValue("logout_token"), r.Referer()
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	r, err := s.client(outbound.Options{}).PostForm(t.Context(), s.at("/"), url.Values{"logout_token": {"a&b"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusTemporaryRedirect, r.Status, "a form is never sent on")
	require.Equal(t, "a&b", token)
	require.Empty(t, referrer)
}

func TestSEC18TheConnectionIsNeverOpened(t *testing.T) {
	t.Parallel()
	l := newTrap(t)
	for name, address := range map[string]string{
		"loopback":                       "https://127.0.0.1:PORT/",
		"loopback, another":              "https://127.8.9.1:PORT/",
		"loopback IPv6":                  "https://[::1]:PORT/",
		"unspecified":                    "https://0.0.0.0:PORT/",
		"unspecified IPv6":               "https://[::]:PORT/",
		"mapped":                         "https://[::ffff:127.0.0.1]:PORT/",
		"mapped, in hexadecimal":         "https://[::ffff:7f00:1]:PORT/",
		"compatible":                     "https://[::127.0.0.1]:PORT/",
		"NAT64":                          "https://[64:ff9b::7f00:1]:PORT/",
		"6to4":                           "https://[2002:7f00:1::]:PORT/",
		"a zone":                         "https://[fe80::1%25lo]:PORT/",
		"metadata service":               "https://169.254.169.254/latest/meta-data",
		"decimal":                        "https://2130706433:PORT/",
		"octal":                          "https://0177.0.0.1:PORT/",
		"octal, one number":              "https://017700000001:PORT/",
		"hexadecimal":                    "https://0x7f.0.0.1:PORT/",
		"hexadecimal, one number":        "https://0x7f000001:PORT/",
		"short":                          "https://127.1:PORT/",
		"zero":                           "https://0:PORT/",
		"leading zeros":                  "https://127.0.0.01:PORT/",
		"full-width digits":              "https://１２７.0.0.1:PORT/",
		"ideographic full stops":         "https://127。0。0。1:PORT/",
		"percent-encoded":                "https://%31%32%37.0.0.1:PORT/",
		"a name of this machine":         "https://localhost:PORT/",
		"a name that leads here":         "https://private.test:PORT/",
		"one bad address among good":     "https://mixed.test:PORT/",
		"one bad address, last":          "https://last.test:PORT/",
		"mapped, by name":                "https://mapped.test:PORT/",
		"a trailing dot":                 "https://localhost.:PORT/",
		"an international name":          "https://bücher.test:PORT/",
		"http":                           "http://127.0.0.1:PORT/",
		"http to a public address":       "http://public.test:PORT/",
		"user":                           "https://user@public.test:PORT/",
		"user and password":              "https://public.test:secret@127.0.0.1:PORT/",
		"empty user":                     "https://@127.0.0.1:PORT/",
		"file":                           "file:///etc/passwd",
		"file with a host":               "file://127.0.0.1:PORT/etc/passwd",
		"gopher":                         "gopher://127.0.0.1:PORT/",
		"ftp":                            "ftp://127.0.0.1:PORT/",
		"data":                           "data:text/plain,hello",
		"no scheme":                      "127.0.0.1:PORT",
		"no scheme, slashes":             "//127.0.0.1:PORT/",
		"no host":                        "https:///path",
		"opaque":                         "https:127.0.0.1:PORT",
		"empty":                          "",
		"a space":                        "https://127.0.0.1 :PORT/",
		"a line break":                   "https://127.0.0.1:PORT/\r\nX: y",
		"a backslash":                    `https://public.test\@127.0.0.1:PORT/`,
		"a port too large":               "https://public.test:65537/",
		"an empty port":                  "https://public.test:/",
		"longer than any honest address": "https://127.0.0.1:PORT/" + strings.Repeat("a", 2000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := resolving("private.test", "127.0.0.1")
			n.answers["localhost"] = [][]netip.Addr{{netip.MustParseAddr("127.0.0.1")}}
			n.answers["mixed.test"] = [][]netip.Addr{{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.0.1.1")}}
			n.answers["last.test"] = [][]netip.Addr{{netip.MustParseAddr("192.0.1.1"), netip.MustParseAddr("127.0.0.1")}}
			n.answers["mapped.test"] = [][]netip.Addr{{netip.MustParseAddr("::ffff:127.0.0.1")}}
			n.answers["public.test"] = [][]netip.Addr{{netip.MustParseAddr("192.0.1.1")}}
			c := outbound.New(outbound.Options{Resolver: n})
			_, err := c.Get(t.Context(), strings.ReplaceAll(address, "PORT", l.port), "*/*")
			require.ErrorIs(t, err, outbound.ErrRefused)
			require.False(t, outbound.Retryable(err))
			require.Regexp(t, `^[A-Z].*[.)]$`, err.Error(), "a sentence for the developer")
			for _, tell := range []string{"127.0.0.1", ".test", l.port, "secret"} {
				require.NotContains(t, err.Error(), tell)
			}
			_, err = c.PostForm(t.Context(), strings.ReplaceAll(address, "PORT", l.port), url.Values{})
			require.ErrorIs(t, err, outbound.ErrRefused)
		})
	}
	t.Cleanup(func() { l.untouched(t) })
}

func TestSEC18ANameThatChangesItsMindIsAskedOnce(t *testing.T) {
	t.Parallel()
	l := newTrap(t)
	reached := 0
	s := serve(t, "127.0.0.2", func(http.ResponseWriter, *http.Request) { reached++ })
	n := resolving("example.com", "127.0.0.2", "127.0.0.1")
	c := s.client(outbound.Options{Resolver: n})

	_, err := c.Get(t.Context(), s.at("/"), "*/*")
	require.NoError(t, err)
	require.Equal(t, 1, reached)
	require.Equal(t, 1, n.asked, "the address that was judged is the one that is dialed")

	_, err = c.Get(t.Context(), "https://example.com:"+l.port, "*/*")
	require.ErrorIs(t, err, outbound.ErrRefused)
	require.Equal(t, 1, reached, "no connection is kept for a name that now leads elsewhere")
	l.untouched(t)
}

func TestSEC18ARedirectIsFollowedOnlyWhereItMay(t *testing.T) {
	t.Parallel()
	l := newTrap(t)
	s := serve(t, "127.0.0.2", nil)
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/private": "https://127.0.0.1:" + l.port, "/name": "https://private.test:" + l.port, "/plain": "http://example.com:" + s.port + "/end",
			"/file": "file:///etc/passwd", "/user": "https://a:b@example.com:" + s.port + "/end", "/bad": "https://%zz/", "/empty": "",
			"/good": "/two", "/two": s.at("/end"), "/loop": "/loop",
		}
		location, ok := to[r.URL.Path]
		if !ok {
			_, _ = io.WriteString(w, r.URL.Path+r.Referer())
			return
		}
		if r.Header.Get("Cookie") != "" {
			t.Error("a cookie was sent")
		}
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	})
	n := resolving("example.com", "127.0.0.2")
	n.answers["private.test"] = [][]netip.Addr{{netip.MustParseAddr("127.0.0.1")}}
	c := s.client(outbound.Options{Resolver: n})

	for _, path := range []string{"/private", "/name", "/plain", "/file", "/user", "/bad"} {
		r, err := c.Get(t.Context(), s.at(path), "*/*")
		require.NoError(t, err)
		require.Equal(t, http.StatusFound, r.Status, "not asked to follow")
		_, err = c.Follow(t.Context(), s.at(path), "*/*", 5)
		require.ErrorIs(t, err, outbound.ErrRefused, path)
	}
	l.untouched(t)

	r, err := c.Follow(t.Context(), s.at("/good"), "*/*", 2)
	require.NoError(t, err)
	require.Equal(t, "/end", string(r.Body), "and no page is told where it was come from")
	for path, hops := range map[string]int{"/good": 1, "/loop": 4} {
		r, err = c.Follow(t.Context(), s.at(path), "*/*", hops)
		require.NoError(t, err)
		require.Equal(t, http.StatusFound, r.Status, "one redirect too many is an answer")
	}
}

func TestSEC18TheAnswerIsBounded(t *testing.T) {
	t.Parallel()
	const gigabyte = 1 << 30
	var sent atomic.Int64
	flood := func(announce bool) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if announce {
				w.Header().Set("Content-Length", strconv.Itoa(gigabyte))
			}
			block := make([]byte, 32<<10)
			for range gigabyte / len(block) {
				n, err := w.Write(block)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		}
	}
	for name, c := range map[string]struct {
		h     http.HandlerFunc
		kind  error
		retry bool
	}{
		"1 GB, announced":     {flood(true), outbound.ErrTooLarge, false},
		"1 GB, not announced": {flood(false), outbound.ErrTooLarge, false},
		"one byte too many": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(make([]byte, outbound.DefaultMaxBody+1))
		}, outbound.ErrTooLarge, false},
		"a gzip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 10<<20))
			_ = z.Close()
		}, outbound.ErrEncoded, false},
		"coded twice": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Encoding"] = []string{"identity", "br"}
		}, outbound.ErrEncoded, false},
		"a header too large": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Large", strings.Repeat("a", 1<<20))
		}, outbound.ErrUnreachable, true},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			panic(http.ErrAbortHandler)
		}, outbound.ErrUnreachable, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "127.0.0.1", c.h)
			r, err := s.client(outbound.Options{Timeout: time.Minute}).Get(t.Context(), s.at("/"), "*/*")
			require.ErrorIs(t, err, c.kind)
			require.Zero(t, r, "half an answer is none")
			require.Equal(t, c.retry, outbound.Retryable(err))
		})
	}
	t.Cleanup(func() { require.Less(t, sent.Load(), int64(gigabyte/8), "what is too large is not read to its end") })

	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "identity")
		_, _ = w.Write(make([]byte, outbound.DefaultMaxBody))
	})
	r, err := s.client(outbound.Options{}).Get(t.Context(), s.at("/"), "*/*")
	require.NoError(t, err)
	require.Len(t, r.Body, outbound.DefaultMaxBody)
}

func TestSEC18ASlowServerIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	require.Equal(t, 5*time.Second, outbound.DefaultTimeout)
	for name, h := range map[string]http.HandlerFunc{
		"it says nothing": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"its body does not end": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
		"it redirects for ever": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "127.0.0.1", h)
			c := s.client(outbound.Options{Timeout: 200 * time.Millisecond})
			_, err := c.Follow(t.Context(), s.at("/"), "*/*", 1<<30)
			require.ErrorIs(t, err, outbound.ErrTimeout)
			require.True(t, outbound.Retryable(err))
		})
	}
	t.Run("it never speaks TLS", func(t *testing.T) {
		t.Parallel()
		l := newTrap(t)
		c := outbound.New(outbound.Options{Timeout: 200 * time.Millisecond, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
		_, err := c.Get(t.Context(), "https://127.0.0.1:"+l.port, "*/*")
		require.ErrorIs(t, err, outbound.ErrTimeout)
	})
}

func TestACallerWhoGivesUpIsNotBlamedOnTheServer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, "127.0.0.1", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := s.client(outbound.Options{}).Get(ctx, s.at("/"), "*/*")
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, outbound.ErrUnreachable)
	require.True(t, outbound.Retryable(err))
}

func TestWhatDoesNotAnswerIsSaidWithoutTheDetails(t *testing.T) {
	t.Parallel()
	closed := newTrap(t)
	require.NoError(t, closed.Close())
	plain := newTrap(t)
	go func() {
		if conn, err := plain.Accept(); err == nil {
			_, _ = io.WriteString(conn, "220 mail.internal ESMTP\r\n")
			_ = conn.Close()
		}
	}()
	c := outbound.New(outbound.Options{
		Resolver: resolving("here.test", "127.0.0.1"), Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	for address, says := range map[string]string{
		"https://nowhere.test/":                 "does not resolve",
		"https://here.test:" + closed.port:      "could not be reached",
		"http://here.test:" + plain.port:        "could not be reached",
		"https://127.0.0.1:" + closed.port:      "could not be reached",
		"http://127.0.0.1:" + closed.port + "/": "could not be reached",
	} {
		_, err := c.Get(t.Context(), address, "*/*")
		require.ErrorIs(t, err, outbound.ErrUnreachable, address)
		require.ErrorContains(t, err, says)
		require.True(t, outbound.Retryable(err))
		for _, tell := range []string{"127.0.0.1", "here", "refused", "mail.internal"} {
			require.NotContains(t, err.Error(), tell)
		}
	}
	require.False(t, outbound.Retryable(errors.New("another")))
}

func TestAHostsAddressesAreTriedInTurn(t *testing.T) {
	t.Parallel()
	s := serve(t, "127.0.0.2", hello)
	o := outbound.Options{
		Allow:    []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Resolver: resolving("example.com", "127.0.0.3 ::ffff:127.0.0.2"),
	}
	r, err := s.client(o).Get(t.Context(), s.at("/"), "*/*")
	require.NoError(t, err)
	require.Equal(t, "hello", string(r.Body))

	o.Resolver = resolving("example.com", "127.0.0.3 127.0.0.4 127.0.0.5 127.0.0.2")
	_, err = s.client(o).Get(t.Context(), s.at("/"), "*/*")
	require.ErrorIs(t, err, outbound.ErrUnreachable, "not more than three of them")
}

func TestACertificateIsBelievedOnlyWhereItMayBe(t *testing.T) {
	t.Parallel()
	s := serve(t, "127.0.0.1", hello)
	nobody := x509.NewCertPool()
	n := resolving("example.com", "127.0.0.1")
	n.answers["other.test"] = [][]netip.Addr{{netip.MustParseAddr("127.0.0.1")}}

	_, err := s.client(outbound.Options{TLSRoots: nobody}).Get(t.Context(), s.at("/"), "*/*")
	require.ErrorIs(t, err, outbound.ErrUnreachable)
	require.ErrorContains(t, err, "certificate")
	_, err = s.client(outbound.Options{Resolver: n}).Get(t.Context(), "https://other.test:"+s.port, "*/*")
	require.ErrorContains(t, err, "certificate", "another host's certificate")

	_, err = s.client(outbound.Options{TLSRoots: nobody, InsecureTLSForAllowed: true}).Get(t.Context(), s.at("/"), "*/*")
	require.NoError(t, err, "a deployment that is tested takes any certificate inside what it opened")

	n.answers["mixed.test"] = [][]netip.Addr{{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.0.1.1")}}
	_, err = s.client(outbound.Options{TLSRoots: nobody, InsecureTLSForAllowed: true, Resolver: n}).Get(t.Context(), "https://mixed.test:"+s.port, "*/*")
	require.ErrorContains(t, err, "certificate", "a host that has a public address too is not inside")
}

func TestPlainHTTPIsForAllowedNetworksAlone(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(hello))
	t.Cleanup(s.Close)
	for allow, want := range map[string]error{"127.0.0.0/8": nil, "127.0.0.2/32": outbound.ErrRefused} {
		_, err := outbound.New(outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix(allow)}}).Get(t.Context(), s.URL, "*/*")
		require.ErrorIs(t, err, want)
	}
	c := outbound.New(outbound.Options{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Resolver: resolving("mixed.test", "192.0.1.1 127.0.0.1"),
	})
	_, err := c.Get(t.Context(), "http://mixed.test/", "*/*")
	require.ErrorIs(t, err, outbound.ErrRefused, "a host is inside with all its addresses or not at all")
}

func TestTheEnvironmentsProxyIsNotUsed(t *testing.T) {
	l := newTrap(t)
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:"+l.port)
	s := serve(t, "127.0.0.1", hello)
	_, err := s.client(outbound.Options{}).Get(t.Context(), s.at("/"), "*/*")
	require.NoError(t, err)
	l.untouched(t)
}

func TestHowLongAnAnswerMayBeKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		control []string
		age     string
		want    time.Duration
		fresh   time.Duration
	}{
		"nothing said":        {nil, "", 0, 5 * time.Minute},
		"an hour":             {[]string{"max-age=3600"}, "", time.Hour, time.Hour},
		"among others":        {[]string{"public, Max-Age=3600, immutable"}, "", time.Hour, time.Hour},
		"quoted":              {[]string{`max-age="3600"`}, "", time.Hour, time.Hour},
		"on the second line":  {[]string{"public", "max-age=3600"}, "", time.Hour, time.Hour},
		"old already":         {[]string{"max-age=3600"}, "600", 50 * time.Minute, 50 * time.Minute},
		"older than that":     {[]string{"max-age=3600"}, "7200", 0, 5 * time.Minute},
		"a moment":            {[]string{"max-age=1"}, "", time.Second, 5 * time.Minute},
		"for ever":            {[]string{"max-age=31536000"}, "", 365 * 24 * time.Hour, 24 * time.Hour},
		"a number too large":  {[]string{"max-age=99999999999999999999999"}, "", (1 << 31) * time.Second, 24 * time.Hour},
		"not a number":        {[]string{"max-age=-1"}, "x", 0, 5 * time.Minute},
		"not to be stored":    {[]string{"no-store, max-age=3600"}, "", 0, 5 * time.Minute},
		"to be asked again":   {[]string{"max-age=3600, no-cache"}, "", 0, 5 * time.Minute},
		"a word like another": {[]string{"x-max-age=3600"}, "", 0, 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "127.0.0.1", func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Cache-Control"] = c.control
				if c.age != "" {
					w.Header().Set("Age", c.age)
				}
			})
			r, err := s.client(outbound.Options{}).Get(t.Context(), s.at("/"), "*/*")
			require.NoError(t, err)
			require.Equal(t, c.want, r.MaxAge)
			require.Equal(t, c.fresh, r.Fresh())
			require.Empty(t, r.ContentType)
		})
	}
}
