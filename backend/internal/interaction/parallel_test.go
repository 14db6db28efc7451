package interaction_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/apptest"
)

// A person who agrees in several tabs at once has one pseudonym, and no tab fails.
func TestAgreeingInSeveralTabsAtOnceMakesOneConnection(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	first := s.Signed(s.Person("mira"))
	tabs := make([]*apptest.Browser, 6)
	for i := range tabs {
		tabs[i] = first.Tab(t).Open(rp.AuthorizeURL())
		require.Equal(t, "/consent", tabs[i].URL.Path)
	}
	var wg sync.WaitGroup
	for _, tab := range tabs {
		wg.Go(func() { tab.Decide("allow") })
	}
	wg.Wait()
	subs := map[any]bool{}
	for _, tab := range tabs {
		answer := rp.Redeem(tab.URL.Query().Get("code"))
		require.NotEmpty(t, answer.Text("id_token"), tab.URL)
		subs[s.Claims(answer.Text("id_token"))["sub"]] = true
	}
	require.Len(t, subs, 1)
}
