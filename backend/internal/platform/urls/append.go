package urls

import (
	"net/url"
	"strings"
)

// Append is an address with parameters added to its query, each a name and a
// value; what the address has stays, byte for byte (RFC 6749 3.1.2). It must have
// no fragment.
func Append(address string, pairs ...[2]string) string {
	var b strings.Builder
	b.WriteString(address)
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
		if strings.HasSuffix(address, "?") || strings.HasSuffix(address, "&") {
			sep = ""
		}
	}
	for _, p := range pairs {
		b.WriteString(sep + url.QueryEscape(p[0]) + "=" + url.QueryEscape(p[1]))
		sep = "&"
	}
	return b.String()
}
