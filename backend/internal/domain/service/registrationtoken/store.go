package registrationtoken

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new token.
func Insert(ctx context.Context, tx postgres.TenantTx, t Token) error {
	err := queries().RegistrationTokenInsert(ctx, tx, dbsqlc.RegistrationTokenInsertParams{
		TenantID: tx.Tenant(), ID: t.ID, Name: t.Name, Hash: t.Hash.Bytes(), Hint: t.Hint, UsesLeft: int32(t.UsesLeft), //nolint:gosec // New bounds it
		CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("storing a registration token: %w", err)
	}
	return nil
}

// List reads every token of the tenant, newest first, those that are spent too.
func List(ctx context.Context, tx postgres.TenantTx) ([]Token, error) {
	rows, err := queries().RegistrationTokensOf(ctx, tx, tx.Tenant())
	if err != nil {
		return nil, fmt.Errorf("listing registration tokens: %w", err)
	}
	out := make([]Token, len(rows))
	for i, r := range rows {
		h, err := secret.HashFrom(r.Hash)
		if err != nil {
			return nil, fmt.Errorf("registration_tokens.hash of %s: %w", r.ID, err)
		}
		out[i] = Token{r.ID, r.Name, h, r.Hint, int(r.UsesLeft), r.CreatedAt, r.ExpiresAt}
	}
	return out, nil
}

// Delete removes a token, or answers ErrNotFound.
func Delete(ctx context.Context, tx postgres.TenantTx, t id.RegistrationToken) error {
	n, err := queries().RegistrationTokenDelete(ctx, tx, dbsqlc.RegistrationTokenDeleteParams{TenantID: tx.Tenant(), ID: t})
	switch {
	case err != nil:
		return fmt.Errorf("deleting a registration token: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Spend takes one use of the token with this hash, in one statement, or answers
// ErrSpent. When the transaction fails the use is given back.
func Spend(ctx context.Context, tx postgres.TenantTx, hash secret.Hash, now time.Time) (id.RegistrationToken, error) {
	t, err := queries().RegistrationTokenSpend(ctx, tx, dbsqlc.RegistrationTokenSpendParams{TenantID: tx.Tenant(), Hash: hash.Bytes(), Now: now})
	switch {
	case postgres.IsNone(err):
		return id.RegistrationToken{}, ErrSpent
	case err != nil:
		return id.RegistrationToken{}, fmt.Errorf("spending a registration token: %w", err)
	}
	return t, nil
}
