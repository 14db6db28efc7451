package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"alias.example/alias/sql"
)

// QueueSchema is where River keeps its tables.
const QueueSchema = "river"

// Migrate brings the database at ownerDSN to this binary's schema: roles, our
// migrations, River's, then the walls. It is safe to run again and by several
// at once. The DSN's role must own the database and, the first time, be allowed
// to create roles.
func Migrate(ctx context.Context, ownerDSN string, log *slog.Logger) error {
	cfg, err := pgxpool.ParseConfig(ownerDSN)
	if err != nil {
		return errors.New("the database URL cannot be read")
	}
	cfg.MaxConns = 3
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("connecting as the owner: %w", err)
	}
	defer pool.Close()

	if err := lockedExec(ctx, pool, sql.Roles); err != nil {
		return fmt.Errorf("creating the roles: %w", err)
	}
	if err := migrateOurs(ctx, pool, log); err != nil {
		return err
	}
	if err := migrateRiver(ctx, pool, log); err != nil {
		return err
	}
	if err := lockedExec(ctx, pool, sql.Walls); err != nil {
		return fmt.Errorf("raising the walls: %w", err)
	}
	return nil
}

func migrateOurs(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) error {
	files, err := fs.Sub(sql.Migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	for _, r := range done {
		log.InfoContext(ctx, "applied a migration", "migration", r.Source.Path)
	}
	return nil
}

func migrateRiver(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) error {
	if _, err := pool.Exec(ctx, "create schema if not exists "+QueueSchema); err != nil {
		return fmt.Errorf("creating the queue's schema: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: QueueSchema, Logger: log})
	if err != nil {
		return fmt.Errorf("reading the queue's migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the queue: %w", err)
	}
	return nil
}

// lockedExec runs a script in one transaction, one runner at a time per cluster.
func lockedExec(ctx context.Context, pool *pgxpool.Pool, script string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(7203141)"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, script)
		return err
	})
}

// CheckRole refuses a role that walks through walls: a superuser, one with
// BYPASSRLS, or one that owns any of our tables. The error says what to do.
func (db *DB) CheckRole(ctx context.Context) error {
	var name string
	var super, bypass, owner bool
	err := db.pool.QueryRow(ctx, `
		select current_user, r.rolsuper, r.rolbypassrls,
		       exists (select from pg_tables t where t.schemaname = 'public' and pg_has_role(current_user, t.tableowner, 'usage'))
		from pg_roles r where r.rolname = current_user`).Scan(&name, &super, &bypass, &owner)
	if err != nil {
		return fmt.Errorf("asking what the database role may do: %w", err)
	}
	var why string
	switch {
	case super:
		why = "is a superuser"
	case bypass:
		why = "has BYPASSRLS"
	case owner:
		why = "owns the tables"
	default:
		return nil
	}
	return fmt.Errorf("the database role %q %s, so row-level security would not hold it; "+
		"run `ALIAS_DATABASE_URL=<the owner's URL> alias migrate`, which makes the role alias_app, "+
		"give that role a password (ALTER ROLE alias_app PASSWORD '…'), and serve with its URL", name, why)
}

// ErrNotMigrated says that the database has not this binary's schema.
var ErrNotMigrated = errors.New("the database has not this version's schema; run `alias migrate` with the owner's URL")

// CheckSchema answers ErrNotMigrated unless every migration of this binary has
// been applied. A newer schema is fine: migrations only expand.
func (db *DB) CheckSchema(ctx context.Context) error {
	entries, err := fs.ReadDir(sql.Migrations, "migrations")
	if err != nil {
		return err
	}
	var have int
	err = db.pool.QueryRow(ctx, "select coalesce(max(version_id), 0) from goose_db_version where is_applied").Scan(&have)
	if err != nil || have < len(entries) {
		return ErrNotMigrated
	}
	return nil
}
