package authorize

import (
	"context"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
)

// The words of a response_type.
const (
	forCode    = "code"
	forToken   = "token"
	forIDToken = "id_token"
)

// offered are the response types that the client may be answered with at all.
func offered(q *inquiry) []string {
	if compatible(q) {
		return client.ResponseTypes()
	}
	return []string{forCode}
}

// compatible reports whether the client may be answered tokens at all.
func compatible(q *inquiry) bool {
	return q.issuer.Tenant.Settings.Compatibility.ImplicitAndHybrid && !strict(q.client)
}

// strict reports whether the client is held to a profile that has neither
// implicit nor hybrid responses and demands PKCE (OAuth 2.1, FAPI 2.0).
func strict(c client.Client) bool { return c.FAPI() || c.Profile == client.ProfileOAuth21 }

// hasWord reports whether a response type asks for one thing.
func hasWord(responseType, word string) bool {
	return slices.Contains(strings.Fields(responseType), word)
}

// hasFront reports whether a response type has tokens in the answer.
func hasFront(responseType string) bool {
	return hasWord(responseType, forToken) || hasWord(responseType, forIDToken)
}

// checkResponseType accepts the code, and tokens where the workspace and the
// client's settings let them be answered here (RFC 6749 3.1.1, RFC 9700 2.1.2).
func (*Authorize) checkResponseType(_ context.Context, q *inquiry) error {
	sent := q.params.Get("response_type")
	t := client.CanonicalResponseType(sent)
	switch {
	case t == "":
		return oauth.NewError(oauth.ResponseTypeMissing)
	case !slices.Contains(offered(q), t):
		return oauth.NewError(oauth.ResponseTypeUnsupported).Saw("response_type "+sent, "response_type among "+strings.Join(offered(q), ", "))
	case !slices.Contains(q.client.Responses(), t):
		return oauth.NewError(oauth.ResponseTypeNotAllowed).Saw("response_type "+sent, "one of the client's response_types: "+strings.Join(q.client.Responses(), ", "))
	case hasWord(t, forCode) && !q.client.Allows(oauth.AuthorizationCode):
		return oauth.NewError(oauth.GrantTypeNotAllowed).Saw("response_type "+sent, "the grant type authorization_code in the client's settings")
	case hasWord(t, forToken) && q.client.BoundTokens():
		return oauth.NewError(oauth.ResponseTypeNotAllowed).Saw("response_type "+sent, "response_type code: the client's access tokens are bound to a key, which is proved at the token endpoint")
	case hasWord(t, forIDToken) && !q.params.Has("nonce"):
		return oauth.NewError(oauth.NonceMissing)
	}
	q.request.ResponseType = t
	return nil
}
