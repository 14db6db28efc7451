package manage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// A person signs in at the real endpoints, for each kind of client; Alias plays
// the relying party, and what it was given is worth nothing afterwards.
func TestATestSignInIsARealSignIn(t *testing.T) {
	t.Parallel()
	post, eddsa := "client_secret_post", jose.EdDSA
	for name, arrange := range map[string]func(t *testing.T, s *apptest.Server, owner manage.Actor, c client.Client) client.Client{
		"confidential": nil,
		"with a secret in the form, and another signature": func(t *testing.T, s *apptest.Server, owner manage.Actor, c client.Client) client.Client {
			t.Helper()
			changed, err := s.Clients.Update(t.Context(), owner, "lantern", c.ID, manage.ClientChange{AuthMethod: &post, IDTokenAlg: &eddsa}, nil)
			require.NoError(t, err)
			return changed
		},
		"public": func(t *testing.T, s *apptest.Server, owner manage.Actor, _ client.Client) client.Client {
			t.Helper()
			made, _, err := s.Clients.Create(t.Context(), owner, "lantern", manage.NewClient{
				Type: client.Public, Name: "App", RedirectURIs: []string{"https://app.example/cb"},
			})
			require.NoError(t, err)
			return made
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := apptest.New(t)
			at := s.Service("lantern")
			c := at.Client
			if arrange != nil {
				c = arrange(t, s, at.Owner, c)
			}
			tests := manage.NewTestSignIns(s.DB, s.Clock, secret.NewSource(nil), s.Master, manage.NewIssuers(s.Handler), s.URL)
			run, address, err := tests.Start(t.Context(), at.Owner, "lantern", c.ID)
			require.NoError(t, err)

			b := s.Browser().Open(address)
			require.Equal(t, "/login", b.URL.Path, b.Body)
			b.SignIn(s.Person("Mira"))
			b.Decide("allow")
			require.Equal(t, manage.TestCallbackPath, b.URL.Path, b.Body)
			require.Equal(t, 200, b.Status)

			done, err := tests.Get(t.Context(), at.Owner, "lantern", c.ID, run.ID)
			require.NoError(t, err)
			require.Nil(t, done.Result.Error)
			require.Equal(t, testsignin.Succeeded, done.Status)
			require.Len(t, done.Result.Steps, len(manage.TestSteps()))
			require.Equal(t, string(c.IDTokenAlg), done.Result.IDToken.Header["alg"])
			require.Equal(t, done.Result.IDToken.Claims["sub"], done.Result.Userinfo["sub"])
			require.NotEmpty(t, done.Result.Userinfo["nickname"])

			var live, secrets int
			require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from grants where revoked_at is null").Scan(&live))
			require.Zero(t, live, "what the test was given is revoked")
			require.NoError(t, s.Owner().QueryRow(t.Context(), "select count(*) from client_secrets where kind = 'test'").Scan(&secrets))
			require.Zero(t, secrets)

			// The address of the test is good for no other run.
			again := s.Browser().Open(address)
			require.Equal(t, 400, again.Status)
		})
	}
}

func TestARefusedTestSignInSaysSo(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	tests := manage.NewTestSignIns(s.DB, s.Clock, secret.NewSource(nil), s.Master, manage.NewIssuers(s.Handler), s.URL)
	run, address, err := tests.Start(t.Context(), at.Owner, "lantern", at.Client.ID)
	require.NoError(t, err)
	b := s.Browser().Open(address)
	b.SignIn(s.Person("Mira"))
	b.Decide("deny")
	require.Equal(t, manage.TestCallbackPath, b.URL.Path, b.Body)
	done, err := tests.Get(t.Context(), at.Owner, "lantern", at.Client.ID, run.ID)
	require.NoError(t, err)
	require.Equal(t, testsignin.Failed, done.Status)
	require.Equal(t, "access_denied", done.Result.Error.Code)
}
