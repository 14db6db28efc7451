package token_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// at is a relying party that speaks to one of several servers of a deployment.
func at(s *apptest.Server, here apptest.Service) *apptest.RP {
	here.Issuer = s.Issuer(here.Tenant.Slug)
	return s.RP(here)
}

// together sends n requests at the same moment and answers their answers.
func together(n int, send func(i int) apptest.Answer) []apptest.Answer {
	var wg sync.WaitGroup
	start := make(chan struct{})
	out := make([]apptest.Answer, n)
	for i := range n {
		wg.Go(func() {
			<-start
			out[i] = send(i)
		})
	}
	close(start)
	wg.Wait()
	return out
}

func ok(list []apptest.Answer) (out []apptest.Answer) {
	for _, a := range list {
		if a.Status == http.StatusOK {
			out = append(out, a)
		}
	}
	return out
}

// Neither server has read the client or the keys when the storm comes, and the
// storm is larger than the pool: whoever holds a connection must not need another.
func TestFiftyRedemptionsOfOneCode(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	here := one.Service("storm")
	code := one.RP(here).Code(one.Browser(), one.Person("Mira"))
	two := apptest.Replica(t, one.PG)
	parties := []*apptest.RP{one.RP(here), at(two, here)}

	answers := together(50, func(i int) apptest.Answer { return parties[i%2].Redeem(code) })

	won := ok(answers)
	require.Len(t, won, 1, "SEC-27: exactly one redemption succeeds")
	for _, a := range answers {
		if a.Status != http.StatusOK {
			require.Equal(t, http.StatusBadRequest, a.Status, a.Raw)
			require.Equal(t, "invalid_grant", a.Text("error"))
		}
	}
	require.Equal(t, http.StatusUnauthorized, parties[1].Userinfo(won[0].Text("access_token")).Status, "RFC 6749 4.1.2: the replays revoked what it bought")
}

func TestFiftyRefreshesOfOneToken(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	here := one.Service("flood")
	first := one.RP(here).Tokens(one.Browser(), one.Person("Mira")).Text("refresh_token")
	require.NotEmpty(t, first)
	two := apptest.Replica(t, one.PG)
	parties := []*apptest.RP{one.RP(here), at(two, here)}

	answers := together(50, func(i int) apptest.Answer { return parties[i%2].Refresh(first) })

	won := ok(answers)
	require.Len(t, won, 4, "decision D10: once, and three times more within the grace period")
	for _, a := range won {
		require.Equal(t, won[0].Text("refresh_token"), a.Text("refresh_token"), "SEC-30: one chain, the same successor for all")
	}
	require.Equal(t, http.StatusOK, parties[0].Refresh(won[0].Text("refresh_token")).Status, "the family lives")
}

// The person leaves while a token request is on its way: whoever comes second
// waits, so that nothing is issued once the leaving has been stored.
func TestSEC59NothingIsIssuedAfterThePersonLeft(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here := s.Service("lantern")
	withResources(s, here)
	rp, b := s.RP(here), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b).Text("access_token")
	api := exchanger(s, here, []string{orders})
	tokens := rp.Tokens(b, "")
	code := rp.Code(b, "")

	for why, ask := range map[string]func() apptest.Answer{
		"a code":          func() apptest.Answer { return rp.Redeem(code) },
		"a refresh token": func() apptest.Answer { return rp.Refresh(tokens.Text("refresh_token")) },
		"an exchange":     func() apptest.Answer { return exchanging(s, api, subject, "resource", orders) },
	} {
		leaving, err := s.Owner().Begin(t.Context())
		require.NoError(t, err)
		_, err = leaving.Exec(t.Context(), "delete from connection_clients where tenant_id = $1", here.Tenant.ID)
		require.NoError(t, err)
		answers := make(chan apptest.Answer, 1)
		go func() { answers <- ask() }()
		require.True(t, waits(t, s, answers), "%s waits", why)
		require.NoError(t, leaving.Commit(t.Context()))
		got := <-answers
		require.Equal(t, "invalid_grant", got.Text("error"), "%s: %s", why, got.Raw)
		require.Equal(t, oauth.ConnectionEnded, s.OneRefusal(here.Tenant.ID, got.Header).Reason)
		s.Exec("insert into connection_clients (tenant_id, connection_id, client_id, scopes, offered, created_at, updated_at) select tenant_id, connection_id, client_id, scopes, scopes, created_at, created_at from grants where tenant_id = $1 and client_id = $2 order by created_at limit 1", here.Tenant.ID, here.Client.ID)
	}
	succeeded(t, rp.Redeem(code))                          // the refusals spent nothing
	succeeded(t, rp.Refresh(tokens.Text("refresh_token"))) // and would have been none without the leaving
}

// waits reports, once one of the two is so, whether a request waits for a lock and
// not its answer is there.
func waits(t *testing.T, s *apptest.Server, answers <-chan apptest.Answer) bool {
	t.Helper()
	c := s.Owner()
	for len(answers) == 0 {
		var n int
		require.NoError(t, c.QueryRow(t.Context(), "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").Scan(&n))
		if n > 0 {
			return true
		}
	}
	return false
}
