package issuer

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/urls"
)

// Fetcher fetches what others name; outbound.Client is one.
type Fetcher interface {
	Get(ctx context.Context, address, accept string) (outbound.Response, error)
}

// documents are clients whose client_id is the address of a document about them
// (OAuth Client ID Metadata Document). A document is fetched when somebody comes
// with its address and nobody has for as long as it may be kept, and it becomes a
// client like any other, so that consents and tokens can refer to it. What cannot
// be fetched is not known (SEC-55).
type documents struct {
	db    *postgres.DB
	fetch Fetcher
	clock clock.Clock

	mu    sync.Mutex
	fresh map[documentKey]time.Time // until when what was stored need not be fetched again
}

type documentKey struct {
	tenant id.Tenant
	uri    string
}

// mostFresh bounds what a stranger's addresses can fill.
const mostFresh = 20_000

// WithDocuments lets a directory know clients by documents, which come by fetch.
func (d *Directory) WithDocuments(fetch Fetcher) *Directory {
	d.read = &documents{db: d.db, fetch: fetch, clock: d.clock, fresh: map[documentKey]time.Time{}}
	return d
}

// mayBeDocument reports whether a client_id is the address of a document that the
// issuer would read: https, a host that its developer allows, a path, and nothing
// that two readers could understand differently.
func mayBeDocument(iss Issuer, clientID string) bool {
	u, err := url.Parse(clientID)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Path == "" || u.Path == "/" || urls.CheckRedirect(clientID, urls.Rule{Loopback: true}) != "" {
		return false
	}
	if u.Scheme != "https" && (u.Scheme != "http" || iss.Tenant.Environment != tenant.Development) {
		return false
	}
	return iss.Tenant.Settings.Documents.Allows(u.Hostname())
}

