package token

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// The token types that are exchanged here (RFC 8693 3).
const (
	typeAccessToken = "urn:ietf:params:oauth:token-type:access_token" //nolint:gosec // a name
	typeJWT         = "urn:ietf:params:oauth:token-type:jwt"
)

// deepest is how many may act one for the other.
const deepest = 4

// TokenExchange turns an access token of ours into another, for somebody else to
// accept (RFC 8693): by a client whose developer listed whom it may do that for,
// with no more scopes, no longer than the first one lives, and as part of the same
// family, so that it ends when the person leaves. Tokens of ours never carry
// may_act, so there is none to look at; ID tokens are not exchanged, for they
// cannot be revoked.
type TokenExchange struct { //nolint:revive // the standard's word
	db      *postgres.DB
	clients clientauth.Finder
}

// NewTokenExchange returns the grant.
func NewTokenExchange(db *postgres.DB, clients clientauth.Finder) TokenExchange {
	return TokenExchange{db, clients}
}

// Type is urn:ietf:params:oauth:grant-type:token-exchange.
func (TokenExchange) Type() oauth.GrantType { return oauth.TokenExchange }

// Read judges the tokens and the target. Reading needs no lock: what is stored
// afterwards is stored only while the family lives.
func (g TokenExchange) Read(ctx context.Context, ask Ask) (Redemption, error) {
	issued, err := exchanged(ask.Params)
	if err != nil {
		return Redemption{}, err
	}
	target, err := g.target(ctx, ask, issued)
	if err != nil {
		return Redemption{}, err
	}
	subject, err := g.presented(ctx, ask, "subject_token", oauth.ExchangeSubject)
	if err != nil {
		return Redemption{}, err
	}
	actor, err := g.actor(ctx, ask, subject)
	if err != nil {
		return Redemption{}, err
	}
	scopes, err := narrowed(ask.Params.Get("scope"), subject.Scopes, subject.LiveScopes)
	if err != nil {
		return Redemption{}, err
	}
	// It is for now: a family that works while the person is away is the first client's.
	scopes = slices.DeleteFunc(scopes, func(s string) bool { return s == oauth.OfflineAccess })
	order := issue.Order{
		Grant: subject.Grant, Existing: true, Scopes: ask.scopesAt(target, scopes), For: target, Until: subject.ExpiresAt, Actor: actor,
	}
	return Redemption{May: target, Issued: issued, Spend: func(context.Context, postgres.TenantTx) (issue.Order, error) { return order, nil }}, nil
}

// exchanged answers the type that is asked for, once the request names only types
// that are exchanged here.
func exchanged(p oauth.Params) (issued string, err error) {
	known := []string{typeAccessToken, typeJWT}
	refused := func(name string) (string, error) {
		return "", oauth.NewError(oauth.ExchangeMalformed).Saw(name+" "+p.Get(name), name+" "+strings.Join(known, " or "))
	}
	switch {
	case !p.Has("subject_token"):
		return refused("subject_token")
	case !slices.Contains(known, p.Get("subject_token_type")):
		return refused("subject_token_type")
	case p.Has("actor_token") != p.Has("actor_token_type"), p.Has("actor_token") && !slices.Contains(known, p.Get("actor_token_type")):
		return refused("actor_token_type")
	case !p.Has("requested_token_type"):
		return typeAccessToken, nil
	case !slices.Contains(known, p.Get("requested_token_type")):
		return refused("requested_token_type")
	}
	return p.Get("requested_token_type"), nil
}

