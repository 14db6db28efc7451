package grant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// ErrNoToken says that no token has this hash.
var ErrNoToken = errors.New("grant: no such token")

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a grant and its first tokens, in one statement.
func Insert(ctx context.Context, tx postgres.TenantTx, g Grant, t Tokens) error {
	err := queries().GrantInsert(ctx, tx, dbsqlc.GrantInsertParams{
		TenantID: tx.Tenant(), ID: g.ID, ClientID: g.Client, ConnectionID: g.Connection, AliasID: g.AliasID, Scopes: g.Scopes, Sid: g.SID,
		AuthTime: g.AuthTime, Acr: g.ACR, Amr: g.AMR, Offline: g.Offline, CreatedAt: g.CreatedAt, ExpiresAt: g.ExpiresAt,
		AccessHash: t.Access.Bytes(), AccessExpiresAt: t.AccessExpires, RefreshHash: t.Refresh.Bytes(), RefreshExpiresAt: t.RefreshExpires,
	})
	if err != nil {
		return fmt.Errorf("storing a grant: %w", err)
	}
	return nil
}

// AccessByHash finds an access token with the pseudonym behind it, in one
// statement, or answers ErrNoToken.
func AccessByHash(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Access, error) {
	r, err := queries().AccessTokenByHash(ctx, tx, dbsqlc.AccessTokenByHashParams{TenantID: tx.Tenant(), Hash: hash.Bytes()})
	switch {
	case postgres.IsNone(err):
		return Access{}, ErrNoToken
	case err != nil:
		return Access{}, fmt.Errorf("reading an access token: %w", err)
	}
	return Access{
		Face{r.Nickname, r.PreferredUsername, r.RelayLocal, r.LiveScopes, r.ConnectionUpdatedAt},
		r.GrantID, r.ClientID, r.AliasID, r.Scopes, r.ExpiresAt, r.RevokedAt != nil || r.EndedAt != nil,
	}, nil
}

// RefreshByHash finds a refresh token and its family and locks both until tx
// ends, or answers ErrNoToken.
func RefreshByHash(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Refresh, error) {
	r, err := queries().RefreshTokenByHash(ctx, tx, dbsqlc.RefreshTokenByHashParams{TenantID: tx.Tenant(), Hash: hash.Bytes()})
	switch {
	case postgres.IsNone(err):
		return Refresh{}, ErrNoToken
	case err != nil:
		return Refresh{}, fmt.Errorf("reading a refresh token: %w", err)
	}
	return Refresh{
		Grant: Grant{r.GrantID, r.ClientID, r.ConnectionID, r.AliasID, r.Scopes, r.Sid, r.AuthTime, r.Acr, r.Amr, true, r.GrantCreatedAt, r.GrantExpiresAt},
		Face:  Face{r.Nickname, r.PreferredUsername, r.RelayLocal, r.LiveScopes, r.ConnectionUpdatedAt},
		Hash:  hash, ExpiresAt: r.ExpiresAt, SpentAt: r.SpentAt, Replays: int(r.Replays), Revoked: r.RevokedAt != nil, Ended: r.EndedAt != nil,
	}, nil
}

// Rotate spends a refresh token, or counts that it was presented again, and
// stores its successor and a new access token, in one statement. Presented
// again, the successor is there already and stays as it is.
func Rotate(ctx context.Context, tx postgres.TenantTx, r Refresh, scopes []string, t Tokens, now time.Time) error {
	err := queries().RefreshTokenRotate(ctx, tx, dbsqlc.RefreshTokenRotateParams{
		TenantID: tx.Tenant(), Hash: r.Hash.Bytes(), GrantID: r.ID, SuccessorHash: t.Refresh.Bytes(), SuccessorExpiresAt: t.RefreshExpires,
		AccessHash: t.Access.Bytes(), AccessExpiresAt: t.AccessExpires, Scopes: scopes, Now: now,
	})
	if err != nil {
		return fmt.Errorf("rotating a refresh token: %w", err)
	}
	return nil
}

// Revoke ends a family. It is no error when it had ended already.
func Revoke(ctx context.Context, tx postgres.TenantTx, g id.Grant, reason string, now time.Time) error {
	if _, err := queries().GrantRevoke(ctx, tx, dbsqlc.GrantRevokeParams{TenantID: tx.Tenant(), ID: g, Reason: &reason, Now: &now}); err != nil {
		return fmt.Errorf("revoking a grant: %w", err)
	}
	return nil
}

// Sweep deletes what expired before a time, of every tenant, and answers how much.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	a, err := queries().AccessTokenSweep(ctx, tx, dbsqlc.AccessTokenSweepParams{Before: before, MaxRows: postgres.SweepBatch})
	if err != nil {
		return 0, err
	}
	r, err := queries().RefreshTokenSweep(ctx, tx, dbsqlc.RefreshTokenSweepParams{Before: before, MaxRows: postgres.SweepBatch})
	if err != nil {
		return a, err
	}
	g, err := queries().GrantSweep(ctx, tx, dbsqlc.GrantSweepParams{Before: before, MaxRows: postgres.SweepBatch})
	return a + r + g, err
}
