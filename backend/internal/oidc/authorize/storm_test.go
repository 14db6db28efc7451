package authorize_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/apptest"
)

// More people come back from their pages at once than the pool has connections, to
// a server that has not read the client yet: whoever holds a connection must not
// need another.
func TestAStormOfReturns(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	rp := one.RP(one.Service("lantern"))
	b := one.Signed(one.Person("Mira"))
	rp.Code(b, "")
	two := apptest.Replica(t, one.PG)
	const many = 40
	returns := make([]string, many)
	for i := range returns {
		to := one.Send(http.MethodPost, rp.Service.Issuer+"/oauth2/authorize", rp.Params()).Location(t)
		returns[i] = two.URL + to.Path + "?" + to.RawQuery
	}
	start := make(chan struct{})
	tabs := make([]*apptest.Browser, many)
	var wg sync.WaitGroup
	for i := range tabs {
		tabs[i] = b.Tab(t)
		wg.Go(func() {
			<-start
			tabs[i].Open(returns[i])
		})
	}
	close(start)
	wg.Wait()
	for _, tab := range tabs {
		require.Equal(t, "lantern.test", tab.URL.Host, tab.Body)
		require.NotEmpty(t, tab.URL.Query().Get("code"))
	}
}

// Whoever signs out while their request is being answered is not answered for: the
// client gets no code of a session that nobody will hear of (row P21).
func TestASessionThatEndsAtThatVeryMoment(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	b := s.Signed(s.Person("Mira")).Allow(rp.AuthorizeURL(), "")
	arrived(t, rp, b)
	leaving, watching := s.Owner(), s.Owner()
	for _, pairs := range [][]string{nil, {"prompt", "none"}} {
		_, err := leaving.Exec(t.Context(), "begin")
		require.NoError(t, err)
		_, err = leaving.Exec(t.Context(), "delete from sessions")
		require.NoError(t, err)
		tab, done := b.Tab(t), make(chan struct{})
		go func() {
			defer close(done)
			tab.Open(rp.AuthorizeURL(pairs...))
		}()
		require.Eventually(t, func() bool {
			var waiting int
			err := watching.QueryRow(t.Context(), "select count(*) from pg_locks where not granted and $1 = any (pg_blocking_pids(pid))", leaving.PgConn().PID()).Scan(&waiting)
			return err == nil && waiting > 0
		}, 10*time.Second, 5*time.Millisecond, "the answer waits for the session")
		_, err = leaving.Exec(t.Context(), "commit")
		require.NoError(t, err)
		<-done
		if pairs == nil {
			require.Equal(t, "/login", tab.URL.Path, tab.Body)
			b.Open("/login?return_to=/home&another=1").SignIn("mira@person.test")
			continue
		}
		failed(t, tab, "login_required")
	}
	var granted int
	require.NoError(t, watching.QueryRow(t.Context(), "select count(*) from auth_requests where granted_at is not null").Scan(&granted))
	require.Equal(t, 1, granted)
}
