package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// printed are lines of a name and a value.
type printed struct{ lines [][2]string }

func (p *printed) add(name, value string) { p.lines = append(p.lines, [2]string{name, value}) }

// show prints JSON, or lines for a person.
func (p *printed) show(asJSON bool) error {
	if asJSON {
		doc := map[string]string{}
		for _, l := range p.lines {
			doc[l[0]] = l[1]
		}
		return printJSON(doc)
	}
	for _, l := range p.lines {
		fmt.Printf("%s: %s\n", l[0], l[1])
	}
	return nil
}
