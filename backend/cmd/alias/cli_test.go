package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/testkit/pgtest"
)

// binary is the command, built once.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "alias-cli-*")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		binary = filepath.Join(dir, "alias")
		if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
			fmt.Fprintln(os.Stderr, string(out), err)
			return 1
		}
		return m.Run()
	}())
}

const password = "a long and quiet walk"

// deployment is a database and a data directory, and the command over them.
type deployment struct {
	*testing.T

	pg  *pgtest.DB
	env []string
	dir string
}

func setup(t *testing.T) *deployment {
	t.Helper()
	pg := pgtest.New(t)
	dir := t.TempDir()
	return &deployment{t, pg, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "ALIAS_DATABASE_URL=" + pg.AppDSN, "ALIAS_DATA_DIR=" + dir}, dir}
}

// result is how a command ended.
type result struct {
	code     int
	out, err string
}

func (d *deployment) command(args ...string) *exec.Cmd {
	c := exec.CommandContext(d.Context(), binary, args...)
	c.Env, c.Dir = d.env, d.dir
	return c
}

func (d *deployment) run(args ...string) result {
	d.Helper()
	c := d.command(args...)
	var out, bad bytes.Buffer
	c.Stdout, c.Stderr = &out, &bad
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), out.String(), bad.String()}
}

// json runs a command that must succeed, and reads what it prints.
func (d *deployment) json(args ...string) map[string]any {
	d.Helper()
	r := d.run(append(args, "--json")...)
	require.Zero(d, r.code, r.err)
	var doc map[string]any
	require.NoError(d, json.Unmarshal([]byte(r.out), &doc), r.out)
	return doc
}

func TestFromAnEmptyDatabaseToAClient(t *testing.T) {
	t.Parallel()
	d := setup(t)

	require.Equal(t, map[string]any{"email": "dev@person.test", "status": "active"},
		d.json("account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified"))
	tenant := d.json("tenant", "create", "--slug", "lantern", "--name", "Lantern", "--owner", "dev@person.test", "--base-url", "http://localhost:9999")
	require.Regexp(t, `^ten_[0-9a-f-]{36}$`, tenant["id"])
	require.Equal(t, "lantern", tenant["slug"])
	require.Equal(t, "http://localhost:9999/t/lantern", tenant["issuer"])
	require.Len(t, tenant, 3)

	at := []string{"client", "create", "--tenant", "lantern", "--name", "Web", "--redirect-uri", "https://app.test/callback"}
	confidential := d.json(append(at, "--type", "confidential", "--redirect-uri", "https://app.test/other?a=b,c", "--scope", "openid email", "--require-pkce=false")...)
	require.Regexp(t, `^cli_[0-9a-f-]{36}$`, confidential["client_id"])
	require.Greater(t, len(confidential["client_secret"].(string)), 40) //nolint:errcheck,forcetypeassert // a test may panic
	public := d.json(append(at, "--type", "public")...)
	require.Len(t, public, 1, "a public client has no secret")

	owner, err := pgx.Connect(t.Context(), d.pg.OwnerDSN)
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	var uris, scopes []string
	var pkce bool
	require.NoError(t, owner.QueryRow(t.Context(), "select redirect_uris, scopes, require_pkce from clients where type = 'confidential'").Scan(&uris, &scopes, &pkce))
	require.Equal(t, []string{"https://app.test/callback", "https://app.test/other?a=b,c"}, uris)
	require.ElementsMatch(t, []string{"openid", "email"}, scopes)
	require.False(t, pkce)

	keys := d.json("key", "rotate", "--tenant", "lantern")["keys"]
	require.NotEmpty(t, keys)
	require.Contains(t, fmt.Sprint(keys), "active")

	lines := d.run(append(at, "--type", "public")...)
	require.Regexp(t, `^client_id: cli_\S+\n$`, lines.out, "without --json it is for people")
}

func TestWhatIsWrongIsSaidInASentence(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Zero(t, d.run("account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified").code)
	require.Zero(t, d.run("tenant", "create", "--slug", "lantern", "--name", "Lantern", "--owner", "dev@person.test").code)

	for name, c := range map[string]struct {
		says string
		args []string
	}{
		"no command":             {"expected one of", nil},
		"a command unknown":      {"unexpected argument", []string{"fly"}},
		"a flag unknown":         {"unknown flag", []string{"serve", "--wings"}},
		"a flag missing":         {"--slug", []string{"tenant", "create", "--name", "x", "--owner", "dev@person.test"}},
		"a type that is none":    {"--type", []string{"client", "create", "--tenant", "lantern", "--name", "x", "--type", "secret", "--redirect-uri", "https://a.test/"}},
		"an account twice":       {"belongs to an account already", []string{"account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified"}},
		"an account of mistakes": {"email:", []string{"account", "create", "--email", "dev", "--password", "short", "--nickname", "Dev", "--verified"}},
		"a slug taken":           {"taken", []string{"tenant", "create", "--slug", "lantern", "--name", "x", "--owner", "dev@person.test"}},
		"a slug reserved":        {"slug", []string{"tenant", "create", "--slug", "-x-", "--name", "x", "--owner", "dev@person.test"}},
		"an owner nobody knows":  {"no such address", []string{"tenant", "create", "--slug", "orchard", "--name", "x", "--owner", "nobody@person.test"}},
		"a tenant nobody knows":  {"no such", []string{"key", "rotate", "--tenant", "orchard"}},
		"a redirect to script":   {"redirect_uris", []string{"client", "create", "--tenant", "lantern", "--name", "x", "--type", "public", "--redirect-uri", "javascript:alert(1)"}},
		"public without PKCE":    {"require_pkce", []string{"client", "create", "--tenant", "lantern", "--name", "x", "--type", "public", "--redirect-uri", "https://a.test/", "--require-pkce=false"}},
		"a base URL of nothing":  {"ALIAS_BASE_URL", []string{"config", "--base-url", "localhost"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := d.run(c.args...)
			require.NotZero(t, r.code, r.out)
			require.Contains(t, strings.ToLower(r.err+r.out), strings.ToLower(c.says))
			for _, tell := range []string{"SQLSTATE", "goroutine", ".go:", password, d.pg.AppDSN} {
				require.NotContains(t, r.err+r.out, tell)
			}
		})
	}
}

