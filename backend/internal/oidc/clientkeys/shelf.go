package clientkeys

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
)

const (
	fresh   = 5 * time.Minute // how long a fetched set is used
	between = 3 * time.Second // how often one set is fetched at most
	most    = 10_000          // sets kept
	accept  = "application/jwk-set+json, application/json"
)

// shelf keeps the sets that were fetched, and what failed, for a moment.
type shelf struct {
	fetch  Fetcher
	clock  clock.Clock
	flight singleflight.Group

	mu    sync.Mutex
	items map[place]item
}

type place struct {
	tenant     id.Tenant
	owner, uri string
}

// item is the last set that was fetched, and how the last fetch went.
type item struct {
	set     jose.PublicSet
	fetched time.Time // when the set was; zero when none ever was
	tried   time.Time
	err     error
}

func newShelf(fetch Fetcher, clk clock.Clock) *shelf {
	return &shelf{fetch: fetch, clock: clk, items: map[place]item{}}
}

// get answers a fresh set, from the shelf if it is there.
func (s *shelf) get(ctx context.Context, from Source) (jose.PublicSet, error) {
	it := s.look(from)
	if s.clock.Now().Before(it.fetched.Add(fresh)) {
		return it.set, nil
	}
	return s.again(ctx, from)
}

// again fetches a set, unless that was done a moment ago. Callers that need the
// same set at the same time share one fetch.
func (s *shelf) again(ctx context.Context, from Source) (jose.PublicSet, error) {
	at := from.place()
	done := s.flight.DoChan(fmt.Sprintf("%s %q %q", at.tenant, at.owner, at.uri), func() (any, error) {
		it := s.look(from)
		if s.clock.Now().Before(it.tried.Add(between)) {
			return it.set, it.err
		}
		// The fetch is everybody's, so it outlives the one who began it. Package
		// outbound ends it in time.
		set, err := s.load(context.WithoutCancel(ctx), at.uri)
		it.tried, it.err = s.clock.Now(), err
		if err == nil {
			it.set, it.fetched = set, it.tried
		}
		s.keep(at, it)
		return it.set, it.err
	})
	select {
	case r := <-done:
		return r.Val.(jose.PublicSet), r.Err //nolint:errcheck,forcetypeassert // the flight above returns nothing else
	case <-ctx.Done():
		return jose.PublicSet{}, ctx.Err()
	}
}

func (s Source) place() place { return place{s.Tenant, s.Owner, s.URI} }

func (s *shelf) look(from Source) item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items[from.place()]
}

// keep puts a set on the shelf, and takes an arbitrary one down when it is full.
func (s *shelf) keep(at place, it item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.items[at]; !there && len(s.items) >= most {
		for other := range s.items {
			delete(s.items, other)
			break
		}
	}
	s.items[at] = it
}

func (s *shelf) load(ctx context.Context, uri string) (jose.PublicSet, error) {
	res, err := s.fetch.Get(ctx, uri, accept)
	switch {
	case err != nil:
		return jose.PublicSet{}, &Error{"The keys could not be fetched from " + host(uri) + ". " + err.Error(), err}
	case res.Status != 200:
		return jose.PublicSet{}, &Error{sentence: fmt.Sprintf("%s answered with status %d instead of a key set.", host(uri), res.Status)}
	}
	return parse(res.Body, "What "+host(uri)+" serves")
}
