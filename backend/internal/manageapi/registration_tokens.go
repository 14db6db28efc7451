package manageapi

import (
	"context"
	"net/http"
	"time"

	"alias.example/alias/backend/internal/domain/service/registrationtoken"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerRegistrationTokens() {
	apikit.Register(a.api, operation("listRegistrationTokens", http.MethodGet, "/tenants/{tenant}/registration-tokens", tagRegistration,
		"List registration tokens", "The workspace's initial access tokens, newest first, without their values. There are at most 100."), a.listRegistrationTokens,
		tenant.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, created(operation("createRegistrationToken", http.MethodPost, "/tenants/{tenant}/registration-tokens", tagRegistration,
		"Make a registration token", "Makes an initial access token (RFC 7591), which is shown this once. Whoever holds it may register clients while the workspace's registration mode is token.")), a.createRegistrationToken,
		tenant.ErrNotFound, manage.ErrForbidden, registrationtoken.ErrInvalid, registrationtoken.ErrTooMany)
	apikit.Register(a.api, operation("deleteRegistrationToken", http.MethodDelete, "/tenants/{tenant}/registration-tokens/{registration_token}", tagRegistration,
		"Delete a registration token", "Stops the token from working at once. Clients that were registered with it stay."), a.deleteRegistrationToken,
		tenant.ErrNotFound, registrationtoken.ErrNotFound, manage.ErrForbidden)
}

func (a *API) listRegistrationTokens(ctx context.Context, c caller, in *TenantPath) (*of[RegistrationTokenList], error) {
	all, err := a.cfg.RegistrationTokens.List(ctx, c.Actor, in.Tenant)
	if err != nil {
		return nil, err
	}
	list := RegistrationTokenList{Items: []RegistrationToken{}}
	for _, t := range all {
		list.Items = append(list.Items, viewRegistrationToken(t))
	}
	return &of[RegistrationTokenList]{list}, nil
}

func (a *API) createRegistrationToken(ctx context.Context, c caller, in *struct {
	TenantPath
	Idempotent
	Body CreateRegistrationToken
},
) (*of[CreatedRegistrationToken], error) {
	made, raw, err := a.cfg.RegistrationTokens.Create(ctx, c.Actor, in.Tenant, in.Body.Name, in.Body.Uses, time.Duration(in.Body.ExpiresIn)*time.Second)
	if err != nil {
		return nil, err
	}
	return &of[CreatedRegistrationToken]{CreatedRegistrationToken{viewRegistrationToken(made), raw.Reveal()}}, nil
}

func (a *API) deleteRegistrationToken(ctx context.Context, c caller, in *struct {
	TenantPath
	RegistrationToken string `path:"registration_token" maxLength:"64" doc:"The token, by its id." example:"rgt_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a15"`
},
) (*nothing, error) {
	return nil, a.cfg.RegistrationTokens.Delete(ctx, c.Actor, in.Tenant, parseOr(in.RegistrationToken, id.NewRegistrationToken))
}

func viewRegistrationToken(t registrationtoken.Token) RegistrationToken {
	return RegistrationToken{ID: t.ID.String(), Name: t.Name, Hint: t.Hint, UsesLeft: t.UsesLeft, CreatedAt: t.CreatedAt.UTC(), ExpiresAt: t.ExpiresAt.UTC()}
}
