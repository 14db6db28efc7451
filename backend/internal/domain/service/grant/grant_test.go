package grant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/grant"
)

func TestSpend(t *testing.T) {
	t.Parallel()
	const grace = 30 * time.Second
	now := time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for _, c := range []struct {
		why     string
		spent   *time.Time
		replays int
		grace   time.Duration
		want    grant.Spending
	}{
		{"the first use", nil, 0, grace, grant.Successor},
		{"decision D10: at the same moment", ago(0), 0, grace, grant.Again},
		{"decision D10: a moment before the end", ago(grace - time.Microsecond), 2, grace, grant.Again},
		{"decision D10: the end", ago(grace), 0, grace, grant.Reused},
		{"decision D10: too often", ago(time.Second), grant.MostReplays, grace, grant.Enough},
		{"RFC 9700 4.14: too late, and too often", ago(time.Hour), grant.MostReplays, grace, grant.Reused},
		{"a client without a grace period", ago(0), 0, 0, grant.Reused},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, grant.Refresh{SpentAt: c.spent, Replays: c.replays}.Spend(c.grace, now))
		})
	}
}
