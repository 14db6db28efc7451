package config

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"alias.example/alias/backend/internal/platform/secret"
)

const (
	masterKeyBytes = 32
	masterKeyFile  = "master.key"
)

// Master is the deployment's master key: the one that was configured or else the
// one in the data directory, which is made from source the first time. The file
// is readable by its owner alone. Processes that start together agree on one key.
func (c Config) Master(source secret.Source) (*secret.Master, error) {
	if !c.masterKey.IsZero() {
		return secret.NewMaster([]byte(c.masterKey.Reveal()))
	}
	path := filepath.Join(c.DataDir, masterKeyFile)
	key, err := readMasterKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeMasterKey(c.DataDir, path, source); err != nil {
			return nil, sayf("The master key cannot be kept in the data directory (%v); check %s and the free space of its disk.", withoutPath(err), dataDir)
		}
		key, err = readMasterKey(path)
	}
	if err != nil {
		return nil, err
	}
	return secret.NewMaster(key)
}

func readMasterKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, sayf("The file %s in the data directory cannot be read (%v); check who owns it.", masterKeyFile, withoutPath(err))
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, sayf("Other users of this machine can read %s in the data directory; run `chmod 600` on it.", masterKeyFile)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the path is the operator's data directory
	if err != nil {
		return nil, sayf("The file %s in the data directory cannot be read (%v); make it readable for this user.", masterKeyFile, withoutPath(err))
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != masterKeyBytes {
		return nil, sayf("The file %s in the data directory is damaged; restore it from a backup, for without it what is sealed in the database stays sealed.", masterKeyFile)
	}
	return key, nil
}

// makeMasterKey writes a whole file under another name, makes it durable and only
// then gives it its name, unless another process was faster: nobody ever reads
// half a key, and nobody overwrites one.
func makeMasterKey(dir, path string, source secret.Source) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(dir, masterKeyFile+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(source.Bytes(masterKeyBytes)) + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir) //nolint:gosec // the operator's data directory
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
