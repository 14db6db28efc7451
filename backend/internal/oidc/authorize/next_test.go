package authorize_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/authorize"
	"alias.example/alias/backend/internal/platform/id"
)

func TestNext(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	now := began.Add(time.Minute)
	before, after := began.Add(-time.Hour), began.Add(30*time.Second)
	ask := []string{"openid", "email"}
	some := &connection.Connection{ID: id.NewConnection(), AliasID: "alias"}
	left := &connection.Connection{ID: id.NewConnection(), EndedAt: &before}
	zero, hour, long := 0, 3600, 7200

	agreed := connection.Present{AuthTime: before, Connection: some, Scopes: ask, Offered: ask, AgreedAt: &before}
	change := func(f func(*connection.Present)) connection.Present { p := agreed; f(&p); return p }
	fresh := change(func(p *connection.Present) { p.AuthTime = after })
	reagreed := change(func(p *connection.Present) { p.AgreedAt = &after })
	stranger := connection.Present{AuthTime: before}

	type facts = authorize.Facts
	one := func(p connection.Present) facts { return facts{Present: []connection.Present{p}, Chosen: -1} }
	chosen := func(p connection.Present) facts {
		return facts{Present: []connection.Present{stranger, p}, Chosen: 1}
	}
	two := facts{Present: []connection.Present{agreed, stranger}, Chosen: -1}
	nobody := facts{Chosen: -1}
	grant := func(p connection.Present, scopes ...string) authorize.Step {
		return authorize.Grant{Who: p, Scopes: scopes}
	}
	consent := func(p connection.Present) authorize.Step { return authorize.Consent{Who: p, Why: oauth.ConsentMissing} }

	for _, c := range []struct {
		why     string
		prompts []string
		maxAge  *int
		stage   authrequest.Stage
		facts   facts
		want    authorize.Step
	}{
		{"nobody is signed in", nil, nil, nil, nobody, authorize.Login{Why: oauth.NoSession}},
		{"prompt=create and nobody is signed in", []string{"create"}, nil, nil, nobody, authorize.Register{}},
		{"prompt=create and somebody is", []string{"create"}, nil, nil, one(agreed), authorize.Register{}},
		{"prompt=create, and they have signed up since", []string{"create"}, nil, nil, chosen(fresh), grant(fresh, ask...)},
		{"decision D15: what was agreed is not asked again", nil, nil, nil, one(agreed), grant(agreed, ask...)},
		{"a stranger is asked", nil, nil, nil, one(stranger), consent(stranger)},
		{"whoever left is asked again", nil, nil, nil, one(change(func(p *connection.Present) { p.Connection = left })), consent(change(func(p *connection.Present) { p.Connection = left }))},
		{
			"decision D15: more than was offered is asked for", nil, nil, nil,
			one(change(func(p *connection.Present) { p.Offered, p.Scopes = []string{"openid"}, []string{"openid"} })),
			consent(change(func(p *connection.Present) { p.Offered, p.Scopes = []string{"openid"}, []string{"openid"} })),
		},
		{
			"what was declined stays declined", nil, nil, nil,
			one(change(func(p *connection.Present) { p.Scopes = []string{"openid"} })),
			grant(change(func(p *connection.Present) { p.Scopes = []string{"openid"} }), "openid"),
		},
		{
			"agreed at another client of the sector only", nil, nil, nil,
			one(change(func(p *connection.Present) { p.Scopes, p.Offered, p.AgreedAt = nil, nil, nil })),
			consent(change(func(p *connection.Present) { p.Scopes, p.Offered, p.AgreedAt = nil, nil, nil })),
		},
		{"two people share the browser", nil, nil, nil, two, authorize.Select{}},
		{"one of two was chosen", nil, nil, nil, chosen(agreed), grant(agreed, ask...)},
		{"prompt=select_account asks even one", []string{"select_account"}, nil, nil, one(agreed), authorize.Select{}},
		{"prompt=select_account, chosen", []string{"select_account"}, nil, nil, chosen(agreed), grant(agreed, ask...)},
		{"OIDC Core 3.1.2.1: prompt=login asks for a new sign-in", []string{"login"}, nil, nil, one(agreed), authorize.Login{Why: oauth.LoginDue}},
		{"OIDC Core 3.1.2.1: prompt=login is content with one since", []string{"login"}, nil, nil, one(fresh), grant(fresh, ask...)},
		{"prompt=login for whoever was chosen", []string{"login"}, nil, nil, chosen(agreed), authorize.Login{Why: oauth.LoginDue}},
		{"OIDC Core 3.1.2.1: prompt=consent asks again", []string{"consent"}, nil, nil, one(agreed), consent(agreed)},
		{"prompt=consent is content with one since", []string{"consent"}, nil, nil, one(reagreed), grant(reagreed, ask...)},
		{"prompt=login consent asks for both, login first", []string{"login", "consent"}, nil, nil, one(agreed), authorize.Login{Why: oauth.LoginDue}},
		{"prompt=login consent asks for both, then consent", []string{"login", "consent"}, nil, nil, one(fresh), consent(fresh)},
		{"max_age=0 asks for a new sign-in", nil, &zero, nil, one(agreed), authorize.Login{Why: oauth.LoginDue}},
		{"max_age=0 is content with one since", nil, &zero, nil, one(fresh), grant(fresh, ask...)},
		{"max_age passed: the sign-in was an hour before the request, a minute ago", nil, &hour, nil, one(agreed), authorize.Login{Why: oauth.LoginDue}},
		{"max_age not passed", nil, &long, nil, one(agreed), grant(agreed, ask...)},
		{"the person refused", nil, nil, authrequest.Denied{At: now}, one(agreed), authorize.Deny{}},
		{"the person refused before signing in", nil, nil, authrequest.Denied{At: now}, nobody, authorize.Deny{}},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			stage := c.stage
			if stage == nil {
				stage = authrequest.Pending{}
			}
			r := authrequest.Request{Scopes: ask, Prompts: c.prompts, MaxAge: c.maxAge, CreatedAt: began, Stage: stage}
			require.Equal(t, c.want, authorize.Next(r, c.facts, now))
		})
	}
}

