// Command interop lets relying parties that strangers wrote sign people in at the
// built Alias, and prints a table of what they did. `make interop` runs all of
// them; named ones run alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"alias.example/alias/e2e/interop/browser"
	"alias.example/alias/e2e/interop/deployment"
	"alias.example/alias/e2e/interop/report"
	"alias.example/alias/e2e/interop/rps"
)

func main() {
	root := flag.String("root", "../..", "the folder of the repository")
	binary := flag.String("alias", "", "the built Alias; bin/alias of the repository, if left out")
	python := flag.String("python", "", "the Python that Synapse is installed for")
	missing := flag.String("python-missing", "", "why there is none")
	flag.Usage = func() {
		keys := make([]string, 0, len(rps.All()))
		for _, p := range rps.All() {
			keys = append(keys, p.Key)
		}
		fmt.Fprintf(flag.CommandLine.Output(), "interop [flags] [relying party…]\nRelying parties: %s\n", strings.Join(keys, " "))
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) //nolint:forbidigo // the first one
	ok, err := run(ctx, *root, *binary, rps.Stage{Python: *python, PythonMissing: *missing}, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run plays the named relying parties, or all, and prints the table.
func run(ctx context.Context, root, binary string, stage rps.Stage, names []string) (passed bool, err error) {
	parties, err := choose(names)
	if err != nil {
		return false, err
	}
	if root, err = filepath.Abs(root); err != nil {
		return false, err
	}
	if binary == "" {
		binary = filepath.Join(root, "bin", "alias")
	}
	if binary, err = filepath.Abs(binary); err != nil {
		return false, err
	}
	stage.Node = filepath.Join(root, "e2e", "interop", "node")
	d, err := deployment.Start(ctx, deployment.Options{Root: root, Binary: binary, Logs: filepath.Join(root, ".cache", "interop", "logs")})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, d.Stop()) }()
	stage.Deployment = d
	if stage.Browser, err = browser.Start(ctx, d, stage.Node); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, stage.Browser.Stop()) }()
	if err := signIn(ctx, &stage); err != nil {
		return false, fmt.Errorf("the developer could not sign in: %w", err)
	}
	var table report.Report
	for _, p := range parties {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		fmt.Fprintf(os.Stderr, "==> %s\n", p.Name)
		p.Play(ctx, stage, table.Party(p.Name, p.Version(stage)))
	}
	if passed = table.Print(os.Stdout); !passed {
		fmt.Fprintf(os.Stderr, "What the programs said is in %s.\n", d.Logs)
	}
	return passed, nil
}

// choose finds the named relying parties; no names are all.
func choose(names []string) ([]rps.Party, error) {
	all := rps.All()
	if len(names) == 0 {
		return all, nil
	}
	var chosen []rps.Party
	for _, name := range names {
		at := slices.IndexFunc(all, func(p rps.Party) bool { return p.Key == name })
		if at < 0 {
			return nil, fmt.Errorf("there is no relying party %q; -h lists them", name)
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// signIn makes the developer, who signs in to the portal.
func signIn(ctx context.Context, s *rps.Stage) error {
	developer, err := s.NewPerson(ctx, "Devi")
	if err != nil {
		return err
	}
	if s.Portal, err = s.Browser.Person(developer); err != nil {
		return err
	}
	if err = s.Portal.Reach(s.URL+"/login", s.URL+"/home"); err != nil {
		return err
	}
	cookie, err := s.Portal.Cookie()
	s.Developer = s.As(cookie)
	return err
}
