package grant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// Errors of this noun.
var (
	// ErrNoToken says that no token has this hash.
	ErrNoToken = errors.New("grant: no such token")
	// ErrEnded says that nothing may be issued any more: the person took back what
	// they had agreed to, or the family is over.
	ErrEnded = errors.New("grant: it has ended")
	// ErrShown says that the proof which came with a token was shown before.
	ErrShown = errors.New("grant: a proof shown before")
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a grant and its first tokens, in one statement. It answers
// ErrEnded when the person does not agree any more.
func Insert(ctx context.Context, tx postgres.TenantTx, g Grant, t Tokens) error {
	claims, err := json.Marshal(g.Claims)
	if err != nil {
		return fmt.Errorf("encoding the claims of a grant: %w", err)
	}
	p := dbsqlc.GrantInsertParams{
		TenantID: tx.Tenant(), ID: g.ID, ClientID: g.Client, AliasID: g.AliasID, Scopes: orEmpty(g.Scopes), Sid: g.SID,
		AuthTime: g.AuthTime, Acr: g.ACR, Amr: orEmpty(g.AMR), Offline: g.Offline, CreatedAt: g.CreatedAt, ExpiresAt: g.ExpiresAt,
		GrantType: string(g.Type), Claims: claims, Resources: orEmpty(g.Resources), Jkt: orNil(g.JKT),
		AccessHash: t.Access.Bytes(), AccessScopes: orEmpty(t.AccessScopes), AccessExpiresAt: t.AccessExpires,
		Audience: orEmpty(t.Bound.Audience), AccessJkt: orNil(t.Bound.JKT), X5t: orNil(t.Bound.X5T), Kid: orNil(t.KID),
		RefreshHash: t.Refresh.Bytes(), RefreshExpiresAt: t.RefreshExpires, About: g.About(), ConnectionID: g.Connection,
	}
	n, err := queries().GrantInsert(ctx, tx, p)
	return whileItLives("storing a grant", n, err)
}

// AddAccess stores one more access token of a grant. It answers ErrEnded when the
// grant is over.
func AddAccess(ctx context.Context, tx postgres.TenantTx, g id.Grant, t Tokens, now time.Time) error {
	p := dbsqlc.AccessTokenInsertParams{
		TenantID: tx.Tenant(), Hash: t.Access.Bytes(), GrantID: g, Scopes: orEmpty(t.AccessScopes), Now: now, ExpiresAt: t.AccessExpires,
		Audience: orEmpty(t.Bound.Audience), Jkt: orNil(t.Bound.JKT), X5t: orNil(t.Bound.X5T), Kid: orNil(t.KID), Actor: t.Actor,
	}
	if !t.Client.IsZero() {
		p.ClientID = &t.Client
	}
	if p.Actor == nil {
		p.Actor = json.RawMessage(nobody)
	}
	n, err := queries().AccessTokenInsert(ctx, tx, p)
	return whileItLives("storing an access token", n, err)
}

// nobody is the actor of a token that nobody acts by.
const nobody = "{}"

func whileItLives(doing string, n int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", doing, err)
	case n == 0:
		return ErrEnded
	}
	return nil
}

// AccessByHash finds an access token with its grant and the pseudonym behind it,
// in one statement, or answers ErrNoToken.
func AccessByHash(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Access, error) {
	return AccessByHashOnce(ctx, tx, hash, secret.Hash{}, time.Time{})
}

