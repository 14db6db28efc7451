package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// view is everything a service ever gets to see of one person, in words: each
// word of each value, and where it stood.
type view map[string]string

var word = regexp.MustCompile(`[^\s"/@,;?&=<>{}()\[\]\\|]+`)

// see takes in a value, however deep.
func (v view) see(at string, value any) {
	switch x := value.(type) {
	case map[string]any:
		for name, inner := range x {
			v.see(at+"."+name, inner)
		}
	case []any:
		for _, inner := range x {
			v.see(at, inner)
		}
	case string:
		for _, w := range word.FindAllString(x, -1) {
			if len(w) > 5 { // shorter ones are parts of dates
				v[w] = at
			}
		}
	case float64:
		v[fmt.Sprintf("%.0f", x)] = at
	}
}

func (v view) seeJSON(t *testing.T, at string, raw []byte) {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(raw, &value))
	v.see(at, value)
}

// visit has a person sign in at a service, refresh, and lets the service look at
// all it got: redirect parameters, answers, tokens and their insides, userinfo.
func visit(t *testing.T, s *apptest.Server, b *apptest.Browser, address string, at apptest.Service, v view) (sub string) {
	t.Helper()
	rp := s.RP(at)
	code := rp.Code(b, address)
	for name, values := range b.URL.Query() {
		v.see("redirect."+name, values[0])
	}
	for _, c := range b.Header.Values("Set-Cookie") {
		v.see("redirect.cookie", c)
	}
	answer := rp.Redeem(code)
	for range 2 {
		require.Equal(t, 200, answer.Status, answer.Raw)
		v.see("tokens", answer.JSON)
		v.see("header.correlation", answer.Header.Get("X-Correlation-Id"))
		v.seeJSON(t, "id_token.header", decodeSegment(t, answer.Text("id_token"), 0))
		v.seeJSON(t, "id_token", decodeSegment(t, answer.Text("id_token"), 1))
		info := rp.Userinfo(answer.Text("access_token"))
		require.Equal(t, 200, info.Status, info.Raw)
		v.see("userinfo", info.JSON)
		sub, _ = info.JSON["sub"].(string)
		answer = rp.Refresh(answer.Text("refresh_token"))
	}
	return sub
}

// look adds every row that can be seen through the tenant's wall.
func look(t *testing.T, s *apptest.Server, at apptest.Service, v view) {
	t.Helper()
	s.Recorder.Flush(t.Context())
	require.NoError(t, s.DB.InTenant(t.Context(), at.Tenant.ID, func(tx postgres.TenantTx) error {
		tables, err := collect(t.Context(), tx, "select tablename::text from pg_tables where schemaname = 'public' and has_table_privilege(tablename::text, 'select') and rowsecurity")
		if err != nil {
			return err
		}
		require.Contains(t, tables, "auth_requests")
		for _, table := range tables {
			rows, err := collect(t.Context(), tx, "select to_jsonb(x)::text from "+table+" x")
			if err != nil {
				return err
			}
			for _, row := range rows {
				v.seeJSON(t, table, []byte(row))
			}
		}
		return nil
	}))
}

