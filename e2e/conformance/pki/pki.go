// Package pki makes the certificates of a conformance run: for the provider, for
// the harness's own server, and for clients that authenticate by certificate.
// It must never make one that outlives the day.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"

	"alias.example/alias/e2e/conformance/moment"
)

// Authority is a certificate authority.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// New makes an authority of that name.
func New(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("a key for %s: %w", name, err)
	}
	template, err := lasting(name)
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("the certificate of %s: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{cert, key}, err
}

// Pool holds the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// WriteCertificate writes the authority's certificate as PEM.
func (a *Authority) WriteCertificate(path string) error {
	return writePEM(path, "CERTIFICATE", a.cert.Raw)
}

// Server makes a certificate for localhost and the loopback addresses.
func (a *Authority) Server() (tls.Certificate, error) {
	template, err := lasting("localhost")
	if err != nil {
		return tls.Certificate{}, err
	}
	template.DNSNames = []string{"localhost"}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	return issue(template, a)
}

// Client makes a certificate of a client, its subject being CN=name.
func (a *Authority) Client(name string) (tls.Certificate, error) {
	template, err := lasting(name)
	if err != nil {
		return tls.Certificate{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return issue(template, a)
}

// SelfSigned makes a certificate of a client that nobody vouches for (RFC 8705 2.2).
func SelfSigned(name string) (tls.Certificate, error) {
	template, err := lasting(name)
	if err != nil {
		return tls.Certificate{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return issue(template, nil)
}

// Write writes a certificate and its key as PEM files.
func Write(c tls.Certificate, certFile, keyFile string) error {
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return fmt.Errorf("the key of %s: %w", c.Leaf.Subject, err)
	}
	if err := writePEM(certFile, "CERTIFICATE", c.Certificate[0]); err != nil {
		return err
	}
	return writePEM(keyFile, "PRIVATE KEY", der)
}

// issue has the authority sign, or the new key itself without one.
func issue(template *x509.Certificate, by *Authority) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("a key for %s: %w", template.Subject, err)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the certificate of %s: %w", template.Subject, err)
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

func lasting(name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("a serial number: %w", err)
	}
	now := moment.Now()
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(23 * time.Hour),
	}, nil
}

func writePEM(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
