// Package conformance holds a running Alias to what the certification suite of the
// OpenID Foundation demands of a provider: every line of the certification
// checklist is a subtest, named by the suite's plan and module and by the clause
// that demands it. What is only a warning there is a failure here.
//
// It is given the built program in ALIAS_CONFORMANCE_BIN (bin/alias without it),
// runs one Alias over real TLS, and meets it as strangers do: no package of Alias is
// imported. Where the suite waits, it waits, many tests at a time.
package conformance_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
	"alias.example/alias/e2e/conformance/deployment"
	"alias.example/alias/e2e/conformance/pki"
	"alias.example/alias/e2e/conformance/rp"
	"alias.example/alias/e2e/conformance/site"
)

// The tenants of a run.
const (
	strict   = "strict"   // as workspaces are, with open registration
	compat   = "compat"   // with implicit and hybrid switched on
	rotating = "rotating" // whose keys are rotated
)

// world is what all tests share.
var world struct {
	alias   *deployment.Alias
	servers *pki.Authority
	site    *site.Site
	way     http.RoundTripper
	issuers map[string]string
	people  people
}

func TestMain(m *testing.M) {
	code, err := inWorld(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		code = 1
	}
	os.Exit(code)
}

// inWorld starts everything, runs the tests, and stops everything.
func inWorld(m *testing.M) (code int, err error) {
	ctx := context.Background()
	binary := os.Getenv("ALIAS_CONFORMANCE_BIN") //nolint:forbidigo // the harness has one setting
	if binary == "" {
		binary = filepath.Join("..", "..", "bin", "alias")
	}
	if binary, err = filepath.Abs(binary); err != nil {
		return 1, err
	}
	if world.servers, err = pki.New("Conformance servers"); err != nil {
		return 1, err
	}
	if world.site, err = site.Start(world.servers); err != nil {
		return 1, err
	}
	if world.alias, err = deployment.Start(ctx, binary, world.servers); err != nil {
		return 1, err
	}
	world.way = world.alias.Transport(nil)
	if err := settle(ctx); err != nil {
		return 1, errors.Join(err, world.alias.Stop())
	}
	code = m.Run()
	said := world.alias.Said()
	if err := errors.Join(world.alias.Stop(), world.site.Stop()); err != nil {
		return 1, fmt.Errorf("%w\n%s", err, said)
	}
	if file := os.Getenv("ALIAS_CONFORMANCE_LOG"); file != "" { //nolint:forbidigo // where to leave what the server said
		return code, os.WriteFile(file, []byte(said), 0o600)
	}
	return code, nil
}

// settle makes the tenants and their owner.
func settle(ctx context.Context) error {
	owner, err := world.alias.Person(ctx)
	if err != nil {
		return err
	}
	world.issuers = map[string]string{}
	for slug, hybrid := range map[string]bool{strict: false, compat: true, rotating: false} {
		settings := map[string]any{
			"registration":  map[string]any{"mode": "open"},
			"compatibility": map[string]any{"implicit_and_hybrid": hybrid},
		}
		if world.issuers[slug], err = world.alias.Tenant(ctx, owner, slug, settings); err != nil {
			return err
		}
	}
	return nil
}

// issuer discovers a tenant's issuer.
func issuer(t *testing.T, slug string) *rp.Issuer {
	t.Helper()
	return rp.Discover(t, world.alias, world.way, world.issuers[slug], slug)
}

// people lends persons to tests, each to one test at a time. Addresses have a limit
// of sign-ins, so a person serves only a few tests.
type people struct {
	mu   sync.Mutex
	free []*lent
}

type lent struct {
	deployment.Person
	left int
}

const testsPerPerson = 4

// visitor is somebody with an account and every standard claim, who agrees to all.
func visitor(t *testing.T) browser.Visitor {
	t.Helper()
	p := world.people.take()
	if p == nil {
		made, err := world.alias.Person(t.Context())
		require.NoError(t, err)
		p = &lent{made, testsPerPerson}
	}
	t.Cleanup(func() { world.people.give(p) })
	return browser.Visitor{Email: p.Email, Password: p.Password}
}

// take answers somebody who is free, or nil.
func (p *people) take() *lent {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) == 0 {
		return nil
	}
	last := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	return last
}

func (p *people) give(l *lent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.left--; l.left > 0 {
		p.free = append(p.free, l)
	}
}

// certificate is a new client certificate of the authority that Alias trusts.
func certificate(t *testing.T, name string) *tls.Certificate {
	t.Helper()
	c, err := world.alias.Clients.Client(name)
	require.NoError(t, err)
	return &c
}

// module is one module of the suite.
type module struct {
	// name is the module's, and the clauses that demand it.
	name string
	run  func(*testing.T, plan)
}

// run runs modules, all at once.
func run(t *testing.T, p plan, modules []module) {
	t.Helper()
	for _, m := range modules {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.run(t, p)
		})
	}
}
