package userinfo

import (
	"log/slog"
	"net/http"
	"regexp"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
)

// interaction is how clients of FAPI name a request, for its answer to be found by.
const interaction = "X-Fapi-Interaction-Id"

// Endpoint speaks HTTP for UserInfo.
type Endpoint struct {
	info     *UserInfo
	proofs   *proof.Checker
	recorder *record.Recorder
	log      *slog.Logger
}

// NewEndpoint returns the endpoint.
func NewEndpoint(u *UserInfo, proofs *proof.Checker, rec *record.Recorder, log *slog.Logger) *Endpoint {
	return &Endpoint{u, proofs, rec, log}
}

// Answer answers GET and POST {issuer}/oidc/userinfo.
func (e *Endpoint) Answer(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	if named := r.Header.Get(interaction); regexp.MustCompile(`^[0-9A-Fa-f-]{1,36}$`).MatchString(named) {
		w.Header().Set(interaction, named)
	}
	t, err := proof.ReadToken(w, r)
	var sender proof.Sender
	if err == nil {
		sender, err = e.proofs.Check(iss, t.Presented, &t.Value)
	}
	var found *Found
	if err == nil {
		found, err = e.info.Find(r.Context(), iss, t, sender)
	}
	attempt := record.Attempt{Tenant: iss.Tenant.ID, Endpoint: "userinfo", CorrelationID: httpx.CorrelationID(r.Context())}
	var claims map[string]any
	if found != nil {
		attempt.Client = &found.Client
		e.known(w, r, iss, *found)
		claims, err = e.info.Claims(iss, t, sender, *found)
	}
	signed := ""
	if err == nil && found.Client.UserinfoAlg != "" {
		signed, err = e.info.Signed(r.Context(), iss, found.Client, claims)
	}
	attempt.Err = err
	e.recorder.Add(attempt)
	switch {
	case err != nil:
		e.refuse(w, r, t, err)
	case signed != "":
		wire.JWT(w, "application/jwt", signed)
	default:
		wire.JSON(w, http.StatusOK, claims)
	}
}

// known adds to the answer what depends on the client, whatever the answer is.
func (e *Endpoint) known(w http.ResponseWriter, r *http.Request, iss issuer.Issuer, f Found) {
	httpx.Annotate(r.Context(), httpx.NoteClient, f.Client.ID.String())
	if origin := r.Header.Get("Origin"); f.Client.AllowsOrigin(origin) {
		wire.Cross(w, origin)
	}
	e.proofs.Nonce(w, iss, f.Client)
}

// refuse answers as RFC 6750 3 and RFC 9449 7.1 ask: bare challenges when no token
// was sent, the error in the challenge otherwise.
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, t proof.Token, err error) {
	f := oauth.AsError(err)
	wire.LogFault(r, e.log, f)
	status, more := http.StatusUnauthorized, []string{}
	switch f.Reason {
	case oauth.BearerTwice, oauth.BodyMalformed, oauth.BodyType:
		status = http.StatusBadRequest
	case oauth.BodyTooLarge:
		status = http.StatusRequestEntityTooLarge
	case oauth.ScopeInsufficient:
		status, more = http.StatusForbidden, []string{`scope="openid"`}
	default:
	}
	if f.Code == oauth.ServerError {
		status = http.StatusInternalServerError
	} else {
		proof.Challenge(w, t, f, more...)
	}
	wire.JSON(w, status, wire.ErrorBody{Error: string(f.Code), Description: f.Description})
}
