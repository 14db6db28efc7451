package connection

import (
	"context"
	"encoding/json"
	"errors"
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

// Agree records what the person grants one client, of what it asked for, and the
// values of their card that come with it, by claim.
func Agree(ctx context.Context, tx postgres.TenantTx, c id.Connection, client id.Client, items, offered []string, claims map[string]any, now time.Time) error {
	doc, err := json.Marshal(claims)
	if err != nil {
		return errors.New("connection: claims that cannot be written")
	}
	err = queries().ConnectionClientPut(ctx, tx, dbsqlc.ConnectionClientPutParams{
		TenantID: tx.Tenant(), ConnectionID: c, ClientID: client, Scopes: items, Offered: offered, Claims: doc, Now: now,
	})
	if err != nil {
		return fmt.Errorf("recording a consent: %w", err)
	}
	return nil
}

// Follow brings what a person released of their card up to date, at every service
// of theirs: the values that are released there are those of the card, and items
// that it does not fill any more are withdrawn. The claim named beside is released
// with them and is not of the card.
func Follow(ctx context.Context, tx postgres.PersonTx, owner id.Account, card map[string]any, emptied []string, beside string) error {
	doc, err := json.Marshal(card)
	if err != nil {
		return errors.New("connection: a card that cannot be written")
	}
	if err := queries().ConnectionClaimsFollow(ctx, tx, dbsqlc.ConnectionClaimsFollowParams{AccountID: owner, Card: doc, Emptied: emptied, Beside: beside}); err != nil {
		return fmt.Errorf("bringing released claims up to date: %w", err)
	}
	return nil
}

// Own is a connection as its owner sees it.
type Own struct {
	Connection

	Scopes []string // and other items, of all the service's clients together
	Claims []string // the claims whose values they were given, likewise
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
		}, r.Scopes, r.Claims}
	}
	return out, nil
}

// Met is a connection as its service sees it.
type Met struct {
	Connection

	Clients []Consent
}

// Consent is what one client may do through a connection.
type Consent struct {
	Client   id.Client
	Scopes   []string // and claims, each a "claim:" item
	AgreedAt time.Time
}

// At lists up to limit connections of the tenant, newest first, before the given
// one (the zero ID: the newest): those of a client unless that is zero, and those
// whose alias ID, username or relay address search is unless that is empty.
func At(ctx context.Context, tx postgres.TenantTx, client id.Client, search string, before id.Connection, limit int) ([]Met, error) {
	if before.IsZero() {
		before = id.FromBytes[id.Connection]([16]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255})
	}
	clients := []id.Client{}
	if !client.IsZero() {
		clients = append(clients, client)
	}
	rows, err := queries().ConnectionsAt(ctx, tx, dbsqlc.ConnectionsAtParams{
		TenantID: tx.Tenant(), BeforeID: before, Search: search, ClientIds: id.UUIDs(clients), MaxRows: int32(limit), //nolint:gosec // a page has at most 101 rows
	})
	if err != nil {
		return nil, fmt.Errorf("listing a service's connections: %w", err)
	}
	out, ids, at := make([]Met, len(rows)), make([]id.Connection, len(rows)), make(map[id.Connection]int, len(rows))
	for i, r := range rows {
		out[i], ids[i], at[r.ID] = Met{Connection: fromRow(r)}, r.ID, i
	}
	consents, err := queries().ConnectionClientsOf(ctx, tx, dbsqlc.ConnectionClientsOfParams{TenantID: tx.Tenant(), ConnectionIds: id.UUIDs(ids)})
	if err != nil {
		return nil, fmt.Errorf("listing what was granted: %w", err)
	}
	for _, k := range consents {
		m := &out[at[k.ConnectionID]]
		m.Clients = append(m.Clients, Consent{k.ClientID, k.Scopes, k.UpdatedAt})
	}
	return out, nil
}

func fromRow(r dbsqlc.Connection) Connection {
	return Connection{
		r.TenantID, r.ID, r.SectorID, r.AliasID, r.Nickname, r.PreferredUsername, r.RelayLocal,
		Card{r.ServiceName, r.ServiceHost, r.ServiceEnvironment},
		r.CreatedAt, r.UpdatedAt, r.EndedAt,
	}
}

// ForgetClient deletes what anybody granted one client, so that every token of it
// is dead at once and people are asked again.
func ForgetClient(ctx context.Context, tx postgres.TenantTx, client id.Client) error {
	if err := queries().ConnectionForgetClient(ctx, tx, dbsqlc.ConnectionForgetClientParams{TenantID: tx.Tenant(), ClientID: client}); err != nil {
		return fmt.Errorf("forgetting what a client was granted: %w", err)
	}
	return nil
}
