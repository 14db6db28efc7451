package apikit

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/platform/fault"
)

// Read reads a body that comes another way than by a request, from a file for
// instance, by the rules that a request's body is read by. It refuses with a fault
// that names every field.
func Read[T any](body []byte) (T, error) {
	var into T
	Correct()
	refusal := fault.Invalid("validation_failed", "Some of the input is not acceptable.")
	blame := func(d *huma.ErrorDetail) {
		m := mistakeOf(d)
		refusal.Fields.Add(strings.TrimPrefix(strings.TrimPrefix(m.Location, "body"), "."), m.Code, m.Message)
	}
	var value any
	if err := strictJSON(body, &value); err != nil {
		blame(&huma.ErrorDetail{Location: "body", Message: err.Error()})
		return into, refusal
	}
	registry := huma.NewMapRegistry("#/", huma.DefaultSchemaNamer)
	var found huma.ValidateResult
	huma.Validate(registry, registry.Schema(reflect.TypeFor[T](), false, ""), huma.NewPathBuffer([]byte("body"), len("body")), huma.ModeWriteToServer, value, &found)
	for _, err := range found.Errors {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			d = &huma.ErrorDetail{Location: "body"}
		}
		blame(d.ErrorDetail())
	}
	if len(refusal.Fields) > 0 {
		return into, refusal
	}
	if json.Unmarshal(body, &into) != nil {
		blame(&huma.ErrorDetail{Location: "body", Message: msgNotJSON})
		return into, refusal
	}
	return into, nil
}
