package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const keySet = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

// furnished is a deployment with a tenant.
func furnished(t *testing.T) *deployment {
	t.Helper()
	d := setup(t)
	require.Zero(t, d.run("account", "create", "--email", "dev@person.test", "--password", password, "--nickname", "Dev", "--verified").code)
	require.Zero(t, d.run("tenant", "create", "--slug", "lantern", "--name", "Lantern", "--owner", "dev@person.test").code)
	return d
}

func (d *deployment) file(body string) string {
	d.Helper()
	name := filepath.Join(d.TempDir(), "settings.json")
	require.NoError(d, os.WriteFile(name, []byte(body), 0o600))
	return name
}

// piped is run with something on standard input.
func (d *deployment) piped(in string, args ...string) result {
	d.Helper()
	c := d.command(args...)
	var out, bad bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &out, &bad
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), out.String(), bad.String()}
}

func TestPoint9SettingsComeFromFilesByTheNamesOfTheAPI(t *testing.T) {
	t.Parallel()
	d := furnished(t)
	d.json("tenant", "update", "--tenant", "lantern", "--file", d.file(`{"registration":{"mode":"open"},"compatibility":{"implicit_and_hybrid":true}}`))
	resource := d.json("resource", "create", "--tenant", "lantern", "--identifier", "https://api.lantern.test", "--name", "API", "--file", d.file(`{"scopes":["orders:read"]}`))
	require.Equal(t, "jwt", resource["access_token_format"])
	require.Len(t, d.json("resource", "list", "--tenant", "lantern")["items"], 1)

	made := d.json("client", "create", "--tenant", "lantern", "--name", "By flag", "--file", d.file(`{
		"name": "By file", "type": "confidential", "redirect_uris": ["https://app.test/callback"], "scopes": ["openid", "orders:read"],
		"grant_types": ["authorization_code", "implicit"], "response_types": ["code", "token id_token"], "default_resource": "https://api.lantern.test",
		"auth_method": "private_key_jwt", "jwks": `+keySet+`, "rotate_refresh_tokens": false, "default_max_age": 60}`))
	require.Len(t, made, 1, "a client with keys has no secret")
	id := made["client_id"].(string) //nolint:errcheck,forcetypeassert // a test may panic
	shown := d.json("client", "show", "--tenant", "lantern", "--client", id)
	require.Equal(t, "By flag", shown["name"], "flags win")
	require.Equal(t, []any{"code", "id_token token"}, shown["response_types"])
	require.Equal(t, false, shown["rotate_refresh_tokens"])
	require.InDelta(t, 60, shown["default_max_age"], 0)

	r := d.piped(`{"default_max_age":null,"contacts":["ops@app.test"]}`, "client", "update", "--tenant", "lantern", "--client", id, "--file", "-", "--json")
	require.Zero(t, r.code, r.err)
	var changed map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &changed))
	require.NotContains(t, changed, "default_max_age")
	require.Equal(t, []any{"ops@app.test"}, changed["contacts"])
	require.Equal(t, "By flag", changed["name"])
	lines := d.run("client", "show", "--tenant", "lantern", "--client", id)
	require.Contains(t, lines.out, "auth_method: private_key_jwt\n", "without --json it is for people")

	secret := d.json("client", "create", "--tenant", "lantern", "--file", d.file(`{"name":"Web","redirect_uris":["https://app.test/callback"]}`))
	require.NotEmpty(t, secret["client_secret"], "confidential is the default")

	token := d.json("registration-token", "create", "--tenant", "lantern", "--name", "Partners", "--uses", "3", "--expires-in", "48h")
	require.Regexp(t, `^alias_ia_`, token["token"])
	require.Equal(t, "3", token["uses_left"])
}