// client answers the client of a document, fetched now or a while ago.
func (d *documents) client(ctx context.Context, iss Issuer, uri string) (client.Client, error) {
	key, now := documentKey{iss.Tenant.ID, uri}, d.clock.Now()
	d.mu.Lock()
	until, known := d.fresh[key]
	d.mu.Unlock()
	if known && now.Before(until) {
		if c, err := client.ByDocument(ctx, d.db.PeekTenant(iss.Tenant.ID), uri); !errors.Is(err, client.ErrNotFound) {
			return c, err
		}
	}
	answer, err := d.fetch.Get(ctx, uri, "application/json")
	if ctx.Err() != nil {
		return client.Client{}, ctx.Err()
	}
	if err != nil || !answer.OK() || !isJSON(answer.ContentType) {
		return client.Client{}, client.ErrNotFound
	}
	m, ok := readDocument(answer.Body, uri)
	if !ok {
		return client.Client{}, client.ErrNotFound
	}
	c, err := d.keep(ctx, iss, uri, m, now)
	if err != nil {
		return client.Client{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.fresh) >= mostFresh {
		clear(d.fresh)
	}
	d.fresh[key] = now.Add(answer.Fresh())
	return c, nil
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// readDocument reads a document that calls itself by its address, and whose client
// keeps no secret, since there is nobody to tell it to.
func readDocument(body []byte, uri string) (metadata.Metadata, bool) {
	members, err := jose.StrictObject(body)
	if err != nil {
		return metadata.Metadata{}, false
	}
	var named string
	if json.Unmarshal(members["client_id"], &named) != nil || named != uri || members["client_secret"] != nil || members["client_secret_expires_at"] != nil {
		return metadata.Metadata{}, false
	}
	m, err := metadata.Read(body)
	if err != nil {
		return m, false
	}
	if m.TokenEndpointAuthMethod == "" {
		m.TokenEndpointAuthMethod = oauth.AuthNone
	}
	if m.TokenEndpointAuthMethod != oauth.AuthNone && m.TokenEndpointAuthMethod != oauth.AuthPrivateKeyJWT {
		return m, false
	}
	own := urls.Origin(uri)
	foreign := func(address string) bool {
		u, err := url.Parse(address)
		return err != nil || (urls.Origin(address) != own && (u.Scheme != "http" || !urls.IsLoopback(u.Hostname())))
	}
	for _, address := range slices.Concat(m.RedirectURIs, m.PostLogoutRedirectURIs, given(m.InitiateLoginURI), given(m.BackchannelLogoutURI)) {
		if foreign(address) {
			return m, false
		}
	}
	// One document is for many issuers, so what this one does not do for strangers is
	// left out, and so is another's list of redirect URIs: its own origin is proved.
	m.GrantTypes = oauth.Intersect(m.GrantTypes, []string{string(oauth.AuthorizationCode), string(oauth.RefreshToken), string(oauth.DeviceCode), string(oauth.Implicit)})
	m.SectorIdentifierURI = ""
	return m, m.SubjectType == "" || m.SubjectType == "pairwise"
}

// given is a list of an address, if there is one.
func given(address string) []string {
	if address == "" {
		return nil
	}
	return []string{address}
}

// unread is how long a client is kept whose document nobody asks for.
const unread = 90 * 24 * time.Hour

// keep stores what a document says. Where it now sends people elsewhere, or calls
// itself something else, what they agreed to is forgotten: they agreed to the old.
func (d *documents) keep(ctx context.Context, iss Issuer, uri string, m metadata.Metadata, now time.Time) (client.Client, error) {
	rules, scopes := d.may(iss, m)
	var out client.Client
	err := d.db.InTenant(ctx, iss.Tenant.ID, func(tx postgres.TenantTx) error {
		had, err := client.ByDocument(ctx, tx, uri)
		if errors.Is(err, client.ErrNotFound) {
			made := client.Registration{Tenant: iss.Tenant.ID, TenantSector: iss.Tenant.Sector, Type: m.Kind(), Rules: rules, Origin: client.Document}
			if out, err = client.New(made, documented(m, m.Settings(scopes)), now); err != nil {
				return client.ErrNotFound
			}
			ends := now.Add(unread)
			out.DocumentURI, out.ExpiresAt = uri, &ends
			return client.Insert(ctx, tx, out)
		}
		if err != nil {
			return err
		}
		out, err = d.change(ctx, tx, had, documented(m, m.Over(had.Settings, scopes)), m.Kind(), rules, now)
		return err
	})
	switch {
	case postgres.Violates(err, "clients_document_uri"), errors.Is(err, client.ErrChanged): // somebody else has just read it too
		return client.ByDocument(ctx, d.db.PeekTenant(iss.Tenant.ID), uri)
	}
	return out, err
}

// may answers what the client of a document may be, and the scopes that it may have:
// nobody vouches for it, so it sends people no messages.
func (*documents) may(iss Issuer, m metadata.Metadata) (client.Rules, []string) {
	rules := client.Rules{Development: iss.Tenant.Environment == tenant.Development, ImplicitAndHybrid: iss.Tenant.Settings.Compatibility.ImplicitAndHybrid}
	for _, r := range iss.Resources {
		rules.Scopes = append(rules.Scopes, r.Scopes...)
	}
	scopes := slices.DeleteFunc(oauth.Scopes(), func(s string) bool { return s == oauth.Contact })
	if m.Scope != "" {
		scopes = append(scopes, rules.Scopes...)
	}
	return rules, scopes
}

// documented is s as a document's client must have it.
func documented(m metadata.Metadata, s client.Settings) client.Settings {
	s.RequirePKCE = true
	// A browser is sent to loopback by programs on its own machine, whatever they run on.
	if slices.ContainsFunc(m.RedirectURIs, func(r string) bool { return strings.HasPrefix(r, "http:") }) {
		s.ApplicationType = client.Native
	}
	return s
}

// change stores what differs, and puts off the end of a client that is asked for.
func (d *documents) change(ctx context.Context, tx postgres.TenantTx, had client.Client, s client.Settings, kind client.Type, rules client.Rules, now time.Time) (client.Client, error) {
	is := had
	is.Type = kind
	later := now
	if !later.After(had.UpdatedAt) {
		later = had.UpdatedAt.Add(time.Microsecond)
	}
	out, err := is.Change(s, rules, later)
	if err != nil {
		return client.Client{}, client.ErrNotFound
	}
	changed := had.Type != out.Type || len(client.Differences(had.Settings, out.Settings)) > 0
	ends := now.Add(unread)
	if !changed && had.ExpiresAt != nil && ends.Sub(*had.ExpiresAt) < unread/3 {
		return had, nil
	}
	out.ExpiresAt = &ends
	if !slices.Equal(had.RedirectURIs, out.RedirectURIs) || had.Name != out.Name {
		if err := connection.ForgetClient(ctx, tx, had.ID); err != nil {
			return client.Client{}, err
		}
	}
	if err := client.Update(ctx, tx, out, had.UpdatedAt); err != nil {
		return client.Client{}, err
	}
	return out, postgres.Changed(ctx, tx)
}
