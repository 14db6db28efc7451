package rps

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"alias.example/alias/e2e/interop/browser"
	"alias.example/alias/e2e/interop/deployment"
	"alias.example/alias/e2e/interop/report"
)

func synapse() Party {
	return Party{Key: "synapse", Name: "Synapse", Version: synapseVersion, Play: playSynapse}
}

func synapseVersion(s Stage) string {
	if s.Python == "" {
		return "-"
	}
	out, err := exec.Command(s.Python, "-c", "import importlib.metadata as m; print(m.version('matrix-synapse'))").Output() //nolint:gosec,noctx // our own program
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(out))
}

// homeserver is a Synapse of the run's own, set up with the text of the portal.
type homeserver struct {
	Stage

	url, dir string
	port     int
	tenant   *deployment.Tenant
	client   deployment.Client
	child    *deployment.Child
	// matrix is the page of a Matrix client, where sign-ins end.
	matrix string
	// tokens are the access tokens of Matrix that sign-ins brought.
	tokens []string
}

// playSynapse is the life of a person at a homeserver whose only way in is Alias.
func playSynapse(ctx context.Context, s Stage, p *report.Party) {
	if s.Python == "" {
		p.NotRun(s.PythonMissing)
		return
	}
	h := &homeserver{Stage: s}
	var stop func()
	defer func() {
		if stop != nil {
			stop()
		}
		if h.child != nil {
			_ = h.child.Stop()
		}
	}()
	var robin *browser.Person
	ok := p.Prepare(func() (err error) {
		if stop, err = h.openClient(ctx); err != nil {
			return err
		}
		if err = h.register(ctx); err != nil {
			return err
		}
		robin, err = s.person(ctx, "Robin")
		return err
	})
	if !ok {
		return
	}
	defer func() { _ = robin.End() }()

	const username = "heron-of-the-pond"
	var first string
	_ = p.Step("started with the text of the portal's quickstart", func() error { return h.start(ctx) }) &&
		p.Step("password sign-in is off", func() error { return h.noPasswords(ctx) }) &&
		p.Step("signed a person in, who picked a username", func() (err error) {
			if first, err = h.firstSignIn(ctx, robin, username); err != nil {
				return err
			}
			return expect(first == "@"+username+":localhost", "the Matrix user is %s", first)
		}) &&
		p.Step("knew them again", func() error { return h.signInAgain(ctx, robin, first) }) &&
		p.Step("also after a key rotation", func() error {
			if err := h.tenant.RotateKeys(ctx); err != nil {
				return err
			}
			return h.signInAgain(ctx, robin, first)
		}) &&
		p.Step("signing out at Alias ended the Matrix sessions", func() error { return h.signOut(ctx, robin) })
}

// openClient serves the page of a Matrix client: it shows the login token that
// Synapse sends people back with.
func (h *homeserver) openClient(ctx context.Context) (stop func(), err error) {
	url, port, err := origin(ctx)
	if err != nil {
		return nil, err
	}
	h.matrix = url
	return serve(ctx, port, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		show(w, map[string]string{"login_token": r.FormValue("loginToken")})
	}))
}

// register makes the client as a developer would who chose Synapse in the portal.
func (h *homeserver) register(ctx context.Context) (err error) {
	if h.port, err = deployment.FreePort(ctx); err != nil {
		return err
	}
	h.url = fmt.Sprintf("https://localhost:%d", h.port)
	if h.tenant, err = h.Developer.NewTenant(ctx, "Heron Chat"); err != nil {
		return err
	}
	h.client, err = h.tenant.NewClient(ctx, deployment.Fields{
		"name": "Matrix", "type": "confidential", "integration": "synapse",
		"redirect_uris":                       []string{h.url + "/_synapse/client/oidc/callback"},
		"scopes":                              []string{"openid", "profile", "nickname", "email"},
		"backchannel_logout_uri":              h.url + "/_synapse/client/oidc/backchannel_logout",
		"backchannel_logout_session_required": true,
	})
	return err
}

