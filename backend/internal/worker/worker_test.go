package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// work runs a worker over the server's database until the test ends, or until
// stop is called, which answers how it ended.
func work(t *testing.T, s *apptest.Server) (stop func() error) {
	t.Helper()
	a := s.Beside(func(*app.Config) {})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, true) }()
	var result error
	done := false
	stop = func() error {
		if !done {
			cancel()
			result, done = <-ended, true
		}
		return result
	}
	t.Cleanup(func() { require.NoError(t, stop()) })
	return stop
}

func signUp(t *testing.T, s *apptest.Server, address string) {
	t.Helper()
	_, err := s.Interaction.Register(t.Context(), interaction.SignUp{Email: address, Nickname: "Mira", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(t, err)
}

type row struct {
	State    string
	Attempt  int
	Errors   string
	Waits    time.Duration
	Attempts int
}

// jobs are the jobs of a kind, oldest first.
func jobs(ctx context.Context, t require.TestingT, owner *pgx.Conn, kind string) []row {
	rows, err := owner.Query(ctx, `select state::text, attempt::int, coalesce(errors::text, ''), (extract(epoch from scheduled_at - attempted_at) * 1e9)::bigint, max_attempts::int
		from river.river_job where kind = $1 and attempted_at is not null order by id`, kind)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	require.NoError(t, err)
	return list
}

// The whole way: a job left by a request is worked by River, and a worker that is
// told to stop does.
func TestAWorkerMailsANoticeAndStops(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	owner := s.Owner()
	stop := work(t, s)

	signUp(t, s, "mira@person.test")
	require.Eventually(t, func() bool {
		list := jobs(t.Context(), t, owner, "send_notice")
		return len(list) == 1 && list[0].State == "completed"
	}, 30*time.Second, 20*time.Millisecond)
	require.Len(t, s.Mailbox.Messages(), 1)
	require.NotEmpty(t, s.Mailbox.Messages()[0].Code)

	told := time.Now()
	require.NoError(t, stop())
	require.Less(t, time.Since(told), 10*time.Second)
	signUp(t, s, "tobin@person.test")
	require.Len(t, s.Mailbox.Messages(), 1, "nobody works any more")
}

func TestAMailThatFailsIsTriedAgainSoonOrNeverAndNamesNobody(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	owner := s.Owner()
	signUp(t, s, "defer@person.test")
	signUp(t, s, "bounce@person.test")
	stop := work(t, s)

	var list []row
	require.Eventually(t, func() bool {
		list = jobs(t.Context(), t, owner, "send_notice")
		return len(list) == 2 && list[0].State == "retryable" && list[1].State == "cancelled"
	}, 30*time.Second, 5*time.Millisecond)
	require.NoError(t, stop())
	require.Equal(t, 12, list[0].Attempts)
	require.InDelta(t, (time.Second << list[0].Attempt).Seconds(), list[0].Waits.Seconds(), 1, "somebody waits for a code")
	for _, j := range list {
		require.NotContains(t, j.Errors, "person.test")
	}
	require.NotContains(t, s.Log.String(), "person.test")
	require.Empty(t, s.Mailbox.Messages())
}

// Of two workers one keeps the timetable, and what it asks for is there once.
func TestTheTimetableIsKeptOnce(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	owner := s.Owner()
	first, second := work(t, s), work(t, s)

	for _, kind := range []string{"sweep", "fan_out_key_rotation"} {
		require.Eventually(t, func() bool {
			list := jobs(t.Context(), t, owner, kind)
			return len(list) == 1 && list[0].State == "completed"
		}, 30*time.Second, 20*time.Millisecond, kind)
	}
	require.NoError(t, first())
	require.NoError(t, second())

	// One that starts again in the same period asks for nothing new.
	third := work(t, s)
	signUp(t, s, "mira@person.test")
	require.Eventually(t, func() bool { return len(s.Mailbox.Messages()) == 1 }, 30*time.Second, 20*time.Millisecond)
	require.NoError(t, third())
	for _, kind := range []string{"sweep", "fan_out_key_rotation"} {
		require.LessOrEqual(t, len(jobs(t.Context(), t, owner, kind)), 2, "%s: once, or twice when the period has turned", kind)
	}
}
