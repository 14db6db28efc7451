package interaction

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// People answers who is signed in in this browser, in the order of its tokens
// (the latest first), and remembers that their sessions are in use.
func (i *Interaction) People(ctx context.Context, tokens []secret.Hash) ([]session.Seen, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	now := i.clock.Now()
	tx := i.db.PeekKeys(tokens)
	list, err := session.Live(ctx, tx, tokens, now)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b session.Seen) int {
		return slices.Index(tokens, a.TokenHash) - slices.Index(tokens, b.TokenHash)
	})
	if slices.ContainsFunc(list, func(s session.Seen) bool { return s.Stale(now) }) {
		if err := session.Touch(ctx, tx, tokens, now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Developer answers the developer whom the first live session of a browser
// belongs to, and what their colleagues call them: all that the service's side
// may know of an account. ok is false when nobody is signed in.
func (i *Interaction) Developer(ctx context.Context, tokens []secret.Hash) (developer id.Developer, nickname string, ok bool, err error) {
	list, err := i.People(ctx, tokens)
	if err != nil || len(list) == 0 {
		return id.Developer{}, "", false, err
	}
	return list[0].Developer, list[0].Nickname, true, nil
}

// SignOut ends the sessions of the given tokens, and answers the clients they had
// reached, which are told.
func (i *Interaction) SignOut(ctx context.Context, tokens []secret.Hash) ([]farewell.Told, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	var reached []logout.Notice
	err := i.db.ByKeys(ctx, tokens, func(tx postgres.PersonTx) error {
		var err error
		reached, err = i.endings.Sessions(ctx, tx, tokens, logout.Logout, i.clock.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return i.farewells.Told(ctx, reached)
}
