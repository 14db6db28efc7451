package pgtest

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"alias.example/alias/backend/internal/platform/devpg"
)

const (
	memoryDisk   = "/dev/shm"
	memoryNeeded = 1 << 30
	templates    = 3 // How many schemas' templates are kept, for going to and fro between branches.
)

// openLocal starts a scratch cluster from the template's, one process of this user at a time.
func openLocal(ctx context.Context, template string) (*Cluster, error) {
	root, err := rootDir()
	if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(root, "lock"), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own directory
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("lock %s: %w", root, err)
	}
	o := devpg.Options{DataDir: root, Fast: true, Log: slog.New(slog.DiscardHandler)}
	bin, err := devpg.Find(ctx, o, 0)
	if err != nil {
		return nil, err
	}
	o.BinDir = bin.Dir
	home := fmt.Sprintf("%s-%d", template, bin.Major)
	sweep(root, home)
	if _, err := os.Stat(filepath.Join(root, home)); err != nil {
		if err := build(ctx, o, root, home, template); err != nil {
			return nil, err
		}
	}
	run, err := os.MkdirTemp(root, "run-")
	if err != nil {
		return nil, err
	}
	o.Name, o.From, o.Scratch = filepath.Base(run), filepath.Join(root, home), true
	in, err := devpg.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	admin, err := adminPool(ctx, in.DSN("postgres", devpg.Owner))
	if err != nil {
		_ = in.Stop()
		return nil, err
	}
	return &Cluster{
		admin:    admin,
		owner:    func(db string) string { return in.DSN(db, devpg.Owner) },
		app:      func(db string) string { return in.DSN(db, appRole) },
		template: template,
		prefix:   "test_",
		close:    in.Stop,
	}, nil
}

// build makes the template's cluster beside its place, and moves it there complete.
func build(ctx context.Context, o devpg.Options, root, home, template string) error {
	o.Name = "build-" + home
	in, err := devpg.Start(ctx, o)
	if err != nil {
		return err
	}
	owner := func(db string) string { return in.DSN(db, devpg.Owner) }
	admin, err := adminPool(ctx, owner("postgres"))
	if err == nil {
		err = migrate(ctx, admin, owner, template)
		admin.Close()
	}
	if stopErr := in.Stop(); err == nil {
		err = stopErr
	}
	if err != nil {
		_ = os.RemoveAll(in.Dir)
		return err
	}
	return os.Rename(in.Dir, filepath.Join(root, home))
}

// rootDir is this user's place for clusters: in memory if there is room.
func rootDir() (string, error) {
	parent := os.TempDir()
	var s syscall.Statfs_t
	if syscall.Statfs(memoryDisk, &s) == nil && s.Bavail*uint64(s.Bsize) > memoryNeeded { //nolint:gosec // a block size is positive
		parent = memoryDisk
	}
	uid := os.Geteuid()
	dir := filepath.Join(parent, "alias-test-pg-"+strconv.Itoa(uid))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if s, ok := st.Sys().(*syscall.Stat_t); !ok || !st.IsDir() || int(s.Uid) != uid {
		return "", fmt.Errorf("%s belongs to another user: remove it", dir)
	}
	if uid == 0 { // The server is another user then, and removes its own cluster: as in /tmp, each only its own.
		if err := os.Chmod(dir, os.ModeSticky|0o777); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// sweep removes what dead processes left, and the oldest templates. The caller holds the lock, so whoever owns a
// cluster has long locked it.
func sweep(root, keep string) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return
	}
	type dated struct {
		path string
		at   int64
	}
	var old []dated
	for _, e := range entries {
		path := filepath.Join(root, e.Name())
		switch info, err := e.Info(); {
		case err != nil || !e.IsDir() || e.Name() == keep:
		case strings.HasPrefix(e.Name(), "run-"), strings.HasPrefix(e.Name(), "build-"):
			if !owned(path) {
				_ = os.RemoveAll(path)
			}
		default:
			old = append(old, dated{path, info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(old, func(a, b dated) int { return cmp.Compare(b.at, a.at) })
	for _, d := range old[min(templates-1, len(old)):] {
		_ = os.RemoveAll(d.path)
	}
}

// owned says whether a living process has the cluster.
func owned(path string) bool {
	f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_RDWR, 0o600) //nolint:gosec // our own directory
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
}
