package oauth

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on a request's parameters. State and nonce of relying parties in the
// field stay far below; a request beyond is an accident or an attack.
const (
	MostParameters   = 100
	LongestParameter = 4000
)

// Params are the parameters of a request. A parameter without a value counts
// as omitted (RFC 6749 3.1).
type Params struct{ values url.Values }

// ParseParams reads a query string or a form body. It answers a BodyMalformed
// error for what is neither, and for text that is not UTF-8 (RFC 6749 appendix B)
// or holds a NUL, which no parameter may and the database cannot store.
func ParseParams(raw string) (Params, error) {
	v, err := url.ParseQuery(raw)
	if err != nil || len(v) > MostParameters {
		return Params{}, NewError(BodyMalformed)
	}
	for name, values := range v {
		if !isText(name) || slices.ContainsFunc(values, func(s string) bool { return !isText(s) }) {
			return Params{}, NewError(BodyMalformed).Saw("a parameter that is not text", "UTF-8 without NUL characters")
		}
	}
	return Params{v}, nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// Get is the value of a parameter, or "".
func (p Params) Get(name string) string { return p.values.Get(name) }

// Has reports whether a parameter has a value.
func (p Params) Has(name string) bool { return p.values.Get(name) != "" }

// IsRepeated reports whether a parameter was sent more than once (RFC 6749 3.1).
func (p Params) IsRepeated(name string) bool { return len(p.values[name]) > 1 }

// Repeated names a parameter that was sent more than once, or "".
func (p Params) Repeated() string {
	names := make([]string, 0, len(p.values))
	for n, v := range p.values {
		if len(v) > 1 {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return names[0]
}

// TooLong names a parameter longer than this server accepts, or "".
func (p Params) TooLong() string {
	for n, v := range p.values {
		if slices.ContainsFunc(v, func(s string) bool { return len(s) > LongestParameter }) {
			return n
		}
	}
	return ""
}
