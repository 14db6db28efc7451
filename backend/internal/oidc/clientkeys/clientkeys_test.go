package clientkeys_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// web is what the clients publish.
type web struct {
	mu      sync.Mutex
	pages   map[string]outbound.Response
	down    error
	fetches int
	gate    chan struct{} // if set, a fetch waits for it
}

func (w *web) Get(_ context.Context, address, _ string) (outbound.Response, error) {
	w.mu.Lock()
	w.fetches++
	gate := w.gate
	w.mu.Unlock()
	if gate != nil {
		<-gate
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pages[address], w.down
}

func (w *web) publish(address string, keys ...keytest.Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[address] = outbound.Response{Status: 200, Body: keytest.Set(keys...)}
}

const uri = "https://client.test/jwks.json"

type bench struct {
	t     *testing.T
	web   *web
	clock *clock.Fake
	keys  *clientkeys.Keys
	c     client.Client
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, web: &web{pages: map[string]outbound.Response{}}, clock: clock.NewFake(time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC))}
	b.keys = clientkeys.New(b.web, b.clock)
	b.c = client.Client{Tenant: id.NewTenant(), ID: id.NewClient()}
	b.c.JWKSURI = uri
	return b
}

func (b *bench) verify(k keytest.Key) error {
	b.t.Helper()
	_, _, err := b.keys.Verify(b.t.Context(), b.c, k.JWT(keytest.Members{"sub": "x"}), jose.Algs())
	return err
}

func TestKeysByValue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k, other := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	b.c.JWKSURI, b.c.JWKS = "", keytest.Set(k)
	header, payload, err := b.keys.Verify(t.Context(), b.c, k.JWT(keytest.Members{"sub": "x"}, keytest.Members{"typ": "JWT"}), jose.Algs())
	require.NoError(t, err)
	require.Equal(t, jose.Header{Alg: jose.ES256, KID: k.KID(), Typ: "JWT"}, header)
	require.JSONEq(t, `{"sub":"x"}`, string(payload))
	require.ErrorIs(t, b.verify(other), jose.ErrUnknownKey)
	_, _, err = b.keys.Verify(t.Context(), b.c, k.JWT(keytest.Members{}), []jose.Alg{jose.PS256})
	require.ErrorIs(t, err, jose.ErrAlg)
	require.Zero(t, b.web.fetches)

	var none *clientkeys.Error
	b.c.JWKS = nil
	require.ErrorAs(t, b.verify(k), &none)
	b.c.JWKS = json.RawMessage(`{"keys":[]}`)
	require.ErrorAs(t, b.verify(k), &none)
}

func TestSEC56ARemovedKeyIsRefusedAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old, next := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	b.web.publish(uri, old)
	require.NoError(t, b.verify(old))
	b.web.publish(uri, next)
	b.clock.Advance(5*time.Minute - time.Microsecond)
	require.NoError(t, b.verify(old), "kept, and not fetched again")
	require.Equal(t, 1, b.web.fetches)
	b.clock.Advance(time.Microsecond)
	require.ErrorIs(t, b.verify(old), jose.ErrUnknownKey)
	require.NoError(t, b.verify(next))
	require.Equal(t, 2, b.web.fetches)
}

func TestOIDC1011ARotatedKeyIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	old, next := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	b.web.publish(uri, old)
	require.NoError(t, b.verify(old))
	b.web.publish(uri, next)
	b.clock.Advance(3 * time.Second)
	require.NoError(t, b.verify(next))
	require.ErrorIs(t, b.verify(old), jose.ErrUnknownKey, "what was fetched replaces what was there")
}

func TestSEC56UnknownKeysFetchAtMostOnceInThreeSeconds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k, invented := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	b.web.publish(uri, k)
	for range 20 {
		require.ErrorIs(t, b.verify(invented), jose.ErrUnknownKey)
	}
	require.Equal(t, 1, b.web.fetches)
	b.clock.Advance(3 * time.Second)
	for range 20 {
		require.ErrorIs(t, b.verify(invented), jose.ErrUnknownKey)
	}
	require.Equal(t, 2, b.web.fetches)
	require.NoError(t, b.verify(k), "the client itself notices nothing")
	require.Equal(t, 2, b.web.fetches)
}

