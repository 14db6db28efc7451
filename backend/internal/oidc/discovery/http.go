package discovery

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/wire"
)

// Endpoint serves the metadata and the keys.
type Endpoint struct {
	directory *issuer.Directory
	docs      string
	grants    []oauth.GrantType
	certs     Certificates
	log       *slog.Logger

	mu        sync.RWMutex
	documents map[string]dated // by issuer URL
}

// dated is a document with the tenant's last change, up to which it is right.
type dated struct {
	document
	changed time.Time
}

// NewEndpoint returns the endpoint; docs is the address of the documentation.
func NewEndpoint(d *issuer.Directory, docs string, grants []oauth.GrantType, certs Certificates, log *slog.Logger) *Endpoint {
	return &Endpoint{directory: d, docs: docs, grants: grants, certs: certs, log: log, documents: map[string]dated{}}
}

// Metadata answers the metadata, at each address where clients look for it.
func (e *Endpoint) Metadata(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	e.mu.RLock()
	doc, ok := e.documents[iss.URL]
	e.mu.RUnlock()
	if changed := iss.Tenant.UpdatedAt; !ok || !doc.changed.Equal(changed) {
		made, err := describe(iss, e.docs, e.grants, e.certs)
		if err != nil {
			wire.Error(w, r, e.log, err)
			return
		}
		doc = dated{made, changed}
		e.mu.Lock()
		e.documents[iss.URL] = doc
		e.mu.Unlock()
	}
	doc.answer(w, r)
}

// Keys answers the key set (RFC 7517 5).
func (e *Endpoint) Keys(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	keys, err := e.directory.Keys(r.Context(), iss)
	if err != nil {
		wire.Error(w, r, e.log, err)
		return
	}
	newDocument(keys.Set).answer(w, r)
}

// answer sends the document, or says that the caller has it (RFC 9110 13.1.2).
func (d document) answer(w http.ResponseWriter, r *http.Request) {
	wire.Public(w)
	h := w.Header()
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(signingkey.MaxAge.Seconds())))
	h.Set("ETag", d.etag)
	for _, tag := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if t := strings.TrimPrefix(strings.TrimSpace(tag), "W/"); t == d.etag || t == "*" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(d.body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(d.body)
	}
}
