package main

import (
	"context"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/id"
)

type clientCreateCmd struct {
	settings

	Tenant      string   `required:"" help:"The workspace: its slug or ID."`
	File        string   `help:"A JSON file with the settings, by the names of the management API's createClient; - is standard input. Flags win over it." placeholder:"FILE"`
	Name        string   `help:"The name people read when they sign in."`
	Type        string   `enum:"confidential,public," default:"" help:"confidential (keeps a secret; the default) or public."`
	RedirectURI []string `name:"redirect-uri" sep:"none" help:"Where people return to; may be repeated." placeholder:"URI"`
	PostLogout  []string `name:"post-logout-redirect-uri" sep:"none" help:"Where people return to after signing out; may be repeated." placeholder:"URI"`
	Scope       string   `help:"The scopes it may ask for, separated by spaces. The usual ones, if left out." placeholder:"SCOPES"`
	AuthMethod  string   `name:"auth-method" help:"client_secret, client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth or none." placeholder:"METHOD"`
	Native      bool     `help:"A native app: private schemes and any loopback port."`
	RequirePKCE *bool    `name:"require-pkce" negatable:"" help:"Demand PKCE, which is the default; --require-pkce=false for clients that cannot."`
	JSON        bool     `name:"json" help:"Print JSON."`
}

// Run registers a client.
func (c clientCreateCmd) Run(ctx context.Context) error {
	flags := given{"name": c.Name, "type": c.Type, "redirect_uris": c.RedirectURI, "post_logout_redirect_uris": c.PostLogout, "scopes": strings.Fields(c.Scope), "auth_method": c.AuthMethod}
	if c.Native {
		flags["application_type"] = string(client.Native)
	}
	if c.RequirePKCE != nil {
		flags["require_pkce"] = *c.RequirePKCE
	}
	b, err := body[manageapi.CreateClient](c.File, given{"type": string(client.Confidential)}, flags)
	if err != nil {
		return err
	}
	d, err := forOperator(ctx, c.settings)
	if err != nil {
		return err
	}
	defer d.close()
	made, raw, err := d.app.Clients.Create(ctx, manage.Operator(), c.Tenant, b.New())
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

// clientAt names a client for a command.
type clientAt struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	Client string `required:"" help:"The client: its client_id (cli_…)."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

func (c clientAt) id() (id.Client, error) {
	parsed, err := id.Parse[id.Client](c.Client)
	if err != nil {
		return id.Client{}, client.ErrNotFound
	}
	return parsed, nil
}

type clientUpdateCmd struct {
	clientAt

	File string `required:"" help:"A JSON file with what to change, by the names of the management API's updateClient; - is standard input. What it leaves out stays." placeholder:"FILE"`
}

// Run changes a client's settings.
func (c clientUpdateCmd) Run(ctx context.Context) error {
	b, err := body[manageapi.UpdateClient](c.File, nil, nil)
	if err != nil {
		return err
	}
	which, err := c.id()
	if err != nil {
		return err
	}
	d, err := forOperator(ctx, c.settings)
	if err != nil {
		return err
	}
	defer d.close()
	changed, err := d.app.Clients.Update(ctx, manage.Operator(), c.Tenant, which, b.Change(), nil)
	if err != nil {
		return err
	}
	return show(c.JSON, manageapi.ViewClient(changed))
}

type clientShowCmd struct{ clientAt }

// Run shows a client's settings.
func (c clientShowCmd) Run(ctx context.Context) error {
	which, err := c.id()
	if err != nil {
		return err
	}
	d, err := forOperator(ctx, c.settings)
	if err != nil {
		return err
	}
	defer d.close()
	got, err := d.app.Clients.Get(ctx, manage.Operator(), c.Tenant, which)
	if err != nil {
		return err
	}
	return show(c.JSON, manageapi.ViewClient(got))
}
