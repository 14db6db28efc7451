// Command testall runs everything that must be green and counts it. `make test` is this command.
//
// Every test counts, subtests too, in Go, Vitest and Playwright alike; every other step (generated code, each linter, the
// build) counts as one. A suite that breaks before it can count its tests counts as one failure. Skipped tests are
// mentioned, and are neither passed nor failed. The last line is always "N passed, N failed".
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// step is one thing to run. Those of a lane run one after the other, lanes of one phase side by side.
type step struct {
	name    string
	dir     string
	env     []string
	command []string
	count   counter // Nil when only a failure is worth counting.
}

type lane []step

// phase is what may run side by side. A failed phase that others need ends the run.
type phase struct {
	lanes  []lane
	needed bool
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ok, err := testAll(ctx, os.Stdout, os.Args[1:])
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "testall:", err)
	}
	if !ok {
		os.Exit(1)
	}
}

func testAll(ctx context.Context, out io.Writer, args []string) (bool, error) {
	phases, err := plan(args)
	if err != nil {
		return false, err
	}
	logs := filepath.Join(".cache", "test")
	if err := os.RemoveAll(logs); err != nil {
		return false, err
	}
	if err := os.MkdirAll(logs, 0o750); err != nil {
		return false, err
	}
	return run(ctx, out, logs, phases), nil
}

// plan is everything, or the part that was asked for: go, web or e2e. It is read from the root of the repository.
func plan(args []string) ([]phase, error) {
	modules, err := modules("go.work")
	if err != nil {
		return nil, err
	}
	var goTests lane
	for _, m := range modules {
		goTests = append(goTests, step{
			name: "go test " + m, dir: m, env: []string{"CGO_ENABLED=1"}, count: countGo,
			command: []string{"go", "test", "-race", "-json", "-timeout", "10m", "./..."},
		})
	}
	goTests = append(goTests, step{
		name: "go test backend/tools", dir: "backend/tools", env: []string{"GOWORK=off", "CGO_ENABLED=1"}, count: countGo,
		command: []string{"go", "test", "-race", "-json", "./..."},
	})
	single := func(name string, command ...string) step { return step{name: name, command: command, count: countOne} }
	quiet := func(name string, command ...string) step { return step{name: name, command: command} }
	vitest := step{
		name: "vitest", dir: "frontend", count: countVitest,
		command: []string{"npm", "run", "--silent", "test", "--", "--reporter=json", "--outputFile=../.cache/test/vitest.json"},
	}
	playwright := step{
		name: "playwright", dir: "e2e", count: countPlaywright,
		env:     []string{"PLAYWRIGHT_JSON_OUTPUT_NAME=../.cache/test/playwright.json"},
		command: []string{"sh", "-c", `CHROMIUM_PATH=$(../scripts/chromium) || exit; export CHROMIUM_PATH; exec npx playwright test --reporter=line,json`},
	}
	build := single("build", "scripts/build")

	switch part := append(args, "")[0]; part {
	case "go":
		return []phase{{needed: true, lanes: []lane{{quiet("c compiler", "scripts/c-compiler")}}}, {lanes: []lane{goTests}}}, nil
	case "web":
		return []phase{{needed: true, lanes: []lane{{quiet("npm packages", "scripts/npm-packages")}}}, {lanes: []lane{{vitest}}}}, nil
	case "e2e":
		return []phase{{needed: true, lanes: []lane{{quiet("npm packages", "scripts/npm-packages"), build}}}, {lanes: []lane{{playwright}}}}, nil
	case "":
		return []phase{
			{needed: true, lanes: []lane{{quiet("tools", "scripts/prepare-test")}}},
			// First and alone: it writes the files that everything else reads.
			{lanes: []lane{{single("generated files", "scripts/verify")}}},
			// Go compiles on every core it gets, Node mostly uses one.
			{lanes: []lane{
				append(lane{single("golangci-lint", "scripts/lint-go"), single("sqlc vet", "scripts/lint-sql")}, goTests...),
				{single("biome", "scripts/lint-web", "lint"), single("tsc", "scripts/lint-web", "check"), single("knip", "scripts/lint-web", "knip"), vitest},
			}},
			// Last and alone: browsers wait for nothing but themselves.
			{lanes: []lane{{build, playwright}}},
		}, nil
	default:
		return nil, fmt.Errorf("there is no part %q; there are go, web and e2e", part)
	}
}

// run does the phases in order and prints what came of them. It says whether all was well.
func run(ctx context.Context, out io.Writer, logs string, phases []phase) bool {
	start := now()
	var all []result
	for _, p := range phases {
		var mu sync.Mutex
		var wg sync.WaitGroup
		var failed bool
		for _, l := range p.lanes {
			wg.Go(func() {
				for _, s := range l {
					if ctx.Err() != nil {
						return
					}
					r := execute(ctx, logs, s)
					mu.Lock()
					all = append(all, r)
					failed = failed || r.failed > 0
					r.print(out)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if ctx.Err() != nil || (failed && p.needed) {
			break
		}
	}
	total := result{}
	for _, r := range all {
		total.passed += r.passed
		total.failed += r.failed
		total.skipped += r.skipped
	}
	if ctx.Err() != nil {
		total.failed++
		_, _ = fmt.Fprintln(out, "\nInterrupted.")
	}
	bad := slices.DeleteFunc(all, func(r result) bool { return r.failed == 0 })
	if len(bad) > 0 {
		_, _ = fmt.Fprintln(out, "\nWhat failed:")
		for _, r := range bad {
			r.explain(out)
		}
	}
	_, _ = fmt.Fprintf(out, "\nIn %s", now().Sub(start).Round(time.Second))
	if total.skipped > 0 {
		_, _ = fmt.Fprintf(out, ", %d skipped", total.skipped)
	}
	_, _ = fmt.Fprintf(out, ".\n%d passed, %d failed\n", total.passed, total.failed)
	return total.failed == 0
}

// now is the time for measuring how long things take.
func now() time.Time {
	return time.Now()
}
