package clientauth_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func named(c client.Client) url.Values { return url.Values{"client_id": {c.WireID()}} }

func TestRFC8705Section21TheNameOfACertificate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	now := b.clock.Now()
	page, err := url.Parse("spiffe://example/client")
	require.NoError(t, err)
	cert := b.authority.Certify(b.key, now, func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: "client", Organization: []string{"Example"}, Country: []string{"DE"}}
		c.DNSNames, c.URIs, c.IPAddresses, c.EmailAddresses = []string{"other.test", "client.test"}, []*url.URL{page}, []net.IP{net.ParseIP("2001:db8::1"), net.ParseIP("192.0.2.1")}, []string{"client@example.test"}
	})
	set := func(f func(*client.Protocol)) client.Client {
		return b.client(by(oauth.AuthTLS), func(c *client.Client) { f(&c.Protocol) })
	}
	for why, x := range map[string]struct {
		c    client.Client
		fits bool
	}{
		"tls_client_auth_subject_dn":             {set(func(p *client.Protocol) { p.TLSSubjectDN = "CN=client,O=Example,C=DE" }), true},
		"another subject":                        {set(func(p *client.Protocol) { p.TLSSubjectDN = "CN=client,O=Example" }), false},
		"the subject's common name is not a DNS": {set(func(p *client.Protocol) { p.TLSSanDNS = "client" }), false},
		"tls_client_auth_san_dns":                {set(func(p *client.Protocol) { p.TLSSanDNS = "Client.test" }), true},
		"another DNS name":                       {set(func(p *client.Protocol) { p.TLSSanDNS = "client.test.evil.test" }), false},
		"tls_client_auth_san_uri":                {set(func(p *client.Protocol) { p.TLSSanURI = "spiffe://example/client" }), true},
		"another URI":                            {set(func(p *client.Protocol) { p.TLSSanURI = "spiffe://example/client/" }), false},
		"tls_client_auth_san_ip":                 {set(func(p *client.Protocol) { p.TLSSanIP = "192.0.2.1" }), true},
		"tls_client_auth_san_ip, version 6":      {set(func(p *client.Protocol) { p.TLSSanIP = "2001:DB8:0::1" }), true},
		"another IP address":                     {set(func(p *client.Protocol) { p.TLSSanIP = "192.0.2.2" }), false},
		"tls_client_auth_san_email":              {set(func(p *client.Protocol) { p.TLSSanEmail = "client@example.test" }), true},
		"another email address":                  {set(func(p *client.Protocol) { p.TLSSanEmail = "Client@example.test" }), false},
		"no name at all":                         {set(func(*client.Protocol) {}), false},
	} {
		who, _, err := b.ask(sent{form: named(x.c), cert: cert}, false)
		if x.fits {
			require.NoError(t, err, why)
			require.Equal(t, x.c, who.Client)
			continue
		}
		require.Equal(t, oauth.InvalidClient, b.refused(err, oauth.ClientCertWrong).Code, why)
	}

	c := set(func(p *client.Protocol) { p.TLSSubjectDN = "CN=client,O=Example,C=DE" })
	for why, x := range map[string]struct {
		s      sent
		reason oauth.Reason
	}{
		"no certificate":                {sent{form: named(c)}, oauth.ClientCertMissing},
		"one that signs itself":         {sent{form: named(c), cert: b.key.Certificate(now)}, oauth.ClientCertUntrusted},
		"one of another authority":      {sent{form: named(c), cert: keytest.NewAuthority(t, now).Certify(b.key, now)}, oauth.ClientCertUntrusted},
		"one that has ended":            {sent{form: named(c), cert: b.authority.Certify(b.key, now.Add(-2*time.Hour))}, oauth.ClientCertUntrusted},
		"one for servers":               {sent{form: named(c), cert: b.authority.Certify(b.key, now, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })}, oauth.ClientCertUntrusted},
		"SEC-36: a secret":              {sent{form: url.Values{"client_id": {c.WireID()}, "client_secret": {"word"}}, cert: cert}, oauth.ClientAuthMethod},
		"SEC-36: an assertion":          {sent{form: asserts(b.assertion(c)), cert: cert}, oauth.ClientAuthMethod},
		"RFC 8705 2: without client_id": {sent{cert: cert}, oauth.ClientAuthMissing},
	} {
		_, _, err := b.ask(x.s, false)
		require.Equal(t, "Client authentication failed.", b.refused(err, x.reason).Description, why)
	}
}

func TestRFC8705Section22TheKeyOfACertificate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	now := b.clock.Now()
	c := b.client(by(oauth.AuthSelfSignedTLS))
	for why, cert := range map[string]*x509.Certificate{
		"signed by itself":        b.key.Certificate(now),
		"signed by somebody else": b.authority.Certify(b.key, now),
		"renewed":                 b.key.Certificate(now.Add(30 * time.Minute)),
		"past its time: it is the key that is registered": b.key.Certificate(now.Add(-24 * time.Hour)),
	} {
		_, _, err := b.ask(sent{form: named(c), cert: cert}, false)
		require.NoError(t, err, why)
	}
	_, _, err := b.ask(sent{form: named(c), cert: keytest.New(t, jose.ES256).Certificate(now)}, false)
	b.refused(err, oauth.ClientCertWrong)
	_, _, err = b.ask(sent{form: named(c)}, false)
	b.refused(err, oauth.ClientCertMissing)
	keyless := b.client(by(oauth.AuthSelfSignedTLS), func(c *client.Client) { c.JWKS = nil })
	_, _, err = b.ask(sent{form: named(keyless), cert: b.key.Certificate(now)}, false)
	b.refused(err, oauth.ClientKeysUnavailable)
}

func TestSEC36ACertificateIsNoSecondMethod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cert := b.key.Certificate(b.clock.Now())
	for why, s := range map[string]sent{
		"beside an assertion":     {form: asserts(b.assertion(b.client())), cert: cert},
		"beside a public client":  {form: named(b.client(by(oauth.AuthNone))), cert: cert},
		"beside a trusted secret": {form: asserts(b.assertion(b.client(fapi))), cert: b.authority.Certify(b.key, b.clock.Now())},
	} {
		_, _, err := b.ask(s, false)
		require.NoError(t, err, why)
	}
	_, _, err := b.ask(sent{form: named(b.client(by(oauth.AuthSecret))), cert: cert}, false)
	b.refused(err, oauth.ClientAuthMethod)
}
