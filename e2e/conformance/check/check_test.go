package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"alias.example/alias/e2e/conformance/check"
)

func TestHalfHashesOfTheSpecification(t *testing.T) {
	t.Parallel()
	// The example of OpenID Connect Core A.4.
	assert.Equal(t, "LDktKdoQak3Pk0cnXxCltA", check.HalfHash("RS256", "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"))
	assert.Len(t, check.HalfHash("ES384", "token"), 32)
	assert.Len(t, check.HalfHash("EdDSA", "token"), 43)
}

func TestEntropyTellsGuessesFromSecrets(t *testing.T) {
	t.Parallel()
	assert.Zero(t, check.Entropy(strings.Repeat("a", 64)))
	assert.InDelta(t, 64, check.Entropy(strings.Repeat("ab", 32)), 1e-9)
	assert.Greater(t, check.Entropy("le3i8MSWvfpSDg3KoEkFRvnJevA3T8dSaQ4aKGnwyBc"), 96.0)
}

func TestBirthdates(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"1987-10-16": true, "0000-10-16": true, "1987": true, "0000-02-29": true, "1987-13-01": false, "1987-02-30": false, "1849": false, "0000": false, "87-10-16": false,
	} {
		assert.Equal(t, good, check.Birthdate(text), text)
	}
}
