package main

import (
	"context"
	"fmt"

	"alias.example/alias/backend/internal/manage"
)

type keyRotateCmd struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run rotates a tenant's keys now.
func (k keyRotateCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, k.settings)
	if err != nil {
		return err
	}
	defer d.close()
	keys, err := d.app.Keys.Rotate(ctx, manage.Operator(), k.Tenant, "")
	if err != nil {
		return err
	}
	type line struct {
		KID   string `json:"kid"`
		Alg   string `json:"alg"`
		State string `json:"state"`
	}
	list := make([]line, len(keys))
	for i, key := range keys {
		list[i] = line{key.KID, string(key.Alg), string(key.State)}
	}
	if k.JSON {
		return printJSON(map[string]any{"keys": list})
	}
	for _, l := range list {
		fmt.Printf("%s  %s  %s\n", l.KID, l.Alg, l.State)
	}
	return nil
}
