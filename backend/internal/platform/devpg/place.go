package devpg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// errStillHeld says that PostgreSQL thinks another server has the directory.
var errStillHeld = errors.New("the data directory is still held")

// place is where a cluster lives and as whom it runs.
type place struct {
	dir    string
	socket string
	wanted string
	moved  bool
	as     *syscall.Credential // Nil when this process is already an ordinary user.
}

func (p place) data() string { return filepath.Join(p.dir, "data") }
func (p place) log() string  { return filepath.Join(p.dir, "postgres.log") }

// locate decides where the cluster is, without touching the disk.
func locate(o Options) (place, error) {
	root, name := o.DataDir, o.Name
	if root == "" {
		root = ".data"
	}
	if name == "" {
		name = "postgres"
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return place{}, fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	as, err := ordinary()
	if err != nil {
		return place{}, err
	}
	p := place{dir: filepath.Join(root, name), wanted: filepath.Join(root, name), as: as}
	if !traversable(root, as) {
		p.moved = true
		p.dir = filepath.Join("/var/lib/alias", digest(root), name)
	}
	// Whoever made the data keeps it, also when root comes by later.
	if st, err := os.Stat(p.data()); err == nil && as != nil {
		if s, ok := st.Sys().(*syscall.Stat_t); ok && s.Uid != 0 {
			p.as = &syscall.Credential{Uid: s.Uid, Gid: s.Gid}
		}
	}
	p.socket = filepath.Join(p.dir, "socket")
	if len(p.socket)+len("/.s.PGSQL."+port) > 100 { // The kernel's limit is 103 on macOS, 107 on Linux.
		p.socket = "/tmp/alias-" + digest(p.dir)
	}
	return p, nil
}

// prepare makes the directories and gives them to the server's user.
func (p place) prepare() error {
	if err := os.MkdirAll(filepath.Dir(p.dir), 0o755); err != nil { //nolint:gosec // the server's user must be able to pass
		return p.explain(err)
	}
	for _, d := range []string{p.dir, p.socket} {
		if err := os.Mkdir(d, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return p.explain(err)
		}
		if p.as != nil && os.Lchown(d, int(p.as.Uid), int(p.as.Gid)) != nil {
			return fmt.Errorf("%w: %s cannot be given to the user who runs the database", ErrUnwritable, d)
		}
		if err := p.owned(d); err != nil {
			return err
		}
	}
	return nil
}

// owned refuses a directory that another user made for us to fall into, as anyone may in /tmp.
func (p place) owned(dir string) error {
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	want := uint32(os.Geteuid()) //nolint:gosec // a user number is never negative here
	if p.as != nil {
		want = p.as.Uid
	}
	if s, ok := st.Sys().(*syscall.Stat_t); !ok || !st.IsDir() || s.Uid != want {
		return fmt.Errorf("%w: %s belongs to another user; run as that user, or set ALIAS_DATA_DIR", ErrUnwritable, dir)
	}
	return nil
}

// make fills the data directory. It is complete or absent: the work is done beside it, and renamed.
func (p place) make(ctx context.Context, o Options, bin Binaries) error {
	fresh := p.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return p.explain(err)
	}
	if o.From != "" {
		if out, err := p.run(ctx, "C", "cp", "-R", filepath.Join(o.From, "data"), fresh); err != nil {
			return fmt.Errorf("copy a cluster: %w: %s", err, out)
		}
		return os.Rename(fresh, p.data())
	}
	o.Log.InfoContext(ctx, "making a new PostgreSQL database", "path", p.dir, "version", bin.Version)
	var out string
	var err error
	for _, locale := range []string{"C.UTF-8", "C"} { // Some systems know no C.UTF-8.
		if err := os.RemoveAll(fresh); err != nil {
			return p.explain(err)
		}
		args := []string{"-D", fresh, "-U", Owner, "-A", "trust", "-E", "UTF8", "--locale=" + locale, "--no-instructions"}
		if o.Fast {
			args = append(args, "--no-sync")
		}
		if out, err = p.run(ctx, locale, filepath.Join(bin.Dir, "initdb"), args...); err == nil {
			return os.Rename(fresh, p.data())
		}
	}
	_ = os.RemoveAll(fresh)
	if strings.Contains(out, "No space left") {
		return fmt.Errorf("%w: make room below %s and start again", ErrNoSpace, p.dir)
	}
	return fmt.Errorf("initdb: %w: %s", err, lastLine(out))
}

