package mailbox

import (
	"context"
	"fmt"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// Errors of this noun.
var (
	ErrNotFound = fault.NotFound("mailbox_not_found", "There is no such address.")
	ErrTaken    = fault.Conflict("address_taken", "This address belongs to an account already.")
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a verified address, or answers ErrTaken.
func Insert(ctx context.Context, tx postgres.PersonTx, m Mailbox) error {
	err := queries().MailboxInsert(ctx, tx, dbsqlc.MailboxInsertParams{
		AccountID: m.Account, ID: m.ID, Address: m.Address, AddressKey: Key(m.Address).Bytes(), VerifiedAt: m.VerifiedAt, CreatedAt: m.CreatedAt,
	})
	switch {
	case postgres.Violates(err, "mailboxes_address_taken"):
		return ErrTaken
	case err != nil:
		return fmt.Errorf("storing a mailbox: %w", err)
	}
	return nil
}

// ByAddress finds whose address it is, or answers ErrNotFound. The transaction
// must have been opened with the address's key.
func ByAddress(ctx context.Context, tx postgres.PersonTx, address string) (Mailbox, error) {
	r, err := queries().MailboxByAddress(ctx, tx, Key(address).Bytes())
	return fromRow(r, err)
}

// First is the person's oldest address, or ErrNotFound.
func First(ctx context.Context, tx postgres.PersonTx, a id.Account) (Mailbox, error) {
	r, err := queries().MailboxOf(ctx, tx, a)
	return fromRow(r, err)
}

func fromRow(r dbsqlc.Mailbox, err error) (Mailbox, error) {
	switch {
	case postgres.IsNone(err):
		return Mailbox{}, ErrNotFound
	case err != nil:
		return Mailbox{}, fmt.Errorf("reading a mailbox: %w", err)
	}
	return Mailbox{r.AccountID, r.ID, r.Address, r.VerifiedAt, r.CreatedAt}, nil
}
