package main_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// certify writes a certificate for 127.0.0.1 and its key into dir, over the ones
// that are there.
func certify(t *testing.T, dir, name string, until time.Time) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(k)
	require.NoError(t, err)
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), 0o600))
	return cert, key
}

// greet answers the name a server shows and whether it asked for ours; "" means
// that nobody answered.
func greet(address string) (name string, asked bool) {
	config := &tls.Config{InsecureSkipVerify: true, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return &tls.Certificate{}, nil
	}}
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		return "", false
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState().PeerCertificates[0].Subject.CommonName, asked
}

func TestTLSIsServedOnBothListenersAndItsCertificateMayChange(t *testing.T) {
	t.Parallel()
	d := setup(t)
	cert, key := certify(t, d.dir, "first", time.Now().Add(time.Hour))
	public, mutual := freePort(t), freePort(t)
	d.env = append(d.env, "ALIAS_BASE_URL=https://"+public, "ALIAS_TLS_CERT="+cert, "ALIAS_TLS_KEY="+key, "ALIAS_MTLS_URL=https://"+mutual)

	c := d.command("serve", "--listen", public, "--mtls-listen", mutual)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 20 * time.Second
	var out bytes.Buffer
	c.Stdout = &out
	require.NoError(t, c.Start())
	require.Eventually(t, func() bool { name, _ := greet(public); return name != "" }, 30*time.Second, 20*time.Millisecond)

	name, asked := greet(public)
	require.Equal(t, "first", name)
	require.False(t, asked, "a browser is never asked for a certificate")
	require.Eventually(t, func() bool { name, asked = greet(mutual); return name != "" }, 30*time.Second, 20*time.Millisecond)
	require.Equal(t, "first", name)
	require.True(t, asked)

	certify(t, d.dir, "second", time.Now().Add(time.Hour))
	for _, address := range []string{public, mutual} {
		require.Eventually(t, func() bool { name, _ := greet(address); return name == "second" }, 30*time.Second, 50*time.Millisecond)
	}
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	require.NoError(t, c.Wait())
	require.Contains(t, out.String(), "https://"+mutual)
}

func TestAListenerThatCannotServeIsExplained(t *testing.T) {
	t.Parallel()
	d := setup(t)
	cert, key := certify(t, d.dir, "first", time.Now().Add(time.Hour))
	listen := freePort(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	base := d.env
	d.env = slices.Concat(base, []string{"ALIAS_BASE_URL=https://" + listen, "ALIAS_TLS_CERT=" + cert, "ALIAS_TLS_KEY=" + key, "ALIAS_MTLS_URL=https://" + taken.Addr().String()})
	r := d.run("serve", "--listen", listen, "--mtls-listen", taken.Addr().String())
	require.Equal(t, 1, r.code)
	require.Contains(t, r.err, "is taken")
	require.Contains(t, r.err, "--mtls-listen")

	d.env = slices.Concat(base, []string{"ALIAS_BASE_URL=https://" + listen, "ALIAS_TLS_CERT=" + cert, "ALIAS_TLS_KEY=" + cert})
	r = d.run("serve", "--listen", listen)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.err, "--tls-cert and --tls-key")
}

func TestTheDoctorLooksAtTheNetwork(t *testing.T) {
	t.Parallel()
	d := setup(t)
	base := d.env
	doctor := func(env ...string) result {
		d.env = slices.Concat(base, env)
		return d.run("doctor")
	}
	cert, key := certify(t, d.dir, "first", time.Now().Add(time.Hour))
	files := []string{"ALIAS_TLS_CERT=" + cert, "ALIAS_TLS_KEY=" + key}

	r := doctor(append(files, "ALIAS_BASE_URL=https://127.0.0.1:8443")...)
	require.Zero(t, r.code, r.out)
	require.Contains(t, r.out, "certificate: valid until")
	require.Contains(t, r.out, "outbound requests: to public addresses\n")
	r = doctor(append(files, "ALIAS_BASE_URL=https://localhost:8443")...)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.out, "is not for localhost")
	r = doctor(append(files, "ALIAS_BASE_URL=https://127.0.0.1:8443", "ALIAS_MTLS_LISTEN=:8444", "ALIAS_MTLS_URL=https://localhost:8444")...)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.out, "is not for localhost")
	r = doctor("ALIAS_BASE_URL=https://127.0.0.1:8443", "ALIAS_TLS_CERT="+cert, "ALIAS_TLS_KEY="+cert)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.out, "MEND  certificate")
	certify(t, d.dir, "first", time.Now().Add(-time.Minute))
	r = doctor(append(files, "ALIAS_BASE_URL=https://127.0.0.1:8443")...)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.out, "and not now")

	r = doctor("ALIAS_OUTBOUND_ALLOW=127.0.0.0/8", "ALIAS_OUTBOUND_INSECURE_TLS=true")
	require.Zero(t, r.code, r.out)
	require.Contains(t, r.out, "ALIAS_OUTBOUND_ALLOW, there with any certificate")
}
