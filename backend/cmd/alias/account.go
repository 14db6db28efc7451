package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

type accountCreateCmd struct {
	settings

	Email    string `required:"" help:"The person's address."`
	Password string `required:"" help:"Their password."`
	Nickname string `required:"" help:"What their own pages call them."`
	Verified bool   `help:"Take the address as proved. Without it, a code is mailed and the account begins when it is entered."`
	Claims   string `help:"A JSON file of the claims of OpenID Connect Core 5.1, for the person's profile. With --verified." placeholder:"FILE"`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// Run makes an account.
func (a accountCreateCmd) Run(ctx context.Context) error {
	var profile account.Profile
	if a.Claims != "" {
		doc, err := os.ReadFile(a.Claims)
		if err != nil {
			return errors.New("--claims: the file cannot be read")
		}
		if profile, err = account.ParseProfile(doc); err != nil {
			return err
		}
	}
	d, err := forOperator(ctx, a.settings)
	if err != nil {
		return err
	}
	defer d.close()
	in := interaction.SignUp{Email: a.Email, Nickname: a.Nickname, Password: secret.NewValue(a.Password)}
	if err := d.app.Interaction.CreateAccount(ctx, in, a.Verified, profile); err != nil {
		return err
	}
	var p printed
	p.add("email", a.Email)
	p.add("status", status(a.Verified))
	return p.show(a.JSON)
}

func status(verified bool) string {
	if verified {
		return "active"
	}
	return "waiting_for_code"
}

// accountSwitch is what the commands about an account that is there have.
type accountSwitch struct {
	settings

	Email string `required:"" help:"The person's address."`
	JSON  bool   `name:"json" help:"Print JSON."`
}

// run does something to the account and says what became of it.
func (a accountSwitch) run(ctx context.Context, became string, do func(*deployment) error) error {
	d, err := forOperator(ctx, a.settings)
	if err != nil {
		return err
	}
	defer d.close()
	if err := do(d); err != nil {
		return err
	}
	var p printed
	p.add("email", a.Email)
	p.add("status", became)
	return p.show(a.JSON)
}

type accountDisableCmd struct{ accountSwitch }

// Run switches an account off.
func (a accountDisableCmd) Run(ctx context.Context) error {
	return a.run(ctx, "disabled", func(d *deployment) error { return d.app.Interaction.Disable(ctx, a.Email) })
}

type accountEnableCmd struct{ accountSwitch }

// Run switches an account on again.
func (a accountEnableCmd) Run(ctx context.Context) error {
	return a.run(ctx, "active", func(d *deployment) error { return d.app.Interaction.Enable(ctx, a.Email) })
}

type accountDeleteCmd struct {
	accountSwitch

	Yes bool `required:"" help:"Say that it is meant: nothing brings an account back."`
}

// Run deletes an account. One with workspaces stays: nobody could look after them.
func (a accountDeleteCmd) Run(ctx context.Context) error {
	return a.run(ctx, "deleted", func(d *deployment) error {
		developer, nickname, err := d.app.Interaction.DeveloperByAddress(ctx, a.Email)
		if err != nil {
			return err
		}
		owned, err := d.app.Tenants.List(ctx, manage.Actor{Developer: developer, Nickname: nickname}, id.Tenant{}, 100)
		if err != nil {
			return err
		}
		if len(owned) > 0 {
			slugs := make([]string, len(owned))
			for i, m := range owned {
				slugs[i] = m.Tenant.Slug
			}
			return errors.New("this account looks after workspaces, which must be deleted or left first: " + strings.Join(slugs, ", "))
		}
		return d.app.Interaction.Delete(ctx, a.Email)
	})
}
