package device

import (
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
)

// Endpoint speaks HTTP for Begin.
type Endpoint struct {
	devices  *Devices
	clients  *clientauth.Authenticator
	recorder *record.Recorder
	page     string // below the issuer
	log      *slog.Logger
}

// NewEndpoint returns the endpoint; page is where people enter their code, below
// the issuer.
func NewEndpoint(d *Devices, clients *clientauth.Authenticator, rec *record.Recorder, page string, log *slog.Logger) *Endpoint {
	return &Endpoint{d, clients, rec, page, log}
}

// Response is a device authorization response (RFC 8628 3.2).
type Response struct {
	DeviceCode              string `json:"device_code" doc:"For the token endpoint; keep it to the device."`
	UserCode                string `json:"user_code" doc:"For the person to enter." example:"WDJB-MJHT"`
	VerificationURI         string `json:"verification_uri" doc:"Where the person enters it."`
	VerificationURIComplete string `json:"verification_uri_complete" doc:"The same with the code in it, for a QR code."`
	ExpiresIn               int    `json:"expires_in" doc:"Seconds until both codes end." example:"600"`
	Interval                int    `json:"interval" doc:"Seconds to wait between two polls." example:"5"`
}

// Post answers POST {issuer}/oauth2/device_authorization.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	w.Header().Add("Vary", "Origin")
	var who clientauth.Authenticated
	var codes Codes
	var note oauth.Reason
	params, err := wire.Form(w, r)
	if err == nil {
		who, err = e.clients.Sender(w, r, iss, params)
	}
	if err == nil {
		codes, note, err = e.devices.Begin(r.Context(), iss, who, params, httpx.ClientNetwork(r.Context()))
	}
	e.record(r, iss, who, note, err)
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
	at := iss.URL + e.page
	wire.JSON(w, http.StatusOK, Response{
		codes.Device.Reveal(), codes.User, at, at + "?user_code=" + url.QueryEscape(codes.User),
		int(devicecode.Lifetime / time.Second), int(devicecode.Interval / time.Second),
	})
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, who clientauth.Authenticated, note oauth.Reason, err error) {
	a := record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "device_authorization", ClientNamed: who.Named, Secret: who.Secret, CorrelationID: httpx.CorrelationID(r.Context()), Err: err, Note: note,
	}
	if !who.Client.ID.IsZero() {
		a.Client = &who.Client
	}
	e.recorder.Add(a)
}
