package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerClients() {
	apikit.Register(a.api, operation("listClients", http.MethodGet, "/tenants/{tenant}/clients", tagClients,
		"List clients", "The clients of a workspace, newest first."), a.listClients,
		tenant.ErrNotFound, manage.ErrForbidden, apikit.ErrInvalidCursor)
	apikit.Register(a.api, created(operation("createClient", http.MethodPost, "/tenants/{tenant}/clients", tagClients,
		"Create a client", "Registers a relying party. For a confidential client the answer holds its first secret, which is shown this once.")), a.createClient,
		tenant.ErrNotFound, manage.ErrForbidden, client.ErrInvalid)
	apikit.Register(a.api, operation("getClient", http.MethodGet, "/tenants/{tenant}/clients/{client}", tagClients,
		"Read a client", "One client, and its secrets without their values."), a.getClient,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, operation("updateClient", http.MethodPatch, "/tenants/{tenant}/clients/{client}", tagClients,
		"Change a client", "Changes what is sent, and leaves the rest. A list replaces the list there was."), a.updateClient,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden, apikit.ErrStale, client.ErrChanged, client.ErrDocument, client.ErrInvalid)
	apikit.Register(a.api, operation("listClientProfiles", http.MethodGet, "/tenants/{tenant}/clients/{client}/profiles", tagClients,
		"List profiles and what stands in their way", "For each profile the settings of this client that contradict it, and which of them apply_profile would change by itself. Nothing is changed."), a.listClientProfiles,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, operation("deleteClient", http.MethodDelete, "/tenants/{tenant}/clients/{client}", tagClients,
		"Delete a client", "Removes the client. Its tokens stop working at once, and people must agree again at another one. This cannot be undone."), a.deleteClient,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden, apikit.ErrStale)
}

func (a *API) listClients(ctx context.Context, c caller, in *struct {
	TenantPath
	apikit.Page
	Q string `query:"q" maxLength:"80" doc:"Only clients whose name contains this, or whose id is this." example:"web"`
},
) (*of[ClientPage], error) {
	about := []string{"listClients", c.Developer.String(), in.Tenant, in.Q}
	before, err := position[id.Client](a.api.Cursors, in.Cursor, about)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Clients.List(ctx, c.Actor, in.Tenant, in.Q, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := ClientPage{Items: []Client{}}
	for i, one := range list {
		if i == in.Limit {
			page.NextCursor = a.api.Seal(list[i-1].ID.String(), about...)
			break
		}
		page.Items = append(page.Items, ViewClient(one))
	}
	return &of[ClientPage]{page}, nil
}

func (a *API) createClient(ctx context.Context, c caller, in *struct {
	TenantPath
	Idempotent
	Body CreateClient
},
) (*versioned[CreatedClient], error) {
	made, raw, err := a.cfg.Clients.Create(ctx, c.Actor, in.Tenant, in.Body.New())
	if err != nil {
		return nil, err
	}
	return version(CreatedClient{Client: ViewClient(made), ClientSecret: raw.Reveal()}, made.UpdatedAt), nil
}

func (a *API) getClient(ctx context.Context, c caller, in *ClientPath) (*versioned[Client], error) {
	got, err := a.cfg.Clients.Get(ctx, c.Actor, in.Tenant, in.clientID())
	if err != nil {
		return nil, err
	}
	return version(ViewClient(got), got.UpdatedAt), nil
}

func (a *API) updateClient(ctx context.Context, c caller, in *struct {
	ClientPath
	Conditional
	Body UpdateClient
},
) (*versioned[Client], error) {
	changed, err := a.cfg.Clients.Update(ctx, c.Actor, in.Tenant, in.clientID(), in.Body.Change(), apikit.IfMatch(in.IfMatch).Check)
	if err != nil {
		return nil, err
	}
	return version(ViewClient(changed), changed.UpdatedAt), nil
}

func (a *API) listClientProfiles(ctx context.Context, c caller, in *ClientPath) (*of[ClientProfiles], error) {
	got, err := a.cfg.Clients.Get(ctx, c.Actor, in.Tenant, in.clientID())
	if err != nil {
		return nil, err
	}
	var v ClientProfiles
	for _, p := range client.Profiles() {
		one := ClientProfile{Profile: string(p), Current: p == got.Profile || (p == client.ProfileDefault && got.Profile == ""), Objections: []Objection{}}
		for _, o := range got.Standing(p) {
			one.Objections = append(one.Objections, Objection(o))
		}
		v.Items = append(v.Items, one)
	}
	return &of[ClientProfiles]{v}, nil
}

func (a *API) deleteClient(ctx context.Context, c caller, in *struct {
	ClientPath
	Conditional
},
) (*nothing, error) {
	return nil, a.cfg.Clients.Delete(ctx, c.Actor, in.Tenant, in.clientID(), apikit.IfMatch(in.IfMatch).Check)
}

// clientID is the client in the path. What is no identifier becomes one that
// nobody has, and so is not found like any other.
func (p ClientPath) clientID() id.Client { return parseOr(p.Client, id.NewClient) }

func parseOr[T any, P interface {
	*T
	UnmarshalText(b []byte) error
}](text string, fresh func() T,
) T {
	var parsed T
	if P(&parsed).UnmarshalText([]byte(text)) != nil {
		return fresh()
	}
	return parsed
}

func viewSecret(s client.Secret) ClientSecret {
	return ClientSecret{ID: s.ID.String(), Hint: s.Hint, CreatedAt: s.CreatedAt.UTC(), ExpiresAt: utc(s.ExpiresAt), LastUsedAt: utc(s.LastUsedAt)}
}

// list is never null on the wire.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
