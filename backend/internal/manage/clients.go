package manage

import (
	"context"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Clients are the cases about relying parties and their secrets.
type Clients struct {
	db      *postgres.DB
	clock   clock.Clock
	source  secret.Source
	sectors Sectors
	keys    *secret.Sealer
}

// NewClients makes the cases over db; source makes the secrets, and keys is the
// sealer that keeps signing keys.
func NewClients(db *postgres.DB, c clock.Clock, source secret.Source, sectors Sectors, keys *secret.Sealer) *Clients {
	return &Clients{db, c, source, sectors, keys}
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

// Create registers a client. One that authenticates by a secret comes with its
// first, in the clear for this once.
func (c *Clients) Create(ctx context.Context, actor Actor, ref string, n NewClient) (client.Client, secret.Value, error) {
	now := c.clock.Now()
	var made client.Client
	var raw secret.Value
	err := c.proving(ctx, func(p proof) error {
		return within(ctx, c.db, actor, ref, ChangeClients, func(tx postgres.TenantTx, _ developer.Member) error {
			t, rules, err := rulesOf(ctx, tx)
			if err != nil {
				return err
			}
			made, err = client.New(client.Registration{
				Tenant: t.ID, TenantSector: t.Sector, Type: n.Type, SeparateIdentities: n.SeparateIdentities, Rules: rules,
			}, n.settings(), now)
			if err != nil {
				return err
			}
			if err := c.place(ctx, tx, &made, t, p, now); err != nil {
				return err
			}
			if err := client.Insert(ctx, tx, made); err != nil {
				return err
			}
			if err := signingkey.Need(ctx, tx, c.keys, made.Signed(), now); err != nil {
				return err
			}
			if made.UsesSecret() {
				if raw, err = c.addSecret(ctx, tx, &made, now); err != nil {
					return err
				}
			}
			if err := record(ctx, tx, actor, now, audit.ClientCreated, made.ID.String(), map[string]string{"type": string(made.Type)}); err != nil {
				return err
			}
			return postgres.Changed(ctx, tx)
		})
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

// Update changes a client's settings.
func (c *Clients) Update(ctx context.Context, actor Actor, ref string, clientID id.Client, change ClientChange, expect Expect) (client.Client, error) {
	now := c.clock.Now()
	var changed client.Client
	err := c.proving(ctx, func(p proof) error {
		return within(ctx, c.db, actor, ref, ChangeClients, func(tx postgres.TenantTx, _ developer.Member) error {
			t, rules, err := rulesOf(ctx, tx)
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
			if changed, err = got.Change(change.applyTo(got).Settings, rules, later(now, got.UpdatedAt)); err != nil {
				return err
			}
			touched := client.Differences(got.Settings, changed.Settings)
			if change.Keep && got.ExpiresAt != nil {
				changed.ExpiresAt, touched = nil, append(touched, "expires_at")
			}
			switch {
			case len(touched) == 0:
				changed = got
				return nil
			case got.Origin == client.Document && !slices.Equal(touched, []string{"disabled"}):
				return client.ErrDocument
			case slices.Contains(touched, "sector_identifier_uri"), changed.SectorIdentifierURI != "" && slices.Contains(touched, "redirect_uris"):
				if err := c.place(ctx, tx, &changed, t, p, now); err != nil {
					return err
				}
			}
			if err := client.Update(ctx, tx, changed, got.UpdatedAt); err != nil {
				return err
			}
			if err := signingkey.Need(ctx, tx, c.keys, changed.Signed(), now); err != nil {
				return err
			}
			if err := record(ctx, tx, actor, now, audit.ClientChanged, clientID.String(), fields(touched)); err != nil {
				return err
			}
			return postgres.Changed(ctx, tx)
		})
	})
	return changed, err
}

// rulesOf reads the tenant of tx, and what it lets its clients be.
func rulesOf(ctx context.Context, tx postgres.TenantTx) (tenant.Tenant, client.Rules, error) {
	t, err := tenant.Get(ctx, tx)
	if err != nil {
		return tenant.Tenant{}, client.Rules{}, err
	}
	resources, err := resource.List(ctx, tx)
	if err != nil {
		return tenant.Tenant{}, client.Rules{}, err
	}
	rules := client.Rules{Development: t.Environment == tenant.Development, ImplicitAndHybrid: t.Settings.Compatibility.ImplicitAndHybrid}
	for _, r := range resources {
		rules.Resources = append(rules.Resources, r.Identifier)
		rules.Scopes = append(rules.Scopes, r.Scopes...)
	}
	return t, rules, nil
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

// DeleteSecret stops a secret from working. The last one cannot be deleted as long
// as the client authenticates by it.
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
		case len(live) == 1 && got.UsesSecret():
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
