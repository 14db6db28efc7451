package urls_test

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/urls"
)

func TestCheckRedirect(t *testing.T) {
	t.Parallel()
	web, local, native := urls.Rule{}, urls.Rule{Loopback: true}, urls.Rule{Native: true}
	for _, c := range []struct {
		why  string
		uri  string
		rule urls.Rule
		fine bool
	}{
		{"https is for everybody", "https://app.example.com/callback", web, true},
		{"RFC 6749 3.1.2: a query is part of the address", "https://app.example.com/callback?a=b&c=%20", web, true},
		{"a port", "https://app.example.com:8443/callback", web, true},
		{"no path", "https://app.example.com", web, true},
		{"an IPv4 address", "https://192.0.2.7/callback", web, true},
		{"an IPv6 address", "https://[2001:db8::7]/callback", web, true},
		{"row P4: an international name in its ASCII form", "https://xn--bcher-kva.example/cb", web, true},
		{"RFC 8252 7.3: http on this machine, native", "http://127.0.0.1/callback", native, true},
		{"RFC 8252 7.3: http on this machine by IPv6", "http://[::1]:7000/callback", native, true},
		{"http on this machine, development", "http://localhost:3000/callback", local, true},
		{"RFC 8252 7.1: a private scheme with a path", "com.example.app:/callback", native, true},
		{"a private scheme with a host", "audiobookshelf://oauth", native, true},
		{"a private scheme with three slashes", "app.immich:///oauth-callback", native, true},

		{"nothing", "", web, false},
		{"no scheme", "app.example.com/callback", web, false},
		{"a relative address", "/callback", web, false},
		{"a scheme in upper case", "HTTPS://app.example.com/callback", web, false},
		{"a host in upper case", "https://App.example.com/callback", web, false},
		{"http on the internet", "http://app.example.com/callback", local, false},
		{"http on this machine for a web client in production", "http://localhost/callback", web, false},
		{"RFC 6749 3.1.2: a fragment", "https://app.example.com/callback#x", web, false},
		{"an empty fragment", "https://app.example.com/callback#", web, false},
		{"SEC-01: a user name", "https://app.example.com@evil.example/callback", web, false},
		{"SEC-01: a backslash", `https://app.example.com\@evil.example/callback`, web, false},
		{"SEC-01: a tab", "https://app.example.com/call\tback", web, false},
		{"SEC-01: a newline", "https://app.example.com/call\nback", web, false},
		{"SEC-01: a leading space", " https://app.example.com/callback", web, false},
		{"a NUL", "https://app.example.com/\x00", web, false},
		{"SEC-01: dots", "https://app.example.com/a/../b", web, false},
		{"SEC-01: encoded dots", "https://app.example.com/a/%2e%2e/b", web, false},
		{"SEC-01: half-encoded dots", "https://app.example.com/a/.%2E/b", web, false},
		{"SEC-01: dots behind encoded slashes", "https://app.example.com/a%2f..%2fb", web, false},
		{"decision D13: a wildcard", "https://*.example.com/callback", web, false},
		{"decision D13: a wildcard path", "https://app.example.com/*", web, false},
		{"row P4: an international name as it is read", "https://bücher.example/cb", web, false},
		{"a host of two labels with nothing between", "https://app..example.com/", web, false},
		{"a host that ends in a dot", "https://app.example.com./", web, false},
		{"an empty port", "https://app.example.com:/", web, false},
		{"a port beyond the last", "https://app.example.com:65536/", web, false},
		{"no host", "https:///callback", web, false},
		{"no slashes", "https:app.example.com", web, false},
		{"one slash, which browsers read as two", "https:/app.example.com", web, false},
		{"a number for a host", "https://2130706433/", web, false},
		{"a hexadecimal number for a host, which browsers read as 127.0.0.1", "https://0x7f000001/", web, false},
		{"a last label in hexadecimal", "https://127.0.0.0x1/", web, false},
		{"a last label that is a bare 0x", "https://app.0x/", web, false},
		{"a short IPv4 address", "http://127.1/", native, false},
		{"an octal IPv4 address", "http://0177.0.0.1/", native, false},
		{"SEC-03: IPv4 inside IPv6", "http://[::ffff:127.0.0.1]/", native, false},
		{"SEC-03: a zone", "https://[fe80::1%25eth0]/", web, false},
		{"SEC-03: loopback as a prefix", "http://127.0.0.1.evil.example/", native, false},
		{"SEC-04: javascript", "javascript://app.example.com/%0aalert(1)", native, false},
		{"SEC-04: javascript, opaque", "javascript:alert(1)", native, false},
		{"SEC-04: data", "data:text/html,hello", native, false},
		{"SEC-04: vbscript", "vbscript:x", native, false},
		{"SEC-04: blob", "blob:https://app.example.com/1", native, false},
		{"SEC-04: file", "file:///etc/passwd", native, false},
		{"a private scheme for a web client", "com.example.app:/callback", web, false},
		{"a private scheme without a slash", "com.example.app:callback", native, false},
		{"too long", "https://app.example.com/" + strings.Repeat("a", 2000), web, false},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			why := urls.CheckRedirect(c.uri, c.rule)
			require.Equal(t, c.fine, why == "", "%q: %s", c.uri, why)
		})
	}
}