// AccessByHashOnce is AccessByHash for a token that came with a proof which counts
// once (see package replay): the same statement remembers the proof until it ends.
// It answers ErrShown when the proof was shown before. A zero proof is none.
func AccessByHashOnce(ctx context.Context, tx postgres.TenantTx, hash, proof secret.Hash, ends time.Time) (Access, error) {
	r, err := queries().AccessTokenByHash(ctx, tx, dbsqlc.AccessTokenByHashParams{
		TenantID: tx.Tenant(), Hash: hash.Bytes(), Once: proof != secret.Hash{}, Shown: proof.Bytes(), ShownEnds: ends,
	})
	switch {
	case postgres.IsNone(err):
		return Access{}, ErrNoToken
	case err != nil:
		return Access{}, fmt.Errorf("reading an access token: %w", err)
	case !r.Fresh:
		return Access{}, ErrShown
	}
	g, err := fromRow(r.Grant)
	if err != nil {
		return Access{}, err
	}
	f, err := face(g, r.Nickname, r.PreferredUsername, r.RelayLocal, r.LiveScopes, r.LiveClaims, r.ConnectionUpdatedAt)
	if err != nil {
		return Access{}, err
	}
	a := Access{
		Face: f, Bound: Bound{r.Audience, text(r.Jkt), text(r.X5t)}, Grant: g, Client: g.Client, Scopes: r.Scopes, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
		Dead: r.Grant.RevokedAt != nil || r.EndedAt != nil || (g.About() && !r.Agreed),
	}
	if r.ClientID != nil {
		a.Client = *r.ClientID
	}
	if string(r.Actor) != nobody {
		a.Actor = r.Actor
	}
	return a, nil
}

// RefreshByHash finds a refresh token and its family and locks both until tx
// ends, or answers ErrNoToken.
func RefreshByHash(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Refresh, error) {
	r, err := queries().RefreshTokenByHash(ctx, tx, dbsqlc.RefreshTokenByHashParams{TenantID: tx.Tenant(), Hash: hash.Bytes()})
	return refresh(hash, r, err)
}

// LookAtRefresh is RefreshByHash without the locks.
func LookAtRefresh(ctx context.Context, tx postgres.TenantTx, hash secret.Hash) (Refresh, error) {
	r, err := queries().RefreshTokenPeek(ctx, tx, dbsqlc.RefreshTokenPeekParams{TenantID: tx.Tenant(), Hash: hash.Bytes()})
	return refresh(hash, dbsqlc.RefreshTokenByHashRow(r), err)
}

func refresh(hash secret.Hash, r dbsqlc.RefreshTokenByHashRow, err error) (Refresh, error) {
	switch {
	case postgres.IsNone(err):
		return Refresh{}, ErrNoToken
	case err != nil:
		return Refresh{}, fmt.Errorf("reading a refresh token: %w", err)
	}
	g, err := fromRow(r.Grant)
	if err != nil {
		return Refresh{}, err
	}
	f, err := face(g, r.Nickname, r.PreferredUsername, r.RelayLocal, r.LiveScopes, r.LiveClaims, r.ConnectionUpdatedAt)
	if err != nil {
		return Refresh{}, err
	}
	return Refresh{
		Grant: g, Face: f, Hash: hash, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, SpentAt: r.SpentAt, Replays: int(r.Replays), Revoked: r.Grant.RevokedAt != nil,
		Ended: r.EndedAt != nil,
	}, nil
}

func fromRow(r dbsqlc.Grant) (Grant, error) {
	g := Grant{
		ID: r.ID, Type: oauth.GrantType(r.GrantType), Client: r.ClientID, AliasID: r.AliasID, Scopes: r.Scopes, Resources: r.Resources, JKT: text(r.Jkt),
		SID: r.Sid, AuthTime: r.AuthTime, ACR: r.Acr, AMR: r.Amr, Offline: r.Offline, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
	}
	if r.ConnectionID != nil {
		g.Connection = *r.ConnectionID
	}
	if err := json.Unmarshal(r.Claims, &g.Claims); err != nil {
		return Grant{}, fmt.Errorf("grants.claims of %s: %w", r.ID, err)
	}
	return g, nil
}

// face is the pseudonym behind a grant. What nobody agreed to, since it is about
// nobody, is live for as long as the grant.
func face(g Grant, nickname, username, relay string, live []string, claims json.RawMessage, updated time.Time) (Face, error) {
	f := Face{Nickname: nickname, Username: username, RelayLocal: relay, LiveScopes: live, UpdatedAt: updated}
	if !g.About() {
		f.LiveScopes = g.Scopes
	}
	if err := json.Unmarshal(claims, &f.Claims); err != nil {
		return Face{}, fmt.Errorf("connection_clients.claims behind %s: %w", g.ID, err)
	}
	return f, nil
}

