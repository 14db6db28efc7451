// Package issuer turns a path into the tenant's OpenID provider: its issuer URL,
// its clients, its keys. All of it is read far more often than it changes, so it
// is cached by tenant, forgotten when the tenant announces a change
// (postgres.Changed), and never older than Bound. A warm cache costs no round
// trip. Sources: decision D1 of the specification, RFC 8414 2, OIDC Discovery 3.
package issuer

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/cache"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Bound is how stale an answer may be when the word of a change was lost.
const Bound = 30 * time.Second

// Issuer is a tenant as relying parties know it.
type Issuer struct {
	Tenant tenant.Tenant
	URL    string // {base}/t/{slug}, byte for byte everywhere, without a trailing slash
	// Resources are the protected resources of the tenant (RFC 8707).
	Resources []resource.Resource
}

// Directory finds issuers, clients and keys.
type Directory struct {
	base    string
	db      *postgres.DB
	clock   clock.Clock
	sealer  *secret.Sealer
	tenants *cache.Cache[string, Issuer]
	clients *cache.Cache[clientKey, client.Client]
	keys    *cache.Cache[id.Tenant, Keys]
	read    *documents // nil: clients by documents are not known
}

type clientKey struct {
	tenant           id.Tenant
	client           id.Client
	document, issuer string // instead of client
}

// New returns a directory over db for issuers below base. Signing keys are
// opened with a sealer for the purpose "signing-keys".
func New(base string, db *postgres.DB, clk clock.Clock, master *secret.Master) *Directory {
	d := &Directory{base: base, db: db, clock: clk, sealer: master.Sealer("signing-keys")}
	d.tenants = cache.New(clk, Bound, 20_000, strings.Clone, d.loadTenant)
	d.clients = cache.New(clk, Bound, 50_000, func(k clientKey) string { return k.tenant.String() + k.client.String() + k.document }, d.loadClient)
	d.keys = cache.New(clk, Bound, 10_000, id.Tenant.String, d.loadKeys)
	db.OnChange(d.forget)
	return d
}

func (d *Directory) forget(t id.Tenant) {
	d.tenants.Forget(func(_ string, i Issuer) bool { return t.IsZero() || i.Tenant.ID == t })
	d.clients.Forget(func(k clientKey, _ client.Client) bool { return t.IsZero() || k.tenant == t })
	d.keys.Forget(func(k id.Tenant, _ Keys) bool { return t.IsZero() || k == t })
}

// URL is the issuer URL of a slug.
func (d *Directory) URL(slug string) string { return d.base + "/t/" + slug }

// BySlug finds the issuer of a slug, or answers tenant.ErrNotFound: for an
// unknown slug, a released one, and one that is not in its canonical form.
func (d *Directory) BySlug(ctx context.Context, slug string) (Issuer, error) {
	if tenant.JudgeSlug(slug) == tenant.SlugInvalid {
		return Issuer{}, tenant.ErrNotFound
	}
	return d.tenants.Get(ctx, slug)
}

func (d *Directory) loadTenant(ctx context.Context, slug string) (Issuer, error) {
	entry, err := tenant.OfSlug(ctx, d.db.Directory(), slug)
	if err != nil {
		return Issuer{}, err
	}
	if entry.Released {
		return Issuer{}, tenant.ErrNotFound
	}
	tx := d.db.PeekTenant(entry.Tenant)
	t, err := tenant.Get(ctx, tx)
	if err != nil {
		return Issuer{}, err
	}
	resources, err := resource.List(ctx, tx)
	if err != nil {
		return Issuer{}, err
	}
	return Issuer{t, d.URL(slug), resources}, nil
}

// Client finds a client of the issuer by its client_id, which may be the address of
// a document about it, or answers client.ErrNotFound. It must not be called in a
// transaction.
func (d *Directory) Client(ctx context.Context, iss Issuer, clientID string) (client.Client, error) {
	if c, err := id.Parse[id.Client](clientID); err == nil {
		return d.clients.Get(ctx, clientKey{tenant: iss.Tenant.ID, client: c})
	}
	if d.read == nil || !mayBeDocument(iss, clientID) {
		return client.Client{}, client.ErrNotFound
	}
	return d.clients.Get(ctx, clientKey{tenant: iss.Tenant.ID, document: clientID, issuer: iss.URL})
}

