package clientauth

import (
	"encoding/base64"
	"net/url"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/secret"
)

// basic reads client_secret_basic: both halves are form-encoded before they are
// joined and base64-encoded (RFC 6749 2.3.1).
func basic(header string) (Credentials, error) {
	scheme, rest, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Basic") {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMalformed).Saw("an Authorization header of another scheme", "Basic")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMalformed).Saw("credentials that are not base64", "base64")
	}
	user, pass, ok := strings.Cut(string(raw), ":")
	if !ok {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMalformed).Saw("credentials without a colon", "client_id:client_secret")
	}
	name, err1 := url.QueryUnescape(user)
	word, err2 := url.QueryUnescape(pass)
	if err1 != nil || err2 != nil || name == "" || word == "" {
		return Credentials{}, oauth.NewError(oauth.ClientAuthMalformed).Saw("credentials that are not form-encoded", "the form-encoded client ID and secret")
	}
	return Credentials{Method: oauth.AuthSecretBasic, ClientID: name, Secret: secret.NewValue(word)}, nil
}
