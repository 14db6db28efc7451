// Package browser gives people a browser: Chromium, driven by Playwright in a
// program of its own (node/browser.mjs), one request and one answer to a line.
// Each person has a profile of their own.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"alias.example/alias/e2e/interop/deployment"
)

// Browser is a running Chromium.
type Browser struct {
	mu      sync.Mutex
	cmd     *exec.Cmd
	log     *os.File
	ask     *json.Encoder
	close   io.Closer
	answers *bufio.Reader
	people  int
}

// Start starts a Chromium that trusts the deployment's certificate. folder is where
// browser.mjs is. The environment's CHROMIUM_PATH names a Chromium; without it,
// Playwright's own is used.
func Start(ctx context.Context, d *deployment.Deployment, folder string) (*Browser, error) {
	cmd := exec.CommandContext(ctx, "node", "browser.mjs", d.URL, d.SPKI()) //nolint:gosec // our own program
	cmd.Dir = folder
	b := &Browser{cmd: cmd}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if b.log, err = os.Create(filepath.Join(d.Logs, "browser.log")); err != nil {
		return nil, err
	}
	cmd.Stderr = b.log
	b.ask, b.close, b.answers = json.NewEncoder(in), in, bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("node cannot be started: %w", err), b.log.Close())
	}
	return b, nil
}

// Stop closes the browser.
func (b *Browser) Stop() error {
	return errors.Join(b.close.Close(), b.cmd.Wait(), b.log.Close())
}

type request struct {
	Do       string `json:"do"`
	Who      int    `json:"who"`
	Email    string `json:"email,omitempty"`
	Password string `json:"password,omitempty"`
	URL      string `json:"url,omitempty"`
	Until    string `json:"until,omitempty"`
	JSON     bool   `json:"json,omitempty"`
	Name     string `json:"name,omitempty"`
	Value    string `json:"value,omitempty"`
}

type answer struct {
	Error string `json:"error"`
	Text  string `json:"text"`
}

func (b *Browser) call(r request) (answer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.ask.Encode(r); err != nil { //nolint:gosec // the person types it
		return answer{}, fmt.Errorf("the browser is gone: %w", err)
	}
	line, err := b.answers.ReadBytes('\n')
	if err != nil {
		return answer{}, fmt.Errorf("the browser is gone (its log says why): %w", err)
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		return answer{}, err
	}
	if a.Error != "" {
		return a, errors.New(a.Error)
	}
	return a, nil
}

// Person is somebody at their browser. They sign in to Alias when it asks them to,
// and agree to all that a service asks for.
type Person struct {
	b   *Browser
	who int
}

// Person opens a fresh profile for somebody.
func (b *Browser) Person(p deployment.Person) (*Person, error) {
	b.people++
	_, err := b.call(request{Do: "begin", Who: b.people, Email: p.Email, Password: p.Password})
	return &Person{b, b.people}, err
}

// Visit opens url, walks through the pages of Alias that come, and waits for a page
// whose address begins with until and whose text is a JSON object, which is read
// into out.
func (p *Person) Visit(url, until string, out any) error {
	a, err := p.b.call(request{Do: "visit", Who: p.who, URL: url, Until: until, JSON: true})
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(a.Text), out)
}

// Reach is Visit, until any page there.
func (p *Person) Reach(url, until string) error {
	_, err := p.b.call(request{Do: "visit", Who: p.who, URL: url, Until: until})
	return err
}

// Fill types into the field with a label.
func (p *Person) Fill(label, value string) error {
	_, err := p.b.call(request{Do: "fill", Who: p.who, Name: label, Value: value})
	return err
}

// Follow presses a button or link by its name, until the page is another one, and
// walks on like Visit.
func (p *Person) Follow(name, until string, out any) error {
	a, err := p.b.call(request{Do: "follow", Who: p.who, Name: name, Until: until, JSON: out != nil})
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal([]byte(a.Text), out)
}

// Read is the text of the one element a CSS selector finds.
func (p *Person) Read(selector string) (string, error) {
	a, err := p.b.call(request{Do: "read", Who: p.who, Name: selector})
	return a.Text, err
}

// Cookie is the Cookie header that the profile sends to Alias.
func (p *Person) Cookie() (string, error) {
	a, err := p.b.call(request{Do: "cookie", Who: p.who})
	return a.Text, err
}

// Asked says how often the person has typed their password.
func (p *Person) Asked() (int, error) {
	a, err := p.b.call(request{Do: "asked", Who: p.who})
	if err != nil {
		return 0, err
	}
	var n int
	return n, json.Unmarshal([]byte(a.Text), &n)
}

// End closes the profile.
func (p *Person) End() error {
	_, err := p.b.call(request{Do: "end", Who: p.who})
	return err
}
