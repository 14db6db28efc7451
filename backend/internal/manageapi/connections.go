package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerConnections() {
	apikit.Register(a.api, operation("listConnections", http.MethodGet, "/tenants/{tenant}/connections", tagConnections,
		"List connections", "The people who have signed in to the workspace, newest first, each by their pseudonym there. Who they are, nobody is told."), a.listConnections,
		tenant.ErrNotFound, manage.ErrForbidden, apikit.ErrInvalidCursor)
	apikit.Register(a.api, operation("revokeConnection", http.MethodDelete, "/tenants/{tenant}/connections/{connection}", tagConnections,
		"Revoke a connection", "Takes back what the person granted: their tokens are dead at once, and clients with a back-channel logout address are told. The pseudonym stays; the person may come back, and is asked again."), a.revokeConnection,
		tenant.ErrNotFound, logout.ErrNoConnection, manage.ErrForbidden)
	apikit.Register(a.api, operation("listLogoutDeliveries", http.MethodGet, "/tenants/{tenant}/clients/{client}/logout-deliveries", tagClients,
		"List logout deliveries", "What the client was told of people who signed out (OpenID Connect Back-Channel Logout), newest first: each try, and what came back."), a.listLogoutDeliveries,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden, apikit.ErrInvalidCursor)
}

func (a *API) listConnections(ctx context.Context, c caller, in *struct {
	TenantPath
	apikit.Page
	Client string `query:"client" maxLength:"64" doc:"Only people who granted something to this client, by its id." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	Q      string `query:"q" maxLength:"254" doc:"Only the person whose sub, preferred_username or relay address (the part before the @) this is." example:"quiet.heron.x7k2m"`
},
) (*of[ConnectionPage], error) {
	about := []string{"listConnections", c.Developer.String(), in.Tenant, in.Client, in.Q}
	before, err := position[id.Connection](a.api.Cursors, in.Cursor, about)
	if err != nil {
		return nil, err
	}
	var client id.Client
	if in.Client != "" {
		client = parseOr(in.Client, id.NewClient)
	}
	list, err := a.cfg.Connections.List(ctx, c.Actor, in.Tenant, client, in.Q, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := ConnectionPage{Items: []Connection{}}
	for i, one := range list {
		if i == in.Limit {
			page.NextCursor = a.api.Seal(list[i-1].ID.String(), about...)
			break
		}
		page.Items = append(page.Items, viewConnection(one))
	}
	return &of[ConnectionPage]{page}, nil
}

func (a *API) revokeConnection(ctx context.Context, c caller, in *struct {
	TenantPath
	Connection string `path:"connection" maxLength:"64" doc:"The connection, by its id." example:"con_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a16"`
},
) (*nothing, error) {
	return nil, a.cfg.Connections.Revoke(ctx, c.Actor, in.Tenant, parseOr(in.Connection, id.NewConnection))
}

func (a *API) listLogoutDeliveries(ctx context.Context, c caller, in *struct {
	ClientPath
	apikit.Page
},
) (*of[LogoutDeliveryPage], error) {
	about := []string{"listLogoutDeliveries", c.Developer.String(), in.Tenant, in.Client}
	before, err := position[id.LogoutDelivery](a.api.Cursors, in.Cursor, about)
	if err != nil {
		return nil, err
	}
	list, err := a.cfg.Connections.Deliveries(ctx, c.Actor, in.Tenant, in.clientID(), before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := LogoutDeliveryPage{Items: []LogoutDelivery{}}
	for i, one := range list {
		if i == in.Limit {
			page.NextCursor = a.api.Seal(list[i-1].ID.String(), about...)
			break
		}
		page.Items = append(page.Items, viewLogoutDelivery(one))
	}
	return &of[LogoutDeliveryPage]{page}, nil
}

func viewConnection(m connection.Met) Connection {
	v := Connection{
		ID: m.ID.String(), Subject: m.AliasID, Nickname: m.Nickname, Username: m.Username, Clients: []ConnectionClient{},
		CreatedAt: m.CreatedAt.UTC(), UpdatedAt: m.UpdatedAt.UTC(), EndedAt: utc(m.EndedAt),
	}
	for _, k := range m.Clients {
		v.Clients = append(v.Clients, ConnectionClient{k.Client.String(), list(k.Scopes), k.AgreedAt.UTC()})
	}
	return v
}

func viewLogoutDelivery(d logout.Delivery) LogoutDelivery {
	return LogoutDelivery{
		ID: d.ID.String(), Subject: d.AliasID, SID: d.SID, Cause: string(d.Cause), Status: string(d.Status), Tries: d.Tries, HTTPStatus: d.HTTPStatus,
		Problem: d.Problem, CreatedAt: d.CreatedAt.UTC(), TriedAt: utc(d.TriedAt), FinishedAt: utc(d.FinishedAt),
	}
}
