package httpx

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

type presentedKey struct{}

type presented struct {
	cert     *x509.Certificate
	verified bool
}

// ClientCertificate is the certificate the caller of the request in ctx proved to
// hold the key of (RFC 8705), or nil: in the handshake of a server that asks for
// one, or in the handshake of a trusted proxy that passed it on. verified says
// that it is within its time, for authenticating clients, and leads to one of
// Options.ClientCAs; anybody can make one that is not verified.
func ClientCertificate(ctx context.Context) (cert *x509.Certificate, verified bool) {
	p, _ := ctx.Value(presentedKey{}).(presented)
	return p.cert, p.verified
}

// clientCertificate answers a context that knows the caller's certificate. The
// headers that may carry one end here, whoever sent them: what a stranger wrote
// into them is worth nothing, and nobody further in is tempted to look (SEC-45).
func (o Options) clientCertificate(ctx context.Context, r *http.Request) context.Context {
	passed := r.Header.Values(o.ClientCertHeader)
	for _, name := range []string{o.ClientCertHeader, "Client-Cert", "Client-Cert-Chain"} {
		r.Header.Del(name)
	}
	var cert *x509.Certificate
	var chain []*x509.Certificate
	switch {
	case o.ClientCertHeader != "" && trusts(o.TrustedProxies, peer(r)):
		// What the proxy itself shows in its handshake with us is not its caller's.
		var err error
		if cert, err = parsePassed(passed); err != nil {
			o.Log.ErrorContext(ctx, "a proxy passed a client certificate that cannot be read")
		}
	case r.TLS != nil && len(r.TLS.PeerCertificates) > 0:
		cert, chain = r.TLS.PeerCertificates[0], r.TLS.PeerCertificates[1:]
	}
	if cert == nil {
		return ctx
	}
	return context.WithValue(ctx, presentedKey{}, presented{cert, o.verifies(cert, chain)})
}

// parsePassed reads what a proxy passed: nothing, a byte sequence of DER (RFC
// 9440 2.2), or percent-encoded PEM as nginx writes it. Two certificates are
// none: one of them would be the caller's own invention.
func parsePassed(values []string) (*x509.Certificate, error) {
	if len(values) == 0 || (len(values) == 1 && values[0] == "") {
		return nil, nil //nolint:nilnil // no certificate is no error
	}
	if len(values) > 1 {
		return nil, errors.New("more than one client certificate was passed")
	}
	if rest, ok := strings.CutPrefix(values[0], ":"); ok {
		der, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(rest, ":"))
		if err != nil {
			return nil, err
		}
		return x509.ParseCertificate(der)
	}
	text, err := url.PathUnescape(values[0])
	if err != nil {
		return nil, err
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" || strings.TrimSpace(string(rest)) != "" {
		return nil, errors.New("what was passed is not one certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}

// verifies reports whether cert leads to an authority that clients' certificates
// must come from. A proxy is believed that its caller holds the key, not that it
// looked at the rest: one that lets self-signed certificates through does not.
func (o Options) verifies(cert *x509.Certificate, chain []*x509.Certificate) bool {
	if o.ClientCAs == nil {
		return false
	}
	between := x509.NewCertPool()
	for _, c := range chain {
		between.AddCert(c)
	}
	_, err := cert.Verify(x509.VerifyOptions{
		Roots: o.ClientCAs, Intermediates: between, CurrentTime: o.Clock.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err == nil
}
