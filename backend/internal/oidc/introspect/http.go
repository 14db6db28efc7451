package introspect

import (
	"log/slog"
	"mime"
	"net/http"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// mediaType is that of a signed answer (RFC 9701 4).
const mediaType = "application/token-introspection+jwt"

// Endpoint speaks HTTP for Introspect.
type Endpoint struct {
	introspect *Introspect
	clients    *clientauth.Authenticator
	recorder   *record.Recorder
	log        *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(i *Introspect, clients *clientauth.Authenticator, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{i, clients, rec, log}
}

// Post answers POST {issuer}/oauth2/introspect.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	w.Header().Add("Vary", "Accept")
	params, err := wire.Form(w, r)
	var who clientauth.Authenticated
	var out Answer
	var note oauth.Reason
	if err == nil {
		who, err = e.clients.Client(r, iss, params)
	}
	if err == nil {
		out, note, err = e.answer(r, iss, who.Client, params)
	}
	e.record(r, iss, who, note, err)
	if !who.Client.ID.IsZero() {
		httpx.Annotate(r.Context(), httpx.NoteClient, who.Client.ID.String())
		if origin := r.Header.Get("Origin"); who.Client.AllowsOrigin(origin) {
			wire.Cross(w, origin)
		}
	}
	if err == nil && (who.Client.IntrospectionAlg != "" || accepts(r.Header.Values("Accept"))) {
		var token string
		if token, err = e.introspect.signed(r.Context(), iss, who.Client, out); err == nil {
			wire.JWT(w, mediaType, token)
			return
		}
	}
	if err != nil {
		wire.Error(w, r, e.log, err)
		return
	}
	wire.JSON(w, http.StatusOK, out)
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, who clientauth.Authenticated, note oauth.Reason, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "introspect", ClientNamed: who.Named, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err, Note: note,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}

func (e *Endpoint) answer(r *http.Request, iss issuer.Issuer, caller client.Client, p oauth.Params) (Answer, oauth.Reason, error) {
	switch {
	case caller.Type != client.Confidential:
		return Answer{}, "", oauth.NewError(oauth.IntrospectionPublic)
	case !iss.Tenant.Enabled():
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return Answer{}, "", e
	case p.Repeated() != "":
		return Answer{}, "", oauth.NewError(oauth.ParameterRepeated).Saw(p.Repeated(), "each parameter once")
	case p.TooLong() != "":
		return Answer{}, "", oauth.NewError(oauth.ParameterTooLong).Saw(p.TooLong(), "a shorter one")
	case !p.Has("token"):
		return Answer{}, "", oauth.NewError(oauth.TokenMissing)
	}
	return e.introspect.Token(r.Context(), iss, caller, secret.NewValue(p.Get("token")))
}

// accepts reports whether the caller asks for a signed answer by name.
func accepts(accept []string) bool {
	for _, one := range strings.Split(strings.Join(accept, ","), ",") {
		if kind, _, err := mime.ParseMediaType(one); err == nil && kind == mediaType {
			return true
		}
	}
	return false
}
