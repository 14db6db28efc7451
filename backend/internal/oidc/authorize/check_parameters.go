package authorize

import (
	"context"

	"alias.example/alias/backend/internal/oauth"
)

// kept are the parameters that mean something here: those of a pushed request that
// are worth keeping. Nothing else that came with it is, and credentials did.
func kept() []string {
	return []string{
		"response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
		"max_age", "acr_values", "claims", "login_hint", "id_token_hint", "ui_locales", "resource", "dpop_jkt",
	}
}

// checkParameters refuses repeated and overlong parameters (RFC 6749 3.1) and
// takes over those that need no check of their own. Unknown ones are ignored, and
// so are display and claims_locales, which change nothing here.
func (*Authorize) checkParameters(_ context.Context, q *inquiry) error {
	if name := q.params.Repeated("resource"); name != "" {
		return oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
	}
	if name := q.params.TooLong(); name != "" {
		return oauth.NewError(oauth.ParameterTooLong).Saw("a long "+name, "at most 4,000 characters")
	}
	q.request.Nonce = q.params.Get("nonce")
	q.request.LoginHint = q.params.Get("login_hint")
	q.request.UILocales = q.params.Get("ui_locales")
	if q.request.ACRValues = oauth.SplitScope(q.params.Get("acr_values")); len(q.request.ACRValues) == 0 {
		q.request.ACRValues = q.client.DefaultACRValues
	}
	return nil
}
