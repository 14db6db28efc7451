package main

import (
	"context"
	"fmt"

	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/jose"
)

type keyRotateCmd struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	Alg    string `enum:"RS256,PS256,ES256,ES384,EdDSA," default:"" help:"Only the keys of RS256, PS256, ES256, ES384 or EdDSA, or their first ones. Every key, if left out." placeholder:"ALG"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run rotates a tenant's keys now.
func (k keyRotateCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, k.settings)
	if err != nil {
		return err
	}
	defer d.close()
	keys, err := d.app.Keys.Rotate(ctx, manage.Operator(), k.Tenant, jose.Alg(k.Alg))
	if err != nil {
		return err
	}
	return showKeys(k.JSON, keys)
}

type keyRevokeCmd struct {
	settings

	Tenant string `required:"" help:"The workspace: its slug or ID."`
	KID    string `name:"kid" required:"" help:"The key, by its kid." placeholder:"KID"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run destroys a key that is not safe any more.
func (k keyRevokeCmd) Run(ctx context.Context) error {
	d, err := forOperator(ctx, k.settings)
	if err != nil {
		return err
	}
	defer d.close()
	keys, err := d.app.Keys.Revoke(ctx, manage.Operator(), k.Tenant, k.KID)
	if err != nil {
		return err
	}
	return showKeys(k.JSON, keys)
}

func showKeys(asJSON bool, keys []signingkey.Key) error {
	type line struct {
		KID   string `json:"kid"`
		Alg   string `json:"alg"`
		State string `json:"state"`
	}
	list := make([]line, len(keys))
	for i, key := range keys {
		list[i] = line{key.KID, string(key.Alg), string(key.State)}
	}
	if asJSON {
		return printJSON(map[string]any{"keys": list})
	}
	for _, l := range list {
		fmt.Printf("%s  %s  %s\n", l.KID, l.Alg, l.State)
	}
	return nil
}
