package authorize

import (
	"context"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	domain "alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// keys finds the keys that tokens in the answer are signed with: before the
// transaction, in which nothing may wait for another connection.
func (a *Authorize) keys(ctx context.Context, q *inquiry) (issue.Keys, error) {
	if !hasFront(q.request.ResponseType) {
		return nil, nil
	}
	return a.mint.Keys(ctx, q.issuer, q.client, q.issuer.Resources)
}

// grant answers a request, once: a pushed one is used up, store keeps the request
// with its code, and the session remembers whom it reached.
func (a *Authorize) grant(ctx context.Context, service postgres.TenantTx, person postgres.PersonTx, q *inquiry, g Grant, keys issue.Keys, store func(authrequest.Granted) error) (Answer, error) {
	now := a.clock.Now()
	if q.request.Pushed != nil {
		err := pushed.Use(ctx, service, *q.request.Pushed, now)
		if errors.Is(err, pushed.ErrNotFound) {
			err = notRedirected(oauth.NewError(oauth.PushedUsed))
		}
		if err != nil {
			return Answer{}, err
		}
	}
	ans := Answer{Request: q.request, Step: g}
	code := a.source.Token(32) // every granted request has one; nobody learns it unless the response type wants it
	if hasWord(q.request.ResponseType, forCode) {
		ans.Code = code
	}
	stage := a.granted(q, g, code, now)
	if err := store(stage); err != nil {
		return Answer{}, err
	}
	if err := session.Reach(ctx, person, session.Reached{
		Account: g.Who.Account, Session: g.Who.Session, Tenant: q.issuer.Tenant.ID, Client: q.client.ID,
		Connection: stage.Connection, AliasID: stage.AliasID, SID: stage.SID,
	}, now); err != nil {
		return Answer{}, err
	}
	var err error
	ans.Tokens, err = a.front(ctx, service, q, stage, keys, ans.Code, now)
	if errors.Is(err, domain.ErrEnded) {
		err = oauth.NewError(oauth.ConsentMissing) // withdrawn this very moment
	}
	if err != nil {
		return Answer{}, q.redirectable(err)
	}
	return ans, nil
}

// granted is what the client may learn of who answered.
func (a *Authorize) granted(q *inquiry, g Grant, code secret.Value, now time.Time) authrequest.Granted {
	at := g.Who.AuthTime
	if at.Before(q.request.CreatedAt) && !toldAuthTime(q) {
		at = time.Time{}
	}
	return authrequest.Granted{
		At: now, CodeHash: code.Hash(), CodeExpiresAt: now.Add(authrequest.CodeLifetime), Connection: g.Who.Connection.ID, AliasID: g.Who.Connection.AliasID,
		Scopes: g.Scopes, SID: issue.SID(a.sids, g.Who.Session, q.client.Sector), AuthTime: at, ACR: g.Who.ACR, AMR: g.Who.AMR,
	}
}

// toldAuthTime reports whether the client asked when the person signed in: by
// max_age, by its settings, or as an essential claim (OIDC Core 2). A session's age
// is the same at every service, so it would tell two of them that they share a
// person (SEC-65); nobody else is told, unless the person signed in on the way of
// this request, which the service sees anyway.
func toldAuthTime(q *inquiry) bool {
	claim := q.request.Claims.IDToken["auth_time"]
	return q.request.MaxAge != nil || q.client.RequireAuthTime || claim != nil && claim.Essential
}

// front makes the tokens that stand in the answer itself (OIDC Core 3.2.2.5 and
// 3.3.2.5). Their family is their own: what the code buys is another.
func (a *Authorize) front(ctx context.Context, tx postgres.TenantTx, q *inquiry, stage authrequest.Granted, keys issue.Keys, code secret.Value, now time.Time) (issue.Tokens, error) {
	t := q.request.ResponseType
	if !hasFront(t) {
		return issue.Tokens{}, nil
	}
	resources := q.resources
	if len(resources) == 0 && q.client.DefaultResource != "" {
		var err error
		if resources, err = issue.Resources(q.issuer, []string{q.client.DefaultResource}); err != nil {
			return issue.Tokens{}, err
		}
	}
	face, err := domain.FaceOf(ctx, tx, stage.Connection, q.client.ID)
	if err != nil {
		return issue.Tokens{}, err
	}
	return a.mint.Issue(ctx, tx, q.issuer, keys, q.client, issue.Order{
		Grant: domain.Grant{
			ID: id.NewGrant(), Type: oauth.Implicit, Client: q.client.ID, Connection: stage.Connection, AliasID: stage.AliasID, Scopes: stage.Scopes,
			Claims: q.request.Claims, Resources: issue.Identifiers(resources), SID: stage.SID, AuthTime: stage.AuthTime, ACR: stage.ACR, AMR: stage.AMR,
			CreatedAt: now, ExpiresAt: now.Add(issue.MostAccessLifetime),
		},
		Face: face, Scopes: stage.Scopes, For: resources, Nonce: q.request.Nonce, State: q.request.State, Code: code,
		Access: hasWord(t, forToken), ID: hasWord(t, forIDToken),
	}, now)
}
