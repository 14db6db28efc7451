// Package cache keeps what is read far more often than it changes. An entry
// lives until it is forgotten, because somebody said that it changed, and no
// longer than a bound, because that word may be lost. It must never answer with
// a value that was loaded before the change it was told of.
package cache

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"alias.example/alias/backend/internal/platform/clock"
)

// Cache holds values of type V by keys of type K. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	clock clock.Clock
	bound time.Duration
	most  int
	text  func(K) string
	load  func(context.Context, K) (V, error)
	group singleflight.Group

	mu         sync.Mutex
	entries    map[K]entry[V]
	generation uint64
}

// loadTimeout ends a load that hangs, and with it the wait of all who share it.
const loadTimeout = 10 * time.Second

type entry[V any] struct {
	value V
	until time.Time
}

// New returns a cache that asks load for what it does not have, keeps at most
// most entries, and none for longer than bound. text must give different keys
// different texts. Errors of load are not kept.
func New[K comparable, V any](c clock.Clock, bound time.Duration, most int, text func(K) string, load func(context.Context, K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{clock: c, bound: bound, most: most, text: text, load: load, entries: map[K]entry[V]{}}
}

// Get answers the value of key. Callers that ask for the same key at the same
// time share one load.
func (c *Cache[K, V]) Get(ctx context.Context, key K) (V, error) {
	now := c.clock.Now()
	c.mu.Lock()
	e, ok := c.entries[key]
	generation := c.generation
	c.mu.Unlock()
	if ok && now.Before(e.until) {
		return e.value, nil
	}
	// The generation is part of the flight's name, so that nobody who asks after
	// a change shares a load that began before it.
	v, err, _ := c.group.Do(c.text(key)+"@"+strconv.FormatUint(generation, 10), func() (any, error) {
		// The load is everybody's, so it outlives the one who began it, but not for ever.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer cancel()
		v, err := c.load(ctx, key)
		if err != nil {
			return v, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.generation == generation {
			c.makeRoom()
			c.entries[key] = entry[V]{v, now.Add(c.bound)}
		}
		return v, nil
	})
	if err != nil {
		var zero V
		return zero, err
	}
	return v.(V), nil //nolint:errcheck,forcetypeassert // the flight above returns nothing else
}

// makeRoom drops an arbitrary entry when the cache is full.
func (c *Cache[K, V]) makeRoom() {
	if len(c.entries) < c.most {
		return
	}
	for k := range c.entries {
		delete(c.entries, k)
		return
	}
}

// Forget drops every entry that match says has changed.
func (c *Cache[K, V]) Forget(match func(K, V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	for k, e := range c.entries {
		if match(k, e.value) {
			delete(c.entries, k)
		}
	}
}
