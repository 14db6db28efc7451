// Package deployment runs the built Alias for the relying parties: on loopback,
// over TLS with an authority of the run's own, with an empty embedded database
// that goes when the run ends. It knows Alias as an operator and a developer do,
// by its command line and its management API, and imports nothing of it.
package deployment

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Options say where things are.
type Options struct {
	// Root is the folder of the repository: Alias finds its database's programs
	// from there.
	Root string
	// Binary is the built Alias.
	Binary string
	// Logs is the folder for what programs say.
	Logs string
}

// Deployment is a running Alias.
type Deployment struct {
	Options
	*Authority

	// URL is the base URL, without a final slash.
	URL string
	// Dir is the run's own folder; it is removed at the end.
	Dir string

	child *Child
}

// Person is somebody with an account.
type Person struct{ Email, Password string }

// Start starts Alias and waits until it is ready. Stop ends it.
func Start(ctx context.Context, o Options) (*Deployment, error) {
	dir, err := os.MkdirTemp("", "alias-interop-")
	if err != nil {
		return nil, err
	}
	d := &Deployment{Options: o, Dir: dir}
	if err := d.start(ctx); err != nil {
		return nil, errors.Join(err, d.Stop())
	}
	return d, nil
}

func (d *Deployment) start(ctx context.Context) error {
	// Started by root, the database runs as another user, who has to pass through here.
	if err := os.Chmod(d.Dir, 0o711); err != nil { //nolint:gosec // passing through is all that others may
		return err
	}
	var err error
	if d.Authority, err = NewAuthority(d.Dir); err != nil {
		return err
	}
	port, err := FreePort(ctx)
	if err != nil {
		return err
	}
	d.URL = fmt.Sprintf("https://localhost:%d", port)
	cmd := exec.Command(d.Binary, "serve", //nolint:gosec,noctx // the caller names the program; Stop ends it, gently
		"--listen", fmt.Sprintf("127.0.0.1:%d", port), "--base-url", d.URL, "--data-dir", d.data(),
		"--tls-cert", d.CertFile, "--tls-key", d.KeyFile)
	cmd.Dir, cmd.Env = d.Root, d.environment()
	if d.child, err = StartChild(d.Logs, "alias", cmd); err != nil {
		return err
	}
	client := d.Client()
	return d.child.Ready(ctx, time.Minute, func(ctx context.Context) error { return healthy(ctx, client, d.URL+"/healthz") })
}

// healthy is nil when a page answers 200.
func healthy(ctx context.Context, client *http.Client, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("it answered %s", answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}

// Stop ends Alias, which has to end well, and removes the run's folder.
func (d *Deployment) Stop() error {
	var err error
	if d.child != nil {
		if err = d.child.Stop(); err != nil {
			err = fmt.Errorf("alias did not end well: %w", err)
		}
	}
	return errors.Join(err, os.RemoveAll(d.Dir))
}

func (d *Deployment) data() string { return filepath.Join(d.Dir, "data") }

// environment is that of Alias: nothing of a developer's own Alias, and metadata
// documents and logout addresses on loopback, with the run's certificates, may be
// reached.
func (d *Deployment) environment() []string {
	env := []string{"ALIAS_LOG_LEVEL=warn", "ALIAS_OUTBOUND_ALLOW=127.0.0.0/8,::1/128", "ALIAS_OUTBOUND_INSECURE_TLS=true"}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "ALIAS_") || strings.HasPrefix(pair, "ALIAS_PG_BIN=") {
			env = append(env, pair)
		}
	}
	return env
}

// Command runs `alias <words>` beside the running server and answers what it
// prints as JSON.
func (d *Deployment) Command(ctx context.Context, words ...string) (map[string]any, error) {
	words = append(words, "--base-url", d.URL, "--data-dir", d.data(), "--json")
	cmd := exec.CommandContext(ctx, d.Binary, words...) //nolint:gosec // the caller names the program
	cmd.Dir, cmd.Env = d.Root, d.environment()
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil, fmt.Errorf("alias %s %s: %s", words[0], words[1], strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return nil, err
	}
	var printed map[string]any
	return printed, json.Unmarshal(out, &printed)
}

// NewPerson makes somebody with a proved address, who has met no service yet.
func (d *Deployment) NewPerson(ctx context.Context, nickname string) (Person, error) {
	p := Person{
		Email:    strings.ToLower(nickname + "-" + rand.Text()[:10] + "@example.test"),
		Password: "a heron " + rand.Text() + " at dawn",
	}
	_, err := d.Command(ctx, "account", "create", "--email", p.Email, "--password", p.Password, "--nickname", nickname, "--verified")
	return p, err
}
