package manageapi

import (
	"context"
	"encoding/json"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerTenants() {
	apikit.Register(a.api, operation("checkSlug", http.MethodGet, "/slugs/{slug}", tagTenants,
		"Ask whether a slug is free", "Says whether a workspace could be created with this slug now. Another developer may still be faster: `createTenant` decides."), a.checkSlug)
	apikit.Register(a.api, operation("listTenants", http.MethodGet, "/tenants", tagTenants,
		"List workspaces", "The workspaces you are a member of."), a.listTenants, apikit.ErrInvalidCursor)
	apikit.Register(a.api, created(operation("createTenant", http.MethodPost, "/tenants", tagTenants,
		"Create a workspace", "Makes a workspace and its issuer, which answers at once. You become its owner.")), a.createTenant,
		tenant.ErrSlugTaken, tenant.ErrInvalid)
	apikit.Register(a.api, operation("getTenant", http.MethodGet, "/tenants/{tenant}", tagTenants,
		"Read a workspace", "One workspace, with every address a relying party needs."), a.getTenant, tenant.ErrNotFound)
	apikit.Register(a.api, operation("updateTenant", http.MethodPatch, "/tenants/{tenant}", tagTenants,
		"Change a workspace", "Changes what is sent, and leaves the rest. The slug and the environment never change."), a.updateTenant,
		tenant.ErrNotFound, manage.ErrForbidden, apikit.ErrStale, tenant.ErrInvalid)
	apikit.Register(a.api, operation("deleteTenant", http.MethodDelete, "/tenants/{tenant}", tagTenants,
		"Delete a workspace", "Removes the workspace, its clients and its keys. Nobody can sign in any more, and its slug is never given to anybody else. This cannot be undone."), a.deleteTenant,
		tenant.ErrNotFound, manage.ErrForbidden, apikit.ErrStale)
}

func (a *API) checkSlug(ctx context.Context, _ caller, in *struct {
	Slug string `path:"slug" maxLength:"64" doc:"The slug to ask about." example:"acme"`
},
) (*of[Slug], error) {
	reason, err := a.cfg.Tenants.CheckSlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return &of[Slug]{Slug{Slug: in.Slug, Available: reason == tenant.SlugFine, Reason: string(reason), Issuer: a.issuer(in.Slug)}}, nil
}

func (a *API) listTenants(ctx context.Context, c caller, in *apikit.Page) (*of[TenantPage], error) {
	about := []string{"listTenants", c.Developer.String()}
	after, err := position[id.Tenant](a.api.Cursors, in.Cursor, about)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Tenants.List(ctx, c.Actor, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := TenantPage{Items: []Tenant{}}
	for i, m := range list {
		if i == in.Limit {
			page.NextCursor = a.api.Seal(list[i-1].Tenant.ID.String(), about...)
			break
		}
		page.Items = append(page.Items, a.viewTenant(m))
	}
	return &of[TenantPage]{page}, nil
}

func (a *API) createTenant(ctx context.Context, c caller, in *struct {
	Idempotent
	Body CreateTenant
},
) (*versioned[Tenant], error) {
	m, err := a.cfg.Tenants.Create(ctx, c.Actor, in.Body.Slug, in.Body.Name, tenant.Environment(in.Body.Environment))
	if err != nil {
		return nil, err
	}
	return version(a.viewTenant(m), m.Tenant.UpdatedAt), nil
}

func (a *API) getTenant(ctx context.Context, c caller, in *TenantPath) (*versioned[Tenant], error) {
	m, err := a.cfg.Tenants.Get(ctx, c.Actor, in.Tenant)
	if err != nil {
		return nil, err
	}
	return version(a.viewTenant(m), m.Tenant.UpdatedAt), nil
}

func (a *API) updateTenant(ctx context.Context, c caller, in *struct {
	TenantPath
	Conditional
	Body UpdateTenant
},
) (*versioned[Tenant], error) {
	m, err := a.cfg.Tenants.Update(ctx, c.Actor, in.Tenant, in.Body.Change(), apikit.IfMatch(in.IfMatch).Check)
	if err != nil {
		return nil, err
	}
	return version(a.viewTenant(m), m.Tenant.UpdatedAt), nil
}

func (a *API) deleteTenant(ctx context.Context, c caller, in *struct {
	TenantPath
	Conditional
},
) (*nothing, error) {
	return nil, a.cfg.Tenants.Delete(ctx, c.Actor, in.Tenant, apikit.IfMatch(in.IfMatch).Check)
}

func (a *API) issuer(slug string) string { return a.cfg.BaseURL + "/t/" + slug }

func (a *API) viewTenant(m tenant.Membership) Tenant {
	issuer := a.issuer(m.Tenant.Slug)
	return Tenant{
		ID: m.Tenant.ID.String(), Slug: m.Tenant.Slug, Name: m.Tenant.Name, Environment: string(m.Tenant.Environment),
		Issuer: issuer, Role: m.Role, CreatedAt: m.Tenant.CreatedAt.UTC(), UpdatedAt: m.Tenant.UpdatedAt.UTC(),
		Endpoints: Endpoints{
			Issuer:        issuer,
			Discovery:     issuer + "/.well-known/openid-configuration",
			Authorization: issuer + "/oauth2/authorize",
			Token:         issuer + "/oauth2/token",
			JWKS:          issuer + "/.well-known/jwks.json",
			Userinfo:      issuer + "/oidc/userinfo",
			Pushed:        issuer + "/oauth2/par",
			Device:        issuer + "/oauth2/device_authorization",
			Introspection: issuer + "/oauth2/introspect",
			Revocation:    issuer + "/oauth2/revoke",
			EndSession:    issuer + "/oidc/logout",
			Registration:  issuer + "/oauth2/register",
		},
		Registration:  viewRegistration(m.Tenant.Settings.Registration),
		Documents:     Documents{m.Tenant.Settings.Documents.Enabled, list(m.Tenant.Settings.Documents.Allowed), list(m.Tenant.Settings.Documents.Denied)},
		Compatibility: Compatibility(m.Tenant.Settings.Compatibility),
	}
}

func viewRegistration(r tenant.Registration) Registration {
	v := Registration{Mode: string(r.Mode), Issuers: []StatementIssuer{}}
	if v.Mode == "" {
		v.Mode = string(tenant.RegistrationOff)
	}
	for _, i := range r.StatementIssuers {
		v.Issuers = append(v.Issuers, StatementIssuer{i.Issuer, KeySet(i.JWKS), i.JWKSURI})
	}
	return v
}

// Change is what the body asks the case for.
func (b UpdateTenant) Change() manage.TenantChange {
	return manage.TenantChange{Name: b.Name, Settings: func(s *tenant.Settings) {
		if r := b.Registration; r != nil {
			putAs(&s.Registration.Mode, r.Mode)
			if r.Issuers != nil {
				s.Registration.StatementIssuers = nil
				for _, i := range r.Issuers {
					s.Registration.StatementIssuers = append(s.Registration.StatementIssuers, tenant.StatementIssuer{Issuer: i.Issuer, JWKS: json.RawMessage(i.JWKS), JWKSURI: i.JWKSURI})
				}
			}
		}
		if d := b.Documents; d != nil {
			put(&s.Documents.Enabled, d.Enabled)
			putList(&s.Documents.Allowed, d.Allowed)
			putList(&s.Documents.Denied, d.Denied)
		}
		if c := b.Compatibility; c != nil {
			put(&s.Compatibility.ImplicitAndHybrid, c.ImplicitAndHybrid)
		}
	}}
}

// position reads the identifier a cursor stands at; no cursor is the zero one.
func position[T any, P interface {
	*T
	UnmarshalText(b []byte) error
}](cursors apikit.Cursors, cursor string, about []string,
) (T, error) {
	var at T
	text, err := cursors.Open(cursor, about...)
	if err != nil || text == "" {
		return at, err
	}
	if err := P(&at).UnmarshalText([]byte(text)); err != nil {
		return at, apikit.ErrInvalidCursor
	}
	return at, nil
}
