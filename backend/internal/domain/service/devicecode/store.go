package devicecode

import (
	"context"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a device that begins to wait.
func Insert(ctx context.Context, tx postgres.TenantTx, d Device) error {
	p := dbsqlc.DeviceCodeInsertParams{
		TenantID: tx.Tenant(), ID: d.ID, ClientID: d.Client, DeviceHash: d.DeviceHash.Bytes(), UserHash: d.UserHash.Bytes(), Scopes: orEmpty(d.Scopes),
		Resources: orEmpty(d.Resources), Network: d.Network, IntervalSeconds: int32(d.Interval / time.Second), CreatedAt: d.CreatedAt, ExpiresAt: d.ExpiresAt, //nolint:gosec // seconds
	}
	if d.JKT != "" {
		p.Jkt = &d.JKT
	}
	if err := queries().DeviceCodeInsert(ctx, tx, p); err != nil {
		return fmt.Errorf("storing a device code: %w", err)
	}
	return nil
}

// ByUserCode finds a device that still waits by the hash of its user code, or
// answers ErrNotFound.
func ByUserCode(ctx context.Context, tx postgres.TenantTx, user secret.Hash, now time.Time) (Device, error) {
	return read(queries().DeviceCodeByUser(ctx, tx, dbsqlc.DeviceCodeByUserParams{TenantID: tx.Tenant(), UserHash: user.Bytes(), Now: now}))
}

// ByDeviceCode finds a device by the hash of its device code and locks it until tx
// ends, or answers ErrNotFound.
func ByDeviceCode(ctx context.Context, tx postgres.TenantTx, device secret.Hash) (Device, error) {
	return read(queries().DeviceCodeByDevice(ctx, tx, dbsqlc.DeviceCodeByDeviceParams{TenantID: tx.Tenant(), DeviceHash: device.Bytes()}))
}

// Polled remembers that a device asked, and how long it has to wait from now on.
func Polled(ctx context.Context, tx postgres.TenantTx, d Device, interval time.Duration, now time.Time) error {
	return queries().DeviceCodePolled(ctx, tx, dbsqlc.DeviceCodePolledParams{
		TenantID: tx.Tenant(), ID: d.ID, Now: &now, IntervalSeconds: int32(interval / time.Second), //nolint:gosec // seconds
	})
}

// Attach lets an authorization request decide: of any number of callers one
// succeeds, the others are answered ErrNotFound.
func Attach(ctx context.Context, tx postgres.TenantTx, d id.Device, request id.Request, now time.Time) error {
	return once(queries().DeviceCodeAttach(ctx, tx, dbsqlc.DeviceCodeAttachParams{TenantID: tx.Tenant(), ID: d, RequestID: &request, Now: now}))
}

// Deny ends the wait because the person says no, or answers ErrNotFound.
func Deny(ctx context.Context, tx postgres.TenantTx, d id.Device, now time.Time) error {
	return once(queries().DeviceCodeDeny(ctx, tx, dbsqlc.DeviceCodeDenyParams{TenantID: tx.Tenant(), ID: d, Now: &now}))
}

// Delete forgets a device that has fetched what was decided.
func Delete(ctx context.Context, tx postgres.TenantTx, d id.Device) error {
	_, err := queries().DeviceCodeDelete(ctx, tx, dbsqlc.DeviceCodeDeleteParams{TenantID: tx.Tenant(), ID: d})
	return err
}

// Sweep deletes codes that ended before a time, of every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().DeviceCodeSweep(ctx, tx, dbsqlc.DeviceCodeSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

func once(n int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("deciding about a device: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

func read(r dbsqlc.DeviceCode, err error) (Device, error) {
	switch {
	case postgres.IsNone(err):
		return Device{}, ErrNotFound
	case err != nil:
		return Device{}, fmt.Errorf("reading a device code: %w", err)
	}
	device, err1 := secret.HashFrom(r.DeviceHash)
	user, err2 := secret.HashFrom(r.UserHash)
	if err1 != nil || err2 != nil {
		return Device{}, fmt.Errorf("device_codes: the hashes of %s are none", r.ID)
	}
	d := Device{
		ID: r.ID, Client: r.ClientID, DeviceHash: device, UserHash: user, Scopes: r.Scopes, Resources: r.Resources, Network: r.Network,
		Interval: time.Duration(r.IntervalSeconds) * time.Second, PolledAt: r.PolledAt, DeniedAt: r.DeniedAt, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
	}
	if r.Jkt != nil {
		d.JKT = *r.Jkt
	}
	if r.RequestID != nil {
		d.Request = *r.RequestID
	}
	return d, nil
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
