package client

import (
	"net/mail"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/urls"
)

// mostAddresses bounds each list of addresses.
const mostAddresses = 50

// checkAddresses judges where people and their browsers are sent (RFC 6749 3.1.2,
// RFC 8252 7, the logout specifications 2 and 3, OIDC Registration 2).
func checkAddresses(c *Client, f *fault.Fields, development bool) {
	rule := urls.Rule{Native: c.ApplicationType == Native, Loopback: development}
	redirect := func(s string) string { return urls.CheckRedirect(s, rule) }
	if len(c.RedirectURIs) == 0 && (c.Allows(oauth.AuthorizationCode) || c.Allows(oauth.Implicit)) {
		f.Add("redirect_uris", "required", "Enter at least one redirect URI.")
	}
	checkList(f, "redirect_uris", c.RedirectURIs, mostAddresses, redirect)
	checkList(f, "post_logout_redirect_uris", c.PostLogoutRedirectURIs, mostAddresses, redirect)
	checkList(f, "allowed_origins", c.AllowedOrigins, mostAddresses, func(s string) string { return urls.CheckOrigin(s, rule) })
	checkOne(f, "initiate_login_uri", c.InitiateLoginURI, urls.CheckPage)
	checkOne(f, "backchannel_logout_uri", c.BackchannelLogoutURI, server(development))
	checkOne(f, "frontchannel_logout_uri", c.FrontchannelLogoutURI, func(s string) string {
		if why := server(development)(s); why != "" {
			return why
		}
		if !slices.ContainsFunc(c.RedirectURIs, func(r string) bool { return urls.Origin(r) == urls.Origin(s) }) {
			return "It has the scheme, host and port of one of the redirect URIs, for browsers show it where people signed in."
		}
		return ""
	})
}

// checkCard judges what consent shows of the service (RFC 7591 2).
func checkCard(c *Client, f *fault.Fields, development bool) {
	page := server(development)
	checkOne(f, "client_uri", c.ClientURI, page)
	checkOne(f, "logo_uri", c.LogoURI, page)
	checkOne(f, "policy_uri", c.PolicyURI, page)
	checkOne(f, "tos_uri", c.TOSURI, page)
	checkList(f, "contacts", c.Contacts, 10, func(s string) string {
		if a, err := mail.ParseAddress(s); len(s) <= 254 && ((err == nil && a.Address == s) || urls.CheckPage(s) == "") {
			return ""
		}
		return "Enter an email address, or the https address of a page."
	})
	checkOne(f, "software_id", c.SoftwareID, checkWord)
	checkOne(f, "software_version", c.SoftwareVersion, checkWord)
}

// server judges an address that somebody's server or browser is to fetch: https,
// or http on this machine in a development workspace.
func server(development bool) func(string) string {
	return func(s string) string { return urls.CheckServer(s, urls.Rule{Loopback: development}) }
}

func checkWord(s string) string {
	if len(s) > 200 || strings.ContainsFunc(s, unprintable) {
		return "Up to 200 characters, without control characters."
	}
	return ""
}
