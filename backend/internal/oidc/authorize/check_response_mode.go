package authorize

import (
	"context"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/urls"
)

// The response modes (OAuth 2.0 Multiple Response Types 2.1, Form Post Response
// Mode 2). Each has a twin that ends in signed (JARM 2.3).
const (
	inQuery    = "query"
	inFragment = "fragment"
	inForm     = "form_post"
	signed     = ".jwt"
)

// checkResponseMode says how the answer travels: as asked, or the usual way of the
// response type (OAuth 2.0 Multiple Response Types 2.1, JARM 2.3.4). It stands
// early, because the errors after it are answered in that mode too.
func (*Authorize) checkResponseMode(_ context.Context, q *inquiry) error {
	usual := inQuery
	if compatible(q) && hasFront(q.params.Get("response_type")) {
		usual = inFragment // tokens in a query would stand in logs
	}
	evidence := q.client.Profile == client.ProfileMessageSigning
	q.request.ResponseMode = usual
	if evidence {
		q.request.ResponseMode += signed
	}
	asked := q.params.Get("response_mode")
	mode := asked
	if asked == "jwt" {
		mode = usual + signed
	}
	var expected string
	switch {
	case asked == "":
		return nil
	case !slices.Contains(oauth.ResponseModes(), mode):
		expected = "response_mode among " + strings.Join(oauth.ResponseModes(), ", ")
	case usual == inFragment && strings.HasPrefix(mode, inQuery):
		expected = "response_mode fragment or form_post: tokens do not travel in a query"
	case evidence && !strings.HasSuffix(mode, signed):
		expected = "response_mode jwt: the client's profile is " + string(q.client.Profile)
	case strings.HasPrefix(mode, inForm) && !postable(q.request.RedirectURI):
		expected = "response_mode query or fragment: no form can be posted to the redirect_uri"
	default:
		q.request.ResponseMode = mode
		return nil
	}
	return oauth.NewError(oauth.ResponseModeUnsupported).Saw("response_mode "+asked, expected)
}

// postable reports whether a form may be sent to an address: one whose origin the
// policy of the page can name, which has no syntax for IPv6 (CSP 3 2.3.1).
func postable(redirectURI string) bool {
	origin := urls.Origin(redirectURI)
	return origin != "" && !strings.Contains(origin, "[")
}
