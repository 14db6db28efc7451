package token

import (
	"log/slog"
	"net/http"
	"slices"

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
	clients  *clientauth.Authenticator
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(e *Exchange, clients *clientauth.Authenticator, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{e, clients, rec, log}
}

// Response is a successful token response (RFC 6749 5.1). What there is none of is
// left out.
type Response struct {
	AccessToken  string `json:"access_token" doc:"Send it as Authorization: Bearer, or DPoP, as token_type says. Opaque, unless the resource or the client's settings want a JWT (RFC 9068)." example:"alias_at_…"`
	TokenType    string `json:"token_type" enum:"Bearer,DPoP" doc:"DPoP when the token is bound to the key of the request's DPoP proof (RFC 9449)." example:"Bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds until the access token ends." example:"1800"`
	RefreshToken string `json:"refresh_token,omitempty" doc:"Present when offline_access was granted. Each use replaces it, unless the client is set to keep it."`
	IDToken      string `json:"id_token,omitempty" doc:"A signed JWT: who signed in, and how. Present when openid was granted."`
	Scope        string `json:"scope,omitempty" doc:"What was granted." example:"openid nickname"`
	IssuedType   string `json:"issued_token_type,omitempty" doc:"The type of the access token, in the answer to a token exchange (RFC 8693 2.2.1)."`
}

// Post answers POST {issuer}/oauth2/token.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	w.Header().Set("Pragma", "no-cache")
	req := Request{Issuer: iss}
	params, err := wire.Form(w, r)
	if err == nil {
		req.Params = params
		req.Who, req.Refused = e.clients.Sender(w, r, iss, params)
		httpx.Annotate(r.Context(), httpx.NoteGrantType, known(params.Get("grant_type")))
	}
	var out Response
	who := req.Who
	if err == nil {
		out, err = e.answer(r, req)
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
	wire.JSON(w, http.StatusOK, out)
}

func (e *Endpoint) answer(r *http.Request, req Request) (Response, error) {
	t, err := e.exchange.Exchange(r.Context(), req)
	if err != nil {
		return Response{}, err
	}
	return Response{t.Access.Reveal(), t.Type, t.ExpiresIn, t.Refresh.Reveal(), t.ID, t.Scope, t.Issued}, nil
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, who clientauth.Authenticated, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "token", ClientNamed: who.Named, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}

// known keeps what a caller sent out of the log.
func known(grant string) string {
	if slices.Contains(oauth.GrantTypes(), oauth.GrantType(grant)) {
		return grant
	}
	return "other"
}
