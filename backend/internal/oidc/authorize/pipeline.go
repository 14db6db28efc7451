// Package authorize is the authorization endpoint: it checks what a client asks
// (one file per check, in the order of the table below), decides what the person
// still has to do (next.go) and answers the client (respond.go). It is one of
// the few rooms that see both sides of the wall: a session and a client. It
// never shows a page but the one for errors that may not be redirected; pages
// are the hosted door's. Sources: RFC 6749 3.1 and 4.1.1, RFC 7636 4.3, RFC 9207,
// RFC 9700 2.1, OpenID Connect Core 3.1.2.
//
// Cost: nobody signed in, one round trip (the request is stored). Signed in and
// agreed already, one transaction of four: begin with both walls, who and what
// they agreed to, store the request with its code, commit.
package authorize

import (
	"context"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
)

// inquiry is a request on its way through the checks.
type inquiry struct {
	issuer  issuer.Issuer
	params  oauth.Params
	client  client.Client
	request authrequest.Request // what the checks have accepted so far
	note    oauth.Reason        // something the developer should see though it was no error
}

// check looks at one thing. It answers an oauth.Error; until the redirect URI
// has been checked, errors stay here, and from then on they may be redirected.
type check struct {
	run       func(*Authorize, context.Context, *inquiry) error
	authorize bool // a new request
	resume    bool // one that comes back from a page
}

// checks is the pipeline.
func checks() []check {
	const yes, no = true, false
	return []check{
		//                     authorize resume
		{(*Authorize).checkClient, yes, yes},
		{(*Authorize).checkRedirectURI, yes, no}, // from here on, errors may redirect
		{(*Authorize).checkTenant, yes, yes},
		{(*Authorize).checkParameters, yes, no},
		{(*Authorize).checkRequestObject, yes, no},
		{(*Authorize).checkResponseType, yes, no},
		{(*Authorize).checkScope, yes, no},
		{(*Authorize).checkPKCE, yes, no},
		{(*Authorize).checkPrompt, yes, no},
		{(*Authorize).checkMaxAge, yes, no},
	}
}

// runChecks runs the pipeline for a new request or a resumed one.
func (a *Authorize) runChecks(ctx context.Context, q *inquiry, resumed bool) error {
	for _, c := range checks() {
		if (resumed && c.resume) || (!resumed && c.authorize) {
			if err := c.run(a, ctx, q); err != nil {
				return q.redirectable(err)
			}
		}
	}
	return nil
}

// redirectable lets an error be sent to the redirect URI once that was accepted.
func (q *inquiry) redirectable(err error) error {
	e := oauth.AsError(err)
	e.Redirectable = q.request.RedirectURI != ""
	return e
}
