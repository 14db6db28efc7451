package authorize

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
)

// checkProfile demands the way in that the client's settings prescribe: pushed (RFC
// 9126 5, FAPI 2.0 Security Profile 5.3.2.2), signed (RFC 9101 10.5, FAPI 2.0
// Message Signing 5.3.1). What was pushed was looked at when it was pushed.
func (*Authorize) checkProfile(_ context.Context, q *inquiry) error {
	c := q.client
	switch {
	case q.request.Pushed != nil:
		return nil
	case !q.pushing && (c.RequirePushed || c.FAPI()):
		return oauth.NewError(oauth.PushedRequired).Saw("parameters that were not pushed", setting(c, "require_pushed_authorization_requests", c.RequirePushed))
	case !q.signed && (c.RequireSignedRequest || c.Profile == client.ProfileMessageSigning):
		return oauth.NewError(oauth.SignedRequestRequired).Saw("parameters that are not signed", setting(c, "require_signed_request_object", c.RequireSignedRequest))
	}
	return nil
}

// setting names what in the client's settings makes a demand: the switch, or the
// profile that implies it.
func setting(c client.Client, name string, on bool) string {
	if on {
		return "the client's setting " + name
	}
	return "the client's profile " + string(c.Profile)
}
