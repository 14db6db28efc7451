package authorize

import (
	"context"

	"alias.example/alias/backend/internal/oauth"
)

// checkResponseType accepts the code in the query, and nothing else (RFC 6749
// 3.1.1, RFC 9700 2.1.2).
func (*Authorize) checkResponseType(_ context.Context, q *inquiry) error {
	q.request.ResponseMode = "query"
	switch t := q.params.Get("response_type"); t {
	case "":
		return oauth.NewError(oauth.ResponseTypeMissing)
	case "code":
	default:
		return oauth.NewError(oauth.ResponseTypeUnsupported).Saw("response_type "+t, "response_type code")
	}
	if m := q.params.Get("response_mode"); m != "" && m != "query" {
		return oauth.NewError(oauth.ResponseModeUnsupported).Saw("response_mode "+m, "response_mode query")
	}
	return nil
}
