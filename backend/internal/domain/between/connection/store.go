package connection

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Who answers, for each session hash that is live, who is signed in by it and
// what they agreed to at this sector and client, in one statement, in the order
// they signed in. It needs both walls at once: a person's session, and the
// tenant and client it is asked about.
func Who(ctx context.Context, tx postgres.PersonTx, tenant id.Tenant, sector id.Sector, client id.Client, sessions []secret.Hash, now time.Time) ([]Present, error) {
	hashes := make([][]byte, len(sessions))
	for i, h := range sessions {
		hashes[i] = h.Bytes()
	}
	rows, err := queries().ConnectionFacts(ctx, tx, dbsqlc.ConnectionFactsParams{TenantID: tenant, SectorID: sector, ClientID: client, Hashes: hashes, Now: now})
	if err != nil {
		return nil, fmt.Errorf("asking who is signed in: %w", err)
	}
	out := make([]Present, len(rows))
	for i, r := range rows {
		h, err := secret.HashFrom(r.TokenHash)
		if err != nil {
			return nil, fmt.Errorf("sessions.token_hash of %s: %w", r.SessionID, err)
		}
		out[i] = Present{
			Account: r.AccountID, Session: r.SessionID, TokenHash: h, AuthTime: r.AuthTime, ACR: r.Acr, AMR: r.Amr, Nickname: r.AccountNickname, Address: r.Address,
			Scopes: r.Scopes, Offered: r.Offered, AgreedAt: r.AgreedAt,
		}
		if r.AliasID != nil && r.Nickname != nil && r.PreferredUsername != nil && r.RelayLocal != nil {
			out[i].Connection = &Connection{
				Tenant: tenant, ID: id.FromBytes[id.Connection](r.ConnectionID.Bytes), Sector: sector, AliasID: *r.AliasID, Nickname: *r.Nickname,
				Username: *r.PreferredUsername, RelayLocal: *r.RelayLocal, EndedAt: r.EndedAt,
			}
		}
	}
	return out, nil
}

// Insert stores a new connection on both sides: the pseudonym between, its
// owner on the person's. Two at once for one person and sector: the second
// fails with the constraint connection_owners_pkey.
func Insert(ctx context.Context, between postgres.TenantTx, person postgres.PersonTx, owner id.Account, c Connection) error {
	if err := queries().ConnectionOwnerInsert(ctx, person, dbsqlc.ConnectionOwnerInsertParams{
		AccountID: owner, TenantID: c.Tenant, SectorID: c.Sector, ConnectionID: c.ID, CreatedAt: c.CreatedAt,
	}); err != nil {
		return fmt.Errorf("storing a connection's owner: %w", err)
	}
	if err := queries().ConnectionInsert(ctx, between, dbsqlc.ConnectionInsertParams{
		TenantID: c.Tenant, ID: c.ID, SectorID: c.Sector, AliasID: c.AliasID, Nickname: c.Nickname, PreferredUsername: c.Username, RelayLocal: c.RelayLocal,
		ServiceName: c.Service.Name, ServiceHost: c.Service.Host, ServiceEnvironment: c.Service.Environment, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}); err != nil {
		return fmt.Errorf("storing a connection: %w", err)
	}
	return nil
}

// Resume revives or renames a connection that is there already.
func Resume(ctx context.Context, tx postgres.TenantTx, c id.Connection, nickname string, card Card, now time.Time) error {
	err := queries().ConnectionResume(ctx, tx, dbsqlc.ConnectionResumeParams{
		TenantID: tx.Tenant(), ID: c, Nickname: nickname, ServiceName: card.Name, ServiceHost: card.Host, ServiceEnvironment: card.Environment, Now: now,
	})
	if err != nil {
		return fmt.Errorf("changing a connection: %w", err)
	}
	return nil
}

// Agree records what the person grants one client, of what it asked for.
func Agree(ctx context.Context, tx postgres.TenantTx, c id.Connection, client id.Client, scopes, offered []string, now time.Time) error {
	err := queries().ConnectionClientPut(ctx, tx, dbsqlc.ConnectionClientPutParams{
		TenantID: tx.Tenant(), ConnectionID: c, ClientID: client, Scopes: scopes, Offered: offered, Now: now,
	})
	if err != nil {
		return fmt.Errorf("recording a consent: %w", err)
	}
	return nil
}

// Own is a connection as its owner sees it.
type Own struct {
	Connection

	Scopes []string // of all the service's clients together
}

// Mine lists a person's connections, the latest change first.
func Mine(ctx context.Context, tx postgres.PersonTx, account id.Account) ([]Own, error) {
	rows, err := queries().ConnectionsOfOwner(ctx, tx, account)
	if err != nil {
		return nil, fmt.Errorf("listing connections: %w", err)
	}
	out := make([]Own, len(rows))
	for i, r := range rows {
		out[i] = Own{Connection{
			r.TenantID, r.ID, r.SectorID, r.AliasID, r.Nickname, r.PreferredUsername, r.RelayLocal,
			Card{r.ServiceName, r.ServiceHost, r.ServiceEnvironment},
			r.CreatedAt, r.UpdatedAt, r.EndedAt,
		}, r.Scopes}
	}
	return out, nil
}

// Leave ends one of a person's connections: what was granted is deleted, so that
// every token made from it is dead at once, and the pseudonym is kept for their
// return. It answers ErrNotFound when they have no such connection.
func Leave(ctx context.Context, tx postgres.PersonTx, account id.Account, c id.Connection, now time.Time) error {
	n, err := queries().ConnectionLeave(ctx, tx, dbsqlc.ConnectionLeaveParams{AccountID: account, ConnectionID: c, Now: &now})
	switch {
	case err != nil:
		return fmt.Errorf("leaving a connection: %w", err)
	case n == 0:
		return ErrNotFound
	}
	if err := queries().ConnectionForget(ctx, tx, dbsqlc.ConnectionForgetParams{AccountID: account, ConnectionID: c}); err != nil {
		return fmt.Errorf("forgetting what was granted: %w", err)
	}
	return nil
}
