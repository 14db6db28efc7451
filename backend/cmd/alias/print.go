package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
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

// show prints JSON, or a line for each of its members that says something.
func show(asJSON bool, v any) error {
	if asJSON {
		return printJSON(v)
	}
	doc, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(doc, &members); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := string(members[name])
		if value == "[]" {
			continue
		}
		if text, err := strconv.Unquote(value); err == nil {
			value = text
		}
		fmt.Printf("%s: %s\n", name, value)
	}
	return nil
}
