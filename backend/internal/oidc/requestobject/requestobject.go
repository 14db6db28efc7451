// Package requestobject reads an authorization request that came as a JWT, signed
// by the client: by value (request) or by reference (request_uri). What is inside
// is the whole request; nothing outside is added to it. It must never accept one
// that is unsigned, signed with a secret, or encrypted, nor fetch an address that
// the client did not register. Sources: RFC 9101, OpenID Connect Core 6, FAPI 2.0
// Message Signing 5.3, row P36 of the specification, SEC-17, SEC-18, SEC-58.
//
// Cost: none beyond the client's keys (see clientkeys); by reference, one fetch of
// at most five seconds. Never inside a transaction.
package requestobject

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/jose"
)

// accept asks for what a request_uri should be; what it calls itself does not
// matter.
const accept = "application/oauth-authz-req+jwt, application/jwt, */*;q=0.1"

// Reader reads request objects.
type Reader struct {
	keys  *clientkeys.Keys
	fetch clientkeys.Fetcher
	clock clock.Clock
}

// New returns a reader that checks signatures with keys, and fetches by fetch.
func New(keys *clientkeys.Keys, fetch clientkeys.Fetcher, clk clock.Clock) *Reader {
	return &Reader{keys, fetch, clk}
}

// ByReference fetches the request object at uri, which must be one of those the
// client registered, byte for byte and with its fragment (OIDC Core 6.2), and
// reads it. The error is an oauth.Error.
func (r *Reader) ByReference(ctx context.Context, iss issuer.Issuer, c client.Client, uri string) (oauth.Params, error) {
	if !slices.Contains(c.RequestURIs, uri) {
		return oauth.Params{}, oauth.NewError(oauth.RequestURIUnregistered).Saw(uri, strings.Join(c.RequestURIs, " "))
	}
	got, err := r.fetch.Get(ctx, uri, accept)
	if err != nil {
		return oauth.Params{}, oauth.NewError(oauth.RequestURIUnreachable).Saw(err.Error(), "a request object")
	}
	if got.Status != 200 {
		return oauth.Params{}, oauth.NewError(oauth.RequestURIUnreachable).Saw("status "+strconv.Itoa(got.Status), "status 200")
	}
	return r.ByValue(ctx, iss, c, strings.TrimSpace(string(got.Body)))
}

// ByValue reads a request object that c signed for iss, and answers the parameters
// in it. The error is an oauth.Error.
func (r *Reader) ByValue(ctx context.Context, iss issuer.Issuer, c client.Client, token string) (oauth.Params, error) {
	algs := clientkeys.Algs(c)
	if c.RequestObjectAlg != "" {
		algs = slices.DeleteFunc(algs, func(a jose.Alg) bool { return a != c.RequestObjectAlg })
	}
	header, payload, err := r.keys.Verify(ctx, c, token, algs)
	if err != nil {
		return oauth.Params{}, refused(err, algs)
	}
	if !typed(header.Typ) {
		return oauth.Params{}, oauth.NewError(oauth.RequestObjectMalformed).Saw("typ "+header.Typ, "typ oauth-authz-req+jwt, or none")
	}
	var k claims
	if err := jose.DecodeClaims(payload, &k); err != nil {
		return oauth.Params{}, oauth.NewError(oauth.RequestObjectMalformed).Saw(err.Error(), "a JSON object of parameters")
	}
	if err := k.check(iss, c, r.clock.Now()); err != nil {
		return oauth.Params{}, err
	}
	values, err := parameters(payload)
	if err != nil {
		return oauth.Params{}, err
	}
	values.Set("client_id", c.WireID())
	return oauth.NewParams(values)
}

// typed reports whether a typ header names a request object, or nothing in
// particular: a JWT that says it is something else is no request (RFC 8725 3.11).
func typed(typ string) bool {
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	return slices.Contains([]string{"", "jwt", "oauth-authz-req+jwt"}, typ)
}

// refused says what is wrong with a token that could not be verified.
func refused(err error, algs []jose.Alg) error {
	var none *clientkeys.Error
	names := make([]string, len(algs))
	for i, a := range algs {
		names[i] = string(a)
	}
	switch {
	case errors.Is(err, jose.ErrAlg), errors.Is(err, jose.ErrUnsigned), errors.Is(err, jose.ErrEncrypted):
		return oauth.NewError(oauth.RequestObjectAlg).Saw(err.Error(), "a signature by "+strings.Join(names, ", "))
	case errors.Is(err, jose.ErrSignature), errors.Is(err, jose.ErrUnknownKey), errors.Is(err, jose.ErrKeyKind), errors.As(err, &none):
		return oauth.NewError(oauth.RequestObjectSignature).Saw(err.Error(), "a signature by one of the client's keys")
	case errors.Is(err, jose.ErrInvalid):
		return oauth.NewError(oauth.RequestObjectMalformed).Saw(err.Error(), "a signed JWT")
	}
	return err
}

// parameters are the members that are parameters. A request object may write a
// number or an object as such, where a form has its text.
func parameters(payload []byte) (url.Values, error) {
	members, err := jose.StrictObject(payload)
	if err != nil {
		return nil, oauth.NewError(oauth.RequestObjectMalformed).Saw(err.Error(), "a JSON object of parameters")
	}
	values := url.Values{}
	for name, raw := range members {
		if registered(name) {
			continue
		}
		texts, ok := textsOf(raw)
		if !ok {
			return nil, oauth.NewError(oauth.RequestObjectMalformed).Saw(name+" of the wrong type", "a string, a number or an object; an array of strings for resource")
		}
		if len(texts) > 0 {
			values[name] = texts
		}
	}
	return values, nil
}

// registered reports whether a member is about the JWT itself (RFC 7519 4.1).
func registered(name string) bool {
	return slices.Contains([]string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}, name)
}
