package tenant_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func TestWhatASlugMayBe(t *testing.T) {
	t.Parallel()
	for slug, want := range map[string]tenant.SlugReason{
		"abc": tenant.SlugFine, "a-b": tenant.SlugFine, "a1b2-c3": tenant.SlugFine, "123": tenant.SlugFine, strings.Repeat("a", 40): tenant.SlugFine,
		"": tenant.SlugInvalid, "ab": tenant.SlugInvalid, strings.Repeat("a", 41): tenant.SlugInvalid, "-ab": tenant.SlugInvalid, "ab-": tenant.SlugInvalid,
		"a--b": tenant.SlugInvalid, "Abc": tenant.SlugInvalid, "a_b": tenant.SlugInvalid, "a.b": tenant.SlugInvalid, "a/b": tenant.SlugInvalid, "äbc": tenant.SlugInvalid,
		"a b": tenant.SlugInvalid, "abc\n": tenant.SlugInvalid, "xn--abc": tenant.SlugInvalid,
		"admin": tenant.SlugReserved, "oauth2": tenant.SlugReserved, "well-known": tenant.SlugReserved,
	} {
		require.Equal(t, want, tenant.JudgeSlug(slug), "%q", slug)
	}
}

func FuzzASlugThatIsFineIsPlain(f *testing.F) {
	f.Add("acme")
	f.Add("a--b")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, slug string) {
		if tenant.JudgeSlug(slug) == tenant.SlugInvalid {
			return
		}
		require.Regexp(t, `^[a-z0-9](-?[a-z0-9]){2,39}$`, slug)
	})
}

func TestANameCannotPlayTricks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []string{"", "  ", strings.Repeat("n", 81), "Ac\nme", "Ac\u202eme", "Ac\u200bme", "\x00", "Ac\u2066me", "\ufeffAcme"} {
		_, err := tenant.New("acme", name, tenant.Development, now)
		require.ErrorIs(t, err, tenant.ErrInvalid, "%q", name)
		f, _ := fault.As(err)
		require.Equal(t, "name", f.Fields[0].Location)
	}
	made, err := tenant.New("acme", " "+strings.Repeat("ü", 80)+" ", tenant.Production, now)
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("ü", 80), made.Name)
	_, err = tenant.New("-", "", "staging", now)
	f, _ := fault.As(err)
	require.Len(t, f.Fields, 3, "every mistake is named at once")
}

func TestEveryRenamingIsAnotherVersion(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	made, err := tenant.New("acme", "Acme", tenant.Development, now)
	require.NoError(t, err)
	renamed, err := made.Change("Other", made.Settings, now)
	require.NoError(t, err)
	require.True(t, renamed.UpdatedAt.After(made.UpdatedAt))
	back, err := renamed.Change("Acme", renamed.Settings, now.Add(-time.Hour))
	require.NoError(t, err)
	require.True(t, back.UpdatedAt.After(renamed.UpdatedAt))
}

func TestAReleasedSlugIsKeptAndSaysSo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := postgres.Open(ctx, pgtest.New(t).AppDSN, postgres.WithMaxConns(2))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	made, err := tenant.New("acme", "Acme", tenant.Production, now)
	require.NoError(t, err)
	_, err = tenant.OfSlug(ctx, db.Directory(), "acme")
	require.ErrorIs(t, err, tenant.ErrNotFound)

	in := func(which id.Tenant, fn func(postgres.TenantTx) error) error { return db.InTenant(ctx, which, fn) }
	require.NoError(t, in(made.ID, func(tx postgres.TenantTx) error { return tenant.Create(ctx, tx, made) }))
	require.NoError(t, in(made.ID, func(tx postgres.TenantTx) error {
		got, err := tenant.Get(ctx, tx)
		require.NoError(t, err)
		require.Equal(t, made.Slug, got.Slug)
		require.Equal(t, made.Sector, got.Sector)
		require.Equal(t, made.Environment, got.Environment)
		require.True(t, made.UpdatedAt.Equal(got.UpdatedAt))
		return nil
	}))
	require.NoError(t, in(made.ID, func(tx postgres.TenantTx) error {
		got, err := tenant.GetForUpdate(ctx, tx)
		require.NoError(t, err)
		return tenant.Delete(ctx, tx, got, now.Add(3*time.Hour))
	}))
	entry, err := tenant.OfSlug(ctx, db.Directory(), "acme")
	require.NoError(t, err)
	require.Equal(t, tenant.Entry{Tenant: made.ID, Released: true}, entry)
	require.ErrorIs(t, in(made.ID, func(tx postgres.TenantTx) error { _, err := tenant.Get(ctx, tx); return err }), tenant.ErrNotFound)

	other, err := tenant.New("acme", "Thief", tenant.Production, now)
	require.NoError(t, err)
	require.ErrorIs(t, in(other.ID, func(tx postgres.TenantTx) error { return tenant.Create(ctx, tx, other) }), tenant.ErrSlugTaken)
}

func TestADeveloperSeesOnlyTheirOwnTenants(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := postgres.Open(ctx, pgtest.New(t).AppDSN, postgres.WithMaxConns(2))
	require.NoError(t, err)
	t.Cleanup(db.Close)
	made, err := tenant.New("acme", "Acme", tenant.Production, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.NoError(t, db.InTenant(ctx, made.ID, func(tx postgres.TenantTx) error { return tenant.Create(ctx, tx, made) }))
	list, err := tenant.List(ctx, db.PeekDeveloper(id.NewDeveloper()), id.Tenant{}, 10)
	require.NoError(t, err)
	require.Empty(t, list)
}
