// Package worker is the door that time comes through: River hands it a job, it
// calls the case, and translates the error into what River should do. It decides
// nothing. Everything it works is idempotent by state.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/upkeep"
)

// Worker works jobs until it is stopped.
type Worker struct{ client *river.Client[pgx.Tx] }

// New returns a worker over db. Its timetable is in periodic.go.
func New(db *postgres.DB, u *upkeep.Upkeep, log *slog.Logger) (*Worker, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &sendNotice{cases: u})
	river.AddWorker(workers, &fanOutKeyRotation{cases: u})
	river.AddWorker(workers, &rotateKeys{cases: u})
	river.AddWorker(workers, &sweep{cases: u})
	river.AddWorker(workers, &expireSessions{cases: u})
	river.AddWorker(workers, &backchannelLogout{cases: u})
	c, err := river.NewClient(riverpgxv5.New(db.Pool()), &river.Config{
		Schema:       postgres.QueueSchema,
		Workers:      workers,
		Logger:       queue.Quiet(log),
		Queues:       map[string]river.QueueConfig{queue.Mail: {MaxWorkers: 8}, queue.Housekeeping: {MaxWorkers: 2}, queue.Logout: {MaxWorkers: 16}},
		PeriodicJobs: timetable(),
		JobTimeout:   time.Minute,
	})
	if err != nil {
		return nil, fmt.Errorf("making the worker: %w", err)
	}
	return &Worker{c}, nil
}

// Run works until ctx ends, then lets running jobs finish for up to ten seconds.
func (w *Worker) Run(ctx context.Context) error {
	// Jobs outlive the signal to stop, so they get a context of their own.
	if err := w.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting the worker: %w", err)
	}
	<-ctx.Done()
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := w.client.Stop(patience); err != nil {
		hurry, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		return w.client.StopAndCancel(hurry)
	}
	return nil
}

// verdict turns a failure into what River does with the job: what can never
// succeed is cancelled, what should wait is snoozed, the rest is tried again.
func verdict(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	switch {
	case errors.Is(err, mail.ErrPermanent):
		return river.JobCancel(err)
	case errors.As(err, &f) && f.Kind == fault.KindRateLimited:
		return river.JobSnooze(max(f.RetryAfter, time.Second))
	case errors.As(err, &f) && f.Kind != fault.KindUnavailable && f.Kind != fault.KindInternal:
		return river.JobCancel(err)
	}
	return err
}

type sendNotice struct {
	river.WorkerDefaults[job.SendNotice]

	cases *upkeep.Upkeep
}

// Work mails one notice.
func (w *sendNotice) Work(ctx context.Context, j *river.Job[job.SendNotice]) error {
	n, err := id.Parse[id.Notice](j.Args.NoticeID)
	if err != nil {
		return river.JobCancel(err)
	}
	return verdict(w.cases.SendNotice(ctx, n))
}

// NextRetry waits 2 s, 4 s, 8 s … up to ten minutes: somebody is looking at an
// empty mailbox.
func (*sendNotice) NextRetry(j *river.Job[job.SendNotice]) time.Time {
	return j.AttemptedAt.Add(min(time.Second<<min(j.Attempt, 10), 10*time.Minute))
}

type fanOutKeyRotation struct {
	river.WorkerDefaults[job.FanOutKeyRotation]

	cases *upkeep.Upkeep
}

// Work looks for keys that are due.
func (w *fanOutKeyRotation) Work(ctx context.Context, _ *river.Job[job.FanOutKeyRotation]) error {
	return verdict(w.cases.FanOutKeyRotation(ctx))
}

type rotateKeys struct {
	river.WorkerDefaults[job.RotateKeys]

	cases *upkeep.Upkeep
}

// Work moves one tenant's keys along.
func (w *rotateKeys) Work(ctx context.Context, j *river.Job[job.RotateKeys]) error {
	t, err := id.Parse[id.Tenant](j.Args.TenantID)
	if err != nil {
		return river.JobCancel(err)
	}
	return verdict(w.cases.RotateKeys(ctx, t))
}

type sweep struct {
	river.WorkerDefaults[job.Sweep]

	cases *upkeep.Upkeep
}

// Work deletes what has expired.
func (w *sweep) Work(ctx context.Context, _ *river.Job[job.Sweep]) error {
	return verdict(w.cases.Sweep(ctx))
}

type expireSessions struct {
	river.WorkerDefaults[job.ExpireSessions]

	cases *upkeep.Upkeep
}

// Work ends the sessions that ran out.
func (w *expireSessions) Work(ctx context.Context, _ *river.Job[job.ExpireSessions]) error {
	return verdict(w.cases.ExpireSessions(ctx))
}

type backchannelLogout struct {
	river.WorkerDefaults[job.BackchannelLogout]

	cases *upkeep.Upkeep
}

// Work tells one client of a logout.
func (w *backchannelLogout) Work(ctx context.Context, j *river.Job[job.BackchannelLogout]) error {
	t, err := id.Parse[id.Tenant](j.Args.TenantID)
	if err != nil {
		return river.JobCancel(err)
	}
	d, err := id.Parse[id.LogoutDelivery](j.Args.DeliveryID)
	if err != nil {
		return river.JobCancel(err)
	}
	return verdict(w.cases.BackchannelLogout(ctx, t, d, j.Attempt >= j.MaxAttempts))
}

// NextRetry waits as the case says.
func (*backchannelLogout) NextRetry(j *river.Job[job.BackchannelLogout]) time.Time {
	return j.AttemptedAt.Add(upkeep.LogoutPause(j.Attempt))
}
