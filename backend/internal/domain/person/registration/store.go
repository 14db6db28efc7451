package registration

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// Errors of this noun.
var (
	ErrNotFound  = fault.NotFound("registration_not_found", "This sign-up is not known any more. Please start again.")
	ErrWrongCode = fault.Invalid("code_wrong", "This code is not right, or it is too old.",
		fault.Field{Location: "code", Code: "wrong", Message: "This code is not right, or it is too old."})
	ErrNoTries = fault.Invalid("code_tries_spent", "That was one wrong code too many. Ask for a new code.",
		fault.Field{Location: "code", Code: "tries_spent", Message: "That was one wrong code too many. Ask for a new code."})
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a sign-up. addressKey is the key of its address.
func Insert(ctx context.Context, tx postgres.PersonTx, r Registration, addressKey secret.Hash) error {
	err := queries().RegistrationInsert(ctx, tx, dbsqlc.RegistrationInsertParams{
		AccountID: r.Account, KeyHash: r.Key.Bytes(), Address: r.Address, AddressKey: addressKey.Bytes(), Nickname: r.Nickname, Phc: r.PHC,
		TriesLeft: Tries, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("storing a sign-up: %w", err)
	}
	return nil
}

// ByKey reads a live sign-up, or answers ErrNotFound.
func ByKey(ctx context.Context, tx postgres.PersonTx, key secret.Hash, now time.Time) (Registration, error) {
	r, err := queries().RegistrationByKey(ctx, tx, dbsqlc.RegistrationByKeyParams{KeyHash: key.Bytes(), Now: now})
	switch {
	case postgres.IsNone(err):
		return Registration{}, ErrNotFound
	case err != nil:
		return Registration{}, fmt.Errorf("reading a sign-up: %w", err)
	}
	return Registration{r.AccountID, key, r.Address, r.Nickname, r.Phc, r.CreatedAt, r.ExpiresAt}, nil
}

// SetCode stores the authenticator of a newly mailed code, with all its tries.
func SetCode(ctx context.Context, tx postgres.PersonTx, key secret.Hash, code []byte, now time.Time) error {
	until := now.Add(CodeLifetime)
	n, err := queries().RegistrationSetCode(ctx, tx, dbsqlc.RegistrationSetCodeParams{KeyHash: key.Bytes(), CodeHash: code, CodeExpiresAt: &until, TriesLeft: Tries, Now: now})
	switch {
	case err != nil:
		return fmt.Errorf("storing a sign-up's code: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Consume spends a try and, if the code is right, the sign-up itself. A wrong
// code answers a kept error, so that the try stays spent.
func Consume(ctx context.Context, tx postgres.PersonTx, key secret.Hash, code []byte, now time.Time) (Registration, error) {
	n, err := queries().RegistrationSpendTry(ctx, tx, dbsqlc.RegistrationSpendTryParams{KeyHash: key.Bytes(), Now: now})
	switch {
	case err != nil:
		return Registration{}, fmt.Errorf("spending a try: %w", err)
	case n == 0:
		return Registration{}, ErrNoTries
	}
	r, err := queries().RegistrationConsume(ctx, tx, dbsqlc.RegistrationConsumeParams{KeyHash: key.Bytes(), CodeHash: code, Now: &now})
	switch {
	case postgres.IsNone(err):
		return Registration{}, postgres.Keep(ErrWrongCode)
	case err != nil:
		return Registration{}, fmt.Errorf("consuming a sign-up: %w", err)
	}
	return Registration{r.AccountID, key, r.Address, r.Nickname, r.Phc, r.CreatedAt, r.ExpiresAt}, nil
}

// Sweep deletes sign-ups that ended before a time.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().RegistrationSweep(ctx, tx, dbsqlc.RegistrationSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
