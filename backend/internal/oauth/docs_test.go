package oauth_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
)

var update = flag.Bool("update", false, "write docs/errors.md anew")

const errorsPage = "../../../docs/errors.md"

// docs/errors.md has a section for each reason, in the words the portal uses.
func TestEveryReasonHasItsPlaceInTheDocumentation(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# What a refusal means\n\nEach refusal of the protocol has a reason from a closed set. The portal's Activity shows it, with what was received and\n" +
		"what was expected; the relying party reads only the error code. (Written by `go test ./internal/oauth -update`.)\n")
	reasons := oauth.Reasons()
	slices.Sort(reasons)
	for _, r := range reasons {
		require.NotEmpty(t, r.Summary(), "%s has no summary", r)
		b.WriteString("\n## " + string(r) + "\n\n")
		if e := oauth.NewError(r); e.Code != "" {
			b.WriteString("On the wire: `" + string(e.Code) + "`, \"" + e.Description + "\"\n\n")
		}
		b.WriteString(r.Summary() + "\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(errorsPage, []byte(b.String()), 0o644))
	}
	have, err := os.ReadFile(errorsPage)
	require.NoError(t, err)
	if b.String() != string(have) {
		t.Fatal("docs/errors.md is not what the reasons say; run: go test ./internal/oauth -update")
	}
}
