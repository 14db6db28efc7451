package apikit

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/secret"
)

// Whatever strictJSON takes, encoding/json takes as well; and whatever it refuses
// with is one of its own four sentences.
func FuzzStrictJSONIsStricter(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a":1,"a":2}`, `[[[[]]]]`, `{"a":{"b":[1,"x",null]}}`, `{} {}`, "\xff", `"\ud800"`, ``, `{"a"`, `]`, `1e999`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v any
		err := strictJSON(data, &v)
		if err == nil {
			require.True(t, json.Valid(data))
			return
		}
		require.Contains(t, []string{msgNotJSON, msgNotUTF8, msgRepeatedKey, msgTooDeep}, err.Error())
	})
}

func FuzzNobodyMakesACursor(f *testing.F) {
	master, err := secret.NewMaster(bytes.Repeat([]byte{3}, 32))
	require.NoError(f, err)
	cursors := NewCursors(master)
	genuine := cursors.Seal("position", "list")
	f.Add(genuine[:len(genuine)-1])
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		if cursor == "" || cursor == genuine {
			return
		}
		_, err := cursors.Open(cursor, "list")
		require.ErrorIs(t, err, ErrInvalidCursor)
	})
}
