// Package pgtest gives every test a PostgreSQL database of its own, migrated and empty, in a few hundredths of a second.
//
// Where the databases are: each test process starts one small cluster from a template that is made once per schema and
// kept on a memory disk, and clones its databases inside it. The cluster stops and is removed when the process ends,
// however it ends (see devpg), so nothing is shared between packages, nothing has to be counted, and neither `make
// test` nor a bare `go test` leaves a process or a database behind. What stays is the template, a few tens of megabytes.
// With ALIAS_TEST_DATABASE_URL, the owner's URL of a real server, the databases are made there instead; those of
// processes that died are dropped by the next one.
//
// It is for tests only, and never touches a database that it did not make.
package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/sql"
)

const (
	appRole  = "alias_app"
	maxConns = 10
)

// shared is this process's cluster; the first test that asks starts it.
//
//nolint:gochecknoglobals // one cluster per process is the point
var shared struct {
	sync.Mutex
	*Cluster
	err error
}

// DB is one test's database.
type DB struct {
	// OwnerDSN connects as the owner, who walks through walls; AppDSN as alias_app, who serves and does not.
	OwnerDSN, AppDSN string
	// Pool is open as alias_app, with ten connections at most.
	Pool *pgxpool.Pool
}

// New is a migrated database without rows, dropped when the test ends.
func New(tb testing.TB) *DB {
	tb.Helper()

	c, ctx := cluster(tb)
	db := &DB{}
	name := c.create(ctx, tb, c.template)
	db.OwnerDSN, db.AppDSN = c.owner(name), c.app(name)
	cfg, err := pgxpool.ParseConfig(db.AppDSN)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	cfg.MaxConns = maxConns
	if db.Pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	tb.Cleanup(db.Pool.Close)
	return db
}

// Empty is the owner's URL of a database with nothing in it, for tests of the migrations. It is dropped when the test
// ends.
func Empty(tb testing.TB) string {
	tb.Helper()

	c, ctx := cluster(tb)
	return c.owner(c.create(ctx, tb, "template0"))
}

func cluster(tb testing.TB) (*Cluster, context.Context) {
	tb.Helper()

	ctx := context.WithoutCancel(tb.Context()) // Clean-up runs when the test's own context has ended.
	shared.Lock()
	defer shared.Unlock()
	if shared.Cluster == nil && shared.err == nil {
		shared.Cluster, shared.err = Open(ctx)
	}
	if shared.err != nil {
		tb.Fatalf("pgtest: %v", shared.err)
	}
	return shared.Cluster, ctx
}

func (c *Cluster) create(ctx context.Context, tb testing.TB, template string) string {
	tb.Helper()

	name, err := c.Clone(ctx, template)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	tb.Cleanup(func() {
		if err := c.Drop(ctx, name); err != nil {
			tb.Errorf("pgtest: %v", err)
		}
	})
	return name
}

// Cluster is a server with a template to clone.
type Cluster struct {
	admin    *pgxpool.Pool
	owner    func(db string) string
	app      func(db string) string
	template string
	prefix   string
	count    atomic.Int64
	close    func() error
}

// Open starts this process's cluster, or uses the server of ALIAS_TEST_DATABASE_URL, making the template if this
// schema has none yet.
func Open(ctx context.Context) (*Cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	name, err := templateName()
	if err != nil {
		return nil, err
	}
	if dsn := os.Getenv("ALIAS_TEST_DATABASE_URL"); dsn != "" { //nolint:forbidigo // tests have no configuration to read
		return openServer(ctx, dsn, name)
	}
	return openLocal(ctx, name)
}

// Close gives the cluster up. A test process need not: its end is enough.
func (c *Cluster) Close() error {
	c.admin.Close()
	return c.close()
}

// Clone makes a database and answers its name. An empty template means the migrated one.
func (c *Cluster) Clone(ctx context.Context, template string) (string, error) {
	if template == "" {
		template = c.template
	}
	name := fmt.Sprintf("%s%d", c.prefix, c.count.Add(1))
	if _, err := c.admin.Exec(ctx, fmt.Sprintf("create database %s template %s strategy file_copy", quote(name), quote(template))); err != nil {
		return "", fmt.Errorf("make a database: %w", err)
	}
	return name, nil
}

// Drop removes a database that Clone made, whoever is still connected.
func (c *Cluster) Drop(ctx context.Context, name string) error {
	if _, err := c.admin.Exec(ctx, fmt.Sprintf("drop database if exists %s with (force)", quote(name))); err != nil {
		return fmt.Errorf("drop a database: %w", err)
	}
	return nil
}

// OwnerDSN is the owner's URL of one database.
func (c *Cluster) OwnerDSN(name string) string { return c.owner(name) }

// migrate builds the template in a database that nobody else knows yet, and seals it.
func migrate(ctx context.Context, admin *pgxpool.Pool, owner func(string) string, name string) error {
	building := name + "_new"
	for _, q := range []string{
		"drop database if exists " + quote(building) + " with (force)",
		"create database " + quote(building) + " template template0 encoding 'UTF8'",
	} {
		if _, err := admin.Exec(ctx, q); err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
	}
	if err := postgres.Migrate(ctx, owner(building), slog.New(slog.DiscardHandler)); err != nil {
		return fmt.Errorf("make the template: %w", err)
	}
	for _, q := range []string{
		"alter database " + quote(building) + " rename to " + quote(name),
		"alter database " + quote(name) + " allow_connections false",
	} {
		// The migration's own connections may take a moment to leave.
		if err := retry(ctx, func() error { _, err := admin.Exec(ctx, q); return err }); err != nil {
			return fmt.Errorf("seal the template: %w", err)
		}
	}
	return nil
}

func retry(ctx context.Context, f func() error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for attempt := 0; ; attempt++ {
		err := f()
		if err == nil || attempt == 100 {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-tick.C:
		}
	}
}

// templateName says which schema a template has: a change of any migration, role, wall or of River's own makes another.
func templateName() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(sql.Migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := sql.Migrations.ReadFile(path)
		_, _ = fmt.Fprintf(sum, "%s\n%s\n", path, b)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	river, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", fmt.Errorf("read the queue's migrations: %w", err)
	}
	for _, m := range river.AllVersions() {
		_, _ = fmt.Fprintf(sum, "%d\n%s\n", m.Version, m.SQLUp)
	}
	_, _ = fmt.Fprintf(sum, "%s\n%s\n", sql.Roles, sql.Walls)
	return "alias_template_" + hex.EncodeToString(sum.Sum(nil)[:6]), nil
}

func quote(name string) string { return pgx.Identifier{strings.TrimSpace(name)}.Sanitize() }

func adminPool(ctx context.Context, dsn string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the database URL cannot be read")
	}
	cfg.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}
