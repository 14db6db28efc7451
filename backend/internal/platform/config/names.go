package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// tools are the names that our own tests and generators read. A server that finds
// them in a developer's shell passes over them.
func tools() []string { return []string{"ALIAS_TEST_DATABASE_URL", "ALIAS_SQLC_DATABASE_URL"} }

// CheckNames refuses names that begin with ALIAS_ and are no setting, naming the
// nearest one that is. It looks at no other names.
func CheckNames(names []string) error {
	known := settings()
	for _, name := range secrets() {
		known = append(known, name+fileSuffix)
	}
	var mistakes []error
	slices.Sort(names)
	for _, name := range names {
		if !strings.HasPrefix(name, "ALIAS_") || slices.Contains(known, name) || slices.Contains(tools(), name) {
			continue
		}
		nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
		mistakes = append(mistakes, sayf("There is no setting %s; did you mean %s?", name, nearest))
	}
	return errors.Join(mistakes...)
}

// sentenceError is a mistake in the settings, told to the operator: what is wrong
// and what to do. It quotes no setting's value.
type sentenceError string

func (e sentenceError) Error() string { return string(e) }

func sayf(format string, args ...any) error { return sentenceError(fmt.Sprintf(format, args...)) }

// distance is the number of letters to insert, drop or change to make b from a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
