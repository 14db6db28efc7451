// Package rps holds the relying parties, each built on software that knows nothing
// of Alias and checks every signature and claim by itself. A relying party is a
// website on loopback; a person visits it in a browser, and what it learnt about
// them is on its pages, as JSON.
package rps

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"

	"alias.example/alias/e2e/interop/browser"
	"alias.example/alias/e2e/interop/deployment"
	"alias.example/alias/e2e/interop/report"
)

// Stage is what a relying party finds when its turn comes.
type Stage struct {
	*deployment.Deployment

	Developer *deployment.Developer
	// Portal is the developer's browser, signed in.
	Portal  *browser.Person
	Browser *browser.Browser
	// Node is the folder of the relying parties that run on Node.
	Node string
	// Python is the program of the virtual environment that Synapse is in; "" with
	// PythonMissing saying why.
	Python, PythonMissing string
}

// Party is a relying party and how it is played.
type Party struct {
	// Key is what a developer types to run it alone.
	Key string
	// Name and Version are what the table says.
	Name    string
	Version func(Stage) string
	Play    func(context.Context, Stage, *report.Party)
}

// All are the relying parties in the order of the table.
func All() []Party {
	parties := []Party{goOIDC(), openidClient(), zitadel(), oidcClientTS(), authCore(), passport()}
	return append(append(parties, mcpParties()...), synapse())
}

// module answers with the version of a Go module that is built in.
func module(path string) func(Stage) string {
	return func(Stage) string {
		info, _ := debug.ReadBuildInfo()
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
		return "?"
	}
}

// npm answers with the version of an installed npm package.
func npm(name string) func(Stage) string {
	return func(s Stage) string {
		var p struct{ Version string }
		if err := readJSON(filepath.Join(s.Node, "node_modules", filepath.FromSlash(name), "package.json"), &p); err != nil {
			return "?"
		}
		return p.Version
	}
}

// person makes somebody and opens their browser.
func (s Stage) person(ctx context.Context, nickname string) (*browser.Person, error) {
	p, err := s.NewPerson(ctx, nickname)
	if err != nil {
		return nil, err
	}
	return s.Browser.Person(p)
}

// origin is a free place for a website on this machine.
func origin(ctx context.Context) (url string, port int, err error) {
	port, err = deployment.FreePort(ctx)
	return fmt.Sprintf("http://localhost:%d", port), port, err
}

// expect is an error with a sentence, unless it holds.
func expect(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, args...)
}
