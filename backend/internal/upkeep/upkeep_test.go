package upkeep_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

type bundle struct {
	*testing.T

	s     *apptest.Server
	owner *pgx.Conn
}

func setup(t *testing.T) *bundle {
	t.Helper()
	s := apptest.New(t)
	return &bundle{t, s, s.Owner()}
}

// signUp registers an address and answers its notice.
func (b *bundle) signUp(address string) (secret.Value, id.Notice) {
	b.Helper()
	key, err := b.s.Interaction.Register(b.Context(), interaction.SignUp{Email: address, Nickname: "Mira", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(b, err)
	return key, b.notice(address)
}

// notice is the newest one left for an address.
func (b *bundle) notice(address string) id.Notice {
	b.Helper()
	var n id.Notice
	require.NoError(b, b.owner.QueryRow(b.Context(), "select id from notices where address = $1 order by id desc limit 1", address).Scan(&n))
	return n
}

func (b *bundle) code(address string) []byte {
	b.Helper()
	var code []byte
	require.NoError(b, b.owner.QueryRow(b.Context(), "select code_hash from registrations where address = $1", address).Scan(&code))
	return code
}

func (b *bundle) sent(n id.Notice) bool {
	b.Helper()
	var at *time.Time
	require.NoError(b, b.owner.QueryRow(b.Context(), "select sent_at from notices where id = $1", n).Scan(&at))
	return at != nil
}

func TestANoticeIsSentOnceHoweverOftenItsJobRuns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, n := b.signUp("mira@person.test")

	for range 3 {
		require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), n))
	}
	require.Len(t, b.s.Mailbox.Messages(), 1)
	require.True(t, b.sent(n))
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), id.NewNotice()), "one that was swept is nobody's failure")
}

// A code is in no table and no queue: it is made when it is mailed, and kept as
// what only the master key can make of it.
func TestACodeIsMadeWhenItIsMailed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, n := b.signUp("mira@person.test")

	require.Nil(t, b.code("mira@person.test"))
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), n))
	code := b.s.Mailbox.Messages()[0].Code
	require.Regexp(t, `^\d{6}$`, code)
	kept := b.code("mira@person.test")
	require.Len(t, kept, 32)
	plain := secret.NewValue(code).Hash()
	require.NotEqual(t, plain.Bytes(), kept, "six digits would be guessed from their hash")
	var all string
	require.NoError(t, b.owner.QueryRow(t.Context(), "select (select string_agg(r::text, '') from registrations r) || (select string_agg(j::text, '') from river.river_job j)").Scan(&all))
	require.NotContains(t, all, `"`+code+`"`)
	require.NotContains(t, b.s.Log.String(), code)
}

func TestAMailThatCannotBeSentNowIsTriedAgainWithAnotherCode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, later := b.signUp("defer@person.test")
	_, never := b.signUp("bounce@person.test")

	require.ErrorIs(t, b.s.Upkeep.SendNotice(t.Context(), later), mail.ErrTemporary)
	first := b.code("defer@person.test")
	require.False(t, b.sent(later))
	require.ErrorIs(t, b.s.Upkeep.SendNotice(t.Context(), later), mail.ErrTemporary)
	require.NotEqual(t, first, b.code("defer@person.test"))
	err := b.s.Upkeep.SendNotice(t.Context(), never)
	require.ErrorIs(t, err, mail.ErrPermanent)
	require.NotContains(t, err.Error(), "bounce", "an error goes into the queue and the log: it names nobody")
	require.Empty(t, b.s.Mailbox.Messages())
}

