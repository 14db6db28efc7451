package httpx_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/httpx"
)

// startTLS serves h until the test ends, and answers where.
func startTLS(t *testing.T, c *httpx.Certificate, ask bool, h http.Handler) (address string) {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	s := httpx.Server{Listener: ln, Handler: h, Log: slog.New(slog.DiscardHandler), Certificate: c, AskForCertificate: ask, Drain: time.Second}
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return ln.Addr().String()
}

// served is a server with a certificate of its own.
func served(t *testing.T, ofRSA bool) (address string, cert issued) {
	t.Helper()
	cert = issue(t, "server", nil, newKey(t, ofRSA), forServers)
	c, err := httpx.LoadCertificate(cert.write(t, t.TempDir()))
	require.NoError(t, err)
	return startTLS(t, c, false, http.HandlerFunc(ok)), cert
}

// handshake answers what two ends agreed on.
func handshake(t *testing.T, address string, c *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	d := tls.Dialer{Config: c}
	conn, err := d.DialContext(t.Context(), "tcp", address)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer func() { _ = conn.Close() }()
	return conn.(*tls.Conn).ConnectionState(), nil //nolint:errcheck,forcetypeassert // a tls.Dialer makes no other
}

func TestTLSVersionsAreThePresentOnes(t *testing.T) {
	t.Parallel()
	address, cert := served(t, false)
	for name, c := range map[string]struct{ from, to, agreed uint16 }{
		"1.0 is refused":                       {tls.VersionTLS10, tls.VersionTLS10, 0},
		"1.1 is refused":                       {tls.VersionTLS10, tls.VersionTLS11, 0},
		"1.2 alone is enough":                  {tls.VersionTLS10, tls.VersionTLS12, tls.VersionTLS12},
		"1.3 is preferred":                     {tls.VersionTLS12, tls.VersionTLS13, tls.VersionTLS13},
		"1.3 is preferred by old clients' too": {tls.VersionTLS10, tls.VersionTLS13, tls.VersionTLS13},
		"1.3 alone":                            {tls.VersionTLS13, tls.VersionTLS13, tls.VersionTLS13},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := handshake(t, address, &tls.Config{RootCAs: cert.pool(), MinVersion: c.from, MaxVersion: c.to})
			if c.agreed == 0 {
				require.ErrorContains(t, err, "protocol version")
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.agreed, got.Version)
		})
	}
}

func TestTLS12HasForwardSecrecyAndAuthenticatedEncryptionOrNothing(t *testing.T) {
	t.Parallel()
	good := map[string]bool{
		"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": true, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": true, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": true,
		"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": true, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": true, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": true,
	}
	for kind, ofRSA := range map[string]bool{"ECDSA": false, "RSA": true} {
		address, cert := served(t, ofRSA)
		for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			if suite.SupportedVersions[0] > tls.VersionTLS12 {
				continue
			}
			t.Run(kind+" "+suite.Name, func(t *testing.T) {
				t.Parallel()
				got, err := handshake(t, address, &tls.Config{RootCAs: cert.pool(), MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite.ID}})
				if !good[suite.Name] || !strings.HasPrefix(suite.Name, "TLS_ECDHE_"+kind) {
					require.Error(t, err)
					return
				}
				require.NoError(t, err)
				require.Equal(t, suite.ID, got.CipherSuite)
			})
		}
	}
}

func TestHTTP2IsSpokenOverTLS(t *testing.T) {
	t.Parallel()
	address, cert := served(t, false)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: cert.pool()}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get("https://" + address)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, "hello", string(body))
	require.Equal(t, 2, res.ProtoMajor)
}

func TestANewCertificateIsShownWithoutARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := issue(t, "first", nil, newKey(t, false), forServers), issue(t, "second", nil, newKey(t, false), forServers)
	cert, key := first.write(t, dir)
	c, err := httpx.LoadCertificate(cert, key)
	require.NoError(t, err)
	address := startTLS(t, c, false, http.HandlerFunc(ok))

	var log bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	ticks, ended := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(ended)
		c.Follow(ctx, ticks, slog.New(slog.NewTextHandler(&log, nil)))
	}()
	look := func() { // the second tick is taken only when the first one was dealt with
		ticks <- now()
		ticks <- now()
	}
	shown := func() string {
		got, err := handshake(t, address, &tls.Config{InsecureSkipVerify: true})
		require.NoError(t, err)
		require.Equal(t, got.PeerCertificates[0].Raw, c.Leaf().Raw)
		return got.PeerCertificates[0].Subject.CommonName
	}

	old, err := tls.Dial("tcp", address, &tls.Config{RootCAs: first.pool(), NextProtos: []string{"http/1.1"}})
	require.NoError(t, err)
	defer func() { _ = old.Close() }()
	look()
	require.Empty(t, log.String(), "nothing changed")

	require.NoError(t, os.WriteFile(cert, second.pem(), 0o600))
	look()
	require.Equal(t, "first", shown(), "half a change is none")
	require.Equal(t, 1, strings.Count(log.String(), "the old one stays"), "and is said once: %s", log.String())

	second.write(t, dir)
	look()
	require.Equal(t, "second", shown())
	require.Equal(t, 1, strings.Count(log.String(), "was replaced"))
	_, err = io.WriteString(old, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	require.NoError(t, err)
	answer, err := io.ReadAll(old)
	require.NoError(t, err)
	require.Contains(t, string(answer), "hello", "a connection that is open stays open")

	require.NoError(t, os.Remove(key))
	look()
	require.NoError(t, os.WriteFile(cert, []byte("rubbish"), 0o600))
	require.NoError(t, os.WriteFile(key, []byte("rubbish"), 0o600))
	look()
	require.Equal(t, "second", shown())
	require.Equal(t, 3, strings.Count(log.String(), "the old one stays"), "one for each attempt: %s", log.String())

	first.write(t, dir)
	look()
	require.Equal(t, "first", shown(), "what was right once is right again")
	stop()
	<-ended
	require.NotContains(t, log.String(), dir)
	require.NotContains(t, log.String(), "rubbish")
}

func TestACertificateThatCannotBeUsedIsExplained(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, other := issue(t, "one", nil, newKey(t, false), forServers), issue(t, "other", nil, newKey(t, false), forServers)
	cert, key := one.write(t, dir)
	_, err := httpx.LoadCertificate(cert, dir+"/none")
	require.ErrorContains(t, err, "no such file")
	require.NotContains(t, err.Error(), dir)
	require.NoError(t, os.WriteFile(cert, other.pem(), 0o600))
	_, err = httpx.LoadCertificate(cert, key)
	require.ErrorContains(t, err, "private key does not match")
}

func TestOnlyAServerThatAsksIsShownACertificate(t *testing.T) {
	t.Parallel()
	own := issue(t, "server", nil, newKey(t, false), forServers)
	c, err := httpx.LoadCertificate(own.write(t, t.TempDir()))
	require.NoError(t, err)
	ca := issue(t, "authority", nil, newKey(t, false), authority)
	between := issue(t, "between", &ca, newKey(t, false), authority)
	b := setup(t)
	b.opts.ClientCAs = ca.pool()
	h := httpx.Chain(b.opts)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, who(r)) }))
	asking, silent := startTLS(t, c, true, h), startTLS(t, c, false, h)

	for name, x := range map[string]struct {
		address string
		shown   *tls.Certificate
		want    string
	}{
		"no certificate":                          {asking, nil, "nobody"},
		"of a known authority":                    {asking, shown(issue(t, "known", &ca, newKey(t, true), forClients).tls()), "known, verified"},
		"with the chain in the handshake":         {asking, shown(issue(t, "deep", &between, newKey(t, false), forClients).tls(between)), "deep, verified"},
		"self-signed":                             {asking, shown(issue(t, "self", nil, newKey(t, false), forClients).tls()), "self"},
		"a listener that does not ask sees none":  {silent, shown(issue(t, "known", &ca, newKey(t, false), forClients).tls()), "nobody"},
		"and serves those who would not show one": {silent, nil, "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := &tls.Config{RootCAs: own.pool()}
			if x.shown != nil {
				config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return x.shown, nil }
			}
			transport := &http.Transport{TLSClientConfig: config}
			defer transport.CloseIdleConnections()
			res, err := (&http.Client{Transport: transport}).Get("https://" + x.address)
			require.NoError(t, err)
			defer func() { _ = res.Body.Close() }()
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.Equal(t, x.want, string(body))
		})
	}

	t.Run("a certificate without its key is no certificate", func(t *testing.T) {
		t.Parallel()
		stolen := tls.Certificate{Certificate: [][]byte{issue(t, "known", &ca, newKey(t, false), forClients).cert.Raw}, PrivateKey: newKey(t, false)}
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: own.pool(), Certificates: []tls.Certificate{stolen}}}
		defer transport.CloseIdleConnections()
		_, err := (&http.Client{Transport: transport}).Get("https://" + asking) //nolint:bodyclose // there is no answer
		require.Error(t, err)
	})
}

func shown(c tls.Certificate) *tls.Certificate { return &c }

// who is what the chain says about a caller's certificate.
func who(r *http.Request) string {
	cert, verified := httpx.ClientCertificate(r.Context())
	switch {
	case cert == nil:
		return "nobody"
	case verified:
		return cert.Subject.CommonName + ", verified"
	}
	return cert.Subject.CommonName
}
