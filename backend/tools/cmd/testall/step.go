package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

const (
	// shown is how many lines of a failed step's output are repeated at the end.
	shown = 60
	// brokeOff begins the reason of a step that failed without saying which test did.
	brokeOff = "It ended with: "
)

// result is what came of a step.
type result struct {
	step                    step
	log                     string
	took                    time.Duration
	passed, failed, skipped int
	reasons                 []string // Why, test by test; empty shows the end of the log.
}

// execute runs the step, keeps all it says in a file, and counts.
func execute(ctx context.Context, logs string, s step) result {
	r := result{step: s, log: filepath.Join(logs, regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(s.name, "-")+".log")}
	start := now()
	f, err := os.Create(r.log)
	if err == nil {
		err = errors.Join(s.start(ctx, f), f.Close())
	}
	if s.count != nil {
		s.count(logs, err, &r)
	}
	if err != nil && r.failed == 0 {
		r.failed = 1
		r.reasons = []string{brokeOff + err.Error()}
	}
	r.took = now().Sub(start)
	return r
}

// start runs the command in a process group of its own, so that an interrupted run takes all of it along.
func (s step) start(ctx context.Context, out io.Writer) error {
	c := exec.CommandContext(ctx, s.command[0], s.command[1:]...) //nolint:gosec // the commands of our own plan
	c.Dir, c.Stdout, c.Stderr = s.dir, out, out
	c.Env = append(append(os.Environ(), "NO_COLOR=1"), s.env...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
	c.WaitDelay = 10 * time.Second
	return c.Run()
}

func (r result) print(out io.Writer) {
	if r.step.count == nil && r.failed == 0 {
		return
	}
	mark := "ok  "
	if r.failed > 0 {
		mark = "FAIL"
	}
	_, _ = fmt.Fprintf(out, "%s  %-28s %4ds  %5d passed", mark, r.step.name, int(r.took.Seconds()), r.passed)
	for _, n := range []struct {
		count int
		word  string
	}{{r.failed, "failed"}, {r.skipped, "skipped"}} {
		if n.count > 0 {
			_, _ = fmt.Fprintf(out, ", %d %s", n.count, n.word)
		}
	}
	_, _ = fmt.Fprintln(out)
}

// explain repeats why the step failed, without colours, which some tools insist on.
func (r result) explain(out io.Writer) {
	colours := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	_, _ = fmt.Fprintf(out, "\n--- %s (all of it in %s)\n", r.step.name, r.log)
	for _, reason := range r.reasons {
		_, _ = fmt.Fprintln(out, colours.ReplaceAllString(reason, ""))
	}
	if len(r.reasons) > 0 && !strings.HasPrefix(r.reasons[0], brokeOff) {
		return
	}
	b, err := os.ReadFile(r.log)
	if err != nil {
		return
	}
	lines := strings.Split(strings.TrimRight(colours.ReplaceAllString(string(b), ""), "\n"), "\n")
	_, _ = fmt.Fprintln(out, strings.Join(lines[max(0, len(lines)-shown):], "\n"))
}

// modules are the directories that a go.work names.
func modules(path string) ([]string, error) {
	b, err := os.ReadFile(path) //nolint:gosec // our own go.work
	if err != nil {
		return nil, err
	}
	var found []string
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:use\s+)?\./(\S+)`).FindAllStringSubmatch(string(b), -1) {
		found = append(found, m[1])
	}
	return found, nil
}
