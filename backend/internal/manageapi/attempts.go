package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerAttempts() {
	apikit.Register(a.api, operation("listAttempts", http.MethodGet, "/tenants/{tenant}/attempts", tagAttempts,
		"List attempts", "What relying parties tried at the issuer, newest first: what came, what would have been accepted, and why it was refused."), a.listAttempts,
		tenant.ErrNotFound, manage.ErrForbidden, apikit.ErrInvalidCursor)
}

func (a *API) listAttempts(ctx context.Context, c caller, in *struct {
	TenantPath
	apikit.Page
	Client        string `query:"client" maxLength:"64" doc:"Only attempts of this client, by its id." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	Outcome       string `query:"outcome" enum:"ok,refused,failed" doc:"Only attempts that ended so."`
	CorrelationID string `query:"correlation_id" maxLength:"64" doc:"Only attempts of this request."`
},
) (*of[AttemptPage], error) {
	about := []string{"listAttempts", c.Developer.String(), in.Tenant, in.Client, in.Outcome, in.CorrelationID}
	before, err := position[id.Attempt](a.api.Cursors, in.Cursor, about)
	if err != nil {
		return nil, err
	}
	filter := attempt.Filter{Outcome: attempt.Outcome(in.Outcome), CorrelationID: in.CorrelationID}
	if in.Client != "" {
		filter.Client = parseOr(in.Client, id.NewClient)
	}
	list, err := a.cfg.Attempts.List(ctx, c.Actor, in.Tenant, filter, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := AttemptPage{Items: []Attempt{}}
	for i, one := range list {
		if i == in.Limit {
			page.NextCursor = a.api.Seal(list[i-1].ID.String(), about...)
			break
		}
		page.Items = append(page.Items, a.viewAttempt(one))
	}
	return &of[AttemptPage]{page}, nil
}

func (a *API) viewAttempt(n manage.NamedAttempt) Attempt {
	v := Attempt{
		ID: n.ID.String(), At: n.At.UTC(), Endpoint: n.Endpoint, Outcome: string(n.Outcome), Reason: string(n.Reason), Summary: n.Reason.Summary(),
		ClientID: n.ClientNamed, ClientName: n.ClientName, Received: n.Received, Expected: n.Expected, CorrelationID: n.CorrelationID,
		DocsURL: a.cfg.BaseURL + "/docs#reason-" + string(n.Reason),
	}
	if n.Client != nil {
		v.ClientID = n.Client.String()
	}
	return v
}
