package token_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// The machine that a grant is: codes, families of refresh tokens, access tokens,
// and everything that may happen to them in any order. The model below says what
// must come of it, in as few words as possible; a run compares the two.

type modelCode struct {
	raw     string
	granted time.Time
	epoch   int // of the person's consent
	burnt   bool
	bought  *modelFamily
}

type modelFamily struct {
	created time.Time
	epoch   int
	dead    bool
}

type modelRefresh struct {
	raw       string
	family    *modelFamily
	expires   time.Time
	spent     *time.Time
	replays   int
	successor *modelRefresh
}

type modelAccess struct {
	raw     string
	family  *modelFamily
	expires time.Time
	dead    bool
}

// run is one sequence of events at two servers over one database.
type run struct {
	t       *testing.T
	chance  *rand.Rand
	servers []*apptest.Server
	parties []*apptest.RP
	thief   *apptest.RP
	browser *apptest.Browser
	person  string
	owner   *pgx.Conn

	epoch   int // counts the times the person left
	codes   []*modelCode
	refresh []*modelRefresh
	access  []*modelAccess
	story   []string
}

func (r *run) now() time.Time { return r.servers[0].Clock.Now() }

func (r *run) tell(format string, args ...any) {
	r.story = append(r.story, fmt.Sprintf(format, args...))
}

func (r *run) party() *apptest.RP { return r.parties[r.chance.IntN(len(r.parties))] }

func pick[T any](r *run, list []T) (int, T) {
	i := r.chance.IntN(len(list))
	return i, list[i]
}

func (r *run) live(f *modelFamily) bool { return !f.dead && f.epoch == r.epoch }

// earn notes the tokens of an answer.
func (r *run) earn(a apptest.Answer, f *modelFamily) *modelRefresh {
	r.access = append(r.access, &modelAccess{raw: a.Text("access_token"), family: f, expires: r.now().Add(30 * time.Minute)})
	expires := r.now().Add(30 * 24 * time.Hour)
	if end := f.created.Add(365 * 24 * time.Hour); end.Before(expires) {
		expires = end
	}
	got := &modelRefresh{raw: a.Text("refresh_token"), family: f, expires: expires}
	r.refresh = append(r.refresh, got)
	return got
}

func (r *run) expect(ok bool, a apptest.Answer, what string) {
	r.t.Helper()
	if ok {
		require.Equal(r.t, http.StatusOK, a.Status, "%s: %s\n%v", what, a.Raw, r.story)
		return
	}
	require.Equal(r.t, http.StatusBadRequest, a.Status, "%s: %s\n%v", what, a.Raw, r.story)
	require.Equal(r.t, "invalid_grant", a.Text("error"), "%s\n%v", what, r.story)
}

func (r *run) askForCode() {
	rp := r.parties[0] // the browser is signed in there
	c := &modelCode{raw: rp.Code(r.browser, r.person), granted: r.now(), epoch: r.epoch}
	r.codes = append(r.codes, c)
	r.tell("code %d", len(r.codes)-1)
}

func (r *run) redeem() {
	if len(r.codes) == 0 {
		return
	}
	i, c := pick(r, r.codes)
	r.tell("redeem %d", i)
	a := r.party().Redeem(c.raw)
	good := c.bought == nil && !c.burnt && c.epoch == r.epoch && r.now().Sub(c.granted) < time.Minute
	r.expect(good, a, fmt.Sprintf("code %d", i))
	switch {
	case good:
		c.bought = &modelFamily{created: r.now(), epoch: r.epoch}
		r.earn(a, c.bought)
	case c.bought != nil:
		c.bought.dead = true // RFC 6749 4.1.2
	}
}

func (r *run) steal() {
	if len(r.codes) == 0 {
		return
	}
	i, c := pick(r, r.codes)
	r.tell("another client shows code %d", i)
	r.expect(false, r.thief.Redeem(c.raw), "a stolen code")
	if c.bought != nil {
		c.bought.dead = true
	}
	c.burnt = true
}

func (r *run) rotate() {
	if len(r.refresh) == 0 {
		return
	}
	i, t := pick(r, r.refresh)
	r.tell("refresh %d", i)
	a := r.party().Refresh(t.raw)
	good := r.live(t.family)
	if good && t.spent != nil {
		switch {
		case r.now().Sub(*t.spent) >= 30*time.Second:
			t.family.dead, good = true, false // RFC 9700 4.14
		case t.replays >= grant.MostReplays:
			good = false
		}
	}
	good = good && r.now().Before(t.expires)
	r.expect(good, a, fmt.Sprintf("refresh token %d", i))
	if !good {
		return
	}
	if t.spent == nil {
		at := r.now()
		t.spent, t.successor = &at, r.earn(a, t.family)
		return
	}
	t.replays++
	require.Equal(r.t, t.successor.raw, a.Text("refresh_token"), "decision D10: one chain\n%v", r.story)
	r.access = append(r.access, &modelAccess{raw: a.Text("access_token"), family: t.family, expires: r.now().Add(30 * time.Minute)})
}

