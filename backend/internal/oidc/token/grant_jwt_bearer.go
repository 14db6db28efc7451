package token

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
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
)

// How long an assertion may live, and how far its maker's clock may be off.
const (
	mostAssertion = time.Hour
	assertionSkew = 30 * time.Second
)

// JWTBearer issues access tokens of a client about itself to a workload that
// another issuer vouches for (RFC 7523 2.1): a job of a build server, a pod of a
// cluster. The client's developer says which issuer and which subject may do so
// (row P37); the assertion is what proves it, so the workload needs no secret.
type JWTBearer struct {
	keys       *clientkeys.Keys
	discovered *clientkeys.Keys
	addresses  proof.Addresses
	tokenPath  string
}

// NewJWTBearer returns the grant, for a token endpoint at tokenPath below each
// issuer. keys fetches from where a credential says, discovered by Metadata.
func NewJWTBearer(keys, discovered *clientkeys.Keys, at proof.Addresses, tokenPath string) JWTBearer {
	return JWTBearer{keys, discovered, at, tokenPath}
}

// Type is urn:ietf:params:oauth:grant-type:jwt-bearer.
func (JWTBearer) Type() oauth.GrantType { return oauth.JWTBearer }

// vouched are the claims of an assertion (RFC 7523 3).
type vouched struct {
	Issuer    string           `json:"iss"`
	Subject   string           `json:"sub"`
	Audience  jose.Audience    `json:"aud"`
	ID        string           `json:"jti"`
	Expires   jose.NumericDate `json:"exp"`
	IssuedAt  jose.NumericDate `json:"iat"`
	NotBefore jose.NumericDate `json:"nbf"`
}

// Read checks the assertion, which may need its issuer's keys from far away.
func (g JWTBearer) Read(ctx context.Context, ask Ask) (Redemption, error) {
	raw := ask.Params.Get("assertion")
	if raw == "" {
		return Redemption{}, oauth.NewError(oauth.AssertionMissing)
	}
	v, err := g.vouched(ctx, ask, raw)
	if err != nil {
		return Redemption{}, err
	}
	if err := v.timely(ask.Now); err != nil {
		return Redemption{}, err
	}
	order, err := ask.own(oauth.JWTBearer)
	return Redemption{May: order.For, Spend: func(ctx context.Context, tx postgres.TenantTx) (issue.Order, error) {
		return order, v.once(ctx, tx)
	}}, err
}

// vouched answers what an assertion says, once its issuer is one that the client
// trusts for this subject, and has signed it for us.
func (g JWTBearer) vouched(ctx context.Context, ask Ask, raw string) (vouched, error) {
	var v vouched
	_, payload, err := jose.Peek(raw)
	if err == nil {
		err = jose.DecodeClaims(payload, &v)
	}
	if err != nil {
		return v, oauth.NewError(oauth.AssertionMalformed).Saw(err.Error(), "a signed JWT with iss, sub, aud and exp")
	}
	trusted := slices.DeleteFunc(slices.Clone(ask.Client.FederatedCredentials), func(c client.FederatedCredential) bool { return !speaksFor(c, v) })
	if len(trusted) == 0 {
		return v, oauth.NewError(oauth.AssertionUntrusted).Saw("iss "+v.Issuer+", sub "+v.Subject, "the issuer and subject of one of the client's federated credentials")
	}
	ours := append(g.addresses.Of(ask.Issuer, g.tokenPath), ask.Issuer.URL)
	at := slices.IndexFunc(trusted, func(c client.FederatedCredential) bool { return isFor(c, v.Audience, ours) })
	if at < 0 {
		return v, oauth.NewError(oauth.AssertionAudience).Saw("aud "+strings.Join(v.Audience.Values(), " "), "aud "+expected(trusted, ask.Issuer.URL))
	}
	return v, g.verify(ctx, ask, trusted[at], raw)
}

// speaksFor reports whether a credential is about the assertion's issuer and
// subject: exactly, or by a prefix where the credential ends in a star.
func speaksFor(c client.FederatedCredential, v vouched) bool {
	if c.Issuer != v.Issuer || v.Issuer == "" || v.Subject == "" {
		return false
	}
	prefix, open := strings.CutSuffix(c.Subject, "*")
	return c.Subject == v.Subject || open && strings.HasPrefix(v.Subject, prefix)
}

func isFor(c client.FederatedCredential, aud jose.Audience, ours []string) bool {
	if c.Audience != "" {
		return aud.Has(c.Audience)
	}
	return slices.ContainsFunc(ours, aud.Has)
}

func expected(trusted []client.FederatedCredential, iss string) string {
	var out []string
	for _, c := range trusted {
		if c.Audience != "" {
			out = append(out, c.Audience)
		} else {
			out = append(out, iss)
		}
	}
	return strings.Join(out, " or ")
}

// verify checks the signature with the keys that the credential names, or those
// that the issuer's metadata do.
func (g JWTBearer) verify(ctx context.Context, ask Ask, c client.FederatedCredential, raw string) error {
	keys, from := g.keys, clientkeys.Source{Tenant: ask.Issuer.Tenant.ID, Owner: c.Issuer, URI: c.JWKSURI}
	if from.URI == "" {
		keys, from.URI = g.discovered, strings.TrimSuffix(c.Issuer, "/")+metadataPath
	}
	_, _, err := keys.VerifyFrom(ctx, from, raw, jose.Algs())
	var missing *clientkeys.Error
	switch {
	case errors.As(err, &missing):
		return oauth.NewError(oauth.AssertionKeys).Saw(err.Error(), "the keys of "+c.Issuer)
	case errors.Is(err, jose.ErrInvalid):
		return oauth.NewError(oauth.AssertionSignature).Saw(err.Error(), "a signature by a key of "+c.Issuer)
	}
	return err
}

// timely refuses an assertion out of its time, and one that would live for longer
// than anything so powerful should.
func (v vouched) timely(now time.Time) error {
	ends := v.Expires.Time()
	switch {
	case v.Expires.IsZero():
		return oauth.NewError(oauth.AssertionTime).Saw("no exp", "exp within an hour")
	case !now.Before(ends.Add(assertionSkew)), ends.After(now.Add(mostAssertion + assertionSkew)):
		return oauth.NewError(oauth.AssertionTime).Saw("exp "+ends.Format(time.RFC3339), "exp within an hour from "+now.Format(time.RFC3339))
	case v.NotBefore.Time().After(now.Add(assertionSkew)):
		return oauth.NewError(oauth.AssertionTime).Saw("nbf "+v.NotBefore.Time().Format(time.RFC3339), "nbf not after "+now.Format(time.RFC3339))
	case v.IssuedAt.Time().After(now.Add(assertionSkew)):
		return oauth.NewError(oauth.AssertionTime).Saw("iat "+v.IssuedAt.Time().Format(time.RFC3339), "iat not after "+now.Format(time.RFC3339))
	}
	return nil
}

// once uses the assertion up, if it has a name (RFC 7523 3, item 7).
func (v vouched) once(ctx context.Context, tx postgres.TenantTx) error {
	if v.ID == "" {
		return nil
	}
	err := replay.Once(ctx, tx, replay.Key("assertion", v.Issuer, v.ID), v.Expires.Time().Add(assertionSkew))
	if errors.Is(err, replay.ErrSeen) {
		return oauth.NewError(oauth.AssertionReplayed)
	}
	return err
}
