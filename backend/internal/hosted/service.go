package hosted

import (
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oidc/logo"
)

// serviceOf is a client as people see it. Its name is what it calls itself; its host
// is where people are sent back to, or where the document is that it was made from.
func serviceOf(t tenant.Tenant, c client.Client, redirectURI string) *view.Service {
	s := &view.Service{
		Name: c.Name, Host: hostOf(redirectURI), Environment: string(t.Environment), HomeURL: homeOf(c), PrivacyURL: c.PolicyURI, TermsURL: c.TOSURI,
		SelfRegistered: c.Origin == client.Registered || c.Origin == client.Document,
	}
	if c.DocumentURI != "" {
		s.Host = hostOf(c.DocumentURI)
	}
	if c.LogoURI != "" {
		s.LogoURL = logo.Address(t.Slug, c.ID)
	}
	return s
}
