package idempotency_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/idempotency"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func TestTheLifeOfAKey(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := postgres.Open(ctx, pgtest.New(t).AppDSN, postgres.WithMaxConns(2))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	ada, eve := id.NewDeveloper(), id.NewDeveloper()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first, second := secret.NewValue("first").Hash(), secret.NewValue("second").Hash()
	claim := func(who id.Developer, request secret.Hash, at time.Time) idempotency.Entry {
		var e idempotency.Entry
		require.NoError(t, db.InDeveloper(ctx, who, func(tx postgres.DeveloperTx) error {
			var err error
			e, err = idempotency.Claim(ctx, tx, "k", request, at)
			return err
		}))
		return e
	}
	require.True(t, claim(ada, first, now).Mine)
	require.True(t, claim(eve, second, now).Mine, "another developer's key is another key")
	require.Equal(t, idempotency.Entry{Request: first}, claim(ada, second, now.Add(time.Second)), "it is being answered")

	// Whoever claimed it is taken for dead.
	late := now.Add(idempotency.Patience)
	require.True(t, claim(ada, second, late).Mine)
	require.NoError(t, idempotency.Remember(ctx, db.PeekDeveloper(ada), "k", 201, []byte("sealed"), late))
	require.Equal(t, idempotency.Entry{Request: second, Sealed: []byte("sealed")}, claim(ada, first, late.Add(idempotency.Kept-time.Second)))

	// An answer is not given up; a claim is.
	require.NoError(t, idempotency.Release(ctx, db.PeekDeveloper(ada), "k"))
	require.False(t, claim(ada, first, late).Mine)
	require.NoError(t, idempotency.Release(ctx, db.PeekDeveloper(eve), "k"))
	require.True(t, claim(eve, first, now).Mine)

	require.True(t, claim(ada, first, late.Add(idempotency.Kept)).Mine, "after a day it is forgotten")
}
