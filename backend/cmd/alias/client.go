package main

import (
	"context"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
)

type clientCreateCmd struct {
	settings

	Tenant      string   `required:"" help:"The workspace: its slug or ID."`
	Name        string   `required:"" help:"The name people read when they sign in."`
	Type        string   `enum:"confidential,public" default:"confidential" help:"confidential (keeps a secret) or public."`
	RedirectURI []string `name:"redirect-uri" required:"" sep:"none" help:"Where people return to; may be repeated." placeholder:"URI"`
	PostLogout  []string `name:"post-logout-redirect-uri" sep:"none" help:"Where people return to after signing out; may be repeated." placeholder:"URI"`
	Scope       string   `help:"The scopes it may ask for, separated by spaces. All, if left out." placeholder:"SCOPES"`
	AuthMethod  string   `name:"auth-method" help:"client_secret, client_secret_basic, client_secret_post or none." placeholder:"METHOD"`
	Native      bool     `help:"A native app: private schemes and any loopback port."`
	RequirePKCE bool     `name:"require-pkce" default:"true" negatable:"" help:"Demand PKCE; --require-pkce=false for clients that cannot."`
	JSON        bool     `name:"json" help:"Print JSON."`
}

// Run registers a client.
func (c clientCreateCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, c.settings)
	if err != nil {
		return err
	}
	defer d.close()
	n := manage.NewClient{
		Type: client.Type(c.Type), Name: c.Name, RedirectURIs: c.RedirectURI, PostLogoutRedirectURIs: c.PostLogout,
		Scopes: strings.Fields(c.Scope), AuthMethod: c.AuthMethod, RequirePKCE: &c.RequirePKCE,
	}
	if c.Native {
		n.ApplicationType = client.Native
	}
	made, raw, err := d.app.Clients.Create(ctx, manage.Operator(), c.Tenant, n)
	if err != nil {
		return err
	}
	var p printed
	p.add("client_id", made.ID.String())
	if !raw.IsZero() {
		p.add("client_secret", raw.Reveal())
	}
	return p.show(c.JSON)
}
