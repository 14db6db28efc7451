// Command report reads what `go test -json` writes, and prints the lines of the
// checklist that are not met, each with its reasons, a table of the plans, and
// "N passed, N failed". A test that only holds others is not counted.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// event is a line of test2json.
type event struct {
	Action string `json:"Action"`
	Test   string `json:"Test"`
	Output string `json:"Output"`
}

// run is what became of the tests.
type run struct {
	results map[string]string
	said    map[string][]string
	order   []string
	// loose is what was said outside of any test.
	loose []string
}

func main() {
	r, err := read(os.Stdin)
	if err == nil {
		err = r.print(os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func read(in io.Reader) (run, error) {
	r := run{results: map[string]string{}, said: map[string][]string{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			r.loose = append(r.loose, lines.Text()+"\n") // a build that failed
			continue
		}
		switch {
		case e.Action == "output" && e.Test == "":
			r.loose = append(r.loose, e.Output)
		case e.Action == "output":
			r.said[e.Test] = append(r.said[e.Test], e.Output)
		case e.Test != "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip"):
			r.results[e.Test] = e.Action
			r.order = append(r.order, e.Test)
		}
	}
	return r, lines.Err()
}

// holds reports whether a test holds others.
func (r run) holds(name string) bool {
	for other := range r.results {
		if strings.HasPrefix(other, name+"/") {
			return true
		}
	}
	return false
}

func (r run) print(out io.Writer) error {
	w := bufio.NewWriter(out)
	slices.Sort(r.order)
	var plans []string
	good, bad := map[string]int{}, map[string]int{}
	passed, failed := 0, 0
	for _, name := range r.order {
		if r.results[name] != "pass" && len(r.said[name]) > 0 {
			r.explain(w, name)
		}
		if r.holds(name) {
			continue
		}
		plan, _, _ := strings.Cut(strings.TrimPrefix(name, "Test"), "/")
		if !slices.Contains(plans, plan) {
			plans = append(plans, plan)
		}
		if r.results[name] == "pass" {
			good[plan]++
			passed++
		} else {
			bad[plan]++
			failed++
		}
	}
	if len(r.order) == 0 {
		failed = 1
	}
	if failed > 0 {
		for _, line := range r.loose {
			_, _ = w.WriteString(line)
		}
	}
	_, _ = fmt.Fprintf(w, "\n%-28s %7s %7s\n", "Plan", "passed", "failed")
	for _, p := range plans {
		_, _ = fmt.Fprintf(w, "%-28s %7d %7d\n", p, good[p], bad[p])
	}
	_, _ = fmt.Fprintf(w, "\n%d passed, %d failed\n", passed, failed)
	return w.Flush()
}

// explain prints what a test that was not passed has said.
func (r run) explain(w *bufio.Writer, name string) {
	var lines []string
	for _, line := range r.said[name] {
		bare := strings.TrimSpace(line)
		if bare == "" || strings.HasPrefix(bare, "=== ") || strings.HasPrefix(bare, "--- ") || strings.HasPrefix(bare, "Test:") ||
			regexp.MustCompile(`^\w+_test\.go:\d+:$`).MatchString(bare) {
			continue
		}
		lines = append(lines, "  "+strings.TrimRight(line, "\n"))
	}
	if len(lines) == 0 {
		return
	}
	_, _ = fmt.Fprintf(w, "\n%s %s\n%s\n", strings.ToUpper(r.results[name]), strings.ReplaceAll(name, "_", " "), strings.Join(lines, "\n"))
}
