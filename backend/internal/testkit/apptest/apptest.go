// Package apptest runs the whole product in a test's process: a database of its
// own, a clock that stands, mail that goes through a real SMTP server into a
// mailbox the test can read, jobs that run when the test says so, and a real
// HTTP server. It is for tests only.
package apptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/keytest"
	"alias.example/alias/backend/internal/testkit/pgtest"
	"alias.example/alias/backend/internal/upkeep"
)

// Start is when the clock of every test stands at first.
func Start() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }

// RelayDomain is what relay addresses end in.
const RelayDomain = "relay.test"

// Server is the product, running.
type Server struct {
	*app.App

	T       testing.TB
	URL     string
	Clock   *clock.Fake
	Mailbox *mail.Sink
	DB      *postgres.DB
	PG      *pgtest.DB
	Trips   *postgres.Trips
	Log     *Log
	Master  *secret.Master
	// Authority is the one that tls_client_auth believes.
	Authority keytest.Authority

	config app.Config
}

// Log keeps what was logged, for the tests that look for leaks.
type Log struct {
	mu  sync.Mutex
	buf strings.Builder
}

// Write keeps p.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String is everything that was logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// New starts the product and stops it when the test ends.
func New(tb testing.TB) *Server {
	tb.Helper()
	return Replica(tb, pgtest.New(tb))
}

// Replica starts the product over a database that another one may be using, with
// the same master key.
func Replica(tb testing.TB, pg *pgtest.DB) *Server {
	tb.Helper()

	s := &Server{T: tb, Clock: clock.NewFake(Start()), PG: pg, Trips: &postgres.Trips{}, Log: &Log{}, Authority: keytest.NewAuthority(tb, Start())}
	log := slog.New(slog.NewJSONHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	s.DB, err = postgres.Open(tb.Context(), pg.AppDSN, postgres.WithTracer(s.Trips), postgres.WithMaxConns(12))
	require.NoError(tb, err)
	s.Master, err = secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(tb, err)
	source := secret.NewSource(nil)
	s.Mailbox = mail.NewSink(s.Clock, source)
	require.NoError(tb, s.Mailbox.Start(tb.Context()))

	web := httptest.NewUnstartedServer(nil)
	s.URL = "http://localhost:" + strings.TrimPrefix(web.Listener.Addr().String(), "127.0.0.1:")
	base, err := url.Parse(s.URL)
	require.NoError(tb, err)
	s.config = app.Config{
		BaseURL: base, Development: true, RelayDomain: RelayDomain, SMTP: s.Mailbox.Server(), MailFrom: netmail.Address{Name: "Alias", Address: "no-reply@alias.test"},
		DB: s.DB, Master: s.Master, Clock: s.Clock, Source: source, Log: log, Mailbox: s.Mailbox,
		PasswordCost: password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1},
		// The servers that a test runs for its clients are on this machine.
		Outbound: outbound.New(outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, InsecureTLSForAllowed: true}),
		// Whoever sends a request is a proxy that may pass its caller's certificate.
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, ClientCertHeader: CertHeader, ClientCAs: s.Authority.Pool(),
	}
	s.App, err = app.New(s.config)
	require.NoError(tb, err)
	web.Config.Handler = s.Handler
	web.Start()

	ctx, stop := context.WithCancel(context.WithoutCancel(tb.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, false) }()
	tb.Cleanup(func() {
		web.Close()
		stop()
		require.NoError(tb, <-done)
		require.NoError(tb, s.Mailbox.Close())
		s.DB.Close()
	})
	return s
}

// Drain works every job that is due, and those they leave, in the order they came.
// One that fails and would be tried again waits until the clock says so.
func (s *Server) Drain() {
	s.T.Helper()
	for range 100 {
		if !s.workOne() {
			return
		}
	}
	s.T.Fatal("apptest: jobs keep making jobs")
}

