// Package urls judges the addresses that developers register and clients send.
// It works on text: it must never resolve a name or open a connection. Sources:
// RFC 3986, RFC 8252 7, RFC 9700 2.1 and 4.1.
package urls

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Rule says what kind of redirect URI may be registered.
type Rule struct {
	Native   bool // private schemes, and loopback addresses in production too
	Loopback bool // http on this machine, for development
}

// CheckRedirect answers what is wrong with a redirect URI, as a sentence for
// the developer, or "".
func CheckRedirect(s string, rule Rule) string {
	if why := checkText(s); why != "" {
		return why
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" {
		return "Enter a full address, such as https://app.example.com/callback."
	}
	if u.Scheme != strings.ToLower(u.Scheme) || !strings.HasPrefix(s, u.Scheme+":") {
		return "Write the scheme in lower case."
	}
	switch u.Scheme {
	case "https":
		return checkHost(u)
	case "http":
		if why := checkHost(u); why != "" {
			return why
		}
		if !IsLoopback(u.Hostname()) {
			return "Use https. Plain http is only for this machine: http://localhost, http://127.0.0.1 or http://[::1]."
		}
		if !rule.Loopback && !rule.Native {
			return "A production workspace does not redirect a web client to http://localhost. Use https, or a development workspace."
		}
		return ""
	default:
		return checkPrivate(u, rule)
	}
}

// checkText refuses what browsers and parsers read differently from each other.
func checkText(s string) string {
	switch {
	case s == "":
		return "Enter an address."
	case len(s) > 2000:
		return "An address has at most 2,000 characters."
	case strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r == 0x7f }):
		return "An address has no spaces or control characters."
	case strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f }):
		return "Write international names in their ASCII form (xn--…), and percent-encode the rest."
	case strings.ContainsAny(s, "\\<>\"^`{|}"):
		return "An address has no backslash, quote, angle bracket or brace. (A * or a pattern is not supported: list each address.)"
	case strings.Contains(s, "*"):
		return "Wildcards are not supported: list each address."
	case strings.Contains(s, "#"):
		return "An address has no fragment (#)."
	}
	return ""
}

func checkHost(u *url.URL) string {
	switch {
	case u.Opaque != "" || u.Host == "" || u.Hostname() == "":
		return "Enter a full address, such as https://app.example.com/callback."
	case u.User != nil:
		return "An address has no user name or password in it."
	case strings.HasSuffix(u.Host, ":"):
		return "The port is missing after the colon."
	case u.Port() != "" && !isPort(u.Port()):
		return "The port is at most 65535."
	case u.Host != strings.ToLower(u.Host):
		return "Write the host in lower case."
	case !wellFormedHost(u.Hostname()):
		return "The host name is not well formed."
	}
	return checkPath(u)
}

func checkPath(u *url.URL) string {
	for _, segment := range strings.Split(u.Path, "/") {
		if segment == "." || segment == ".." {
			return "An address has no . or .. in its path."
		}
	}
	return ""
}

// refusedSchemes run code, read files or mean something to the browser itself.
func refusedSchemes() []string {
	return []string{
		"about", "blob", "chrome", "chrome-extension", "content", "data", "file", "filesystem", "ftp", "intent", "jar",
		"javascript", "mailto", "moz-extension", "ms-appx", "resource", "sms", "tel", "urn", "vbscript", "view-source", "ws", "wss",
	}
}

func checkPrivate(u *url.URL, rule Rule) string {
	switch {
	case slices.Contains(refusedSchemes(), u.Scheme):
		return "This scheme cannot be redirected to."
	case !rule.Native:
		return "A web client redirects to https. A scheme of your own is for native apps."
	case u.User != nil:
		return "An address has no user name or password in it."
	case u.Opaque != "" || (u.Host == "" && u.Path == ""):
		return "Write a slash after the scheme: com.example.app:/callback."
	}
	return checkPath(u)
}

func wellFormedHost(h string) bool {
	if a, err := netip.ParseAddr(h); err == nil {
		return a.Zone() == "" && !a.Is4In6()
	}
	if len(h) > 253 || strings.HasSuffix(h, ".") {
		return false
	}
	labels := strings.Split(h, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, c := range []byte(l) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return !isNumber(labels[len(labels)-1])
}

// isNumber reports whether browsers read a last label as a number, and so the
// whole host as an IPv4 address (WHATWG URL 3.5): 0x7f000001 is 127.0.0.1.
func isNumber(label string) bool {
	digits := "0123456789"
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		label, digits = hex, digits+"abcdef"
	}
	return strings.Trim(label, digits) == ""
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// IsLoopback reports whether host names this machine: localhost, 127.0.0.1 or ::1.
func IsLoopback(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// MatchRedirect reports whether a sent redirect URI is the registered one:
// character by character, except that the port of a loopback IP address may
// differ (RFC 8252 7.3), and that of localhost for a native client.
func MatchRedirect(registered, sent string, native bool) bool {
	if registered == sent {
		return true
	}
	a, okA := withoutPort(registered, native)
	b, okB := withoutPort(sent, native)
	return okA && okB && a == b
}

// withoutPort cuts the port out of an http loopback address, leaving every
// other character as it was.
func withoutPort(s string, native bool) (string, bool) {
	rest, ok := strings.CutPrefix(s, "http://")
	if !ok {
		return "", false
	}
	for _, host := range []string{"127.0.0.1", "[::1]", "localhost"} {
		after, ok := strings.CutPrefix(rest, host)
		if !ok || (host == "localhost" && !native) {
			continue
		}
		if digits, ok := strings.CutPrefix(after, ":"); ok {
			n := len(digits) - len(strings.TrimLeft(digits, "0123456789"))
			if !isPort(digits[:n]) {
				return "", false
			}
			after = digits[n:]
		}
		if after != "" && after[0] != '/' && after[0] != '?' {
			return "", false
		}
		return host + after, true
	}
	return "", false
}

// Origin is the origin of an http or https address as browsers write it, without
// the scheme's own port (RFC 6454 4 and 6.2), or "".
func Origin(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return ""
	}
	usual := ":443"
	if u.Scheme == "http" {
		usual = ":80"
	}
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), usual)
}

// CheckOrigin answers what is wrong with an extra CORS origin, or "".
func CheckOrigin(s string, rule Rule) string {
	if why := CheckRedirect(s, Rule{Loopback: rule.Loopback || rule.Native}); why != "" {
		return why
	}
	if Origin(s) != s {
		return "An origin is a scheme and a host, and a port if it needs one: https://app.example.com."
	}
	return ""
}

// CheckServer answers what is wrong with the address of something that is fetched
// or shown in a browser: https, or http on this machine where rule allows it.
func CheckServer(s string, rule Rule) string {
	if rule.Loopback && strings.HasPrefix(s, "http:") {
		return CheckRedirect(s, Rule{Loopback: true})
	}
	return CheckPage(s)
}

// IsHost reports whether s is the name of a host, in lower case, or an IP address.
func IsHost(s string) bool { return wellFormedHost(s) }

// CheckPage answers what is wrong with the https address of a page, or "".
func CheckPage(s string) string {
	if why := checkText(s); why != "" {
		return why
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" {
		return "Enter an https address."
	}
	return checkHost(u)
}
