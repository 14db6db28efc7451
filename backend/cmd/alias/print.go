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
type printed []struct{ name, value string }

func (p *printed) add(name, value string) {
	*p = append(*p, struct{ name, value string }{name, value})
}

// show prints JSON, or lines for a person.
func (p printed) show(asJSON bool) error {
	if asJSON {
		doc := map[string]string{}
		for _, l := range p {
			doc[l.name] = l.value
		}
		return printJSON(doc)
	}
	for _, l := range p {
		fmt.Printf("%s: %s\n", l.name, l.value)
	}
	return nil
}
