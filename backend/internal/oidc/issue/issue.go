// Package issue makes tokens: the access token, the refresh token and the ID
// token of a grant, at the token endpoint and, for the response types that want
// them there, at the authorization endpoint. Everything in them comes from the
// grant and the connection; nothing here can reach the person. Sources: RFC 6749
// 5.1, RFC 8707 2, RFC 9068 2, OpenID Connect Core 2, 3.1.3.6 and 3.3.2.11,
// decisions D2, D3, D4 and D7 of the specification.
//
// Cost: one statement in the caller's transaction; none when nothing is stored.
package issue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Order is what is to be issued.
type Order struct {
	Grant  grant.Grant
	Face   grant.Face          // the pseudonym; needed when the ID token has claims of it
	Scopes []string            // of the access token, within the grant's
	For    []resource.Resource // whom the access token is for; none is this server
	JKT    string              // the key that the bearer of the access token must prove (RFC 9449 6)
	X5T    string              // the certificate that they must prove (RFC 8705 3)
	Access bool                // whether an access token is wanted
	ID     bool                // whether an ID token is wanted
	Nonce  string
	Code   secret.Value    // answered beside the ID token by the authorization endpoint
	State  string          // of the request that is answered with that code
	Until  time.Time       // the access token ends then at the latest; zero is no bound
	Actor  json.RawMessage // who acts by the access token (RFC 8693 4.1); nil for nobody

	// Existing says that the grant is stored already, and only an access token more
	// is wanted.
	Existing bool
	// Spent is the refresh token that was presented and its raw value, when the
	// grant exists because of it.
	Spent    *grant.Refresh
	SpentRaw secret.Value
}

// Tokens are what is answered.
type Tokens struct {
	Access    secret.Value
	Type      string // TypeBearer or TypeDPoP
	ExpiresIn int    // seconds
	Refresh   secret.Value
	ID        string
	Scope     string
}

// The values of token_type.
const (
	TypeBearer = "Bearer"
	TypeDPoP   = "DPoP" // RFC 9449 5
)

// Signers finds the key that signs for an issuer now.
type Signers interface {
	Signer(ctx context.Context, iss issuer.Issuer, alg jose.Alg) (jose.Key, error)
}

// Mint makes tokens.
type Mint struct {
	signers    Signers
	source     secret.Source
	successors secret.MAC
	relay      string
}

// NewMint returns a mint for a deployment whose relay addresses end in
// @relayDomain. Its refresh tokens' successors are derived with a key of
// master, so that a token presented again within its grace period gets the very
// same one, and the database need not hold it.
func NewMint(signers Signers, source secret.Source, master *secret.Master, relayDomain string) *Mint {
	return &Mint{signers, source, master.MAC("refresh-successors"), relayDomain}
}

// Keys are the keys that an order may need.
type Keys map[jose.Alg]jose.Key

// Keys finds the keys that sign for a client and for the resources its tokens may
// be for. It may read the database, so it is asked for before the transaction
// that issues: one that holds a connection and waits for another would, in a
// crowd, wait for ever.
func (m *Mint) Keys(ctx context.Context, iss issuer.Issuer, c client.Client, may []resource.Resource) (Keys, error) {
	algs := []jose.Alg{c.IDTokenAlg}
	for _, r := range may {
		if r.Format == resource.JWT {
			algs = append(algs, r.Alg)
		}
	}
	keys := Keys{}
	for _, alg := range algs {
		if _, have := keys[alg]; have {
			continue
		}
		k, err := m.signers.Signer(ctx, iss, alg)
		if err != nil {
			return nil, err
		}
		keys[alg] = k
	}
	return keys, nil
}

func (k Keys) sign(alg jose.Alg, typ string, claims map[string]any) (token, kid string, err error) {
	key, ok := k[alg]
	if !ok {
		return "", "", fmt.Errorf("issue: no key for %s was asked for", alg)
	}
	token, err = key.Sign(typ, claims)
	return token, key.KID(), err
}

// Issue makes the tokens of an order and stores them in tx. It answers
// grant.ErrEnded when the person has taken back what they agreed to, or the
// family is over.
func (m *Mint) Issue(ctx context.Context, tx postgres.TenantTx, iss issuer.Issuer, keys Keys, c client.Client, o Order, now time.Time) (Tokens, error) {
	t := Tokens{Scope: oauth.JoinScope(o.Scopes)}
	if o.Access {
		stored, err := m.access(iss, keys, c, o, &t, now)
		if err != nil {
			return Tokens{}, err
		}
		if err := m.store(ctx, tx, iss, c, o, stored, &t, now); err != nil {
			return Tokens{}, err
		}
	}
	if !o.ID {
		return t, nil
	}
	var err error
	t.ID, err = m.idToken(iss, keys, c, o, t.Access, now)
	return t, err
}

// store keeps the hashes of what is issued, and makes the refresh token.
func (m *Mint) store(ctx context.Context, tx postgres.TenantTx, iss issuer.Issuer, c client.Client, o Order, stored grant.Tokens, t *Tokens, now time.Time) error {
	if o.Existing {
		return grant.AddAccess(ctx, tx, o.Grant.ID, stored, now)
	}
	stored.RefreshExpires = earlier(now.Add(c.RefreshIdle), o.Grant.ExpiresAt)
	switch {
	case o.Spent != nil && keeps(c, *o.Spent):
		t.Refresh = o.SpentRaw
		return grant.Keep(ctx, tx, *o.Spent, stored, now)
	case o.Spent != nil:
		t.Refresh = checked(RefreshPrefix, m.successors.Text(iss.Tenant.ID.UUIDString(), o.SpentRaw.Reveal()))
		stored.Refresh = t.Refresh.Hash()
		return grant.Rotate(ctx, tx, *o.Spent, stored, now)
	case o.Grant.Offline:
		t.Refresh = m.token(RefreshPrefix)
		stored.Refresh = t.Refresh.Hash()
	}
	return grant.Insert(ctx, tx, o.Grant, stored)
}

// keeps reports whether a refresh token outlives its use: when the client is set
// so, or held to FAPI 2.0 (5.3.2.1), and somebody who stole it could not use it.
func keeps(c client.Client, r grant.Refresh) bool {
	return r.SpentAt == nil && (c.KeepRefreshTokens || c.FAPI()) && (c.Type == client.Confidential || r.JKT != "")
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// SID names a session at one sector: the same for every client of it, and
// another at every other (SEC-65).
func SID(mac secret.MAC, session id.Session, sector id.Sector) string {
	return mac.Text(session.UUIDString(), sector.UUIDString())[:22]
}