func collect(ctx context.Context, tx postgres.Querier, query string) ([]string, error) {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// secrets are what belongs to a person alone, in every form it might be written.
func secrets(t *testing.T, s *apptest.Server, address string) map[string]string {
	t.Helper()
	owner := s.Owner()
	query := `
		select a.account_id::text, a.developer_id::text, a.nickname, m.address, m.id::text, encode(m.address_key, 'hex'), c.phc
		from accounts a join mailboxes m using (account_id) join credentials c using (account_id) where m.address = $1`
	out := map[string]string{}
	var account, developer, nickname, mail, mailbox, key, phc string
	require.NoError(t, owner.QueryRow(t.Context(), query, address).Scan(&account, &developer, &nickname, &mail, &mailbox, &key, &phc))
	local, _, _ := strings.Cut(mail, "@")
	out["account"], out["developer"], out["nickname"], out["address"], out["local part"], out["mailbox"], out["address key"], out["password"] = account, developer, nickname, mail, local, mailbox, key, phc
	rows, err := owner.Query(t.Context(), "select id::text from sessions where account_id = $1 union select encode(token_hash, 'hex') from sessions where account_id = $1", account)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	for i, one := range list {
		out[fmt.Sprintf("session %d", i)] = one
	}
	return out
}

// derived are the likely ways to make a name out of a secret: as it is, encoded,
// hashed, and hashed with what the service knows about itself (SEC-66).
func derived(secrets map[string]string, salts ...string) map[string]string {
	out := map[string]string{}
	write := func(what string, b []byte) {
		for n, enc := range map[string]func([]byte) string{
			"hex": hex.EncodeToString, "base64url": base64.RawURLEncoding.EncodeToString, "base64": base64.StdEncoding.EncodeToString,
		} {
			out[enc(b)] = what + " in " + n
			if len(b) > 16 {
				out[enc(b[:16])] = "half of " + what + " in " + n
			}
		}
	}
	sums := map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}
	for name, value := range secrets {
		forms := map[string][]byte{name: []byte(value), name + " in capitals": []byte(strings.ToUpper(value))}
		if raw, err := hex.DecodeString(strings.ReplaceAll(value, "-", "")); err == nil {
			forms[name+"'s bytes"] = raw
		}
		out[value] = name
		out[strings.ReplaceAll(value, "-", "")] = name + " without dashes"
		for what, form := range forms {
			write(what, form)
			for sum, f := range sums {
				h := f()
				h.Write(form)
				write(sum+" of "+what, h.Sum(nil))
				for _, salt := range salts {
					for order, both := range map[string][]byte{"after": append([]byte(salt), form...), "before": append(slices.Clone(form), salt...)} {
						h := f()
						h.Write(both)
						write(sum+" of "+what+" "+order+" a salt", h.Sum(nil))
					}
					m := hmac.New(f, []byte(salt))
					m.Write(form)
					write("hmac-"+sum+" of "+what, m.Sum(nil))
				}
			}
		}
	}
	return out
}

func salts(at apptest.Service) []string {
	return []string{
		at.Tenant.ID.UUIDString(), at.Tenant.ID.String(), at.Client.ID.UUIDString(), at.Client.ID.String(), at.Client.Sector.UUIDString(), at.Tenant.Slug, at.Issuer,
		at.Redirect, "https://" + at.Tenant.Slug + ".test", at.Tenant.Slug + ".test",
	}
}

// disjoint asserts that two services share no word about one person, but what
// they would share about any two people: control is what a third service sees of
// somebody else.
func disjoint(t *testing.T, a, b, control view) {
	t.Helper()
	for w, at := range a {
		if _, common := control[w]; common {
			continue
		}
		where, shared := b[w]
		require.False(t, shared, "%q is seen by both: as %s and as %s", w, at, where)
	}
}

// The party wall, tried from outside: two services put all they have about one
// person side by side, and learn nothing (SEC-65, SEC-66, SEC-68).
func TestTwoServicesTogetherLearnNothingAboutOnePerson(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	a, b, other := s.Service("lantern"), s.Service("orchard"), s.Service("quarry")
	address, stranger := s.Person("Mira.Quill"), s.Person("Tobin.Marsh")
	viewA, viewB, control := view{}, view{}, view{}

	// One browser, one session, at two services; time goes by in between.
	mira, tobin := s.Browser(), s.Browser()
	s.Clock.Advance(time.Minute)
	subA := visit(t, s, mira, address, a, viewA)
	s.Clock.Advance(7 * time.Minute)
	subB := visit(t, s, mira, address, b, viewB)
	s.Clock.Advance(11 * time.Minute)
	visit(t, s, tobin, stranger, other, control)
	for at, v := range map[*apptest.Service]view{&a: viewA, &b: viewB, &other: control} {
		look(t, s, *at, v)
	}
	require.Greater(t, len(viewA), 60, "the service saw much")
	require.NotEqual(t, subA, subB)

	dropChance(viewA)
	disjoint(t, viewA, viewB, control)

	for at, v := range map[*apptest.Service]view{&a: viewA, &b: viewB} {
		sources := secrets(t, s, address)
		made := derived(sources, salts(*at)...)
		for w, where := range v {
			what, found := made[w]
			require.False(t, found, "%s is %s", where, what)
			for _, name := range []string{"account", "developer", "address", "local part", "nickname", "mailbox"} {
				require.NotContains(t, strings.ToLower(w), strings.ToLower(sources[name]), "%s holds the %s", where, name)
			}
		}
	}
}

// dropChance forgets the proposed nickname, one of a few thousand pairs of words
// that everybody's come from: two may be the same by chance, and that says
// nothing. TestPseudonymsAreRandom counts how often.
func dropChance(v view) {
	for w, at := range v {
		if strings.HasSuffix(at, ".nickname") || strings.HasSuffix(at, ".name") {
			delete(v, w)
		}
	}
}

