package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	module   = "alias.example/alias/backend/"
	internal = module + "internal/"
	testkit  = "testkit/"
)

// floors lists the house from the ground up. A package may import packages on
// lower floors. Neighbours says whether it may also import its own floor. A room
// that ends in a slash is everything inside; testkit is a scaffold outside.
var floors = []struct {
	name       string
	neighbours bool
	rooms      []string
}{
	{"ground", true, []string{"oauth", "platform/"}},
	{"domain", false, []string{"domain/service/", "domain/between/", "domain/person/"}},
	{"steps", true, []string{"oidc/issuer", "oidc/clientauth", "oidc/clientkeys", "oidc/proof", "oidc/idtoken", "oidc/requestobject", "oidc/scope", "oidc/sector", "oidc/metadata", "oidc/issue", "oidc/record", "oidc/farewell", "oidc/wire"}},
	{"cases", false, []string{"oidc/", "interaction", "home", "contact", "manage", "upkeep"}},
	{"views", false, []string{"hosted/view"}},
	{"doors", false, []string{"manageapi", "clientapi", "hosted", "worker", "inbound", "portal", "docs"}},
	{"roof", false, []string{"app"}},
}

// walls keeps what a service may do away from what only a person may see.
// Packages under from, unless excepted, may not import packages under to.
// An empty from means every package.
var walls = []struct {
	from   string
	except []string
	to     string
	why    string
}{
	{"domain/service/", nil, "domain/person/", "a service never sees the person"},
	{"oidc/", []string{"oidc/authorize", "oidc/logout"}, "domain/person/", "tokens and claims are made from connections"},
	{"contact", nil, "domain/person/", "sending knows no mailbox"},
	{"clientapi", nil, "domain/person/", "sending knows no mailbox"},
	{"manage", nil, "domain/person/", "developers see connections, not people"},
	{"manageapi", nil, "domain/person/", "developers see connections, not people"},
	{"home", nil, "domain/service/", "a person's pages need nothing of the service's"},
	{"", []string{"oidc/authorize", "oidc/logout", "interaction", "app"}, "platform/postgres/bridge", "only consent, sign-in and logout cross the wall"},
}

// imported is one package and what it imports outside its tests.
type imported struct {
	ImportPath string   `json:"ImportPath"`
	Imports    []string `json:"Imports"`
}

func TestImportsPointDownAndStayBehindTheirWalls(t *testing.T) {
	t.Parallel()

	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"...").Output()
	require.NoError(t, err)
	var house []imported
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p imported
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		house = append(house, p)
	}
	require.Greater(t, len(house), 40, "go list saw the house")
	require.Empty(t, violations(house))
}