// target is whom the token is to be for: the resources and the clients that the
// request names, or else the client's usual resource, each of which the client's
// developer has to have listed.
func (g TokenExchange) target(ctx context.Context, ask Ask, issued string) ([]resource.Resource, error) {
	audiences := ask.Params.All("audience")
	names := issue.Identifiers(ask.For)
	if len(audiences) == 0 {
		names = usual(ask.Client, names)
	}
	target, err := issue.Resources(ask.Issuer, names)
	if err != nil {
		return nil, err
	}
	for _, name := range audiences {
		r, err := g.audience(ctx, ask, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(target, func(o resource.Resource) bool { return o.Identifier == r.Identifier }) {
			target = append(target, r)
		}
	}
	for i, r := range target {
		if !slices.Contains(ask.Client.TokenExchangeAudiences, r.Identifier) {
			return nil, notAllowed(ask.Client, r.Identifier)
		}
		if issued == typeJWT {
			target[i].Format = resource.JWT
		}
	}
	if len(target) == 0 {
		return nil, notAllowed(ask.Client, "no target")
	}
	return target, nil
}

func notAllowed(c client.Client, name string) error {
	return oauth.NewError(oauth.ExchangeTarget).Saw(name, "one of token_exchange_audiences: "+strings.Join(c.TokenExchangeAudiences, " "))
}

// audience is the resource that an audience parameter names, or the client, as the
// resource it is for the time being. Whether it exists is told only to those who may
// ask for it.
func (g TokenExchange) audience(ctx context.Context, ask Ask, name string) (resource.Resource, error) {
	if r, ok := resource.Find(ask.Issuer.Resources, name); ok {
		return r, nil
	}
	if !slices.Contains(ask.Client.TokenExchangeAudiences, name) {
		return resource.Resource{}, notAllowed(ask.Client, name)
	}
	c, err := g.clients.Client(ctx, ask.Issuer, name)
	switch {
	case errors.Is(err, client.ErrNotFound), err == nil && c.Disabled:
		return resource.Resource{}, notAllowed(ask.Client, name)
	case err != nil:
		return resource.Resource{}, err
	}
	format := resource.Opaque
	if c.AccessTokenFormat == client.FormatJWT {
		format = resource.JWT
	}
	return resource.Resource{Identifier: c.WireID(), Settings: resource.Settings{Format: format, Typ: resource.TypAccessToken, Alg: c.IDTokenAlg}}, nil
}

// presented reads a token that the request presents: one of ours that lives, and
// that is in the right hands.
func (g TokenExchange) presented(ctx context.Context, ask Ask, name string, why oauth.Reason) (grant.Access, error) {
	raw := secret.NewValue(ask.Params.Get(name))
	if !issue.IsAccessToken(raw) {
		return grant.Access{}, oauth.NewError(why).Saw("a token that is cut off or not one of ours", "an access token as it was issued")
	}
	a, err := grant.AccessByHash(ctx, g.db.PeekTenant(ask.Issuer.Tenant.ID), raw.Hash())
	if errors.Is(err, grant.ErrNoToken) {
		return grant.Access{}, oauth.NewError(why).Saw("a token that this workspace did not issue, or that was revoked", "a live access token")
	}
	if err != nil {
		return grant.Access{}, err
	}
	switch {
	case a.Dead:
		return grant.Access{}, oauth.NewError(why).Saw("a token whose grant has ended", "a live one")
	case !ask.Now.Before(a.ExpiresAt):
		return grant.Access{}, oauth.NewError(why).Saw("a token that ended at "+a.ExpiresAt.Format(time.RFC3339), "a live one")
	case !inRightHands(ask, a):
		return grant.Access{}, oauth.NewError(why).Saw("a token of another client that is for this issuer's own endpoints", "one of this client, or one that is for it or for a resource")
	}
	return a, g.sameIdentities(ctx, ask, a)
}

// inRightHands reports whether the client may have the token: because it is its
// own, or because it is for the client or for a resource that the client serves.
func inRightHands(ask Ask, a grant.Access) bool {
	return a.Client == ask.Client.ID || slices.ContainsFunc(a.Audience, func(name string) bool {
		_, known := resource.Find(ask.Issuer.Resources, name)
		return known || name == ask.Client.WireID()
	})
}

// sameIdentities refuses a token about a person by another pseudonym than the
// client knows them by, and one of a client that is disabled (SEC-37).
func (g TokenExchange) sameIdentities(ctx context.Context, ask Ask, a grant.Access) error {
	c, err := g.clients.Client(ctx, ask.Issuer, a.Grant.Client.String())
	switch {
	case errors.Is(err, client.ErrNotFound), err == nil && c.Disabled:
		return oauth.NewError(oauth.ExchangeSubject).Saw("a token of a client that is disabled", "a live one")
	case err != nil:
		return err
	case a.Grant.About() && c.Sector != ask.Client.Sector:
		return oauth.NewError(oauth.ExchangeSector).Saw("a token of "+c.WireID(), "a token of a client with the same identities")
	}
	return nil
}

// actor is the act claim: who acts by the new token now, and in it those who acted
// by the old one, whom nobody can leave out (RFC 8693 4.1). It is nil when nobody
// acts for somebody else.
func (g TokenExchange) actor(ctx context.Context, ask Ask, subject grant.Access) (json.RawMessage, error) {
	if !ask.Params.Has("actor_token") {
		return subject.Actor, nil
	}
	a, err := g.presented(ctx, ask, "actor_token", oauth.ExchangeActor)
	if err != nil {
		return nil, err
	}
	if depth(subject.Actor) >= deepest {
		return nil, oauth.NewError(oauth.ExchangeActor).Saw("one actor more than may act for each other", "a subject token with a shorter chain")
	}
	return json.Marshal(struct {
		Subject string          `json:"sub"`
		Before  json.RawMessage `json:"act,omitempty"`
	}{a.Grant.AliasID, subject.Actor})
}

// depth counts the actors of an act claim.
func depth(act json.RawMessage) int {
	n := 0
	for len(act) > 0 {
		var next struct {
			Act json.RawMessage `json:"act"`
		}
		if json.Unmarshal(act, &next) != nil {
			break
		}
		n, act = n+1, next.Act
	}
	return n
}
