package session

import (
	"context"
	"fmt"
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new session.
func Insert(ctx context.Context, tx postgres.PersonTx, s Session) error {
	err := queries().SessionInsert(ctx, tx, dbsqlc.SessionInsertParams{
		AccountID: s.Account, ID: s.ID, TokenHash: s.TokenHash.Bytes(), AuthTime: s.AuthTime, Acr: s.ACR, Amr: s.AMR,
		UserAgent: strings.ToValidUTF8(strings.ReplaceAll(s.UserAgent, "\x00", ""), ""), CreatedAt: s.CreatedAt, UsedAt: s.UsedAt, IdleUntil: s.IdleUntil, ExpiresAt: s.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("storing a session: %w", err)
	}
	return nil
}

// Live reads the live sessions of the given tokens, the oldest first. The
// transaction must have been opened with the same hashes.
func Live(ctx context.Context, tx postgres.PersonTx, tokens []secret.Hash, now time.Time) ([]Seen, error) {
	rows, err := queries().SessionsByToken(ctx, tx, dbsqlc.SessionsByTokenParams{Hashes: bytesOf(tokens), Now: now})
	if err != nil {
		return nil, fmt.Errorf("reading sessions: %w", err)
	}
	out := make([]Seen, len(rows))
	for i, r := range rows {
		h, err := secret.HashFrom(r.TokenHash)
		if err != nil {
			return nil, fmt.Errorf("sessions.token_hash of %s: %w", r.ID, err)
		}
		out[i] = Seen{
			Session{r.AccountID, r.ID, h, r.AuthTime, r.Acr, r.Amr, r.UserAgent, r.CreatedAt, r.UsedAt, r.IdleUntil, r.ExpiresAt},
			r.Nickname, r.Address, r.DeveloperID,
		}
	}
	return out, nil
}

// Touch remembers that sessions are in use.
func Touch(ctx context.Context, tx postgres.PersonTx, tokens []secret.Hash, now time.Time) error {
	return queries().SessionTouch(ctx, tx, dbsqlc.SessionTouchParams{Hashes: bytesOf(tokens), Now: now, IdleUntil: now.Add(Idle)})
}

// End deletes the sessions of the given tokens; the transaction must have been
// opened with the same hashes. It answers how many there were.
func End(ctx context.Context, tx postgres.PersonTx, tokens []secret.Hash) (int64, error) {
	return queries().SessionDeleteByToken(ctx, tx, bytesOf(tokens))
}

// EndAll deletes every session of a person.
func EndAll(ctx context.Context, tx postgres.PersonTx, a id.Account) error {
	_, err := queries().SessionDeleteByAccount(ctx, tx, a)
	return err
}

// Sweep deletes sessions that ended before a time, of everybody.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().SessionSweep(ctx, tx, dbsqlc.SessionSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

func bytesOf(hashes []secret.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i, h := range hashes {
		out[i] = h.Bytes()
	}
	return out
}
