package manage

import (
	"context"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Clients are the cases about relying parties and their secrets.
type Clients struct {
	db     *postgres.DB
	clock  clock.Clock
	source secret.Source
}

// NewClients makes the cases over db; source makes the secrets.
func NewClients(db *postgres.DB, c clock.Clock, source secret.Source) *Clients {
	return &Clients{db, c, source}
}

// NewClient says what to register. Zero fields take the defaults of the type.
type NewClient struct {
	Type               client.Type
	SeparateIdentities bool
	Name               string
	ApplicationType    client.ApplicationType
	Integration        string
	RedirectURIs       []string
	Scopes             []string
	AuthMethod         string
	IDTokenAlg         jose.Alg
	IDTokenClaims      bool
	InitiateLoginURI   string
	// RequirePKCE and SendIss are true when nil.
	RequirePKCE, SendIss *bool

	PostLogoutRedirectURIs []string
	AllowedOrigins         []string
}

func (n NewClient) settings() client.Settings {
	s := client.Defaults(n.Type)
	s.Name, s.RedirectURIs = n.Name, n.RedirectURIs
	s.PostLogoutRedirectURIs, s.AllowedOrigins = n.PostLogoutRedirectURIs, n.AllowedOrigins
	s.InitiateLoginURI, s.IDTokenClaims = n.InitiateLoginURI, n.IDTokenClaims
	s.Scopes = n.Scopes
	if len(s.Scopes) == 0 {
		s.Scopes = oauth.Scopes()
	}
	s.GrantTypes = grantTypes(s.Scopes)
	setUnlessZero(&s.ApplicationType, n.ApplicationType)
	setUnlessZero(&s.Integration, n.Integration)
	setUnlessZero(&s.AuthMethod, n.AuthMethod)
	setUnlessZero(&s.IDTokenAlg, n.IDTokenAlg)
	setUnlessNil(&s.RequirePKCE, n.RequirePKCE)
	setUnlessNil(&s.SendIss, n.SendIss)
	return s
}

// grantTypes follow from the scopes: whoever may act while the person is away
// needs refresh tokens, and nobody else does.
func grantTypes(scopes []string) []oauth.GrantType {
	if slices.Contains(scopes, oauth.OfflineAccess) {
		return []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken}
	}
	return []oauth.GrantType{oauth.AuthorizationCode}
}

func setUnlessZero[T comparable](to *T, from T) {
	var zero T
	if from != zero {
		*to = from
	}
}

func setUnlessNil[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// List answers up to limit clients, newest first, before the given one.
func (c *Clients) List(ctx context.Context, actor Actor, ref, search string, before id.Client, limit int) ([]client.Client, error) {
	var list []client.Client
	err := within(ctx, c.db, actor, ref, ReadClients, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		list, err = client.List(ctx, tx, before, search, limit, c.clock.Now())
		return err
	})
	return list, err
}

