package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// listener is another process: its own pool, which listens until the test ends.
func (x *bundle) listener() <-chan id.Tenant {
	x.Helper()
	other, err := postgres.Open(x.Context(), x.pg.AppDSN)
	require.NoError(x, err)
	heard := make(chan id.Tenant, 64)
	other.OnChange(func(t id.Tenant) { heard <- t })
	ctx, stop := context.WithCancel(x.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		other.Listen(ctx, slog.New(slog.DiscardHandler))
	}()
	x.Cleanup(func() {
		stop()
		<-ended
		other.Close()
	})
	require.True(x, x.hear(heard).IsZero(), "who begins to listen may have missed something")
	return heard
}

func (x *bundle) hear(from <-chan id.Tenant) id.Tenant {
	x.Helper()
	select {
	case t := <-from:
		return t
	case <-time.After(20 * time.Second):
		x.Fatal("nothing was heard")
		return id.Tenant{}
	}
}

func (x *bundle) change(w world, answer error) error {
	return x.db.InTenant(x.Context(), w.tenant, func(tx postgres.TenantTx) error {
		if err := postgres.Changed(x.Context(), tx); err != nil {
			return err
		}
		return answer
	})
}

func TestAChangeIsHeardAfterItsCommitAndNeverAfterARollback(t *testing.T) {
	t.Parallel()
	x := setup(t)
	var here []id.Tenant
	x.db.OnChange(func(t id.Tenant) { here = append(here, t) })
	heard := x.listener()
	failed := errors.New("no")

	require.ErrorIs(t, x.change(x.a, failed), failed)
	require.Empty(t, here, "rolled back")
	require.NoError(t, x.change(x.b, nil))
	require.Equal(t, []id.Tenant{x.b.tenant}, here)
	require.Equal(t, x.b.tenant, x.hear(heard), "the rolled back change came first, and was not announced")
	require.ErrorIs(t, x.change(x.a, postgres.Keep(failed)), failed)
	require.Equal(t, []id.Tenant{x.b.tenant, x.a.tenant}, here, "a kept refusal is a commit")
	require.Equal(t, x.a.tenant, x.hear(heard))
}

func TestListeningGoesOnAfterItsConnectionIsKilled(t *testing.T) {
	t.Parallel()
	x := setup(t)
	heard := x.listener()

	killed := x.strings("select pg_terminate_backend(pid)::text from pg_stat_activity where datname = current_database() and query = 'listen alias_changed'")
	require.Equal(t, []string{"true"}, killed)
	require.True(t, x.hear(heard).IsZero(), "it lost the connection: anything may have changed")
	require.True(t, x.hear(heard).IsZero(), "it listens again: anything may have changed meanwhile")
	require.NoError(t, x.change(x.a, nil))
	require.Equal(t, x.a.tenant, x.hear(heard))
}
