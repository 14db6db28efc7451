package jose_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

type claims struct {
	Sub      string            `json:"sub"`
	ClientID string            `json:"client_id,omitempty"`
	Aud      jose.Audience     `json:"aud"`
	Exp      jose.NumericDate  `json:"exp"`
	Nbf      *jose.NumericDate `json:"nbf"`
	Raw      json.RawMessage   `json:"raw"`
	Inner    struct {
		Sub string `json:"sub"`
	} `json:"inner"`
	Untagged string
	shared
}

type shared struct {
	Iss string `json:"iss"`
}

func TestClaimsAreRead(t *testing.T) {
	t.Parallel()
	var c claims
	require.NoError(t, jose.DecodeClaims([]byte(`{"sub":"a\u0062","aud":["x","y"],"exp":1.5,"nbf":null,"raw":{"Sub":1},"inner":{"Sub":"no","more":[]},"iss":"i","Untagged":"no","other":1e999}`), &c))
	require.Equal(t, "ab", c.Sub)
	require.Equal(t, "i", c.Iss)
	require.Equal(t, []string{"x", "y"}, c.Aud.Values())
	require.Equal(t, time.Unix(1, 500_000_000).UTC(), c.Exp.Time())
	require.Nil(t, c.Nbf)
	require.JSONEq(t, `{"Sub":1}`, string(c.Raw), "kept as it was sent")
	require.Empty(t, c.Inner.Sub, "SEC-58: names are exact at every depth")
	require.Empty(t, c.Untagged)
}

func TestSEC58TwoReadersNeverDisagree(t *testing.T) {
	t.Parallel()
	nested := func(levels int) string {
		return `{"a":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`
	}
	for why, test := range map[string]struct {
		doc  string
		want error
	}{
		"a member twice":                      {`{"sub":"a","sub":"b"}`, jose.ErrRepeated},
		"a member twice, once escaped":        {`{"sub":"a","s\u0075b":"b"}`, jose.ErrRepeated},
		"a member twice, in a member":         {`{"a":{"b":[{"c":1,"c":2}]}}`, jose.ErrRepeated},
		"a member in two cases":               {`{"sub":"a","SUB":"b"}`, jose.ErrRepeated},
		"Client_ID beside client_id":          {`{"Client_ID":"a","client_id":"b"}`, jose.ErrRepeated},
		"two cases, in a member":              {`{"a":[{"redirect_uris":[],"Redirect_URIs":[]}]}`, jose.ErrRepeated},
		"a long s, which Go takes for s":      {`{"sub":"a","ſub":"b"}`, jose.ErrRepeated},
		"a Kelvin sign, which Go takes for k": {"{\"jwk\":1,\"jw\u212A\":2}", jose.ErrRepeated},
		"33 levels":                           {nested(33), jose.ErrDepth},
		"brackets without end":                {strings.Repeat(`{"a":`, 5000), jose.ErrDepth},
		"two objects":                         {`{}{}`, jose.ErrNotObject},
		"something after it":                  {`{} x`, jose.ErrNotObject},
		"a bracket after it":                  {`{}]`, jose.ErrNotObject},
		"a comma too many":                    {`{"a":1,}`, jose.ErrNotObject},
		"a comma too few":                     {`{"a":1 "b":2}`, jose.ErrNotObject},
		"a member without a value":            {`{"a"}`, jose.ErrNotObject},
		"a name that is a number":             {`{1:2}`, jose.ErrNotObject},
		"not ended":                           {`{"a":[1,2`, jose.ErrNotObject},
		"ended by another bracket":            {`{"a":[1,2}`, jose.ErrNotObject},
		"a comment":                           {`{/**/}`, jose.ErrNotObject},
		"a byte order mark":                   {"\uFEFF{}", jose.ErrNotObject},
		"bytes that are not UTF-8":            {"{\"a\":\"\xff\"}", jose.ErrNotObject},
		"an array":                            {`[]`, jose.ErrNotObject},
		"a string":                            {`"{}"`, jose.ErrNotObject},
		"null":                                {`null`, jose.ErrNotObject},
		"nothing":                             {``, jose.ErrNotObject},
		"more than 64 KiB":                    {`{"a":"` + strings.Repeat("x", 64<<10) + `"}`, jose.ErrDocumentTooLarge},
	} {
		_, err := jose.StrictObject([]byte(test.doc))
		require.ErrorIs(t, err, test.want, why)
		require.ErrorIs(t, err, jose.ErrInvalid, why)
		require.ErrorIs(t, jose.DecodeClaims([]byte(test.doc), &claims{}), test.want, why)
	}

	members, err := jose.StrictObject([]byte(` {"a":{"x":1},"b":[{"x":1},{"x":2}],"n":1e999,"z":null} `))
	require.NoError(t, err, "the same name in different objects is no repetition")
	require.Len(t, members, 4)
	require.Equal(t, `1e999`, string(members["n"]))
	_, err = jose.StrictObject([]byte(nested(32)))
	require.NoError(t, err)
	members, err = jose.StrictObject([]byte(`{}`))
	require.NoError(t, err)
	require.NotNil(t, members)
}