func TestAPlantedViolationOfEachKindIsReported(t *testing.T) {
	t.Parallel()

	for _, c := range []struct{ name, from, to, says string }{
		{"the ground looks up", "platform/mail", "domain/person/mailbox", "platform/mail (ground) imports domain/person/mailbox (domain)"},
		{"a noun visits a noun", "domain/service/client", "domain/service/tenant", "domain/service/client (domain) imports domain/service/tenant (domain)"},
		{"a step calls a case", "oidc/issue", "oidc/token", "oidc/issue (steps) imports oidc/token (cases)"},
		{"a case calls a case", "manage", "upkeep", "manage (cases) imports upkeep (cases)"},
		{"a protocol case calls another", "oidc/token", "oidc/userinfo", "oidc/token (cases) imports oidc/userinfo (cases)"},
		{"a case looks at a view", "interaction", "hosted/view", "interaction (cases) imports hosted/view (views)"},
		{"a door knocks at a door", "hosted", "manageapi", "hosted (doors) imports manageapi (doors)"},
		{"somebody climbs on the roof", "worker", "app", "worker (doors) imports app (roof)"},
		{"an unplaced room", "helpers", "oauth", "helpers is on no floor"},
		{"an unplaced room is entered", "manage", "helpers", "helpers is on no floor"},
		{"a test's tool in the product", "manage", testkit + "pgtest", "manage imports testkit/pgtest outside a test"},
		{"a noun of the service's sees the person", "domain/service/client", "domain/person/account", "a service never sees the person"},
		{"a token reaches a person", "oidc/token", "domain/person/account", "tokens and claims are made from connections"},
		{"a step reaches a person", "oidc/issue", "domain/person/session", "tokens and claims are made from connections"},
		{"a sender reaches a mailbox", "contact", "domain/person/mailbox", "sending knows no mailbox"},
		{"the client API reaches a mailbox", "clientapi", "domain/person/mailbox", "sending knows no mailbox"},
		{"a developer reaches a person", "manage", "domain/person/account", "developers see connections, not people"},
		{"the management API reaches a person", "manageapi", "domain/person/account", "developers see connections, not people"},
		{"a person's pages reach a client", "home", "domain/service/client", "a person's pages need nothing of the service's"},
		{"the token endpoint crosses", "oidc/token", "platform/postgres/bridge", "only consent, sign-in and logout cross the wall"},
		{"a page crosses", "hosted", "platform/postgres/bridge", "only consent, sign-in and logout cross the wall"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := violations([]imported{{internal + c.from, []string{"fmt", internal + c.to}}})
			require.NotEmpty(t, found)
			require.Contains(t, strings.Join(found, "\n"), c.says)
		})
	}

	t.Run("the command may not use a test's tool either", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"cmd/alias imports testkit/apptest outside a test"},
			violations([]imported{{module + "cmd/alias", []string{internal + "app", internal + testkit + "apptest"}}}))
	})
	t.Run("what is drawn is allowed", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, violations([]imported{
			{internal + "oidc/authorize", []string{internal + "platform/postgres/bridge", internal + "domain/person/session", internal + "oidc/issuer"}},
			{internal + "interaction", []string{internal + "platform/postgres/bridge", internal + "domain/person/account", internal + "domain/service/client"}},
			{internal + "hosted", []string{internal + "hosted/view", internal + "interaction", internal + "upkeep"}},
			{internal + "oidc/issue", []string{internal + "oidc/issuer", internal + "oauth"}},
			{internal + testkit + "apptest", []string{internal + "app", internal + testkit + "pgtest"}},
			{module + "cmd/alias", []string{internal + "app"}},
		}))
	})
}

// violations are the imports that climb, visit or go through a wall, and the
// packages that nobody has placed.
func violations(house []imported) []string {
	var found []string
	report := func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); !slices.Contains(found, line) {
			found = append(found, line)
		}
	}
	for _, p := range house {
		from := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, internal), module)
		inside := strings.HasPrefix(p.ImportPath, internal) && !strings.HasPrefix(from, testkit)
		a := -1
		if inside {
			if a = floor(from); a < 0 {
				report("%s is on no floor; add it to floors", from)
			}
		}
		for _, imp := range p.Imports {
			to, ours := strings.CutPrefix(imp, internal)
			switch {
			case !ours:
			case strings.HasPrefix(to, testkit):
				if !strings.HasPrefix(from, testkit) {
					report("%s imports %s outside a test", from, to)
				}
			case inside:
				b := floor(to)
				if b < 0 {
					report("%s is on no floor; add it to floors", to)
				} else if a >= 0 && (b > a || a == b && !floors[a].neighbours) {
					report("%s (%s) imports %s (%s)", from, floors[a].name, to, floors[b].name)
				}
				for _, w := range walls {
					if (w.from == "" || under(from, w.from)) && !slices.Contains(w.except, from) && under(to, w.to) {
						report("%s imports %s: %s", from, to, w.why)
					}
				}
			}
		}
	}
	return found
}

// floor is where a package lives: the floor of its longest room, or -1.
func floor(pkg string) int {
	longest, at := 0, -1
	for i, f := range floors {
		for _, room := range f.rooms {
			if under(pkg, room) && len(room) > longest {
				longest, at = len(room), i
			}
		}
	}
	return at
}

// under reports whether pkg is room, or inside it if room ends in a slash.
func under(pkg, room string) bool {
	return pkg == room || strings.HasSuffix(room, "/") && strings.HasPrefix(pkg, room)
}