func TestSEC56KeysThatCannotBeFetchedAreNotUsedOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k, invented := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	b.web.publish(uri, k)
	require.NoError(t, b.verify(k))

	b.web.down = outbound.ErrUnreachable
	b.clock.Advance(time.Minute)
	require.ErrorIs(t, b.verify(invented), outbound.ErrUnreachable)
	require.NoError(t, b.verify(k), "a failure that an invented kid caused does not hurt a fresh set")

	b.clock.Advance(5 * time.Minute)
	require.ErrorIs(t, b.verify(k), outbound.ErrUnreachable)
	tried := b.web.fetches
	require.ErrorIs(t, b.verify(k), outbound.ErrUnreachable)
	require.Equal(t, tried, b.web.fetches, "a failure is remembered for a moment")
	b.web.down = nil
	b.clock.Advance(3 * time.Second)
	require.NoError(t, b.verify(k))
}

func TestWhatIsNoKeySetIsToldToTheDeveloper(t *testing.T) {
	t.Parallel()
	k := keytest.New(t, jose.ES256)
	for why, page := range map[string]outbound.Response{
		"a status of failure": {Status: 500, Body: keytest.Set(k)},
		"a redirect":          {Status: 302},
		"a page":              {Status: 200, Body: []byte("<html>")},
		"a private key":       {Status: 200, Body: []byte(`{"keys":[` + string(k.PrivateJWK()) + `]}`)},
		"no keys":             {Status: 200, Body: []byte(`{"keys":[]}`)},
	} {
		b := newBench(t)
		b.web.pages[uri] = page
		var none *clientkeys.Error
		err := b.verify(k)
		require.ErrorAs(t, err, &none, why)
		require.Contains(t, err.Error(), "client.test", why)
		require.NotContains(t, err.Error(), "html", why)
	}
}

// The guard is package outbound's; here it is only shown to be in the way.
func TestSEC18ThisMachineIsNotFetchedFrom(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	keys := clientkeys.New(outbound.New(outbound.Options{}), b.clock)
	for _, address := range []string{"http://localhost/jwks", "https://127.0.0.1/jwks", "https://169.254.169.254/latest", "file:///etc/passwd"} {
		_, err := keys.Set(t.Context(), clientkeys.Source{Tenant: b.c.Tenant, Owner: "x", URI: address})
		require.ErrorIs(t, err, outbound.ErrRefused, address)
	}
}

func TestNobodyIsGivenAnothersKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k := keytest.New(t, jose.ES256)
	b.web.publish(uri, k)
	require.NoError(t, b.verify(k))
	tenant, owner := b.c.Tenant, b.c.ID
	b.c.Tenant = id.NewTenant()
	require.NoError(t, b.verify(k))
	require.Equal(t, 2, b.web.fetches, "another tenant fetches for itself")
	b.c.Tenant, b.c.ID = tenant, id.NewClient()
	require.NoError(t, b.verify(k))
	require.Equal(t, 3, b.web.fetches, "and so does another client")
	b.c.ID = owner
	b.c.JWKSURI = "https://elsewhere.test/"
	require.Error(t, b.verify(k), "a change of jwks_uri counts at once")
}

func TestManyWaitForOneFetch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k := keytest.New(t, jose.ES256)
	b.web.publish(uri, k)
	b.web.gate = make(chan struct{})
	token := k.JWT(keytest.Members{"sub": "x"})

	ctx, giveUp := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, _, err := b.keys.Verify(ctx, b.c, token, jose.Algs())
		gone <- err
	}()
	giveUp()
	require.ErrorIs(t, <-gone, context.Canceled, "who gives up does not wait")

	results := make(chan error, 50)
	for range 50 {
		go func() {
			_, _, err := b.keys.Verify(context.WithoutCancel(ctx), b.c, token, jose.Algs())
			results <- err
		}()
	}
	close(b.web.gate)
	for range 50 {
		require.NoError(t, <-results, "and takes nobody along")
	}
	require.LessOrEqual(t, b.web.fetches, 2)
}

func TestFAPI2TheAlgorithms(t *testing.T) {
	t.Parallel()
	var c client.Client
	require.Equal(t, jose.Algs(), clientkeys.Algs(c))
	c.Profile = client.ProfileFAPI2
	require.Equal(t, []jose.Alg{jose.PS256, jose.ES256, jose.EdDSA}, clientkeys.Algs(c))
}
