// Package issue makes tokens: the access token, the refresh token and the ID
// token of a grant. Everything in them comes from the grant and the connection;
// nothing here can reach the person. Sources: RFC 6749 5.1, OpenID Connect Core
// 2 and 3.1.3.6, decisions D2, D3, D4 and D7 of the specification.
package issue

import (
	"context"
	"hash/crc32"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// How long tokens live.
const (
	AccessLifetime = 30 * time.Minute
	IDLifetime     = 30 * time.Minute
)

// Prefixes of tokens, for secret scanners (row P18).
const (
	AccessPrefix  = "alias_at_"
	RefreshPrefix = "alias_rt_"
)

// Order is what a grant type asks to be issued.
type Order struct {
	Grant  grant.Grant
	Face   grant.Face
	Scopes []string // of the access token, within the grant's
	Nonce  string
	// Spent is the refresh token that was presented and its raw value, when the
	// grant exists already.
	Spent    *grant.Refresh
	SpentRaw secret.Value
}

// Tokens are what is answered.
type Tokens struct {
	Access    secret.Value
	ExpiresIn int // seconds
	Refresh   secret.Value
	ID        string
	Scope     string
}

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

// Key finds the key that signs for a client. It may read the database, so it is
// asked for before the transaction that issues: one that holds a connection and
// waits for another would, in a crowd, wait for ever.
func (m *Mint) Key(ctx context.Context, iss issuer.Issuer, c client.Client) (jose.Key, error) {
	return m.signers.Signer(ctx, iss, c.IDTokenAlg)
}

// Issue makes the tokens of an order, signed with key, and stores them in tx: one
// statement.
func (m *Mint) Issue(ctx context.Context, tx postgres.TenantTx, iss issuer.Issuer, key jose.Key, c client.Client, o Order, now time.Time) (Tokens, error) {
	t := Tokens{Access: m.token(AccessPrefix), ExpiresIn: int(AccessLifetime / time.Second), Scope: oauth.JoinScope(o.Scopes)}
	stored := grant.Tokens{Access: t.Access.Hash(), AccessExpires: now.Add(AccessLifetime)}
	if o.Grant.Offline {
		if o.Spent == nil {
			t.Refresh = m.token(RefreshPrefix)
		} else {
			t.Refresh = checked(RefreshPrefix, m.successors.Text(iss.Tenant.ID.UUIDString(), o.SpentRaw.Reveal()))
		}
		stored.Refresh, stored.RefreshExpires = t.Refresh.Hash(), earlier(now.Add(c.RefreshIdle), o.Grant.ExpiresAt)
	}
	var err error
	if o.Spent == nil {
		err = grant.Insert(ctx, tx, o.Grant, stored)
	} else {
		err = grant.Rotate(ctx, tx, *o.Spent, o.Scopes, stored, now)
	}
	if err != nil {
		return Tokens{}, err
	}
	t.ID, err = m.idToken(iss, key, c, o, t.Access, now)
	return t, err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// idToken signs who it is (OIDC Core 2). The claims of the scopes are at
// UserInfo, unless the client asked for them here too.
func (m *Mint) idToken(iss issuer.Issuer, key jose.Key, c client.Client, o Order, access secret.Value, now time.Time) (string, error) {
	claims := map[string]any{
		"iss": iss.URL, "sub": o.Grant.AliasID, "aud": c.ID.String(), "iat": now.Unix(), "exp": now.Add(IDLifetime).Unix(),
		"acr": o.Grant.ACR, "amr": o.Grant.AMR, "sid": o.Grant.SID,
		"at_hash": jose.HalfHash(key.Alg(), access.Reveal()), "jti": m.source.Token(16).Reveal(),
	}
	if !o.Grant.AuthTime.IsZero() {
		claims["auth_time"] = o.Grant.AuthTime.Unix()
	}
	if o.Nonce != "" {
		claims["nonce"] = o.Nonce
	}
	if c.IDTokenClaims {
		for k, v := range Claims(o.Face, o.Scopes, m.relay) {
			claims[k] = v
		}
	}
	return key.Sign("JWT", claims)
}

// Claims are what the scopes release of a pseudonym, besides sub (OIDC Core
// 5.4, decisions D3 and D4). The address is the relay address, which is verified
// because we deliver to it.
func Claims(f grant.Face, scopes []string, relayDomain string) map[string]any {
	out := map[string]any{}
	profile, nickname := slices.Contains(scopes, oauth.Profile), slices.Contains(scopes, oauth.Nickname)
	if profile {
		out["preferred_username"] = f.Username
		out["updated_at"] = f.UpdatedAt.Unix()
	}
	if nickname {
		out["nickname"] = f.Nickname
	}
	if profile && nickname {
		out["name"] = f.Nickname
	}
	if slices.Contains(scopes, oauth.Email) {
		out["email"] = f.RelayLocal + "@" + relayDomain
		out["email_verified"] = true
	}
	return out
}

// ClaimsSupported lists every claim this server may answer, for discovery.
func ClaimsSupported() []string {
	return []string{
		"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash",
		"name", "nickname", "preferred_username", "updated_at", "email", "email_verified",
	}
}

// SID names a session at one sector: the same for every client of it, and
// another at every other (SEC-65).
func SID(mac secret.MAC, session id.Session, sector id.Sector) string {
	return mac.Text(session.UUIDString(), sector.UUIDString())[:22]
}

func (m *Mint) token(prefix string) secret.Value { return checked(prefix, m.source.Token(32).Reveal()) }

// checked appends a checksum to a token, so that one that was cut off is known
// as such without asking the database, and scanners do not cry wolf.
func checked(prefix, body string) secret.Value {
	return secret.NewValue(prefix + body + checksum(prefix+body))
}

func checksum(s string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	n := crc32.ChecksumIEEE([]byte(s))
	var out [6]byte
	for i := range out {
		out[len(out)-1-i] = alphabet[n%62]
		n /= 62
	}
	return string(out[:])
}

// WellFormed reports whether a token has the given prefix and its checksum.
func WellFormed(token secret.Value, prefix string) bool {
	s := token.Reveal()
	return strings.HasPrefix(s, prefix) && len(s) == len(prefix)+43+6 && checksum(s[:len(s)-6]) == s[len(s)-6:]
}
