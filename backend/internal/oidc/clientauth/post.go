package clientauth

import (
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/secret"
)

// post reads client_secret_post: both in the body (RFC 6749 2.3.1).
func post(p oauth.Params) (Credentials, error) {
	if !p.Has("client_id") {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMissing).Saw("client_secret without client_id", "both")
	}
	return Credentials{Method: oauth.AuthSecretPost, ClientID: p.Get("client_id"), Secret: secret.NewValue(p.Get("client_secret"))}, nil
}
