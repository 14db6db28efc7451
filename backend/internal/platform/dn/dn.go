// Package dn reads the distinguished names that developers write for their
// clients' certificates (RFC 4514), and compares them with those in certificates.
// Names are compared attribute by attribute, never as text: certificates encode the
// same name in several ways, and a comparison of prefixes or of text with slashes in
// it can be made to fit by a name that only looks alike.
package dn

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrMalformed says that a text is not a distinguished name.
var ErrMalformed = errors.New("dn: not a distinguished name")

// Name is a distinguished name. The zero name is equal to none.
type Name struct{ rdns []rdn } // the most specific first

// rdn is a relative distinguished name: one attribute or, rarely, several.
type rdn []attribute

type attribute struct {
	oid   string
	value string // folded, see fold
}

// names are the short names of RFC 4514 3, and those that OpenSSL and Go print.
func names() map[string]string {
	return map[string]string{
		"CN": "2.5.4.3", "SN": "2.5.4.4", "SERIALNUMBER": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "STREET": "2.5.4.9", "O": "2.5.4.10",
		"OU": "2.5.4.11", "TITLE": "2.5.4.12", "POSTALCODE": "2.5.4.17", "GN": "2.5.4.42", "GIVENNAME": "2.5.4.42", "ORGANIZATIONIDENTIFIER": "2.5.4.97",
		"DC": "0.9.2342.19200300.100.1.25", "UID": "0.9.2342.19200300.100.1.1", "EMAILADDRESS": "1.2.840.113549.1.9.1", "EMAIL": "1.2.840.113549.1.9.1",
	}
}

// Parse reads a name as RFC 4514 writes it, with space allowed after separators.
// The error is ErrMalformed.
func Parse(s string) (Name, error) {
	if !utf8.ValidString(s) || strings.TrimSpace(s) == "" || len(s) > 2000 {
		return Name{}, ErrMalformed
	}
	var n Name
	current := rdn{}
	for rest, more := s, true; more; {
		a, separator, after, err := next(rest)
		if err != nil {
			return Name{}, err
		}
		current = append(current, a)
		if separator != '+' {
			n.rdns, current = append(n.rdns, current), rdn{}
		}
		rest, more = after, separator != 0
	}
	return n, nil
}

// next reads one attribute and the separator behind it, 0 at the end.
func next(s string) (a attribute, separator byte, rest string, err error) {
	name, s, ok := strings.Cut(s, "=")
	if !ok {
		return a, 0, "", ErrMalformed
	}
	if a.oid, err = oidOf(strings.TrimSpace(name)); err != nil {
		return a, 0, "", err
	}
	s = strings.TrimLeft(s, " ")
	end := 0
	for ; end < len(s) && !strings.ContainsRune(",;+", rune(s[end])); end++ { // RFC 2253 had the semicolon too
		if s[end] == '\\' {
			end++
		}
	}
	if end > len(s) {
		return a, 0, "", ErrMalformed // a backslash at the end
	}
	if a.value, err = valueOf(s[:end]); err != nil {
		return a, 0, "", err
	}
	if end == len(s) {
		return a, 0, "", nil
	}
	return a, s[end], s[end+1:], nil
}

// oidOf is the dotted object identifier of an attribute's name.
func oidOf(name string) (string, error) {
	if oid, ok := names()[strings.ToUpper(name)]; ok {
		return oid, nil
	}
	if name == "" || strings.Trim(name, "0123456789.") != "" || strings.Contains(name, "..") || name[0] == '.' || strings.HasSuffix(name, ".") {
		return "", ErrMalformed
	}
	return name, nil
}

// valueOf undoes the escapes of a value (RFC 4514 2.4): a backslash before a
// character or before two hexadecimal digits, or the whole value in hexadecimal
// BER behind a number sign.
func valueOf(s string) (string, error) {
	if ber, ok := strings.CutPrefix(s, "#"); ok {
		raw, err := hex.DecodeString(strings.TrimSpace(ber))
		var text string
		if err == nil {
			_, err = asn1.Unmarshal(raw, &text)
		}
		if err != nil {
			return "", ErrMalformed
		}
		return fold(text), nil
	}
	for strings.HasSuffix(s, " ") && !strings.HasSuffix(s, `\ `) {
		s = s[:len(s)-1]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"' || s[i] == '<' || s[i] == '>' || s[i] == 0:
			return "", ErrMalformed
		case s[i] != '\\':
			b.WriteByte(s[i])
		case i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			pair, _ := hex.DecodeString(s[i+1 : i+3])
			b.Write(pair)
			i += 2
		case i+1 < len(s):
			i++
			b.WriteByte(s[i])
		}
	}
	if b.Len() == 0 || !utf8.ValidString(b.String()) {
		return "", ErrMalformed
	}
	return fold(b.String()), nil
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// fold makes values equal that RFC 5280 7.1 takes to be: in any case, with any
// number of spaces between words and around.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// Is reports whether the encoded subject of a certificate (RawSubject) is this name,
// all of it, in its order. Attributes of one relative name may be in any order.
func (n Name) Is(subject []byte) bool {
	var sequence pkix.RDNSequence
	if rest, err := asn1.Unmarshal(subject, &sequence); err != nil || len(rest) > 0 || len(n.rdns) == 0 {
		return false
	}
	slices.Reverse(sequence) // certificates have the most specific last
	return slices.EqualFunc(n.rdns, sequence, rdn.is)
}

func (r rdn) is(set pkix.RelativeDistinguishedNameSET) bool {
	if len(r) != len(set) {
		return false
	}
	left := slices.Clone(r)
	for _, has := range set {
		text, ok := has.Value.(string)
		i := slices.Index(left, attribute{has.Type.String(), fold(text)})
		if !ok || i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
