package manageapi

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Removable is a field of a change that is left out, sent, or sent as null, which
// removes what there is (RFC 7396 2).
type Removable[T any] struct {
	Sent  bool
	Value *T
}

// UnmarshalJSON reads a value or null.
func (r *Removable[T]) UnmarshalJSON(b []byte) error {
	r.Sent = true
	return json.Unmarshal(b, &r.Value)
}

// Schema is that of the value, which may also be null.
func (Removable[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

// KeySet is a JWK Set (RFC 7517 5) as it was sent. What is in it, the noun judges.
type KeySet json.RawMessage

// UnmarshalJSON keeps the text.
func (k *KeySet) UnmarshalJSON(b []byte) error {
	*k = append((*k)[:0], b...)
	return nil
}

// MarshalJSON is the text.
func (k KeySet) MarshalJSON() ([]byte, error) { return json.RawMessage(k).MarshalJSON() }

// Schema is an object with a list of keys, whose members depend on their kind.
func (KeySet) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"keys"},
		Properties: map[string]*huma.Schema{"keys": {
			Type: huma.TypeArray, Description: "The public keys.", Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true},
		}},
		Examples: []any{map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "use": "sig", "alg": "EdDSA", "kid": "1"}}}},
	}
}
