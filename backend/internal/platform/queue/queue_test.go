package queue_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

type bundle struct {
	*testing.T

	pg    *pgtest.DB
	db    *postgres.DB
	queue *queue.Queue
}

func setup(t *testing.T) *bundle {
	t.Helper()
	pg := pgtest.New(t)
	db, err := postgres.Open(t.Context(), pg.AppDSN)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	q, err := queue.New(db, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return &bundle{t, pg, db, q}
}

func (b *bundle) jobs() (n int) {
	b.Helper()
	require.NoError(b, b.pg.Pool.QueryRow(b.Context(), "select count(*) from river.river_job").Scan(&n))
	return n
}

func TestAJobExistsExactlyIfItsCauseDoes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refused := errors.New("no")
	leave := func(answer error) error {
		return b.db.InPerson(t.Context(), id.NewAccount(), func(tx postgres.PersonTx) error {
			require.NoError(t, b.queue.SendNotice(t.Context(), tx, job.SendNotice{NoticeID: id.NewNotice().String()}))
			return answer
		})
	}
	require.ErrorIs(t, leave(refused), refused)
	require.Zero(t, b.jobs())
	require.NoError(t, leave(nil))
	require.Equal(t, 1, b.jobs())
	require.ErrorIs(t, leave(postgres.Keep(refused)), refused)
	require.Equal(t, 2, b.jobs())
}

func TestTheSameJobWaitsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant, other, n := id.NewTenant(), id.NewTenant(), id.NewNotice().String()

	for range 3 {
		require.NoError(t, b.db.InTenant(t.Context(), tenant, func(tx postgres.TenantTx) error {
			return errors.Join(
				b.queue.SendNotice(t.Context(), tx, job.SendNotice{NoticeID: n}),
				b.queue.RotateKeys(t.Context(), tx, job.RotateKeys{TenantID: tenant.String()}),
				b.queue.RotateKeys(t.Context(), tx, job.RotateKeys{TenantID: other.String()}),
			)
		}))
	}
	require.Equal(t, 3, b.jobs())
}