func TestSEC58ANameInAnotherCaseIsRefused(t *testing.T) {
	t.Parallel()
	for doc, path := range map[string]string{
		`{"SUB":"a"}`: "sub", `{"Client_ID":"a"}`: "client_id", `{"ISS":"a"}`: "iss", `{"ſub":"a"}`: "sub",
		`{"sub":1}`: "sub", `{"sub":{}}`: "sub", `{"inner":{"sub":1}}`: "inner", `{"inner":[]}`: "inner",
	} {
		refusedAs(t, &jose.MemberError{Path: path}, jose.DecodeClaims([]byte(doc), &claims{}), doc)
	}
}

func TestRFC7519413TheAudienceRemembersItsForm(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]struct {
		values []string
		single bool
	}{
		`{"aud":"x"}`:       {[]string{"x"}, true},
		`{"aud":["x"]}`:     {[]string{"x"}, false},
		`{"aud":["x","y"]}`: {[]string{"x", "y"}, false},
		`{"aud":[]}`:        {nil, false},
		`{}`:                {nil, false},
	} {
		var c claims
		require.NoError(t, jose.DecodeClaims([]byte(doc), &c), doc)
		require.Equal(t, want.values, c.Aud.Values(), doc)
		require.Equal(t, want.single, c.Aud.IsSingleString(), doc)
		require.Equal(t, len(want.values) > 0, c.Aud.Has("x"), doc)
		require.False(t, c.Aud.Has("X"), doc)
		require.False(t, c.Aud.Has(""), doc)
	}
	for _, doc := range []string{`{"aud":1}`, `{"aud":null}`, `{"aud":{"x":1}}`, `{"aud":["x",1]}`, `{"aud":[null]}`, `{"aud":[["x"]]}`} {
		refusedAs(t, &jose.MemberError{Path: "aud"}, jose.DecodeClaims([]byte(doc), &claims{}), doc)
	}
}

func TestRFC75192ADateIsASensibleNumber(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]time.Time{
		`{"exp":0}`:             time.Unix(0, 0),
		`{"exp":1700000000}`:    time.Unix(1700000000, 0),
		`{"exp":1700000000.0}`:  time.Unix(1700000000, 0),
		`{"exp":1.7e9}`:         time.Unix(1700000000, 0),
		`{"exp":1700000000.25}`: time.Unix(1700000000, 250_000_000),
		`{"exp":253402300799}`:  time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		var c claims
		require.NoError(t, jose.DecodeClaims([]byte(doc), &c), doc)
		require.False(t, c.Exp.IsZero(), doc)
		require.Equal(t, want.UTC(), c.Exp.Time(), doc)
	}
	for _, doc := range []string{
		`{"exp":-1}`, `{"exp":1700000000000}`, `{"exp":253402300800}`, `{"exp":1e400}`, `{"exp":-1e400}`,
		`{"exp":"1700000000"}`, `{"exp":true}`, `{"exp":null}`, `{"exp":[1]}`, `{"exp":{}}`,
	} {
		refusedAs(t, &jose.MemberError{Path: "exp"}, jose.DecodeClaims([]byte(doc), &claims{}), doc)
	}
	var c claims
	require.NoError(t, jose.DecodeClaims([]byte(`{}`), &c))
	require.True(t, c.Exp.IsZero(), "a claim that is not there is no date")
}