func TestThereIsNothingToSayToWhoIsDoneOrGone(t *testing.T) {
	t.Parallel()
	b := setup(t)

	// A sign-up that ended before its second mail was sent.
	key, n := b.signUp("mira@person.test")
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), n))
	require.NoError(t, b.s.Interaction.Resend(t.Context(), key, interaction.Visitor{}))
	again := b.notice("mira@person.test")
	require.NotEqual(t, n, again)
	b.s.Clock.Advance(25 * time.Hour)
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), again))
	require.Len(t, b.s.Mailbox.Messages(), 1)
	require.True(t, b.sent(again))

	// A reset of an address that is nobody's, and one whose account went away.
	_, err := b.s.Interaction.Recover(t.Context(), "nobody@person.test", interaction.Visitor{})
	require.NoError(t, err)
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), b.notice("nobody@person.test")))
	_, err = b.owner.Exec(t.Context(), "insert into notices values ($1, 'password_changed', $2, 'gone@person.test', $2, now(), null)", id.NewNotice(), secret.NewValue("x").Hash().Bytes())
	require.NoError(t, err)
	require.NoError(t, b.s.Upkeep.SendNotice(t.Context(), b.notice("gone@person.test")))
	require.Len(t, b.s.Mailbox.Messages(), 1)
}

// Each kind of row, how long it is kept after it ended, and two of it: @end is
// when a row ended.
var swept = map[string]struct {
	keep   time.Duration
	insert string
}{
	"auth_requests": {24 * time.Hour, `insert into auth_requests (tenant_id, id, client_id, sector_id, redirect_uri, redirect_uri_sent, response_mode, scopes, prompts, acr_values,
		correlation_id, proposal, created_at, expires_at) values (@tenant, @id, @client, @id, 'u', true, 'query', '{}', '{}', '{}', @name, '{}', @end, @end)`},
	"grants":           {24 * time.Hour, "insert into grants values (@tenant, @id, @client, @id, @name, '{}', 's', @end, 'acr', '{}', true, @end, @end, null, null)"},
	"refresh_tokens":   {24 * time.Hour, "insert into refresh_tokens values (@tenant, @hash, @grant, @end, @end, null, 0)"},
	"access_tokens":    {24 * time.Hour, "insert into access_tokens values (@tenant, @hash, @grant, '{}', @end, @end)"},
	"attempts":         {14 * 24 * time.Hour, "insert into attempts values (@tenant, @id, @end, 'token', 'ok', 'ok', null, '', '', '', @name)"},
	"test_sign_ins":    {24 * time.Hour, "insert into test_sign_ins values (@tenant, @id, @client, @id, @hash, @hash, 'pending', '{}', @end, @end, null)"},
	"idempotency_keys": {time.Hour, "insert into idempotency_keys values (@tenant, @name, @hash, null, null, @end, @end)"},
	"registrations":    {time.Hour, "insert into registrations values (@id, @hash, @name, @hash, 'n', 'p', null, null, 5, 0, @end, @end)"},
	"resets":           {time.Hour, "insert into resets values (@hash, @name, @hash, null, null, null, 5, @end, @end)"},
	"notices":          {24 * time.Hour, "insert into notices values (@id, 'verify', @hash, @name, @hash, @end, null)"},
	"rate_limits":      {0, "insert into rate_limits values (@hash, 1, @end, @end)"},
}