func (d *Directory) loadClient(ctx context.Context, k clientKey) (client.Client, error) {
	if k.document != "" {
		iss, err := d.BySlug(ctx, strings.TrimPrefix(k.issuer, d.URL("")))
		if err != nil {
			return client.Client{}, client.ErrNotFound
		}
		return d.read.client(ctx, iss, k.document)
	}
	now := d.clock.Now()
	c, err := client.Get(ctx, d.db.PeekTenant(k.tenant), k.client, now)
	if err == nil && c.ExpiresAt != nil && !now.Before(*c.ExpiresAt) {
		return client.Client{}, client.ErrNotFound
	}
	return c, err
}

// Keys are a tenant's keys, ready to sign and to be published.
type Keys struct {
	Set     []byte // the key set document
	Public  []json.RawMessage
	signers map[jose.Alg]jose.Key
}

// Keys answers the issuer's keys, making the first ones when it has none: an
// RSA and a P-256 pair. The very first answer takes about 0.3 s.
func (d *Directory) Keys(ctx context.Context, iss Issuer) (Keys, error) {
	return d.keys.Get(ctx, iss.Tenant.ID)
}

// Signer answers the key that signs with alg now, making one if there is none.
func (d *Directory) Signer(ctx context.Context, iss Issuer, alg jose.Alg) (jose.Key, error) {
	keys, err := d.Keys(ctx, iss)
	if err != nil {
		return jose.Key{}, err
	}
	if k, ok := keys.signers[alg]; ok {
		return k, nil
	}
	if keys, err = d.ensure(ctx, iss.Tenant.ID, append(first(), alg)); err != nil {
		return jose.Key{}, err
	}
	return keys.signers[alg], nil
}

// first are the algorithms every tenant has keys for.
func first() []jose.Alg { return []jose.Alg{jose.RS256, jose.ES256} }

func (d *Directory) loadKeys(ctx context.Context, t id.Tenant) (Keys, error) {
	list, err := signingkey.List(ctx, d.db.PeekTenant(t))
	if err != nil {
		return Keys{}, err
	}
	for _, alg := range first() {
		if _, ok := signingkey.Find(list, alg, signingkey.Active); !ok {
			return d.ensure(ctx, t, first())
		}
	}
	return d.open(d.db.PeekTenant(t), list)
}

// ensure makes the keys that are missing for algs. Of any number of processes
// that need them at once, one makes them.
func (d *Directory) ensure(ctx context.Context, t id.Tenant, algs []jose.Alg) (Keys, error) {
	var keys Keys
	err := d.db.InTenant(ctx, t, func(tx postgres.TenantTx) error {
		if err := signingkey.Lock(ctx, tx); err != nil {
			return err
		}
		list, err := signingkey.List(ctx, tx)
		if err != nil {
			return err
		}
		had := len(list)
		for _, alg := range algs {
			if list, err = signingkey.Ensure(ctx, tx, d.sealer, alg, list, d.clock.Now()); err != nil {
				return err
			}
		}
		if len(list) > had {
			if err := postgres.Changed(ctx, tx); err != nil {
				return err
			}
		}
		keys, err = d.open(tx, list)
		return err
	})
	return keys, err
}

func (d *Directory) open(tx postgres.TenantTx, list []signingkey.Key) (Keys, error) {
	keys := Keys{signers: map[jose.Alg]jose.Key{}}
	for _, k := range list {
		if k.Published() {
			keys.Public = append(keys.Public, k.Public)
		}
		if k.State == signingkey.Active {
			signer, err := signingkey.Open(tx, d.sealer, k)
			if err != nil {
				return Keys{}, err
			}
			keys.signers[k.Alg] = signer
		}
	}
	keys.Set = jose.KeySet(keys.Public)
	return keys, nil
}
