package config_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
)

type env map[string]string

func (e env) lookup(name string) (string, bool) {
	v, ok := e[name]
	return v, ok
}

// production is a complete production environment, with changes.
func production(changes env) env {
	e := env{
		"ALIAS_BASE_URL": "https://id.example.com",
		"ALIAS_SMTP_URL": "smtp://mailer:hunter2@mail.example.com:2525",
	}
	maps.Copy(e, changes)
	return e
}

func key(fill byte) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(fill), 32)))
}

func TestNothingSetIsADevelopmentMachine(t *testing.T) {
	t.Parallel()
	c, err := config.Load(env{}.lookup, config.Flags{})
	require.NoError(t, err)
	require.Equal(t, "http://localhost:8080", c.BaseURL.String())
	require.Equal(t, config.Development, c.Environment)
	require.Equal(t, ":8080", c.Listen)
	require.Equal(t, ".data", c.DataDir)
	require.True(t, c.DatabaseURL.IsZero())
	require.Nil(t, c.SMTP, "no mail server means the development mailbox")
	require.Equal(t, "no-reply@localhost", c.MailFrom.Address)
	require.Equal(t, "relay.localhost", c.RelayDomain)
	require.Equal(t, slog.LevelInfo, c.LogLevel)
	require.False(t, c.LogJSON)
	require.Empty(t, c.TrustedProxies)
}

func TestProductionIsReadInFull(t *testing.T) {
	t.Parallel()
	c, err := config.Load(production(env{
		"ALIAS_DATABASE_URL":    "postgres://alias_app:pw@db/alias",
		"ALIAS_MASTER_KEY":      key('k'),
		"ALIAS_TRUSTED_PROXIES": "10.1.2.3/8, 192.0.2.7 fd00::/8",
		"ALIAS_LOG_LEVEL":       "debug",
		"ALIAS_PG_BIN":          "/usr/lib/postgresql/15/bin",
	}).lookup, config.Flags{})
	require.NoError(t, err)
	require.Equal(t, config.Production, c.Environment)
	require.Equal(t, "postgres://alias_app:pw@db/alias", c.DatabaseURL.Reveal())
	require.Equal(t, &mail.Server{Host: "mail.example.com", Port: 2525, Username: "mailer", Password: secret.NewValue("hunter2")}, c.SMTP)
	require.Equal(t, "no-reply@id.example.com", c.MailFrom.Address)
	require.Equal(t, "relay.id.example.com", c.RelayDomain)
	require.Equal(t, []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("fd00::/8"),
	}, c.TrustedProxies)
	require.Equal(t, slog.LevelDebug, c.LogLevel)
	require.True(t, c.LogJSON)

	master, err := c.Master(secret.NewSource(nil))
	require.NoError(t, err)
	same, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	require.Equal(t, same.MAC("x").Text("y"), master.MAC("x").Text("y"))
}

func TestFlagsWinOverTheEnvironmentAndEmptyMeansNotSet(t *testing.T) {
	t.Parallel()
	c, err := config.Load(env{"ALIAS_LISTEN": ":9000", "ALIAS_DATA_DIR": "a", "ALIAS_BASE_URL": ""}.lookup,
		config.Flags{Listen: ":9001", DataDir: "b"})
	require.NoError(t, err)
	require.Equal(t, ":9001", c.Listen)
	require.Equal(t, "b", c.DataDir)
	require.Equal(t, "http://localhost:9001", c.BaseURL.String(), "the default address follows the port")

	c, err = config.Load(env{}.lookup, config.Flags{BaseURL: "http://127.0.0.1:7"})
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:7", c.BaseURL.String())
}

func TestEveryMistakeIsASentenceThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pem, empty := filepath.Join(dir, "pem"), filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(pem, []byte("x"), 0o600))
	require.NoError(t, os.WriteFile(empty, []byte("\n"), 0o600))
	for name, c := range map[string]struct {
		env  env
		says string
	}{
		"base URL: not one":               {env{"ALIAS_BASE_URL": "id.example.com"}, "ALIAS_BASE_URL is not a URL"},
		"base URL: other scheme":          {env{"ALIAS_BASE_URL": "ftp://id.example.com"}, "ALIAS_BASE_URL is not a URL"},
		"base URL: trailing slash":        {env{"ALIAS_BASE_URL": "https://id.example.com/"}, "must not end with a slash"},
		"base URL: path":                  {env{"ALIAS_BASE_URL": "https://id.example.com/alias"}, "must not have a path"},
		"base URL: query":                 {env{"ALIAS_BASE_URL": "https://id.example.com?"}, "must not have a path, a query"},
		"base URL: fragment":              {env{"ALIAS_BASE_URL": "https://id.example.com#"}, "must not have a path, a query"},
		"base URL: user":                  {env{"ALIAS_BASE_URL": "https://hunter2@id.example.com"}, "must not hold a user"},
		"base URL: upper case":            {env{"ALIAS_BASE_URL": "https://ID.example.com"}, "lower-case ASCII"},
		"base URL: international":         {env{"ALIAS_BASE_URL": "https://idé.example.com"}, "xn--"},
		"base URL: usual port":            {env{"ALIAS_BASE_URL": "https://id.example.com:443"}, "usual port"},
		"base URL: empty port":            {env{"ALIAS_BASE_URL": "https://id.example.com:"}, "usual port"},
		"base URL: http on a public host": {env{"ALIAS_BASE_URL": "http://id.example.com"}, "must begin with https"},
		"base URL: http with a certificate": {
			env{"ALIAS_BASE_URL": "http://localhost:1", "ALIAS_TLS_CERT": pem, "ALIAS_TLS_KEY": pem}, "when ALIAS_TLS_CERT is set",
		},
		"environment: unknown":                  {env{"ALIAS_ENVIRONMENT": "staging"}, "must be development or production"},
		"environment: development in public":    {env{"ALIAS_ENVIRONMENT": "development"}, "a public host is always production"},
		"listen: no port":                       {env{"ALIAS_LISTEN": "localhost"}, "write host:port"},
		"TLS: half":                             {env{"ALIAS_TLS_CERT": pem}, "set both or neither"},
		"TLS: missing file":                     {env{"ALIAS_TLS_CERT": pem, "ALIAS_TLS_KEY": "/hunter2/none"}, "ALIAS_TLS_KEY names a file that cannot be read (no such file or directory)"},
		"proxies: nonsense":                     {env{"ALIAS_TRUSTED_PROXIES": "hunter2"}, "ALIAS_TRUSTED_PROXIES has an entry"},
		"proxies: everybody":                    {env{"ALIAS_TRUSTED_PROXIES": "0.0.0.0/0"}, "whole internet"},
		"database: not a URL":                   {env{"ALIAS_DATABASE_URL": "host=db password=hunter2", "ALIAS_MASTER_KEY": key('k')}, "ALIAS_DATABASE_URL is not a PostgreSQL URL"},
		"database: unreadable URL":              {env{"ALIAS_DATABASE_URL": "postgres://a:hunter2%@db/x", "ALIAS_MASTER_KEY": key('k')}, "percent-encoded"},
		"database: file missing":                {env{"ALIAS_DATABASE_URL_FILE": "/hunter2/none"}, "ALIAS_DATABASE_URL_FILE names a file that cannot be read"},
		"database: file empty":                  {env{"ALIAS_DATABASE_URL_FILE": empty}, "is empty"},
		"database: twice":                       {env{"ALIAS_DATABASE_URL_FILE": pem, "ALIAS_DATABASE_URL": "postgres://db/x", "ALIAS_MASTER_KEY": key('k')}, "keep one of them"},
		"master key: required":                  {env{"ALIAS_DATABASE_URL": "postgres://db/x"}, "ALIAS_MASTER_KEY is required"},
		"master key: short":                     {env{"ALIAS_MASTER_KEY": "aHVudGVyMg=="}, "not 32 bytes"},
		"master key: not base64":                {env{"ALIAS_MASTER_KEY": "hunter2!"}, "not 32 bytes in base64"},
		"mail: required":                        {env{"ALIAS_SMTP_URL": ""}, "ALIAS_SMTP_URL is required in production"},
		"mail: unusable":                        {env{"ALIAS_SMTP_URL": "http://hunter2@mail"}, "must begin with smtp://"},
		"mail from: not an address":             {env{"ALIAS_MAIL_FROM": "Alias"}, "write Name <address@domain>"},
		"relay domain: not a domain":            {env{"ALIAS_RELAY_DOMAIN": "Relay"}, "ALIAS_RELAY_DOMAIN is not a domain"},
		"relay domain: empty label":             {env{"ALIAS_RELAY_DOMAIN": "relay..example"}, "ALIAS_RELAY_DOMAIN is not a domain"},
		"log level":                             {env{"ALIAS_LOG_LEVEL": "loud"}, "must be debug, info, warn or error"},
		"log format":                            {env{"ALIAS_LOG_FORMAT": "xml"}, "must be text or json"},
		"log format, even beside other mistake": {env{"ALIAS_LOG_FORMAT": "xml", "ALIAS_BASE_URL": "x"}, "must be text or json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(production(c.env).lookup, config.Flags{})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "hunter2", "a mistake must not repeat what was set")
			for line := range strings.Lines(err.Error()) {
				require.Regexp(t, `^[A-Z].*\.\n?$`, line)
			}
		})
	}
}

