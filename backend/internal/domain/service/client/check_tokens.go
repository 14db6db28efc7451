package client

import (
	"net/url"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
)

// checkRequests judges what the client sends to the authorization endpoint (OIDC
// Core 6.2, OIDC Registration 2).
func checkRequests(c *Client, f *fault.Fields, development bool) {
	checkList(f, "request_uris", c.RequestURIs, mostAddresses, func(s string) string {
		// The fragment is a hash of what is behind the address, and part of its name.
		address, hash, _ := strings.Cut(s, "#")
		if len(s) > 512 || strings.ContainsFunc(hash, func(r rune) bool { return r <= 0x20 || r >= 0x7f }) {
			return "A request_uri has at most 512 ASCII characters."
		}
		return server(development)(address)
	})
	if a := c.DefaultMaxAge; a != nil && (*a < 0 || *a > 10*365*24*60*60) {
		f.Add("default_max_age", "out_of_range", "The age is 0 seconds to ten years.")
	}
	checkList(f, "default_acr_values", c.DefaultACRValues, 10, func(s string) string {
		if !slices.Contains(oauth.ACRValues(), s) {
			return "Alias knows " + strings.Join(oauth.ACRValues(), ", ") + "."
		}
		return ""
	})
	checkOne(f, "sector_identifier_uri", c.SectorIdentifierURI, server(development))
	if c.SectorIdentifierURI != "" && c.SeparateIdentities {
		f.Add("sector_identifier_uri", "exclusive", "A client with separate identities has a sector of its own, and shares no other.")
	}
}

// checkTokens judges what access tokens are (rows P17, P18) and whom they may be
// exchanged for (RFC 8693 2.1).
func checkTokens(c *Client, f *fault.Fields, resources []string) {
	switch c.AccessTokenFormat {
	case FormatOpaque:
		c.AccessTokenFormat = ""
	case "", FormatJWT:
	default:
		f.Add("access_token_format", "unknown", "Choose opaque or jwt.")
	}
	if c.DefaultResource != "" && !slices.Contains(resources, c.DefaultResource) {
		f.Add("default_resource", "unknown", "This workspace has no resource with this identifier.")
	}
	checkList(f, "token_exchange_audiences", c.TokenExchangeAudiences, mostAddresses, checkAudience)
}

// checkAudience accepts the identifier of a resource or of a client.
func checkAudience(s string) string {
	if _, err := id.Parse[id.Client](s); err == nil {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || (u.Host == "" && u.Scheme != "urn") || u.Scheme == "" || len(s) > 500 ||
		strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r >= 0x7f || r == '#' }) {
		return "Enter the identifier of a resource, an absolute URI without a fragment, or a client_id."
	}
	return ""
}

// checkFederation judges the workloads of other issuers that may act as the client
// (RFC 7523 2.1, row P37).
func checkFederation(c *Client, f *fault.Fields, development bool) {
	if len(c.FederatedCredentials) > 20 {
		f.Add("federated_credentials", "too_many", "At most 20 entries.")
		return
	}
	if len(c.FederatedCredentials) == 0 && c.Allows(oauth.JWTBearer) {
		f.Add("federated_credentials", "required", "The jwt-bearer grant type needs to know whose assertions are believed.")
	}
	for i, cred := range c.FederatedCredentials {
		at := entry("federated_credentials", i)
		if why := server(development)(cred.Issuer); why != "" {
			f.Add(at+".issuer", "malformed", why)
		}
		checkOne(f, at+".jwks_uri", cred.JWKSURI, server(development))
		checkOne(f, at+".audience", cred.Audience, checkWord)
		pattern, prefix := strings.CutSuffix(cred.Subject, "*")
		switch {
		case cred.Subject == "" || checkWord(cred.Subject) != "":
			f.Add(at+".subject", "malformed", "A subject has 1 to 200 characters, without control characters.")
		case strings.Contains(pattern, "*") || (prefix && len(pattern) < minSubjectPrefix):
			f.Add(at+".subject", "too_wide", "One * may stand at the end, after at least 4 characters.")
		}
		if slices.Contains(c.FederatedCredentials[:i], cred) {
			f.Add(at, "repeated", "This one is there already.")
		}
	}
}

// minSubjectPrefix keeps a pattern from standing for everybody at an issuer.
const minSubjectPrefix = 4
