package hosted

import (
	"net/http"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/authorize"
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
	p := view.Problem{Kind: kindOf(refused.Error.Reason)}
	if c := refused.Client; c.Name != "" {
		f.Service = &view.Service{Name: c.Name, Environment: string(refused.Tenant.Environment), HomeURL: homeOf(c)}
		if len(c.RedirectURIs) > 0 {
			f.Service.Host = hostOf(c.RedirectURIs[0])
		}
		p.RetryURL = f.Service.HomeURL
	}
	if refused.Tenant.Environment == tenant.Development && refused.Error.Reason != oauth.Failed {
		p.Developer = &view.ProblemForDeveloper{
			Reason:     string(refused.Error.Reason),
			AttemptURL: "/w/" + refused.Tenant.Slug + "/activity?correlation=" + f.CorrelationID,
		}
	}
	p.Frame = f
	d.show(w, r, refused.Status, view.PageProblem, f, p)
}

// homeOf is where a service begins: what its developer said, or the front page of
// where it sends people back to.
func homeOf(c client.Client) string {
	if c.InitiateLoginURI != "" {
		return c.InitiateLoginURI
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
