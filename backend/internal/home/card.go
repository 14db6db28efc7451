package home

import (
	"context"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
)

// Card is what a person says of themselves.
func (h *Home) Card(ctx context.Context, who id.Account) (account.Profile, error) {
	a, err := account.Get(ctx, h.db.PeekPerson(who), who)
	return a.Profile, err
}

// ChangeCard replaces a person's card by what they typed into its fields, and with
// it, in the same transaction, every copy that a service was given. It answers a
// fault that names the fields to mend.
func (h *Home) ChangeCard(ctx context.Context, who id.Account, typed map[string]string) error {
	return h.db.InPerson(ctx, who, func(tx postgres.PersonTx) error {
		a, err := account.GetForUpdate(ctx, tx, who)
		if err != nil {
			return err
		}
		now := h.clock.Now()
		card, err := a.Profile.Fill(typed, now)
		if err != nil {
			return err
		}
		if err := account.Change(ctx, tx, who, card, now); err != nil {
			return err
		}
		return connection.Follow(ctx, tx, who, card, emptied(card), "email")
	})
}

// emptied are the items of consent that a card has nothing for.
func emptied(card account.Profile) []string {
	out := []string{}
	for _, claim := range account.CardClaims() {
		if card.Text(claim) == "" {
			out = append(out, oauth.ClaimItem(claim))
		}
	}
	for item, claim := range map[string]string{oauth.Phone: "phone_number", oauth.Address: "address"} {
		if card.Text(claim) == "" {
			out = append(out, item)
		}
	}
	return out
}
