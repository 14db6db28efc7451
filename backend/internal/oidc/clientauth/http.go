package clientauth

import (
	"net/http"

	"alias.example/alias/backend/internal/oauth"
)

// Read finds the one way in which a request authenticates its client. Two ways
// at once are refused (RFC 6749 2.3).
func Read(h http.Header, p oauth.Params) (Credentials, error) {
	headers := h.Values("Authorization")
	switch {
	case len(headers) > 1, len(headers) == 1 && p.Has("client_secret"):
		return Credentials{}, oauth.NewError(oauth.ClientAuthTwice)
	case len(headers) == 1:
		cred, err := basic(headers[0])
		if err == nil && p.Has("client_id") && p.Get("client_id") != cred.ClientID {
			return Credentials{}, oauth.NewError(oauth.ClientAuthTwice).Saw("client_id in the body differs from the header's", "the same, or none")
		}
		return cred, err
	case p.Has("client_secret"):
		return post(p)
	default:
		return none(p)
	}
}