// Create registers a client. A confidential one comes with its first secret, in
// the clear for this once.
func (c *Clients) Create(ctx context.Context, actor Actor, ref string, n NewClient) (client.Client, secret.Value, error) {
	now := c.clock.Now()
	var made client.Client
	var raw secret.Value
	err := within(ctx, c.db, actor, ref, ChangeClients, func(tx postgres.TenantTx, _ developer.Member) error {
		t, err := tenant.Get(ctx, tx)
		if err != nil {
			return err
		}
		made, err = client.New(client.Registration{
			Tenant: t.ID, TenantSector: t.Sector, Type: n.Type, SeparateIdentities: n.SeparateIdentities,
			Development: t.Environment == tenant.Development,
		}, n.settings(), now)
		if err != nil {
			return err
		}
		if err := client.Insert(ctx, tx, made); err != nil {
			return err
		}
		if made.Type == client.Confidential {
			if raw, err = c.addSecret(ctx, tx, &made, now); err != nil {
				return err
			}
		}
		if err := record(ctx, tx, actor, now, audit.ClientCreated, made.ID.String(), map[string]string{"type": string(made.Type)}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return made, raw, err
}

// Get answers one client and its live secrets.
func (c *Clients) Get(ctx context.Context, actor Actor, ref string, clientID id.Client) (client.Client, error) {
	var got client.Client
	err := within(ctx, c.db, actor, ref, ReadClients, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		got, err = client.Get(ctx, tx, clientID, c.clock.Now())
		return err
	})
	return got, err
}

// ClientChange says what to change. Nil fields leave what there is.
type ClientChange struct {
	Name, Integration, AuthMethod, InitiateLoginURI      *string
	IDTokenAlg                                           *jose.Alg
	RequirePKCE, IDTokenClaims, SendIss, Disabled        *bool
	RedirectURIs, PostLogoutRedirectURIs, AllowedOrigins []string
	Scopes                                               []string
}

// applyTo answers s with the changes, and the names of the fields they touch.
func (ch ClientChange) applyTo(s client.Settings) (client.Settings, []string) {
	var touched []string
	set(&touched, "name", &s.Name, ch.Name)
	set(&touched, "integration", &s.Integration, ch.Integration)
	set(&touched, "auth_method", &s.AuthMethod, ch.AuthMethod)
	set(&touched, "initiate_login_uri", &s.InitiateLoginURI, ch.InitiateLoginURI)
	set(&touched, "id_token_signed_response_alg", &s.IDTokenAlg, ch.IDTokenAlg)
	set(&touched, "require_pkce", &s.RequirePKCE, ch.RequirePKCE)
	set(&touched, "id_token_claims", &s.IDTokenClaims, ch.IDTokenClaims)
	set(&touched, "send_iss", &s.SendIss, ch.SendIss)
	set(&touched, "disabled", &s.Disabled, ch.Disabled)
	setList(&touched, "redirect_uris", &s.RedirectURIs, ch.RedirectURIs)
	setList(&touched, "post_logout_redirect_uris", &s.PostLogoutRedirectURIs, ch.PostLogoutRedirectURIs)
	setList(&touched, "allowed_origins", &s.AllowedOrigins, ch.AllowedOrigins)
	if setList(&touched, "scopes", &s.Scopes, ch.Scopes) {
		s.GrantTypes = grantTypes(s.Scopes)
	}
	return s, touched
}

func set[T comparable](touched *[]string, name string, to, from *T) {
	if from != nil && *from != *to {
		*to = *from
		*touched = append(*touched, name)
	}
}

func setList(touched *[]string, name string, to *[]string, from []string) bool {
	if from == nil || slices.Equal(from, *to) {
		return false
	}
	*to = slices.Clone(from)
	*touched = append(*touched, name)
	return true
}

// Update changes a client's settings.
func (c *Clients) Update(ctx context.Context, actor Actor, ref string, clientID id.Client, change ClientChange, expect Expect) (client.Client, error) {
	now := c.clock.Now()
	var changed client.Client
	err := within(ctx, c.db, actor, ref, ChangeClients, func(tx postgres.TenantTx, _ developer.Member) error {
		t, err := tenant.Get(ctx, tx)
		if err != nil {
			return err
		}
		got, err := client.Get(ctx, tx, clientID, now)
		if err != nil {
			return err
		}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		settings, touched := change.applyTo(got.Settings)
		if changed = got; len(touched) == 0 {
			return nil
		}
		if changed, err = got.Change(settings, t.Environment == tenant.Development, later(now, got.UpdatedAt)); err != nil {
			return err
		}
		if err := client.Update(ctx, tx, changed, got.UpdatedAt); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ClientChanged, clientID.String(), map[string]string{"fields": strings.Join(touched, " ")}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return changed, err
}

// later is now, moved past before when the clock has not moved on: the time of the
// last change names the version, so no two versions may share it.
func later(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}

// Delete removes a client with everything it was granted.
func (c *Clients) Delete(ctx context.Context, actor Actor, ref string, clientID id.Client, expect Expect) error {
	now := c.clock.Now()
	return within(ctx, c.db, actor, ref, ChangeClients, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := client.Lock(ctx, tx, clientID); err != nil {
			return err
		}
		got, err := client.Get(ctx, tx, clientID, now)
		if err != nil {
			return err
		}
		if err := expect.check(got.UpdatedAt); err != nil {
			return err
		}
		if err := client.Delete(ctx, tx, clientID); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ClientDeleted, clientID.String(), nil); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
}

// AddSecret makes another secret, in the clear for this once. When expireOthers is
// given, every other secret stops working after so long.
func (c *Clients) AddSecret(ctx context.Context, actor Actor, ref string, clientID id.Client, expireOthers *time.Duration) (client.Secret, secret.Value, error) {
	now := c.clock.Now()
	var made client.Secret
	var raw secret.Value
	err := within(ctx, c.db, actor, ref, ChangeSecrets, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := client.Lock(ctx, tx, clientID); err != nil {
			return err
		}
		got, err := client.Get(ctx, tx, clientID, now)
		if err != nil {
			return err
		}
		if expireOthers != nil {
			if got, err = expire(ctx, tx, got, now, now.Add(*expireOthers)); err != nil {
				return err
			}
		}
		if raw, err = c.addSecret(ctx, tx, &got, now); err != nil {
			return err
		}
		made = got.Secrets[len(got.Secrets)-1]
		if err := record(ctx, tx, actor, now, audit.ClientSecretCreated, made.ID.String(), map[string]string{"client": clientID.String()}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return made, raw, err
}

// expire lets every secret there is end at the given time, and reads the client as
// it is then: one that ends now no longer counts as live.
func expire(ctx context.Context, tx postgres.TenantTx, c client.Client, now, at time.Time) (client.Client, error) {
	if err := client.ExpireOtherSecrets(ctx, tx, c.ID, id.ClientSecret{}, at); err != nil {
		return c, err
	}
	return client.Get(ctx, tx, c.ID, now)
}

func (c *Clients) addSecret(ctx context.Context, tx postgres.TenantTx, to *client.Client, now time.Time) (secret.Value, error) {
	made, raw, err := to.NewSecret(client.Standard, c.source, now, nil)
	if err != nil {
		return secret.Value{}, err
	}
	if err := client.InsertSecret(ctx, tx, made); err != nil {
		return secret.Value{}, err
	}
	to.Secrets = append(to.Secrets, made)
	return raw, nil
}

// DeleteSecret stops a secret from working. The last one cannot be deleted.
func (c *Clients) DeleteSecret(ctx context.Context, actor Actor, ref string, clientID id.Client, secretID id.ClientSecret) error {
	now := c.clock.Now()
	return within(ctx, c.db, actor, ref, ChangeSecrets, func(tx postgres.TenantTx, _ developer.Member) error {
		if err := client.Lock(ctx, tx, clientID); err != nil {
			return err
		}
		got, err := client.Get(ctx, tx, clientID, now)
		if err != nil {
			return err
		}
		live := got.StandardSecrets(now)
		switch {
		case !slices.ContainsFunc(live, func(s client.Secret) bool { return s.ID == secretID }):
			return client.ErrNoSecret
		case len(live) == 1:
			return client.ErrLastSecret
		}
		if err := client.DeleteSecret(ctx, tx, clientID, secretID); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, now, audit.ClientSecretDeleted, secretID.String(), map[string]string{"client": clientID.String()}); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
}