func (s *Server) workOne() bool {
	s.T.Helper()
	ctx := s.T.Context()
	var row int64
	var kind string
	var args []byte
	var attempt, most int
	// When a new job is due is River's business, by the clock of the machine; when a
	// failed one is due, ours.
	err := s.PG.Pool.QueryRow(ctx, `
		update river.river_job set state = 'running', attempt = attempt + 1, attempted_at = now() where id = (
			select min(id) from river.river_job where state in ('available', 'scheduled') or state = 'retryable' and scheduled_at <= $1)
		returning id, kind, args, attempt, max_attempts`, s.Clock.Now()).Scan(&row, &kind, &args, &attempt, &most)
	if err == pgx.ErrNoRows { //nolint:errorlint // Scan answers the very value
		return false
	}
	require.NoError(s.T, err)
	err = s.work(ctx, kind, args, attempt >= most)
	if errors.Is(err, upkeep.ErrNotTold) {
		_, err = s.PG.Pool.Exec(ctx, "update river.river_job set state = 'retryable', scheduled_at = $2 where id = $1", row, s.Clock.Now().Add(upkeep.LogoutPause(attempt)))
		require.NoError(s.T, err)
		return true
	}
	require.NoError(s.T, err, "job %s", kind)
	_, err = s.PG.Pool.Exec(ctx, "delete from river.river_job where id = $1", row)
	require.NoError(s.T, err)
	return true
}

func (s *Server) work(ctx context.Context, kind string, args []byte, last bool) error {
	switch kind {
	case job.SendNotice{}.Kind():
		var a job.SendNotice
		if err := json.Unmarshal(args, &a); err != nil {
			return err
		}
		n, err := id.Parse[id.Notice](a.NoticeID)
		if err != nil {
			return err
		}
		return s.Upkeep.SendNotice(ctx, n)
	case job.RotateKeys{}.Kind():
		var a job.RotateKeys
		if err := json.Unmarshal(args, &a); err != nil {
			return err
		}
		t, err := id.Parse[id.Tenant](a.TenantID)
		if err != nil {
			return err
		}
		return s.Upkeep.RotateKeys(ctx, t)
	case job.BackchannelLogout{}.Kind():
		var a job.BackchannelLogout
		if err := json.Unmarshal(args, &a); err != nil {
			return err
		}
		t, err := id.Parse[id.Tenant](a.TenantID)
		if err != nil {
			return err
		}
		d, err := id.Parse[id.LogoutDelivery](a.DeliveryID)
		if err != nil {
			return err
		}
		return s.Upkeep.BackchannelLogout(ctx, t, d, last)
	}
	return fmt.Errorf("apptest: a job of kind %q", kind)
}

// Code is the newest six-digit code in somebody's mailbox, after all jobs ran.
func (s *Server) Code(address string) string {
	s.T.Helper()
	s.Drain()
	for _, m := range s.Mailbox.Messages() {
		if m.To == address && m.Code != "" {
			return m.Code
		}
	}
	s.T.Fatalf("apptest: no code in the mailbox of %s", address)
	return ""
}

// Issuer is the issuer URL of a tenant.
func (s *Server) Issuer(slug string) string { return s.URL + "/t/" + slug }

// Attempts reads a tenant's attempts, newest first, once they are written.
func (s *Server) Attempts(tenant id.Tenant) []AttemptRow {
	s.T.Helper()
	s.Recorder.Flush(s.T.Context())
	rows, err := s.owner().Query(s.T.Context(), "select endpoint, outcome, reason, received, expected from attempts where tenant_id = $1 order by id desc", tenant)
	require.NoError(s.T, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AttemptRow])
	require.NoError(s.T, err)
	return list
}

// AttemptRow is an attempt as stored.
type AttemptRow struct{ Endpoint, Outcome, Reason, Received, Expected string }

// owner is a connection that walks through walls, for looking at what was stored.
func (s *Server) owner() *pgx.Conn {
	s.T.Helper()
	c, err := pgx.Connect(s.T.Context(), s.PG.OwnerDSN)
	require.NoError(s.T, err)
	s.T.Cleanup(func() { _ = c.Close(context.WithoutCancel(s.T.Context())) })
	return c
}

// Owner is a connection that walks through walls, for looking at what was stored.
func (s *Server) Owner() *pgx.Conn { return s.owner() }

// Get fetches a URL without following redirects.
func (s *Server) Get(u string, header ...string) *http.Response {
	s.T.Helper()
	r, err := http.NewRequestWithContext(s.T.Context(), http.MethodGet, u, nil)
	require.NoError(s.T, err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	require.NoError(s.T, err)
	s.T.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// Beside is the same product with another configuration, over the same parts. It
// serves nobody by itself: give its Handler requests.
func (s *Server) Beside(change func(*app.Config)) *app.App {
	s.T.Helper()
	c := s.config
	change(&c)
	a, err := app.New(c)
	require.NoError(s.T, err)
	return a
}
