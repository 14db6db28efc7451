package devpg_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/devpg"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Arg(0) == "serve-in" {
		os.Exit(serveIn(flag.Arg(1)))
	}
	os.Exit(m.Run())
}

// serveIn is another process that runs the cluster of a directory until it is killed.
func serveIn(dir string) int {
	in, err := devpg.Start(context.Background(), devpg.Options{DataDir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		_, _ = fmt.Fprintln(os.Stdout, err)
		return 1
	}
	_, _ = fmt.Fprintln(os.Stdout, "ready")
	<-in.Done()
	return 0
}

// place is a directory that the database's user can reach, which a test's own directory is not when root runs it.
func place(t *testing.T) string {
	t.Helper()

	dir, err := os.MkdirTemp("", "alias-devpg-") //nolint:usetesting // see above
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return dir
}

func options(dir string) devpg.Options {
	return devpg.Options{DataDir: dir, Log: slog.New(slog.DiscardHandler)}
}

// fast is for tests that are not about keeping what was committed.
func fast(dir string) devpg.Options {
	o := options(dir)
	o.Fast = true
	return o
}

func query(t *testing.T, in *devpg.Instance, sql string) string {
	t.Helper()

	c, err := pgx.Connect(t.Context(), in.DSN("postgres", devpg.Owner))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close(t.Context())) }()
	var said string
	require.NoError(t, c.QueryRow(t.Context(), sql).Scan(&said))
	return said
}

func TestWhatIsCommittedSurvivesAStop(t *testing.T) {
	t.Parallel()

	dir := place(t)
	in, err := devpg.Start(t.Context(), options(dir))
	require.NoError(t, err)
	require.False(t, in.Reused)
	require.Equal(t, "alias_owner", query(t, in, "select current_user::text"))
	require.Equal(t, "on", query(t, in, "select current_setting('fsync')"))
	require.Empty(t, query(t, in, "select current_setting('listen_addresses')"))
	query(t, in, "with made as (select lo_create(4711)) select 'made' from made")
	require.NoError(t, in.Stop())
	require.NoError(t, in.Stop(), "stopping twice is stopping once")

	in, err = devpg.Start(t.Context(), options(dir))
	require.NoError(t, err)
	require.Equal(t, "4711", query(t, in, "select oid::text from pg_largeobject_metadata"))
	require.NoError(t, in.Stop())
}

func TestASecondStarterIsRefusedAndAnAttacherIsServed(t *testing.T) {
	t.Parallel()

	dir := place(t)
	_, err := devpg.Attach(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrNotRunning)

	in, err := devpg.Start(t.Context(), fast(dir))
	require.NoError(t, err)
	_, err = devpg.Start(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrInUse)

	guest, err := devpg.Attach(t.Context(), fast(dir))
	require.NoError(t, err)
	require.True(t, guest.Reused)
	require.NoError(t, guest.Stop())
	require.Equal(t, "still here", query(t, in, "select 'still here'"))

	require.NoError(t, in.Stop())
	_, err = devpg.Attach(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrNotRunning)
}

func TestAKilledProcessLeavesNoServerAndLosesNothing(t *testing.T) {
	t.Parallel()

	dir := place(t)
	self, err := os.Executable()
	require.NoError(t, err)
	other := exec.Command(self, "serve-in", dir)
	out, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "ready\n", line)

	guest, err := devpg.Attach(t.Context(), options(dir))
	require.NoError(t, err)
	query(t, guest, "with made as (select lo_create(42)) select 'made' from made")
	pid := serverPID(t, guest.Dir)
	require.NoError(t, other.Process.Kill())
	_ = other.Wait()

	// At once: the next start must cope with a server that is still on its way out.
	in, err := devpg.Start(t.Context(), options(dir))
	require.NoError(t, err)
	require.NotEqual(t, pid, serverPID(t, in.Dir), "PostgreSQL lets only one server into a directory: the old one is gone")
	require.Equal(t, "42", query(t, in, "select oid::text from pg_largeobject_metadata"))
	require.NoError(t, in.Stop())
}

func TestAKilledServerIsRecovered(t *testing.T) {
	t.Parallel()

	dir := place(t)
	in, err := devpg.Start(t.Context(), options(dir))
	require.NoError(t, err)
	query(t, in, "with made as (select lo_create(42)) select 'made' from made")
	require.NoError(t, syscall.Kill(serverPID(t, in.Dir), syscall.SIGKILL))
	<-in.Done()
	require.NoError(t, in.Stop())

	in, err = devpg.Start(t.Context(), options(dir))
	require.NoError(t, err)
	require.Equal(t, "42", query(t, in, "select oid::text from pg_largeobject_metadata"))
	require.NoError(t, in.Stop())
}

