// Package postgres opens transactions; it is the only door to the database and
// runs no query of its own. Whose rows a transaction sees is its type: TenantTx
// for one tenant's, PersonTx for one person's, DeveloperTx for one developer's
// memberships, SystemTx for sweeping. Forgetting the wall does not compile, and
// behind the types row-level security holds the same line (sql/walls.sql).
//
// Cost: InTenant and its siblings add two round trips to those of fn: one opens
// the transaction and sets the wall, one commits. A Peek adds none.
package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Querier runs a query inside a wall. Generated code takes one.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// DB hands out transactions.
type DB struct {
	pool *pgxpool.Pool
	bus  *bus
}

// connections is the size of the pool unless the URL says pool_max_conns: the
// driver's own, four on a small machine, would leave two for requests beside the
// ones that listen.
const connections = 24

// Open connects to the database at dsn and checks that it answers.
func Open(ctx context.Context, dsn string, options ...func(*pgxpool.Config)) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("postgres: the database URL cannot be read") // the driver's error would show the password
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		cfg.MaxConns = connections
	}
	cfg.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}
	for _, o := range options {
		o(cfg)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("postgres: opening the pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("postgres: the database does not answer: %w", err)
	}
	return &DB{pool, newBus()}, nil
}

// WithTracer has every statement seen by t, which counts round trips or times them.
func WithTracer(t pgx.QueryTracer) func(*pgxpool.Config) {
	return func(c *pgxpool.Config) { c.ConnConfig.Tracer = t }
}

// WithMaxConns bounds the pool.
func WithMaxConns(n int32) func(*pgxpool.Config) {
	return func(c *pgxpool.Config) { c.MaxConns = n }
}

// Close gives all connections back. It waits for those in use.
func (db *DB) Close() { db.pool.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Pool is for River and for the migrations' check, which bring their own
// statements. Nothing of the business may use it: it is outside every wall.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Directory runs a query on the tables that have no wall because they are how a
// wall is found. Anything else fails: a walled table refuses a query outside.
func (db *DB) Directory() Querier { return db.pool }

// TenantTx is a transaction that can see one tenant's rows and no others.
type TenantTx struct {
	Querier

	tx     pgx.Tx
	tenant id.Tenant
	after  *[]func()
	bus    *bus
}

// Tenant is the tenant whose rows tx can see.
func (tx TenantTx) Tenant() id.Tenant { return tx.tenant }

// Underlying is the raw transaction, for inserting jobs. It is nil in a Peek.
func (tx TenantTx) Underlying() pgx.Tx { return tx.tx }

// PersonTx is a transaction that can see one person's rows, or those of the
// people whose unguessable keys its bearer presented, and no others.
type PersonTx struct {
	Querier

	tx pgx.Tx
}

// Underlying is the raw transaction, for inserting jobs. It is nil in a Peek.
func (tx PersonTx) Underlying() pgx.Tx { return tx.tx }

// DeveloperTx is a transaction that can see one developer's memberships and the
// tenants they are in.
type DeveloperTx struct {
	Querier

	tx        pgx.Tx
	developer id.Developer
}

// Developer is the developer whose memberships tx can see.
func (tx DeveloperTx) Developer() id.Developer { return tx.developer }

// Underlying is the raw transaction, for inserting jobs.
func (tx DeveloperTx) Underlying() pgx.Tx { return tx.tx }

// SystemTx is a transaction of the role that fans out and sweeps. It can read
// identifiers and times and delete what has expired; it can read no content.
type SystemTx struct {
	Querier

	tx pgx.Tx
}

// Underlying is the raw transaction, for inserting jobs.
func (tx SystemTx) Underlying() pgx.Tx { return tx.tx }

// InTenant runs fn in a transaction walled to tenant. It commits when fn
// returns nil or an error made by Keep, and rolls back otherwise.
func (db *DB) InTenant(ctx context.Context, tenant id.Tenant, fn func(TenantTx) error) error {
	var after []func()
	return db.begin(ctx, beginQuery(TenantWall(tenant)), func(tx pgx.Tx) error {
		return fn(TenantTx{tx, tx, tenant, &after, db.bus})
	}, &after)
}

// InPerson runs fn in a transaction walled to one account; see InTenant.
func (db *DB) InPerson(ctx context.Context, account id.Account, fn func(PersonTx) error) error {
	return db.in(ctx, PersonWall(account), func(tx pgx.Tx) error { return fn(PersonTx{tx, tx}) })
}

// ByKeys runs fn in a transaction that sees the rows of the person's side which
// the given hashes open: sessions by their token, sign-ups and resets by their
// key, a mailbox by its address. See InTenant.
func (db *DB) ByKeys(ctx context.Context, keys []secret.Hash, fn func(PersonTx) error) error {
	return db.in(ctx, KeysWall(keys), func(tx pgx.Tx) error { return fn(PersonTx{tx, tx}) })
}

// InDeveloper runs fn in a transaction walled to one developer; see InTenant.
func (db *DB) InDeveloper(ctx context.Context, developer id.Developer, fn func(DeveloperTx) error) error {
	return db.in(ctx, Wall{developerSetting, developer.UUIDString()}, func(tx pgx.Tx) error {
		return fn(DeveloperTx{tx, tx, developer})
	})
}

// AsSystem runs fn as the system role; see InTenant.
func (db *DB) AsSystem(ctx context.Context, fn func(SystemTx) error) error {
	return db.begin(ctx, "begin; set local role alias_system", func(tx pgx.Tx) error { return fn(SystemTx{tx, tx}) }, nil)
}

// PeekTenant is a TenantTx for exactly one statement per call: each query is
// sent together with its wall, in one round trip, and is its own transaction.
func (db *DB) PeekTenant(tenant id.Tenant) TenantTx {
	return TenantTx{Querier: peek{db.pool, []Wall{TenantWall(tenant)}}, tenant: tenant, bus: db.bus}
}

// PeekKeys is ByKeys for exactly one statement per call; see PeekTenant.
func (db *DB) PeekKeys(keys []secret.Hash) PersonTx {
	return PersonTx{Querier: peek{db.pool, []Wall{KeysWall(keys)}}}
}

// PeekPerson is InPerson for exactly one statement per call; see PeekTenant.
func (db *DB) PeekPerson(account id.Account) PersonTx {
	return PersonTx{Querier: peek{db.pool, []Wall{PersonWall(account)}}}
}

// PeekDeveloper is InDeveloper for exactly one statement per call; see PeekTenant.
func (db *DB) PeekDeveloper(developer id.Developer) DeveloperTx {
	return DeveloperTx{Querier: peek{db.pool, []Wall{{developerSetting, developer.UUIDString()}}}, developer: developer}
}

// Wall is one setting that a transaction is opened with. Only this package and
// bridge make walls; the value is a UUID or a list of hex, never anybody's text.
type Wall struct{ setting, value string }

const (
	tenantSetting    = "alias.tenant_id"
	accountSetting   = "alias.account_id"
	developerSetting = "alias.developer_id"
	keysSetting      = "alias.keys"
)

// TenantWall is the wall round one tenant.
func TenantWall(t id.Tenant) Wall { return Wall{tenantSetting, t.UUIDString()} }

// PersonWall is the wall round one person.
func PersonWall(a id.Account) Wall { return Wall{accountSetting, a.UUIDString()} }

// KeysWall is the wall round what keys open.
func KeysWall(keys []secret.Hash) Wall {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = hex.EncodeToString(k[:])
	}
	if len(list) == 0 {
		list = []string{strings.Repeat("00", len(secret.Hash{}))} // the hash of nothing: sees nothing, but is inside a wall
	}
	return Wall{keysSetting, strings.Join(list, ",")}
}

