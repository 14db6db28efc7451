package worker

import (
	"time"

	"github.com/riverqueue/river"

	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/queue"
)

// timetable is everything that happens by the clock. Of any number of processes
// one, the leader, makes the jobs.
func timetable() []*river.PeriodicJob {
	housekeeping := func(every time.Duration) *river.InsertOpts {
		return &river.InsertOpts{Queue: queue.Housekeeping, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByPeriod: every}}
	}
	return []*river.PeriodicJob{
		river.NewPeriodicJob(river.PeriodicInterval(15*time.Minute), func() (river.JobArgs, *river.InsertOpts) {
			return job.FanOutKeyRotation{}, housekeeping(15 * time.Minute)
		}, &river.PeriodicJobOpts{ID: "fan_out_key_rotation", RunOnStart: true}),
		river.NewPeriodicJob(river.PeriodicInterval(10*time.Minute), func() (river.JobArgs, *river.InsertOpts) {
			return job.Sweep{}, housekeeping(10 * time.Minute)
		}, &river.PeriodicJobOpts{ID: "sweep", RunOnStart: true}),
		river.NewPeriodicJob(river.PeriodicInterval(time.Minute), func() (river.JobArgs, *river.InsertOpts) {
			return job.ExpireSessions{}, housekeeping(time.Minute)
		}, &river.PeriodicJobOpts{ID: "expire_sessions", RunOnStart: true}),
	}
}