func TestALoopbackAddressIsWhereverOnlyThisMachineAnswers(t *testing.T) {
	t.Parallel()
	for _, u := range []string{"http://localhost", "http://alias.localhost:8080", "http://127.0.0.9:1", "http://[::1]:8080", "https://localhost:8443"} {
		c, err := config.Load(env{"ALIAS_BASE_URL": u}.lookup, config.Flags{})
		require.NoError(t, err, u)
		require.Equal(t, config.Development, c.Environment, u)
		require.Equal(t, u, c.BaseURL.String())
	}
	_, err := config.Load(production(env{"ALIAS_BASE_URL": "http://localhost", "ALIAS_ENVIRONMENT": "production"}).lookup, config.Flags{})
	require.NoError(t, err, "production may be rehearsed at home")
}

func TestASecretMayComeFromAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "smtp")
	require.NoError(t, os.WriteFile(file, []byte("smtps://u:hunter2@mail.example.com\n"), 0o600))
	c, err := config.Load(production(env{"ALIAS_SMTP_URL": "", "ALIAS_SMTP_URL_FILE": file}).lookup, config.Flags{})
	require.NoError(t, err)
	require.Equal(t, 465, c.SMTP.Port)
	require.Equal(t, "hunter2", c.SMTP.Password.Reveal())
}

func TestTheListingShowsEverythingButSecrets(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(key('k')), 0o600))
	c, err := config.Load(production(env{
		"ALIAS_DATABASE_URL":    "postgres://alias_app:hunter2@db/alias",
		"ALIAS_MASTER_KEY_FILE": file,
	}).lookup, config.Flags{Listen: ":1"})
	require.NoError(t, err)
	got := map[string]config.Setting{}
	for _, s := range c.Redacted() {
		got[s.Name] = s
	}
	require.Len(t, got, 21)
	require.Equal(t, config.Setting{Name: "ALIAS_LISTEN", Value: ":1", From: "flag"}, got["ALIAS_LISTEN"])
	require.Equal(t, config.Setting{Name: "ALIAS_BASE_URL", Value: "https://id.example.com", From: "environment"}, got["ALIAS_BASE_URL"])
	require.Equal(t, config.Setting{Name: "ALIAS_DATABASE_URL", Value: "[secret]", From: "environment"}, got["ALIAS_DATABASE_URL"])
	require.Equal(t, config.Setting{Name: "ALIAS_MASTER_KEY", Value: "[secret]", From: "file"}, got["ALIAS_MASTER_KEY"])
	require.Equal(t, config.Setting{Name: "ALIAS_LOG_FORMAT", Value: "json", From: "default"}, got["ALIAS_LOG_FORMAT"])

	listing, err := json.Marshal(c.Redacted())
	require.NoError(t, err)
	for _, shown := range []string{string(listing), fmt.Sprintf("%+v", c), fmt.Sprintf("%+v", *c.SMTP)} {
		require.NotContains(t, shown, "hunter2")
		require.NotContains(t, shown, key('k'))
		require.NotContains(t, shown, "107 107 107", "the bytes of the key")
	}
}