func TestMatchRedirect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why              string
		registered, sent string
		native, matches  bool
	}{
		{"the same", "https://a.example/cb", "https://a.example/cb", false, true},
		{"SEC-01: another case", "https://a.example/cb", "https://a.example/CB", false, false},
		{"SEC-01: a slash more", "https://a.example/cb", "https://a.example/cb/", false, false},
		{"SEC-01: a query more", "https://a.example/cb", "https://a.example/cb?x=1", false, false},
		{"SEC-01: a port more, even the usual one", "https://a.example/cb", "https://a.example:443/cb", false, false},
		{"SEC-01: http for https", "https://a.example/cb", "http://a.example/cb", false, false},
		{"SEC-02: a dot is a dot", "https://foo.example.com", "https://fooaexample.com", false, false},
		{"RFC 8252 7.3: any port of 127.0.0.1", "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", false, true},
		{"RFC 8252 7.3: another port", "http://127.0.0.1:3000/cb", "http://127.0.0.1:4000/cb", false, true},
		{"RFC 8252 7.3: no port", "http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", false, true},
		{"RFC 8252 7.3: any port of ::1", "http://[::1]/cb", "http://[::1]:1/cb", false, true},
		{"any port of localhost, native", "http://localhost/cb", "http://localhost:9/cb", true, true},
		{"localhost of a web client is exact", "http://localhost/cb", "http://localhost:9/cb", false, false},
		{"SEC-03: another host", "http://127.0.0.1/cb", "http://localhost/cb", true, false},
		{"SEC-03: another path", "http://127.0.0.1/cb", "http://127.0.0.1:9/other", true, false},
		{"SEC-03: a query more", "http://127.0.0.1/cb", "http://127.0.0.1:9/cb?x", true, false},
		{"SEC-03: https", "http://127.0.0.1/cb", "https://127.0.0.1:9/cb", true, false},
		{"SEC-03: a longer host", "http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", true, false},
		{"SEC-03: a host behind @", "http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", true, false},
		{"SEC-03: a short address", "http://127.0.0.1/cb", "http://127.1/cb", true, false},
		{"SEC-03: IPv4 inside IPv6", "http://[::1]/cb", "http://[::ffff:127.0.0.1]/cb", true, false},
		{"an empty port", "http://127.0.0.1/cb", "http://127.0.0.1:/cb", true, false},
		{"a port beyond the last", "http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", true, false},
		{"the port of an https address is exact", "https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb", true, false},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.matches, urls.MatchRedirect(c.registered, c.sent, c.native))
		})
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://app.example.com/callback?a": "https://app.example.com",
		"https://app.example.com:8443/":      "https://app.example.com:8443",
		"https://app.example.com:443/":       "https://app.example.com",
		"http://localhost:80/":               "http://localhost",
		"http://localhost:443/":              "http://localhost:443",
		"http://[::1]:443/":                  "http://[::1]:443",
		"com.example.app:/callback":          "",
		"null":                               "",
		"":                                   "",
	} {
		require.Equal(t, want, urls.Origin(in), "RFC 6454 6.2: %s", in)
	}
	require.Empty(t, urls.CheckOrigin("https://app.example.com", urls.Rule{}))
	for _, bad := range []string{"https://app.example.com/", "https://app.example.com:443", "https://*.example.com", "null", "http://app.example.com", "com.example.app://x"} {
		require.NotEmpty(t, urls.CheckOrigin(bad, urls.Rule{Native: true}), bad)
	}
}

func TestCheckPage(t *testing.T) {
	t.Parallel()
	require.Empty(t, urls.CheckPage("https://app.example.com/start"))
	for _, bad := range []string{"", "http://app.example.com/", "javascript:alert(1)", "https://a@b.example/", "https://app.example.com/#x"} {
		require.NotEmpty(t, urls.CheckPage(bad), bad)
	}
}