func TestSettingsAreShownAndCheckedWithoutSecrets(t *testing.T) {
	t.Parallel()
	d := setup(t)

	r := d.run("config")
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.out, "ALIAS_DATABASE_URL")
	require.NotContains(t, r.out, d.pg.AppDSN)
	var list []map[string]any
	r = d.run("config", "--json")
	require.NoError(t, json.Unmarshal([]byte(r.out), &list))
	require.NotEmpty(t, list)

	r = d.run("doctor")
	require.Zero(t, r.code, r.out)
	require.NotContains(t, r.out, "MEND")
	sick := *d
	sick.env = append(sick.env[:len(sick.env):len(sick.env)], "ALIAS_DATABASE_URL="+d.pg.OwnerDSN)
	r = sick.run("doctor", "--json")
	require.Equal(t, 1, r.code)
	require.NoError(t, json.Unmarshal([]byte(r.out), &list), r.out)
	require.Contains(t, r.out, "superuser")

	wrong := *d
	wrong.env = append(wrong.env[:len(wrong.env):len(wrong.env)], "ALIAS_DATABSE_URL=x")
	r = wrong.run("config")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.err, "did you mean ALIAS_DATABASE_URL?")

	out := t.TempDir()
	require.Zero(t, d.run("openapi", "--dir", out).code)
	for _, name := range []string{"management.yaml", "issuer.yaml"} {
		body, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		require.Contains(t, string(body), "openapi: 3.1")
	}
}

func TestServingIsRefusedWhereItWouldNotBeSafe(t *testing.T) {
	t.Parallel()
	d := setup(t)
	listen := freePort(t)

	owner := *d
	owner.env = append(owner.env[:len(owner.env):len(owner.env)], "ALIAS_DATABASE_URL="+d.pg.OwnerDSN)
	r := owner.run("serve", "--listen", listen)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.err, "row-level security would not hold it")
	require.Contains(t, r.err, "alias migrate")

	empty := *d
	empty.env = append(empty.env[:len(empty.env):len(empty.env)], "ALIAS_DATABASE_URL="+pgtest.Empty(t))
	require.Zero(t, empty.run("migrate").code, "the owner migrates")
	require.Contains(t, empty.run("migrate").out, "up to date")

	taken, err := net.Listen("tcp", listen)
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	r = d.run("serve", "--listen", listen)
	require.Equal(t, 1, r.code)
	require.Contains(t, r.err, "is taken")
	require.Contains(t, r.err, "--listen")
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func TestServingBeginsAndEndsCleanly(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Zero(t, d.run("account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified").code)
	require.Zero(t, d.run("tenant", "create", "--slug", "lantern", "--name", "Lantern", "--owner", "dev@person.test").code)
	listen := freePort(t)
	base := "http://localhost:" + strings.TrimPrefix(listen, "127.0.0.1:")

	c := d.command("serve", "--listen", listen, "--base-url", base)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 20 * time.Second
	var out, log bytes.Buffer
	c.Stdout, c.Stderr = &out, &log
	require.NoError(t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	require.Eventually(t, func() bool { return status(t.Context(), "http://"+listen+"/healthz") == http.StatusOK }, 30*time.Second, 20*time.Millisecond)
	require.Equal(t, http.StatusOK, status(t.Context(), "http://"+listen+"/readyz"))
	require.Equal(t, http.StatusOK, status(t.Context(), "http://"+listen+"/t/lantern/.well-known/openid-configuration"))

	// An attempt is gathered, and the server told to stop before it is written.
	require.Equal(t, http.StatusBadRequest, status(t.Context(), "http://"+listen+"/t/lantern/oauth2/authorize?client_id=nobody"))
	told := time.Now()
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-ended:
		require.NoError(t, err, log.String())
	case <-time.After(20 * time.Second):
		t.Fatal("it did not stop")
	}
	require.Less(t, time.Since(told), 10*time.Second)
	require.Contains(t, out.String(), "Alias is ready at "+base)
	require.Contains(t, out.String(), base+"/dev/mail")

	owner, err := pgx.Connect(t.Context(), d.pg.OwnerDSN)
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	var reason string
	require.NoError(t, owner.QueryRow(t.Context(), "select reason from attempts").Scan(&reason), "what was gathered was written")
	require.Equal(t, "client_unknown", reason)
}

// status is what an address answers, or 0.
func status(ctx context.Context, address string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}
