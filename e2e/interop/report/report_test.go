package report_test

import (
	"errors"
	"strings"
	"testing"

	"alias.example/alias/e2e/interop/report"
)

func TestWhatIsNotRunIsNeverCountedAsPassed(t *testing.T) {
	t.Parallel()
	var r report.Report
	r.Party("Absent", "-").NotRun("It could not be installed.")
	r.Party("Idle", "1")
	broken := r.Party("Broken", "2")
	broken.Step("signed a person in", func() error { return nil })
	broken.Step("refreshed", func() error { return errors.New("invalid_grant") })
	var out strings.Builder
	if r.Print(&out) {
		t.Fatal("a run in which nothing passed has passed")
	}
	for _, want := range []string{"It could not be installed.", "Broken: refreshed:\n  invalid_grant", "\n0 passed, 2 failed, 1 not run\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	fine := r.Party("Fine", "3")
	fine.Step("signed a person in", func() error { return nil })
	if r.Print(&out) {
		t.Fatal("a run with a failure has passed")
	}
}
