package interaction

import (
	"context"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/credential"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/notice"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/reset"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Recover has a reset code mailed to an address, if it is anybody's. It does the
// same work for every address: only the job that mails looks. It answers the key
// by which the browser finds the reset again.
func (i *Interaction) Recover(ctx context.Context, email string, v Visitor) (secret.Value, error) {
	var f fault.Fields
	email = mailbox.CheckAddress(email, &f)
	if err := f.Invalid("recover_invalid", "Enter your address."); err != nil {
		return secret.Value{}, err
	}
	if err := i.take(ctx, "recover_network", v.Network.String(), mailsPerNet()); err != nil {
		return secret.Value{}, err
	}
	if err := i.take(ctx, "mail_address", hexKey(email), mailPerKey()); err != nil {
		return secret.Value{}, err
	}
	key := i.source.Token(16)
	err := i.db.ByKeys(ctx, []secret.Hash{key.Hash()}, func(tx postgres.PersonTx) error {
		if err := reset.Insert(ctx, tx, key.Hash(), email, mailbox.Key(email), i.clock.Now()); err != nil {
			return err
		}
		return i.leave(ctx, tx, notice.Reset, key.Hash(), email)
	})
	return key, err
}

// Recovering answers the address that a reset is for, as it was typed, or
// reset.ErrNotFound.
func (i *Interaction) Recovering(ctx context.Context, key secret.Value) (string, error) {
	return reset.Address(ctx, i.db.PeekKeys([]secret.Hash{key.Hash()}), key.Hash(), i.clock.Now())
}

// Reset spends a reset with its code and replaces the password. Every session
// of the account ends (SEC-79), and its owner is told by mail.
func (i *Interaction) Reset(ctx context.Context, key, code, newPassword secret.Value) error {
	var f fault.Fields
	checkPassword(newPassword, "", "", &f)
	if code.IsZero() {
		f.Add("code", "required", "Enter the code from the mail.")
	}
	if err := f.Invalid("reset_invalid", "Some of this cannot be accepted."); err != nil {
		return err
	}
	if err := i.take(ctx, "code", key.Reveal(), codePerKey()); err != nil {
		return err
	}
	phc, err := i.hash(ctx, newPassword)
	if err != nil {
		return err
	}
	now := i.clock.Now()
	keys := []secret.Hash{key.Hash()}
	// The account is known once the code is right, and only its own wall lets its
	// password be written; the reset is spent first, so it cannot be spent twice.
	var whose id.Account
	err = i.db.ByKeys(ctx, keys, func(tx postgres.PersonTx) error {
		a, err := reset.Consume(ctx, tx, key.Hash(), registration.Authenticate(i.codes, key.Hash(), code), now)
		whose = a
		return err
	})
	if err != nil {
		return err
	}
	return i.db.InPerson(ctx, whose, func(tx postgres.PersonTx) error {
		if _, err := account.Get(ctx, tx, whose); err != nil {
			return err
		}
		if err := credential.Put(ctx, tx, whose, phc, now); err != nil {
			return err
		}
		if _, err := i.endings.All(ctx, tx, whose, logout.SessionRevoked, now); err != nil {
			return err
		}
		m, err := mailbox.First(ctx, tx, whose)
		if err != nil {
			return err
		}
		return i.leave(ctx, tx, notice.PasswordChanged, i.source.Token(16).Hash(), m.Address)
	})
}
