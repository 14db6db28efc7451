package httpx

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// Certificate is what a server shows for itself: a certificate and its key, from
// two PEM files that may be replaced while it runs.
type Certificate struct {
	certFile, keyFile string
	current           atomic.Pointer[tls.Certificate]
	tried             [sha256.Size]byte // what the files held when they were last looked at
}

// LoadCertificate reads the files of a certificate, followed by the chain that
// leads to its authority, and of its key.
func LoadCertificate(certFile, keyFile string) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile}
	if err := c.load(); err != nil {
		return nil, fmt.Errorf("the server's certificate cannot be used: %w", err)
	}
	return c, nil
}

// Leaf is the certificate itself, as it is now.
func (c *Certificate) Leaf() *x509.Certificate { return c.current.Load().Leaf }

// Follow looks at the files at every tick, until ctx ends. Connections made after
// a change see the new certificate; the old one stays when the new files cannot
// be used, which is logged once for each attempt at replacing them. It goes by
// what the files hold, so that it does not matter how they are replaced.
func (c *Certificate) Follow(ctx context.Context, ticks <-chan time.Time, log *slog.Logger) {
	trouble := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		before := c.tried
		err := c.load()
		switch replaced := c.tried != before; {
		case err == nil && replaced:
			log.InfoContext(ctx, "the certificate was replaced", "expires", c.Leaf().NotAfter)
		case err != nil && (replaced || err.Error() != trouble):
			log.ErrorContext(ctx, "the new certificate cannot be used, the old one stays", "error", err.Error())
		}
		trouble = ""
		if err != nil {
			trouble = err.Error()
		}
	}
}

// load takes over what the files hold unless that was tried already. Its errors
// name no path and no content.
func (c *Certificate) load() error {
	cert, err := readFile(c.certFile)
	if err != nil {
		return err
	}
	key, err := readFile(c.keyFile)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append(append(cert[:len(cert):len(cert)], 0), key...))
	if sum == c.tried {
		return nil
	}
	c.tried = sum
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return err
	}
	c.current.Store(&pair)
	return nil
}

func readFile(name string) ([]byte, error) {
	b, err := os.ReadFile(name) //nolint:gosec // the operator names the file
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return nil, p.Err
	}
	return b, err
}

// tlsConfig is what conformance to BCP 195 (RFC 9325) and FAPI 2.0 asks for: TLS
// 1.3 or, for those who do not speak it, 1.2 with forward secrecy and
// authenticated encryption. Go's own choice would still take CBC.
func tlsConfig(c *Certificate, ask bool) *tls.Config {
	config := &tls.Config{
		MinVersion: tls.VersionTLS12,
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current.Load(), nil },
	}
	if ask {
		config.ClientAuth = tls.RequestClientCert
	}
	return config
}
