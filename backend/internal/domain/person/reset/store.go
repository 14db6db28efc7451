package reset

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a reset for an address, whoever's it is.
func Insert(ctx context.Context, tx postgres.PersonTx, key secret.Hash, address string, addressKey secret.Hash, now time.Time) error {
	err := queries().ResetInsert(ctx, tx, dbsqlc.ResetInsertParams{
		KeyHash: key.Bytes(), Address: address, AddressKey: addressKey.Bytes(), TriesLeft: Tries, CreatedAt: now, ExpiresAt: now.Add(Lifetime),
	})
	if err != nil {
		return fmt.Errorf("storing a reset: %w", err)
	}
	return nil
}

// Address is the address that a live reset is for, as it was typed, or
// ErrNotFound.
func Address(ctx context.Context, tx postgres.PersonTx, key secret.Hash, now time.Time) (string, error) {
	address, err := queries().ResetAddress(ctx, tx, dbsqlc.ResetAddressParams{KeyHash: key.Bytes(), Now: now})
	switch {
	case postgres.IsNone(err):
		return "", ErrNotFound
	case err != nil:
		return "", fmt.Errorf("reading a reset: %w", err)
	}
	return address, nil
}

// SetCode stores whose reset it turned out to be, and the authenticator of the
// mailed code.
func SetCode(ctx context.Context, tx postgres.PersonTx, key secret.Hash, account id.Account, code []byte, now time.Time) error {
	until := now.Add(CodeLifetime)
	n, err := queries().ResetSetCode(ctx, tx, dbsqlc.ResetSetCodeParams{
		KeyHash: key.Bytes(), AccountID: &account, CodeHash: code, CodeExpiresAt: &until, TriesLeft: Tries, Now: now,
	})
	switch {
	case err != nil:
		return fmt.Errorf("storing a reset's code: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Consume spends a try and, if the code is right, the reset itself, and answers
// whose it was. A wrong code answers a kept error, so that the try stays spent.
func Consume(ctx context.Context, tx postgres.PersonTx, key secret.Hash, code []byte, now time.Time) (id.Account, error) {
	n, err := queries().ResetSpendTry(ctx, tx, dbsqlc.ResetSpendTryParams{KeyHash: key.Bytes(), Now: now})
	switch {
	case err != nil:
		return id.Account{}, fmt.Errorf("spending a try: %w", err)
	case n == 0:
		return id.Account{}, ErrNoTries
	}
	r, err := queries().ResetConsume(ctx, tx, dbsqlc.ResetConsumeParams{KeyHash: key.Bytes(), CodeHash: code, Now: &now})
	switch {
	case postgres.IsNone(err):
		return id.Account{}, postgres.Keep(ErrWrongCode)
	case err != nil:
		return id.Account{}, fmt.Errorf("consuming a reset: %w", err)
	case r.AccountID == nil:
		return id.Account{}, errors.New("resets.account_id contradicts the rest of its row")
	}
	return *r.AccountID, nil
}

// Sweep deletes resets that ended before a time.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().ResetSweep(ctx, tx, dbsqlc.ResetSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
