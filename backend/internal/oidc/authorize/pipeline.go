// Package authorize is the authorization endpoint: it checks what a client asks
// (one file per check, in the order of the table below), decides what the person
// still has to do (next.go) and answers the client (respond.go). It is one of
// the few rooms that see both sides of the wall: a session and a client. It
// never shows a page but those for errors that may not be redirected and for
// answers that a form carries; pages are the hosted door's. What a client pushes
// ahead (RFC 9126) goes through the same table, by way of Push. Sources: RFC 6749
// 3.1, 4.1.1 and 4.2, RFC 7636 4.3, RFC 8707 2, RFC 9101, RFC 9126 4, RFC 9207, RFC
// 9449 10, RFC 9700 2.1, OpenID Connect Core 3 and 5.5, OAuth 2.0 Multiple Response
// Types, Form Post Response Mode and JARM.
//
// Cost: nobody signed in, one round trip (the request is stored). Signed in and
// agreed already, one transaction of five: begin with both walls, who and what
// they agreed to, store the request with its code, remember that the session
// reached the client, commit. A pushed request costs one before it, to be read, and
// one in it, to be used up. Tokens in the answer (implicit and hybrid) cost two more
// in it: the pseudonym, and the grant. Keys are cached; a request object may fetch
// (see requestobject). An error of a client that nobody vouches for costs a
// transaction of three, to see whether the person knows it.
package authorize

import (
	"context"
	"errors"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
)

// inquiry is a request on its way through the checks.
type inquiry struct {
	issuer    issuer.Issuer
	params    oauth.Params // those that count: of a request object or a pushed request, if there is one
	client    client.Client
	request   authrequest.Request // what the checks have accepted so far
	resources []resource.Resource // those that are asked for
	pushing   bool                // it is being pushed
	signed    bool                // it came as a request object
	note      oauth.Reason        // something the developer should see though it was no error
}

// door is where a request comes in.
type door int

const (
	atAuthorize door = iota // a new request
	atPar                   // one that is pushed, by a client that proved who it is
	atResume                // one that comes back from a page
)

// check looks at one thing. It answers an oauth.Error; until the redirect URI
// has been checked, errors stay here, and from then on they may be redirected.
type check struct {
	run   func(*Authorize, context.Context, *inquiry) error
	doors [3]bool
}

// checks is the pipeline.
func checks() []check {
	const yes, no = true, false
	return []check{
		//                                 authorize par resume
		{(*Authorize).checkClient, [3]bool{yes, no, yes}},
		{(*Authorize).checkRequestObject, [3]bool{yes, yes, no}}, // from here on, what counts is known
		{(*Authorize).checkRedirectURI, [3]bool{yes, yes, no}},   // from here on, errors may redirect
		{(*Authorize).checkResponseMode, [3]bool{yes, yes, no}},  // from here on, in the mode that was asked for
		{(*Authorize).checkTenant, [3]bool{yes, yes, yes}},
		{(*Authorize).checkParameters, [3]bool{yes, yes, no}},
		{(*Authorize).checkProfile, [3]bool{yes, yes, no}},
		{(*Authorize).checkResponseType, [3]bool{yes, yes, no}},
		{(*Authorize).checkResource, [3]bool{yes, yes, yes}},
		{(*Authorize).checkScope, [3]bool{yes, yes, no}},
		{(*Authorize).checkPKCE, [3]bool{yes, yes, no}},
		{(*Authorize).checkPrompt, [3]bool{yes, yes, no}},
		{(*Authorize).checkMaxAge, [3]bool{yes, yes, no}},
		{(*Authorize).checkClaims, [3]bool{yes, yes, no}},
		{(*Authorize).checkIDTokenHint, [3]bool{yes, yes, no}},
		{(*Authorize).checkJKT, [3]bool{yes, yes, no}},
	}
}

// runChecks runs the pipeline for a request that came in by a door.
func (a *Authorize) runChecks(ctx context.Context, q *inquiry, by door) error {
	for _, c := range checks() {
		if c.doors[by] {
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

// failed is redirectable for what went wrong after the checks. Refusals have been
// judged where they were made.
func (q *inquiry) failed(err error) error {
	var e *oauth.Error
	if errors.As(err, &e) {
		return e
	}
	return q.redirectable(err)
}
