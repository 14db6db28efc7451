package manageapi

import (
	"context"
	"net/http"
	"time"

	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

// ResourcePath names a resource of a tenant.
type ResourcePath struct {
	TenantPath
	Resource string `path:"resource" maxLength:"64" doc:"The resource, by its id." example:"res_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a14"`
}

func (p ResourcePath) resourceID() id.Resource { return parseOr(p.Resource, id.NewResource) }

func (a *API) registerResources() {
	apikit.Register(a.api, operation("listResources", http.MethodGet, "/tenants/{tenant}/resources", tagResources,
		"List resources", "The protected resources of a workspace, oldest first. There are at most 100."), a.listResources,
		tenant.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, created(operation("createResource", http.MethodPost, "/tenants/{tenant}/resources", tagResources,
		"Create a resource", "Names an API that access tokens can be for (RFC 8707), and says what its tokens look like.")), a.createResource,
		tenant.ErrNotFound, manage.ErrForbidden, resource.ErrInvalid, resource.ErrTaken, resource.ErrTooMany)
	apikit.Register(a.api, operation("getResource", http.MethodGet, "/tenants/{tenant}/resources/{resource}", tagResources,
		"Read a resource", "One protected resource."), a.getResource,
		tenant.ErrNotFound, resource.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, operation("updateResource", http.MethodPatch, "/tenants/{tenant}/resources/{resource}", tagResources,
		"Change a resource", "Changes what is sent, and leaves the rest; tokens that were issued stay as they are. The identifier never changes."), a.updateResource,
		tenant.ErrNotFound, resource.ErrNotFound, manage.ErrForbidden, apikit.ErrStale, resource.ErrChanged, resource.ErrInvalid)
	apikit.Register(a.api, operation("deleteResource", http.MethodDelete, "/tenants/{tenant}/resources/{resource}", tagResources,
		"Delete a resource", "Tokens for it can no longer be asked for. Those that were issued live out their time."), a.deleteResource,
		tenant.ErrNotFound, resource.ErrNotFound, manage.ErrForbidden, apikit.ErrStale, resource.ErrInUse)
}

func (a *API) listResources(ctx context.Context, c caller, in *TenantPath) (*of[ResourceList], error) {
	all, err := a.cfg.Resources.List(ctx, c.Actor, in.Tenant)
	if err != nil {
		return nil, err
	}
	list := ResourceList{Items: []Resource{}}
	for _, r := range all {
		list.Items = append(list.Items, ViewResource(r))
	}
	return &of[ResourceList]{list}, nil
}

func (a *API) createResource(ctx context.Context, c caller, in *struct {
	TenantPath
	Idempotent
	Body CreateResource
},
) (*versioned[Resource], error) {
	made, err := a.cfg.Resources.Create(ctx, c.Actor, in.Tenant, in.Body.Identifier, in.Body.Settings())
	if err != nil {
		return nil, err
	}
	return version(ViewResource(made), made.UpdatedAt), nil
}

func (a *API) getResource(ctx context.Context, c caller, in *ResourcePath) (*versioned[Resource], error) {
	got, err := a.cfg.Resources.Get(ctx, c.Actor, in.Tenant, in.resourceID())
	if err != nil {
		return nil, err
	}
	return version(ViewResource(got), got.UpdatedAt), nil
}

func (a *API) updateResource(ctx context.Context, c caller, in *struct {
	ResourcePath
	Conditional
	Body UpdateResource
},
) (*versioned[Resource], error) {
	changed, err := a.cfg.Resources.Update(ctx, c.Actor, in.Tenant, in.resourceID(), in.Body.apply, apikit.IfMatch(in.IfMatch).Check)
	if err != nil {
		return nil, err
	}
	return version(ViewResource(changed), changed.UpdatedAt), nil
}

func (a *API) deleteResource(ctx context.Context, c caller, in *struct {
	ResourcePath
	Conditional
},
) (*nothing, error) {
	return nil, a.cfg.Resources.Delete(ctx, c.Actor, in.Tenant, in.resourceID(), apikit.IfMatch(in.IfMatch).Check)
}

// Settings are what the body asks the case for.
func (b CreateResource) Settings() resource.Settings {
	s := resource.Settings{Name: b.Name}
	b.apply(&s)
	return s
}

func (b UpdateResource) apply(s *resource.Settings) {
	put(&s.Name, b.Name)
	b.ResourceSettings.apply(s)
}

func (b ResourceSettings) apply(s *resource.Settings) {
	putList(&s.Scopes, b.Scopes)
	put(&s.Format, b.AccessTokenFormat)
	put(&s.Typ, b.AccessTokenTyp)
	putAs(&s.Alg, b.AccessTokenAlg)
	if b.AccessTokenLifetime.Sent {
		if s.Lifetime = 0; b.AccessTokenLifetime.Value != nil {
			s.Lifetime = time.Duration(*b.AccessTokenLifetime.Value) * time.Second
		}
	}
}

// ViewResource is a resource as it goes over the wire.
func ViewResource(r resource.Resource) Resource {
	v := Resource{
		ID: r.ID.String(), Identifier: r.Identifier, Name: r.Name, Scopes: list(r.Scopes), AccessTokenFormat: r.Format, AccessTokenTyp: r.Typ,
		AccessTokenAlg: string(r.Alg), CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	if r.Lifetime != 0 {
		n := int(r.Lifetime.Seconds())
		v.AccessTokenLifetime = &n
	}
	return v
}
