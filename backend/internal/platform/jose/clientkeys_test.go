package jose_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

// selfSigned is a certificate for k, signed by k.
func selfSigned(t *testing.T, k jose.Key) *x509.Certificate {
	t.Helper()
	signer := private(t, k)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "client"},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}

// rsaJWK is the JSON Web Key of an RSA key, whatever it is worth.
func rsaJWK(n *big.Int, e string) json.RawMessage {
	return json.RawMessage(`{"kty":"RSA","n":"` + base64.RawURLEncoding.EncodeToString(n.Bytes()) + `","e":"` + e + `"}`)
}

func TestRFC7517WhatIsWrongWithAKeySetIsSaid(t *testing.T) {
	t.Parallel()
	es, rs := key(t, jose.ES256), key(t, jose.RS256)
	good := string(es.Public())
	public, ok := private(t, rs).Public().(*rsa.PublicKey)
	require.True(t, ok)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	large, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	require.NoError(t, err)
	coordinate := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.FillBytes(make([]byte, 66))) }
	p521 := `{"kty":"EC","crv":"P-521","x":"` + coordinate(large.X) + `","y":"` + coordinate(large.Y) + `"}`
	zero32 := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	set := func(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }
	many := make([]string, 21)
	for i := range many {
		many[i] = string(bare(t, es, "kid", strconv.Itoa(i)))
	}

	for why, test := range map[string]struct {
		doc  string
		want error
	}{
		"nothing":                               {``, jose.ErrNotObject},
		"null":                                  {`null`, jose.ErrNotObject},
		"an array of keys":                      {`[` + good + `]`, jose.ErrNotObject},
		"two documents":                         {set(good) + set(good), jose.ErrNotObject},
		"more than 64 KiB":                      {set(good) + strings.Repeat(" ", 64<<10), jose.ErrDocumentTooLarge},
		"a member twice":                        {set(`{"kty":"EC","kty":"RSA"}`), jose.ErrRepeated},
		"RFC 7517 5.1: one key, not a set":      {good, &jose.MemberError{Path: "keys"}},
		"RFC 7517 5.1: keys is an object":       {`{"keys":{}}`, &jose.MemberError{Path: "keys"}},
		"RFC 7517 5.1: keys is null":            {`{"keys":null}`, &jose.MemberError{Path: "keys"}},
		"SEC-58: Keys":                          {`{"Keys":[` + good + `]}`, &jose.MemberError{Path: "keys"}},
		"no keys":                               {set(), &jose.MemberError{Path: "keys"}},
		"no key for signatures":                 {set(string(bare(t, es, "use", "enc"))), &jose.MemberError{Path: "keys"}},
		"more than 20 keys":                     {set(many...), &jose.MemberError{Path: "keys"}},
		"a key that is a string":                {set(good, `"x"`), &jose.MemberError{Path: "keys[1]"}},
		"a key that is null":                    {set(good, `null`), &jose.MemberError{Path: "keys[1]"}},
		"RFC 7517 4.1: no kty":                  {set(`{"n":"AAAA","e":"AQAB"}`), &jose.MemberError{Path: "keys[0].kty"}},
		"SEC-58: KTY":                           {set(`{"KTY":"RSA"}`), &jose.MemberError{Path: "keys[0].kty"}},
		"RFC 7517 4.5: one kid for two keys":    {set(good, string(bare(t, rs, "kid", es.KID()))), &jose.MemberError{Path: "keys[1].kid"}},
		"RFC 7517 4.5: kid a number":            {set(`{"kty":"EC","kid":1}`), &jose.MemberError{Path: "keys[0].kid"}},
		"RFC 7518 6.4: a symmetric key":         {set(good, `{"kty":"oct","k":"AAAA"}`), &jose.MemberError{Path: "keys[1].k"}},
		"RFC 7518 6.4: a symmetric key, hidden": {set(good, `{"kty":"oct"}`), &jose.MemberError{Path: "keys[1].kty"}},
		"RFC 7518 3.3: RSA of 1024 bits":        {set(string(rsaJWK(small.N, "AQAB"))), &jose.MemberError{Path: "keys[0].n"}},
		"an even modulus":                       {set(string(rsaJWK(new(big.Int).Lsh(big.NewInt(3), 2047), "AQAB"))), &jose.MemberError{Path: "keys[0].n"}},
		"RSA of 8192 bits":                      {set(string(rsaJWK(new(big.Int).SetBit(big.NewInt(1), 8191, 1), "AQAB"))), &jose.MemberError{Path: "keys[0]"}},
		"RSA without a modulus":                 {set(`{"kty":"RSA","e":"AQAB"}`), &jose.MemberError{Path: "keys[0]"}},
		"an exponent of 1":                      {set(string(rsaJWK(public.N, "AQ"))), &jose.MemberError{Path: "keys[0]"}},
		"an exponent of 3":                      {set(string(rsaJWK(public.N, "Aw"))), &jose.MemberError{Path: "keys[0].e"}},
		"an exponent of 2^64":                   {set(string(rsaJWK(public.N, "AQAAAAAAAAAA"))), &jose.MemberError{Path: "keys[0]"}},
		"a padded modulus":                      {set(`{"kty":"RSA","n":"AAAA==","e":"AQAB"}`), &jose.MemberError{Path: "keys[0]"}},
		"P-521":                                 {set(p521), &jose.MemberError{Path: "keys[0].crv"}},
		"secp256k1":                             {set(`{"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"}`), &jose.MemberError{Path: "keys[0].crv"}},
		"X25519":                                {set(`{"kty":"OKP","crv":"X25519","x":"AAAA"}`), &jose.MemberError{Path: "keys[0].crv"}},
		"a point that is not on the curve":      {set(string(bare(t, es, "y", zero32))), &jose.MemberError{Path: "keys[0]"}},
		"a coordinate cut short":                {set(string(bare(t, es, "x", "AAAA"))), &jose.MemberError{Path: "keys[0]"}},
		"Ed25519 of low order":                  {set(`{"kty":"OKP","crv":"Ed25519","x":"` + zero32 + `"}`), &jose.MemberError{Path: "keys[0]"}},
		"RFC 7517 4.4: RSA for ES256":           {set(string(bare(t, rs, "alg", "ES256"))), &jose.MemberError{Path: "keys[0].alg"}},
		"RFC 7517 4.4: P-256 for ES384":         {set(string(bare(t, es, "alg", "ES384"))), &jose.MemberError{Path: "keys[0].alg"}},
		"RFC 7517 4.7: x5c of another key":      {set(strings.TrimSuffix(good, "}") + `,"x5c":["` + base64.StdEncoding.EncodeToString(selfSigned(t, rs).Raw) + `"]}`), &jose.MemberError{Path: "keys[0]"}},
	} {
		_, err := jose.ParsePublicSet([]byte(test.doc))
		require.ErrorIs(t, err, jose.ErrInvalid, why)
		refusedAs(t, test.want, err, why)
	}

	for _, secret := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} {
		for _, use := range []string{"sig", "enc"} {
			doc := set(good, string(bare(t, es, "kid", "secret-of-the-client", "use", use, secret, "AAAA")))
			_, err := jose.ParsePublicSet([]byte(doc))
			refusedAs(t, &jose.MemberError{Path: "keys[1]." + secret}, err, "RFC 7517 9.2: "+secret)
			require.NotContains(t, err.Error(), "secret-of-the-client")
		}
	}
}

