package fault_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/fault"
)

func TestEachConstructorMakesItsKind(t *testing.T) {
	t.Parallel()
	for want, err := range map[fault.Kind]error{
		fault.KindInvalid:            fault.Invalid("c", "m"),
		fault.KindUnauthenticated:    fault.Unauthenticated("c", "m"),
		fault.KindForbidden:          fault.Forbidden("c", "m"),
		fault.KindNotFound:           fault.NotFound("c", "m"),
		fault.KindConflict:           fault.Conflict("c", "m"),
		fault.KindPreconditionFailed: fault.PreconditionFailed("c", "m"),
		fault.KindPlanLimit:          fault.PlanLimit("c", "m"),
		fault.KindRateLimited:        fault.RateLimited("c", "m", time.Second),
		fault.KindUnavailable:        fault.Unavailable("c", "m"),
		fault.KindInternal:           errors.New("anything else"),
	} {
		require.Equal(t, want, fault.KindOf(fmt.Errorf("doing something: %w", err)), want.String())
	}
}

func TestACopyWithACauseIsStillItsSentinel(t *testing.T) {
	t.Parallel()
	sentinel := fault.NotFound("client_not_found", "There is no such client.")
	cause := errors.New("no rows")
	err := fmt.Errorf("reading: %w", sentinel.With(cause))

	require.ErrorIs(t, err, sentinel)
	require.ErrorIs(t, err, cause)
	require.NoError(t, sentinel.Unwrap(), "the shared sentinel must stay as it was")
	require.NotErrorIs(t, err, fault.NotFound("tenant_not_found", "m"))
	require.NotErrorIs(t, err, fault.Conflict("client_not_found", "m"))
}

func TestTheCauseIsLoggedButNotSaid(t *testing.T) {
	t.Parallel()
	err := fault.Unavailable("mail_down", "Mail cannot be sent now.").With(errors.New("dial refused"))
	require.Equal(t, "mail_down: Mail cannot be sent now.", err.Error())

	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Error("failed", "error", err)
	require.Contains(t, out.String(), "error.cause=\"dial refused\"")
	require.Contains(t, out.String(), "error.kind=unavailable")
}

func TestGatheredFieldsBecomeOneFault(t *testing.T) {
	t.Parallel()
	var fields fault.Fields
	require.NoError(t, fields.Invalid("client_invalid", "m"))

	fields.Add("redirect_uris[0]", "fragment", "Must not have a fragment.")
	fields.Add("[1]", "x", "m")
	fields.Add("", "x", "m")
	f, ok := fault.As(fields.Invalid("client_invalid", "m"))
	require.True(t, ok)

	in := f.In("body")
	require.Equal(t, "body.redirect_uris[0]", in.Fields[0].Location)
	require.Equal(t, "body[1]", in.Fields[1].Location)
	require.Equal(t, "body", in.Fields[2].Location)
	require.Equal(t, "redirect_uris[0]", f.Fields[0].Location, "the original must stay as it was")
}
