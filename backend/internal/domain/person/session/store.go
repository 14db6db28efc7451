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

// Insert stores a new session, or answers ErrDisabled.
func Insert(ctx context.Context, tx postgres.PersonTx, s Session) error {
	n, err := queries().SessionInsert(ctx, tx, dbsqlc.SessionInsertParams{
		AccountID: s.Account, ID: s.ID, TokenHash: s.TokenHash.Bytes(), AuthTime: s.AuthTime, Acr: s.ACR, Amr: s.AMR,
		UserAgent: plain(s.UserAgent), CreatedAt: s.CreatedAt, UsedAt: s.UsedAt, IdleUntil: s.IdleUntil, ExpiresAt: s.ExpiresAt,
	})
	switch {
	case err != nil:
		return fmt.Errorf("storing a session: %w", err)
	case n == 0:
		return ErrDisabled
	}
	return nil
}

// Renew has a live session of the same person that the browser holds by one of the
// given tokens go on as s: under a new token, with what signing in again proved, and
// its own ID, so that no service loses it. ok is false when there is none.
func Renew(ctx context.Context, tx postgres.PersonTx, s Session, held []secret.Hash) (renewed id.Session, ok bool, err error) {
	renewed, err = queries().SessionRenew(ctx, tx, dbsqlc.SessionRenewParams{
		AccountID: s.Account, Hashes: bytesOf(held), TokenHash: s.TokenHash.Bytes(), Acr: s.ACR, Amr: s.AMR, UserAgent: plain(s.UserAgent),
		Now: s.AuthTime, IdleUntil: s.IdleUntil, ExpiresAt: s.ExpiresAt,
	})
	switch {
	case postgres.IsNone(err):
		return id.Session{}, false, nil
	case err != nil:
		return id.Session{}, false, fmt.Errorf("renewing a session: %w", err)
	}
	return renewed, true, nil
}

// plain is text as the database takes it.
func plain(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "") }

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

// Reached is a client that a session reached: whom to tell when it ends.
type Reached struct {
	Account    id.Account
	Session    id.Session
	Tenant     id.Tenant
	Client     id.Client
	Connection id.Connection
	AliasID    string
	SID        string
}

// Reach remembers that a session reached a client. It is one statement, and does
// nothing when that is known. It answers ErrEnded when the session ended in the
// meantime; if it did not, it cannot before tx ends.
func Reach(ctx context.Context, tx postgres.PersonTx, r Reached, now time.Time) error {
	n, err := queries().SessionReach(ctx, tx, dbsqlc.SessionReachParams{
		AccountID: r.Account, SessionID: r.Session, TenantID: r.Tenant, ClientID: r.Client, ConnectionID: r.Connection, AliasID: r.AliasID, Sid: r.SID, Now: now,
	})
	switch {
	case err != nil:
		return fmt.Errorf("remembering whom a session reached: %w", err)
	case n == 0:
		return ErrEnded
	}
	return nil
}

func bytesOf(hashes []secret.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i, h := range hashes {
		out[i] = h.Bytes()
	}
	return out
}
