package httpx_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/httpx"
)

// rfc9440 is a certificate as RFC 9440 2.2 writes it.
func rfc9440(i issued) string { return ":" + base64.StdEncoding.EncodeToString(i.cert.Raw) + ":" }

// nginx is a certificate as $ssl_client_escaped_cert has it.
func nginx(i issued) string { return strings.ReplaceAll(url.QueryEscape(string(i.pem())), "+", "%20") }

func TestSEC45OnlyATrustedProxyPassesACertificate(t *testing.T) {
	t.Parallel()
	ca := issue(t, "authority", nil, newKey(t, false), authority)
	alice, direct := issue(t, "alice", &ca, newKey(t, false), forClients), issue(t, "direct", &ca, newKey(t, false), forClients)
	const proxy, stranger = "10.0.0.1:1", "198.51.100.7:1"
	for name, c := range map[string]struct {
		setting string
		peer    string
		header  string
		values  []string
		inTLS   *issued
		want    string
	}{
		"RFC 9440":                             {"Client-Cert", proxy, "Client-Cert", []string{rfc9440(alice)}, nil, "alice, verified"},
		"percent-encoded PEM":                  {"X-SSL-Cert", proxy, "X-Ssl-Cert", []string{nginx(alice)}, nil, "alice, verified"},
		"none passed":                          {"Client-Cert", proxy, "Client-Cert", nil, nil, "nobody"},
		"an empty one":                         {"Client-Cert", proxy, "Client-Cert", []string{""}, nil, "nobody"},
		"a stranger's is worth nothing":        {"Client-Cert", stranger, "Client-Cert", []string{rfc9440(alice)}, nil, "nobody"},
		"a stranger's, in the other form":      {"X-SSL-Cert", stranger, "X-Ssl-Cert", []string{nginx(alice)}, nil, "nobody"},
		"a stranger beside a real one":         {"Client-Cert", stranger, "Client-Cert", []string{rfc9440(alice)}, &direct, "direct, verified"},
		"a proxy's, but it is not configured":  {"", proxy, "Client-Cert", []string{rfc9440(alice)}, nil, "nobody"},
		"a proxy's, under another name":        {"X-SSL-Cert", proxy, "Client-Cert", []string{rfc9440(alice)}, nil, "nobody"},
		"two: one of them is invented":         {"Client-Cert", proxy, "Client-Cert", []string{rfc9440(alice), rfc9440(direct)}, nil, "nobody"},
		"two in one line":                      {"Client-Cert", proxy, "Client-Cert", []string{rfc9440(alice) + ", " + rfc9440(direct)}, nil, "nobody"},
		"two in one PEM":                       {"Client-Cert", proxy, "Client-Cert", []string{nginx(alice) + nginx(direct)}, nil, "nobody"},
		"a key":                                {"Client-Cert", proxy, "Client-Cert", []string{"-----BEGIN%20PUBLIC%20KEY-----%0AAAAA%0A-----END%20PUBLIC%20KEY-----"}, nil, "nobody"},
		"not base64":                           {"Client-Cert", proxy, "Client-Cert", []string{":*:"}, nil, "nobody"},
		"not a certificate":                    {"Client-Cert", proxy, "Client-Cert", []string{":AAAA:"}, nil, "nobody"},
		"not percent-encoded":                  {"Client-Cert", proxy, "Client-Cert", []string{"%zz"}, nil, "nobody"},
		"a word":                               {"Client-Cert", proxy, "Client-Cert", []string{"(null)"}, nil, "nobody"},
		"the proxy's own is not its caller's":  {"Client-Cert", proxy, "Client-Cert", nil, &direct, "nobody"},
		"the proxy's own, and its caller's":    {"Client-Cert", proxy, "Client-Cert", []string{rfc9440(alice)}, &direct, "alice, verified"},
		"without the setting TLS alone counts": {"", proxy, "Client-Cert", []string{rfc9440(alice)}, &direct, "direct, verified"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.opts.TrustedProxies, b.opts.ClientCertHeader, b.opts.ClientCAs = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, c.setting, ca.pool()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			if c.values != nil {
				r.Header[c.header] = c.values
			}
			r.Header.Set("Client-Cert-Chain", rfc9440(ca))
			if c.inTLS != nil {
				r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{c.inTLS.cert}}
			}
			var got string
			b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = who(r)
				for _, name := range []string{c.setting, "Client-Cert", "Client-Cert-Chain"} {
					if _, left := r.Header[http.CanonicalHeaderKey(name)]; left {
						t.Errorf("%s went further in", name)
					}
				}
			}), r)
			require.Equal(t, c.want, got)
			require.NotContains(t, b.log.String(), "alice")
		})
	}
	cert, verified := httpx.ClientCertificate(t.Context())
	require.Nil(t, cert)
	require.False(t, verified)
}