// browserHost is where a browser would go with an http or https address, written
// after the URL standard and not after net/url: slashes of either kind, as many
// as there are; the last @ ends the credentials; numbers are IPv4 addresses.
func browserHost(s string) (string, bool) {
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.Trim(s, "\x00\x01\x1f "))
	_, rest, _ := strings.Cut(s, ":")
	rest = strings.TrimLeft(rest, `/\`)
	if i := strings.IndexAny(rest, `/\?#`); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		rest = rest[i+1:]
	}
	port := ""
	if i := strings.LastIndex(rest, ":"); i > strings.LastIndex(rest, "]") {
		rest, port = rest[:i], rest[i+1:]
	}
	if n, err := strconv.ParseUint(port, 10, 64); port != "" && (err != nil || n > 65535) {
		return "", false
	}
	if v6, ok := strings.CutPrefix(rest, "["); ok {
		a, err := netip.ParseAddr(strings.TrimSuffix(v6, "]"))
		return a.String(), err == nil
	}
	host, err := url.PathUnescape(rest)
	if err != nil {
		return "", false
	}
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	if last := labels[len(labels)-1]; isNumeric(last) {
		return ipv4(labels)
	}
	return strings.ToLower(host), host != ""
}

func isNumeric(label string) bool {
	if label != "" && strings.Trim(label, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(label, "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}

func ipv4(labels []string) (string, bool) {
	var n uint64
	for i, l := range labels {
		base := 10
		switch {
		case strings.HasPrefix(l, "0x"):
			l, base = "0"+l[2:], 16
		case len(l) > 1 && l[0] == '0':
			base = 8
		}
		v, err := strconv.ParseUint(l, base, 32)
		if err != nil || len(labels) > 4 {
			return "", false
		}
		if i == len(labels)-1 {
			n |= v
		} else {
			n |= v << (8 * (3 - i))
		}
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String(), true
}

// Whatever is registered leads where it seems to lead.
func FuzzCheckRedirect(f *testing.F) {
	for _, s := range []string{
		"https://app.example.com/cb", "https://app.example.com@evil.example", `https://app.example.com\.evil.example`, "https:///evil.example", "https:/evil.example",
		"https://0x7f000001/", "https://127.0.0.0x1", "https://2130706433", "https://[::1]:80/", "http://127.0.0.1:99999/", "https://a%2eexample/", "https://a.example:443",
		"https://evil.example%23@app.example.com", "https://1.2.3.4.5/", "https://x.08/", "https://[::ffff:1.2.3.4]/", "https://a_b.example/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if urls.CheckRedirect(s, urls.Rule{Native: true, Loopback: true}) != "" {
			return
		}
		u, err := url.Parse(s)
		require.NoError(t, err)
		if u.Scheme != "https" && u.Scheme != "http" {
			return
		}
		host, ok := browserHost(s)
		require.True(t, ok, "%q is accepted, and no browser goes there", s)
		want := u.Hostname()
		if a, err := netip.ParseAddr(want); err == nil {
			want = a.String()
		}
		require.Equal(t, want, host, "%q leads elsewhere than it seems", s)
		require.True(t, urls.MatchRedirect(s, s, false))
	})
}

// Whatever is accepted for a registered address leads to the same host, path and query.
func FuzzMatchRedirect(f *testing.F) {
	for _, s := range []string{
		"http://127.0.0.1/cb", "http://127.0.0.1:8080/cb?x=1", "http://127.0.0.1:80@evil.example/cb", "http://127.0.0.1:8.evil.example/cb", "http://127.0.0.1?@evil.example/cb",
		"http://[::1]:5/cb", "http://localhost:1/cb", `http://127.0.0.1\evil.example/cb`, "http://127.0.0.1:99999/cb", "http://127.0.0.1#/cb",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		for _, registered := range []string{"http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost:3000/cb", "http://127.0.0.1", "https://app.example.com/cb", "com.example.app:/cb"} {
			if !urls.MatchRedirect(registered, sent, true) || sent == registered {
				continue
			}
			want, _ := browserHost(registered)
			got, ok := browserHost(sent)
			require.True(t, ok, sent)
			require.Equal(t, want, got, sent)
			a, err := url.Parse(registered)
			require.NoError(t, err)
			b, err := url.Parse(sent)
			require.NoError(t, err)
			require.Equal(t, a.Path+"?"+a.RawQuery, b.Path+"?"+b.RawQuery)
			require.Equal(t, a.Scheme, b.Scheme)
		}
	})
}
