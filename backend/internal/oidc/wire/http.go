// Package wire is how the endpoints speak: parameters out of a request, JSON and
// OAuth errors into a response, CORS for scripts of clients. It decides nothing.
// Sources: RFC 6749 5.1 and 5.2, RFC 6750 3, Fetch (CORS protocol).
package wire

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/httpx"
)

// MaxForm is the largest form an endpoint reads, in bytes.
const MaxForm = 64 << 10

// Form reads a form body (RFC 6749 3.2), or answers an oauth.Error.
func Form(w http.ResponseWriter, r *http.Request) (oauth.Params, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return oauth.Params{}, oauth.NewError(oauth.BodyType)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxForm))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return oauth.Params{}, oauth.NewError(oauth.BodyTooLarge)
		}
		return oauth.Params{}, oauth.NewError(oauth.BodyMalformed)
	}
	return oauth.ParseParams(string(body))
}

// JSON answers a document that nobody may keep (RFC 6749 5.1).
func JSON(w http.ResponseWriter, status int, v any) {
	doc, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(doc, '\n'))
}

// JWT answers a signed document that nobody may keep, of the given media type.
func JWT(w http.ResponseWriter, mediaType, token string) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, token)
}

// ErrorBody is an error on the wire (RFC 6749 5.2).
type ErrorBody struct {
	Error       string `json:"error" doc:"The error code." example:"invalid_grant"`
	Description string `json:"error_description" doc:"A sentence for the developer. The workspace's activity page tells the exact reason."`
}

// Status is the HTTP status of an error of the token endpoint.
func Status(e *oauth.Error) int {
	switch e.Code {
	case oauth.InvalidClient:
		return http.StatusUnauthorized
	case oauth.ServerError:
		return http.StatusInternalServerError
	case oauth.TemporarilyDown:
		return http.StatusServiceUnavailable
	default:
	}
	if e.Reason == oauth.BodyTooLarge {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// Error answers an OAuth error as JSON, and logs the cause of a fault, once.
func Error(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	e := oauth.AsError(err)
	LogFault(r, log, e)
	if e.Code == oauth.InvalidClient && r.Header.Get("Authorization") != "" {
		w.Header().Set("WWW-Authenticate", `Basic realm="alias", charset="UTF-8"`)
	}
	JSON(w, Status(e), ErrorBody{string(e.Code), e.Description})
}

// LogFault notes the reason on the request's line, and logs the cause of a fault.
func LogFault(r *http.Request, log *slog.Logger, e *oauth.Error) {
	httpx.Annotate(r.Context(), httpx.NoteReason, string(e.Reason))
	if cause := e.Unwrap(); cause != nil {
		log.ErrorContext(r.Context(), "a protocol endpoint failed", "error", cause.Error())
	}
}

// Public lets every script read a document: discovery and keys.
func Public(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// Cross lets scripts of one origin read the answer, and says that the answer
// depends on who asks.
func Cross(w http.ResponseWriter, origin string) {
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Add("Access-Control-Expose-Headers", "WWW-Authenticate, DPoP-Nonce")
}

// Preflight answers a preflight request. It names no client, so what it allows
// is only the form of the request; the answer itself is readable by the client's
// origins alone.
func Preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); origin != "" && origin != "null" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP")
		h.Set("Access-Control-Max-Age", "600")
	}
	w.WriteHeader(http.StatusNoContent)
}
