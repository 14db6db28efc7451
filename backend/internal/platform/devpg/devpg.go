// Package devpg runs the private PostgreSQL that stands behind `alias serve` when nobody named a server of their own,
// and behind the tests.
//
// The server is a child of this process, listens on a unix socket only, and stops when this process does, however
// this process ends. It never runs as root, never opens a port, never downloads anything, never removes data it was
// not told to remove, and never touches a server that it did not start itself.
package devpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// Owner is the superuser that every cluster is made with. It migrates; it never serves.
	Owner = "alias_owner"
	// Database is the one that `alias serve` keeps its tables in.
	Database = "alias"
)

const (
	port         = "5432"
	spaceToMake  = 200 << 20
	spaceToStart = 50 << 20
)

var (
	// ErrNotFound says that no usable PostgreSQL is installed.
	ErrNotFound = errors.New("no PostgreSQL was found")
	// ErrInUse says that another running Alias has this data directory.
	ErrInUse = errors.New("another Alias is running on this data directory")
	// ErrNotRunning says that there is nothing to attach to.
	ErrNotRunning = errors.New("no Alias is running on this data directory")
	// ErrUnwritable says that the data directory cannot be written.
	ErrUnwritable = errors.New("the data directory cannot be written")
	// ErrNoSpace says that the disk is full, or nearly.
	ErrNoSpace = errors.New("the disk is full")
	// ErrForeignData says that the data directory holds something this PostgreSQL cannot open.
	ErrForeignData = errors.New("the data directory cannot be opened")
)

// Options says which PostgreSQL to run, and on what data. Only Log is required.
type Options struct {
	// BinDir is the folder of postgres and initdb; empty looks for one (see Find).
	BinDir string
	// DataDir holds the cluster; empty is .data in the working directory.
	DataDir string
	// Name tells clusters of one DataDir apart; empty is "postgres".
	Name string
	// CacheDir is where a bundled PostgreSQL is copied when it cannot be used where it lies; empty chooses.
	CacheDir string
	// From is the cluster directory (an Instance.Dir) of a stopped cluster to start from, instead of an empty one.
	From string
	// Fast gives up durability for speed. For tests only: a power cut loses the cluster.
	Fast bool
	// Scratch removes the cluster's directory when the server stops or this process dies. For tests only.
	Scratch bool
	// Log says what is being done, in a few lines.
	Log *slog.Logger
}

// Instance is a running PostgreSQL.
type Instance struct {
	// Dir is the cluster's directory: data, socket, lock and log.
	Dir string
	// Reused says that the server was already there, started by another process. Stop then leaves it running.
	Reused bool

	socket  string
	scratch bool
	lock    *os.File
	guard   *os.File
	cmd     *exec.Cmd
	done    chan struct{}
	stop    sync.Once
	stopErr error
}

// Start runs the cluster of the data directory, making it first if there is none, and returns once it accepts
// connections. Of two starters on one directory the first wins and the other gets ErrInUse; a cluster whose process
// was killed is recovered. The other errors are ErrNotFound, ErrUnwritable, ErrNoSpace and ErrForeignData, each in
// words that say what to do.
//
// Cancelling ctx gives up waiting; a server once returned runs until Stop, or until this process ends.
func Start(ctx context.Context, o Options) (*Instance, error) {
	p, err := locate(o)
	if err != nil {
		return nil, err
	}
	if p.moved {
		o.Log.InfoContext(ctx, "the database user cannot reach the data directory; keeping the data elsewhere", "wanted", p.wanted, "path", p.dir)
	}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	lock, err := takeLock(filepath.Join(p.dir, "lock"))
	if err != nil {
		return nil, err
	}
	in := &Instance{Dir: p.dir, socket: p.socket, scratch: o.Scratch, lock: lock, done: make(chan struct{})}
	if err := in.start(ctx, o, p); err != nil {
		release(lock)
		if o.Scratch {
			_ = os.RemoveAll(p.dir)
		}
		return nil, err
	}
	return in, nil
}

