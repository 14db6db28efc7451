package manageapi_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/manageapi"
)

var update = flag.Bool("update", false, "write docs/settings.md anew")

const settingsPage = "../../../docs/settings.md"

// docs/settings.md lists every setting in the words of the API.
func TestEverySettingIsInTheDocumentation(t *testing.T) {
	t.Parallel()
	schemas := manageapi.Describe().Components.Schemas.Map()
	var b strings.Builder
	b.WriteString("# What can be set\n\nThe same names everywhere: in the management API, in the files of `alias client create|update --file` and `alias tenant update --file`,\n" +
		"and, where RFC 7591 or OpenID Connect Registration has one, in what a client registers. (Written by `go test ./internal/manageapi -update`.)\n")
	for _, group := range []struct{ title, intro, schema string }{
		{"A client", "`alias client create --tenant SLUG --file client.json`", "CreateClient"},
		{"A client later", "`alias client update --tenant SLUG --client ID --file change.json`: the settings above, and", "UpdateClient"},
		{"A workspace", "`alias tenant update --tenant SLUG --file change.json`", "UpdateTenant"},
		{"A resource", "`alias resource create --tenant SLUG --file resource.json`", "CreateResource"},
		{"A workload of another issuer", "An entry of `federated_credentials`.", "FederatedCredential"},
		{"An issuer of software statements", "An entry of `registration.software_statement_issuers`.", "StatementIssuer"},
	} {
		b.WriteString("\n## " + group.title + "\n\n" + group.intro + "\n\n| Setting | Values | Meaning |\n|---|---|---|\n")
		said := map[string]bool{}
		if group.schema == "UpdateClient" {
			for name := range schemas["CreateClient"].Properties {
				said[name] = true
			}
		}
		settingRows(&b, schemas, group.schema, "", said)
	}
	if *update {
		require.NoError(t, os.WriteFile(settingsPage, []byte(b.String()), 0o644))
	}
	have, err := os.ReadFile(settingsPage)
	require.NoError(t, err)
	if b.String() != string(have) {
		t.Fatal("docs/settings.md is not what the API says; run: go test ./internal/manageapi -update")
	}
}

func settingRows(b *strings.Builder, schemas map[string]*huma.Schema, name, prefix string, said map[string]bool) {
	s := schemas[name]
	var names []string
	for n := range s.Properties {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		p := s.Properties[n]
		if said[n] {
			continue
		}
		if p.Ref != "" {
			settingRows(b, schemas, p.Ref[strings.LastIndex(p.Ref, "/")+1:], prefix+n+".", nil)
			continue
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s |\n", prefix, n, values(p), strings.ReplaceAll(p.Description, "|", "\\|"))
	}
}

// values says what a setting may be.
func values(p *huma.Schema) string {
	kind, s := "", p
	if p.Type == huma.TypeArray {
		if p.Items.Ref != "" {
			return "list of objects"
		}
		kind, s = "list of ", p.Items
	}
	if len(s.Enum) > 0 {
		var words []string
		for _, e := range s.Enum {
			if e != "" {
				words = append(words, "`"+e.(string)+"`") //nolint:errcheck,forcetypeassert // a test may panic
			}
		}
		return kind + strings.Join(words, " ")
	}
	switch s.Type {
	case huma.TypeBoolean:
		return kind + "`true` `false`"
	case huma.TypeInteger:
		if s.Minimum != nil && s.Maximum != nil {
			return kind + fmt.Sprintf("%d to %d", int(*s.Minimum), int(*s.Maximum))
		}
		return kind + "number"
	case huma.TypeString:
		if kind != "" {
			return kind + "texts"
		}
		return "text"
	default:
		return kind + "object"
	}
}
