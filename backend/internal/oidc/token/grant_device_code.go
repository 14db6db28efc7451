package token

import (
	"context"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// DeviceCode redeems device codes (RFC 8628 3.4 and 3.5): it answers a device that
// its person has not decided yet, or hands over what they decided, once.
type DeviceCode struct{}

// Type is urn:ietf:params:oauth:grant-type:device_code.
func (DeviceCode) Type() oauth.GrantType { return oauth.DeviceCode }

// Read takes the device code.
func (DeviceCode) Read(_ context.Context, ask Ask) (Redemption, error) {
	if !ask.Params.Has("device_code") {
		return Redemption{}, oauth.NewError(oauth.DeviceCodeMissing)
	}
	hash := secret.NewValue(ask.Params.Get("device_code")).Hash()
	return Redemption{May: ask.may(), Spend: func(ctx context.Context, tx postgres.TenantTx) (issue.Order, error) {
		return poll(ctx, tx, ask, hash)
	}}, nil
}

// poll answers a device, which is locked meanwhile: polls come one after the other.
func poll(ctx context.Context, tx postgres.TenantTx, ask Ask, hash secret.Hash) (issue.Order, error) {
	d, err := devicecode.ByDeviceCode(ctx, tx, hash)
	if errors.Is(err, devicecode.ErrNotFound) {
		return issue.Order{}, oauth.NewError(oauth.DeviceCodeUnknown)
	}
	if err != nil {
		return issue.Order{}, err
	}
	switch {
	case d.Client != ask.Client.ID:
		return issue.Order{}, oauth.NewError(oauth.DeviceCodeOther)
	case d.JKT != "" && d.JKT != ask.JKT:
		return issue.Order{}, otherKey(oauth.DeviceCodeOtherKey, ask.JKT, d.JKT)
	case !ask.Now.Before(d.ExpiresAt):
		return issue.Order{}, oauth.NewError(oauth.DeviceCodeExpired).Saw("a code that ended at "+d.ExpiresAt.Format(time.RFC3339), "a live one")
	case d.DeniedAt != nil:
		return issue.Order{}, oauth.NewError(oauth.DeviceRefused)
	case d.PolledAt != nil && ask.Now.Sub(*d.PolledAt) < d.Interval:
		return issue.Order{}, wait(ctx, tx, ask, d, oauth.DeviceTooFast, d.Interval+devicecode.Interval)
	case d.Request.IsZero():
		return issue.Order{}, wait(ctx, tx, ask, d, oauth.DevicePending, d.Interval)
	}
	family := id.NewGrant()
	bought, err := authrequest.RedeemDevice(ctx, tx, d.Request, d.ID, d.Client, family, ask.Now)
	if errors.Is(err, authrequest.ErrNoCode) {
		return issue.Order{}, undecided(ctx, tx, ask, d)
	}
	if err != nil {
		return issue.Order{}, err
	}
	if err := devicecode.Delete(ctx, tx, d.ID); err != nil {
		return issue.Order{}, err
	}
	return ask.first(bought, oauth.DeviceCode, family)
}

// wait sends the device away for an interval, and remembers when it asked.
func wait(ctx context.Context, tx postgres.TenantTx, ask Ask, d devicecode.Device, why oauth.Reason, interval time.Duration) error {
	if err := devicecode.Polled(ctx, tx, d, interval, ask.Now); err != nil {
		return err
	}
	return postgres.Keep(oauth.NewError(why))
}

// undecided answers a device whose person has opened the page, but not agreed: or
// has left since.
func undecided(ctx context.Context, tx postgres.TenantTx, ask Ask, d devicecode.Device) error {
	r, err := authrequest.Get(ctx, tx, d.Request)
	if errors.Is(err, authrequest.ErrNotFound) {
		return oauth.NewError(oauth.DeviceCodeUnknown)
	}
	if err != nil {
		return err
	}
	switch r.Stage.(type) {
	case authrequest.Pending:
		return wait(ctx, tx, ask, d, oauth.DevicePending, d.Interval)
	case authrequest.Denied:
		return oauth.NewError(oauth.DeviceRefused)
	case authrequest.Granted:
		return oauth.NewError(oauth.ConnectionEnded)
	case authrequest.Redeemed:
	}
	return oauth.NewError(oauth.DeviceCodeUnknown)
}
