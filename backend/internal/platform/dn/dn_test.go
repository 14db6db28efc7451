package dn_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/dn"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// subject encodes a name, the most general part first, as certificates do.
func subject(t *testing.T, parts ...[]pkix.AttributeTypeAndValue) []byte {
	t.Helper()
	var sequence pkix.RDNSequence
	for _, p := range parts {
		sequence = append(sequence, p)
	}
	der, err := asn1.Marshal(sequence)
	require.NoError(t, err)
	return der
}

func one(oid string, value any) []pkix.AttributeTypeAndValue {
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(oid, ".") {
		n := 0
		for _, c := range part {
			n = n*10 + int(c-'0')
		}
		id = append(id, n)
	}
	return []pkix.AttributeTypeAndValue{{Type: id, Value: value}}
}

const (
	cn, o, ou, c, dc, uid = "2.5.4.3", "2.5.4.10", "2.5.4.11", "2.5.4.6", "0.9.2342.19200300.100.1.25", "0.9.2342.19200300.100.1.1"
)

func TestANameIsComparedPartByPart(t *testing.T) {
	t.Parallel()
	usual := subject(t, one(c, "DE"), one(o, "Example, Inc."), one(cn, "Lučić"))
	both := subject(t, one(dc, "test"), append(one(ou, "Sales"), one(cn, "J.  Smith")...))
	for _, x := range []struct {
		why, name string
		subject   []byte
		is        bool
	}{
		{"RFC 4514 2.1: the most specific first", `CN=Lučić,O=Example\, Inc.,C=DE`, usual, true},
		{"RFC 4514 2.4: escaped as hexadecimal", `CN=Lu\C4\8Di\C4\87,O=Example\2C Inc.,C=DE`, usual, true},
		{"RFC 4514 2.4: in hexadecimal BER", `CN=Lučić,O=#130d4578616d706c652c20496e632e,C=DE`, usual, true},
		{"RFC 4514 2.3: dotted identifiers", `2.5.4.3=Lučić,2.5.4.10=Example\, Inc.,2.5.4.6=DE`, usual, true},
		{"space behind separators", `CN = Lučić, O = Example\, Inc., C = DE`, usual, true},
		{"RFC 5280 7.1: in another case", `cn=LUČIĆ,o=example\, INC.,c=de`, usual, true},
		{"RFC 5280 7.1: space inside", `CN=J. Smith+OU=Sales,DC=test`, both, true},
		{"RFC 4514 2.2: several attributes in any order", `OU=Sales+CN=J. Smith,DC=test`, both, true},
		{"the other way round", `C=DE,O=Example\, Inc.,CN=Lučić`, usual, false},
		{"a part less", `CN=Lučić,O=Example\, Inc.`, usual, false},
		{"a part more", `CN=Lučić,OU=x,O=Example\, Inc.,C=DE`, usual, false},
		{"an unescaped comma", `CN=Lučić,O=Example,C=DE`, usual, false},
		{"another value", `CN=Lucic,O=Example\, Inc.,C=DE`, usual, false},
		{"the value of another attribute", `OU=Lučić,O=Example\, Inc.,C=DE`, usual, false},
		{"an attribute less", `CN=J. Smith,DC=test`, both, false},
		{"an attribute twice", `CN=J. Smith+CN=J. Smith,DC=test`, both, false},
		{"parts where attributes belong", `CN=J. Smith,OU=Sales,DC=test`, both, false},
		{"a comma that a certificate holds is no separator", `CN=client,O=x`, subject(t, one(cn, "client,O=x")), false},
		{"a number where text belongs", `CN=1`, subject(t, one(cn, 1)), false},
		{"an empty subject", `CN=client`, subject(t), false},
		{"no subject at all", `CN=client`, []byte("not DER"), false},
	} {
		t.Run(x.why, func(t *testing.T) {
			t.Parallel()
			n, err := dn.Parse(x.name)
			require.NoError(t, err)
			require.Equal(t, x.is, n.Is(x.subject))
		})
	}
	require.False(t, dn.Name{}.Is(subject(t)), "no name is nobody's")
}

func TestWhatIsNoName(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "  ", "client", "=x", "CN=", "CN= ,O=x", "CN=a,", "CN=a,,O=b", "XY=a", "1..2=a", ".1=a", "1.=a", `CN=a\`, `CN="quoted"`, "CN=<a>", "/C=DE/CN=client",
		"CN=#zz", "CN=#0500", "CN=#13", "CN=\xff", `CN=\ff`, "CN=a\x00", "CN=" + strings.Repeat("a", 2000),
	} {
		_, err := dn.Parse(s)
		require.ErrorIs(t, err, dn.ErrMalformed, "%q", s)
	}
}

// What Go and others print of a certificate's subject is what a developer will paste.
func TestWhatToolsPrintFits(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	cert := keytest.New(t, jose.ES256).Certificate(at, func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: `a "b", c+d=<e>; f\g#`, Organization: []string{" padded "}, OrganizationalUnit: []string{"#hash"}, Country: []string{"DE"}, SerialNumber: "7"}
	})
	printed := cert.Subject.String()
	n, err := dn.Parse(printed)
	require.NoError(t, err, printed)
	require.True(t, n.Is(cert.RawSubject), printed)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`CN=a,O=b+OU=c`, `CN=\#a\ ,DC=#0c0161`, `1.2=\41\c3\a9`, "CN=a;O=b", `=`, `\`} {
		f.Add(s)
	}
	empty, err := asn1.Marshal(pkix.RDNSequence{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, s string) {
		n, err := dn.Parse(s)
		if err != nil {
			require.ErrorIs(t, err, dn.ErrMalformed)
		}
		require.False(t, n.Is(empty))
	})
}
