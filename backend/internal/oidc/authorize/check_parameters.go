package authorize

import (
	"context"

	"alias.example/alias/backend/internal/oauth"
)

// checkParameters refuses repeated and overlong parameters (RFC 6749 3.1) and
// takes over those that need no check of their own. Unknown ones are ignored.
func (*Authorize) checkParameters(_ context.Context, q *inquiry) error {
	if name := q.params.Repeated(); name != "" {
		return oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
	}
	if name := q.params.TooLong(); name != "" {
		return oauth.NewError(oauth.ParameterTooLong).Saw("a long "+name, "at most 4,000 characters")
	}
	q.request.Nonce = q.params.Get("nonce")
	q.request.LoginHint = q.params.Get("login_hint")
	q.request.UILocales = q.params.Get("ui_locales")
	q.request.ACRValues = oauth.SplitScope(q.params.Get("acr_values"))
	return nil
}

// checkRequestObject refuses request objects, which discovery does not offer
// (OIDC Core 6.1 and 6.2: silence would be wrong).
func (*Authorize) checkRequestObject(_ context.Context, q *inquiry) error {
	switch {
	case q.params.Has("request"):
		return oauth.NewError(oauth.RequestObjectRefused)
	case q.params.Has("request_uri"):
		return oauth.NewError(oauth.RequestURIRefused)
	}
	return nil
}
