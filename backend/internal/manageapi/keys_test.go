package manageapi_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/jose"
)

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	require.Contains(t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil).text, `"items":[]`)
	rotated := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", map[string]any{"alg": "ES256"})
	require.Equal(t, 200, rotated.status, rotated.text)
	require.NotContains(t, rotated.text, `"d"`)
	first := as[manageapi.KeyList](t, rotated)
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1}, states(first), "an algorithm without keys gets its first ones")

	f.clock.Advance(time.Hour)
	again := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", nil))
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 retired": 1}, states(again))
	require.Equal(t, kid(first, "next"), kid(again, "active"), "what was published next signs now")
	require.Equal(t, again, as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil)))
	require.Equal(t, 422, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"none"}`).status)

	// Row PL10: each algorithm on demand.
	for _, alg := range jose.Algs() {
		made := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", map[string]any{"alg": alg})
		require.Equal(t, 200, made.status, made.text)
	}
	all := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodGet, "/tenants/acme/keys", nil))
	kids := map[string]bool{}
	for _, k := range all.Items {
		require.False(t, kids[k.KID], "RFC 7517 4.5: every kid is distinct")
		kids[k.KID] = true
	}
	for _, alg := range jose.Algs() {
		require.Equal(t, 1, states(all)[string(alg)+" active"])
		require.Equal(t, 1, states(all)[string(alg)+" next"])
	}
}

func TestARevokedKeyIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	w := f.workspace(t, "acme")
	f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"ES256"}`)
	had := as[manageapi.KeyList](t, f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/rotate", `{"alg":"ES256"}`))
	revoke := func(kid string) (manageapi.KeyList, response) {
		r := f.call(t, w.owner, http.MethodPost, "/tenants/acme/keys/"+kid+"/revoke", nil)
		return as[manageapi.KeyList](t, r), r
	}

	f.clock.Advance(time.Minute)
	is, r := revoke(kid(had, "active"))
	require.Equal(t, 200, r.status, r.text)
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 retired": 1, "ES256 gone": 1}, states(is))
	require.Equal(t, kid(had, "next"), kid(is, "active"), "the next one takes over: it was published already")
	gone := is.Items[slices.IndexFunc(is.Items, func(k manageapi.Key) bool { return k.State == "gone" })]
	require.Equal(t, kid(had, "active"), gone.KID)
	require.Equal(t, "revoked", gone.GoneReason)
	require.Equal(t, f.clock.Now(), *gone.GoneAt)

	next := kid(is, "next")
	is, _ = revoke(next)
	require.NotEqual(t, next, kid(is, "next"), "a next one that is not safe is replaced as well")
	is, _ = revoke(kid(is, "retired"))
	require.Equal(t, map[string]int{"ES256 next": 1, "ES256 active": 1, "ES256 gone": 3}, states(is))

	_, r = revoke(gone.KID)
	require.Equal(t, 409, r.status)
	require.Equal(t, "key_is_gone", r.code(t))
	_, r = revoke("nobodys")
	require.Equal(t, 404, r.status)
	require.Equal(t, "key_not_found", r.code(t))
}

func states(l manageapi.KeyList) map[string]int {
	counts := map[string]int{}
	for _, k := range l.Items {
		counts[k.Alg+" "+k.State]++
	}
	return counts
}

func kid(l manageapi.KeyList, state string) string {
	for _, k := range l.Items {
		if k.State == state {
			return k.KID
		}
	}
	return ""
}
