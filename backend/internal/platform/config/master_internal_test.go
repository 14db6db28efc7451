package config

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/secret"
)

func TestAMasterKeyThatIsThereIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, masterKeyFile)
	require.NoError(t, makeMasterKey(dir, path, secret.NewSource(nil)))
	first, err := readMasterKey(path)
	require.NoError(t, err)
	require.NoError(t, makeMasterKey(dir, path, secret.NewSource(nil)), "who comes second uses the first key")
	second, err := readMasterKey(path)
	require.NoError(t, err)
	require.Equal(t, first, second)
}
