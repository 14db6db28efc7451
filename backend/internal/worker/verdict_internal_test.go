package worker

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/mail"
)

func TestAFailureSaysWhatBecomesOfItsJob(t *testing.T) {
	t.Parallel()
	broken := errors.New("the connection broke")

	for name, c := range map[string]struct {
		err            error
		cancel, snooze bool
	}{
		"success":                     {nil, false, false},
		"no such mailbox":             {&mail.SendError{Kind: mail.ErrPermanent, Code: 550}, true, false},
		"a server that is busy":       {&mail.SendError{Kind: mail.ErrTemporary, Code: 451}, false, false},
		"a thing that is not there":   {fmt.Errorf("on the way: %w", fault.NotFound("x", "x")), true, false},
		"input that is never right":   {fault.Invalid("x", "x"), true, false},
		"a contradiction":             {fault.Conflict("x", "x"), true, false},
		"somebody who may not":        {fault.Forbidden("x", "x"), true, false},
		"too often":                   {fault.RateLimited("x", "x", time.Minute), false, true},
		"too often, for how long":     {fault.RateLimited("x", "x", 0), false, true},
		"a part that does not answer": {fault.Unavailable("x", "x"), false, false},
		"what nobody foresaw":         {broken, false, false},
	} {
		got := verdict(c.err)
		var cancelled *rivertype.JobCancelError
		var snoozed *rivertype.JobSnoozeError
		require.Equal(t, c.cancel, errors.As(got, &cancelled), name)
		require.Equal(t, c.snooze, errors.As(got, &snoozed), name)
		if !c.cancel && !c.snooze {
			require.Equal(t, c.err, got, name)
		}
		if c.snooze {
			require.GreaterOrEqual(t, snoozed.Duration, time.Second, name)
		}
	}
}
