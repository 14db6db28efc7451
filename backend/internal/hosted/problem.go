package hosted

import (
	"net/http"

	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oauth"
)

// problem shows a page that says no.
func (d *Door) problem(w http.ResponseWriter, r *http.Request, y way, status int, kind view.ProblemKind) {
	f := d.frame(r, y)
	p := view.Problem{Frame: f, Kind: kind}
	if f.Service != nil {
		p.RetryURL = f.Service.HomeURL
	}
	d.show(w, r, status, view.PageProblem, f, p)
}

// NotFound is the page of an address with nothing behind it.
func (d *Door) NotFound(w http.ResponseWriter, r *http.Request) {
	d.problem(w, r, way{}, http.StatusNotFound, view.ProblemNotFound)
}

// Refuse is the page of what the server itself refuses: too large, or failed.
func (d *Door) Refuse(w http.ResponseWriter, r *http.Request, status int) {
	kind := view.ProblemUnexpected
	if status < http.StatusInternalServerError {
		kind = view.ProblemForm
	}
	d.problem(w, r, way{}, status, kind)
}

// ErrorPage is the page of an authorization request that may not be answered by
// a redirect. It says little: the developer finds the reason, with what was
// received and what was expected, in the portal under the correlation ID.
func (d *Door) ErrorPage(w http.ResponseWriter, r *http.Request, status int, reason oauth.Reason, service string) {
	f := d.frame(r, way{})
	if service != "" {
		f.Service = &view.Service{Name: service}
	}
	d.show(w, r, status, view.PageProblem, f, view.Problem{Frame: f, Kind: kindOf(reason)})
}

func kindOf(reason oauth.Reason) view.ProblemKind {
	switch reason {
	case oauth.ClientUnknown, oauth.ClientDisabled, oauth.ClientIDMissing, oauth.TenantDisabled:
		return view.ProblemUnknownService
	case oauth.RedirectURIMismatch, oauth.RedirectURIMissing:
		return view.ProblemRedirect
	case oauth.RequestExpired, oauth.RequestUnknown:
		return view.ProblemExpired
	case oauth.BrowserMismatch:
		return view.ProblemCookies
	case oauth.Failed:
		return view.ProblemUnexpected
	default:
		return view.ProblemService
	}
}

// TestDone is the page at the end of a test sign-in.
func (d *Door) TestDone(w http.ResponseWriter, r *http.Request, succeeded bool) {
	f := d.frame(r, way{})
	d.show(w, r, http.StatusOK, view.PageTestDone, f, view.TestDone{Frame: f, Succeeded: succeeded})
}
