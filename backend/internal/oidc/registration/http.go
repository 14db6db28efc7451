package registration

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

// Endpoint speaks HTTP for Registry.
type Endpoint struct {
	registry *Registry
	recorder *record.Recorder
	path     string // below the issuer
	log      *slog.Logger
}

// NewEndpoint returns the endpoint, which is at path below every issuer.
func NewEndpoint(r *Registry, rec *record.Recorder, path string, log *slog.Logger) *Endpoint {
	return &Endpoint{r, rec, path, log}
}

// Response is what a client is told of itself (RFC 7591 3.2.1).
type Response struct {
	ClientID        string `json:"client_id" doc:"What the client is called from now on."`
	IssuedAt        int64  `json:"client_id_issued_at" doc:"Seconds since 1970."`
	Secret          string `json:"client_secret,omitempty" doc:"Shown once. Absent for clients that use none."`
	SecretExpiresAt *int64 `json:"client_secret_expires_at,omitempty" doc:"Always 0, which is never. Absent without a secret."`
	URI             string `json:"registration_client_uri" doc:"Where the client reads, changes and deletes itself (RFC 7592)."`
	Token           string `json:"registration_access_token,omitempty" doc:"The bearer token for that address. Each change replaces it."`

	metadata.Metadata
}

// Post answers POST {issuer}/oauth2/register.
func (e *Endpoint) Post(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	body, err := e.read(w, r)
	var m metadata.Metadata
	if err == nil {
		m, err = metadata.Read(body)
	}
	var out Registered
	if err == nil {
		out, err = e.registry.Register(r.Context(), iss, m, bearer(r), httpx.ClientNetwork(r.Context()))
	}
	e.answer(w, r, iss, http.StatusCreated, out, err)
}

// Get answers GET {issuer}/oauth2/register/{client}.
func (e *Endpoint) Get(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	out, err := e.registry.Get(r.Context(), iss, chi.URLParam(r, "client"), bearer(r))
	e.answer(w, r, iss, http.StatusOK, out, err)
}

// Put answers PUT {issuer}/oauth2/register/{client}.
func (e *Endpoint) Put(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	body, err := e.read(w, r)
	var m Replacement
	if err == nil {
		m, err = replacement(body)
	}
	var out Registered
	if err == nil {
		out, err = e.registry.Replace(r.Context(), iss, chi.URLParam(r, "client"), bearer(r), m)
	}
	e.answer(w, r, iss, http.StatusOK, out, err)
}

// Delete answers DELETE {issuer}/oauth2/register/{client}.
func (e *Endpoint) Delete(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	if err := e.registry.Delete(r.Context(), iss, chi.URLParam(r, "client"), bearer(r)); err != nil {
		e.answer(w, r, iss, 0, Registered{}, err)
		return
	}
	wire.Public(w)
	e.record(r, iss, nil, nil)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

// Preflight answers a preflight request: what may be sent here is in the body and
// in a token, never in a cookie, so that any page may.
func (e *Endpoint) Preflight(w http.ResponseWriter, _ *http.Request) {
	wire.Public(w)
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// read reads a body of metadata.
func (*Endpoint) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, oauth.NewError(oauth.MetadataUnreadable).Saw("another content type", "application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxForm))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, oauth.NewError(oauth.BodyTooLarge)
		}
		return nil, oauth.NewError(oauth.MetadataUnreadable)
	}
	return body, nil
}

// replacement reads what a client sends to be changed.
func replacement(body []byte) (Replacement, error) {
	m, err := metadata.Read(body)
	if err != nil {
		return Replacement{}, err
	}
	var who struct {
		Named  string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := jose.DecodeClaims(body, &who); err != nil {
		return Replacement{}, oauth.NewError(oauth.MetadataUnreadable).Saw(err.Error(), "client_id and client_secret as text")
	}
	return Replacement{m, who.Named, secret.NewValue(who.Secret)}, nil
}

// bearer is the token of a request, or the zero value.
func bearer(r *http.Request) secret.Value {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 {
		return secret.Value{}
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return secret.Value{}
	}
	return secret.NewValue(strings.TrimSpace(token))
}

func (e *Endpoint) answer(w http.ResponseWriter, r *http.Request, iss issuer.Issuer, status int, out Registered, err error) {
	wire.Public(w)
	if err != nil {
		e.record(r, iss, nil, err)
		e.refuse(w, r, err)
		return
	}
	c := out.Client
	httpx.Annotate(r.Context(), httpx.NoteClient, c.ID.String())
	e.record(r, iss, &c, nil)
	res := Response{
		ClientID: c.WireID(), IssuedAt: c.CreatedAt.Unix(), Secret: out.Secret.Reveal(), URI: iss.URL + e.path + "/" + c.ID.String(), Token: out.Token.Reveal(),
		Metadata: metadata.Describe(c),
	}
	res.SoftwareStatement = out.Statement
	if !out.Secret.IsZero() {
		res.SecretExpiresAt = new(int64)
	}
	wire.JSON(w, status, res)
}

func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := oauth.AsError(err)
	wire.LogFault(r, e.log, f)
	status := wire.Status(f)
	switch f.Reason {
	case oauth.RegistrationClosed, oauth.TenantDisabled:
		status = http.StatusForbidden
	case oauth.RegistrationQuota:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", "600")
	case oauth.RegistrationTokenMissing:
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Bearer realm="alias"`)
	case oauth.RegistrationTokenSpent, oauth.RegistrationAccess:
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Bearer realm="alias", error="invalid_token"`)
	default:
	}
	wire.JSON(w, status, wire.ErrorBody{Error: string(f.Code), Description: f.Description})
}

func (e *Endpoint) record(r *http.Request, iss issuer.Issuer, c *client.Client, err error) {
	e.recorder.Add(record.Attempt{
		Tenant: iss.Tenant.ID, Endpoint: "registration", Client: c, ClientNamed: chi.URLParam(r, "client"), CorrelationID: httpx.CorrelationID(r.Context()), Err: err,
	})
}
