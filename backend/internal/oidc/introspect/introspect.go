// Package introspect tells a resource server whether a token lives and what it
// says (RFC 7662), by word or signed (RFC 9701). It asks what is stored, as it is
// now, so a token that was revoked is not active any more, JWT or not.
//
// Who may ask is narrow: a confidential client of the same tenant, about its own
// tokens and about access tokens that are for it or for a resource of the tenant.
// To everybody else a token is as if it did not exist. What is answered never
// names a person: sub is the alias ID, and only for a client that knows the person
// by it (row P16, SEC-38, SEC-49, SEC-50).
//
// Cost: one round trip.
package introspect

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Introspect is the use case.
type Introspect struct {
	db      *postgres.DB
	clients clientauth.Finder
	signers issue.Signers
	clock   clock.Clock
}

// New returns the use case.
func New(db *postgres.DB, clients clientauth.Finder, signers issue.Signers, clk clock.Clock) *Introspect {
	return &Introspect{db, clients, signers, clk}
}

// Answer is what is said of a token (RFC 7662 2.2). Of one that is not active it
// is said that it is not.
type Answer struct {
	Active    bool              `json:"active" doc:"Whether the token lives, and may be known to the caller."`
	Scope     string            `json:"scope,omitempty" doc:"What it may be used for now." example:"openid nickname"`
	ClientID  string            `json:"client_id,omitempty" doc:"Whose token it is."`
	TokenType string            `json:"token_type,omitempty" doc:"Bearer or DPoP, for an access token." example:"Bearer"`
	Expires   int64             `json:"exp,omitempty" doc:"When it ends, in seconds since 1970."`
	IssuedAt  int64             `json:"iat,omitempty" doc:"When it was issued, in seconds since 1970."`
	Subject   string            `json:"sub,omitempty" doc:"The alias ID of the person, or the client itself. Absent for a client that knows people by other alias IDs."`
	Audience  []string          `json:"aud,omitempty" doc:"Whom an access token is for: resources, clients, or this issuer."`
	Issuer    string            `json:"iss,omitempty" doc:"The issuer."`
	ACR       string            `json:"acr,omitempty" doc:"How the person signed in (RFC 9470 6.2)."`
	AuthTime  int64             `json:"auth_time,omitempty" doc:"When, if the service is told."`
	Bound     map[string]string `json:"cnf,omitempty" doc:"What its bearer must prove: jkt (RFC 9449) or x5t#S256 (RFC 8705)."`
	Actor     json.RawMessage   `json:"act,omitempty" doc:"Who acts by it (RFC 8693)."`
}

// Token answers what caller may know of a token. note tells the developer why it
// is not active. The hint that clients may send is of no use: a token of ours
// shows what it is.
func (i *Introspect) Token(ctx context.Context, iss issuer.Issuer, caller client.Client, token secret.Value) (a Answer, note oauth.Reason, err error) {
	switch {
	case issue.WellFormed(token, issue.RefreshPrefix):
		a, note, err = i.refresh(ctx, iss, caller, token.Hash())
	case issue.IsAccessToken(token):
		a, note, err = i.access(ctx, iss, caller, token.Hash())
	default:
		note = oauth.TokenInactive
	}
	if errors.Is(err, grant.ErrNoToken) || errors.Is(err, client.ErrNotFound) { // unknown, or of a client that has ended
		return Answer{}, oauth.TokenInactive, nil
	}
	return a, note, err
}

