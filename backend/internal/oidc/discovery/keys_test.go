package discovery_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/apptest"
)

type published struct {
	Keys []json.RawMessage `json:"keys"`
}

func keySet(s *apptest.Server, slug string) published {
	s.T.Helper()
	got := s.SendRaw(http.MethodGet, s.Issuer(slug)+"/.well-known/jwks.json", "")
	require.Equal(s.T, http.StatusOK, got.Status)
	require.Equal(s.T, "application/json", got.Header.Get("Content-Type"))
	require.Equal(s.T, "*", got.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(s.T, "public, max-age=300", got.Header.Get("Cache-Control"))
	var set published
	require.NoError(s.T, json.Unmarshal([]byte(got.Raw), &set))
	return set
}

func (p published) kids(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, raw := range p.Keys {
		var k map[string]string
		require.NoError(t, json.Unmarshal(raw, &k))
		require.NotContains(t, out, k["kid"], "every kid is distinct")
		out[k["kid"]] = k
	}
	return out
}

func kidOf(t *testing.T, token string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	require.NoError(t, err)
	var h map[string]string
	require.NoError(t, json.Unmarshal(raw, &h))
	require.Equal(t, "JWT", h["typ"])
	require.NotContains(t, h, "jwk")
	return h["kid"]
}

func keys(s *apptest.Server, at apptest.Service) []signingkey.Key {
	s.T.Helper()
	list, err := s.Keys.List(s.T.Context(), at.Owner, at.Tenant.Slug)
	require.NoError(s.T, err)
	return list
}

func find(t *testing.T, list []signingkey.Key, alg jose.Alg, state signingkey.State) signingkey.Key {
	t.Helper()
	k, ok := signingkey.Find(list, alg, state)
	require.True(t, ok, "no %s key at %s", alg, state)
	return k
}

func TestTheKeySetIsPublicAndAheadOfItsUse(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	other := s.Service("harbor")
	set := keySet(s, "lantern").kids(t)
	require.Len(t, set, 4, "P2: of RS256 and ES256, the one that signs and the next")
	for kid, k := range set {
		require.Equal(t, "sig", k["use"])
		require.NotEmpty(t, k["alg"])
		require.Len(t, kid, 43)
		for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "k"} {
			require.NotContains(t, k, private, "RFC 7517 9.2")
		}
	}
	for kid := range keySet(s, "harbor").kids(t) {
		require.NotContains(t, set, kid, "every tenant has keys of its own")
	}
	list := keys(s, at)
	for _, alg := range []jose.Alg{jose.RS256, jose.ES256} {
		require.Contains(t, set, find(t, list, alg, signingkey.Active).KID)
		require.Contains(t, set, find(t, list, alg, signingkey.Next).KID)
	}
	require.NotEmpty(t, other.Secret)

	two := apptest.Replica(t, s.PG)
	require.Equal(t, set, keySet(two, "lantern").kids(t), "every server publishes the same")
}

func TestD8EveryClientIsSignedForAsItWants(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	b := s.Signed(s.Person("Mira"))
	for _, alg := range jose.Algs() {
		rp := s.RP(s.Client(at, func(n *manage.NewClient) { n.IDTokenAlg = alg }))
		answer := rp.Tokens(b, "")
		set := keySet(s, "lantern")
		_, _, err := jose.Verify(answer.Text("id_token"), set.Keys, alg)
		require.NoError(t, err, alg)
		require.Equal(t, jose.HalfHash(alg, answer.Text("access_token")), s.Claims(answer.Text("id_token"))["at_hash"], "OIDC Core 3.1.3.6: %s", alg)
		require.Contains(t, set.kids(t), find(t, keys(s, at), alg, signingkey.Next).KID, "the next one is published from the start")
	}
}

func TestARotationAtOnce(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	old := rp.Tokens(b, "").Text("id_token")
	before := keys(s, at)
	next := find(t, before, jose.RS256, signingkey.Next)
	require.Equal(t, find(t, before, jose.RS256, signingkey.Active).KID, kidOf(t, old))

	_, err := s.Keys.Rotate(t.Context(), at.Owner, "lantern", jose.RS256)
	require.NoError(t, err)

	fresh := rp.Tokens(b, "").Text("id_token")
	require.Equal(t, next.KID, kidOf(t, fresh), "the key that was published before signs now")
	set := keySet(s, "lantern")
	for _, token := range []string{old, fresh} {
		_, _, err := jose.Verify(token, set.Keys, jose.RS256)
		require.NoError(t, err)
	}
	after := keys(s, at)
	require.Equal(t, kidOf(t, old), find(t, after, jose.RS256, signingkey.Retired).KID)
	require.Contains(t, set.kids(t), find(t, after, jose.RS256, signingkey.Next).KID)
	require.Equal(t, find(t, before, jose.ES256, signingkey.Active).KID, find(t, after, jose.ES256, signingkey.Active).KID, "the other algorithm stays")
}

