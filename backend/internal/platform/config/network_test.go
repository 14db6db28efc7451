package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/config"
)

// files are a certificate and a file that is none.
func files(t *testing.T) (cert, rubbish string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	dir := t.TempDir()
	cert, rubbish = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "rubbish")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(rubbish, []byte("hunter2"), 0o600))
	return cert, rubbish
}

func TestCertificatesOfClientsAndNetworksToFetchFromAreOffUnlessSet(t *testing.T) {
	t.Parallel()
	c, err := config.Load(env{}.lookup, config.Flags{})
	require.NoError(t, err)
	require.Empty(t, c.MTLSListen)
	require.Nil(t, c.MTLSURL)
	require.Empty(t, c.ClientCertHeader)
	require.Nil(t, c.ClientCAs)
	require.Empty(t, c.OutboundAllow)
	require.False(t, c.OutboundInsecureTLS)
}

func TestCertificatesOfClientsComeByAListenerOrByAProxy(t *testing.T) {
	t.Parallel()
	cert, _ := files(t)
	c, err := config.Load(production(env{
		"ALIAS_TLS_CERT": cert, "ALIAS_TLS_KEY": cert, "ALIAS_MTLS_LISTEN": ":1", "ALIAS_MTLS_URL": "https://id.example.com:8444", "ALIAS_TLS_CLIENT_CA": cert,
	}).lookup, config.Flags{MTLSListen: ":8444"})
	require.NoError(t, err)
	require.Equal(t, ":8444", c.MTLSListen, "the flag wins")
	require.Equal(t, "https://id.example.com:8444", c.MTLSURL.String())
	pem, err := os.ReadFile(cert)
	require.NoError(t, err)
	want := x509.NewCertPool()
	require.True(t, want.AppendCertsFromPEM(pem))
	require.True(t, c.ClientCAs.Equal(want))

	c, err = config.Load(production(env{
		"ALIAS_TRUSTED_PROXIES": "10.0.0.0/8", "ALIAS_CLIENT_CERT_HEADER": "X-SSL-Client-Cert", "ALIAS_MTLS_URL": "https://mtls.id.example.com",
	}).lookup, config.Flags{})
	require.NoError(t, err)
	require.Equal(t, "X-SSL-Client-Cert", c.ClientCertHeader)
	require.Equal(t, "https://mtls.id.example.com", c.MTLSURL.String())
	require.Empty(t, c.MTLSListen)

	c, err = config.Load(production(env{"ALIAS_TRUSTED_PROXIES": "10.0.0.0/8", "ALIAS_CLIENT_CERT_HEADER": "Client-Cert"}).lookup, config.Flags{})
	require.NoError(t, err, "the proxy may ask at the base URL itself")
	require.Nil(t, c.MTLSURL)
}

func TestADeploymentThatIsTestedOpensNetworks(t *testing.T) {
	t.Parallel()
	c, err := config.Load(production(env{"ALIAS_OUTBOUND_ALLOW": "127.0.0.1/8,::1", "ALIAS_OUTBOUND_INSECURE_TLS": "true"}).lookup, config.Flags{})
	require.NoError(t, err)
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, c.OutboundAllow)
	require.True(t, c.OutboundInsecureTLS)
	require.Contains(t, c.Redacted(), config.Setting{Name: "ALIAS_OUTBOUND_ALLOW", Value: "127.0.0.1/8,::1", From: "environment"})

	c, err = config.Load(env{"ALIAS_OUTBOUND_ALLOW": "10.0.0.0/8", "ALIAS_OUTBOUND_INSECURE_TLS": "false"}.lookup, config.Flags{})
	require.NoError(t, err)
	require.False(t, c.OutboundInsecureTLS)
}

