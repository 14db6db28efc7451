package client

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new client; its secrets are stored by InsertSecret.
func Insert(ctx context.Context, tx postgres.TenantTx, c Client) error {
	protocol, err := json.Marshal(c.Protocol)
	if err != nil {
		return fmt.Errorf("encoding a client's protocol: %w", err)
	}
	err = queries().ClientInsert(ctx, tx, dbsqlc.ClientInsertParams{
		TenantID: tx.Tenant(), ID: c.ID, SectorID: c.Sector, Name: c.Name, Type: string(c.Type), ApplicationType: string(c.ApplicationType),
		Integration: c.Integration, RedirectUris: orEmpty(c.RedirectURIs), PostLogoutRedirectUris: orEmpty(c.PostLogoutRedirectURIs), Scopes: orEmpty(c.Scopes),
		GrantTypes: words(c.GrantTypes), AuthMethod: c.AuthMethod, RequirePkce: c.RequirePKCE, IDTokenSignedResponseAlg: string(c.IDTokenAlg),
		IDTokenClaims: c.IDTokenClaims, SendIss: c.SendIss, AllowedOrigins: orEmpty(c.AllowedOrigins), SeparateIdentities: c.SeparateIdentities,
		InitiateLoginUri: orNil(c.InitiateLoginURI), RefreshGraceSeconds: seconds(c.RefreshGrace), RefreshIdleSeconds: seconds(c.RefreshIdle),
		RefreshAbsoluteSeconds: seconds(c.RefreshAbsolute), DisabledAt: c.DisabledAt, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Protocol: protocol, Origin: string(c.Origin), DocumentUri: orNil(c.DocumentURI), RegistrationHash: hashOrNil(c.RegistrationHash), ExpiresAt: c.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("storing a client: %w", err)
	}
	return nil
}

// Update stores changed settings, provided the row still is as it was read: was
// is its UpdatedAt then. It answers ErrChanged otherwise.
func Update(ctx context.Context, tx postgres.TenantTx, c Client, was time.Time) error {
	protocol, err := json.Marshal(c.Protocol)
	if err != nil {
		return fmt.Errorf("encoding a client's protocol: %w", err)
	}
	n, err := queries().ClientUpdate(ctx, tx, dbsqlc.ClientUpdateParams{
		TenantID: tx.Tenant(), ID: c.ID, Name: c.Name, ApplicationType: string(c.ApplicationType), Integration: c.Integration,
		RedirectUris: orEmpty(c.RedirectURIs), PostLogoutRedirectUris: orEmpty(c.PostLogoutRedirectURIs), Scopes: orEmpty(c.Scopes), GrantTypes: words(c.GrantTypes),
		AuthMethod: c.AuthMethod, RequirePkce: c.RequirePKCE, IDTokenSignedResponseAlg: string(c.IDTokenAlg), IDTokenClaims: c.IDTokenClaims,
		SendIss: c.SendIss, AllowedOrigins: orEmpty(c.AllowedOrigins), InitiateLoginUri: orNil(c.InitiateLoginURI),
		RefreshGraceSeconds: seconds(c.RefreshGrace), RefreshIdleSeconds: seconds(c.RefreshIdle), RefreshAbsoluteSeconds: seconds(c.RefreshAbsolute),
		DisabledAt: c.DisabledAt, UpdatedAt: c.UpdatedAt, WasUpdatedAt: was,
		SectorID: c.Sector, Type: string(c.Type), Protocol: protocol, RegistrationHash: hashOrNil(c.RegistrationHash), ExpiresAt: c.ExpiresAt,
	})
	switch {
	case err != nil:
		return fmt.Errorf("changing a client: %w", err)
	case n == 0:
		return ErrChanged
	}
	return nil
}

// Delete removes a client with its secrets, requests and grants. It answers
// ErrNotFound when there is none.
func Delete(ctx context.Context, tx postgres.TenantTx, client id.Client) error {
	n, err := queries().ClientDelete(ctx, tx, dbsqlc.ClientDeleteParams{TenantID: tx.Tenant(), ID: client})
	switch {
	case err != nil:
		return fmt.Errorf("deleting a client: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// Get reads a client with its live secrets, or answers ErrNotFound.
func Get(ctx context.Context, tx postgres.TenantTx, client id.Client, now time.Time) (Client, error) {
	row, err := queries().ClientByID(ctx, tx, dbsqlc.ClientByIDParams{TenantID: tx.Tenant(), ID: client})
	switch {
	case postgres.IsNone(err):
		return Client{}, ErrNotFound
	case err != nil:
		return Client{}, fmt.Errorf("reading a client: %w", err)
	}
	c, err := fromRow(row)
	if err != nil {
		return Client{}, err
	}
	list := []Client{c}
	if err := addSecrets(ctx, tx, list, now); err != nil {
		return Client{}, err
	}
	return list[0], nil
}

// ByDocument reads the client whose client_id is the address of a metadata
// document, or answers ErrNotFound.
func ByDocument(ctx context.Context, tx postgres.TenantTx, uri string) (Client, error) {
	row, err := queries().ClientByDocument(ctx, tx, dbsqlc.ClientByDocumentParams{TenantID: tx.Tenant(), DocumentUri: &uri})
	switch {
	case postgres.IsNone(err):
		return Client{}, ErrNotFound
	case err != nil:
		return Client{}, fmt.Errorf("reading a client by its document: %w", err)
	}
	return fromRow(row)
}

// HasDefaultResource reports whether a client asks for a resource by default.
func HasDefaultResource(ctx context.Context, tx postgres.TenantTx, identifier string) (bool, error) {
	used, err := queries().ClientHasDefaultResource(ctx, tx, dbsqlc.ClientHasDefaultResourceParams{TenantID: tx.Tenant(), Identifier: identifier})
	if err != nil {
		return false, fmt.Errorf("asking who uses a resource: %w", err)
	}
	return used, nil
}

// Lock keeps others from changing the client or its secrets until tx ends, or
// answers ErrNotFound.
func Lock(ctx context.Context, tx postgres.TenantTx, client id.Client) error {
	_, err := queries().ClientLock(ctx, tx, dbsqlc.ClientLockParams{TenantID: tx.Tenant(), ID: client})
	if postgres.IsNone(err) {
		return ErrNotFound
	}
	return err
}

// List reads up to limit clients made before the one given (the zero ID: the
// newest), newest first, whose name contains search, or whose ID it is.
func List(ctx context.Context, tx postgres.TenantTx, before id.Client, search string, limit int, now time.Time) ([]Client, error) {
	if before.IsZero() {
		before = last()
	}
	searchID := ""
	if c, err := id.Parse[id.Client](search); err == nil {
		searchID = c.UUIDString()
	}
	rows, err := queries().ClientList(ctx, tx, dbsqlc.ClientListParams{
		TenantID: tx.Tenant(), BeforeID: before, Search: search, SearchID: searchID, MaxRows: int32(limit), //nolint:gosec // the door bounds limit to 100
	})
	if err != nil {
		return nil, fmt.Errorf("listing clients: %w", err)
	}
	out := make([]Client, len(rows))
	for i, r := range rows {
		if out[i], err = fromRow(r); err != nil {
			return nil, err
		}
	}
	return out, addSecrets(ctx, tx, out, now)
}

// last is after every client ID that will ever be made.
func last() id.Client {
	c, err := id.FromUUID[id.Client]("ffffffff-ffff-ffff-ffff-ffffffffffff")
	if err != nil {
		panic(err) // the text above is a UUID
	}
	return c
}

// Names answers the names of some clients, for lists that mention them.
func Names(ctx context.Context, tx postgres.TenantTx, clients []id.Client) (map[id.Client]string, error) {
	rows, err := queries().ClientNames(ctx, tx, dbsqlc.ClientNamesParams{TenantID: tx.Tenant(), Ids: id.UUIDs(clients)})
	if err != nil {
		return nil, fmt.Errorf("naming clients: %w", err)
	}
	out := make(map[id.Client]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}

// InsertSecret stores a secret's hash.
func InsertSecret(ctx context.Context, tx postgres.TenantTx, s Secret) error {
	err := queries().ClientSecretInsert(ctx, tx, dbsqlc.ClientSecretInsertParams{
		TenantID: tx.Tenant(), ClientID: s.Client, ID: s.ID, Kind: string(s.Kind), Hash: s.Hash.Bytes(), Hint: s.Hint, CreatedAt: s.CreatedAt, ExpiresAt: s.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("storing a client secret: %w", err)
	}
	return nil
}

// ExpireOtherSecrets lets every standard secret but keep end at the given time,
// or sooner if it already does.
func ExpireOtherSecrets(ctx context.Context, tx postgres.TenantTx, client id.Client, keep id.ClientSecret, at time.Time) error {
	return queries().ClientSecretExpireOthers(ctx, tx, dbsqlc.ClientSecretExpireOthersParams{TenantID: tx.Tenant(), ClientID: client, KeepID: keep, ExpiresAt: &at})
}

// DeleteSecret removes a secret, or answers ErrNoSecret.
func DeleteSecret(ctx context.Context, tx postgres.TenantTx, client id.Client, s id.ClientSecret) error {
	n, err := queries().ClientSecretDelete(ctx, tx, dbsqlc.ClientSecretDeleteParams{TenantID: tx.Tenant(), ClientID: client, ID: s})
	switch {
	case err != nil:
		return fmt.Errorf("deleting a client secret: %w", err)
	case n == 0:
		return ErrNoSecret
	}
	return nil
}

// Sweep deletes clients that registered themselves and ran out before a time, of
// every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().ClientSweep(ctx, tx, dbsqlc.ClientSweepParams{Before: &before, MaxRows: postgres.SweepBatch})
}

// SecretUse says that a secret was accepted at a time.
type SecretUse struct {
	Secret id.ClientSecret
	At     time.Time
}

// RecordUses remembers when secrets were last used.
func RecordUses(ctx context.Context, tx postgres.TenantTx, uses []SecretUse) error {
	ids, ats := make([]id.ClientSecret, len(uses)), make([]time.Time, len(uses))
	for i, u := range uses {
		ids[i], ats[i] = u.Secret, u.At
	}
	return queries().ClientSecretsUsed(ctx, tx, dbsqlc.ClientSecretsUsedParams{TenantID: tx.Tenant(), Ids: id.UUIDs(ids), Ats: ats})
}

func addSecrets(ctx context.Context, tx postgres.TenantTx, list []Client, now time.Time) error {
	ids := make([]id.Client, len(list))
	at := make(map[id.Client]int, len(list))
	for i, c := range list {
		ids[i], at[c.ID] = c.ID, i
	}
	rows, err := queries().ClientSecretsOf(ctx, tx, dbsqlc.ClientSecretsOfParams{TenantID: tx.Tenant(), ClientIds: id.UUIDs(ids), Now: &now})
	if err != nil {
		return fmt.Errorf("reading client secrets: %w", err)
	}
	for _, r := range rows {
		h, err := secret.HashFrom(r.Hash)
		if err != nil {
			return fmt.Errorf("client_secrets.hash of %s: %w", r.ID, err)
		}
		c := &list[at[r.ClientID]]
		c.Secrets = append(c.Secrets, Secret{r.ID, r.ClientID, SecretKind(r.Kind), h, r.Hint, r.CreatedAt, r.ExpiresAt, r.LastUsedAt})
	}
	return nil
}

func fromRow(r dbsqlc.Client) (Client, error) {
	c := Client{
		Tenant: r.TenantID, ID: r.ID, Sector: r.SectorID, Type: Type(r.Type), SeparateIdentities: r.SeparateIdentities,
		DisabledAt: r.DisabledAt, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Origin: Origin(r.Origin), ExpiresAt: r.ExpiresAt,
		Settings: Settings{
			Name: r.Name, ApplicationType: ApplicationType(r.ApplicationType), Integration: r.Integration, RedirectURIs: r.RedirectUris,
			PostLogoutRedirectURIs: r.PostLogoutRedirectUris, Scopes: r.Scopes, AuthMethod: r.AuthMethod, RequirePKCE: r.RequirePkce,
			IDTokenAlg: jose.Alg(r.IDTokenSignedResponseAlg), IDTokenClaims: r.IDTokenClaims, SendIss: r.SendIss, AllowedOrigins: r.AllowedOrigins,
			RefreshGrace: duration(r.RefreshGraceSeconds), RefreshIdle: duration(r.RefreshIdleSeconds), RefreshAbsolute: duration(r.RefreshAbsoluteSeconds),
			Disabled: r.DisabledAt != nil,
		},
	}
	for _, g := range r.GrantTypes {
		c.GrantTypes = append(c.GrantTypes, oauth.GrantType(g))
	}
	if r.InitiateLoginUri != nil {
		c.InitiateLoginURI = *r.InitiateLoginUri
	}
	if r.DocumentUri != nil {
		c.DocumentURI = *r.DocumentUri
	}
	if r.RegistrationHash != nil {
		h, err := secret.HashFrom(r.RegistrationHash)
		if err != nil {
			return Client{}, fmt.Errorf("clients.registration_hash of %s: %w", r.ID, err)
		}
		c.RegistrationHash = &h
	}
	if err := json.Unmarshal(r.Protocol, &c.Protocol); err != nil {
		return Client{}, fmt.Errorf("clients.protocol of %s: %w", r.ID, err)
	}
	return c, nil
}

func hashOrNil(h *secret.Hash) []byte {
	if h == nil {
		return nil
	}
	return h.Bytes()
}

func seconds(d time.Duration) int32  { return int32(d / time.Second) } //nolint:gosec // check bounds durations to five years
func duration(s int32) time.Duration { return time.Duration(s) * time.Second }

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
