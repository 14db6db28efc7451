// Package registration is the registration endpoint: a client says what it is and
// is given an identifier (RFC 7591, OpenID Connect Registration), and a token by
// which it may read, change and delete itself (RFC 7592). Who may register is the
// tenant's choice, nobody by default (row P32). It must never let a client become
// more than the metadata rules allow, and keeps tokens only as hashes. Sources
// besides: OIDC Core 8.1, SEC-54, SEC-58, SEC-67.
//
// Cost: to register one transaction of seven or eight round trips, and one or two before
// it where strangers are counted or a sector's document is read; to read two, for the
// client and its secrets; to change or delete those and one transaction.
package registration

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/registrationtoken"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/oidc/sector"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/ratelimit"
	"alias.example/alias/backend/internal/platform/secret"
)

// Quarantine is how long a client lives that registered with nobody's leave, unless
// a developer keeps it.
const Quarantine = 90 * 24 * time.Hour

// perNetwork and perTenant bound what strangers may register (SEC-54).
func perNetwork() ratelimit.Limit { return ratelimit.Limit{Burst: 300, Per: time.Hour} }
func perTenant() ratelimit.Limit  { return ratelimit.Limit{Burst: 2000, Per: 24 * time.Hour} }

// Parts are what New needs.
type Parts struct {
	DB      *postgres.DB
	Keys    *clientkeys.Keys
	Sectors sector.Sectors
	Clock   clock.Clock
	Source  secret.Source
	Master  *secret.Master
}

// Registry holds the cases.
type Registry struct {
	Parts

	limits *ratelimit.Limiter
	sealer *secret.Sealer // of signing keys
}

// New returns the cases.
func New(p Parts) *Registry {
	return &Registry{p, ratelimit.New(p.Master.MAC("rate-limits")), p.Master.Sealer("signing-keys")}
}

// Registered is a client that was registered or changed, with what it is told once.
type Registered struct {
	Client client.Client
	Secret secret.Value // zero when it was given none
	Token  secret.Value // for RFC 7592
	// Statement is the software statement that it came with, "" for none.
	Statement string
}

// Register makes a client of m. bearer is the token that came with the request,
// zero for none. It answers an oauth.Error otherwise.
func (r *Registry) Register(ctx context.Context, iss issuer.Issuer, m metadata.Metadata, bearer secret.Value, network netip.Prefix) (Registered, error) {
	mode := iss.Tenant.Settings.Registration.Mode
	if err := r.may(ctx, iss, mode, bearer, network); err != nil {
		return Registered{}, err
	}
	m, err := r.stated(ctx, iss, m)
	if err != nil {
		return Registered{}, err
	}
	if err := says(mode, m, mode == tenant.RegistrationOpen); err != nil {
		return Registered{}, err
	}
	if mode == tenant.RegistrationToken && m.SectorIdentifierURI != "" {
		if err := r.good(ctx, iss, bearer); err != nil {
			return Registered{}, err
		}
	}
	if err := r.proved(ctx, m); err != nil {
		return Registered{}, err
	}
	now := r.Clock.Now()
	out := Registered{Statement: m.SoftwareStatement}
	err = r.DB.InTenant(ctx, iss.Tenant.ID, func(tx postgres.TenantTx) error {
		if mode == tenant.RegistrationToken {
			if _, err := registrationtoken.Spend(ctx, tx, bearer.Hash(), now); errors.Is(err, registrationtoken.ErrSpent) {
				return oauth.NewError(oauth.RegistrationTokenSpent)
			} else if err != nil {
				return err
			}
		}
		made := client.Registration{Tenant: iss.Tenant.ID, TenantSector: iss.Tenant.Sector, Type: m.Kind(), Rules: rules(iss), Origin: client.Registered}
		if m.SectorIdentifierURI != "" {
			if made.Sector, err = r.Sectors.Of(ctx, tx, m.SectorIdentifierURI, now); err != nil {
				return err
			}
		}
		c, err := client.New(made, m.Settings(scopes(m, made.Rules, mode != tenant.RegistrationOpen)), now)
		if err != nil {
			return refused(err)
		}
		if mode == tenant.RegistrationOpen {
			ends := now.Add(Quarantine)
			c.ExpiresAt = &ends
		}
		out.Token = r.token(&c)
		if err := client.Insert(ctx, tx, c); err != nil {
			return err
		}
		if err := signingkey.Need(ctx, tx, r.sealer, c.Signed(), now); err != nil {
			return err
		}
		if out.Secret, err = r.secretFor(ctx, tx, &c, now); err != nil {
			return err
		}
		out.Client = c
		return r.done(ctx, tx, audit.ClientCreated, c, now)
	})
	return out, err
}