// quickstart is the text that the portal shows for the client, read off its page.
func (h *homeserver) quickstart() (string, error) {
	page := h.URL + "/w/" + h.tenant.Slug + "/clients/" + h.client.ID + "?tab=quickstart&for=synapse"
	if err := h.Portal.Reach(page, h.URL+"/w/"); err != nil {
		return "", err
	}
	if err := h.Portal.Fill("Client secret", h.client.Secret); err != nil {
		return "", err
	}
	return h.Portal.Read(`section[aria-label="homeserver.yaml"] code`)
}

// start writes the configuration, the portal's text as a file of its own, and
// starts Synapse.
func (h *homeserver) start(ctx context.Context) error {
	text, err := h.quickstart()
	if err != nil {
		return err
	}
	if h.dir, err = os.MkdirTemp(h.Dir, "synapse-"); err != nil {
		return err
	}
	// JSON is YAML.
	settings, err := json.MarshalIndent(map[string]any{
		"server_name": "localhost", "public_baseurl": h.url + "/", "pid_file": filepath.Join(h.dir, "pid"),
		"listeners": []any{map[string]any{
			"port": h.port, "bind_addresses": []string{"127.0.0.1"}, "type": "http", "tls": true,
			"resources": []any{map[string]any{"names": []string{"client"}}},
		}},
		"tls_certificate_path": h.CertFile, "tls_private_key_path": h.KeyFile,
		"database":         map[string]any{"name": "sqlite3", "args": map[string]any{"database": filepath.Join(h.dir, "homeserver.db")}},
		"media_store_path": filepath.Join(h.dir, "media"), "signing_key_path": filepath.Join(h.dir, "signing.key"),
		"macaroon_secret_key": h.client.Secret, "trusted_key_servers": []any{}, "report_stats": false,
		"password_config": map[string]any{"enabled": false},
	}, "", "  ")
	if err != nil {
		return err
	}
	own, portals := filepath.Join(h.dir, "homeserver.yaml"), filepath.Join(h.dir, "portal.yaml")
	if err := errors.Join(os.WriteFile(own, settings, 0o600), os.WriteFile(portals, []byte(text), 0o600)); err != nil {
		return err
	}
	if said, err := h.program(ctx, own, portals, "--generate-keys").CombinedOutput(); err != nil {
		return fmt.Errorf("the configuration was refused: %w\n%s", err, said)
	}
	if h.child, err = deployment.StartChild(h.Logs, "synapse", h.program(context.WithoutCancel(ctx), own, portals)); err != nil {
		return err
	}
	return h.child.Ready(ctx, 2*time.Minute, func(ctx context.Context) error {
		return h.call(ctx, http.MethodGet, "/_matrix/client/versions", "", nil, nil)
	})
}

func (h *homeserver) program(ctx context.Context, own, portals string, more ...string) *exec.Cmd {
	words := append([]string{"-m", "synapse.app.homeserver", "-c", own, "-c", portals}, more...)
	cmd := exec.CommandContext(ctx, h.Python, words...) //nolint:gosec // our own program
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+h.RootFile)
	return cmd
}

// noPasswords sees that Alias is the only way in.
func (h *homeserver) noPasswords(ctx context.Context) error {
	var login struct {
		Flows []struct {
			Type string `json:"type"`
		} `json:"flows"`
	}
	if err := h.call(ctx, http.MethodGet, "/_matrix/client/v3/login", "", nil, &login); err != nil {
		return err
	}
	sso := false
	for _, flow := range login.Flows {
		sso = sso || flow.Type == "m.login.sso"
		if flow.Type == "m.login.password" {
			return errors.New("password sign-in is offered")
		}
	}
	if !sso {
		return errors.New("single sign-on is not offered")
	}
	err := h.call(ctx, http.MethodPost, "/_matrix/client/v3/login", "", deployment.Fields{
		"type": "m.login.password", "identifier": deployment.Fields{"type": "m.id.user", "user": "anybody"}, "password": "any",
	}, nil)
	return expect(err != nil, "a password was looked at")
}