func TestAMistakeAboutNetworksIsASentenceThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	cert, rubbish := files(t)
	const url, header, proxies = "ALIAS_MTLS_URL", "ALIAS_CLIENT_CERT_HEADER", "ALIAS_TRUSTED_PROXIES"
	behind := func(more env) env {
		e := env{header: "Client-Cert", proxies: "10.0.0.0/8"}
		for name, value := range more {
			e[name] = value
		}
		return e
	}
	for name, c := range map[string]struct {
		env  env
		says string
	}{
		"mTLS listener: no port":             {env{"ALIAS_MTLS_LISTEN": "hunter2", "ALIAS_TLS_CERT": cert, "ALIAS_TLS_KEY": cert, url: "https://m.example.com"}, "ALIAS_MTLS_LISTEN is not an address to listen on"},
		"mTLS listener: no certificate":      {env{"ALIAS_MTLS_LISTEN": ":1", url: "https://m.example.com"}, "ALIAS_MTLS_LISTEN needs ALIAS_TLS_CERT"},
		"mTLS listener: no address":          {env{"ALIAS_MTLS_LISTEN": ":1", "ALIAS_TLS_CERT": cert, "ALIAS_TLS_KEY": cert}, "ALIAS_MTLS_LISTEN needs ALIAS_MTLS_URL"},
		"mTLS URL: nothing asks":             {env{url: "https://m.example.com"}, "set ALIAS_MTLS_LISTEN, or ALIAS_CLIENT_CERT_HEADER behind a proxy"},
		"mTLS URL: not one":                  {behind(env{url: "hunter2"}), "ALIAS_MTLS_URL is not a URL"},
		"mTLS URL: path":                     {behind(env{url: "https://m.example.com/hunter2"}), "ALIAS_MTLS_URL must not have a path"},
		"mTLS URL: slash":                    {behind(env{url: "https://m.example.com/"}), "ALIAS_MTLS_URL must not end with a slash"},
		"mTLS URL: http":                     {behind(env{url: "http://localhost:1"}), "ALIAS_MTLS_URL must begin with https"},
		"mTLS URL: the base URL":             {behind(env{url: "https://id.example.com"}), "another host or port than ALIAS_BASE_URL"},
		"client certificates: no proxy":      {env{header: "Client-Cert"}, "ALIAS_CLIENT_CERT_HEADER needs ALIAS_TRUSTED_PROXIES"},
		"client certificates: not a name":    {behind(env{header: "hunter2: x"}), "ALIAS_CLIENT_CERT_HEADER is not a header"},
		"client certificates: another's":     {behind(env{header: "Authorization"}), "ALIAS_CLIENT_CERT_HEADER is not a header of its own"},
		"authorities: missing file":          {env{"ALIAS_TLS_CLIENT_CA": "/hunter2/none"}, "ALIAS_TLS_CLIENT_CA names a file that cannot be read (no such file or directory)"},
		"authorities: no certificate":        {env{"ALIAS_TLS_CLIENT_CA": rubbish}, "without a certificate"},
		"outbound: nonsense":                 {env{"ALIAS_OUTBOUND_ALLOW": "hunter2"}, "ALIAS_OUTBOUND_ALLOW has an entry that is not a network"},
		"outbound: everything":               {env{"ALIAS_OUTBOUND_ALLOW": "::/0"}, "ALIAS_OUTBOUND_ALLOW must not open the whole internet"},
		"outbound: any certificate anywhere": {env{"ALIAS_OUTBOUND_INSECURE_TLS": "true"}, "ALIAS_OUTBOUND_INSECURE_TLS needs ALIAS_OUTBOUND_ALLOW"},
		"outbound: neither yes nor no":       {env{"ALIAS_OUTBOUND_INSECURE_TLS": "hunter2"}, "ALIAS_OUTBOUND_INSECURE_TLS must be true or false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(production(c.env).lookup, config.Flags{})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "hunter2", "a mistake must not repeat what was set")
			require.Equal(t, 1, strings.Count(err.Error()+"\n", "\n"), "one mistake, one sentence: %s", err)
			require.Regexp(t, `^[A-Z].*\.$`, err.Error())
		})
	}
}
