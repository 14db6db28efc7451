package attempt_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestAttemptsAreListedNewestFirstAndByWhatIsAsked(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	here, there := s.Service("lantern"), s.Service("harbor")
	ctx, now := t.Context(), s.Clock.Now()
	list := make([]attempt.Attempt, 0, 6)
	for i := range 6 {
		a := attempt.Attempt{
			ID: id.NewAttempt(), At: now, Endpoint: "token", Outcome: attempt.OK, Reason: oauth.OK, CorrelationID: "c" + strconv.Itoa(i),
			ClientNamed: "who?", Received: "ä", Expected: "ö",
		}
		if i%2 == 0 {
			a.Client, a.ClientNamed, a.Outcome, a.Reason = &here.Client.ID, "", attempt.Refused, oauth.CodeUnknown
		}
		list = append(list, a)
	}
	insert := func(tenant id.Tenant) error {
		return s.DB.InTenant(ctx, tenant, func(tx postgres.TenantTx) error { return attempt.InsertMany(ctx, tx, list) })
	}
	require.NoError(t, insert(here.Tenant.ID))

	get := func(tenant id.Tenant, before id.Attempt, f attempt.Filter, limit int) []attempt.Attempt {
		got, err := attempt.List(ctx, s.DB.PeekTenant(tenant), before, f, limit)
		require.NoError(t, err)
		return got
	}
	all := get(here.Tenant.ID, id.Attempt{}, attempt.Filter{}, 10)
	require.Len(t, all, 6)
	for i, a := range all {
		want := list[5-i]
		want.Tenant = here.Tenant.ID
		want.At = a.At
		require.True(t, a.At.Equal(now))
		require.Equal(t, want, a)
	}
	page := get(here.Tenant.ID, all[1].ID, attempt.Filter{}, 2)
	require.Equal(t, all[2:4], page)
	require.Len(t, get(here.Tenant.ID, id.Attempt{}, attempt.Filter{Client: here.Client.ID}, 10), 3)
	require.Len(t, get(here.Tenant.ID, id.Attempt{}, attempt.Filter{Outcome: attempt.Refused}, 10), 3)
	require.Empty(t, get(here.Tenant.ID, id.Attempt{}, attempt.Filter{Outcome: attempt.Failed}, 10))
	require.Len(t, get(here.Tenant.ID, id.Attempt{}, attempt.Filter{CorrelationID: "c3", Outcome: attempt.OK}, 10), 1)
	require.Empty(t, get(there.Tenant.ID, id.Attempt{}, attempt.Filter{}, 10), "another tenant sees nothing of them")

	require.NoError(t, s.Tenants.Delete(ctx, there.Owner, "harbor", nil))
	require.NoError(t, insert(there.Tenant.ID), "a tenant that is gone stores nothing, and that is no error")

	var swept int64
	require.NoError(t, s.DB.AsSystem(ctx, func(tx postgres.SystemTx) error {
		var err error
		swept, err = attempt.Sweep(ctx, tx, now.Add(-time.Second))
		return err
	}))
	require.Zero(t, swept)
	require.NoError(t, s.DB.AsSystem(ctx, func(tx postgres.SystemTx) error {
		var err error
		swept, err = attempt.Sweep(ctx, tx, now.Add(time.Second))
		return err
	}))
	require.EqualValues(t, 6, swept)
}