// begin is the address with which a Matrix client sends people to sign in.
func (h *homeserver) begin() string {
	return h.url + "/_matrix/client/v3/login/sso/redirect/oidc-alias-" + h.tenant.Slug + "?redirectUrl=" + url.QueryEscape(h.matrix+"/")
}

func (h *homeserver) firstSignIn(ctx context.Context, robin *browser.Person, username string) (user string, err error) {
	if err := robin.Reach(h.begin(), h.url+"/_synapse/client/"); err != nil {
		return "", err
	}
	if err := robin.Fill("Username (required)", username); err != nil {
		return "", fmt.Errorf("nobody could pick a username: %w", err)
	}
	if err := robin.Follow("Continue", h.url+"/_synapse/client/sso_register", nil); err != nil {
		return "", err
	}
	return h.finish(ctx, robin)
}

func (h *homeserver) signInAgain(ctx context.Context, robin *browser.Person, first string) error {
	if err := robin.Reach(h.begin(), h.url+"/_synapse/client/oidc/callback"); err != nil {
		return err
	}
	again, err := h.finish(ctx, robin)
	if err != nil {
		return err
	}
	return expect(again == first, "the Matrix user is %s, and was %s", again, first)
}

// finish goes on from Synapse's own question to the Matrix client, which exchanges
// its login token, and answers with the Matrix user.
func (h *homeserver) finish(ctx context.Context, robin *browser.Person) (user string, err error) {
	var back struct {
		LoginToken string `json:"login_token"`
	}
	if err := robin.Follow("Continue", h.matrix, &back); err != nil {
		return "", err
	}
	var login struct {
		UserID      string `json:"user_id"`
		AccessToken string `json:"access_token"`
	}
	err = h.call(ctx, http.MethodPost, "/_matrix/client/v3/login", "", deployment.Fields{"type": "m.login.token", "token": back.LoginToken}, &login)
	if err != nil {
		return "", err
	}
	if err := h.whoami(ctx, login.AccessToken); err != nil {
		return "", err
	}
	h.tokens = append(h.tokens, login.AccessToken)
	return login.UserID, nil
}

func (h *homeserver) whoami(ctx context.Context, token string) error {
	return h.call(ctx, http.MethodGet, "/_matrix/client/v3/account/whoami", token, nil, nil)
}

// signOut signs the person out at Alias, and waits until Synapse knows none of
// their access tokens any more.
func (h *homeserver) signOut(ctx context.Context, robin *browser.Person) error {
	if err := robin.Reach(h.URL+"/home", h.URL+"/home"); err != nil {
		return err
	}
	if err := robin.Follow("Sign out", h.URL+"/", nil); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for _, token := range h.tokens {
		for {
			err := h.whoami(ctx, token)
			var refused matrixError
			if errors.As(err, &refused) && refused.Code == "M_UNKNOWN_TOKEN" {
				break
			}
			select {
			case <-ctx.Done():
				return errors.New("half a minute later the Matrix access token still works")
			case <-time.After(200 * time.Millisecond):
			}
		}
	}
	return nil
}

// matrixError is how Matrix refuses.
type matrixError struct {
	Status int    `json:"-"`
	Code   string `json:"errcode"`
	Text   string `json:"error"`
}

func (e matrixError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Text) }

// call asks Synapse. token and out may be empty.
func (h *homeserver) call(ctx context.Context, method, path, token string, body deployment.Fields, out any) (err error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, h.url+path, sent)
	if err != nil {
		return err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := h.Client().Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		refused := matrixError{Status: answer.StatusCode}
		return errors.Join(json.NewDecoder(answer.Body).Decode(&refused), refused)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(out)
}
