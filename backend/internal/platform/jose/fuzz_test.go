package jose_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"strings"
	"testing"

	exact "github.com/go-jose/go-jose/v4/json"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/jose"
)

// What is peeked at has one spelling: three parts, a header and a signature.
func FuzzPeek(f *testing.F) {
	k, err := jose.Generate(jose.EdDSA)
	require.NoError(f, err)
	for _, h := range []string{
		`{"alg":"EdDSA"}`, `{"alg":"none"}`, `{"alg":"EdDSA","crit":["b64"],"b64":false}`, `{"alg":"EdDSA","alg":"none"}`, `{"alg":1}`,
		`{"alg":"EdDSA","jwk":{}}`, `{"alg":"dir","enc":"A128GCM","zip":"DEF"}`, `[]`, `null`,
	} {
		f.Add(compact(f, k, h, `{"sub":"x"}`))
	}
	for _, seed := range []string{"", ".", "..", "....", "a.b.c", "e30.e30.", "e30.e30.e30.e30.e30", `{"payload":"e30"}`, "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		h, payload, err := jose.Peek(token)
		if err != nil {
			require.ErrorIs(t, err, jose.ErrInvalid)
			require.Nil(t, payload)
			return
		}
		parts := strings.Split(token, ".")
		require.Len(t, parts, 3)
		require.NotEmpty(t, parts[2])
		require.Equal(t, segment(string(payload)), parts[1])
		require.NotContains(t, []jose.Alg{"", "none"}, h.Alg)
	})
}

// A set that is read holds at most 20 keys and nothing secret, and reads the same
// again.
func FuzzPublicSet(f *testing.F) {
	for _, alg := range jose.Algs() {
		k, err := jose.Generate(alg)
		require.NoError(f, err)
		f.Add(jose.KeySet([]json.RawMessage{k.Public()}))
		f.Add(jose.KeySet([]json.RawMessage{bare(f, k), k.Public()}))
		f.Add(jose.KeySet([]json.RawMessage{bare(f, k, "d", "AAAA")}))
		f.Add(jose.KeySet([]json.RawMessage{bare(f, k, "use", "enc", "e", "AQ")}))
	}
	for _, seed := range []string{`{"keys":[]}`, `{"keys":[{"kty":"oct","k":"AAAA"}]}`, `{"keys":[{"kty":"EC","crv":"P-256","x":"","y":""}]}`, `{"keys":null}`, `[]`, `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA","x5c":["AAAA"]}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		_, err := jose.ParsePublicSet(doc)
		if err != nil {
			require.ErrorIs(t, err, jose.ErrInvalid)
			return
		}
		var set struct {
			Keys []map[string]json.RawMessage `json:"keys"`
		}
		require.NoError(t, json.Unmarshal(doc, &set))
		require.NotEmpty(t, set.Keys)
		require.LessOrEqual(t, len(set.Keys), 20)
		for _, k := range set.Keys {
			for _, secret := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
				require.NotContains(t, k, secret)
			}
		}
	})
}

// What is read strictly, a decoder that refuses repeated names reads as well, and
// encoding/json finds the same in it.
func FuzzStrictObject(f *testing.F) {
	for _, seed := range []string{
		`{"a":1}`, `{"a":1,"a":2}`, `{"a":1,"A":2}`, `{"a":{"b":[1,"x",null,true]}}`, `{} {}`, `{"a":1,}`, "\xff", `{"\ud800":"\ud800"}`, ``, `{"a"`, `]`, `{"a":1e999}`,
		`{"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}`, `null`, `{"":""}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		members, err := jose.StrictObject(raw)
		if err != nil {
			require.ErrorIs(t, err, jose.ErrInvalid)
			return
		}
		var again map[string]exact.RawMessage
		require.NoError(t, exact.Unmarshal(raw, &again))
		require.Len(t, again, len(members))
		for name, value := range members {
			require.Equal(t, string(value), string(again[name]))
			if lower := strings.ToLower(name); lower != name {
				_, twice := members[lower]
				require.False(t, twice)
			}
		}
	})
}

// Nobody makes a proof for a key they do not hold.
func FuzzVerifyEmbedded(f *testing.F) {
	// The key is the same in every process that takes part.
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	require.NoError(f, err)
	k, err := jose.Parse(jose.EdDSA, der)
	require.NoError(f, err)
	genuine := compact(f, k, `{"alg":"EdDSA","typ":"dpop+jwt","jwk":`+string(bare(f, k))+`}`, `{"jti":"1"}`)
	f.Add(genuine)
	f.Add(genuine[:len(genuine)-1])
	f.Add(compact(f, k, `{"alg":"EdDSA","typ":"dpop+jwt","jwk":`+string(bare(f, k, "d", "AAAA"))+`}`, `{}`))
	f.Add(compact(f, k, `{"alg":"HS256","typ":"dpop+jwt","jwk":{"kty":"oct","k":"AAAA"}}`, `{}`))
	f.Add(compact(f, k, `{"alg":"EdDSA","typ":"dpop+jwt","jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"}}`, `{}`))
	f.Add(compact(f, k, `{"alg":"EdDSA","typ":"dpop+jwt"}`, `{}`))
	f.Fuzz(func(t *testing.T, token string) {
		jkt, _, err := jose.VerifyEmbedded(token, "dpop+jwt", jose.Algs())
		if err != nil {
			require.ErrorIs(t, err, jose.ErrInvalid)
			require.Empty(t, jkt)
			return
		}
		require.Equal(t, genuine, token)
		require.Equal(t, k.KID(), jkt)
	})
}
