package jose_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

// private is the private half of k, for signing what no honest signer would.
func private(tb testing.TB, k jose.Key) crypto.Signer {
	tb.Helper()
	der, err := k.PKCS8()
	require.NoError(tb, err)
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	require.NoError(tb, err)
	signer, ok := parsed.(crypto.Signer)
	require.True(tb, ok)
	return signer
}

// compact is a token of exactly this header and payload, signed by k as its kind
// of key signs, without the help of a library.
func compact(tb testing.TB, k jose.Key, header, payload string) string {
	tb.Helper()
	input := segment(header) + "." + segment(payload)
	sum := sha256.Sum256([]byte(input))
	var sig []byte
	var err error
	switch p := private(tb, k).(type) {
	case ed25519.PrivateKey:
		sig = ed25519.Sign(p, []byte(input))
	case *rsa.PrivateKey:
		if strings.Contains(header, `"alg":"PS256"`) {
			sig, err = rsa.SignPSS(rand.Reader, p, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		} else {
			sig, err = rsa.SignPKCS1v15(nil, p, crypto.SHA256, sum[:])
		}
	case *ecdsa.PrivateKey:
		hash := sum[:]
		if k.Alg() == jose.ES384 {
			wide := sha512.Sum384([]byte(input))
			hash = wide[:]
		}
		r, s, signErr := ecdsa.Sign(rand.Reader, p, hash)
		require.NoError(tb, signErr)
		size := (p.Curve.Params().BitSize + 7) / 8
		sig = append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
	}
	require.NoError(tb, err)
	return input + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// bare is the public key without kid, alg and use.
func bare(tb testing.TB, k jose.Key, change ...string) json.RawMessage {
	tb.Helper()
	var jwk map[string]any
	require.NoError(tb, json.Unmarshal(k.Public(), &jwk))
	for _, member := range []string{"kid", "alg", "use"} {
		delete(jwk, member)
	}
	for i := 0; i < len(change); i += 2 {
		jwk[change[i]] = change[i+1]
	}
	doc, err := json.Marshal(jwk)
	require.NoError(tb, err)
	return doc
}

func parseSet(t *testing.T, keys ...json.RawMessage) jose.PublicSet {
	t.Helper()
	set, err := jose.ParsePublicSet(jose.KeySet(keys))
	require.NoError(t, err)
	return set
}

func header(members string) string { return `{"alg":"ES256"` + members + `}` }

func TestPeekBelievesNothing(t *testing.T) {
	t.Parallel()
	h, payload, err := jose.Peek(segment(`{"alg":"HS256","kid":"a","typ":"JWT","x":1}`) + "." + segment(`{"iss":"b"}`) + ".AAAA")
	require.NoError(t, err)
	require.Equal(t, jose.Header{Alg: "HS256", KID: "a", Typ: "JWT"}, h)
	require.JSONEq(t, `{"iss":"b"}`, string(payload))
}

// Where a token is malformed, nobody reads it: not to peek, not to verify.
func TestRFC7515OneFormOfTokenIsRead(t *testing.T) {
	t.Parallel()
	k := key(t, jose.ES256)
	set := parseSet(t, k.Public())
	good := compact(t, k, header(""), `{}`)
	parts := strings.Split(good, ".")
	_, _, err := set.Verify(good, jose.Algs())
	require.NoError(t, err)
	for why, test := range map[string]struct {
		token string
		want  error
	}{
		"nothing":                       {"", jose.ErrMalformed},
		"two parts":                     {parts[0] + "." + parts[1], jose.ErrMalformed},
		"four parts":                    {good + ".", jose.ErrMalformed},
		"six parts":                     {good + "...", jose.ErrMalformed},
		"RFC 7515 7.2: JSON":            {`{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `","signature":"` + parts[2] + `"}]}`, jose.ErrMalformed},
		"RFC 7515 2: padding":           {good + "=", jose.ErrMalformed},
		"RFC 7515 2: a line break":      {good[:20] + "\n" + good[20:], jose.ErrMalformed},
		"RFC 7515 2: white space":       {" " + good, jose.ErrMalformed},
		"bits that say nothing":         {parts[0] + "." + parts[1] + "." + parts[2][:85] + nextLetter(parts[2][85]), jose.ErrMalformed},
		"a header that is an array":     {segment(`["alg"]`) + "." + parts[1] + "." + parts[2], jose.ErrNotObject},
		"a header that is null":         {segment(`null`) + "." + parts[1] + "." + parts[2], jose.ErrNotObject},
		"RFC 7515 4: alg twice":         {compact(t, k, header(`,"alg":"none"`), `{}`), jose.ErrRepeated},
		"SEC-58: alg in two cases":      {compact(t, k, header(`,"ALG":"none"`), `{}`), jose.ErrRepeated},
		"SEC-58: kid in another case":   {compact(t, k, header(`,"KID":"a"`), `{}`), &jose.MemberError{Path: "header.kid"}},
		"RFC 7515 4.1.1: no alg":        {compact(t, k, `{}`, `{}`), &jose.MemberError{Path: "header.alg"}},
		"RFC 7515 4.1.4: kid a number":  {compact(t, k, header(`,"kid":1`), `{}`), &jose.MemberError{Path: "header.kid"}},
		"RFC 7515 4.1.11: crit":         {compact(t, k, header(`,"crit":["exp"],"exp":1`), `{}`), jose.ErrExtension},
		"RFC 7515 4.1.11: crit is null": {compact(t, k, header(`,"crit":null`), `{}`), jose.ErrExtension},
		"RFC 7797: b64":                 {compact(t, k, header(`,"b64":true`), `{}`), jose.ErrExtension},
		"RFC 7797: b64, critical":       {compact(t, k, header(`,"b64":false,"crit":["b64"]`), `{}`), jose.ErrExtension},
		"RFC 8725 3.2: none":            {segment(`{"alg":"none"}`) + "." + parts[1] + ".", jose.ErrUnsigned},
		"RFC 8725 3.2: none, signed":    {segment(`{"alg":"none"}`) + "." + parts[1] + "." + parts[2], jose.ErrUnsigned},
		"RFC 8725 3.2: no signature":    {parts[0] + "." + parts[1] + ".", jose.ErrUnsigned},
	} {
		_, _, peekErr := jose.Peek(test.token)
		_, _, setErr := set.Verify(test.token, append(jose.Algs(), "none"))
		_, _, ownErr := jose.Verify(test.token, []json.RawMessage{k.Public()}, append(jose.Algs(), "none")...)
		_, _, embeddedErr := jose.VerifyEmbedded(test.token, "", append(jose.Algs(), "none"))
		for _, err := range []error{peekErr, setErr, ownErr, embeddedErr} {
			require.ErrorIs(t, err, jose.ErrInvalid, why)
			refusedAs(t, test.want, err, why)
		}
	}
}

// nextLetter changes the last, unused bits of a base64url letter.
func nextLetter(b byte) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(letters[strings.IndexByte(letters, b)|1])
}

// refusedAs compares errors, and member errors by their path.
func refusedAs(t *testing.T, want, got error, why string) {
	t.Helper()
	var member *jose.MemberError
	if wanted, ok := want.(*jose.MemberError); ok { //nolint:errorlint // the wanted error is written down, not wrapped
		require.ErrorAs(t, got, &member, why)
		require.Equal(t, wanted.Path, member.Path, why)
		require.NotEmpty(t, member.Sentence)
		return
	}
	require.ErrorIs(t, got, want, why)
}

func TestEveryAlgorithmOfOthersIsChecked(t *testing.T) {
	t.Parallel()
	for _, alg := range jose.Algs() {
		k, stranger := key(t, alg), key(t, alg)
		token := compact(t, k, `{"alg":"`+string(alg)+`","typ":"JWT"}`, `{"iss":"x"}`)
		for _, set := range []jose.PublicSet{parseSet(t, k.Public()), parseSet(t, stranger.Public(), k.Public()), parseSet(t, bare(t, stranger), bare(t, k))} {
			h, payload, err := set.Verify(token, []jose.Alg{alg})
			require.NoError(t, err, alg)
			require.Equal(t, jose.Header{Alg: alg, Typ: "JWT"}, h)
			require.JSONEq(t, `{"iss":"x"}`, string(payload))
		}
		_, _, err := parseSet(t, stranger.Public()).Verify(token, jose.Algs())
		require.ErrorIs(t, err, jose.ErrSignature, alg)
		_, _, err = parseSet(t, k.Public()).Verify(token[:strings.LastIndexByte(token, '.')+1]+"AAAA", jose.Algs())
		require.ErrorIs(t, err, jose.ErrSignature, alg)
	}
}

func TestSEC41TheAlgorithmIsNotTheTokensToChoose(t *testing.T) {
	t.Parallel()
	rs, ps, es, wide := key(t, jose.RS256), key(t, jose.PS256), key(t, jose.ES256), key(t, jose.ES384)
	set := parseSet(t, rs.Public(), ps.Public(), es.Public(), wide.Public())
	all := append(jose.Algs(), "none", "HS256", "ES512", "RS512")
	named := func(alg, kid string) string { return `{"alg":"` + alg + `","kid":"` + kid + `"}` }
	for why, test := range map[string]struct {
		token   string
		allowed []jose.Alg
		want    error
	}{
		"RFC 8725 3.1: an algorithm nobody asked for": {compact(t, rs, named("RS256", rs.KID()), `{}`), []jose.Alg{jose.PS256, jose.ES256}, jose.ErrAlg},
		"RFC 8725 3.1: none asked for":                {compact(t, rs, named("RS256", rs.KID()), `{}`), nil, jose.ErrAlg},
		"RFC 8725 2.1: HS256 with the public key":     {confused(t, rs, segment(`{}`)), all, jose.ErrKeyKind},
		"RFC 8725 2.1: HS256, not even allowed":       {confused(t, rs, segment(`{}`)), jose.Algs(), jose.ErrAlg},
		"RFC 7517 4.4: a PS256 key signs RS256":       {compact(t, rs, named("RS256", ps.KID()), `{}`), all, jose.ErrKeyKind},
		"RFC 7518 3.4: ES384 on P-256":                {compact(t, es, named("ES384", es.KID()), `{}`), all, jose.ErrKeyKind},
		"RFC 7518 3.4: ES256 on P-384":                {compact(t, wide, named("ES256", wide.KID()), `{}`), all, jose.ErrKeyKind},
		"RFC 7518 3.1: an algorithm that is not ours": {compact(t, rs, named("RS512", rs.KID()), `{}`), all, jose.ErrKeyKind},
		"without a kid, and no key of its kind":       {compact(t, key(t, jose.EdDSA), `{"alg":"EdDSA"}`, `{}`), all, jose.ErrUnknownKey},
		"the key of another algorithm":                {compact(t, rs, named("ES256", es.KID()), `{}`), all, jose.ErrSignature},
	} {
		_, _, err := set.Verify(test.token, test.allowed)
		require.ErrorIs(t, err, test.want, why)
	}
	token := compact(t, rs, named("RS256", rs.KID()), `{}`)
	_, _, err := jose.PublicSet{}.Verify(token, all)
	require.ErrorIs(t, err, jose.ErrUnknownKey, "no keys")
	_, _, err = set.Verify(token, all)
	require.NoError(t, err)
}

// A key that states no algorithm serves each that its kind can.
func TestRFC75174AKeyMayLeaveItsAlgorithmOpen(t *testing.T) {
	t.Parallel()
	rs := key(t, jose.RS256)
	der, err := rs.PKCS8()
	require.NoError(t, err)
	ps, err := jose.Parse(jose.PS256, der)
	require.NoError(t, err)
	set := parseSet(t, bare(t, rs, "kid", "only"), bare(t, key(t, jose.ES384), "kid", "wide"))
	for _, k := range []jose.Key{rs, ps} {
		_, _, err := set.Verify(compact(t, k, `{"alg":"`+string(k.Alg())+`","kid":"only"}`, `{}`), jose.Algs())
		require.NoError(t, err, k.Alg())
	}
	_, _, err = set.Verify(compact(t, ps, `{"alg":"ES256","kid":"only"}`, `{}`), jose.Algs())
	require.ErrorIs(t, err, jose.ErrKeyKind)
	_, _, err = set.Verify(compact(t, ps, `{"alg":"ES256","kid":"wide"}`, `{}`), jose.Algs())
	require.ErrorIs(t, err, jose.ErrKeyKind, "RFC 7518 3.4: ES256 is P-256")
}

func TestSEC35TheKIDIsANameAndNothingElse(t *testing.T) {
	t.Parallel()
	k := key(t, jose.ES256)
	set := parseSet(t, bare(t, k, "kid", "a"), key(t, jose.ES256).Public())
	for _, kid := range []string{"b", "A", "a ", "../../etc/passwd", "/dev/null", `a' OR '1'='1`, "https://evil.example/jwks.json", `a\u0000`} {
		_, _, err := set.Verify(compact(t, k, header(`,"kid":"`+kid+`"`), `{}`), jose.Algs())
		require.ErrorIs(t, err, jose.ErrUnknownKey, "the caller may look for a newer set: %s", kid)
	}
	_, _, err := set.Verify(compact(t, k, header(`,"kid":"a"`), `{}`), jose.Algs())
	require.NoError(t, err)
}

// A key that the token brings along, or points to, gives it no chance; and it
// takes none from a token that a known key signed.
func TestSEC17WhatATokenSaysAboutKeysCountsForNothing(t *testing.T) {
	t.Parallel()
	mine, theirs := key(t, jose.ES256), key(t, jose.ES256)
	set := parseSet(t, mine.Public())
	certificate := base64.StdEncoding.EncodeToString(selfSigned(t, theirs).Raw)
	for _, pointer := range []string{
		`,"jwk":` + string(bare(t, theirs)),
		`,"jwk":` + string(theirs.Public()),
		`,"jku":"https://evil.example/jwks.json"`,
		`,"x5u":"https://evil.example/certificate.pem"`,
		`,"x5c":["` + certificate + `"]`,
	} {
		_, _, err := set.Verify(compact(t, theirs, header(pointer), `{}`), jose.Algs())
		require.ErrorIs(t, err, jose.ErrSignature, pointer)
		_, _, err = set.Verify(compact(t, theirs, header(pointer+`,"kid":"`+mine.KID()+`"`), `{}`), jose.Algs())
		require.ErrorIs(t, err, jose.ErrSignature, pointer)
		_, _, err = set.Verify(compact(t, theirs, header(pointer+`,"kid":"`+theirs.KID()+`"`), `{}`), jose.Algs())
		require.ErrorIs(t, err, jose.ErrUnknownKey, pointer)
		_, _, err = set.Verify(compact(t, mine, header(pointer), `{}`), jose.Algs())
		require.NoError(t, err, pointer)
	}
}

func TestSEC41AProofBringsExactlyItsPublicKey(t *testing.T) {
	t.Parallel()
	const typ = "dpop+jwt"
	for _, alg := range jose.Algs() {
		k := key(t, alg)
		token := compact(t, k, `{"alg":"`+string(alg)+`","typ":"dpop+jwt","jwk":`+string(bare(t, k))+`}`, `{"jti":"1"}`)
		jkt, payload, err := jose.VerifyEmbedded(token, typ, jose.Algs())
		require.NoError(t, err, alg)
		require.Equal(t, k.KID(), jkt, "RFC 9449 6.1: the thumbprint")
		require.JSONEq(t, `{"jti":"1"}`, string(payload))
	}

	k, other, rs := key(t, jose.ES256), key(t, jose.ES256), key(t, jose.RS256)
	proof := func(jwk json.RawMessage) string {
		return compact(t, k, `{"alg":"ES256","typ":"dpop+jwt","jwk":`+string(jwk)+`}`, `{}`)
	}
	_, _, err := jose.VerifyEmbedded(proof(k.Public()), typ, jose.Algs())
	require.NoError(t, err, "kid, alg and use do no harm")
	for why, test := range map[string]struct {
		token string
		want  error
	}{
		"RFC 9449 4.3: another typ":               {compact(t, k, `{"alg":"ES256","typ":"JWT","jwk":`+string(bare(t, k))+`}`, `{}`), jose.ErrTyp},
		"RFC 9449 4.3: typ in another case":       {compact(t, k, `{"alg":"ES256","typ":"DPoP+JWT","jwk":`+string(bare(t, k))+`}`, `{}`), jose.ErrTyp},
		"RFC 9449 4.3: no typ":                    {compact(t, k, `{"alg":"ES256","jwk":`+string(bare(t, k))+`}`, `{}`), jose.ErrTyp},
		"RFC 9449 4.3: an algorithm not accepted": {compact(t, rs, `{"alg":"RS256","typ":"dpop+jwt","jwk":`+string(bare(t, rs))+`}`, `{}`), jose.ErrAlg},
		"RFC 9449 4.3: no jwk":                    {compact(t, k, `{"alg":"ES256","typ":"dpop+jwt","kid":"`+k.KID()+`"}`, `{}`), jose.ErrNoEmbeddedKey},
		"RFC 9449 4.3: jwk is null":               {proof(json.RawMessage(`null`)), &jose.MemberError{Path: "header.jwk"}},
		"RFC 9449 4.3: jwk is a string":           {proof(json.RawMessage(`"x"`)), &jose.MemberError{Path: "header.jwk"}},
		"RFC 9449 4.3: a private key":             {proof(bare(t, k, "d", "AAAA")), &jose.MemberError{Path: "header.jwk.d"}},
		"a symmetric key":                         {proof(json.RawMessage(`{"kty":"oct","k":"AAAA"}`)), &jose.MemberError{Path: "header.jwk.k"}},
		"a key twice in one":                      {proof(json.RawMessage(`{"kty":"EC","kty":"RSA"}`)), jose.ErrRepeated},
		"a key for encryption":                    {proof(bare(t, k, "use", "enc")), jose.ErrKeyPurpose},
		"a key of an unknown kind":                {proof(json.RawMessage(`{"kty":"AKP","pub":"AAAA"}`)), jose.ErrKeyPurpose},
		"a key for another algorithm":             {proof(bare(t, rs)), jose.ErrKeyKind},
		"RFC 9449 4.3: the key of another":        {proof(bare(t, other)), jose.ErrSignature},
	} {
		_, _, err := jose.VerifyEmbedded(test.token, typ, []jose.Alg{jose.ES256, jose.PS256, jose.EdDSA})
		require.ErrorIs(t, err, jose.ErrInvalid, why)
		refusedAs(t, test.want, err, why)
	}
	mac := strings.Split(confused(t, rs, segment(`{}`)), ".")
	mac[0] = segment(`{"alg":"HS256","typ":"dpop+jwt","jwk":` + string(bare(t, rs)) + `}`)
	_, _, err = jose.VerifyEmbedded(strings.Join(mac, "."), typ, []jose.Alg{"HS256"})
	require.ErrorIs(t, err, jose.ErrKeyKind, "RFC 9449 4.2: never symmetric")
}

// Each is refused for what it is before anything in it is decoded, inflated,
// derived or parsed as deep as it goes.
func TestSEC42ExpensiveTokensAreRefusedUnread(t *testing.T) {
	t.Parallel()
	k := key(t, jose.ES256)
	set := parseSet(t, k.Public())
	deep := strings.Repeat("[", 3000) + strings.Repeat("]", 3000)
	jwe := func(header string) string { return segment(header) + ".AAAA.AAAA.AAAA.AAAA" }
	for why, test := range map[string]struct {
		token string
		want  error
	}{
		"CVE-2026-34986: p2c of 2^31":           {jwe(`{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAA","p2c":2147483648}`), jose.ErrEncrypted},
		"CVE-2026-34986: no encrypted key":      {segment(`{"alg":"A128KW","enc":"A128GCM"}`) + "..AAAA.AAAA.AAAA", jose.ErrEncrypted},
		"CVE-2024-28180: zip":                   {jwe(`{"alg":"dir","enc":"A128GCM","zip":"DEF"}`), jose.ErrEncrypted},
		"p2c of 2^31 in three parts":            {segment(`{"alg":"PBES2-HS256+A128KW","p2c":2147483648}`) + ".AAAA.AAAA", jose.ErrAlg},
		"SEC-17: an encrypted token in JSON":    {`{"protected":"e30","encrypted_key":"AAAA","iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}`, jose.ErrMalformed},
		"10 MB of token":                        {strings.Repeat("A", 10<<20), jose.ErrTooLarge},
		"10 MB of dots":                         {strings.Repeat(".", 10<<20), jose.ErrTooLarge},
		"10 MB of encrypted token":              {jwe(strings.Repeat("A", 7<<20)), jose.ErrTooLarge},
		"16 KiB and a byte":                     {strings.Repeat("A", jose.MaxToken+1), jose.ErrTooLarge},
		"16 KiB of dots":                        {strings.Repeat(".", jose.MaxToken), jose.ErrMalformed},
		"CVE-2022-36083: a deep header":         {compact(t, k, header(`,"x":`+deep), `{}`), jose.ErrDepth},
		"SEC-17: a deep key in the header":      {compact(t, k, header(`,"jwk":{"x5c":`+deep+`}`), `{}`), jose.ErrDepth},
		"a header that never ends":              {segment(strings.Repeat("[", 5000)) + ".AAAA.AAAA", jose.ErrDepth},
		"a header with a certificate of no use": {compact(t, k, header(`,"x5c":["AAAA"]`), `{}`), jose.ErrMalformed},
	} {
		_, _, err := set.Verify(test.token, jose.Algs())
		require.ErrorIs(t, err, test.want, why)
		_, _, err = jose.Verify(test.token, []json.RawMessage{k.Public()}, jose.Algs()...)
		require.ErrorIs(t, err, jose.ErrInvalid, why)
		_, _, err = jose.VerifyEmbedded(test.token, "", jose.Algs())
		require.ErrorIs(t, err, jose.ErrInvalid, why)
	}

	_, payload, err := set.Verify(compact(t, k, header(""), `{"a":`+deep+`}`), jose.Algs())
	require.NoError(t, err, "a payload is bytes until it is decoded")
	require.ErrorIs(t, jose.DecodeClaims(payload, &struct{}{}), jose.ErrDepth)
}
