package conformance_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/token"
)

// TestOpenIDClient has openid-client, which others wrote, do what this harness does
// by hand elsewhere.
func TestOpenIDClient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		features []string
		settings token.Object
	}{
		{"dpop: RFC 9449 5", []string{"dpop"}, token.Object{"dpop_bound_access_tokens": true}},
		{"dpop-with-nonce: RFC 9449 8", []string{"dpop"}, token.Object{"dpop_bound_access_tokens": true, "require_dpop_nonce": true}},
		{"par: RFC 9126 2.1", []string{"par"}, token.Object{"require_pushed_authorization_requests": true}},
		{"jar: RFC 9101 5", []string{"jar"}, token.Object{"require_signed_request_object": true}},
		{"jarm: JARM 2.3.1", []string{"jarm"}, token.Object{"authorization_signed_response_alg": "ES256"}},
		{"fapi2: FAPI 2.0 SP 5.3.2", []string{"par", "dpop"}, token.Object{
			"profile": "fapi2", "dpop_bound_access_tokens": true, "require_pushed_authorization_requests": true, "rotate_refresh_tokens": false,
		}},
		{"fapi2-message-signing: FAPI 2.0 MS 5.3", []string{"par", "dpop", "jar", "jarm"}, token.Object{
			"profile": "fapi2-message-signing", "dpop_bound_access_tokens": true, "require_pushed_authorization_requests": true, "rotate_refresh_tokens": false,
			"require_signed_request_object": true, "authorization_signed_response_alg": "ES256",
		}},
	} {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); openIDClient(t, c.features, c.settings) })
	}
}

func openIDClient(t *testing.T, features []string, settings token.Object) {
	t.Helper()
	i := issuer(t, strict)
	c := rp.NewClient(i, world.site.Space(), "private_key_jwt")
	c.Key = token.NewKey("ES256")
	full := token.Object{
		"grant_types": []string{"authorization_code", "refresh_token"}, "scopes": strings.Fields(everyScope + " offline_access"), "id_token_signed_response_alg": "ES256",
	}
	for name, v := range settings {
		full[name] = v
	}
	c.Make(t, full)
	node := startNode(t, "relying-party.mjs")
	node.say(t, map[string]any{
		"issuer": i.URL, "clientId": c.ID, "jwk": c.Key.Exposed(), "kid": c.Key.KID, "redirectUri": c.RedirectURI, "scope": "openid email offline_access", "features": features,
	})
	b := browser.New(t, world.way)
	page := b.Walk(t, b.Open(t, text(t, node.hear(t)["go"])), visitor(t))
	require.True(t, check.Response{RedirectURI: c.RedirectURI}.Returned(t, page), "back at the client, not at %s: %s", page.URL.Path, page.Text())
	node.say(t, map[string]any{"back": page.URL.String()})
	got := node.hear(t)
	assert.NotEmpty(t, got["sub"])
	assert.Equal(t, got["sub"], got["userinfoSub"])
	want := "bearer"
	if settings["dpop_bound_access_tokens"] == true {
		want = "dpop"
	}
	assert.Equal(t, want, got["tokenType"])
	assert.Equal(t, want, got["refreshedType"])
}

// node is a running script.
type node struct {
	in  io.WriteCloser
	out *bufio.Reader
	end func() string
}

// startNode runs a script of the node folder, which trusts the run's authority.
func startNode(t *testing.T, script string) *node {
	t.Helper()
	c := exec.CommandContext(t.Context(), "node", script)
	c.Dir, c.Env = "node", append(os.Environ(), "NODE_EXTRA_CA_CERTS="+world.alias.AuthorityFile, "NODE_NO_WARNINGS=1")
	in, err := c.StdinPipe()
	require.NoError(t, err)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	var complaints strings.Builder
	c.Stderr = &complaints
	require.NoError(t, c.Start())
	end := func() string { _ = c.Wait(); return complaints.String() }
	t.Cleanup(func() { _ = in.Close(); _ = c.Wait() })
	return &node{in, bufio.NewReader(out), end}
}

func (n *node) say(t *testing.T, v any) {
	t.Helper()
	_, err := io.WriteString(n.in, jsonText(t, v)+"\n")
	require.NoError(t, err)
}

func (n *node) hear(t *testing.T) map[string]any {
	t.Helper()
	var o map[string]any
	require.NoError(t, json.Unmarshal(n.line(t), &o))
	return o
}

// line is the next line that the script writes; the test fails with its complaints.
func (n *node) line(t *testing.T) []byte {
	t.Helper()
	line, err := n.out.ReadBytes('\n')
	if err != nil {
		require.NoError(t, err, "the script ended: %s", n.end())
	}
	return line
}

func text(t *testing.T, v any) string {
	t.Helper()
	s, ok := v.(string)
	require.True(t, ok, "text, not %v", v)
	return s
}
