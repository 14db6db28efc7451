package main

import (
	"context"
	"strconv"
	"time"

	"alias.example/alias/backend/internal/manage"
)

type registrationTokenCreateCmd struct {
	settings

	Tenant    string        `required:"" help:"The workspace: its slug or ID."`
	Name      string        `required:"" help:"What it is for."`
	Uses      int           `help:"How many clients can be registered with it. 1, if left out."`
	ExpiresIn time.Duration `name:"expires-in" help:"How long it works, such as 48h. A week, if left out." placeholder:"DURATION"`
	JSON      bool          `name:"json" help:"Print JSON."`
}

// Run makes an initial access token. It is printed once.
func (r registrationTokenCreateCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, r.settings)
	if err != nil {
		return err
	}
	defer d.close()
	made, raw, err := d.app.RegistrationTokens.Create(ctx, manage.Operator(), r.Tenant, r.Name, r.Uses, r.ExpiresIn)
	if err != nil {
		return err
	}
	var p printed
	p.add("id", made.ID.String())
	p.add("token", raw.Reveal())
	p.add("uses_left", strconv.Itoa(made.UsesLeft))
	p.add("expires_at", made.ExpiresAt.UTC().Format(time.RFC3339))
	return p.show(r.JSON)
}
