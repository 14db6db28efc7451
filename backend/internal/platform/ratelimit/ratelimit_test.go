package ratelimit_test

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/ratelimit"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

type bundle struct {
	*testing.T
	db      *pgtest.DB
	limiter *ratelimit.Limiter
}

func setup(t *testing.T) *bundle {
	t.Helper()
	master, err := secret.NewMaster(bytes.Repeat([]byte{1}, 32))
	require.NoError(t, err)
	return &bundle{t, pgtest.New(t), ratelimit.New(master.MAC("rate-limits"))}
}

func (b *bundle) take(name, key string, l ratelimit.Limit, now time.Time) ratelimit.Result {
	b.Helper()
	r, err := b.limiter.Take(b.Context(), b.db.Pool, name, key, l, now)
	require.NoError(b, err)
	return r
}

func TestTwoHundredAtOnceAreCountedExactly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 20, Per: time.Minute}
	var allowed, refused atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for range 200 {
		all.Go(func() {
			<-start
			r, err := b.limiter.Take(t.Context(), b.db.Pool, "login", "x", limit, noon)
			switch {
			case err != nil:
				t.Error(err)
			case r.Allowed:
				allowed.Add(1)
			default:
				refused.Add(1)
				if r.RetryAfter != 3*time.Second {
					t.Errorf("the next token comes after 3 s, not %v", r.RetryAfter)
				}
			}
		})
	}
	close(start)
	all.Wait()
	require.EqualValues(t, 20, allowed.Load())
	require.EqualValues(t, 180, refused.Load())
}

func TestTokensComeBackOneByOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 3, Per: 30 * time.Second}
	for left := 2; left >= 0; left-- {
		require.Equal(t, ratelimit.Result{Allowed: true, Remaining: left}, b.take("n", "k", limit, noon))
	}
	require.Equal(t, ratelimit.Result{RetryAfter: 10 * time.Second}, b.take("n", "k", limit, noon))
	require.Equal(t, ratelimit.Result{RetryAfter: time.Second}, b.take("n", "k", limit, noon.Add(10*time.Second-time.Microsecond)))
	require.True(t, b.take("n", "k", limit, noon.Add(10*time.Second)).Allowed, "asking in vain must cost nothing")
	require.False(t, b.take("n", "k", limit, noon.Add(10*time.Second)).Allowed)
	require.Equal(t, ratelimit.Result{Allowed: true, Remaining: 2}, b.take("n", "k", limit, noon.Add(time.Hour)), "a bucket never holds more than its burst")
}

func TestAClockThatIsBehindGivesNothingAway(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 1, Per: time.Minute}
	require.True(t, b.take("n", "k", limit, noon).Allowed)
	require.False(t, b.take("n", "k", limit, noon.Add(-time.Second)).Allowed)
	require.False(t, b.take("n", "k", limit, noon.Add(59*time.Second)).Allowed)
	require.True(t, b.take("n", "k", limit, noon.Add(time.Minute)).Allowed)
}

func TestEveryNameAndKeyHasABucketOfItsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 1, Per: time.Minute}
	for _, who := range [][2]string{{"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"a", "bd"}} {
		require.True(t, b.take(who[0], who[1], limit, noon).Allowed, who)
		require.False(t, b.take(who[0], who[1], limit, noon).Allowed, who)
	}
}

func TestALimitThatDoesNotDivideEvenlyStillHolds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 7, Per: time.Minute}
	for range 7 {
		require.True(t, b.take("n", "k", limit, noon).Allowed)
	}
	require.False(t, b.take("n", "k", limit, noon).Allowed)
}

func TestTheTableNamesNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.take("login_by_address", "ada@example.test", ratelimit.Limit{Burst: 1, Per: time.Minute}, noon)
	var row string
	var length int
	require.NoError(t, b.db.Pool.QueryRow(t.Context(), `SELECT encode(key, 'escape') || r::text, length(key) FROM rate_limits r`).Scan(&row, &length))
	require.Equal(t, 32, length)
	require.NotContains(t, row, "ada")
	require.NotContains(t, row, "login")
}

func TestFullBucketsAreSwept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	limit := ratelimit.Limit{Burst: 1, Per: time.Minute}
	for _, k := range []string{"1", "2", "3"} {
		b.take("old", k, limit, noon)
	}
	b.take("new", "k", limit, noon.Add(time.Minute))
	db, err := postgres.Open(t.Context(), b.db.AppDSN)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	sweep := func() (n int64) {
		require.NoError(t, db.AsSystem(t.Context(), func(tx postgres.SystemTx) (err error) {
			n, err = ratelimit.Sweep(t.Context(), tx, noon.Add(time.Minute), 2)
			return err
		}))
		return n
	}
	require.EqualValues(t, 2, sweep())
	require.EqualValues(t, 1, sweep())
	require.EqualValues(t, 0, sweep())
	require.False(t, b.take("new", "k", limit, noon.Add(time.Minute)).Allowed, "a bucket in use must stay")
}

var _ postgres.Querier = (*pgxpool.Pool)(nil)
