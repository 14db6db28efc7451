package account

import (
	"context"
	"fmt"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// ErrNotFound says that there is no such account behind this wall.
var ErrNotFound = fault.NotFound("account_not_found", "There is no such account.")

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new account.
func Insert(ctx context.Context, tx postgres.PersonTx, a Account) error {
	profile, err := a.Profile.encode()
	if err != nil {
		return err
	}
	err = queries().AccountInsert(ctx, tx, dbsqlc.AccountInsertParams{
		AccountID: a.ID, DeveloperID: a.Developer, Nickname: a.Nickname, Profile: profile, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
	})
	if err != nil {
		return fmt.Errorf("storing an account: %w", err)
	}
	return nil
}

// Get reads an account, or answers ErrNotFound.
func Get(ctx context.Context, tx postgres.PersonTx, a id.Account) (Account, error) {
	r, err := queries().AccountByID(ctx, tx, a)
	switch {
	case postgres.IsNone(err):
		return Account{}, ErrNotFound
	case err != nil:
		return Account{}, fmt.Errorf("reading an account: %w", err)
	}
	profile, err := ParseProfile(r.Profile)
	if err != nil {
		return Account{}, fmt.Errorf("accounts.profile: %w", err)
	}
	return Account{r.AccountID, r.DeveloperID, r.Nickname, profile, r.CreatedAt, r.UpdatedAt}, nil
}