func TestAFileIsReadToTheLetter(t *testing.T) {
	t.Parallel()
	d := furnished(t)
	client := d.json("client", "create", "--tenant", "lantern", "--name", "Web", "--redirect-uri", "https://app.test/callback")["client_id"].(string) //nolint:errcheck,forcetypeassert // a test may panic
	create := []string{"client", "create", "--tenant", "lantern", "--file"}
	update := []string{"client", "update", "--tenant", "lantern", "--client", client, "--file"}
	for name, c := range map[string]struct {
		args []string
		body string
		says string
	}{
		"a name nobody knows":              {create, `{"name":"x","redirect_uris":["https://app.test/"],"require_pushed_authorisation_requests":true}`, "require_pushed_authorisation_requests: There is no such field here."},
		"a name in another case":           {create, `{"name":"x","redirect_uris":["https://app.test/"],"Scopes":["openid"]}`, "There is no such field here."},
		"a name twice":                     {create, `{"name":"x","name":"y","redirect_uris":["https://app.test/"]}`, "names a member twice"},
		"a list that is none":              {create, `{"name":"x","redirect_uris":"https://app.test/"}`, "redirect_uris: Must be a list."},
		"nothing but a brace":              {create, `{`, "not one JSON object"},
		"something after it":               {create, `{"name":"x"} x`, "not one JSON object"},
		"no name":                          {create, `{"redirect_uris":["https://app.test/"]}`, "name: Required."},
		"no redirect URI":                  {create, `{"name":"x"}`, "redirect_uris: Enter at least one redirect URI."},
		"what only creating can say":       {update, `{"type":"public"}`, "type: There is no such field here."},
		"a value that is none":             {update, `{"profile":"fapi3"}`, "profile: Use one of"},
		"a profile and what is in its way": {update, `{"profile":"fapi2"}`, "auth_method: The profile fapi2 needs private_key_jwt"},
		"a switch of the workspace":        {update, `{"grant_types":["authorization_code","refresh_token","implicit"]}`, "does not allow the implicit and hybrid flows"},
		"a setting nobody has":             {[]string{"tenant", "update", "--tenant", "lantern", "--file"}, `{"registration":{"modus":"open"}}`, "registration.modus: There is no such field here."},
		"a resource that is none":          {[]string{"resource", "create", "--tenant", "lantern", "--file"}, `{"identifier":"api","name":"API"}`, "identifier: Enter an absolute URI"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := d.run(append(c.args[:len(c.args):len(c.args)], d.file(c.body))...)
			require.NotZero(t, r.code, r.out)
			require.Contains(t, r.err, c.says)
		})
	}
	r := d.run(append(create, filepath.Join(d.dir, "nowhere.json"))...)
	require.Contains(t, r.err, "--file: the file cannot be read")
	r = d.run("client", "show", "--tenant", "lantern", "--client", "web")
	require.Contains(t, r.err, "There is no such client in this workspace.")
}

func TestKeysOfEachAlgorithmAndTheirEnd(t *testing.T) {
	t.Parallel()
	d := furnished(t)
	made := d.json("key", "rotate", "--tenant", "lantern", "--alg", "ES384")["keys"].([]any) //nolint:errcheck,forcetypeassert // a test may panic
	require.Len(t, made, 2, "an active and a next one")
	kid := made[0].(map[string]any)["kid"].(string)                                      //nolint:errcheck,forcetypeassert // a test may panic
	left := d.json("key", "revoke", "--tenant", "lantern", "--kid", kid)["keys"].([]any) //nolint:errcheck,forcetypeassert // a test may panic
	require.Len(t, left, 3)
	for _, k := range left {
		if key := k.(map[string]any); key["kid"] == kid { //nolint:errcheck,forcetypeassert // a test may panic
			require.Equal(t, "gone", key["state"])
		}
	}
	require.Contains(t, d.run("key", "revoke", "--tenant", "lantern", "--kid", kid).err, "destroyed already")
	require.NotZero(t, d.run("key", "rotate", "--tenant", "lantern", "--alg", "none").code)
}