func (r *run) revoke() {
	if len(r.refresh) == 0 || r.chance.IntN(3) > 0 {
		return
	}
	send := func(token string) {
		rp := r.party()
		a := r.servers[0].Send(http.MethodPost, rp.Service.Issuer+"/oauth2/revoke", url.Values{"token": {token}}, "Authorization", basic(rp.Service.Client.ID.String(), rp.Service.Secret))
		require.Equal(r.t, http.StatusOK, a.Status, a.Raw)
	}
	if r.chance.IntN(2) == 0 {
		i, t := pick(r, r.refresh)
		r.tell("revoke refresh token %d", i)
		send(t.raw)
		t.family.dead = true // RFC 7009 2.1
		return
	}
	i, t := pick(r, r.access)
	r.tell("revoke access token %d", i)
	send(t.raw)
	t.dead = true
}

func (r *run) leave() {
	if r.chance.IntN(2) > 0 {
		return
	}
	r.tell("the person leaves")
	r.servers[0].Exec("with ended as (update connections set ended_at = $1) delete from connection_clients", r.now())
	r.epoch++
	r.wait(time.Second) // they come back later than they left
}

func (r *run) rotateKeys() {
	if r.chance.IntN(4) > 0 {
		return
	}
	r.tell("the keys rotate")
	at := r.parties[0].Service
	_, err := r.servers[0].Keys.Rotate(r.t.Context(), at.Owner, at.Tenant.Slug, "")
	require.NoError(r.t, err)
}

func (r *run) pass() {
	_, d := pick(r, []time.Duration{0, time.Second, 10 * time.Second, 29 * time.Second, 30 * time.Second, time.Minute, 31 * time.Minute, 29 * 24 * time.Hour})
	r.tell("%s pass", d)
	r.wait(d)
}

func (r *run) wait(d time.Duration) {
	for _, s := range r.servers {
		s.Clock.Advance(d)
	}
}

// storm presents one token four times at once, at both servers.
func (r *run) storm() {
	if len(r.refresh) == 0 || r.chance.IntN(3) > 0 {
		return
	}
	i, t := pick(r, r.refresh)
	if !r.live(t.family) || t.spent != nil || !r.now().Before(t.expires) {
		return
	}
	r.tell("four at once refresh %d", i)
	won := ok(together(4, func(i int) apptest.Answer { return r.parties[i%2].Refresh(t.raw) }))
	require.Len(r.t, won, 4, "decision D10: one, and three more\n%v", r.story)
	at := r.now()
	t.spent, t.successor, t.replays = &at, r.earn(won[0], t.family), 3
	for _, a := range won[1:] {
		require.Equal(r.t, t.successor.raw, a.Text("refresh_token"), "SEC-30: the chain never forks\n%v", r.story)
		r.access = append(r.access, &modelAccess{raw: a.Text("access_token"), family: t.family, expires: at.Add(30 * time.Minute)})
	}
}

// look compares what lives with what should.
func (r *run) look() {
	active := func(token string) any {
		rp := r.party()
		return r.servers[0].Send(http.MethodPost, rp.Service.Issuer+"/oauth2/introspect", url.Values{"token": {token}}, "Authorization", basic(rp.Service.Client.ID.String(), rp.Service.Secret)).JSON["active"]
	}
	for i, t := range r.refresh {
		require.Equal(r.t, r.live(t.family) && t.spent == nil && r.now().Before(t.expires), active(t.raw), "refresh token %d\n%v", i, r.story)
	}
	for i, t := range r.access {
		require.Equal(r.t, r.live(t.family) && !t.dead && r.now().Before(t.expires), active(t.raw), "access token %d\n%v", i, r.story)
	}
	var forked int
	require.NoError(r.t, r.owner.QueryRow(r.t.Context(), "select count(*) from (select grant_id from refresh_tokens where spent_at is null group by grant_id having count(*) > 1) x").Scan(&forked))
	require.Zero(r.t, forked, "a family has one unspent token\n%v", r.story)
}

// TestTheGrantMachine runs the same sequences every time: each seed is one.
func TestTheGrantMachine(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			one := apptest.New(t)
			two := apptest.Replica(t, one.PG)
			here := one.Service("machine")
			person := one.Person("Mira")
			r := &run{
				t: t, chance: rand.New(rand.NewPCG(seed, 1)), servers: []*apptest.Server{one, two}, parties: []*apptest.RP{one.RP(here), at(two, here)},
				thief: one.RP(one.Client(here)), browser: one.Signed(person), person: person, owner: one.Owner(),
			}
			moves := []func(){r.askForCode, r.askForCode, r.redeem, r.redeem, r.rotate, r.rotate, r.rotate, r.storm, r.steal, r.revoke, r.leave, r.rotateKeys, r.pass, r.pass}
			r.askForCode()
			r.redeem()
			for step := range 80 {
				_, move := pick(r, moves)
				move()
				if step%12 == 11 {
					r.look()
				}
			}
			r.look()
		})
	}
}
