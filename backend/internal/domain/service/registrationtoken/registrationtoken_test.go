package registrationtoken_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/registrationtoken"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func now() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }

// at is a database with two tenants.
func setup(t *testing.T) (db *postgres.DB, here, there tenant.Tenant) {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.New(t).AppDSN, postgres.WithMaxConns(8))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	for slug, made := range map[string]*tenant.Tenant{"lantern": &here, "orchard": &there} {
		*made, err = tenant.New(slug, slug, tenant.Development, now())
		require.NoError(t, err)
		require.NoError(t, db.InTenant(t.Context(), made.ID, func(tx postgres.TenantTx) error { return tenant.Create(t.Context(), tx, *made) }))
	}
	return db, here, there
}

func plant(t *testing.T, db *postgres.DB, at tenant.Tenant, uses int) secret.Value {
	t.Helper()
	made, raw, err := registrationtoken.New("Partners", uses, time.Hour, secret.NewSource(nil), now())
	require.NoError(t, err)
	require.NoError(t, db.InTenant(t.Context(), at.ID, func(tx postgres.TenantTx) error { return registrationtoken.Insert(t.Context(), tx, made) }))
	return raw
}

func spend(t *testing.T, db *postgres.DB, at tenant.Tenant, raw secret.Value, when time.Time) error {
	t.Helper()
	return db.InTenant(t.Context(), at.ID, func(tx postgres.TenantTx) error {
		_, err := registrationtoken.Spend(t.Context(), tx, raw.Hash(), when)
		return err
	})
}

func TestATokenIsGoodForItsUsesAndItsTime(t *testing.T) {
	t.Parallel()
	db, here, there := setup(t)
	raw := plant(t, db, here, 2)
	require.ErrorIs(t, spend(t, db, there, raw, now()), registrationtoken.ErrSpent, "SEC-60: another tenant's")
	require.ErrorIs(t, spend(t, db, here, secret.NewValue(raw.Reveal()+"x"), now()), registrationtoken.ErrSpent)
	require.ErrorIs(t, spend(t, db, here, raw, now().Add(time.Hour)), registrationtoken.ErrSpent, "its end is its end")
	require.NoError(t, spend(t, db, here, raw, now()))
	broken := errors.New("the registration was refused")
	require.ErrorIs(t, db.InTenant(t.Context(), here.ID, func(tx postgres.TenantTx) error {
		if _, err := registrationtoken.Spend(t.Context(), tx, raw.Hash(), now()); err != nil {
			return err
		}
		return broken
	}), broken)
	require.NoError(t, spend(t, db, here, raw, now()), "what was refused used nothing up")
	require.ErrorIs(t, spend(t, db, here, raw, now()), registrationtoken.ErrSpent)
	require.NoError(t, db.InTenant(t.Context(), here.ID, func(tx postgres.TenantTx) error {
		list, err := registrationtoken.List(t.Context(), tx)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Zero(t, list[0].UsesLeft)
		require.NotContains(t, string(list[0].Hash.Bytes()), raw.Reveal())
		require.NoError(t, registrationtoken.Delete(t.Context(), tx, list[0].ID))
		require.ErrorIs(t, registrationtoken.Delete(t.Context(), tx, list[0].ID), registrationtoken.ErrNotFound)
		return nil
	}))
}

func TestD9NoMoreUsesThanThereAreHoweverManyAtOnce(t *testing.T) {
	t.Parallel()
	db, here, _ := setup(t)
	raw := plant(t, db, here, 5)
	results := make([]error, 20)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { results[i] = spend(t, db, here, raw, now()) })
	}
	wg.Wait()
	good := 0
	for _, err := range results {
		if err == nil {
			good++
			continue
		}
		require.ErrorIs(t, err, registrationtoken.ErrSpent)
	}
	require.Equal(t, 5, good)
}

func TestWhatATokenCannotBe(t *testing.T) {
	t.Parallel()
	for at, c := range map[string]struct {
		name     string
		uses     int
		lifetime time.Duration
	}{
		"name":               {" ", 1, time.Hour},
		"uses":               {"x", registrationtoken.MostUses + 1, time.Hour},
		"expires_in_seconds": {"x", 1, time.Second},
	} {
		_, _, err := registrationtoken.New(c.name, c.uses, c.lifetime, secret.NewSource(nil), now())
		f, ok := fault.As(err)
		require.True(t, ok, at)
		require.Len(t, f.Fields, 1)
		require.Equal(t, at, f.Fields[0].Location)
	}
	made, raw, err := registrationtoken.New("x", 0, 0, secret.NewSource(nil), now())
	require.NoError(t, err)
	require.Equal(t, registrationtoken.DefaultUses, made.UsesLeft)
	require.Equal(t, now().Add(registrationtoken.DefaultLifetime), made.ExpiresAt)
	require.Regexp(t, `^alias_ia_[A-Za-z0-9_-]{43}$`, raw.Reveal())
}