// A life of a key by the timetable alone, as the periodic jobs turn it.
func TestOIDCCore10_1_1TheTimetable(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	turn := func() {
		require.NoError(t, s.Upkeep.FanOutKeyRotation(t.Context()))
		s.Drain()
	}
	first := rp.Tokens(b, "").Text("id_token")
	next := find(t, keys(s, at), jose.RS256, signingkey.Next)

	s.Clock.Advance(signingkey.Lifetime - time.Second)
	turn()
	require.Equal(t, next.KID, find(t, keys(s, at), jose.RS256, signingkey.Next).KID, "not before its time")

	s.Clock.Advance(2 * time.Second)
	turn()
	list := keys(s, at)
	active := find(t, list, jose.RS256, signingkey.Active)
	require.Equal(t, next.KID, active.KID)
	require.GreaterOrEqual(t, active.ActivatedAt.Sub(active.CreatedAt), 24*time.Hour, "P2: published a day before it signs")
	retired := find(t, list, jose.RS256, signingkey.Retired)
	require.Equal(t, kidOf(t, first), retired.KID)
	require.Contains(t, keySet(s, "lantern").kids(t), retired.KID, "what it signed still verifies")
	turn()
	require.Equal(t, active.KID, find(t, keys(s, at), jose.RS256, signingkey.Active).KID, "turning twice changes nothing")

	s.Clock.Advance(time.Hour)
	turn()
	require.Contains(t, keySet(s, "lantern").kids(t), retired.KID, "longer than any token lives")

	s.Clock.Advance(signingkey.KeepRetired)
	turn()
	gone := find(t, keys(s, at), jose.RS256, signingkey.Gone)
	require.Equal(t, retired.KID, gone.KID)
	require.NotContains(t, keySet(s, "lantern").kids(t), gone.KID)
	_, _, err := jose.Verify(first, keySet(s, "lantern").Keys, jose.RS256)
	require.ErrorIs(t, err, jose.ErrInvalid, "SEC-57: what a key that is gone has signed is refused")
	var sealed int
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from signing_keys where kid = $1 and sealed is not null", gone.KID).Scan(&sealed))
	require.Zero(t, sealed, "its private part is destroyed")
}

// The timetable waits for a successor that has been published long enough, even
// when the key that signs is past its time.
func TestANextKeyIsNotUsedBeforeItWasPublishedForADay(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	keySet(s, "lantern")
	_, err := s.Keys.Rotate(t.Context(), at.Owner, "lantern", jose.RS256)
	require.NoError(t, err)
	list := keys(s, at)
	active, next := find(t, list, jose.RS256, signingkey.Active), find(t, list, jose.RS256, signingkey.Next)
	require.False(t, signingkey.RotationDue(active, next, next.CreatedAt.Add(signingkey.Lifetime-time.Second)))
	late := next
	late.CreatedAt = active.ActivatedAt.Add(signingkey.Lifetime)
	require.False(t, signingkey.RotationDue(active, late, late.CreatedAt.Add(signingkey.PublishBefore-time.Second)))
	require.True(t, signingkey.RotationDue(active, late, late.CreatedAt.Add(signingkey.PublishBefore)))
}

func TestASealedKeyOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here, there := s.Service("lantern"), s.Service("harbor")
	keySet(s, "lantern")
	keySet(s, "harbor")
	sealer := s.Master.Sealer("signing-keys")
	open := func(at apptest.Service, kid string) error {
		return s.DB.InTenant(t.Context(), at.Tenant.ID, func(tx postgres.TenantTx) error {
			list, err := signingkey.List(t.Context(), tx)
			require.NoError(t, err)
			for _, k := range list {
				if k.KID == kid {
					_, err = signingkey.Open(tx, sealer, k)
					return err
				}
			}
			t.Fatal("no such key")
			return nil
		})
	}
	mine := find(t, keys(s, here), jose.RS256, signingkey.Active).KID
	second := find(t, keys(s, here), jose.RS256, signingkey.Next).KID
	require.NoError(t, open(here, mine))

	s.Exec("insert into signing_keys select $1, kid, alg, 'retired', public_jwk, sealed, created_at, activated_at, created_at, null from signing_keys where kid = $2", there.Tenant.ID, mine)
	require.Error(t, open(there, mine), "a row moved to another tenant")
	s.Exec("update signing_keys set sealed = (select sealed from signing_keys where kid = $1 and tenant_id = $3) where kid = $2 and tenant_id = $3", mine, second, here.Tenant.ID)
	require.Error(t, open(here, second), "a key moved to another kid")
	require.NoError(t, open(here, mine))
}
