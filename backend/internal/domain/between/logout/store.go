package logout

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// inserter is a transaction of any side, in which jobs can be left.
type inserter interface {
	dbsqlc.DBTX
	queue.Tx
}

func insert(ctx context.Context, tx dbsqlc.DBTX, notices []Notice, cause Cause, now time.Time) error {
	if len(notices) == 0 {
		return nil
	}
	n := len(notices)
	tenants, ids, clients, aliases, sids := make([]id.Tenant, n), make([]id.LogoutDelivery, n), make([]id.Client, n), make([]string, n), make([]string, n)
	for i, x := range notices {
		tenants[i], ids[i], clients[i], aliases[i], sids[i] = x.Tenant, x.ID, x.Client, x.AliasID, x.SID
	}
	err := queries().LogoutDeliveryInsert(ctx, tx, dbsqlc.LogoutDeliveryInsertParams{
		TenantIds: id.UUIDs(tenants), Ids: id.UUIDs(ids), ClientIds: id.UUIDs(clients), AliasIds: aliases, Sids: sids, Cause: string(cause), Now: now,
	})
	if err != nil {
		return fmt.Errorf("leaving notices of a logout: %w", err)
	}
	return nil
}

func notice(tenant id.Tenant, client id.Client, aliasID, sid string) Notice {
	return Notice{id.NewLogoutDelivery(), tenant, client, aliasID, sid}
}

// sessions names sessions that are locked until the transaction ends.
type sessions struct {
	accounts []id.Account
	ids      []id.Session
}

func lockByToken(ctx context.Context, tx postgres.PersonTx, tokens []secret.Hash) (sessions, error) {
	hashes := make([][]byte, len(tokens))
	for i, h := range tokens {
		hashes[i] = h.Bytes()
	}
	rows, err := queries().LogoutSessionsByToken(ctx, tx, hashes)
	if err != nil {
		return sessions{}, fmt.Errorf("looking for sessions to end: %w", err)
	}
	var s sessions
	for _, r := range rows {
		s.add(r.AccountID, r.ID)
	}
	return s, nil
}

func lockByOwner(ctx context.Context, tx postgres.PersonTx, a id.Account) (sessions, error) {
	rows, err := queries().LogoutSessionsByOwner(ctx, tx, a)
	if err != nil {
		return sessions{}, fmt.Errorf("looking for a person's sessions: %w", err)
	}
	var s sessions
	for _, r := range rows {
		s.add(r.AccountID, r.ID)
	}
	return s, nil
}

func (s *sessions) add(a id.Account, session id.Session) {
	s.accounts, s.ids = append(s.accounts, a), append(s.ids, session)
}