func (i *Introspect) access(ctx context.Context, iss issuer.Issuer, caller client.Client, hash secret.Hash) (Answer, oauth.Reason, error) {
	t, err := grant.AccessByHash(ctx, i.db.PeekTenant(iss.Tenant.ID), hash)
	if err != nil {
		return Answer{}, "", err
	}
	if t.Client != caller.ID && !serves(iss, caller, t.Audience) {
		return Answer{}, oauth.TokenForeign, nil
	}
	if t.Dead || !i.clock.Now().Before(t.ExpiresAt) {
		return Answer{}, oauth.TokenInactive, nil
	}
	holder, subjects, err := i.parties(ctx, iss, t)
	if err != nil || holder.Disabled {
		return Answer{}, oauth.TokenInactive, err
	}
	a := Answer{
		Active: true, Scope: oauth.JoinScope(oauth.Intersect(t.Scopes, t.LiveScopes)), ClientID: holder.WireID(), TokenType: issue.TypeBearer,
		Expires: t.ExpiresAt.Unix(), IssuedAt: t.CreatedAt.Unix(), Audience: t.Audience, Issuer: iss.URL, Bound: issue.Confirmation(t.JKT, t.X5T),
	}
	if t.JKT != "" {
		a.TokenType = issue.TypeDPoP
	}
	if len(a.Audience) == 0 {
		a.Audience = []string{iss.URL}
	}
	if subjects == caller.Sector || !t.Grant.About() {
		a.about(t.Grant)
		a.Actor = t.Actor
	}
	return a, "", nil
}

// serves reports whether a token with that audience is for the caller to accept.
func serves(iss issuer.Issuer, caller client.Client, audience []string) bool {
	return slices.ContainsFunc(audience, func(name string) bool {
		_, known := resource.Find(iss.Resources, name)
		return known || name == caller.WireID()
	})
}

// parties are the client whose token it is, and the sector whose alias IDs it
// speaks of.
func (i *Introspect) parties(ctx context.Context, iss issuer.Issuer, t grant.Access) (holder client.Client, subjects id.Sector, err error) {
	if holder, err = i.clients.Client(ctx, iss, t.Client.String()); err != nil || t.Client == t.Grant.Client {
		return holder, holder.Sector, err
	}
	first, err := i.clients.Client(ctx, iss, t.Grant.Client.String())
	return holder, first.Sector, err
}

// about adds who the token is about, and how they signed in.
func (a *Answer) about(g grant.Grant) {
	a.Subject, a.ACR = g.AliasID, g.ACR
	if !g.AuthTime.IsZero() {
		a.AuthTime = g.AuthTime.Unix()
	}
}

func (i *Introspect) refresh(ctx context.Context, iss issuer.Issuer, caller client.Client, hash secret.Hash) (Answer, oauth.Reason, error) {
	t, err := grant.LookAtRefresh(ctx, i.db.PeekTenant(iss.Tenant.ID), hash)
	if err != nil {
		return Answer{}, "", err
	}
	ends := t.ExpiresAt
	if t.Grant.ExpiresAt.Before(ends) {
		ends = t.Grant.ExpiresAt
	}
	switch {
	case t.Client != caller.ID:
		return Answer{}, oauth.TokenForeign, nil
	case t.Revoked, t.Ended, t.SpentAt != nil, !slices.Contains(t.LiveScopes, oauth.OfflineAccess), !i.clock.Now().Before(ends):
		return Answer{}, oauth.TokenInactive, nil
	}
	a := Answer{
		Active: true, Scope: oauth.JoinScope(oauth.Intersect(t.Scopes, t.LiveScopes)), ClientID: caller.WireID(), Expires: ends.Unix(), IssuedAt: t.CreatedAt.Unix(),
		Issuer: iss.URL, Bound: issue.Confirmation(t.JKT, ""),
	}
	a.about(t.Grant)
	return a, "", nil
}

// typIntrospection is the typ header of a signed answer (RFC 9701 5).
const typIntrospection = "token-introspection+jwt"

// signed is an answer as a JWT for the caller, which can show to others what this
// issuer said of the token and when (RFC 9701 5).
func (i *Introspect) signed(ctx context.Context, iss issuer.Issuer, caller client.Client, a Answer) (string, error) {
	alg := caller.IntrospectionAlg
	if alg == "" {
		alg = jose.RS256
	}
	key, err := i.signers.Signer(ctx, iss, alg)
	if err != nil {
		return "", err
	}
	return key.Sign(typIntrospection, map[string]any{
		"iss": iss.URL, "aud": caller.WireID(), "iat": i.clock.Now().Unix(), "token_introspection": a,
	})
}
