package cache_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/cache"
	"alias.example/alias/backend/internal/platform/clock"
)

const bound = 30 * time.Second

func start() *clock.Fake {
	return clock.NewFake(time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC))
}

func every(string, int) bool { return true }

func TestAValueIsLoadedOnceAndKeptForTheBound(t *testing.T) {
	t.Parallel()
	clk, loads := start(), 0
	c := cache.New(clk, bound, 10, strings.Clone, func(context.Context, string) (int, error) { loads++; return loads, nil })
	get := func() int {
		v, err := c.Get(t.Context(), "a")
		require.NoError(t, err)
		return v
	}
	require.Equal(t, 1, get())
	clk.Advance(bound - time.Microsecond)
	require.Equal(t, 1, get(), "within the bound")
	clk.Advance(time.Microsecond)
	require.Equal(t, 2, get(), "the bound")
	c.Forget(func(key string, value int) bool { return key == "a" && value == 2 })
	require.Equal(t, 3, get(), "forgotten")
	c.Forget(func(string, int) bool { return false })
	require.Equal(t, 3, get(), "another was forgotten")
}

func TestAnErrorIsNotKept(t *testing.T) {
	t.Parallel()
	wrong, loads := errors.New("wrong"), 0
	c := cache.New(start(), bound, 10, strings.Clone, func(context.Context, string) (int, error) {
		if loads++; loads == 1 {
			return 7, wrong
		}
		return loads, nil
	})
	v, err := c.Get(t.Context(), "a")
	require.ErrorIs(t, err, wrong)
	require.Zero(t, v)
	v, err = c.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, 2, v)
}

func TestThoseWhoAskTogetherShareOneLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var loads atomic.Int32
		open := make(chan struct{})
		c := cache.New(start(), bound, 10, strings.Clone, func(context.Context, string) (int, error) {
			<-open
			return int(loads.Add(1)), nil
		})
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				v, err := c.Get(t.Context(), "a")
				require.NoError(t, err)
				require.Equal(t, 1, v)
			})
		}
		synctest.Wait()
		close(open)
		wg.Wait()
		require.EqualValues(t, 1, loads.Load())
	})
}

// The change comes while the load is on its way: whoever asks afterwards must not
// be told what was true before, and what was loaded must not stay.
func TestAChangeDuringALoadIsNotMissed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var truth atomic.Int32
		truth.Store(1)
		open := make(chan struct{})
		first := atomic.Bool{}
		first.Store(true)
		c := cache.New(start(), bound, 10, strings.Clone, func(context.Context, string) (int, error) {
			read := int(truth.Load())
			if first.Swap(false) {
				<-open
			}
			return read, nil
		})
		var before int
		var wg sync.WaitGroup
		wg.Go(func() { before, _ = c.Get(t.Context(), "a") })
		synctest.Wait() // the load has read what is true now
		truth.Store(2)
		c.Forget(every)
		after, err := c.Get(t.Context(), "a") // while the first is still on its way
		require.NoError(t, err)
		require.Equal(t, 2, after)
		close(open)
		wg.Wait()
		require.Equal(t, 1, before, "it asked before the change")
		later, err := c.Get(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, 2, later, "the late load did not stay")
	})
}

func TestACallerWhoLeavesDoesNotSpoilTheLoadOfOthers(t *testing.T) {
	t.Parallel()
	c := cache.New(start(), bound, 10, strings.Clone, func(ctx context.Context, _ string) (int, error) { return 1, ctx.Err() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v, err := c.Get(ctx, "a")
	require.NoError(t, err)
	require.Equal(t, 1, v)
}

func TestALoadThatHangsEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := cache.New(start(), bound, 10, strings.Clone, func(ctx context.Context, _ string) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		_, err := c.Get(t.Context(), "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestTheCacheIsBounded(t *testing.T) {
	t.Parallel()
	const most = 8
	loads := map[string]int{}
	c := cache.New(start(), bound, most, strings.Clone, func(_ context.Context, k string) (int, error) { loads[k]++; return 0, nil })
	for i := range 100 {
		_, err := c.Get(t.Context(), strconv.Itoa(i))
		require.NoError(t, err)
	}
	kept := 0
	c.Forget(func(string, int) bool { kept++; return false })
	require.Equal(t, most, kept)
}
