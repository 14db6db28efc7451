package manage

import (
	"context"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Keys are the cases about signing keys.
type Keys struct {
	db     *postgres.DB
	clock  clock.Clock
	sealer *secret.Sealer
}

// NewKeys makes the cases over db; sealer is the one that keeps signing keys.
func NewKeys(db *postgres.DB, c clock.Clock, sealer *secret.Sealer) *Keys {
	return &Keys{db, c, sealer}
}

// List answers the tenant's keys, newest first.
func (k *Keys) List(ctx context.Context, actor Actor, ref string) ([]signingkey.Key, error) {
	var keys []signingkey.Key
	err := within(ctx, k.db, actor, ref, ReadKeys, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		keys, err = signingkey.List(ctx, tx)
		return err
	})
	slices.Reverse(keys)
	return keys, err
}

// Rotate lets the next key of alg sign, or of every algorithm in use when alg is
// empty, and answers all keys. An algorithm without keys gets its first ones.
func (k *Keys) Rotate(ctx context.Context, actor Actor, ref string, alg jose.Alg) ([]signingkey.Key, error) {
	return k.change(ctx, actor, ref, func(tx postgres.TenantTx, had []signingkey.Key, now time.Time) error {
		algs := inUse(had)
		if alg != "" {
			algs = []jose.Alg{alg}
		}
		for _, a := range algs {
			_, rotates := signingkey.Find(had, a, signingkey.Active)
			all, err := signingkey.Ensure(ctx, tx, k.sealer, a, had, now)
			if err != nil {
				return err
			}
			if had = all; rotates {
				if err := signingkey.Rotate(ctx, tx, k.sealer, a, had, now); err != nil {
					return err
				}
			}
			if err := record(ctx, tx, actor, now, audit.KeysRotated, string(a), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// Revoke destroys a key that is not safe any more: it leaves the key set at once,
// nothing it signed is believed, and its next takes over. It answers all keys.
func (k *Keys) Revoke(ctx context.Context, actor Actor, ref, kid string) ([]signingkey.Key, error) {
	return k.change(ctx, actor, ref, func(tx postgres.TenantTx, had []signingkey.Key, now time.Time) error {
		if err := signingkey.Revoke(ctx, tx, k.sealer, had, kid, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, audit.KeysRevoked, kid, nil)
	})
}

// change runs fn over the tenant's keys while nobody else changes them, and
// answers them as they are then, newest first.
func (k *Keys) change(ctx context.Context, actor Actor, ref string, fn func(postgres.TenantTx, []signingkey.Key, time.Time) error) ([]signingkey.Key, error) {
	var keys []signingkey.Key
	err := within(ctx, k.db, actor, ref, RotateKeys, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := signingkey.Lock(ctx, tx); err != nil {
			return err
		}
		had, err := signingkey.List(ctx, tx)
		if err != nil {
			return err
		}
		if err := fn(tx, had, k.clock.Now()); err != nil {
			return err
		}
		if keys, err = signingkey.List(ctx, tx); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	slices.Reverse(keys)
	return keys, err
}

// inUse are the algorithms that something is signed with, or the default.
func inUse(keys []signingkey.Key) []jose.Alg {
	var algs []jose.Alg
	for _, alg := range jose.Algs() {
		if _, ok := signingkey.Find(keys, alg, signingkey.Active); ok {
			algs = append(algs, alg)
		}
	}
	if len(algs) == 0 {
		return jose.Algs()[:1]
	}
	return algs
}
