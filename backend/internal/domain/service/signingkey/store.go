package signingkey

import (
	"context"
	"fmt"
	"slices"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Lock keeps others from changing the tenant's keys until tx ends.
func Lock(ctx context.Context, tx postgres.TenantTx) error {
	return queries().SigningKeyLock(ctx, tx, tx.Tenant().UUIDString())
}

// List reads every key of the tenant, oldest first.
func List(ctx context.Context, tx postgres.TenantTx) ([]Key, error) {
	rows, err := queries().SigningKeysOf(ctx, tx, tx.Tenant())
	if err != nil {
		return nil, fmt.Errorf("reading the signing keys: %w", err)
	}
	out := make([]Key, len(rows))
	for i, r := range rows {
		out[i] = Key{r.Kid, jose.Alg(r.Alg), State(r.State), r.PublicJwk, r.CreatedAt, r.ActivatedAt, r.RetiredAt, r.GoneAt, "", r.Sealed}
		if r.GoneReason != nil {
			out[i].GoneReason = *r.GoneReason
		}
	}
	return out, nil
}

// Open unseals a private key for signing.
func Open(tx postgres.TenantTx, sealer *secret.Sealer, k Key) (jose.Key, error) {
	der, err := sealer.Open(k.sealed, sealedAbout(tx.Tenant(), k.KID)...)
	if err != nil {
		return jose.Key{}, fmt.Errorf("opening signing key %s: %w", k.KID, err)
	}
	return jose.Parse(k.Alg, der)
}

// Ensure sees to it that there is an active and a next key for alg among keys,
// making what is missing, and answers the keys as they are then. The caller
// holds Lock. Making an RSA key takes about 0.1 s.
func Ensure(ctx context.Context, tx postgres.TenantTx, sealer *secret.Sealer, alg jose.Alg, keys []Key, now time.Time) ([]Key, error) {
	for _, state := range []State{Active, Next} {
		if _, ok := Find(keys, alg, state); ok {
			continue
		}
		k, err := create(ctx, tx, sealer, alg, state, now)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Need sees to it that there are keys for algs before anybody relies on one of them,
// so that the key set names them from then on. It costs one round trip when there
// are.
func Need(ctx context.Context, tx postgres.TenantTx, sealer *secret.Sealer, algs []jose.Alg, now time.Time) error {
	if len(algs) == 0 {
		return nil
	}
	keys, err := List(ctx, tx)
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(algs), func(a jose.Alg) bool { _, ok := Find(keys, a, Active); return ok })
	if len(missing) == 0 {
		return nil
	}
	if err := Lock(ctx, tx); err != nil {
		return err
	}
	if keys, err = List(ctx, tx); err != nil {
		return err
	}
	for _, alg := range missing {
		if keys, err = Ensure(ctx, tx, sealer, alg, keys, now); err != nil {
			return err
		}
	}
	return nil
}

// Find answers the key of keys that stands at state for alg.
func Find(keys []Key, alg jose.Alg, state State) (Key, bool) {
	i := slices.IndexFunc(keys, func(k Key) bool { return k.Alg == alg && k.State == state })
	if i < 0 {
		return Key{}, false
	}
	return keys[i], true
}

// Rotate lets the next key of alg sign from now on, retires the active one, and
// makes a new next. The caller holds Lock and has called Ensure for alg.
func Rotate(ctx context.Context, tx postgres.TenantTx, sealer *secret.Sealer, alg jose.Alg, keys []Key, now time.Time) error {
	active, okA := Find(keys, alg, Active)
	next, okN := Find(keys, alg, Next)
	if !okA || !okN {
		return fmt.Errorf("rotating %s: the tenant has no active and next key", alg)
	}
	if _, err := queries().SigningKeyRetire(ctx, tx, dbsqlc.SigningKeyRetireParams{TenantID: tx.Tenant(), Kid: active.KID, Now: &now}); err != nil {
		return fmt.Errorf("retiring a key: %w", err)
	}
	if _, err := queries().SigningKeyActivate(ctx, tx, dbsqlc.SigningKeyActivateParams{TenantID: tx.Tenant(), Kid: next.KID, Now: &now}); err != nil {
		return fmt.Errorf("activating a key: %w", err)
	}
	_, err := create(ctx, tx, sealer, alg, Next, now)
	return err
}

// Destroy makes a retired key Gone: its private part is deleted and it leaves
// the key set.
func Destroy(ctx context.Context, tx postgres.TenantTx, k Key, now time.Time) error {
	_, err := queries().SigningKeyDestroy(ctx, tx, dbsqlc.SigningKeyDestroyParams{TenantID: tx.Tenant(), Kid: k.KID, Now: &now})
	return err
}

// Revoke destroys a key of keys at once, whatever its state, and deletes the access
// tokens it signed; ID tokens die with the key set. When it was active the next
// key takes over, and what is missing then is made. The caller holds Lock. It
// answers ErrNotFound or ErrGone.
func Revoke(ctx context.Context, tx postgres.TenantTx, sealer *secret.Sealer, keys []Key, kid string, now time.Time) error {
	i := slices.IndexFunc(keys, func(k Key) bool { return k.KID == kid })
	if i < 0 {
		return ErrNotFound
	}
	k := keys[i]
	if k.State == Gone {
		return ErrGone
	}
	if _, err := queries().SigningKeyRevoke(ctx, tx, dbsqlc.SigningKeyRevokeParams{TenantID: tx.Tenant(), Kid: kid, Now: &now}); err != nil {
		return fmt.Errorf("revoking a key: %w", err)
	}
	if _, err := queries().SigningKeyTokensDelete(ctx, tx, dbsqlc.SigningKeyTokensDeleteParams{TenantID: tx.Tenant(), Kid: &kid}); err != nil {
		return fmt.Errorf("deleting what a key signed: %w", err)
	}
	if k.State == Retired {
		return nil
	}
	if next, ok := Find(keys, k.Alg, Next); ok && k.State == Active {
		if _, err := queries().SigningKeyActivate(ctx, tx, dbsqlc.SigningKeyActivateParams{TenantID: tx.Tenant(), Kid: next.KID, Now: &now}); err != nil {
			return fmt.Errorf("activating a key: %w", err)
		}
	}
	rest, err := List(ctx, tx)
	if err != nil {
		return err
	}
	_, err = Ensure(ctx, tx, sealer, k.Alg, rest, now)
	return err
}

func create(ctx context.Context, tx postgres.TenantTx, sealer *secret.Sealer, alg jose.Alg, state State, now time.Time) (Key, error) {
	key, err := jose.Generate(alg)
	if err != nil {
		return Key{}, err
	}
	der, err := key.PKCS8()
	if err != nil {
		return Key{}, fmt.Errorf("encoding a signing key: %w", err)
	}
	k := Key{KID: key.KID(), Alg: alg, State: state, Public: key.Public(), CreatedAt: now}
	k.sealed = sealer.Seal(der, sealedAbout(tx.Tenant(), k.KID)...)
	if state == Active {
		k.ActivatedAt = &now
	}
	err = queries().SigningKeyInsert(ctx, tx, dbsqlc.SigningKeyInsertParams{
		TenantID: tx.Tenant(), Kid: k.KID, Alg: string(alg), State: string(state), PublicJwk: k.Public, Sealed: k.sealed, CreatedAt: now, ActivatedAt: k.ActivatedAt,
	})
	if err != nil {
		return Key{}, fmt.Errorf("storing a signing key: %w", err)
	}
	return k, nil
}

// TenantsDue lists tenants with a key that the timetable may want to move.
func TenantsDue(ctx context.Context, tx postgres.SystemTx, now time.Time, limit int) ([]id.Tenant, error) {
	active, retired := now.Add(-Lifetime), now.Add(-KeepRetired)
	rows, err := queries().SigningKeysDue(ctx, tx, dbsqlc.SigningKeysDueParams{ActiveBefore: &active, RetiredBefore: &retired, MaxRows: int32(limit)}) //nolint:gosec // a small constant
	if err != nil {
		return nil, fmt.Errorf("looking for keys that are due: %w", err)
	}
	return rows, nil
}
