package conformance_test

import (
	"crypto/tls"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goodSuites are the suites of TLS 1.2 that BCP 195 recommends, with ChaCha20.
func goodSuites() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	}
}

// TestTLS is what FAPI 2 demands of the TLS of every endpoint.
func TestTLS(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"main": world.alias.URL, "mtls": world.alias.MTLS} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(address)
			require.NoError(t, err)
			t.Run("no-old-version: BCP 195 3.1.1", func(t *testing.T) { t.Parallel(); oldVersions(t, u.Host) })
			t.Run("tls-1.3-preferred: FAPI 2.0 SP 5.2.1", func(t *testing.T) { t.Parallel(); newVersion(t, u.Host) })
			t.Run("tls-1.2-suites: BCP 195 4.2", func(t *testing.T) { t.Parallel(); suites(t, u.Host) })
		})
	}
	t.Run("every-endpoint: FAPI 2.0 SP 5.2.1", func(t *testing.T) { t.Parallel(); endpointHosts(t) })
}

// shake shakes hands and answers what was agreed.
func shake(t *testing.T, host string, c *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	c.RootCAs, c.ServerName = world.alias.Roots, "localhost"
	d := tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: c}
	conn, err := d.DialContext(t.Context(), "tcp", host)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer func() { _ = conn.Close() }()
	secure, ok := conn.(*tls.Conn)
	require.True(t, ok)
	return secure.ConnectionState(), nil
}

func oldVersions(t *testing.T, host string) {
	t.Helper()
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		_, err := shake(t, host, &tls.Config{MinVersion: version, MaxVersion: version, CipherSuites: allSuites()})
		require.Error(t, err, tls.VersionName(version))
	}
}

func newVersion(t *testing.T, host string) {
	t.Helper()
	state, err := shake(t, host, &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13})
	require.NoError(t, err)
	assert.Equal(t, tls.VersionName(tls.VersionTLS13), tls.VersionName(state.Version))
	_, err = shake(t, host, &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12})
	require.NoError(t, err, "TLS 1.2 is there for those who need it")
}

// suites offers every suite alone.
func suites(t *testing.T, host string) {
	t.Helper()
	agreed := 0
	for _, id := range allSuites() {
		_, err := shake(t, host, &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{id}})
		if err == nil {
			assert.Contains(t, goodSuites(), id, "%s was agreed to", tls.CipherSuiteName(id))
			agreed++
		}
	}
	assert.GreaterOrEqual(t, agreed, 2, "suites that fit the certificate")
}

func allSuites() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if s.SupportedVersions[0] < tls.VersionTLS13 {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// endpointHosts wants every endpoint at one of the two addresses that were examined.
func endpointHosts(t *testing.T) {
	t.Helper()
	i := issuer(t, strict)
	mtls, ok := i.Meta["mtls_endpoint_aliases"].(map[string]any)
	require.True(t, ok, "mtls_endpoint_aliases")
	for name, v := range i.Meta {
		if address, isText := v.(string); isText && name != "service_documentation" {
			assert.Regexp(t, "^"+world.alias.URL+"/", address, name)
		}
	}
	for name, v := range mtls {
		assert.Regexp(t, "^"+world.alias.MTLS+"/", v, name)
		assert.NotEmpty(t, i.Meta.Text(name), "an alias of an endpoint")
	}
}
