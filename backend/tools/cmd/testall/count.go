package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// counter reads what a step left behind: its log, or a report in the logs' folder.
type counter func(logs string, err error, r *result)

// countOne is for steps that are right or wrong as a whole.
func countOne(_ string, err error, r *result) {
	if err == nil {
		r.passed = 1
	}
}

// countGo reads `go test -json`. A package that fails though none of its tests did (it does not build, it exits) counts
// as one failure.
func countGo(_ string, _ error, r *result) {
	f, err := os.Open(r.log)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	type key struct{ pkg, test string }
	said := map[key][]string{}
	failures := map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e struct {
			Action     string `json:"Action"`
			Package    string `json:"Package"`
			ImportPath string `json:"ImportPath"`
			Test       string `json:"Test"`
			Output     string `json:"Output"`
		}
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			r.reasons = append(r.reasons, lines.Text()) // The go command itself, in plain words.
			continue
		}
		if e.Package == "" {
			e.Package, _, _ = strings.Cut(e.ImportPath, " ")
		}
		k := key{e.Package, e.Test}
		switch {
		case e.Action == "output" || e.Action == "build-output":
			if !strings.HasPrefix(e.Output, "=== ") {
				said[k] = append(said[k], e.Output)
			}
		case e.Action == "pass" && e.Test != "":
			r.passed++
			delete(said, k)
		case e.Action == "skip" && e.Test != "":
			r.skipped++
			delete(said, k)
		case e.Action == "fail" && (e.Test != "" || failures[e.Package] == 0):
			r.failed++
			failures[e.Package]++
			r.reasons = append(r.reasons, e.Package+"\n"+strings.TrimRight(strings.Join(tail(said[k]), ""), "\n"))
		}
	}
	if r.failed == 0 {
		r.reasons = nil
	}
}

// countVitest reads Vitest's JSON report. A file that fails before its tests counts as one failure.
func countVitest(logs string, _ error, r *result) {
	var report struct {
		NumPassedTests int `json:"numPassedTests"`
		TestResults    []struct {
			Name             string `json:"name"`
			Status           string `json:"status"`
			Message          string `json:"message"`
			AssertionResults []struct {
				FullName        string   `json:"fullName"`
				Status          string   `json:"status"`
				FailureMessages []string `json:"failureMessages"`
			} `json:"assertionResults"`
		} `json:"testResults"`
	}
	if !readJSON(filepath.Join(logs, "vitest.json"), &report) {
		return
	}
	r.passed = report.NumPassedTests
	for _, file := range report.TestResults {
		failed := 0
		for _, a := range file.AssertionResults {
			switch a.Status {
			case "failed":
				failed++
				r.reasons = append(r.reasons, a.FullName+"\n"+strings.Join(a.FailureMessages, "\n"))
			case "pending", "skipped", "todo", "disabled":
				r.skipped++
			}
		}
		if file.Status == "failed" && failed == 0 {
			failed = 1
			r.reasons = append(r.reasons, file.Name+"\n"+file.Message)
		}
		r.failed += failed
	}
}

// countPlaywright reads Playwright's JSON report. A test that passed only when tried again has failed; so has anything
// that went wrong outside the tests.
func countPlaywright(logs string, _ error, r *result) {
	type message struct {
		Message string `json:"message"`
	}
	type spec struct {
		Title string `json:"title"`
		File  string `json:"file"`
		Tests []struct {
			Status  string `json:"status"`
			Results []struct {
				Errors []message `json:"errors"`
			} `json:"results"`
		} `json:"tests"`
	}
	type suite struct {
		Specs  []spec            `json:"specs"`
		Suites []json.RawMessage `json:"suites"`
	}
	var report struct {
		Suites []json.RawMessage `json:"suites"`
		Errors []message         `json:"errors"`
	}
	if !readJSON(filepath.Join(logs, "playwright.json"), &report) {
		return
	}
	for todo := report.Suites; len(todo) > 0; {
		var s suite
		if json.Unmarshal(todo[0], &s) != nil {
			return
		}
		todo = append(slices.Clone(s.Suites), todo[1:]...)
		for _, sp := range s.Specs {
			for _, t := range sp.Tests {
				switch t.Status {
				case "expected":
					r.passed++
				case "skipped":
					r.skipped++
				default:
					r.failed++
					reasons := []string{fmt.Sprintf("%s: %s (%s)", sp.File, sp.Title, t.Status)}
					for _, attempt := range t.Results {
						for _, e := range attempt.Errors {
							reasons = append(reasons, e.Message)
						}
					}
					r.reasons = append(r.reasons, strings.Join(reasons, "\n"))
				}
			}
		}
	}
	for _, e := range report.Errors {
		r.failed++
		r.reasons = append(r.reasons, e.Message)
	}
}

func readJSON(path string, into any) bool {
	b, err := os.ReadFile(path) //nolint:gosec // a report in our own folder
	return err == nil && json.Unmarshal(b, into) == nil
}

func tail(lines []string) []string { return lines[max(0, len(lines)-shown):] }