// run is one short command as the server's user.
func (p place) run(ctx context.Context, locale, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...) //nolint:gosec // cp and initdb, with our own paths
	c.Dir, c.Env, c.SysProcAttr = p.dir, environment(locale), p.child()
	out, err := c.CombinedOutput()
	return string(out), err
}

// child makes a process of the server's user, in a session of its own so that Ctrl-C reaches only us.
func (p place) child() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: p.as, Setsid: true}
}

func (p place) explain(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: make room below %s and start again", ErrNoSpace, p.dir)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %s; make it writable, or set ALIAS_DATA_DIR to a directory that is", ErrUnwritable, p.dir)
	default:
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
}

// failure puts into words why the server did not start, from what it logged since offset.
func (p place) failure(offset int64) error {
	b, _ := os.ReadFile(p.log())
	said := string(b[min(offset, int64(len(b))):])
	switch {
	case strings.Contains(said, "postmaster.pid"), strings.Contains(said, "shared memory block"):
		return fmt.Errorf("%w: %w", ErrInUse, errStillHeld)
	case strings.Contains(said, "No space left"):
		return fmt.Errorf("%w: make room below %s and start again", ErrNoSpace, p.dir)
	default:
		return fmt.Errorf("%w: PostgreSQL says %q (more in %s); restore a backup there, or move the directory away to begin again with an empty one",
			ErrForeignData, lastLine(said), p.log())
	}
}

// dataMajor is the major version that wrote the data directory; 0 when there is none yet.
func dataMajor(data string) (int, error) {
	entries, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	b, readErr := os.ReadFile(filepath.Join(data, "PG_VERSION")) //nolint:gosec // a file of our own directory
	major, convErr := strconv.Atoi(strings.TrimSpace(string(b)))
	if err := errors.Join(err, readErr, convErr); err != nil {
		if len(entries) == 0 && os.Remove(data) == nil {
			return 0, nil
		}
		return 0, fmt.Errorf("%w: %s holds no PostgreSQL database; move it away, or set ALIAS_DATA_DIR", ErrForeignData, data)
	}
	return major, nil
}

func room(dir string, need uint64) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return nil //nolint:nilerr // a file system that cannot say is given the benefit of the doubt
	}
	if free := s.Bavail * uint64(s.Bsize); free < need { //nolint:gosec // a block size is positive
		return fmt.Errorf("%w: %d MB are free below %s and %d MB are needed; make room and start again", ErrNoSpace, free>>20, dir, need>>20)
	}
	return nil
}

// trimLog keeps the server's log from growing for ever: one old file of it is kept.
func trimLog(path string) {
	if st, err := os.Stat(path); err == nil && st.Size() > 1<<20 {
		_ = os.Rename(path, path+".old")
	}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for _, l := range lines {
		for _, level := range []string{"PANIC:", "FATAL:"} {
			if _, said, ok := strings.Cut(l, level); ok {
				return strings.TrimSpace(said)
			}
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// ordinary is the user to run the server as: nil unless this process is root, which PostgreSQL refuses to run as. The
// user must have a name, for initdb looks it up.
func ordinary() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root and there is no user postgres or nobody to run it as: run Alias as an ordinary user")
}

// traversable says whether that user can reach dir: the existing part of its path must let it pass.
func traversable(dir string, as *syscall.Credential) bool {
	if as == nil {
		return true
	}
	for d := dir; ; d = filepath.Dir(d) {
		if st, err := os.Stat(d); err == nil && st.IsDir() {
			s, ok := st.Sys().(*syscall.Stat_t)
			m := st.Mode().Perm()
			if !ok || (m&0o001 == 0 && (s.Uid != as.Uid || m&0o100 == 0) && (s.Gid != as.Gid || m&0o010 == 0)) {
				return false
			}
		}
		if d == filepath.Dir(d) {
			return true
		}
	}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
