//go:build timing

package password_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/secret"
)

// TestAWrongPasswordAndAnUnknownPersonTakeTheSameTime takes 2,000 measurements of
// each, in turns, and compares them by Welch's t-test. It is statistics on a
// machine that should be idle, so it has a build tag of its own: run it with
//
//	go test -tags timing -run SameTime ./internal/platform/password
func TestAWrongPasswordAndAnUnknownPersonTakeTheSameTime(t *testing.T) {
	h := password.NewHasher(password.Options{Cost: password.Cost{MemoryKiB: 1 << 10, Passes: 2, Lanes: 1}}, secret.NewSource(nil))
	stored, err := h.Hash(t.Context(), pw("quiet heron lake"))
	require.NoError(t, err)
	measure := func(hash secret.Value) float64 {
		started := time.Now()
		ok, err := h.Verify(t.Context(), pw("other heron lake"), hash)
		took := time.Since(started)
		require.NoError(t, err)
		require.False(t, ok)
		return took.Seconds()
	}
	var known, unknown []float64
	for i := range 2_000 {
		if i%2 == 0 { // neither is always the first
			known, unknown = append(known, measure(stored)), append(unknown, measure(secret.Value{}))
		} else {
			unknown, known = append(unknown, measure(secret.Value{})), append(known, measure(stored))
		}
	}
	m1, v1 := moments(known)
	m2, v2 := moments(unknown)
	z := math.Abs(m1-m2) / math.Sqrt(v1/float64(len(known))+v2/float64(len(unknown)))
	p := math.Erfc(z / math.Sqrt2)
	t.Logf("known %.3f ms, unknown %.3f ms, p = %.3f", m1*1000, m2*1000, p)
	require.Greater(t, p, 0.05)
}

func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}
