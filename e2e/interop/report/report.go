// Package report gathers what relying parties did and prints it as a table. What
// was not run is never counted as passed.
package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Party is one relying party's part of the report.
type Party struct {
	Name, Version string

	did    []string
	failed string
	reason error
	notRun string
}

// Step does one thing that is promised of the relying party, and remembers how it
// went. It answers whether to go on.
func (p *Party) Step(what string, do func() error) bool {
	if err := do(); err != nil {
		p.failed, p.reason = what, err
		return false
	}
	p.did = append(p.did, what)
	return true
}

// Prepare does what has to be there before the first step. It answers whether to go
// on.
func (p *Party) Prepare(do func() error) bool {
	err := do()
	if err != nil {
		p.failed, p.reason = "could not begin", err
	}
	return err == nil
}

// NotRun says that the relying party could not be run at all, and why.
func (p *Party) NotRun(why string) { p.notRun = why }

// Passed says that it ran and that nothing failed.
func (p *Party) Passed() bool { return p.notRun == "" && p.reason == nil && len(p.did) > 0 }

// Report is a whole run.
type Report struct{ parties []*Party }

// Party begins the part of a relying party.
func (r *Report) Party(name, version string) *Party {
	p := &Party{Name: name, Version: version}
	r.parties = append(r.parties, p)
	return p
}

// Print writes the table, what failed and why, and the count; it answers whether
// something passed and nothing failed.
func (r *Report) Print(w io.Writer) bool {
	var passed, failed, not int
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RELYING PARTY\tVERSION\tRESULT\tWHAT IT DID")
	for _, p := range r.parties {
		result, did := "passed", p.did
		switch {
		case p.notRun != "":
			not++
			result, did = "not run", []string{p.notRun}
		case p.Passed():
			passed++
		default:
			failed++
			result = "FAILED"
		}
		for i, line := range wrap(strings.Join(did, ", "), 76) {
			if i == 0 {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.Name, p.Version, result, line)
			} else {
				fmt.Fprintf(table, "\t\t\t%s\n", line)
			}
		}
	}
	_ = table.Flush()
	for _, p := range r.parties {
		if p.reason != nil {
			fmt.Fprintf(w, "\n%s: %s:\n  %s\n", p.Name, p.failed, strings.ReplaceAll(p.reason.Error(), "\n", "\n  "))
		}
	}
	fmt.Fprintf(w, "\n%d passed, %d failed, %d not run\n", passed, failed, not)
	return passed > 0 && failed == 0
}

// wrap breaks a text into lines of at most width bytes, at spaces, and answers at
// least one.
func wrap(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
