package main

import (
	"context"
	"errors"
	"os"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/interaction"
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
