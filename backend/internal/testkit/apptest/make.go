package apptest

import (
	"strings"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/secret"
)

// Password is every test person's password.
const Password = "a long and quiet walk"

// Person makes an account, proved and all, by the use cases and the mailbox, and
// answers its address.
func (s *Server) Person(name string) string {
	s.T.Helper()
	address := strings.ToLower(name) + "@person.test"
	key, err := s.Interaction.Register(s.T.Context(), interaction.SignUp{Email: address, Nickname: name, Password: secret.NewValue(Password)}, interaction.Visitor{})
	require.NoError(s.T, err)
	_, err = s.Interaction.Verify(s.T.Context(), key, secret.NewValue(s.Code(address)), interaction.Visitor{})
	require.NoError(s.T, err)
	return address
}

// Developer makes an account and answers it as the developer it is.
func (s *Server) Developer(name string) manage.Actor {
	s.T.Helper()
	address := s.Person(name)
	in, err := s.Interaction.Login(s.T.Context(), interaction.SignIn{Email: address, Password: secret.NewValue(Password)}, interaction.Visitor{})
	require.NoError(s.T, err)
	developer, nickname, ok, err := s.Interaction.Developer(s.T.Context(), browser.Hashes([]secret.Value{in.Token}))
	require.NoError(s.T, err)
	require.True(s.T, ok)
	return manage.Actor{Developer: developer, Nickname: nickname}
}

// Service is a tenant with one client.
type Service struct {
	Tenant   tenant.Tenant
	Client   client.Client
	Secret   string // "" for a public client
	Owner    manage.Actor
	Issuer   string
	Redirect string
}

// Service makes a development tenant of the given slug, owned by a developer of
// its own, with one confidential client that may ask for everything. change may
// alter the client before it is made.
func (s *Server) Service(slug string, change ...func(*manage.NewClient)) Service {
	s.T.Helper()
	owner := s.Developer("owner-of-" + slug)
	m, err := s.Tenants.Create(s.T.Context(), owner, slug, "Service "+slug, tenant.Development)
	require.NoError(s.T, err)
	n := manage.NewClient{Type: client.Confidential, Name: "Client of " + slug, RedirectURIs: []string{"https://" + slug + ".test/callback"}}
	for _, c := range change {
		c(&n)
	}
	c, raw, err := s.Clients.Create(s.T.Context(), owner, slug, n)
	require.NoError(s.T, err)
	return Service{m.Tenant, c, raw.Reveal(), owner, s.Issuer(slug), c.RedirectURIs[0]}
}
