package job_test

import (
	"reflect"
	"testing"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/job"
)

// A kind is kept for ever, for jobs of the last version may still wait; and what
// a job carries is an identifier of a notice or of a tenant.
func TestKindsAndArgumentsStayWhatTheyAre(t *testing.T) {
	t.Parallel()

	got := map[string][]string{}
	for _, args := range []river.JobArgs{job.SendNotice{}, job.FanOutKeyRotation{}, job.RotateKeys{}, job.Sweep{}, job.BackchannelLogout{}, job.ExpireSessions{}} {
		fields := []string{}
		for f := range reflect.TypeOf(args).Fields() {
			fields = append(fields, f.Tag.Get("json"))
		}
		got[args.Kind()] = fields
	}
	require.Equal(t, map[string][]string{
		"send_notice": {"notice_id"}, "fan_out_key_rotation": {}, "rotate_keys": {"tenant_id"}, "sweep": {}, "expire_sessions": {},
		"backchannel_logout": {"tenant_id", "delivery_id"},
	}, got)
}