func (db *DB) in(ctx context.Context, wall Wall, fn func(pgx.Tx) error) error {
	return db.begin(ctx, beginQuery(wall), fn, nil)
}

// BeginBoth opens one transaction behind both walls at once. It exists for
// package bridge alone, which decides who may call it.
func (db *DB) BeginBoth(ctx context.Context, tenant id.Tenant, person Wall, fn func(TenantTx, PersonTx) error) error {
	var after []func()
	return db.begin(ctx, beginQuery(TenantWall(tenant), person), func(tx pgx.Tx) error {
		return fn(TenantTx{tx, tx, tenant, &after, db.bus}, PersonTx{tx, tx})
	}, &after)
}

// beginQuery opens the transaction and sets its walls in one round trip.
func beginQuery(walls ...Wall) string {
	var b strings.Builder
	b.WriteString("begin")
	for _, w := range walls {
		b.WriteString("; set local " + w.setting + " = '" + w.value + "'")
	}
	return b.String()
}

// begin runs fn in a transaction that query opens, and calls what after holds
// once it is committed: fn returned nil, or a kept error.
func (db *DB) begin(ctx context.Context, query string, fn func(pgx.Tx) error, after *[]func()) error {
	var kept *keptError
	err := pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{BeginQuery: query}, func(tx pgx.Tx) error {
		if err := fn(tx); !errors.As(err, &kept) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if after != nil {
		for _, f := range *after {
			f()
		}
	}
	if kept != nil {
		return kept.err
	}
	return nil
}

// Keep marks err as a refusal whose writes must survive: the transaction
// commits and then returns err. Use it when saying no is itself a change of
// state, such as revoking a grant because a spent refresh token came back.
func Keep(err error) error { return &keptError{err} }

type keptError struct{ err error }

func (e *keptError) Error() string { return e.err.Error() }
func (e *keptError) Unwrap() error { return e.err }

// Violates reports whether err is the violation of the named constraint.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// IsNone reports whether err says that a query for one row found none.
func IsNone(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// SweepBatch is how many rows one sweeping statement deletes at most, so that
// no sweep holds locks for long.
const SweepBatch = 1000
