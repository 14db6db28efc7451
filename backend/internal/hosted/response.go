package hosted

import (
	"net/http"

	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oidc/authorize"
	"alias.example/alias/backend/internal/platform/urls"
)

// ResponsePage is the answer to a service as a form that sends itself (Form Post
// Response Mode 2). Its policy lets the form lead to the service's own origin and
// nowhere else (SEC-04).
func (d *Door) ResponsePage(w http.ResponseWriter, r *http.Request, p authorize.Posted) {
	f := d.frame(r, way{})
	f.Service = &view.Service{Name: p.Client.Name, Host: hostOf(p.To), Environment: string(p.Tenant.Environment), HomeURL: homeOf(p.Client)}
	v := view.Response{Frame: f, Action: p.To, Fields: make([]view.ResponseField, len(p.Fields))}
	for i, each := range p.Fields {
		v.Fields[i] = view.ResponseField(each)
	}
	d.showPosting(w, r, http.StatusOK, view.PageResponse, f, v, urls.Origin(p.To))
}
