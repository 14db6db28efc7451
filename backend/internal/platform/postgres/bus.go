package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"alias.example/alias/backend/internal/platform/id"
)

const channel = "alias_changed"

// bus tells who asked that a tenant's configuration changed: at once in this
// process, by NOTIFY in the others.
type bus struct {
	mu   sync.Mutex
	subs []func(id.Tenant)
}

func newBus() *bus { return &bus{} }

func (b *bus) publish(t id.Tenant) {
	b.mu.Lock()
	subs := b.subs
	b.mu.Unlock()
	for _, f := range subs {
		f(t)
	}
}

// OnChange has f called after every committed Changed, in this process or in
// another, and with the zero tenant when changes may have been missed. f must
// be quick and safe for concurrent use.
func (db *DB) OnChange(f func(id.Tenant)) {
	db.bus.mu.Lock()
	defer db.bus.mu.Unlock()
	db.bus.subs = append(db.bus.subs, f)
}

// Changed announces, when tx commits, that the configuration of its tenant
// (its own row, its clients or its keys) changed, so that caches forget it.
func Changed(ctx context.Context, tx TenantTx) error {
	if _, err := tx.Exec(ctx, "select pg_notify($1, $2)", channel, tx.tenant.UUIDString()); err != nil {
		return fmt.Errorf("announcing a change: %w", err)
	}
	*tx.after = append(*tx.after, func() { tx.bus.publish(tx.tenant) })
	return nil
}

// Listen hears the changes of other processes until ctx ends. When the
// connection is lost it says so to the subscribers (the zero tenant) and tries
// again; caches bound their age for the time in between.
func (db *DB) Listen(ctx context.Context, log *slog.Logger) {
	for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 5*time.Second) {
		if err := db.listen(ctx, func() { pause = 100 * time.Millisecond }); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "lost the change listener; trying again", "error", err.Error())
		}
		db.bus.publish(id.Tenant{})
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (db *DB) listen(ctx context.Context, connected func()) error {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer drop(ctx, conn)
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	connected()
	db.bus.publish(id.Tenant{}) // what happened before we listened
	for {
		n, err := conn.Conn().WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if t, err := id.FromUUID[id.Tenant](n.Payload); err == nil {
			db.bus.publish(t)
		}
	}
}

// drop closes the connection instead of giving it back, since it listens. The
// context has ended by then; only what it carries for the log is kept.
func drop(ctx context.Context, conn *pgxpool.Conn) {
	c := conn.Hijack()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = c.Close(ctx)
}
