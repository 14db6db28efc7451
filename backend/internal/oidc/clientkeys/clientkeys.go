// Package clientkeys checks what others sign with keys of their own: a client's
// assertions and request objects, the tokens of an issuer that vouches for a
// workload, software statements. The keys are given by value or fetched from a
// URI, which only package outbound may do.
//
// A fetched set is kept for five minutes, so a key that its owner removed is
// refused after that, whatever happens to the URI: a set that cannot be fetched
// again is not used on (SEC-56). A token with an unknown kid has the set fetched at
// once, because its owner has probably rotated, but at most once in three seconds,
// because anybody can invent a kid. Sources: RFC 7517 5, RFC 7591 2, OpenID Connect
// Core 10.1.1.
//
// Cost: no round trip to the database; a fetch of up to five seconds when there is
// no fresh set, so it must never be called inside a transaction.
package clientkeys

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
)

// Fetcher fetches documents on behalf of others; *outbound.Client is one.
type Fetcher interface {
	Get(ctx context.Context, address, accept string) (outbound.Response, error)
}

// Keys finds keys and checks tokens with them. It is safe for concurrent use.
type Keys struct{ fetched *shelf }

// New returns an empty store of keys.
func New(fetch Fetcher, clk clock.Clock) *Keys { return &Keys{newShelf(fetch, clk)} }

// Source says where somebody's keys are: in JWKS, or else at URI.
type Source struct {
	Tenant id.Tenant
	Owner  string // whose they are, such as a client ID or an issuer
	JWKS   json.RawMessage
	URI    string
}

// Of is where a client's keys are.
func Of(c client.Client) Source { return Source{c.Tenant, c.ID.String(), c.JWKS, c.JWKSURI} }

// Algs are the algorithms a client may sign with: all, or those of FAPI 2.0
// (Security Profile 5.4.1) for a client that is held to it.
func Algs(c client.Client) []jose.Alg {
	if c.FAPI() {
		return []jose.Alg{jose.PS256, jose.ES256, jose.EdDSA}
	}
	return jose.Algs()
}

// Error says why there are no keys, in a sentence for the developer. It holds
// nothing that was answered.
type Error struct {
	sentence string
	cause    error
}

// Error is the sentence.
func (e *Error) Error() string { return e.sentence }

// Unwrap is what outbound or jose found.
func (e *Error) Unwrap() error { return e.cause }

// Verify checks a token that a client signed, and answers its header and payload.
// The error is an *Error when there are no keys, and one of package jose otherwise.
func (k *Keys) Verify(ctx context.Context, c client.Client, token string, algs []jose.Alg) (jose.Header, []byte, error) {
	return k.VerifyFrom(ctx, Of(c), token, algs)
}

// VerifyFrom is Verify for keys of anybody.
func (k *Keys) VerifyFrom(ctx context.Context, s Source, token string, algs []jose.Alg) (jose.Header, []byte, error) {
	set, err := k.Set(ctx, s)
	if err != nil {
		return jose.Header{}, nil, err
	}
	header, payload, err := set.Verify(token, algs)
	if !errors.Is(err, jose.ErrUnknownKey) || len(s.JWKS) > 0 {
		return header, payload, err
	}
	if set, err = k.fetched.again(ctx, s); err != nil {
		return jose.Header{}, nil, err
	}
	return set.Verify(token, algs)
}

// Set is somebody's keys as they are known now. The error is an *Error.
func (k *Keys) Set(ctx context.Context, s Source) (jose.PublicSet, error) {
	switch {
	case len(s.JWKS) > 0:
		return parse(s.JWKS, "jwks")
	case s.URI != "":
		return k.fetched.get(ctx, s)
	}
	return jose.PublicSet{}, &Error{sentence: "There is neither jwks nor jwks_uri."}
}

func parse(doc []byte, from string) (jose.PublicSet, error) {
	set, err := jose.ParsePublicSet(doc)
	if err != nil {
		return set, &Error{from + " is not a set of public keys that can be used here. " + err.Error(), err}
	}
	return set, nil
}

// host is the part of an address that a developer may read in an attempt.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "jwks_uri"
	}
	return u.Host
}
