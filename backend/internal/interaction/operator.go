package interaction

import (
	"context"

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