// Rotate spends a refresh token, or counts that it was presented again, and
// stores its successor and a new access token, in one statement. Presented
// again, the successor is there already and stays as it is. It answers ErrEnded
// when the person does not agree any more.
func Rotate(ctx context.Context, tx postgres.TenantTx, r Refresh, t Tokens, now time.Time) error {
	n, err := queries().RefreshTokenRotate(ctx, tx, dbsqlc.RefreshTokenRotateParams{
		TenantID: tx.Tenant(), Hash: r.Hash.Bytes(), GrantID: r.ID, SuccessorHash: t.Refresh.Bytes(), SuccessorExpiresAt: t.RefreshExpires,
		AccessHash: t.Access.Bytes(), AccessExpiresAt: t.AccessExpires, Scopes: orEmpty(t.AccessScopes), Now: now,
		Audience: orEmpty(t.Bound.Audience), Jkt: orNil(t.Bound.JKT), X5t: orNil(t.Bound.X5T), Kid: orNil(t.KID),
	})
	return whileItLives("rotating a refresh token", n, err)
}

// Keep lets a refresh token live on after its use, and stores a new access token,
// in one statement. It answers ErrEnded when the person does not agree any more.
func Keep(ctx context.Context, tx postgres.TenantTx, r Refresh, t Tokens, now time.Time) error {
	n, err := queries().RefreshTokenKeep(ctx, tx, dbsqlc.RefreshTokenKeepParams{
		TenantID: tx.Tenant(), Hash: r.Hash.Bytes(), GrantID: r.ID, RefreshExpiresAt: t.RefreshExpires,
		AccessHash: t.Access.Bytes(), AccessExpiresAt: t.AccessExpires, Scopes: orEmpty(t.AccessScopes), Now: now,
		Audience: orEmpty(t.Bound.Audience), Jkt: orNil(t.Bound.JKT), X5t: orNil(t.Bound.X5T), Kid: orNil(t.KID),
	})
	return whileItLives("keeping a refresh token", n, err)
}

// FaceOf reads the pseudonym behind a connection, as a client may see it, in one
// statement. It answers ErrEnded when the person does not agree any more.
func FaceOf(ctx context.Context, tx postgres.TenantTx, connection id.Connection, client id.Client) (Face, error) {
	r, err := queries().FaceOf(ctx, tx, dbsqlc.FaceOfParams{TenantID: tx.Tenant(), ID: connection, ClientID: client})
	switch {
	case postgres.IsNone(err):
		return Face{}, ErrEnded
	case err != nil:
		return Face{}, fmt.Errorf("reading a pseudonym: %w", err)
	}
	f := Face{Nickname: r.Nickname, Username: r.PreferredUsername, RelayLocal: r.RelayLocal, LiveScopes: r.Scopes, UpdatedAt: r.UpdatedAt}
	if err := json.Unmarshal(r.Claims, &f.Claims); err != nil {
		return Face{}, fmt.Errorf("connection_clients.claims behind %s: %w", connection, err)
	}
	return f, nil
}

// RevokeToken ends a token of a client, whatever kind it is, in one statement: a
// refresh token with its whole family, an access token alone. It reports whether
// there was anything to end.
func RevokeToken(ctx context.Context, tx postgres.TenantTx, client id.Client, hash secret.Hash, reason string, now time.Time) (bool, error) {
	n, err := queries().TokenRevoke(ctx, tx, dbsqlc.TokenRevokeParams{TenantID: tx.Tenant(), ClientID: client, Hash: hash.Bytes(), Reason: &reason, Now: &now})
	if err != nil {
		return false, fmt.Errorf("revoking a token: %w", err)
	}
	return n > 0, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
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
