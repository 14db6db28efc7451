package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/devpg"
	"alias.example/alias/backend/internal/platform/httpx"
	aliasmail "alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// settings are the flags that every command that needs a deployment takes. They
// win over the environment.
type settings struct {
	BaseURL string `name:"base-url" help:"The public address, such as https://alias.example.org (ALIAS_BASE_URL)." placeholder:"URL"`
	DataDir string `name:"data-dir" help:"Where the embedded database and the master key live (ALIAS_DATA_DIR)." placeholder:"DIR"`
}

// deployment is everything a command needs, opened.
type deployment struct {
	config  config.Config
	log     *slog.Logger
	db      *postgres.DB
	app     *app.App
	gone    <-chan struct{} // closed when an embedded database ended by itself; nil without one
	closers []func()
}

func (d *deployment) close() {
	for i := len(d.closers) - 1; i >= 0; i-- {
		d.closers[i]()
	}
}

func newLog(c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	var h slog.Handler = slog.NewTextHandler(os.Stderr, options)
	if c.LogJSON {
		h = slog.NewJSONHandler(os.Stderr, options)
	}
	return slog.New(httpx.CorrelatedLogs(h))
}

// open reads the settings and opens the database, the configured one or the
// embedded one of the data directory. say tells what is being done; own says
// that an embedded database may be started and migrated, otherwise only a
// running one is used, and one that is not running is started for the while.
func open(ctx context.Context, flags config.Flags, say func(string)) (*deployment, error) {
	c, err := config.FromEnvironment(flags)
	if err != nil {
		return nil, err
	}
	d := &deployment{config: c, log: newLog(c)}
	if err := d.openDatabase(ctx, say); err != nil {
		d.close()
		return nil, err
	}
	if err := d.openApp(ctx); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *deployment) openDatabase(ctx context.Context, say func(string)) error {
	dsn := d.config.DatabaseURL.Reveal()
	if dsn == "" {
		var err error
		if dsn, err = d.embedded(ctx, say); err != nil {
			return err
		}
	}
	db, err := postgres.Open(ctx, dsn)
	if err != nil {
		return err
	}
	d.db = db
	d.closers = append(d.closers, db.Close)
	if err := db.CheckRole(ctx); err != nil {
		return err
	}
	return db.CheckSchema(ctx)
}

// embedded answers the DSN of the data directory's own database, started and
// migrated unless another process runs it already.
func (d *deployment) embedded(ctx context.Context, say func(string)) (string, error) {
	o := devpg.Options{BinDir: d.config.PGBin, DataDir: d.config.DataDir, Log: d.log}
	in, err := devpg.Attach(ctx, o)
	if errors.Is(err, devpg.ErrNotRunning) {
		say("Starting the embedded PostgreSQL in " + d.config.DataDir + " …")
		in, err = devpg.Start(ctx, o)
	}
	if err != nil {
		return "", err
	}
	if !in.Reused {
		d.closers = append(d.closers, func() {
			if err := in.Stop(); err != nil {
				d.log.ErrorContext(ctx, "the embedded database did not stop cleanly", "error", err.Error())
			}
		})
		d.gone = in.Done()
		if err := in.EnsureDatabase(ctx, devpg.Database); err != nil {
			return "", err
		}
		say("Bringing the database to this version's schema …")
		quiet := slog.New(slog.DiscardHandler)
		if err := postgres.Migrate(ctx, in.DSN(devpg.Database, devpg.Owner), quiet); err != nil {
			return "", err
		}
	}
	return in.DSN(devpg.Database, "alias_app"), nil
}

func (d *deployment) openApp(ctx context.Context) error {
	source := secret.NewSource(nil)
	master, err := d.config.Master(source)
	if err != nil {
		return err
	}
	var server aliasmail.Server
	var sink *aliasmail.Sink
	if d.config.SMTP != nil {
		server = *d.config.SMTP
	} else {
		sink = aliasmail.NewSink(clock.System(), source)
		if err := sink.Start(ctx); err != nil {
			return err
		}
		d.closers = append(d.closers, func() { _ = sink.Close() })
		server = sink.Server()
	}
	d.app, err = app.New(app.Config{
		BaseURL: d.config.BaseURL, Development: d.config.Environment == config.Development, RelayDomain: d.config.RelayDomain,
		TrustedProxies: d.config.TrustedProxies, SMTP: server, MailFrom: d.config.MailFrom, DB: d.db, Master: master, Clock: clock.System(),
		Source: source, Log: d.log, Mailbox: sink,
		Outbound: outbound.New(outbound.Options{Allow: d.config.OutboundAllow, InsecureTLSForAllowed: d.config.OutboundInsecureTLS}),
		MTLSURL:  d.config.MTLSURL, ClientCertHeader: d.config.ClientCertHeader, ClientCAs: d.config.ClientCAs,
	})
	return err
}

// forOperator opens a deployment for one command at the terminal.
func forOperator(ctx context.Context, s settings) (*deployment, error) {
	return open(ctx, config.Flags{BaseURL: s.BaseURL, DataDir: s.DataDir}, func(string) {})
}

// patience bounds what a command waits for.
const patience = time.Minute

func say(line string) { fmt.Println(line) }
