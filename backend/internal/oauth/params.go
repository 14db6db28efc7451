package oauth

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on a request's parameters. State and nonce of relying parties in the
// field stay far below; a request beyond is an accident or an attack. Tokens may
// be as long as they are read at all (jose.MaxToken).
const (
	MostParameters   = 100
	LongestParameter = 4000
	LongestToken     = 16 << 10
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

// NewParams are parameters that did not come as a form; they must be text as
// ParseParams demands, or the error is the same.
func NewParams(v url.Values) (Params, error) { return ParseParams(v.Encode()) }

// Only keeps the named parameters.
func (p Params) Only(names ...string) Params {
	kept := url.Values{}
	for _, n := range names {
		if v, ok := p.values[n]; ok {
			kept[n] = v
		}
	}
	return Params{kept}
}

// Encode writes the parameters as a form.
func (p Params) Encode() string { return p.values.Encode() }

// Get is the value of a parameter, or "".
func (p Params) Get(name string) string { return p.values.Get(name) }

// All are the values of a parameter that may be repeated, without empty ones.
func (p Params) All(name string) []string {
	return slices.DeleteFunc(slices.Clone(p.values[name]), func(v string) bool { return v == "" })
}

// Has reports whether a parameter has a value.
func (p Params) Has(name string) bool { return p.values.Get(name) != "" }

// IsRepeated reports whether a parameter was sent more than once (RFC 6749 3.1).
func (p Params) IsRepeated(name string) bool { return len(p.values[name]) > 1 }

// Repeated names a parameter that was sent more than once, or "". Those in except
// may be, such as resource (RFC 8707 2).
func (p Params) Repeated(except ...string) string {
	names := make([]string, 0, len(p.values))
	for n, v := range p.values {
		if len(v) > 1 && !slices.Contains(except, n) {
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
		most := LongestParameter
		if slices.Contains(tokens(), n) {
			most = LongestToken
		}
		if slices.ContainsFunc(v, func(s string) bool { return len(s) > most }) {
			return n
		}
	}
	return ""
}

// tokens are the parameters whose values are tokens.
func tokens() []string {
	return []string{"request", "id_token_hint", "client_assertion", "assertion", "subject_token", "actor_token", "token"}
}
