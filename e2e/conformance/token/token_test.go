package token_test

import (
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/token"
)

func TestOthersVerifyWhatIsSignedByHand(t *testing.T) {
	t.Parallel()
	for _, alg := range []string{"RS256", "PS256", "ES256", "ES384", "EdDSA"} {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			k := token.NewKey(alg)
			raw := k.Sign(token.Object{"typ": "JWT", "kid": nil}, token.Object{"sub": "somebody", "left_out": nil})
			jws, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
			require.NoError(t, err)
			payload, err := jws.Verify(k.Private.Public())
			require.NoError(t, err)
			assert.JSONEq(t, `{"sub":"somebody"}`, string(payload))
			assert.Empty(t, jws.Signatures[0].Protected.KeyID)
			tampered, err := jose.ParseSignedCompact(token.Tampered(raw), []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
			require.NoError(t, err)
			_, err = tampered.Verify(k.Private.Public())
			require.Error(t, err)
		})
	}
}

func TestAPublicKeyKeepsItsSecrets(t *testing.T) {
	t.Parallel()
	k := token.NewKey("ES256")
	assert.NotContains(t, k.Public(), "d")
	assert.NotContains(t, k.Bare(), "d")
	assert.Contains(t, k.Exposed(), "d")
}