func TestSweepingDeletesWhatEndedLongEnoughAgoAndNothingElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := b.s.Service("lantern")
	now := b.s.Clock.Now()
	grant := id.NewGrant()
	_, err := b.owner.Exec(t.Context(), swept["grants"].insert, pgx.NamedArgs{"tenant": at.Tenant.ID, "id": grant, "client": at.Client.ID, "name": "lives", "end": now.Add(time.Hour)})
	require.NoError(t, err)
	before := map[string]int{}
	for table, x := range swept {
		require.NoError(t, b.owner.QueryRow(t.Context(), "select count(*) from "+table).Scan(new(int)))
		for name, end := range map[string]time.Time{"just over": now.Add(-x.keep - time.Second), "long over": now.Add(-x.keep - 300*24*time.Hour), "just kept": now.Add(-x.keep + time.Second), "lives": now.Add(time.Hour)} {
			_, err := b.owner.Exec(t.Context(), x.insert, pgx.NamedArgs{
				"tenant": at.Tenant.ID, "client": at.Client.ID, "grant": grant, "id": id.NewGrant(), "hash": secret.NewValue(table + name).Hash().Bytes(), "name": name, "end": end,
			})
			require.NoError(t, err, table)
		}
		var n int
		require.NoError(t, b.owner.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
		before[table] = n
	}
	counts := func(table string) (n int) {
		require.NoError(t, b.owner.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
		return n
	}
	others := []string{"tenants", "clients", "accounts", "mailboxes", "credentials", "members", "tenant_slugs", "client_secrets", "audit_events"}
	kept := map[string]int{}
	for _, table := range others {
		kept[table] = counts(table)
	}

	for range 2 {
		require.NoError(t, b.s.Upkeep.Sweep(t.Context()))
		for table := range swept {
			require.Equal(t, before[table]-2, counts(table), table)
		}
	}
	for _, table := range others {
		require.Equal(t, kept[table], counts(table), table)
	}
}

// No sweep holds locks for long, and none is done by who serves.
func TestSweepingGoesInBatchesAsTheSystem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	past := b.s.Clock.Now().Add(-100 * 24 * time.Hour)
	for _, q := range []string{
		"insert into rate_limits select sha256(n::text::bytea), 1, @at, @at from generate_series(1, 2500) n",
		"insert into notices select gen_random_uuid(), 'verify', sha256(n::text::bytea), 'a', sha256('a'), @at, null from generate_series(1, 2500) n",
		"insert into registrations select gen_random_uuid(), sha256(n::text::bytea), 'a', sha256('a'), 'n', 'p', null, null, 5, 0, @at, @at from generate_series(1, 2500) n",
	} {
		_, err := b.owner.Exec(t.Context(), q, pgx.NamedArgs{"at": past})
		require.NoError(t, err)
	}

	b.s.Trips.Reset()
	require.NoError(t, b.s.Upkeep.Sweep(t.Context()))
	_, said := b.s.Trips.Count()
	deletes, begins := map[string]int{}, 0
	for _, q := range said {
		if strings.HasPrefix(q, "begin") {
			require.Contains(t, q, "set local role alias_system")
			begins++
		}
		for _, table := range []string{"rate_limits", "notices", "registrations"} {
			if strings.Contains(q, "DELETE FROM "+table+" ") {
				deletes[table]++
			}
		}
	}
	require.Equal(t, map[string]int{"rate_limits": 3, "notices": 3, "registrations": 3}, deletes)
	require.Greater(t, begins, 12, "each batch is a transaction of its own")
	for table := range deletes {
		var n int
		require.NoError(t, b.owner.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
		require.Zero(t, n, table)
	}
}

// A tenant whose keys are due gets one job, however often time asks; the others none.
func TestKeysThatAreDueAreFannedOutOncePerTenant(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var tenants []apptest.Service
	for n := range 2 {
		tenants = append(tenants, b.s.Service(fmt.Sprintf("lantern-%d", n)))
	}
	b.s.SendRaw(http.MethodGet, tenants[0].Issuer+"/.well-known/jwks.json", "") // only this one has keys
	b.s.Drain()
	require.NoError(t, b.s.Upkeep.FanOutKeyRotation(t.Context()))
	jobs := func() (n int) {
		require.NoError(t, b.owner.QueryRow(t.Context(), "select count(*) from river.river_job where kind = 'rotate_keys'").Scan(&n))
		return n
	}
	require.Zero(t, jobs(), "nothing is due yet")
	b.s.Clock.Advance(200 * 24 * time.Hour)
	for range 3 {
		require.NoError(t, b.s.Upkeep.FanOutKeyRotation(t.Context()))
	}
	require.Equal(t, 1, jobs())
	state := func() (keys string) {
		require.NoError(t, b.owner.QueryRow(t.Context(), "select string_agg(kid || ' ' || state, ',' order by kid) from signing_keys").Scan(&keys))
		return keys
	}
	first := state()
	b.s.Drain()
	rotated := state()
	require.NotEqual(t, first, rotated)
	require.NoError(t, b.s.Upkeep.RotateKeys(t.Context(), tenants[0].Tenant.ID))
	require.Equal(t, rotated, state(), "a job that runs twice rotates once")
}
