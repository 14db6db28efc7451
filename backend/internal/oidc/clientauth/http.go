package clientauth

import (
	"net/http"

	"alias.example/alias/backend/internal/domain/service/replay"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
)

// Client answers which client sent a request whose form is p, or an oauth.Error.
func (a *Authenticator) Client(r *http.Request, iss issuer.Issuer, p oauth.Params) (Authenticated, error) {
	cred, err := Read(r, p)
	if err != nil {
		return Authenticated{Named: cred.ClientID}, err
	}
	who, err := a.identify(r.Context(), iss, cred)
	if err == nil {
		err = a.settle(r.Context(), iss, who.assertion, replay.Shown{})
	}
	return who, err
}

// Sender is Client where access tokens are had: it also checks the DPoP proof, if
// there is one, and tells a client that must use nonces the current one.
func (a *Authenticator) Sender(w http.ResponseWriter, r *http.Request, iss issuer.Issuer, p oauth.Params) (Authenticated, error) {
	cred, err := Read(r, p)
	if err != nil {
		return Authenticated{Named: cred.ClientID}, err
	}
	who, err := a.identify(r.Context(), iss, cred)
	if err != nil {
		return who, err
	}
	a.Proofs.Nonce(w, iss, who.Client)
	sender, err := a.Proofs.Check(iss, cred.Presented, nil)
	if err == nil && who.Client.RequireDPoPNonce {
		err = sender.Fresh()
	}
	if err == nil {
		err = a.settle(r.Context(), iss, who.assertion, sender.Once())
	}
	if err != nil {
		return who, err
	}
	who.JKT, who.X5T = sender.JKT, certificate(who.Client, sender)
	return who, nil
}

// Read finds the one way in which a request authenticates its client. Two ways
// at once are refused (RFC 6749 2.3); a certificate is not one by itself, for it
// may be there to bind tokens to.
func Read(r *http.Request, p oauth.Params) (Credentials, error) {
	for _, name := range []string{"client_id", "client_secret", "client_assertion", "client_assertion_type"} {
		if p.IsRepeated(name) {
			return Credentials{}, oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
		}
	}
	cred, err := read(r.Header.Values("Authorization"), p)
	cred.Presented, cred.Path = proof.Read(r), r.URL.Path
	return cred, err
}

func read(headers []string, p oauth.Params) (Credentials, error) {
	asserts := p.Has("client_assertion") || p.Has("client_assertion_type")
	switch {
	case len(headers) > 1, len(headers) == 1 && (asserts || p.Has("client_secret")), asserts && p.Has("client_secret"):
		return Credentials{}, oauth.NewError(oauth.ClientAuthTwice)
	case len(headers) == 1:
		cred, err := basic(headers[0])
		if err == nil && p.Has("client_id") && p.Get("client_id") != cred.ClientID {
			return Credentials{}, oauth.NewError(oauth.ClientAuthTwice).Saw("client_id in the body differs from the header's", "the same, or none")
		}
		return cred, err
	case asserts:
		return asserted(p)
	case p.Has("client_secret"):
		return post(p)
	default:
		return none(p)
	}
}
