package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/jose"
)

// given are settings by their names. Empty texts and lists are not given.
type given map[string]any

// body is what the management API would read: the settings of a JSON file, "-"
// being standard input and "" no file, over usual ones and under those of flags.
// Names that the API does not know are refused.
func body[T any](file string, usual, flags given) (T, error) {
	var none T
	doc := []byte("{}")
	switch file {
	case "":
	case "-":
		in, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<20))
		if err != nil {
			return none, errors.New("--file: standard input cannot be read")
		}
		doc = in
	default:
		in, err := os.ReadFile(file) //nolint:gosec // the operator names it
		if err != nil {
			return none, errors.New("--file: the file cannot be read")
		}
		doc = in
	}
	members, err := jose.StrictObject(doc)
	if err != nil {
		return none, fmt.Errorf("--file: %w", err)
	}
	for name, value := range usual {
		if _, ok := members[name]; !ok {
			if members[name], err = json.Marshal(value); err != nil {
				return none, err
			}
		}
	}
	for name, value := range flags {
		switch v := value.(type) {
		case string:
			if v == "" {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		}
		if members[name], err = json.Marshal(value); err != nil {
			return none, err
		}
	}
	if doc, err = json.Marshal(members); err != nil {
		return none, err
	}
	return apikit.Read[T](doc)
}
