package password

import (
	"crypto/sha256"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheListHolds100000SortedEntries(t *testing.T) {
	t.Parallel()
	require.Len(t, commonBin, 100_000*commonPrefix)
	for i := commonPrefix; i < len(commonBin); i += commonPrefix {
		require.Less(t, commonBin[i-commonPrefix:i], commonBin[i:i+commonPrefix])
	}
}

func TestCommonPasswordsAreFoundAndOthersAreNot(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"password", "12345678", "123456789", "qwertyuiop", "baseball", "iloveyou", "trustno1", "TROJANS1", "football", "P@ssw0rd"} {
		require.True(t, isCommon(word), word)
	}
	for i := range 100_000 {
		sum := sha256.Sum256([]byte(strconv.Itoa(i)))
		require.False(t, isCommon("not on any list "+string(sum[:])))
	}
}
