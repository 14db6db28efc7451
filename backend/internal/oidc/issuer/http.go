package issuer

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/httpx"
)

// Handler answers a request at an issuer.
type Handler func(w http.ResponseWriter, r *http.Request, iss Issuer)

// At finds the issuer that the path names and hands the request on. An unknown
// one is answered by notFound, a failure by failed.
func (d *Directory) At(h Handler, notFound http.HandlerFunc, failed func(http.ResponseWriter, *http.Request, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		iss, err := d.BySlug(r.Context(), chi.URLParam(r, "tenant"))
		switch {
		case errors.Is(err, tenant.ErrNotFound):
			notFound(w, r)
		case err != nil:
			failed(w, r, err)
		default:
			httpx.Annotate(r.Context(), httpx.NoteTenant, iss.Tenant.ID.String())
			h(w, r, iss)
		}
	}
}
