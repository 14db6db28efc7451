package main

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
)

type tenantCreateCmd struct {
	settings

	Slug        string `required:"" help:"The name in the issuer's address: 3 to 40 of a-z, 0-9 and dashes."`
	Name        string `required:"" help:"The name people read."`
	Owner       string `required:"" help:"The address of the account that will own it." placeholder:"EMAIL"`
	Environment string `enum:"development,production" default:"development" help:"development or production."`
	JSON        bool   `name:"json" help:"Print JSON."`
}

// Run makes a tenant.
func (t tenantCreateCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, t.settings)
	if err != nil {
		return err
	}
	defer d.close()
	developer, nickname, err := d.app.Interaction.DeveloperByAddress(ctx, t.Owner)
	if err != nil {
		return err
	}
	owner := manage.Actor{Developer: developer, Nickname: nickname}
	m, err := d.app.Tenants.Create(ctx, owner, t.Slug, t.Name, tenant.Environment(t.Environment))
	if err != nil {
		return err
	}
	var p printed
	p.add("id", m.Tenant.ID.String())
	p.add("slug", m.Tenant.Slug)
	p.add("issuer", d.app.IssuerURL(m.Tenant.Slug))
	return p.show(t.JSON)
}

type tenantUpdateCmd struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	File   string `required:"" help:"A JSON file with what to change, by the names of the management API's updateTenant; - is standard input. What it leaves out stays." placeholder:"FILE"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run changes a tenant's name and settings.
func (t tenantUpdateCmd) Run(ctx context.Context) error {
	b, err := body[manageapi.UpdateTenant](t.File, nil, nil)
	if err != nil {
		return err
	}
	d, err := forOperator(ctx, t.settings)
	if err != nil {
		return err
	}
	defer d.close()
	m, err := d.app.Tenants.Update(ctx, manage.Operator(), t.Tenant, b.Change(), nil)
	if err != nil {
		return err
	}
	var p printed
	p.add("id", m.Tenant.ID.String())
	p.add("slug", m.Tenant.Slug)
	p.add("issuer", d.app.IssuerURL(m.Tenant.Slug))
	return p.show(t.JSON)
}
