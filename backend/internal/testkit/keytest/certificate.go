package keytest

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

// Authority issues certificates to clients.
type Authority struct {
	key  Key
	cert *x509.Certificate
}

// NewAuthority makes an authority whose certificates are in their time at now.
func NewAuthority(tb testing.TB, now time.Time) Authority {
	tb.Helper()
	k := New(tb, jose.ES256)
	t := template(tb, now)
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	return Authority{k, sign(tb, t, t, k, k)}
}

// Pool is the authority as those who trust it have it.
func (a Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// Certify makes a certificate for a key, with the template changed.
func (a Authority) Certify(k Key, now time.Time, change ...func(*x509.Certificate)) *x509.Certificate {
	k.tb.Helper()
	return sign(k.tb, template(k.tb, now, change...), a.cert, k, a.key)
}

// Certificate makes a certificate that the key signs itself.
func (k Key) Certificate(now time.Time, change ...func(*x509.Certificate)) *x509.Certificate {
	k.tb.Helper()
	t := template(k.tb, now, change...)
	return sign(k.tb, t, t, k, k)
}

func template(tb testing.TB, now time.Time, change ...func(*x509.Certificate)) *x509.Certificate {
	tb.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	require.NoError(tb, err)
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "client", Organization: []string{"Example"}, Country: []string{"DE"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	for _, c := range change {
		c(t)
	}
	return t
}

func sign(tb testing.TB, t, parent *x509.Certificate, of, by Key) *x509.Certificate {
	tb.Helper()
	der, err := x509.CreateCertificate(rand.Reader, t, parent, of.private.Public(), by.private)
	require.NoError(tb, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(tb, err)
	return cert
}

// Passed is a certificate as a proxy passes it on in a header (RFC 9440 2.1).
func Passed(cert *x509.Certificate) string {
	return ":" + base64.StdEncoding.EncodeToString(cert.Raw) + ":"
}
