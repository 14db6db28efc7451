package client

import (
	"errors"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/dn"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/urls"
)

// checkAuthentication judges how the client proves itself (RFC 6749 2.3, RFC 7523
// 2.2, RFC 8705 2).
func checkAuthentication(c *Client, f *fault.Fields) {
	switch {
	case c.Type == Public && c.AuthMethod != oauth.AuthNone:
		f.Add("auth_method", "public", "A public client cannot keep a secret: its method is none.")
	case c.Type == Confidential && (c.AuthMethod == oauth.AuthNone || !slices.Contains(oauth.AuthMethods(), c.AuthMethod)):
		methods := oauth.AuthMethods()
		f.Add("auth_method", "unknown", "Choose one of "+strings.Join(methods[:len(methods)-1], ", ")+".")
	}
	if c.Type == Public && !c.RequirePKCE {
		f.Add("require_pkce", "public", "A public client must use PKCE.")
	}
	if c.Type == Public && c.KeepRefreshTokens && !c.DPoPBound {
		f.Add("rotate_refresh_tokens", "public", "A public client's refresh tokens are rotated, or bound to a key by DPoP (dpop_bound_access_tokens).")
	}
	subjects := c.tlsSubjects()
	var given []string
	for _, s := range subjects {
		if s.value == "" {
			continue
		}
		given = append(given, s.name)
		if why := s.check(s.value); why != "" {
			f.Add(s.name, "malformed", why)
		}
	}
	switch {
	case len(given) > 1:
		f.Add(given[1], "exclusive", "A certificate is recognised by one of the tls_client_auth_ settings: clear the others.")
	case c.AuthMethod == oauth.AuthTLS && len(given) == 0:
		f.Add(subjects[0].name, "required", "tls_client_auth needs to know the certificate: enter its subject, or one of its alternative names.")
	}
}

// tlsSubject is one way to recognise a certificate (RFC 8705 2.1.2).
type tlsSubject struct {
	name, value string
	check       func(string) string
}

func (c Client) tlsSubjects() []tlsSubject {
	return []tlsSubject{
		{"tls_client_auth_subject_dn", c.TLSSubjectDN, checkDN},
		{"tls_client_auth_san_dns", c.TLSSanDNS, checkDNS},
		{"tls_client_auth_san_uri", c.TLSSanURI, checkURI},
		{"tls_client_auth_san_ip", c.TLSSanIP, checkIP},
		{"tls_client_auth_san_email", c.TLSSanEmail, checkEmail},
	}
}

func checkDN(s string) string {
	if _, err := dn.Parse(s); err != nil || len(s) > 1000 {
		return "Enter the subject as RFC 4514 writes it: CN=client.example.com,O=Example."
	}
	return ""
}

func checkDNS(s string) string {
	if _, err := netip.ParseAddr(s); err == nil || !urls.IsHost(s) {
		return "Enter a host name in lower case, such as client.example.com."
	}
	return ""
}

func checkURI(s string) string {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() || (u.Host == "" && u.Opaque == "") || len(s) > 2000 || strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r >= 0x7f }) {
		return "Enter an absolute URI, such as spiffe://example.com/client."
	}
	return ""
}

func checkIP(s string) string {
	if a, err := netip.ParseAddr(s); err != nil || a.Zone() != "" {
		return "Enter an IP address, such as 192.0.2.7 or 2001:db8::7."
	}
	return ""
}

func checkEmail(s string) string {
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s || len(s) > 254 {
		return "Enter an email address."
	}
	return ""
}

// checkKeys judges the client's public keys (RFC 7591 2): by value or by address,
// not both, and there when something is to be checked with them.
func checkKeys(c *Client, f *fault.Fields, development bool) {
	if len(c.JWKS) > 0 {
		if _, err := jose.ParsePublicSet(c.JWKS); err != nil {
			at, why := "jwks", err.Error()
			if m, ok := errors.AsType[*jose.MemberError](err); ok {
				at, why = at+"."+m.Path, m.Sentence
			}
			f.Add(at, "malformed", why)
		}
	}
	checkOne(f, "jwks_uri", c.JWKSURI, server(development))
	switch {
	case len(c.JWKS) > 0 && c.JWKSURI != "":
		f.Add("jwks_uri", "exclusive", "The keys are given by value (jwks) or by address (jwks_uri), not both.")
	case !c.HasKeys() && usesKeys(c.AuthMethod):
		f.Add("jwks", "required", c.AuthMethod+" needs the client's public keys: give them by value (jwks) or by address (jwks_uri).")
	case !c.HasKeys() && c.RequireSignedRequest:
		f.Add("jwks", "required", "Signed requests need the client's public keys: give them by value (jwks) or by address (jwks_uri).")
	}
}

// checkAlgs judges the algorithms that the client and the issuer sign with.
func checkAlgs(c *Client, f *fault.Fields) {
	say := "Choose among " + strings.Join(words(jose.Algs()), ", ")
	if !slices.Contains(jose.Algs(), c.IDTokenAlg) {
		f.Add("id_token_signed_response_alg", "unknown", say+".")
	}
	for _, a := range []struct {
		name string
		alg  jose.Alg
	}{
		{"token_endpoint_auth_signing_alg", c.AuthSigningAlg},
		{"request_object_signing_alg", c.RequestObjectAlg},
		{"userinfo_signed_response_alg", c.UserinfoAlg},
		{"authorization_signed_response_alg", c.AuthorizationAlg},
		{"introspection_signed_response_alg", c.IntrospectionAlg},
	} {
		if a.alg != "" && !slices.Contains(jose.Algs(), a.alg) {
			f.Add(a.name, "unknown", say+", or leave it empty.")
		}
	}
}
