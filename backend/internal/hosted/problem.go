package hosted

import (
	"net/http"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/authorize"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/urls"
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
// a redirect. A person is told little, and the way back to the service. Whoever
// builds a service in development is told the reason and where the portal says
// what was received and expected; nothing that was sent is shown back.
func (d *Door) ErrorPage(w http.ResponseWriter, r *http.Request, refused authorize.Refusal) {
	f := d.frame(r, way{})
	p := view.Problem{Kind: kindOf(refused.Error.Reason), Developer: forDeveloper(r, refused.Tenant, refused.Error)}
	if refused.Client.Name != "" {
		f.Service = serviceOf(refused.Tenant, refused.Client, firstOf(refused.Client.RedirectURIs))
		p.RetryURL = f.Service.HomeURL
	}
	p.Frame = f
	d.show(w, r, refused.Status, view.PageProblem, f, p)
}

// forDeveloper is what whoever builds a service in development is told of a
// refusal; nil for everybody else.
func forDeveloper(r *http.Request, t tenant.Tenant, e *oauth.Error) *view.ProblemForDeveloper {
	if e == nil || t.Environment != tenant.Development || e.Reason == oauth.Failed {
		return nil
	}
	return &view.ProblemForDeveloper{Reason: string(e.Reason), AttemptURL: "/w/" + t.Slug + "/activity?correlation=" + httpx.CorrelationID(r.Context())}
}

// firstOf is where a client sends people back to when no request says so, or "".
func firstOf(redirectURIs []string) string {
	if len(redirectURIs) == 0 {
		return ""
	}
	return redirectURIs[0]
}

// homeOf is where a service begins: what its developer said, or the front page of
// where it sends people back to.
func homeOf(c client.Client) string {
	for _, said := range []string{c.InitiateLoginURI, c.ClientURI} {
		if said != "" {
			return said
		}
	}
	for _, u := range c.RedirectURIs {
		if o := urls.Origin(u); o != "" {
			return o + "/"
		}
	}
	return ""
}

func kindOf(reason oauth.Reason) view.ProblemKind {
	switch reason {
	case oauth.ClientUnknown, oauth.ClientDisabled, oauth.ClientIDMissing, oauth.TenantDisabled:
		return view.ProblemUnknownService
	case oauth.RedirectURIMismatch, oauth.RedirectURIMissing:
		return view.ProblemRedirect
	case oauth.RequestExpired, oauth.RequestUnknown, oauth.PushedExpired, oauth.PushedUsed:
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
