package authorize_test

import (
	"net/http"
	"sync"
	"testing"

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