func TestAnUnreadableCertificateOfAProxyIsLogged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.opts.TrustedProxies, b.opts.ClientCertHeader = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "Client-Cert"
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "10.0.0.1:1"
	r.Header.Set("Client-Cert", "canary")
	w := b.serve(http.HandlerFunc(ok), r)
	l := b.line(t, "a proxy passed a client certificate that cannot be read")
	require.Equal(t, w.Header().Get(httpx.CorrelationHeader), l["correlation_id"])
	require.NotContains(t, b.log.String(), "canary")
}

func TestACertificateIsVerifiedByItsAuthorityPurposeAndTime(t *testing.T) {
	t.Parallel()
	ca, other := issue(t, "authority", nil, newKey(t, false), authority), issue(t, "authority", nil, newKey(t, false), authority)
	between := issue(t, "between", &ca, newKey(t, false), authority)
	for name, c := range map[string]struct {
		cert issued
		cas  *x509.CertPool
		want bool
	}{
		"of the authority":                    {issue(t, "a", &ca, newKey(t, false), forClients), ca.pool(), true},
		"below what the file names":           {issue(t, "a", &between, newKey(t, false), forClients), between.pool(), true},
		"with a chain that is not there":      {issue(t, "a", &between, newKey(t, false), forClients), ca.pool(), false},
		"of another of that name":             {issue(t, "a", &other, newKey(t, false), forClients), ca.pool(), false},
		"self-signed":                         {issue(t, "a", nil, newKey(t, false), forClients), ca.pool(), false},
		"no authority is configured":          {issue(t, "a", &ca, newKey(t, false), forClients), nil, false},
		"for servers":                         {issue(t, "a", &ca, newKey(t, false), forServers), ca.pool(), false},
		"over at the time of our clock":       {issue(t, "a", &ca, newKey(t, false), func(c *x509.Certificate) { forClients(c); c.NotAfter = now().Add(-1e9) }), ca.pool(), false},
		"not begun at the time of our clock":  {issue(t, "a", &ca, newKey(t, false), func(c *x509.Certificate) { forClients(c); c.NotBefore = now().Add(1e9) }), ca.pool(), false},
		"with something critical nobody read": {issue(t, "a", &ca, newKey(t, false), critical), ca.pool(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for how, change := range map[string]func(*bundle, *http.Request){
				"in the handshake": func(_ *bundle, r *http.Request) {
					r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{c.cert.cert}}
				},
				"by a proxy, which is believed no more": func(b *bundle, r *http.Request) {
					b.opts.TrustedProxies, b.opts.ClientCertHeader = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "Client-Cert"
					r.RemoteAddr = "10.0.0.1:1"
					r.Header.Set("Client-Cert", rfc9440(c.cert))
				},
			} {
				b := setup(t)
				b.opts.ClientCAs = c.cas
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				change(b, r)
				b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					cert, verified := httpx.ClientCertificate(r.Context())
					if cert == nil || verified != c.want {
						t.Errorf("%s: %v, want %v", how, verified, c.want)
					}
				}), r)
			}
		})
	}
}

func TestTheSystemsAuthoritiesVerifyNoClient(t *testing.T) {
	ca := issue(t, "public authority", nil, newKey(t, false), authority)
	file, _ := ca.write(t, t.TempDir())
	t.Setenv("SSL_CERT_FILE", file)
	b := setup(t)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{issue(t, "a", &ca, newKey(t, false), forClients).cert}}
	var got string
	b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = who(r) }), r)
	require.Equal(t, "a", got)
}

func TestTheMTLSHostIsForgottenLikeAnyOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := httptest.NewRequest(http.MethodGet, "https://mtls.id.example/t/a", nil)
	r.TLS = &tls.ConnectionState{}
	var host string
	w := b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { host = r.Host }), r)
	require.Equal(t, http.StatusOK, w.Code, "every listener's host is served")
	require.Equal(t, "localhost:8080", host, "and what is made of it is the base URL")
}

func FuzzSEC45PassedCertificates(f *testing.F) {
	f.Add(":AAAA:")
	f.Add("-----BEGIN%20CERTIFICATE-----%0A")
	f.Fuzz(func(t *testing.T, value string) {
		b := setup(t)
		b.opts.TrustedProxies, b.opts.ClientCertHeader, b.opts.ClientCAs = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "Client-Cert", x509.NewCertPool()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header["Client-Cert"] = []string{value}
		w := b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if _, verified := httpx.ClientCertificate(r.Context()); verified {
				t.Error("verified by nobody")
			}
		}), r)
		require.Equal(t, http.StatusOK, w.Code)
	})
}
