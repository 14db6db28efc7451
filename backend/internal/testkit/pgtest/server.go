package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Both locks are taken on the server, where other machines' test runs see them too.
const (
	buildLock = 7203142
	runLocks  = 7203143 // First key of a pair; the second is the run.
)

// openServer makes the databases on a server that somebody else runs. A session that lives as long as this process
// holds a lock named after the run; databases of a run whose lock is free are left over, and dropped.
func openServer(ctx context.Context, dsn, template string) (*Cluster, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme == "" {
		return nil, errors.New("ALIAS_TEST_DATABASE_URL is not a URL such as postgres://owner:password@host/postgres")
	}
	admin, err := adminPool(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("connect to the server of ALIAS_TEST_DATABASE_URL: %w", err)
	}
	owner := func(db string) string { return withDatabase(*u, db, "") }
	alive, prefix, err := prepareServer(ctx, admin, owner, u, template)
	if err != nil {
		admin.Close()
		return nil, err
	}
	return &Cluster{
		admin:    admin,
		owner:    owner,
		app:      func(db string) string { return withDatabase(*u, db, appRole) },
		template: template,
		prefix:   prefix,
		close:    func() error { return alive.Close(context.WithoutCancel(ctx)) },
	}, nil
}

func prepareServer(ctx context.Context, admin *pgxpool.Pool, owner func(string) string, u *url.URL, template string) (*pgx.Conn, string, error) {
	alive, err := pgx.Connect(ctx, owner(strings.TrimPrefix(u.Path, "/")))
	if err != nil {
		return nil, "", err
	}
	run := strings.ToLower(rand.Text()[:8])
	err = func() error {
		if _, err := alive.Exec(ctx, "select pg_advisory_lock($1, hashtext($2))", runLocks, run); err != nil {
			return err
		}
		if _, err := alive.Exec(ctx, "select pg_advisory_lock($1)", buildLock); err != nil {
			return err
		}
		if err := sweepServer(ctx, alive); err != nil {
			return err
		}
		var there bool
		if err := alive.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", template).Scan(&there); err != nil {
			return err
		}
		if !there {
			if err := migrate(ctx, admin, owner, template); err != nil {
				return err
			}
		}
		if password, ok := u.User.Password(); ok { // Then roles need one too; theirs is the owner's.
			var set string
			if err := alive.QueryRow(ctx, "select format('alter role "+appRole+" login password %L', $1::text)", password).Scan(&set); err != nil {
				return err
			}
			if _, err := alive.Exec(ctx, set); err != nil {
				return err
			}
		}
		_, err := alive.Exec(ctx, "select pg_advisory_unlock($1)", buildLock)
		return err
	}()
	if err != nil {
		return nil, "", errors.Join(err, alive.Close(ctx))
	}
	return alive, "alias_test_" + run + "_", nil
}

// sweepServer drops the databases of runs that have ended without doing it.
func sweepServer(ctx context.Context, c *pgx.Conn) error {
	rows, err := c.Query(ctx, `select datname from pg_database where datname ~ '^alias_test_[a-z0-9]{8}_[0-9]+$'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		run := strings.Split(name, "_")[2]
		var free bool
		if err := c.QueryRow(ctx, "select pg_try_advisory_lock($1, hashtext($2))", runLocks, run).Scan(&free); err != nil {
			return err
		}
		if !free {
			continue
		}
		if _, err := c.Exec(ctx, "drop database if exists "+quote(name)+" with (force)"); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "select pg_advisory_unlock($1, hashtext($2))", runLocks, run); err != nil {
			return err
		}
	}
	return nil
}

// withDatabase is the URL with another database and, unless empty, another user of the same password.
func withDatabase(u url.URL, db, user string) string {
	u.Path = "/" + db
	if user == "" {
		return u.String()
	}
	q := u.Query()
	if q.Has("user") {
		q.Set("user", user)
		u.RawQuery = q.Encode()
	}
	if password, ok := u.User.Password(); ok {
		u.User = url.UserPassword(user, password)
	} else {
		u.User = url.User(user)
	}
	return u.String()
}
