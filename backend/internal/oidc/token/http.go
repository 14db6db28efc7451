package token

import (
	"log/slog"
	"net/http"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
)

// Endpoint speaks HTTP for Exchange.
type Endpoint struct {
	exchange *Exchange
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(e *Exchange, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{e, rec, log}
}

// Response is a successful token response (RFC 6749 5.1).
type Response struct {
	AccessToken  string `json:"access_token" doc:"Opaque; send it as Authorization: Bearer." example:"alias_at_…"`
	TokenType    string `json:"token_type" doc:"Always Bearer." example:"Bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds until the access token ends." example:"1800"`
	RefreshToken string `json:"refresh_token,omitempty" doc:"Present when offline_access was granted. Each use replaces it."`
	IDToken      string `json:"id_token" doc:"A signed JWT: who signed in, and how."`
	Scope        string `json:"scope" doc:"What was granted." example:"openid nickname"`
}

// Post answers POST {issuer}/oauth2/token.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	w.Header().Set("Pragma", "no-cache")
	req := Request{Issuer: iss}
	params, err := wire.Form(w, r)
	if err == nil {
		req.Params = params
		req.Credentials, req.CredError = clientauth.Read(r.Header, params)
		httpx.Annotate(r.Context(), httpx.NoteGrantType, known(params.Get("grant_type")))
	}
	var out Response
	var who clientauth.Authenticated
	if err == nil {
		out, who, err = e.answer(r, req)
	}
	e.record(r, iss, req, who, err)
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
	wire.JSON(w, http.StatusOK, out)
}

func (e *Endpoint) answer(r *http.Request, req Request) (Response, clientauth.Authenticated, error) {
	t, who, err := e.exchange.Exchange(r.Context(), req)
	if err != nil {
		return Response{}, who, err
	}
	return Response{t.Access.Reveal(), "Bearer", t.ExpiresIn, t.Refresh.Reveal(), t.ID, t.Scope}, who, nil
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, req Request, who clientauth.Authenticated, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "token", ClientNamed: req.Credentials.ClientID, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}

// known keeps what a caller sent out of the log.
func known(grant string) string {
	switch g := oauth.GrantType(grant); g {
	case oauth.AuthorizationCode, oauth.RefreshToken:
		return string(g)
	}
	return "other"
}
