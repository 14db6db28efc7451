package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

// caller is a developer and the request they made.
type caller struct {
	manage.Actor

	request *http.Request
}

func (a *API) authenticate(ctx context.Context, r *http.Request) (caller, error) {
	actor, err := a.cfg.Authenticate(ctx, r)
	if fault.KindOf(err) == fault.KindUnauthenticated {
		return caller{}, unauthenticated()
	}
	if err != nil {
		return caller{}, err
	}
	return caller{actor, r}, nil
}

// replays lets apikit remember answers through the use case.
type replays struct{ cases *manage.Replays }

func (r replays) Claim(ctx context.Context, c caller, key string, request secret.Hash) (apikit.Claim, error) {
	entry, err := r.cases.Claim(ctx, c.Actor, key, request)
	return apikit.Claim{Mine: entry.Mine, Request: entry.Request, Sealed: entry.Sealed}, err
}

func (r replays) Remember(ctx context.Context, c caller, key string, status int, sealed []byte) error {
	return r.cases.Remember(ctx, c.Actor, key, status, sealed)
}

func (r replays) Release(ctx context.Context, c caller, key string) error {
	return r.cases.Release(ctx, c.Actor, key)
}
