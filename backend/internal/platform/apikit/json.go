package apikit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// What strictJSON refuses with. Mistakes are made from these sentences, so none
// may contain anything of the input.
const (
	msgNotJSON     = "not json"
	msgNotUTF8     = "not utf-8"
	msgRepeatedKey = "repeated key"
	msgTooDeep     = "too deep"

	// maxDepth is deeper than any body of ours.
	maxDepth = 16
)

// strictJSON reads one JSON value. Where encoding/json shrugs, it refuses: a key
// written twice, bytes that are not UTF-8, deep nesting. Two readers that
// disagree about a body are how checks are walked around. Unknown fields are
// refused afterwards, by the schema.
func strictJSON(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New(msgNotUTF8)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := walk(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New(msgNotJSON)
	}
	if json.Unmarshal(data, v) != nil {
		return errors.New(msgNotJSON)
	}
	return nil
}

// walk consumes one value.
func walk(dec *json.Decoder, depth int) error {
	if depth > maxDepth {
		return errors.New(msgTooDeep)
	}
	token, err := dec.Token()
	if err != nil {
		return errors.New(msgNotJSON)
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if opening == '{' {
			key, err := dec.Token()
			if err != nil {
				return errors.New(msgNotJSON)
			}
			name, _ := key.(string)
			if seen[name] {
				return errors.New(msgRepeatedKey)
			}
			seen[name] = true
		}
		if err := walk(dec, depth+1); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return errors.New(msgNotJSON)
	}
	return nil
}
