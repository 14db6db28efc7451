package authorize

import (
	"context"
	"errors"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
)

// checkClient finds the client (RFC 6749 4.1.2.1: an error here is not redirected).
func (a *Authorize) checkClient(ctx context.Context, q *inquiry) error {
	named := q.params.Get("client_id")
	if !q.request.Client.IsZero() {
		named = q.request.Client.String()
	}
	switch {
	case q.params.IsRepeated("client_id"):
		return oauth.NewError(oauth.ParameterRepeated).Saw("client_id", "client_id once")
	case named == "":
		return oauth.NewError(oauth.ClientIDMissing)
	}
	c, err := a.directory.Client(ctx, q.issuer, named)
	if err == nil && q.request.Client.IsZero() && c.WireID() != named {
		err = client.ErrNotFound // a client goes by one name
	}
	if errors.Is(err, client.ErrNotFound) {
		return oauth.NewError(oauth.ClientUnknown).Saw("client_id "+named, "the client ID of one of the workspace's clients")
	}
	if err != nil {
		return err
	}
	q.client = c
	q.request.Client, q.request.Sector = c.ID, c.Sector
	if c.Disabled {
		return oauth.NewError(oauth.ClientDisabled)
	}
	return nil
}

// checkTenant refuses what a disabled workspace asks.
func (*Authorize) checkTenant(_ context.Context, q *inquiry) error {
	if !q.issuer.Tenant.Enabled() {
		return oauth.NewError(oauth.TenantDisabled)
	}
	return nil
}
