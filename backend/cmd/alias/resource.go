package main

import (
	"context"
	"fmt"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
)

type resourceCreateCmd struct {
	settings

	Tenant     string `required:"" help:"The workspace: its slug or ID."`
	File       string `help:"A JSON file with the settings, by the names of the management API's createResource; - is standard input. Flags win over it." placeholder:"FILE"`
	Identifier string `help:"What clients ask for and what stands in aud: an absolute URI." placeholder:"URI"`
	Name       string `help:"What you call it."`
	JSON       bool   `name:"json" help:"Print JSON."`
}

// Run makes a protected resource.
func (r resourceCreateCmd) Run(ctx context.Context) error {
	b, err := body[manageapi.CreateResource](r.File, nil, given{"identifier": r.Identifier, "name": r.Name})
	if err != nil {
		return err
	}
	d, err := forOperator(ctx, r.settings)
	if err != nil {
		return err
	}
	defer d.close()
	made, err := d.app.Resources.Create(ctx, manage.Operator(), r.Tenant, b.Identifier, b.Settings())
	if err != nil {
		return err
	}
	return show(r.JSON, manageapi.ViewResource(made))
}

type resourceListCmd struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run lists a tenant's protected resources.
func (r resourceListCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, r.settings)
	if err != nil {
		return err
	}
	defer d.close()
	all, err := d.app.Resources.List(ctx, manage.Operator(), r.Tenant)
	if err != nil {
		return err
	}
	list := manageapi.ResourceList{Items: []manageapi.Resource{}}
	for _, one := range all {
		list.Items = append(list.Items, manageapi.ViewResource(one))
	}
	if r.JSON {
		return printJSON(list)
	}
	for _, one := range list.Items {
		fmt.Printf("%s  %s  %s\n", one.ID, one.Identifier, one.Name)
	}
	return nil
}
