// Package clientauth says which client is asking, and proves it: one file per
// method (basic.go, post.go, none.go). A failure of any cause is one answer on
// the wire, invalid_client; the reason is the developer's. It must never compare
// a secret other than in constant time. Sources: RFC 6749 2.3, RFC 7591 2,
// decision D6 of the specification.
//
// Cost: none beyond the client's cache.
package clientauth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Credentials are what a client presented.
type Credentials struct {
	Method   string // oauth.AuthSecretBasic, AuthSecretPost or AuthNone
	ClientID string
	Secret   secret.Value
}

// Authenticated is a client that proved itself.
type Authenticated struct {
	Client client.Client
	Secret id.ClientSecret // which of its secrets it used; zero for none
}

// Finder finds a client of an issuer.
type Finder interface {
	Client(ctx context.Context, iss issuer.Issuer, clientID string) (client.Client, error)
}

// Authenticate finds the client and checks its credentials. It answers an
// oauth.Error, with the client as far as it was found, so that the attempt can
// name it.
func Authenticate(ctx context.Context, clients Finder, iss issuer.Issuer, cred Credentials, now time.Time) (Authenticated, error) {
	c, err := clients.Client(ctx, iss, cred.ClientID)
	if errors.Is(err, client.ErrNotFound) {
		e := oauth.NewError(oauth.ClientUnknown).Saw("client_id "+cred.ClientID, "the client ID of one of the workspace's clients")
		e.Code, e.Description = oauth.InvalidClient, oauth.NewError(oauth.ClientSecretWrong).Description
		return Authenticated{}, e
	}
	if err != nil {
		return Authenticated{}, err
	}
	who := Authenticated{Client: c}
	if !methods(c.AuthMethod, cred.Method) {
		return who, oauth.NewError(oauth.ClientAuthMethod).Saw(cred.Method, c.AuthMethod)
	}
	if cred.Method != oauth.AuthNone {
		s, ok := c.Accepts(cred.Secret, now)
		if !ok {
			return who, oauth.NewError(oauth.ClientSecretWrong).Saw("a secret by "+cred.Method, hints(c, now))
		}
		who.Secret = s.ID
	}
	if c.Disabled {
		return who, oauth.NewError(oauth.ClientDisabled)
	}
	return who, nil
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
