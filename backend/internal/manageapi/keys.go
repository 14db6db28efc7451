package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/jose"
)

func (a *API) registerKeys() {
	apikit.Register(a.api, operation("listKeys", http.MethodGet, "/tenants/{tenant}/keys", tagKeys,
		"List signing keys", "The workspace's signing keys, newest first, without their private halves."), a.listKeys,
		tenant.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, operation("rotateKeys", http.MethodPost, "/tenants/{tenant}/keys/rotate", tagKeys,
		"Rotate signing keys", "Lets the next key sign, and keeps the one before it published until everything it signed has expired. Relying parties notice nothing. Rotation also happens by itself, on schedule. An algorithm without keys gets its first ones."), a.rotateKeys,
		tenant.ErrNotFound, manage.ErrForbidden)
	apikit.Register(a.api, operation("revokeKey", http.MethodPost, "/tenants/{tenant}/keys/{kid}/revoke", tagKeys,
		"Revoke a signing key", "For a key that is not safe any more: it is destroyed and leaves the key set at once, every token it signed is dead, and the next key takes over. People may have to sign in again. This cannot be undone."), a.revokeKey,
		tenant.ErrNotFound, signingkey.ErrNotFound, signingkey.ErrGone, manage.ErrForbidden)
}

func (a *API) listKeys(ctx context.Context, c caller, in *TenantPath) (*of[KeyList], error) {
	keys, err := a.cfg.Keys.List(ctx, c.Actor, in.Tenant)
	if err != nil {
		return nil, err
	}
	return &of[KeyList]{viewKeys(keys)}, nil
}

func (a *API) rotateKeys(ctx context.Context, c caller, in *struct {
	TenantPath
	Idempotent
	Body *RotateKeys
},
) (*of[KeyList], error) {
	var alg jose.Alg
	if in.Body != nil {
		alg = jose.Alg(in.Body.Alg)
	}
	keys, err := a.cfg.Keys.Rotate(ctx, c.Actor, in.Tenant, alg)
	if err != nil {
		return nil, err
	}
	return &of[KeyList]{viewKeys(keys)}, nil
}

func (a *API) revokeKey(ctx context.Context, c caller, in *struct {
	TenantPath
	Idempotent
	KID string `path:"kid" maxLength:"64" doc:"The key, by its kid." example:"k7Rl0pZ3fXw"`
},
) (*of[KeyList], error) {
	keys, err := a.cfg.Keys.Revoke(ctx, c.Actor, in.Tenant, in.KID)
	if err != nil {
		return nil, err
	}
	return &of[KeyList]{viewKeys(keys)}, nil
}

func viewKeys(keys []signingkey.Key) KeyList {
	list := KeyList{Items: []Key{}}
	for _, k := range keys {
		list.Items = append(list.Items, Key{
			KID: k.KID, Alg: string(k.Alg), State: string(k.State), CreatedAt: k.CreatedAt.UTC(),
			ActivatedAt: utc(k.ActivatedAt), RetiredAt: utc(k.RetiredAt), GoneAt: utc(k.GoneAt), GoneReason: k.GoneReason,
		})
	}
	return list
}
