package interaction

import (
	"context"
	"time"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// CreateAccount makes an account for whoever runs the deployment. With verified
// the address is taken as proved, and the account may begin with a profile;
// without, it is a sign-up like any other, which waits for its code. It answers
// mailbox.ErrTaken for an address that has one.
func (i *Interaction) CreateAccount(ctx context.Context, in SignUp, verified bool, profile account.Profile) error {
	if !verified {
		if profile != nil {
			return fault.Invalid("profile_needs_verified", "Only a verified account can begin with a profile.")
		}
		_, err := i.Register(ctx, in, Visitor{})
		return err
	}
	in, err := check(in)
	if err != nil {
		return err
	}
	phc, err := i.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	r, _ := registration.New(in.Email, in.Nickname, phc, i.source, i.clock.Now())
	return i.db.InPerson(ctx, r.Account, func(tx postgres.PersonTx) error { return makeAccount(ctx, tx, r, profile) })
}

// DeveloperByAddress answers the developer that the account of an address is,
// for whoever runs the deployment, or mailbox.ErrNotFound.
func (i *Interaction) DeveloperByAddress(ctx context.Context, address string) (developer id.Developer, nickname string, err error) {
	m, err := mailbox.ByAddress(ctx, i.db.PeekKeys([]secret.Hash{mailbox.Key(address)}), address)
	if err != nil {
		return id.Developer{}, "", err
	}
	a, err := account.Get(ctx, i.db.PeekPerson(m.Account), m.Account)
	return a.Developer, a.Nickname, err
}

// Disable switches an account off, for whoever runs the deployment: its sessions
// and everything made from its connections are dead at once, the clients are told,
// and nobody signs in to it. It answers mailbox.ErrNotFound for an address that is
// nobody's. An account that is off already stays as it is.
func (i *Interaction) Disable(ctx context.Context, address string) error {
	return i.operate(ctx, address, func(tx postgres.PersonTx, a account.Account, now time.Time) error {
		if a.DisabledAt != nil {
			return nil
		}
		if err := account.Disable(ctx, tx, a.ID, now); err != nil {
			return err
		}
		return i.endings.Disable(ctx, tx, a.ID, now)
	})
}

// Enable switches an account on again. Its connections are as they were; what was
// signed in is not.
func (i *Interaction) Enable(ctx context.Context, address string) error {
	return i.operate(ctx, address, func(tx postgres.PersonTx, a account.Account, now time.Time) error {
		if a.DisabledAt == nil {
			return nil
		}
		if err := account.Enable(ctx, tx, a.ID, now); err != nil {
			return err
		}
		return i.endings.Revive(ctx, tx, a.ID, *a.DisabledAt, now)
	})
}

// Delete deletes an account: the person's side as a whole, and of the connections
// everything but the random names, which nobody is ever given again. The caller has
// seen to the workspaces of the developer that it is.
func (i *Interaction) Delete(ctx context.Context, address string) error {
	return i.operate(ctx, address, func(tx postgres.PersonTx, a account.Account, now time.Time) error {
		if err := i.endings.Delete(ctx, tx, a.ID, now); err != nil {
			return err
		}
		return account.Delete(ctx, tx, a.ID)
	})
}

// operate runs fn on the account of an address, locked.
func (i *Interaction) operate(ctx context.Context, address string, fn func(postgres.PersonTx, account.Account, time.Time) error) error {
	m, err := mailbox.ByAddress(ctx, i.db.PeekKeys([]secret.Hash{mailbox.Key(address)}), address)
	if err != nil {
		return err
	}
	return i.db.InPerson(ctx, m.Account, func(tx postgres.PersonTx) error {
		a, err := account.GetForUpdate(ctx, tx, m.Account)
		if err != nil {
			return err
		}
		return fn(tx, a, i.clock.Now())
	})
}
