package proof

import (
	"net/url"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oidc/issuer"
)

// Addresses knows under which URLs an endpoint is called: below Base, and below
// MTLS where clients show certificates (RFC 8705 5), if there is such a place.
// Neither ends in a slash.
type Addresses struct{ Base, MTLS string }

// Below is the part of a request's path that follows the issuer.
func (a Addresses) Below(iss issuer.Issuer, path string) string {
	return strings.TrimPrefix(path, strings.TrimPrefix(iss.URL, a.Base))
}

// Of lists the public addresses of the endpoint at a path below the issuer, the
// usual one first.
func (a Addresses) Of(iss issuer.Issuer, below string) []string {
	all := []string{iss.URL + below}
	if a.MTLS != "" {
		all = append(all, a.MTLS+strings.TrimPrefix(iss.URL, a.Base)+below)
	}
	return all
}

// Are reports whether given is such an address, once both are normalised (RFC
// 3986 6.2.2 and 6.2.3): the case of scheme and host, a default port, a query and a
// fragment do not matter.
func (a Addresses) Are(iss issuer.Issuer, below, given string) bool {
	said, ok := normal(given)
	return ok && slices.ContainsFunc(a.Of(iss, below), func(s string) bool {
		ours, ok := normal(s)
		return ok && ours == said
	})
}

type address struct{ scheme, host, port, path string }

func normal(s string) (address, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || strings.Contains(strings.ToLower(u.RawPath), "%2f") { // a slash that is not one
		return address{}, false
	}
	n := address{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port(), u.Path}
	if n.port == "" {
		n.port = map[string]string{"https": "443", "http": "80"}[n.scheme]
	}
	return n, true
}
