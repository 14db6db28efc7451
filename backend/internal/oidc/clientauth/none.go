package clientauth

import "alias.example/alias/backend/internal/oauth"

// none reads a public client, which only says its name (RFC 6749 3.2.1).
func none(p oauth.Params) (Credentials, error) {
	if !p.Has("client_id") {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMissing)
	}
	return Credentials{Method: oauth.AuthNone, ClientID: p.Get("client_id")}, nil
}
