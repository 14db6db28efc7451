package registration_test

import (
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oidc/registration"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

func TestAQuarantinedClientEndsUnlessADeveloperKeepsIt(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))
	a := register(s, at, minimal)
	s.Clock.Advance(registration.Quarantine - time.Minute)
	token := a.Text("registration_access_token")
	require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(token)...).Status)
	s.Clock.Advance(2 * time.Minute)
	b := s.Browser().Open(at.Issuer + "/oauth2/authorize?response_type=code&scope=openid&client_id=" + a.Text("client_id") + "&redirect_uri=https%3A%2F%2Fapp.test%2Fcb")
	require.Equal(t, http.StatusBadRequest, b.Status)
	require.Equal(t, http.StatusUnauthorized, s.SendRaw(http.MethodGet, a.Text("registration_client_uri"), "", bearer(token)...).Status)
	require.NoError(t, s.Upkeep.Sweep(t.Context()))

	kept := register(s, at, minimal)
	clientID, err := id.Parse[id.Client](kept.Text("client_id"))
	require.NoError(t, err)
	_, err = s.Clients.Update(t.Context(), at.Owner, at.Tenant.Slug, clientID, manage.ClientChange{Keep: true}, nil)
	require.NoError(t, err)
	s.Clock.Advance(2 * registration.Quarantine)
	require.NoError(t, s.Upkeep.Sweep(t.Context()))
	token = kept.Text("registration_access_token")
	got := s.SendRaw(http.MethodGet, kept.Text("registration_client_uri"), "", bearer(token)...)
	require.Equal(t, http.StatusOK, got.Status, got.Raw)
}

func TestInitialAccessTokens(t *testing.T) {
	t.Parallel()
	pg := pgtest.New(t)
	s, other := apptest.Replica(t, pg), apptest.Replica(t, pg)
	at := s.Service("lantern")
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationToken })
	require.Equal(t, http.StatusUnauthorized, register(s, at, minimal).Status)
	require.Equal(t, http.StatusUnauthorized, register(s, at, minimal, bearer("alias_ia_made-up")...).Status)
	_, raw, err := s.RegistrationTokens.Create(t.Context(), at.Owner, "lantern", "CI", 3, time.Hour)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, register(s, at, `{}`, bearer(raw.Reveal())...).Status, "which costs no use")

	there := at
	there.Issuer = other.Issuer("lantern")
	var mu sync.Mutex
	var wg sync.WaitGroup
	made := 0
	for i := range 12 {
		from, where := s, at
		if i%2 == 1 {
			from, where = other, there
		}
		wg.Go(func() {
			if register(from, where, minimal, bearer(raw.Reveal())...).Status == http.StatusCreated {
				mu.Lock()
				made++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Equal(t, 3, made, "as many as it was good for")
}

// Nobody has this server fetch anything with a token that is good for nothing.
func TestSEC18AMadeUpTokenFetchesNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Settings(at, func(t *tenant.Settings) { t.Registration.Mode = tenant.RegistrationToken })
	var fetched atomic.Int32
	list := serve(t, func() string { fetched.Add(1); return `["https://app.test/cb"]` })
	body := `{"redirect_uris":["https://app.test/cb"],"sector_identifier_uri":"` + list.URL + `"}`
	require.Equal(t, http.StatusUnauthorized, register(s, at, body, bearer("alias_ia_made-up")...).Status)
	require.Zero(t, fetched.Load())
	_, raw, err := s.RegistrationTokens.Create(t.Context(), at.Owner, "lantern", "CI", 1, time.Hour)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, register(s, at, body, bearer(raw.Reveal())...).Status)
	require.EqualValues(t, 1, fetched.Load())
	require.Equal(t, http.StatusUnauthorized, register(s, at, body, bearer(raw.Reveal())...).Status)
	require.EqualValues(t, 1, fetched.Load(), "it is spent")
}

func TestSoftwareStatements(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	key, stranger := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	s.Settings(at, func(t *tenant.Settings) {
		t.Registration = tenant.Registration{Mode: tenant.RegistrationStatement, StatementIssuers: []tenant.StatementIssuer{{Issuer: "https://approver.test", JWKS: keytest.Set(key)}}}
	})
	with := func(statement string) string {
		doc, err := json.Marshal(map[string]any{"redirect_uris": []string{"https://app.test/cb"}, "client_name": "Claimed", "software_statement": statement})
		require.NoError(t, err)
		return string(doc)
	}
	claims := keytest.Members{"iss": "https://approver.test", "client_name": "Approved Reader", "software_id": "reader"}
	a := register(s, at, with(key.JWT(claims)))
	require.Equal(t, http.StatusCreated, a.Status, a.Raw)
	require.Equal(t, "Approved Reader", a.Text("client_name"), "RFC 7591 2.3: what the statement says wins")
	statement, _ := a.JSON["software_statement"].(string)
	require.Equal(t, "https://approver.test", s.Claims(statement)["iss"], "RFC 7591 3.2.1: it is answered as it was sent")
	renamed := put(s, a, `"client_name":"Bank","software_statement":null`)
	require.Equal(t, "invalid_software_statement", renamed.Text("error"), "SEC-54: RFC 7592 is no way around it")
	require.Equal(t, "Approved Reader", put(s, a, `"client_name":"Bank"`).Text("client_name"))
	require.Equal(t, "invalid_client_metadata", register(s, at, with(key.JWT(keytest.Members{"iss": "https://approver.test", "subject_type": "public"}))).Text("error"), "it cannot say everything")
	require.Equal(t, "invalid_software_statement", register(s, at, minimal).Text("error"), "none")
	require.Equal(t, "invalid_software_statement", register(s, at, with(stranger.JWT(claims))).Text("error"), "SEC-54: forged")
	require.Equal(t, "unapproved_software_statement", register(s, at, with(key.JWT(keytest.Members{"iss": "https://elsewhere.test"}))).Text("error"))
	require.Equal(t, "invalid_software_statement", register(s, at, with(key.JWT(keytest.Members{"iss": "https://approver.test", "exp": s.Clock.Now().Unix() - 1}))).Text("error"), "it has ended")
}

func TestSEC54_StrangersCannotFillTheDatabase(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := open(s, s.Service("lantern"))
	refused := false
	for range 305 {
		if a := register(s, at, minimal); a.Status == http.StatusTooManyRequests {
			refused = true
			require.NotEmpty(t, a.Header.Get("Retry-After"))
			break
		}
	}
	require.True(t, refused)
	require.Equal(t, http.StatusCreated, register(s, open(s, s.Service("harbour")), minimal).Status, "another tenant is not affected")
}
