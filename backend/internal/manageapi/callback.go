package manageapi

import (
	"net/http"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/httpx"
)

// TestCallback is where the browser comes back to from a test sign-in (GET
// manage.TestCallbackPath). It needs no session: the state is what proves that
// this is the browser of a run that waits. page says that the run has ended, and
// how; it is given false also for a state that no run waits for.
func (a *API) TestCallback(page func(w http.ResponseWriter, r *http.Request, succeeded bool)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		done, err := a.cfg.TestSignIns.Finish(r.Context(), manage.Returned{
			State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"),
			Error: q.Get("error"), ErrorDescription: q.Get("error_description"),
		})
		if err != nil && fault.KindOf(err) != fault.KindNotFound {
			a.cfg.Log.ErrorContext(r.Context(), "a test sign-in failed unexpectedly", "correlation_id", httpx.CorrelationID(r.Context()), "error", err)
		}
		w.Header().Set("Cache-Control", "no-store")
		page(w, r, err == nil && done.Succeeded)
	})
}