func TestRFC75175WhatIsForOthersIsIgnored(t *testing.T) {
	t.Parallel()
	es := key(t, jose.ES256)
	ops := json.RawMessage(strings.TrimSuffix(string(bare(t, es, "kid", es.KID())), "}") + `,"key_ops":["encrypt"]}`)
	set := parseSet(t,
		bare(t, es, "kid", es.KID(), "use", "enc"),
		json.RawMessage(`{"kty":"OKP","crv":"X25519","x":"AAAA","use":"enc"}`),
		json.RawMessage(`{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}`),
		ops,
		bare(t, key(t, jose.RS256), "kid", "old", "alg", "RS512"),
		es.Public(),
	)
	_, _, err := set.Verify(compact(t, es, header(`,"kid":"`+es.KID()+`"`), `{}`), jose.Algs())
	require.NoError(t, err, "the kid of an ignored key is free")
	_, _, err = set.Verify(compact(t, es, header(`,"kid":"old"`), `{}`), jose.Algs())
	require.ErrorIs(t, err, jose.ErrKeyKind)

	set = parseSet(t, key(t, jose.ES256).Public(), bare(t, es, "use", "enc"))
	_, _, err = set.Verify(compact(t, es, header(""), `{}`), jose.Algs())
	require.ErrorIs(t, err, jose.ErrSignature, "a key for encryption checks no signature")
}

func TestRFC870522ACertificateIsOfAKnownKey(t *testing.T) {
	t.Parallel()
	for _, alg := range jose.Algs() {
		k, stranger := key(t, alg), key(t, alg)
		cert := selfSigned(t, k)
		withCertificate := json.RawMessage(strings.TrimSuffix(string(k.Public()), "}") + `,"x5c":["` + base64.StdEncoding.EncodeToString(cert.Raw) + `"],"x5t#S256":"` + jose.X5T(cert) + `"}`)
		require.True(t, parseSet(t, stranger.Public(), withCertificate).HasCertificate(cert), "x5c: %s", alg)
		require.True(t, parseSet(t, bare(t, k)).HasCertificate(cert), "the same key: %s", alg)
		require.False(t, parseSet(t, stranger.Public()).HasCertificate(cert), alg)
	}
	require.False(t, jose.PublicSet{}.HasCertificate(selfSigned(t, key(t, jose.ES256))))
}
