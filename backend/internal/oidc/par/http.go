package par

import (
	"log/slog"
	"net/http"

	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
)

// Endpoint speaks HTTP for Push.
type Endpoint struct {
	push     *Push
	clients  *clientauth.Authenticator
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(p *Push, clients *clientauth.Authenticator, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{p, clients, rec, log}
}

// Response is a pushed request's name (RFC 9126 2.2).
type Response struct {
	RequestURI string `json:"request_uri" doc:"Send the person to the authorization endpoint with this and client_id, and nothing else." example:"urn:ietf:params:oauth:request_uri:…"`
	ExpiresIn  int    `json:"expires_in" doc:"Seconds in which the person must have come." example:"60"`
}

// Post answers POST {issuer}/oauth2/par.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	out := Response{ExpiresIn: expiresIn}
	var who clientauth.Authenticated
	params, err := wire.Form(w, r)
	if err == nil {
		who, err = e.clients.Sender(w, r, iss, params)
	}
	if err == nil {
		out.RequestURI, err = e.push.Push(r.Context(), iss, who, params)
	}
	e.record(r, iss, who, err)
	if !who.Client.ID.IsZero() {
		httpx.Annotate(r.Context(), httpx.NoteClient, who.Client.ID.String())
		if origin := r.Header.Get("Origin"); who.Client.AllowsOrigin(origin) {
			wire.Cross(w, origin)
		}
	}
	if err != nil {
		wire.Error(w, r, e.log, err)
		return
	}
	wire.JSON(w, http.StatusCreated, out)
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, who clientauth.Authenticated, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "par", ClientNamed: who.Named, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}
