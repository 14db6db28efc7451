package manageapi

import (
	"context"
	"net/http"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerSecrets() {
	apikit.Register(a.api, created(operation("createClientSecret", http.MethodPost, "/tenants/{tenant}/clients/{client}/secrets", tagSecrets,
		"Make a secret", "Makes another secret, which is shown this once. At most two may live: put the new one into the relying party's configuration, then delete the old one, or let it expire.")), a.createClientSecret,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden, client.ErrTooMany, client.ErrPublic)
	apikit.Register(a.api, operation("deleteClientSecret", http.MethodDelete, "/tenants/{tenant}/clients/{client}/secrets/{secret}", tagSecrets,
		"Delete a secret", "Stops a secret from working at once. The last one cannot be deleted; make another first."), a.deleteClientSecret,
		tenant.ErrNotFound, client.ErrNotFound, client.ErrNoSecret, manage.ErrForbidden, client.ErrLastSecret)
}

func (a *API) createClientSecret(ctx context.Context, c caller, in *struct {
	ClientPath
	Idempotent
	Body *CreateClientSecret
},
) (*of[CreatedClientSecret], error) {
	var expireOthers *time.Duration
	if in.Body != nil && in.Body.ExpireOthersInSeconds != nil {
		after := time.Duration(*in.Body.ExpireOthersInSeconds) * time.Second
		expireOthers = &after
	}
	made, raw, err := a.cfg.Clients.AddSecret(ctx, c.Actor, in.Tenant, in.clientID(), expireOthers)
	if err != nil {
		return nil, err
	}
	return &of[CreatedClientSecret]{CreatedClientSecret{Secret: viewSecret(made), ClientSecret: raw.Reveal()}}, nil
}

func (a *API) deleteClientSecret(ctx context.Context, c caller, in *struct {
	ClientPath
	Secret string `path:"secret" maxLength:"64" doc:"The secret, by its id." example:"sec_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a13"`
},
) (*nothing, error) {
	return nil, a.cfg.Clients.DeleteSecret(ctx, c.Actor, in.Tenant, in.clientID(), parseOr(in.Secret, id.NewClientSecret))
}
