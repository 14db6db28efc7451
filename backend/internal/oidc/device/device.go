// Package device is the device authorization endpoint and what its page needs: a
// device that has no browser asks for a pair of codes, and its person enters the
// short one in a browser of theirs, compares what the page says with what they
// did, and decides as in any other sign-in. It never learns who they are, and it
// lets nobody decide without an act of their own. Sources: RFC 8628 3.1 to 3.3 and
// 5, row P13 of the specification, SEC-47, SEC-48.
//
// Cost: the endpoint one round trip; the page one to find a code; to go on with it
// one transaction of four.
package device

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/scope"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Devices are the cases about devices that wait.
type Devices struct {
	db        *postgres.DB
	directory *issuer.Directory
	clock     clock.Clock
	source    secret.Source
	codes     secret.MAC
}

// New returns the cases.
func New(db *postgres.DB, d *issuer.Directory, clk clock.Clock, source secret.Source, master *secret.Master) *Devices {
	return &Devices{db, d, clk, source, master.MAC("user-codes")}
}

// Codes are what a device is given.
type Codes struct {
	Device secret.Value
	User   string // as it is shown
}

// Begin lets a device of who wait, which asked from network. It answers an
// oauth.Error otherwise.
func (d *Devices) Begin(ctx context.Context, iss issuer.Issuer, who clientauth.Authenticated, p oauth.Params, network netip.Prefix) (Codes, oauth.Reason, error) {
	c := who.Client
	if name := p.Repeated("resource"); name != "" {
		return Codes{}, "", oauth.NewError(oauth.ParameterRepeated).Saw(name, "each parameter once")
	}
	if p.TooLong() != "" {
		return Codes{}, "", oauth.NewError(oauth.ParameterTooLong)
	}
	if !iss.Tenant.Enabled() {
		e := oauth.NewError(oauth.TenantDisabled)
		e.Code = oauth.UnauthorizedClient
		return Codes{}, "", e
	}
	if !c.Allows(oauth.DeviceCode) {
		return Codes{}, "", oauth.NewError(oauth.GrantTypeNotAllowed).Saw(string(oauth.DeviceCode), "a grant type that the client's settings list")
	}
	resources, err := issue.Resources(iss, p.All("resource"))
	if err != nil {
		return Codes{}, "", err
	}
	scopes, note, err := scope.Asked(c, iss, resources, p.Get("scope"))
	if err != nil {
		return Codes{}, "", err
	}
	codes, now := Codes{d.source.Token(32), devicecode.NewUserCode(d.source)}, d.clock.Now()
	err = devicecode.Insert(ctx, d.db.PeekTenant(iss.Tenant.ID), devicecode.Device{
		ID: id.NewDevice(), Client: c.ID, DeviceHash: codes.Device.Hash(), UserHash: devicecode.Hash(d.codes, codes.User), Scopes: scopes, Resources: p.All("resource"),
		JKT: who.JKT, Network: network.String(), Interval: devicecode.Interval, CreatedAt: now, ExpiresAt: now.Add(devicecode.Lifetime),
	})
	return codes, note, err
}

// Waiting is a device that its person has to decide about.
type Waiting struct {
	Device devicecode.Device
	Client client.Client
	Ago    time.Duration // since it asked
}

// Find answers the device that waits under a user code, however it was typed, or
// devicecode.ErrNotFound, which does not tell an unknown code from an old one.
func (d *Devices) Find(ctx context.Context, iss issuer.Issuer, code string) (Waiting, error) {
	if devicecode.Normalize(code) == "" {
		return Waiting{}, devicecode.ErrNotFound
	}
	now := d.clock.Now()
	found, err := devicecode.ByUserCode(ctx, d.db.PeekTenant(iss.Tenant.ID), devicecode.Hash(d.codes, code), now)
	if err != nil {
		return Waiting{}, err
	}
	c, err := d.directory.Client(ctx, iss, found.Client.String())
	if errors.Is(err, client.ErrNotFound) || (err == nil && (c.Disabled || found.DeniedAt != nil || !iss.Tenant.Enabled())) {
		return Waiting{}, devicecode.ErrNotFound
	}
	return Waiting{found, c, now.Sub(found.CreatedAt)}, err
}

// Continue lets the person decide: the authorization request that it answers is
// theirs, in the browser that holds the key of that name. Asked again, it answers
// the same request.
func (d *Devices) Continue(ctx context.Context, iss issuer.Issuer, code, correlation string, browser secret.Hash) (id.Request, error) {
	w, err := d.Find(ctx, iss, code)
	if err != nil {
		return id.Request{}, err
	}
	if !w.Device.Request.IsZero() {
		return w.Device.Request, nil
	}
	now, proposal := d.clock.Now(), connection.Propose(d.source)
	request := authrequest.Request{
		Tenant: iss.Tenant.ID, ID: id.NewRequest(), Client: w.Client.ID, Sector: w.Client.Sector, ResponseType: "code", ResponseMode: authrequest.ModeDevice,
		Scopes: w.Device.Scopes, Resources: w.Device.Resources, JKT: w.Device.JKT, Device: w.Device.ID, CorrelationID: correlation, Browser: &browser,
		Proposal:  authrequest.Proposal{AliasID: proposal.AliasID, Nickname: proposal.Nickname, Username: proposal.Username, Relay: proposal.Relay},
		CreatedAt: now, ExpiresAt: w.Device.ExpiresAt, Stage: authrequest.Pending{},
	}
	err = d.db.InTenant(ctx, iss.Tenant.ID, func(tx postgres.TenantTx) error {
		if err := authrequest.Insert(ctx, tx, request); err != nil {
			return err
		}
		return devicecode.Attach(ctx, tx, w.Device.ID, request.ID, now)
	})
	return request.ID, err
}

// Deny ends the wait because the person did not start it, or changed their mind.
func (d *Devices) Deny(ctx context.Context, iss issuer.Issuer, code string) error {
	w, err := d.Find(ctx, iss, code)
	if err != nil {
		return err
	}
	return devicecode.Deny(ctx, d.db.PeekTenant(iss.Tenant.ID), w.Device.ID, d.clock.Now())
}