// Attach finds the server that another process runs on the data directory. It is ErrNotRunning when there is none.
func Attach(ctx context.Context, o Options) (*Instance, error) {
	p, err := locate(o)
	if err != nil {
		return nil, err
	}
	in := &Instance{Dir: p.dir, socket: p.socket, Reused: true, done: make(chan struct{})}
	if err := p.owned(p.socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	switch err := in.ping(ctx); {
	case err == nil:
		return in, nil
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%w: it belongs to another user; run this as the user who runs `alias serve`", ErrNotRunning)
	default:
		return nil, fmt.Errorf("%w: start `alias serve`, or name a server in ALIAS_DATABASE_URL", ErrNotRunning)
	}
}

// Remove deletes the cluster of a data directory and everything in it. It is ErrInUse while somebody runs it.
func Remove(o Options) error {
	p, err := locate(o)
	if err != nil {
		return err
	}
	if _, err := os.Stat(p.dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lock, err := takeLock(filepath.Join(p.dir, "lock"))
	if err != nil {
		return err
	}
	defer release(lock)
	if err := os.RemoveAll(p.dir); err != nil {
		return p.explain(err)
	}
	return nil
}

// DSN is the connection URL of one database of this server, for one of its roles. It holds no secret: whoever may
// open the socket, which only this user and root may, is let in.
func (in *Instance) DSN(db, user string) string {
	q := url.Values{"host": {in.socket}, "port": {port}, "user": {user}, "sslmode": {"disable"}}
	return "postgres:///" + url.PathEscape(db) + "?" + q.Encode()
}

// EnsureDatabase makes a database, unless it is there already.
func (in *Instance) EnsureDatabase(ctx context.Context, name string) error {
	c, err := pgx.Connect(ctx, in.DSN("postgres", Owner))
	if err != nil {
		return fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	var there bool
	if err := c.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	if _, err := c.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

// Done is closed when the server has exited. It never is for a server that was attached to.
func (in *Instance) Done() <-chan struct{} { return in.done }

// Stop ends the server: open transactions are rolled back, what was committed is kept. It may be called twice, and
// does nothing to a server that this process did not start.
func (in *Instance) Stop() error {
	if in.cmd == nil {
		return nil
	}
	in.stop.Do(func() {
		steps := []struct {
			signal syscall.Signal
			wait   time.Duration
		}{{syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}}
		if in.scratch {
			steps = steps[1:] // There is nothing to keep, so nothing to write out.
		}
		in.stopErr = errors.New("PostgreSQL does not stop")
		for _, s := range steps {
			_ = in.cmd.Process.Signal(s.signal)
			if in.exited(s.wait) {
				in.stopErr = nil
				break
			}
		}
		if in.scratch {
			_ = os.RemoveAll(in.Dir)
		}
		release(in.lock)
	})
	return in.stopErr
}

func (in *Instance) exited(within time.Duration) bool {
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case <-in.done:
		return true
	case <-t.C:
		return false
	}
}

func (in *Instance) start(ctx context.Context, o Options, p place) error {
	if err := in.awaitPredecessor(ctx); err != nil {
		return err
	}
	have, err := dataMajor(p.data())
	if err != nil {
		return err
	}
	bin, err := Find(ctx, o, have)
	if err != nil {
		return err
	}
	need := uint64(spaceToStart)
	if have == 0 {
		need = spaceToMake
	}
	if err := room(p.dir, need); err != nil {
		return err
	}
	if have == 0 {
		if err := p.make(ctx, o, bin); err != nil {
			return err
		}
	}
	trimLog(p.log())
	// A killed server's children may outlive it by a moment, and PostgreSQL then refuses the directory: try again.
	for attempt := 0; ; attempt++ {
		err := in.launch(ctx, o, p, bin)
		if err == nil || attempt == 50 || !errors.Is(err, errStillHeld) {
			return err
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
}

// awaitPredecessor lets a server end whose own process is gone. We hold the lock, so nobody is using it; normally its
// guard is already stopping it, and it is only asked again when it takes longer than it should.
func (in *Instance) awaitPredecessor(ctx context.Context) error {
	for attempt := range 250 {
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", filepath.Join(in.socket, ".s.PGSQL."+port))
		if err != nil {
			return nil //nolint:nilerr // nobody listens, which is what we are waiting for
		}
		_ = c.Close()
		if attempt%50 == 30 {
			if pid := serverPID(filepath.Join(in.Dir, "data")); pid > 1 {
				_ = syscall.Kill(pid, syscall.SIGINT)
			}
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: a PostgreSQL that was left behind does not stop; its process number is in postmaster.pid", ErrInUse)
}

func (in *Instance) launch(ctx context.Context, o Options, p place, bin Binaries) error {
	logFile, err := os.OpenFile(p.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return p.explain(err)
	}
	defer func() { _ = logFile.Close() }()
	before, err := logFile.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = read.Close() }()

	args := guarded(p, o, append([]string{filepath.Join(bin.Dir, "postgres"), "-D", p.data(), "-k", p.socket, "-p", port}, settings(o)...))
	// The server outlives the starting context on purpose: Stop and the guard end it, in order.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "/bin/sh", args...) //nolint:gosec // our own script and paths
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = logFile, logFile, []*os.File{read}
	cmd.Dir, cmd.Env, cmd.SysProcAttr = p.dir, environment("C.UTF-8"), p.child()
	if err := cmd.Start(); err != nil {
		_ = write.Close()
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	done := make(chan struct{})
	in.cmd, in.guard, in.done, in.stop = cmd, write, done, sync.Once{}
	go func() {
		_ = cmd.Wait()
		_, _ = write.WriteString("done\n") // Tells the guard that there is nothing left to guard.
		_ = write.Close()
		close(done)
	}()
	for {
		if in.ping(ctx) == nil {
			return nil
		}
		select {
		case <-done:
			in.cmd = nil
			return p.failure(before)
		default:
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			_ = in.Stop()
			return err
		}
	}
}

func (in *Instance) ping(ctx context.Context) error {
	c, err := pgx.Connect(ctx, in.DSN("postgres", Owner))
	if err != nil {
		return err
	}
	return c.Close(ctx)
}

// guarded wraps the server's command so that the server ends when this process does. A watcher, detached from the
// server, reads a pipe whose other end only we hold: a word is a good-bye, an end without a word is our death.
func guarded(p place, o Options, command []string) []string {
	const script = `signal=$1 pidfile=$2 scratch=$3
shift 3
(
	(
		read -r word <&3 && exit 0
		kill -s "$signal" $$
		n=0
		while [ -e "$pidfile" ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
		[ -e "$pidfile" ] && kill -s QUIT $$
		[ -z "$scratch" ] || rm -rf "$scratch"
	) </dev/null &
)
exec "$@" 3<&-`
	signal, scratch := "INT", ""
	if o.Scratch {
		signal, scratch = "QUIT", p.dir
	}
	return append([]string{"-c", script, "alias-postgres", signal, filepath.Join(p.data(), "postmaster.pid"), scratch}, command...)
}

// settings are on the command line and not in a file, so that an old cluster gets new ones. What a statement carried
// never reaches the log: statements and error details may hold addresses and secrets.
func settings(o Options) []string {
	set := []string{
		"listen_addresses=", "unix_socket_permissions=0700", "max_connections=200", "shared_buffers=128MB", "jit=off",
		"logging_collector=off", "log_min_messages=fatal", "log_min_error_statement=panic", "log_error_verbosity=terse",
		"timezone=UTC", "log_timezone=UTC",
	}
	if o.Fast {
		set = append(set, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
			"autovacuum=off", "checkpoint_timeout=1h", "max_connections=300", "shared_buffers=64MB")
	}
	args := make([]string, 0, 2*len(set))
	for _, s := range set {
		args = append(args, "-c", s)
	}
	return args
}

// environment is all that the server inherits: none of our own settings, which may be secret.
func environment(locale string) []string {
	return []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=" + locale, "TZ=UTC"}
}

func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // a file of our own directory
	if err != nil {
		return nil, fmt.Errorf("%w: %s was made by another user; run as that user, or set ALIAS_DATA_DIR", ErrUnwritable, filepath.Dir(path))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%w (%s): stop it first, or set ALIAS_DATA_DIR to a directory of its own", ErrInUse, filepath.Dir(path))
	}
	return f, nil
}

// release unlocks before it closes: a child that is just being started has the open file too, until it is itself.
func release(lock *os.File) {
	_ = syscall.Flock(int(lock.Fd()), syscall.LOCK_UN)
	_ = lock.Close()
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// serverPID is the process number that a server wrote into its data directory; 0 when there is none.
func serverPID(data string) int {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid")) //nolint:gosec // a file of our own directory
	if err != nil {
		return 0
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(line)))
	if err != nil {
		return 0
	}
	return pid
}