// may refuses whoever may not register at all.
func (r *Registry) may(ctx context.Context, iss issuer.Issuer, mode tenant.RegistrationMode, bearer secret.Value, network netip.Prefix) error {
	switch {
	case !iss.Tenant.Enabled():
		return oauth.NewError(oauth.TenantDisabled)
	case !iss.Tenant.Settings.Registration.Open():
		return oauth.NewError(oauth.RegistrationClosed)
	case mode == tenant.RegistrationToken && bearer.IsZero():
		return oauth.NewError(oauth.RegistrationTokenMissing)
	case mode != tenant.RegistrationOpen:
		return nil
	}
	now := r.Clock.Now()
	for _, l := range []struct {
		name, key string
		limit     ratelimit.Limit
	}{{"registration_network", iss.Tenant.ID.UUIDString() + network.String(), perNetwork()}, {"registration_tenant", iss.Tenant.ID.UUIDString(), perTenant()}} {
		taken, err := r.limits.Take(ctx, r.DB.Directory(), l.name, l.key, l.limit, now)
		if err != nil {
			return err
		}
		if !taken.Allowed {
			return oauth.NewError(oauth.RegistrationQuota)
		}
	}
	return nil
}

// says judges what the metadata say for themselves. A client that nobody vouches for
// gets tokens for people who agree to it, and never for itself (SEC-54).
func says(mode tenant.RegistrationMode, m metadata.Metadata, stranger bool) error {
	if mode == tenant.RegistrationStatement && m.SoftwareStatement == "" {
		return oauth.NewError(oauth.StatementMissing)
	}
	if m.SubjectType != "" && m.SubjectType != "pairwise" {
		return blame("subject_type", "Every client of this issuer is pairwise.")
	}
	for _, g := range m.GrantTypes {
		if stranger && slices.Contains([]oauth.GrantType{oauth.ClientCredentials, oauth.TokenExchange, oauth.JWTBearer}, oauth.GrantType(g)) {
			return blame("grant_types", "A client that nobody vouches for cannot use "+g+".")
		}
	}
	return nil
}

// blame refuses one member of the metadata.
func blame(member, why string) error {
	return metadata.Invalid([]fault.Field{{Location: member, Message: why}})
}

// good refuses an initial access token that Spend would refuse, so that nobody has us
// fetch for nothing.
func (r *Registry) good(ctx context.Context, iss issuer.Issuer, bearer secret.Value) error {
	tokens, err := registrationtoken.List(ctx, r.DB.PeekTenant(iss.Tenant.ID))
	if err != nil {
		return err
	}
	hash, now := bearer.Hash(), r.Clock.Now()
	if !slices.ContainsFunc(tokens, func(t registrationtoken.Token) bool {
		return t.Hash.Equal(hash) && t.UsesLeft > 0 && now.Before(t.ExpiresAt)
	}) {
		return oauth.NewError(oauth.RegistrationTokenSpent)
	}
	return nil
}

// proved reads the document of a sector that the client wants to be in.
func (r *Registry) proved(ctx context.Context, m metadata.Metadata) error {
	if m.SectorIdentifierURI == "" {
		return nil
	}
	return refused(r.Sectors.Check(ctx, m.SectorIdentifierURI, m.RedirectURIs))
}

// token gives a client a new registration token.
func (r *Registry) token(c *client.Client) secret.Value {
	raw := secret.NewValue("alias_rg_" + r.Source.Token(32).Reveal())
	h := raw.Hash()
	c.RegistrationHash = &h
	return raw
}

// secretFor gives a client the secret that its method needs, if it needs one.
func (r *Registry) secretFor(ctx context.Context, tx postgres.TenantTx, c *client.Client, now time.Time) (secret.Value, error) {
	if !c.UsesSecret() {
		return secret.Value{}, nil
	}
	s, raw, err := c.NewSecret(client.Standard, r.Source, now, nil)
	if err != nil {
		return secret.Value{}, err
	}
	c.Secrets = append(c.Secrets, s)
	return raw, client.InsertSecret(ctx, tx, s)
}

// done leaves a trace, and has every server look again.
func (r *Registry) done(ctx context.Context, tx postgres.TenantTx, action audit.Action, c client.Client, now time.Time) error {
	e := audit.Event{At: now, Actor: audit.System(), Action: action, Target: c.ID.String(), Detail: map[string]string{"by": "registration"}}
	if err := audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return postgres.Changed(ctx, tx)
}

// rules are what a tenant lets its clients be.
func rules(iss issuer.Issuer) client.Rules {
	out := client.Rules{Development: iss.Tenant.Environment == tenant.Development, ImplicitAndHybrid: iss.Tenant.Settings.Compatibility.ImplicitAndHybrid}
	for _, r := range iss.Resources {
		out.Scopes, out.Resources = append(out.Scopes, r.Scopes...), append(out.Resources, r.Identifier)
	}
	return out
}

// scopes are those that a client may have: whom nobody vouches for may not send
// people messages. Those of the tenant's resources it has when it names them.
func scopes(m metadata.Metadata, may client.Rules, vouched bool) []string {
	most := oauth.Scopes()
	if !vouched {
		most = slices.DeleteFunc(most, func(s string) bool { return s == oauth.Contact })
	}
	if m.Scope != "" {
		most = append(most, may.Scopes...)
	}
	return most
}

// refused turns what is wrong with settings into the standard's two errors (RFC
// 7591 3.2.2).
func refused(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid {
		return err
	}
	return metadata.Invalid(f.Fields)
}
