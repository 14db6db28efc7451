package registration

import (
	"context"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Replacement is what a client sends to be changed: metadata, and who it is (RFC 7592
// 2.2).
type Replacement struct {
	metadata.Metadata

	Named  string       // client_id
	Secret secret.Value // client_secret, zero when it is not repeated
}

// Get answers a client to itself, by its registration token (RFC 7592 2.1).
func (r *Registry) Get(ctx context.Context, iss issuer.Issuer, named string, bearer secret.Value) (Registered, error) {
	c, err := r.read(ctx, iss, named, bearer)
	if err != nil {
		return Registered{}, err
	}
	return Registered{Client: c, Token: bearer}, nil
}

func (r *Registry) read(ctx context.Context, iss issuer.Issuer, named string, bearer secret.Value) (client.Client, error) {
	if !iss.Tenant.Enabled() {
		return client.Client{}, oauth.NewError(oauth.TenantDisabled)
	}
	clientID, err := id.Parse[id.Client](named)
	if err != nil || bearer.IsZero() || !iss.Tenant.Settings.Registration.Open() {
		return client.Client{}, oauth.NewError(oauth.RegistrationAccess)
	}
	return r.known(ctx, r.DB.PeekTenant(iss.Tenant.ID), clientID, bearer)
}

// known reads a client and compares its token. Whoever has the wrong one is told
// nothing, not even that there is such a client.
func (r *Registry) known(ctx context.Context, tx postgres.TenantTx, clientID id.Client, bearer secret.Value) (client.Client, error) {
	now := r.Clock.Now()
	c, err := client.Get(ctx, tx, clientID, now)
	switch {
	case errors.Is(err, client.ErrNotFound):
		return client.Client{}, oauth.NewError(oauth.RegistrationAccess)
	case err != nil:
		return client.Client{}, err
	case c.RegistrationHash == nil || !c.RegistrationHash.Equal(bearer.Hash()),
		c.Disabled,
		c.ExpiresAt != nil && !now.Before(*c.ExpiresAt):
		return client.Client{}, oauth.NewError(oauth.RegistrationAccess)
	}
	return c, nil
}

// locked is known, with the client kept from changing until tx ends.
func (r *Registry) locked(ctx context.Context, tx postgres.TenantTx, clientID id.Client, bearer secret.Value) (client.Client, error) {
	if err := client.Lock(ctx, tx, clientID); errors.Is(err, client.ErrNotFound) {
		return client.Client{}, oauth.NewError(oauth.RegistrationAccess)
	} else if err != nil {
		return client.Client{}, err
	}
	return r.known(ctx, tx, clientID, bearer)
}

// Replace gives a client the metadata m instead of those it has (RFC 7592 2.2), and
// a new registration token.
func (r *Registry) Replace(ctx context.Context, iss issuer.Issuer, named string, bearer secret.Value, m Replacement) (Registered, error) {
	had, err := r.read(ctx, iss, named, bearer)
	if err != nil {
		return Registered{}, err
	}
	if m.Metadata, err = r.replaces(ctx, iss, had, m); err != nil {
		return Registered{}, err
	}
	now := r.Clock.Now()
	out := Registered{Statement: m.SoftwareStatement}
	err = r.DB.InTenant(ctx, iss.Tenant.ID, func(tx postgres.TenantTx) error {
		was, err := r.locked(ctx, tx, had.ID, bearer)
		if err != nil {
			return err
		}
		may := rules(iss)
		c, err := was.Change(m.Over(was.Settings, scopes(m.Metadata, may, vouched(was))), may, later(now, was.UpdatedAt))
		if err != nil {
			return refused(err)
		}
		out.Token = r.token(&c)
		if err := client.Update(ctx, tx, c, was.UpdatedAt); err != nil {
			return err
		}
		if err := signingkey.Need(ctx, tx, r.sealer, c.Signed(), now); err != nil {
			return err
		}
		if c.UsesSecret() && len(c.StandardSecrets(now)) == 0 {
			if out.Secret, err = r.secretFor(ctx, tx, &c, now); err != nil {
				return err
			}
		}
		out.Client = c
		return r.done(ctx, tx, audit.ClientChanged, c, now)
	})
	return out, err
}

// replaces judges what a client sends to be changed, and answers the metadata as its
// software statement has them. What was decided once stays: whether the client can
// keep a secret, and whose alias IDs it sees.
func (r *Registry) replaces(ctx context.Context, iss issuer.Issuer, had client.Client, m Replacement) (metadata.Metadata, error) {
	if m.Named != had.WireID() {
		return m.Metadata, blame("client_id", "Send the client_id of the client that is changed.")
	}
	if !m.Secret.IsZero() {
		if _, ok := had.Accepts(m.Secret, r.Clock.Now()); !ok {
			return m.Metadata, blame("client_secret", "It is not the client's secret. Leave it out, for nobody chooses one.")
		}
	}
	said, err := r.stated(ctx, iss, m.Metadata)
	if err != nil {
		return said, err
	}
	if err := says(iss.Tenant.Settings.Registration.Mode, said, !vouched(had)); err != nil {
		return said, err
	}
	if said.Kind() != had.Type {
		return said, blame("token_endpoint_auth_method", "A client that keeps no secret stays one, and one that does stays one. Register another client.")
	}
	if said.SectorIdentifierURI != had.SectorIdentifierURI {
		return said, blame("sector_identifier_uri", "A sector is chosen once. Register another client.")
	}
	return said, r.proved(ctx, said)
}

// vouched reports whether somebody answers for a client: it came with somebody's
// leave, or a developer keeps it.
func vouched(c client.Client) bool { return c.ExpiresAt == nil }

// later is now, or the next instant that differs from was, by which others see a
// change.
func later(now, was time.Time) time.Time {
	if now.After(was) {
		return now
	}
	return was.Add(time.Microsecond)
}

// Delete removes a client at its own wish (RFC 7592 2.3).
func (r *Registry) Delete(ctx context.Context, iss issuer.Issuer, named string, bearer secret.Value) error {
	had, err := r.read(ctx, iss, named, bearer)
	if err != nil {
		return err
	}
	return r.DB.InTenant(ctx, iss.Tenant.ID, func(tx postgres.TenantTx) error {
		if _, err := r.locked(ctx, tx, had.ID, bearer); err != nil {
			return err
		}
		if err := client.Delete(ctx, tx, had.ID); err != nil {
			return err
		}
		return r.done(ctx, tx, audit.ClientDeleted, had, r.Clock.Now())
	})
}
