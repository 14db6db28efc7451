package authorize

import (
	"context"

	"alias.example/alias/backend/internal/oidc/issue"
)

// checkResource accepts the resources that the access token shall be for (RFC 8707
// 2). A request that was stored names them by their identifiers; one of them may be
// gone since.
func (*Authorize) checkResource(_ context.Context, q *inquiry) error {
	asked := q.request.Resources
	if asked == nil {
		asked = q.params.All("resource")
	}
	var err error
	if q.resources, err = issue.Resources(q.issuer, asked); err != nil {
		return err
	}
	q.request.Resources = nil
	for _, r := range q.resources {
		q.request.Resources = append(q.request.Resources, r.Identifier)
	}
	return nil
}
