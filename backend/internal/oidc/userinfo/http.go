package userinfo

import (
	"log/slog"
	"mime"
	"net/http"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// Endpoint speaks HTTP for UserInfo.
type Endpoint struct {
	info     *UserInfo
	clients  clientauth.Finder
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(u *UserInfo, clients clientauth.Finder, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{u, clients, rec, log}
}

// Answer answers GET and POST {issuer}/oidc/userinfo.
func (e *Endpoint) Answer(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	token, err := bearer(w, r)
	var claims map[string]any
	var access grant.Access
	if err == nil {
		claims, access, err = e.info.Claims(r.Context(), iss, token)
	}
	var c *client.Client
	if !access.Client.IsZero() {
		found, ferr := e.clients.Client(r.Context(), iss, access.Client.String())
		if ferr == nil {
			c = &found
			httpx.Annotate(r.Context(), httpx.NoteClient, found.ID.String())
			if origin := r.Header.Get("Origin"); found.AllowsOrigin(origin) {
				wire.Cross(w, origin)
			}
			if err == nil && found.Disabled {
				err = oauth.NewError(oauth.TokenUnknown).Saw("a token of a disabled client", "a live one")
			}
		} else if err == nil {
			err = ferr
		}
	}
	e.recorder.Add(record.Attempt{Tenant: iss.Tenant.ID, Endpoint: "userinfo", Client: c, CorrelationID: httpx.CorrelationID(r.Context()), Err: err})
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	wire.JSON(w, http.StatusOK, claims)
}

// bearer finds the access token in the header, or in a form body (RFC 6750 2.1
// and 2.2); never in the query.
func bearer(w http.ResponseWriter, r *http.Request) (secret.Value, error) {
	headers := r.Header.Values("Authorization")
	inBody := ""
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); r.Method == http.MethodPost && err == nil && kind == "application/x-www-form-urlencoded" {
		p, err := wire.Form(w, r)
		if err != nil {
			return secret.Value{}, err
		}
		if p.IsRepeated("access_token") {
			return secret.Value{}, oauth.NewError(oauth.BearerTwice)
		}
		inBody = p.Get("access_token")
	}
	switch {
	case len(headers) > 1, len(headers) == 1 && inBody != "":
		return secret.Value{}, oauth.NewError(oauth.BearerTwice)
	case len(headers) == 1:
		scheme, token, ok := strings.Cut(headers[0], " ")
		if !ok || !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(token) == "" {
			return secret.Value{}, oauth.NewError(oauth.BearerMissing).Saw("an Authorization header of another scheme", "Bearer")
		}
		return secret.NewValue(strings.TrimSpace(token)), nil
	case inBody != "":
		return secret.NewValue(inBody), nil
	}
	return secret.Value{}, oauth.NewError(oauth.BearerMissing)
}

// refuse answers as RFC 6750 3 asks: a bare challenge when no token was sent,
// the error in the challenge otherwise.
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := oauth.AsError(err)
	wire.LogFault(r, e.log, f)
	status, challenge := http.StatusUnauthorized, `Bearer realm="alias", error="`+string(f.Code)+`", error_description="`+f.Description+`"`
	switch f.Code {
	case oauth.InsufficientScope:
		status, challenge = http.StatusForbidden, challenge+`, scope="openid"`
	case oauth.ServerError:
		status, challenge = http.StatusInternalServerError, ""
	default:
	}
	switch f.Reason {
	case oauth.BearerMissing:
		challenge = `Bearer realm="alias"`
	case oauth.BearerTwice, oauth.BodyMalformed, oauth.BodyType:
		status = http.StatusBadRequest
	case oauth.BodyTooLarge:
		status = http.StatusRequestEntityTooLarge
	default:
	}
	if challenge != "" {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	wire.JSON(w, status, wire.ErrorBody{Error: string(f.Code), Description: f.Description})
}
