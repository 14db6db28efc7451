package account

import (
	"context"
	"fmt"
	"time"

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
	return fromRow(r, err)
}

// GetForUpdate is Get, and keeps others from changing the account until tx ends.
func GetForUpdate(ctx context.Context, tx postgres.PersonTx, a id.Account) (Account, error) {
	r, err := queries().AccountByIDForUpdate(ctx, tx, a)
	return fromRow(r, err)
}

// Disable switches an account off: nobody signs in to it. What is signed in, and
// what was granted, is for the caller to end.
func Disable(ctx context.Context, tx postgres.PersonTx, a id.Account, now time.Time) error {
	return turn(ctx, tx, a, &now, now)
}

// Enable switches an account on again.
func Enable(ctx context.Context, tx postgres.PersonTx, a id.Account, now time.Time) error {
	return turn(ctx, tx, a, nil, now)
}

func turn(ctx context.Context, tx postgres.PersonTx, a id.Account, disabled *time.Time, now time.Time) error {
	if err := queries().AccountSwitch(ctx, tx, dbsqlc.AccountSwitchParams{AccountID: a, DisabledAt: disabled, Now: now}); err != nil {
		return fmt.Errorf("switching an account: %w", err)
	}
	return nil
}

// Delete deletes an account and everything on the person's side with it.
func Delete(ctx context.Context, tx postgres.PersonTx, a id.Account) error {
	if err := queries().AccountDelete(ctx, tx, a); err != nil {
		return fmt.Errorf("deleting an account: %w", err)
	}
	return nil
}

// Share reads the card of an account, and keeps it from being changed until tx
// ends, so that what is copied from it is what it says. It answers ErrNotFound.
func Share(ctx context.Context, tx postgres.PersonTx, a id.Account) (Profile, error) {
	doc, err := queries().ProfileForShare(ctx, tx, a)
	switch {
	case postgres.IsNone(err):
		return nil, ErrNotFound
	case err != nil:
		return nil, fmt.Errorf("reading a card: %w", err)
	}
	p, err := ParseProfile(doc)
	if err != nil {
		return nil, fmt.Errorf("accounts.profile: %w", err)
	}
	return p, nil
}

// Change stores a card, or answers ErrNotFound.
func Change(ctx context.Context, tx postgres.PersonTx, a id.Account, p Profile, now time.Time) error {
	doc, err := p.encode()
	if err != nil {
		return err
	}
	n, err := queries().ProfileUpdate(ctx, tx, dbsqlc.ProfileUpdateParams{AccountID: a, Profile: doc, Now: now})
	switch {
	case err != nil:
		return fmt.Errorf("storing a card: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

func fromRow(r dbsqlc.Account, err error) (Account, error) {
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
	return Account{r.AccountID, r.DeveloperID, r.Nickname, profile, r.CreatedAt, r.UpdatedAt, r.DisabledAt}, nil
}
