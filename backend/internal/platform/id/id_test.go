package id_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/id"
)

func TestAnIdentifierReadsAsItWasWritten(t *testing.T) {
	t.Parallel()
	c := id.NewClient()
	got, err := id.Parse[id.Client](c.String())
	require.NoError(t, err)
	require.Equal(t, c, got)
	require.False(t, c.IsZero())
	require.True(t, id.Client{}.IsZero())

	doc, err := json.Marshal(map[string]id.Client{"client": c})
	require.NoError(t, err)
	require.JSONEq(t, `{"client":"`+c.String()+`"}`, string(doc))
	var back map[string]id.Client
	require.NoError(t, json.Unmarshal(doc, &back))
	require.Equal(t, c, back["client"])

	bare, err := id.FromUUID[id.Client](c.UUIDString())
	require.NoError(t, err)
	require.Equal(t, c, bare)
	_, err = id.FromUUID[id.Client]("no uuid")
	require.ErrorIs(t, err, id.ErrMalformed)
}

func TestAnIdentifierOfOneKindIsNoOther(t *testing.T) {
	t.Parallel()
	c := id.NewClient()
	_, err := id.Parse[id.Tenant](c.String())
	require.ErrorIs(t, err, id.ErrMalformed)
}

func TestNewIdentifiersFollowOneAnother(t *testing.T) {
	t.Parallel()
	before := id.NewAttempt().String()
	for range 100 {
		next := id.NewAttempt().String()
		require.Less(t, before, next, "lists are ordered by identifier")
		before = next
	}
}

// Parse accepts exactly what String writes: one thing has one name.
func FuzzParse(f *testing.F) {
	u := id.NewClient().UUIDString()
	for _, s := range []string{
		"cli_" + u, "cli_" + strings.ToUpper(u), "cli_{" + u + "}", "cli_urn:uuid:" + u, "cli_" + strings.ReplaceAll(u, "-", ""), "CLI_" + u, "cli_" + u + "\x00", " cli_" + u, "ten_" + u, "", "cli_",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := id.Parse[id.Client](s)
		if err == nil {
			require.Equal(t, s, c.String())
		} else {
			require.ErrorIs(t, err, id.ErrMalformed)
			require.True(t, c.IsZero())
		}
	})
}
