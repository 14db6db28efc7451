package logo

import (
	"context"
	"net/http"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oidc/issuer"
)

// Finder finds clients.
type Finder interface {
	Client(ctx context.Context, iss issuer.Issuer, clientID string) (client.Client, error)
}

// Endpoint speaks HTTP for Logos.
type Endpoint struct {
	logos   *Logos
	clients Finder
}

// NewEndpoint returns the endpoint.
func NewEndpoint(l *Logos, clients Finder) *Endpoint { return &Endpoint{l, clients} }

// Get answers GET {issuer}/logo/{client}. It tells no client without a logo from one
// that is not there.
func (e *Endpoint) Get(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	c, err := e.clients.Client(r.Context(), iss, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
	var picture []byte
	if err == nil && c.LogoURI != "" && !c.Disabled {
		picture, err = e.logos.PNG(r.Context(), c.LogoURI)
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	if err != nil || picture == nil {
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h.Set("Cache-Control", "public, max-age=600")
	h.Set("Content-Type", "image/png")
	_, _ = w.Write(picture)
}