// A crowd: what twenty people are called at two services has no pattern.
func TestTwoServicesCannotMatchACrowd(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	a, b, other := s.Service("lantern"), s.Service("orchard"), s.Service("quarry")
	control := view{}
	visit(t, s, s.Browser(), s.Person("nobody.else"), other, control)
	look(t, s, other, control)

	const crowd = 20
	var subsA, subsB []string
	all := map[string]view{}
	for n := range crowd {
		s.Clock.Advance(15 * time.Minute) // no limit of the network's is reached
		address := s.Person(fmt.Sprintf("person-%c", 'a'+n))
		browser, viewA, viewB := s.Browser(), view{}, view{}
		subsA = append(subsA, visit(t, s, browser, address, a, viewA))
		s.Clock.Advance(3 * time.Minute)
		subsB = append(subsB, visit(t, s, browser, address, b, viewB))
		dropChance(viewA)
		disjoint(t, viewA, viewB, control)
		all[address] = viewA
	}
	seen := map[string]bool{}
	for _, sub := range slices.Concat(subsA, subsB) {
		require.Regexp(t, `^[A-Za-z0-9_-]{22}$`, sub)
		require.False(t, seen[sub], "an alias ID is given once")
		seen[sub] = true
	}
	// Made in the same order, they do not sort in the same order: nothing counts up.
	require.NotEqual(t, ranks(subsA), ranks(subsB))
	require.False(t, slices.IsSorted(subsA) || slices.IsSorted(subsB))
	for address, v := range all {
		for w, where := range v {
			for other, theirs := range all {
				if other != address && strings.HasPrefix(where, "userinfo.") && where != "userinfo.updated_at" && control[w] == "" {
					require.Empty(t, theirs[w], "%s of one person is another's", where)
				}
			}
		}
	}
}

func ranks(list []string) []int {
	sorted := slices.Sorted(slices.Values(list))
	out := make([]int, len(list))
	for i, one := range list {
		out[i] = slices.Index(sorted, one)
	}
	return out
}

func TestPseudonymsAreRandom(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]int{"alias ID": {}, "username": {}, "relay address": {}, "nickname": {}}

	for range 2000 {
		p := connection.Propose(secret.NewSource(nil))
		seen["alias ID"][p.AliasID]++
		seen["username"][p.Username]++
		seen["relay address"][p.Relay]++
		seen["nickname"][p.Nickname]++
	}
	for _, unique := range []string{"alias ID", "username", "relay address"} {
		require.Len(t, seen[unique], 2000, unique)
	}
	require.Less(t, slices.Max(slices.Collect(maps.Values(seen["nickname"]))), 20, "no nickname stands for anybody")
}

// One person at one service is one alias ID, whichever client asks and whenever;
// a client with separate identities knows them by another.
func TestAnAliasIDBelongsToItsSector(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	address := s.Person("Mira")
	another := func(name string, separate bool) apptest.Service {
		c, raw, err := s.Clients.Create(t.Context(), at.Owner, "lantern", manage.NewClient{
			Type: at.Client.Type, Name: name, RedirectURIs: []string{"https://" + strings.ToLower(name) + ".test/callback"}, SeparateIdentities: separate,
		})
		require.NoError(t, err)
		out := at
		out.Client, out.Secret, out.Redirect = c, raw.Reveal(), c.RedirectURIs[0]
		return out
	}
	shared, apart, apart2 := another("Second", false), another("Apart", true), another("Aside", true)

	b := s.Browser()
	views := map[string]view{"first": {}, "shared": {}, "apart": {}, "apart2": {}}
	first := visit(t, s, b, address, at, views["first"])
	s.Clock.Advance(time.Minute)
	require.Equal(t, first, visit(t, s, b, address, shared, views["shared"]), "two clients of one service see one person")
	s.Clock.Advance(time.Minute)
	third := visit(t, s, b, address, apart, views["apart"])
	s.Clock.Advance(time.Minute)
	fourth := visit(t, s, b, address, apart2, views["apart2"])
	require.NotEqual(t, first, third, "separate identities")
	require.NotEqual(t, first, fourth)
	require.NotEqual(t, third, fourth, "apart from each other too")

	// Nothing else joins them either; the issuer and its keys are the tenant's.
	control := view{}
	visit(t, s, s.Browser(), s.Person("Tobin"), at, control)
	dropChance(views["apart"])
	disjoint(t, views["apart"], views["first"], control)
	disjoint(t, views["apart"], views["apart2"], control)

	// Another browser, another day, another session: the same alias ID.
	s.Clock.Advance(40 * 24 * time.Hour)
	require.Equal(t, first, visit(t, s, s.Browser(), address, at, view{}))
	require.Equal(t, third, visit(t, s, s.Browser(), address, apart, view{}))
}
