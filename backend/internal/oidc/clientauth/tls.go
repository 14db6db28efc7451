package clientauth

import (
	"context"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/dn"
)

// byName checks tls_client_auth (RFC 8705 2.1): a certificate of a trusted
// authority, for the one name that the client's settings hold.
func byName(c client.Client, p proof.Presented) error {
	switch {
	case p.Certificate == nil:
		return oauth.NewError(oauth.ClientCertMissing)
	case !p.Verified:
		return oauth.NewError(oauth.ClientCertUntrusted).Saw("a certificate that leads to no such authority", "one that does, within its time")
	}
	set, fits := name(c, p.Certificate)
	if !fits {
		return oauth.NewError(oauth.ClientCertWrong).Saw("a certificate of "+p.Certificate.Subject.String(), set)
	}
	return nil
}

// name is the name that a client's certificate must have, and whether this one does.
func name(c client.Client, cert *x509.Certificate) (set string, fits bool) {
	switch {
	case c.TLSSubjectDN != "":
		n, err := dn.Parse(c.TLSSubjectDN)
		return "the subject " + c.TLSSubjectDN, err == nil && n.Is(cert.RawSubject)
	case c.TLSSanDNS != "":
		return "the DNS name " + c.TLSSanDNS, slices.ContainsFunc(cert.DNSNames, func(s string) bool { return strings.EqualFold(s, c.TLSSanDNS) })
	case c.TLSSanURI != "":
		for _, u := range cert.URIs {
			fits = fits || u.String() == c.TLSSanURI
		}
		return "the URI " + c.TLSSanURI, fits
	case c.TLSSanIP != "":
		want, err := netip.ParseAddr(c.TLSSanIP)
		for _, ip := range cert.IPAddresses {
			has, ok := netip.AddrFromSlice(ip)
			fits = fits || err == nil && ok && has.Unmap() == want.Unmap()
		}
		return "the IP address " + c.TLSSanIP, fits
	case c.TLSSanEmail != "":
		return "the email address " + c.TLSSanEmail, slices.Contains(cert.EmailAddresses, c.TLSSanEmail)
	}
	return "a name in the client's settings", false
}

// byKey checks self_signed_tls_client_auth (RFC 8705 2.2): a certificate for one of
// the client's own keys. Who issued it does not matter, and neither does its time:
// it is the key that is registered.
func (a *Authenticator) byKey(ctx context.Context, c client.Client, p proof.Presented) error {
	if p.Certificate == nil {
		return oauth.NewError(oauth.ClientCertMissing)
	}
	set, err := a.Keys.Set(ctx, clientkeys.Of(c))
	if err != nil {
		return unverified(err, nil)
	}
	if !set.HasCertificate(p.Certificate) {
		return oauth.NewError(oauth.ClientCertWrong).Saw("a certificate of another key", "a certificate of one of the client's keys")
	}
	return nil
}
