package apikit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/fault"
)

func TestAFileIsReadAsABodyIs(t *testing.T) {
	t.Parallel()
	got, err := apikit.Read[thing]([]byte(`{"name":"fine","tags":["a"]}`))
	require.NoError(t, err)
	require.Equal(t, thing{Name: "fine", Tags: []string{"a"}}, got)

	for body, want := range map[string]fault.Fields{
		`{"name":"fine","kind":"c","alias_name":"x"}`: {{Location: "kind", Code: "not_a_choice"}, {Location: "alias_name", Code: "unknown_field"}},
		`{"Name":"fine"}`:                         {{Location: "", Code: "unknown_field"}, {Location: "name", Code: "required"}},
		`{"name":"fine","name":"mine"}`:           {{Location: "", Code: "repeated_key"}},
		`{"name":"fine"`:                          {{Location: "", Code: "not_json"}},
		`{"name":"fine"} {}`:                      {{Location: "", Code: "not_json"}},
		`[]`:                                      {{Location: "", Code: "wrong_type"}},
		`{"name":"fine","tags":["a",7]}`:          {{Location: "tags[1]", Code: "wrong_type"}},
		`{"name":"fine","sk0abcdef1234567890":1}`: {{Location: "", Code: "unknown_field"}},
	} {
		_, err := apikit.Read[thing]([]byte(body))
		f, ok := fault.As(err)
		require.True(t, ok, body)
		require.Equal(t, fault.KindInvalid, f.Kind)
		var places fault.Fields
		for _, x := range f.Fields {
			require.NotEmpty(t, x.Message, body)
			places.Add(x.Location, x.Code, "")
		}
		require.ElementsMatch(t, want, places, body)
	}
}
