// Package deployment runs one Alias, as an operator would: the built program over
// real TLS, with an embedded database in a directory that goes away, set up by
// its command line alone. It must never import what it runs.
package deployment

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"alias.example/alias/e2e/conformance/pki"
)

// Alias is a running Alias.
type Alias struct {
	// URL is its base URL; MTLS is the one whose TLS asks for a client certificate.
	URL, MTLS string
	// Roots trust its certificate; AuthorityFile has the same as PEM.
	Roots         *x509.CertPool
	AuthorityFile string
	// Clients issues the certificates it takes from clients.
	Clients *pki.Authority

	binary, dir string
	env         []string
	process     *exec.Cmd
	said        *log
	ended       chan error
}

// Start runs the program in a new directory and waits until it answers.
func Start(ctx context.Context, binary string, servers *pki.Authority) (*Alias, error) {
	a := &Alias{binary: binary, said: &log{}, ended: make(chan error, 1), Roots: servers.Pool()}
	if err := a.settle(ctx, servers); err != nil {
		return nil, errors.Join(err, a.clear())
	}
	a.process = exec.CommandContext(ctx, binary, "serve")
	a.process.Env, a.process.Dir, a.process.Stdout, a.process.Stderr = a.env, a.dir, a.said, a.said
	if err := a.process.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", binary, err), a.clear())
	}
	go func() { a.ended <- a.process.Wait() }()
	if err := a.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, a.said), a.Stop())
	}
	return a, nil
}

// settle chooses addresses and writes what the settings name.
func (a *Alias) settle(ctx context.Context, servers *pki.Authority) (err error) {
	if a.dir, err = os.MkdirTemp("", "alias-conformance-"); err != nil {
		return fmt.Errorf("a directory: %w", err)
	}
	// Started by root, the database runs as another user, who has to pass through here.
	if err := os.Chmod(a.dir, 0o711); err != nil { //nolint:gosec // passing through, not reading
		return fmt.Errorf("a directory: %w", err)
	}
	listen, err := freePort(ctx)
	if err != nil {
		return err
	}
	listenMTLS, err := freePort(ctx)
	if err != nil {
		return err
	}
	cert, err := servers.Server()
	if err != nil {
		return err
	}
	if a.Clients, err = pki.New("Conformance clients"); err != nil {
		return err
	}
	certFile, keyFile, caFile := filepath.Join(a.dir, "server.pem"), filepath.Join(a.dir, "server.key"), filepath.Join(a.dir, "clients.pem")
	a.AuthorityFile = filepath.Join(a.dir, "servers.pem")
	if err := errors.Join(pki.Write(cert, certFile, keyFile), a.Clients.WriteCertificate(caFile), servers.WriteCertificate(a.AuthorityFile)); err != nil {
		return err
	}
	a.URL, a.MTLS = "https://localhost:"+portOf(listen), "https://localhost:"+portOf(listenMTLS)
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "ALIAS_") || strings.HasPrefix(pair, "ALIAS_PG_BIN=") {
			a.env = append(a.env, pair)
		}
	}
	a.env = append(a.env,
		"ALIAS_BASE_URL="+a.URL, "ALIAS_LISTEN="+listen, "ALIAS_DATA_DIR="+filepath.Join(a.dir, "data"),
		"ALIAS_TLS_CERT="+certFile, "ALIAS_TLS_KEY="+keyFile,
		"ALIAS_MTLS_URL="+a.MTLS, "ALIAS_MTLS_LISTEN="+listenMTLS, "ALIAS_TLS_CLIENT_CA="+caFile,
		"ALIAS_OUTBOUND_ALLOW=127.0.0.0/8,::1/128", "ALIAS_OUTBOUND_INSECURE_TLS=true",
		// Every browser says which network it comes from, so that limits per network, which stay on, count for each alone.
		"ALIAS_TRUSTED_PROXIES=127.0.0.1/32", "ALIAS_LOG_LEVEL=warn",
	)
	return os.Mkdir(filepath.Join(a.dir, "data"), 0o711) //nolint:gosec // the database's own user has to pass
}

func (a *Alias) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	client := &http.Client{Transport: a.Transport(nil)}
	for {
		if r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+"/readyz", http.NoBody); err == nil {
			if res, err := client.Do(r); err == nil {
				_ = res.Body.Close()
				if res.StatusCode == http.StatusOK {
					return nil
				}
			}
		}
		select {
		case err := <-a.ended:
			a.ended <- err
			return fmt.Errorf("alias serve ended: %w", err)
		case <-ctx.Done():
			return errors.New("alias serve did not become ready")
		case <-tick.C:
		}
	}
}

// Transport is a way to the deployment, showing cert where that is asked for; nil
// shows none.
func (a *Alias) Transport(cert *tls.Certificate) *http.Transport {
	c := &tls.Config{RootCAs: a.Roots, MinVersion: tls.VersionTLS12}
	if cert != nil {
		c.Certificates = []tls.Certificate{*cert}
	}
	return &http.Transport{TLSClientConfig: c, MaxIdleConnsPerHost: 4, IdleConnTimeout: 5 * time.Second, ForceAttemptHTTP2: true}
}

// Command runs `alias <words> --json` and answers the object it prints.
func (a *Alias) Command(ctx context.Context, words ...string) (map[string]any, error) {
	var out, complaints bytes.Buffer
	c := exec.CommandContext(ctx, a.binary, append(words, "--json")...) //nolint:gosec // the binary under test
	c.Env, c.Dir, c.Stdout, c.Stderr = a.env, a.dir, &out, &complaints
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("alias %s: %w: %s", strings.Join(words[:min(2, len(words))], " "), err, complaints.String())
	}
	var answer map[string]any
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return nil, fmt.Errorf("alias %s printed no JSON object: %w", strings.Join(words[:min(2, len(words))], " "), err)
	}
	return answer, nil
}

// File writes a value as a JSON file for a command to read, and answers its path.
func (a *Alias) File(v any) (string, error) {
	doc, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("a settings file: %w", err)
	}
	f, err := os.CreateTemp(a.dir, "settings-*.json")
	if err != nil {
		return "", fmt.Errorf("a settings file: %w", err)
	}
	_, err = f.Write(doc)
	return f.Name(), errors.Join(err, f.Close())
}

// Said is what the server has written so far.
func (a *Alias) Said() string { return a.said.String() }

// Stop ends the server and removes its directory. A server that did not end well
// is an error.
func (a *Alias) Stop() error {
	err := a.process.Process.Signal(syscall.SIGTERM)
	select {
	case end := <-a.ended:
		err = errors.Join(err, end)
	case <-time.After(30 * time.Second):
		err = errors.Join(errors.New("alias serve did not end"), a.process.Process.Kill())
	}
	return errors.Join(err, a.clear())
}

func (a *Alias) clear() error { return os.RemoveAll(a.dir) }

// freePort is a loopback address that was free a moment ago.
func freePort(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("no port is free: %w", err)
	}
	return l.Addr().String(), l.Close()
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// log keeps what a process says.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
