// Package clientauth says which client is asking, and proves it: one file per
// method (basic.go, post.go, private_key_jwt.go, tls.go, none.go). A failure of any
// cause is one answer on the wire, invalid_client; the reason is the developer's. It
// must never compare a secret other than in constant time, and never believe a
// client_id that nothing proved. Sources: RFC 6749 2.3, RFC 7521 4.2, RFC 7523 2.2
// and 3, RFC 7591 2, RFC 8705 2, FAPI 2.0 Security Profile 5.3.2, decision D6 of the
// specification.
//
// client_secret_jwt is not offered: it needs the secret itself, and secrets are
// kept as hashes only. private_key_jwt does the same without a shared secret.
//
// Cost: none beyond the client's cache for secrets, certificates and public
// clients. One round trip for an assertion, whose jti is used up, and none more for
// the DPoP proof that comes with it. That round trip is one statement of its own, before the
// caller's transaction and never inside it: a request that is refused later has
// used its assertion up all the same, and nobody holds a connection meanwhile. An
// assertion is used up last of all checks, so that a client which is only sent back
// for a nonce may send the same again.
package clientauth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/replay"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Finder finds a client of an issuer.
type Finder interface {
	Client(ctx context.Context, iss issuer.Issuer, clientID string) (client.Client, error)
}

// Parts are what an authenticator works with.
type Parts struct {
	Clients   Finder
	Keys      *clientkeys.Keys
	Proofs    *proof.Checker
	DB        *postgres.DB
	Clock     clock.Clock
	Addresses proof.Addresses
	TokenPath string // of the token endpoint, below an issuer
}

// Authenticator authenticates clients, the same way at every endpoint.
type Authenticator struct{ Parts }

// New returns an authenticator.
func New(p Parts) *Authenticator { return &Authenticator{p} }

// Credentials are what a client presented.
type Credentials struct {
	Method    string // one of the oauth.Auth names; AuthNone may turn out to be by certificate
	ClientID  string
	Secret    secret.Value
	Assertion string
	Presented proof.Presented
	Path      string // of the endpoint
}

// Authenticated is a client that proved itself.
type Authenticated struct {
	Client client.Client   // beside an error too, as far as it was found, for the record
	Secret id.ClientSecret // which of its secrets it used, if any
	Named  string          // the client_id that was sent
	JKT    string          // the key of its DPoP proof, or ""; of Sender only
	X5T    string          // the certificate its tokens are bound to, or ""; of Sender only

	assertion replay.Shown // what uses its assertion up; zero when there is none
}

// Bound refuses a client whose access tokens must be bound to a key or a
// certificate, and that proved to hold neither.
func (a Authenticated) Bound() error {
	c := a.Client
	switch {
	case c.CertificateBound && a.X5T == "":
		return oauth.NewError(oauth.CertificateMissing)
	case c.DPoPBound && a.JKT == "", c.BoundTokens() && a.JKT == "" && a.X5T == "":
		return oauth.NewError(oauth.DPoPProofMissing)
	}
	return nil
}

// identify finds the client and checks its credentials. It answers an oauth.Error,
// with the client as far as it was found, so that the attempt can name it. An
// assertion is not yet used up.
func (a *Authenticator) identify(ctx context.Context, iss issuer.Issuer, cred Credentials) (Authenticated, error) {
	who := Authenticated{Named: cred.ClientID}
	c, err := a.Clients.Client(ctx, iss, cred.ClientID)
	if err == nil && c.WireID() != cred.ClientID {
		err = client.ErrNotFound // a client goes by one name
	}
	if errors.Is(err, client.ErrNotFound) {
		e := oauth.NewError(oauth.ClientUnknown).Saw("client_id "+cred.ClientID, "the client ID of one of the workspace's clients")
		e.Code, e.Description = oauth.InvalidClient, oauth.NewError(oauth.ClientSecretWrong).Description
		return who, e
	}
	if err != nil {
		return who, err
	}
	who.Client = c
	method := cred.Method
	if method == oauth.AuthNone && (c.AuthMethod == oauth.AuthTLS || c.AuthMethod == oauth.AuthSelfSignedTLS) {
		method = c.AuthMethod // RFC 8705 2: client_id, and a certificate outside of the form
	}
	if !methods(c.AuthMethod, method) {
		return who, oauth.NewError(oauth.ClientAuthMethod).Saw(cred.Method, c.AuthMethod)
	}
	switch method {
	case oauth.AuthSecretBasic, oauth.AuthSecretPost:
		who.Secret, err = a.secret(c, cred)
	case oauth.AuthPrivateKeyJWT:
		who.assertion, err = a.privateKeyJWT(ctx, iss, c, cred)
	case oauth.AuthTLS:
		err = byName(c, cred.Presented)
	case oauth.AuthSelfSignedTLS:
		err = a.byKey(ctx, c, cred.Presented)
	}
	if err == nil && c.Disabled {
		err = oauth.NewError(oauth.ClientDisabled)
	}
	return who, err
}

// methods reports whether a client set to one method may use another. Test
// sign-ins of the portal send their secret in the body, which "client_secret"
// and "client_secret_post" allow, and by Basic otherwise.
func methods(set, used string) bool {
	if set == oauth.AuthSecret {
		return slices.Contains([]string{oauth.AuthSecretBasic, oauth.AuthSecretPost}, used)
	}
	return set == used
}

// secret finds the client's secret that was presented.
func (a *Authenticator) secret(c client.Client, cred Credentials) (id.ClientSecret, error) {
	now := a.Clock.Now()
	s, ok := c.Accepts(cred.Secret, now)
	if !ok {
		return s.ID, oauth.NewError(oauth.ClientSecretWrong).Saw("a secret by "+cred.Method, hints(c, now))
	}
	return s.ID, nil
}

// hints tells the developer which secrets would have been accepted.
func hints(c client.Client, now time.Time) string {
	live := c.StandardSecrets(now)
	if len(live) == 0 {
		return "the client has no live secret"
	}
	ends := make([]string, len(live))
	for i, s := range live {
		ends[i] = "…" + s.Hint
	}
	return "a secret that ends in " + strings.Join(ends, " or ")
}

// certificate is the certificate that a client's tokens are bound to, if they are.
// Under FAPI a client that sends no proof means its certificate.
func certificate(c client.Client, s proof.Sender) string {
	if c.CertificateBound || c.FAPI() && !c.DPoPBound && s.JKT == "" {
		return s.X5T
	}
	return ""
}

// settle uses up what may be shown once, in one statement.
func (a *Authenticator) settle(ctx context.Context, iss issuer.Issuer, assertion, dpop replay.Shown) error {
	things := slices.DeleteFunc([]replay.Shown{assertion, dpop}, func(s replay.Shown) bool { return s.Ends.IsZero() })
	if len(things) == 0 {
		return nil
	}
	again, err := replay.Each(ctx, a.DB.PeekTenant(iss.Tenant.ID), things...)
	switch {
	case err != nil:
		return err
	case slices.Contains(again, assertion):
		return oauth.NewError(oauth.ClientAssertionReplayed)
	case len(again) > 0:
		return proof.Replayed()
	}
	return nil
}