func TestAnUnknownNameIsRefusedWithTheNearestKnownOne(t *testing.T) {
	t.Parallel()
	err := config.CheckNames([]string{"PATH", "ALIAS_BASE_ULR", "ALIAS_SMTP_URL_FILE", "ALIAS_TLS_KEYS", "ALIAS_LISTEN_FILE", "ALIAS_BASE_URL"})
	require.ErrorContains(t, err, "There is no setting ALIAS_BASE_ULR; did you mean ALIAS_BASE_URL?")
	require.ErrorContains(t, err, "There is no setting ALIAS_TLS_KEYS; did you mean ALIAS_TLS_KEY?")
	require.ErrorContains(t, err, "There is no setting ALIAS_LISTEN_FILE", "only secrets have a file variant")
	require.Equal(t, 3, strings.Count(err.Error(), "There is no setting"))
	require.NoError(t, config.CheckNames([]string{"HOME", "ALIAS_MASTER_KEY_FILE", "ALIAS_TEST_DATABASE_URL"}))
}

func TestTheEnvironmentOfTheProcessIsRead(t *testing.T) {
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "ALIAS_") {
			t.Setenv(name, "") // puts it back when the test ends
			require.NoError(t, os.Unsetenv(name))
		}
	}
	t.Setenv("ALIAS_LISTEN", ":4242")
	c, err := config.FromEnvironment(config.Flags{})
	require.NoError(t, err)
	require.Equal(t, ":4242", c.Listen)

	t.Setenv("ALIAS_LISTENS", ":4242")
	_, err = config.FromEnvironment(config.Flags{})
	require.ErrorContains(t, err, "did you mean ALIAS_LISTEN?")
}

func TestTheMasterKeyIsMadeOnceAndKeptPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	c, err := config.Load(env{"ALIAS_DATA_DIR": dir}.lookup, config.Flags{})
	require.NoError(t, err)

	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			m, err := c.Master(secret.NewSource(nil))
			if err == nil {
				keys[i] = m.MAC("x").Text("y")
			}
		})
	}
	all.Wait()
	for _, k := range keys {
		require.NotEmpty(t, k)
		require.Equal(t, keys[0], k, "processes that start together must agree")
	}
	file := filepath.Join(dir, "master.key")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "drafts must not stay behind")

	require.NoError(t, os.Chmod(file, 0o644))
	_, err = c.Master(secret.NewSource(nil))
	require.ErrorContains(t, err, "chmod 600")

	require.NoError(t, os.Chmod(file, 0o600))
	require.NoError(t, os.WriteFile(file, []byte("half a k"), 0o600))
	_, err = c.Master(secret.NewSource(nil))
	require.ErrorContains(t, err, "damaged", "a damaged key must never be replaced by a new one")
	require.NotContains(t, err.Error(), "half a k")
}

func TestADataDirectoryThatCannotBeUsedIsExplained(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	c, err := config.Load(env{"ALIAS_DATA_DIR": file}.lookup, config.Flags{})
	require.NoError(t, err)
	_, err = c.Master(secret.NewSource(nil))
	require.ErrorContains(t, err, "data directory")
	require.NotContains(t, err.Error(), file)
}