func reachedBy(ctx context.Context, tx postgres.PersonTx, s sessions) ([]Notice, error) {
	rows, err := queries().LogoutReached(ctx, tx, dbsqlc.LogoutReachedParams{AccountIds: id.UUIDs(s.accounts), Ids: id.UUIDs(s.ids)})
	if err != nil {
		return nil, fmt.Errorf("asking whom sessions reached: %w", err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		out[i] = notice(r.TenantID, r.ClientID, r.AliasID, r.Sid)
	}
	return out, nil
}

func remove(ctx context.Context, tx postgres.PersonTx, s sessions) error {
	if err := queries().LogoutEndSessions(ctx, tx, dbsqlc.LogoutEndSessionsParams{AccountIds: id.UUIDs(s.accounts), Ids: id.UUIDs(s.ids)}); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return nil
}

func expire(ctx context.Context, tx postgres.SystemTx, before time.Time) (int, []Notice, error) {
	rows, err := queries().LogoutExpire(ctx, tx, dbsqlc.LogoutExpireParams{Before: before, MaxRows: postgres.SweepBatch})
	if err != nil {
		return 0, nil, fmt.Errorf("ending sessions that ran out: %w", err)
	}
	ended := map[[16]byte]bool{}
	var out []Notice
	for _, r := range rows {
		ended[r.ID.Bytes] = true
		if r.Sid != "" { // it had reached somebody
			out = append(out, notice(id.FromBytes[id.Tenant](r.TenantID.Bytes), id.FromBytes[id.Client](r.ClientID.Bytes), r.AliasID, r.Sid))
		}
	}
	return len(ended), out, nil
}

// clientsAt are the clients of one of a person's connections, and clientsOf those
// of all that have not ended: each by the session that reached it, or by none.
func clientsAt(ctx context.Context, tx postgres.PersonTx, a id.Account, c id.Connection) ([]Notice, error) {
	rows, err := queries().LogoutClientsOfOwner(ctx, tx, dbsqlc.LogoutClientsOfOwnerParams{AccountID: a, ConnectionID: c})
	return owned(rows, err)
}

func clientsOf(ctx context.Context, tx postgres.PersonTx, a id.Account) ([]Notice, error) {
	rows, err := queries().LogoutClientsOfOwner(ctx, tx, dbsqlc.LogoutClientsOfOwnerParams{AccountID: a, Everywhere: true})
	return owned(rows, err)
}

func owned(rows []dbsqlc.LogoutClientsOfOwnerRow, err error) ([]Notice, error) {
	if err != nil {
		return nil, fmt.Errorf("asking which clients a person is known to: %w", err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		out[i] = notice(r.TenantID, r.ClientID, r.AliasID, r.Sid)
	}
	return out, nil
}

func leave(ctx context.Context, tx postgres.PersonTx, a id.Account, c id.Connection, now time.Time) error {
	n, err := queries().ConnectionLeave(ctx, tx, dbsqlc.ConnectionLeaveParams{AccountID: a, ConnectionID: c, Now: &now})
	switch {
	case err != nil:
		return fmt.Errorf("leaving a connection: %w", err)
	case n == 0:
		return ErrNoConnection
	}
	if err := queries().ConnectionForget(ctx, tx, dbsqlc.ConnectionForgetParams{AccountID: a, ConnectionID: c}); err != nil {
		return fmt.Errorf("forgetting what was granted: %w", err)
	}
	if err := queries().LogoutForgetReached(ctx, tx, dbsqlc.LogoutForgetReachedParams{AccountID: a, ConnectionID: c}); err != nil {
		return fmt.Errorf("forgetting which sessions reached a connection: %w", err)
	}
	return nil
}

func endConnections(ctx context.Context, tx postgres.PersonTx, a id.Account, now time.Time) error {
	if err := queries().LogoutEndConnections(ctx, tx, dbsqlc.LogoutEndConnectionsParams{AccountID: a, Now: &now}); err != nil {
		return fmt.Errorf("ending a person's connections: %w", err)
	}
	return nil
}

func revive(ctx context.Context, tx postgres.PersonTx, a id.Account, ended, now time.Time) error {
	if err := queries().LogoutReviveConnections(ctx, tx, dbsqlc.LogoutReviveConnectionsParams{AccountID: a, EndedAt: &ended, Now: now}); err != nil {
		return fmt.Errorf("reviving a person's connections: %w", err)
	}
	return nil
}

func forget(ctx context.Context, tx postgres.PersonTx, a id.Account) error {
	if err := queries().LogoutForgetConnections(ctx, tx, a); err != nil {
		return fmt.Errorf("forgetting a person's connections: %w", err)
	}
	return nil
}

func disconnect(ctx context.Context, tx postgres.TenantTx, c id.Connection, now time.Time) ([]Notice, error) {
	aliasID, err := queries().LogoutDisconnect(ctx, tx, dbsqlc.LogoutDisconnectParams{TenantID: tx.Tenant(), ID: c, Now: &now})
	switch {
	case postgres.IsNone(err):
		return nil, ErrNoConnection
	case err != nil:
		return nil, fmt.Errorf("revoking a connection: %w", err)
	}
	clients, err := queries().LogoutDisconnectClients(ctx, tx, dbsqlc.LogoutDisconnectClientsParams{TenantID: tx.Tenant(), ConnectionID: c, Now: now})
	if err != nil {
		return nil, fmt.Errorf("forgetting what was granted: %w", err)
	}
	out := make([]Notice, len(clients))
	for i, k := range clients {
		out[i] = notice(tx.Tenant(), id.FromBytes[id.Client](k.ClientID.Bytes), aliasID, k.Sid)
	}
	return out, nil
}

// Waiting lists notices that no job has begun to deliver, the oldest first, at
// most a batch: of sessions that ran out, and whatever else lost its job.
func Waiting(ctx context.Context, tx postgres.SystemTx) ([]Notice, error) {
	rows, err := queries().LogoutDeliveryWaiting(ctx, tx, postgres.SweepBatch)
	if err != nil {
		return nil, fmt.Errorf("looking for notices to deliver: %w", err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		out[i] = Notice{ID: r.ID, Tenant: r.TenantID}
	}
	return out, nil
}

// Apply ends what hangs on a session or a consent that is over: the codes that
// nobody redeemed, then the tokens. In this order, so that who redeems a code
// meanwhile is waited for, and what they got is seen.
func Apply(ctx context.Context, tx postgres.TenantTx, d Delivery, now time.Time) error {
	reason := string(d.Cause)
	err := queries().LogoutEndCodes(ctx, tx, dbsqlc.LogoutEndCodesParams{
		TenantID: tx.Tenant(), ClientID: d.Client, AliasID: &d.AliasID, Everything: d.Cause.everything(), Sid: &d.SID, At: &d.left, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("ending the codes of a session: %w", err)
	}
	err = queries().LogoutEndGrants(ctx, tx, dbsqlc.LogoutEndGrantsParams{
		TenantID: tx.Tenant(), ClientID: d.Client, AliasID: d.AliasID, Everything: d.Cause.everything(), Sid: d.SID, At: d.left, Reason: &reason, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("ending the tokens of a session: %w", err)
	}
	return nil
}

// Get reads a delivery, or answers ErrNotFound.
func Get(ctx context.Context, tx postgres.TenantTx, d id.LogoutDelivery) (Delivery, error) {
	row, err := queries().LogoutDeliveryByID(ctx, tx, dbsqlc.LogoutDeliveryByIDParams{TenantID: tx.Tenant(), ID: d})
	switch {
	case postgres.IsNone(err):
		return Delivery{}, ErrNotFound
	case err != nil:
		return Delivery{}, fmt.Errorf("reading a logout delivery: %w", err)
	}
	return fromRow(row), nil
}

// Drop forgets a notice of a client that listens nowhere.
func Drop(ctx context.Context, tx postgres.TenantTx, d id.LogoutDelivery) error {
	if err := queries().LogoutDeliveryDelete(ctx, tx, dbsqlc.LogoutDeliveryDeleteParams{TenantID: tx.Tenant(), ID: d}); err != nil {
		return fmt.Errorf("forgetting a notice: %w", err)
	}
	return nil
}

// Tried records one try: where the delivery stands now, the HTTP status (0 for
// none) and what went wrong.
func Tried(ctx context.Context, tx postgres.TenantTx, d id.LogoutDelivery, status Status, httpStatus int, problem string, now time.Time) error {
	p := dbsqlc.LogoutDeliveryTriedParams{TenantID: tx.Tenant(), ID: d, Status: string(status), Now: now}
	if httpStatus != 0 {
		s := int32(httpStatus) //nolint:gosec // three digits
		p.HttpStatus = &s
	}
	if problem != "" {
		p.Problem = &problem
	}
	if err := queries().LogoutDeliveryTried(ctx, tx, p); err != nil {
		return fmt.Errorf("recording a try: %w", err)
	}
	return nil
}

// List reads up to limit deliveries to a client, newest first, before the given
// one; the zero ID is the newest.
func List(ctx context.Context, tx postgres.TenantTx, client id.Client, before id.LogoutDelivery, limit int) ([]Delivery, error) {
	if before.IsZero() {
		before = id.FromBytes[id.LogoutDelivery]([16]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255})
	}
	rows, err := queries().LogoutDeliveryList(ctx, tx, dbsqlc.LogoutDeliveryListParams{
		TenantID: tx.Tenant(), ClientID: client, BeforeID: before, MaxRows: int32(limit), //nolint:gosec // a page has at most 101 rows
	})
	if err != nil {
		return nil, fmt.Errorf("listing logout deliveries: %w", err)
	}
	out := make([]Delivery, len(rows))
	for i, r := range rows {
		out[i] = fromRow(r)
	}
	return out, nil
}

// Sweep deletes deliveries made before a time, of every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().LogoutDeliverySweep(ctx, tx, dbsqlc.LogoutDeliverySweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

func fromRow(r dbsqlc.LogoutDelivery) Delivery {
	d := Delivery{
		Notice: Notice{ID: r.ID, Tenant: r.TenantID, Client: r.ClientID, AliasID: r.AliasID}, Cause: Cause(r.Cause), Status: Status(r.Status), Tries: int(r.Tries),
		CreatedAt: r.CreatedAt.Truncate(time.Second), TriedAt: second(r.TriedAt), FinishedAt: second(r.FinishedAt), left: r.CreatedAt,
	}
	if r.Sid != nil {
		d.SID = *r.Sid
	}
	if r.HttpStatus != nil {
		d.HTTPStatus = int(*r.HttpStatus)
	}
	if r.Problem != nil {
		d.Problem = *r.Problem
	}
	return d
}

func second(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	s := t.Truncate(time.Second)
	return &s
}
