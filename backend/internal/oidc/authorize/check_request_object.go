package authorize

import (
	"context"
	"errors"
	"strings"

	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/secret"
)

// checkRequestObject finds the request that counts: the one the client pushed (RFC
// 9126 4), a request object by value or by reference (RFC 9101 5, OIDC Core 6), or
// the parameters themselves. With one of the others, nothing outside it counts but
// client_id. Its errors are not redirected: where to is not known yet.
func (a *Authorize) checkRequestObject(ctx context.Context, q *inquiry) error {
	byValue, byName := q.params.Get("request"), q.params.Get("request_uri")
	var err error
	switch {
	case q.params.IsRepeated("request"), q.params.IsRepeated("request_uri"):
		return oauth.NewError(oauth.ParameterRepeated).Saw("request or request_uri", "each once")
	case byValue == "" && byName == "":
		return nil
	case q.pushing && byName != "":
		return oauth.NewError(oauth.PushedWithRequestURI)
	case byValue != "" && byName != "":
		return oauth.NewError(oauth.RequestTwice)
	case strings.HasPrefix(byName, pushed.Prefix):
		return a.takePushed(ctx, q, byName)
	case byName != "":
		q.params, err = a.objects.ByReference(ctx, q.issuer, q.client, byName)
	default:
		q.params, err = a.objects.ByValue(ctx, q.issuer, q.client, byValue)
	}
	q.signed = err == nil
	return err
}

// takePushed takes a pushed request up. It is used up later, by the answer: the
// person may reload a page until then (FAPI 2.0 Security Profile 5.3.2.2).
func (a *Authorize) takePushed(ctx context.Context, q *inquiry, uri string) error {
	r, err := pushed.Get(ctx, a.db.PeekTenant(q.issuer.Tenant.ID), secret.NewValue(strings.TrimPrefix(uri, pushed.Prefix)).Hash())
	switch {
	case errors.Is(err, pushed.ErrNotFound):
		return oauth.NewError(oauth.PushedUnknown)
	case err != nil:
		return err
	case r.Client != q.client.ID:
		return oauth.NewError(oauth.PushedOtherClient)
	case r.UsedAt != nil:
		return oauth.NewError(oauth.PushedUsed)
	case !a.clock.Now().Before(r.ExpiresAt):
		return oauth.NewError(oauth.PushedExpired)
	}
	q.request.Pushed, q.request.JKT = &r.Hash, r.JKT
	q.params, err = oauth.ParseParams(r.Params)
	return err
}