// A request may name who shall answer it, how they shall have signed in, and claims
// by name.
func TestNextForARequestThatIsParticular(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	before, after := began.Add(-time.Hour), began.Add(time.Second)
	person := func(alias string, at time.Time) connection.Present {
		return connection.Present{
			AuthTime: at, ACR: oauth.ACRPassword, Connection: &connection.Connection{ID: id.NewConnection(), AliasID: alias},
			Scopes: []string{"openid"}, Offered: []string{"openid"}, AgreedAt: &before,
		}
	}
	mira, juno, fresh := person("mira", before), person("juno", before), person("mira", after)
	asked := person("mira", before)
	asked.Offered = []string{"openid", "claim:given_name"}
	plain := person("mira", before)
	plain.Scopes, plain.Offered = nil, nil
	grant := func(p connection.Present, scopes ...string) authorize.Step {
		return authorize.Grant{Who: p, Scopes: scopes}
	}
	consent := func(p connection.Present) authorize.Step { return authorize.Consent{Who: p, Why: oauth.ConsentMissing} }
	essential := func(acrs ...any) func(*authrequest.Request) {
		return func(r *authrequest.Request) {
			r.Claims.IDToken = map[string]*oauth.ClaimRequest{"acr": {Essential: true, Values: acrs}}
		}
	}
	hint := func(alias string, prompts ...string) func(*authrequest.Request) {
		return func(r *authrequest.Request) { r.HintAliasID, r.Prompts = alias, prompts }
	}
	byName := func(r *authrequest.Request) {
		r.Claims.UserInfo = map[string]*oauth.ClaimRequest{"given_name": nil}
	}
	for _, c := range []struct {
		why     string
		change  func(*authrequest.Request)
		present []connection.Present
		chosen  int
		want    authorize.Step
	}{
		{"OIDC Core 3.1.2.1: the hint fits", hint("mira"), []connection.Present{mira}, -1, grant(mira, "openid")},
		{"the hint says which of two", hint("juno"), []connection.Present{mira, juno}, -1, grant(juno, "openid")},
		{"the hint fits nobody here", hint("vera"), []connection.Present{mira, juno}, -1, authorize.Login{Why: oauth.HintMismatch}},
		{"the hint and nobody here", hint("mira"), nil, -1, authorize.Login{Why: oauth.NoSession}},
		{"the hint and a stranger", hint("mira"), []connection.Present{{AuthTime: before}}, -1, authorize.Login{Why: oauth.HintMismatch}},
		{"whoever signed in is whom the hint names", hint("mira"), []connection.Present{fresh, juno}, 0, grant(fresh, "openid")},
		{"OIDC Core 3.1.2.1: whoever signed in is another", hint("mira"), []connection.Present{mira, juno}, 1, authorize.Refuse{Why: oauth.HintMismatch}},
		{"the hint with prompt=login", hint("mira", "login"), []connection.Present{mira}, -1, authorize.Login{Why: oauth.LoginDue}},
		{"the hint with prompt=select_account", hint("mira", "select_account"), []connection.Present{mira}, -1, authorize.Select{}},
		{"OIDC Core 5.5.1.1: the essential acr is there", essential(oauth.ACRPassword), []connection.Present{mira}, -1, grant(mira, "openid")},
		{"OIDC Core 5.5.1.1: one of several is there", essential("x", oauth.ACRPassword), []connection.Present{mira}, -1, grant(mira, "openid")},
		{"essential, of any value", essential(), []connection.Present{mira}, -1, grant(mira, "openid")},
		{"RFC 9470 4: the essential acr wants another sign-in", essential("urn:x"), []connection.Present{mira}, -1, authorize.Login{Why: oauth.ACRDue}},
		{"OIDC Core 5.5.1.1: it cannot be had", essential("urn:x"), []connection.Present{fresh}, 0, authorize.Refuse{Why: oauth.ACRUnmet}},
		{"OIDC Core 5.5: a claim by name was never put to them", byName, []connection.Present{mira}, -1, consent(mira)},
		{"a claim by name that they declined", byName, []connection.Present{asked}, -1, grant(asked, "openid")},
		{"plain OAuth of somebody who agreed", func(r *authrequest.Request) { r.Scopes = []string{} }, []connection.Present{plain}, -1, grant(plain)},
		{"openid of somebody who agreed to plain OAuth only", func(*authrequest.Request) {}, []connection.Present{plain}, -1, consent(plain)},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			r := authrequest.Request{Scopes: []string{"openid"}, CreatedAt: began, Stage: authrequest.Pending{}}
			c.change(&r)
			got := authorize.Next(r, authorize.Facts{Present: c.present, Chosen: c.chosen}, began.Add(time.Minute))
			if g, ok := got.(authorize.Grant); ok && len(g.Scopes) == 0 {
				g.Scopes = nil
				got = g
			}
			require.Equal(t, c.want, got)
		})
	}
}