func TestAScratchClusterStartsFromAnotherAndLeavesNothing(t *testing.T) {
	t.Parallel()

	dir := place(t)
	o := options(dir)
	o.Name, o.Fast = "original", true
	original, err := devpg.Start(t.Context(), o)
	require.NoError(t, err)
	query(t, original, "with made as (select lo_create(7)) select 'made' from made")
	require.NoError(t, original.Stop())

	o.Name, o.From, o.Scratch = "copy", original.Dir, true
	in, err := devpg.Start(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, "7", query(t, in, "select oid::text from pg_largeobject_metadata"))
	require.Equal(t, "off", query(t, in, "select current_setting('fsync')"))
	require.NoError(t, in.Stop())
	require.NoDirExists(t, in.Dir)
	require.DirExists(t, original.Dir)
}

func TestDataOfAnotherMajorIsRefusedAndKept(t *testing.T) {
	t.Parallel()

	dir := place(t)
	in, err := devpg.Start(t.Context(), fast(dir))
	require.NoError(t, err)
	require.NoError(t, in.Stop())
	require.NoError(t, os.WriteFile(filepath.Join(in.Dir, "data/PG_VERSION"), []byte("14\n"), 0o600))

	_, err = devpg.Start(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrForeignData)
	require.ErrorContains(t, err, "PostgreSQL 14 wrote it")
	require.DirExists(t, filepath.Join(in.Dir, "data/base"))
}

func TestDamagedDataIsRefusedAndKept(t *testing.T) {
	t.Parallel()

	dir := place(t)
	in, err := devpg.Start(t.Context(), fast(dir))
	require.NoError(t, err)
	require.NoError(t, in.Stop())
	control := filepath.Join(in.Dir, "data/global/pg_control")
	require.NoError(t, os.WriteFile(control, []byte("not a control file"), 0o600))

	_, err = devpg.Start(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrForeignData)
	require.ErrorContains(t, err, "move the directory away")

	require.NoError(t, os.Remove(filepath.Join(in.Dir, "data/PG_VERSION")))
	_, err = devpg.Start(t.Context(), fast(dir))
	require.ErrorIs(t, err, devpg.ErrForeignData)
	require.FileExists(t, control)
}

func TestAFolderWithoutPostgresIsNamed(t *testing.T) {
	t.Parallel()

	o := fast(place(t))
	o.BinDir = t.TempDir()
	_, err := devpg.Start(t.Context(), o)
	require.ErrorIs(t, err, devpg.ErrNotFound)
	require.ErrorContains(t, err, o.BinDir)
}

func TestADirectoryThatCannotBeWrittenIsNamed(t *testing.T) {
	t.Parallel()

	file := filepath.Join(place(t), "a-file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := devpg.Start(t.Context(), fast(filepath.Join(file, "below")))
	require.ErrorIs(t, err, devpg.ErrUnwritable)
}

func TestALongPathStillHasASocket(t *testing.T) {
	t.Parallel()

	in, err := devpg.Start(t.Context(), fast(filepath.Join(place(t), strings.Repeat("long-name/", 12))))
	require.NoError(t, err)
	require.Equal(t, "here", query(t, in, "select 'here'"))
	u, err := url.Parse(in.DSN("postgres", devpg.Owner))
	require.NoError(t, err)
	require.NoError(t, in.Stop())
	require.NoError(t, os.RemoveAll(u.Query().Get("host")))
}

func TestADatabaseIsMadeOnce(t *testing.T) {
	t.Parallel()

	in, err := devpg.Start(t.Context(), fast(place(t)))
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, in.EnsureDatabase(t.Context(), devpg.Database))
	}
	require.Equal(t, "1", query(t, in, "select count(*)::text from pg_database where datname = 'alias'"))
	require.NoError(t, in.Stop())
}

func TestADatabaseInUseIsNotRemoved(t *testing.T) {
	t.Parallel()

	o := fast(place(t))
	require.NoError(t, devpg.Remove(o), "what is not there is removed already")
	in, err := devpg.Start(t.Context(), o)
	require.NoError(t, err)
	require.ErrorIs(t, devpg.Remove(o), devpg.ErrInUse)
	require.DirExists(t, in.Dir)
	require.NoError(t, in.Stop())
	require.NoError(t, devpg.Remove(o))
	require.NoDirExists(t, in.Dir)
}

func TestACancelledStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()

	dir := place(t)
	in, err := devpg.Start(t.Context(), fast(dir))
	require.NoError(t, err)
	require.NoError(t, in.Stop())
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	_, err = devpg.Start(ctx, fast(dir))
	require.Error(t, err)
	require.NoFileExists(t, filepath.Join(in.Dir, "data/postmaster.pid"))
	in, err = devpg.Start(t.Context(), fast(dir))
	require.NoError(t, err)
	require.NoError(t, in.Stop())
}

func serverPID(t *testing.T, dir string) int {
	t.Helper()

	f, err := os.Open(filepath.Join(dir, "data/postmaster.pid"))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(f)
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	return pid
}
