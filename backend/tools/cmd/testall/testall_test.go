package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// count has a counter read what a step wrote: its log, and a report if there is one.
func count(t *testing.T, c counter, log, report, content string) result {
	t.Helper()

	dir := t.TempDir()
	r := result{log: filepath.Join(dir, "step.log")}
	for path, content := range map[string]string{r.log: log, filepath.Join(dir, report): content} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c(dir, nil, &r)
	return r
}

func check(t *testing.T, r result, passed, failed, skipped int, reasons ...string) {
	t.Helper()

	if r.passed != passed || r.failed != failed || r.skipped != skipped {
		t.Errorf("counted %d passed, %d failed, %d skipped; want %d, %d, %d", r.passed, r.failed, r.skipped, passed, failed, skipped)
	}
	all := strings.Join(r.reasons, "\n")
	for _, reason := range reasons {
		if !strings.Contains(all, reason) {
			t.Errorf("the reasons lack %q:\n%s", reason, all)
		}
	}
}

func TestGoTestsAndSubtestsAreCounted(t *testing.T) {
	t.Parallel()

	check(t, count(t, countGo, `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA/sub"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"the reason\n"}
{"Action":"fail","Package":"p","Test":"TestB"}
{"Action":"skip","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p"}
{"Action":"pass","Package":"q"}
`, "none", ""), 2, 1, 1, "the reason")
}

func TestAGoPackageThatDoesNotBuildIsAFailure(t *testing.T) {
	t.Parallel()

	check(t, count(t, countGo, `{"ImportPath":"p [p.test]","Action":"build-output","Output":"p.go:1: nonsense\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}
`, "none", ""), 0, 1, 0, "nonsense")
}

func TestVitestIsCounted(t *testing.T) {
	t.Parallel()

	check(t, count(t, countVitest, "", "vitest.json", `{"numPassedTests":3,"testResults":[
		{"name":"a.test.ts","status":"failed","message":"","assertionResults":[
			{"fullName":"a breaks","status":"failed","failureMessages":["expected 1"]},{"fullName":"later","status":"todo"}]},
		{"name":"b.test.ts","status":"failed","message":"cannot be loaded","assertionResults":[]}]}`),
		3, 2, 1, "a breaks\nexpected 1", "cannot be loaded")
}

func TestPlaywrightIsCountedAndFlakyIsFailed(t *testing.T) {
	t.Parallel()

	check(t, count(t, countPlaywright, "", "playwright.json", `{"errors":[{"message":"the server did not start"}],"suites":[
		{"specs":[{"title":"one","file":"a.spec.ts","tests":[{"status":"expected"}]}],
		 "suites":[{"specs":[
			{"title":"two","file":"a.spec.ts","tests":[{"status":"unexpected","results":[{"errors":[{"message":"no button"}]}]}]},
			{"title":"three","file":"a.spec.ts","tests":[{"status":"flaky"},{"status":"skipped"}]}]}]}]}`),
		1, 3, 1, "two (unexpected)\nno button", "three (flaky)", "the server did not start")
}

func shell(script string, c counter) step {
	return step{name: script, command: []string{"sh", "-c", script}, count: c}
}

func TestTheLastLineSumsAllSteps(t *testing.T) {
	t.Parallel()

	for _, c := range []struct {
		name   string
		phases []phase
		ok     bool
		last   string
		says   string
	}{
		{"all well", []phase{{lanes: []lane{{shell("true", nil), shell("true", countOne)}, {shell("exit 0", countOne)}}}}, true, "2 passed, 0 failed", ""},
		{"a step fails, the others run", []phase{{lanes: []lane{{shell(`printf '\033[31mwhy\033[0m\n'; false`, countOne), shell("true", countOne)}}}, {lanes: []lane{{shell("true", countOne)}}}}, false, "2 passed, 1 failed", "\nwhy\n"},
		{"a suite breaks before counting", []phase{{lanes: []lane{{shell("echo broken; exit 3", countVitest)}}}}, false, "0 passed, 1 failed", "\nbroken\n"},
		{"what is needed is missing", []phase{{needed: true, lanes: []lane{{shell("exit 1", nil)}}}, {lanes: []lane{{shell("true", countOne)}}}}, false, "0 passed, 1 failed", ""},
		{"a program that is not there", []phase{{lanes: []lane{{{name: "x", command: []string{"./not-there"}, count: countOne}}}}}, false, "0 passed, 1 failed", "not-there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()

			var out strings.Builder
			if ok := run(t.Context(), &out, t.TempDir(), c.phases); ok != c.ok {
				t.Errorf("all well: %v, want %v", ok, c.ok)
			}
			said := strings.TrimSuffix(out.String(), "\n")
			if last := said[strings.LastIndex(said, "\n")+1:]; last != c.last {
				t.Errorf("the last line is %q, want %q", last, c.last)
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("it does not say %q:\n%s", c.says, said)
			}
		})
	}
}

func TestAnInterruptedRunHasFailed(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out strings.Builder
	if run(ctx, &out, t.TempDir(), []phase{{lanes: []lane{{shell("true", countOne)}}}}) {
		t.Error("an interrupted run passed")
	}
	if !strings.HasSuffix(out.String(), "0 passed, 1 failed\n") {
		t.Error(out.String())
	}
}

func TestTheWorkspacesModulesAreFound(t *testing.T) {
	t.Parallel()

	path := filepath.Join(t.TempDir(), "go.work")
	if err := os.WriteFile(path, []byte("go 1.26.0\n\nuse (\n\t./backend\n\t./openapi/sdk/go // the SDK\n)\nuse ./sql\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := modules(path)
	if err != nil || strings.Join(found, " ") != "backend openapi/sdk/go sql" {
		t.Error(found, err)
	}
}
