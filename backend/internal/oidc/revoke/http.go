package revoke

import (
	"log/slog"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// Endpoint speaks HTTP for Revoke.
type Endpoint struct {
	revoke   *Revoke
	clients  *clientauth.Authenticator
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(u *Revoke, clients *clientauth.Authenticator, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{u, clients, rec, log}
}

// Post answers POST {issuer}/oauth2/revoke.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	params, err := wire.Form(w, r)
	var who clientauth.Authenticated
	var note oauth.Reason
	if err == nil {
		who, err = e.clients.Client(r, iss, params)
	}
	if err == nil {
		note, err = e.answer(r, iss, who.Client, params)
	}
	e.record(r, iss, who, note, err)
	if !who.Client.ID.IsZero() {
		httpx.Annotate(r.Context(), httpx.NoteClient, who.Client.ID.String())
		if origin := r.Header.Get("Origin"); who.Client.AllowsOrigin(origin) {
			wire.Cross(w, origin)
		}
	}
	if err != nil {
		wire.Error(w, r, e.log, down(err))
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
}

// down has the client try again when something failed: the token still lives
// (RFC 7009 2.2.1).
func down(err error) error {
	e := oauth.AsError(err)
	if e.Code == oauth.ServerError {
		e.Code = oauth.TemporarilyDown
	}
	return e
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, who clientauth.Authenticated, note oauth.Reason, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "revoke", ClientNamed: who.Named, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err, Note: note,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}

func (e *Endpoint) answer(r *http.Request, iss issuer.Issuer, c client.Client, p oauth.Params) (oauth.Reason, error) {
	switch {
	case !iss.Tenant.Enabled():
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return "", e
	case p.Repeated() != "":
		return "", oauth.NewError(oauth.ParameterRepeated).Saw(p.Repeated(), "each parameter once")
	case p.TooLong() != "":
		return "", oauth.NewError(oauth.ParameterTooLong).Saw(p.TooLong(), "a shorter one")
	case !p.Has("token"):
		return "", oauth.NewError(oauth.TokenMissing)
	}
	return e.revoke.Token(r.Context(), iss, c, secret.NewValue(p.Get("token")))
}
