package testsignin

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// Create inserts a run that waits (one round trip).
func Create(ctx context.Context, tx postgres.TenantTx, t TestSignIn) error {
	result, err := json.Marshal(t.Result)
	if err != nil {
		return fmt.Errorf("writing a test sign-in's result: %w", err)
	}
	err = dbsqlc.New().TestSignInInsert(ctx, tx, dbsqlc.TestSignInInsertParams{
		TenantID: tx.Tenant(), ID: t.ID, ClientID: t.Client, DeveloperID: t.Developer, StateHash: t.StateHash.Bytes(),
		Sealed: t.Sealed, Result: result, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("inserting a test sign-in: %w", err)
	}
	return nil
}

// Get reads a run of the given client, or answers ErrNotFound (one round trip).
func Get(ctx context.Context, tx postgres.TenantTx, client id.Client, run id.TestSignIn) (TestSignIn, error) {
	row, err := dbsqlc.New().TestSignInByID(ctx, tx, dbsqlc.TestSignInByIDParams{TenantID: tx.Tenant(), ID: run})
	t, err := read(row, err)
	if err == nil && t.Client != client {
		return TestSignIn{}, ErrNotFound
	}
	return t, err
}

// Live reports whether a run of this client with this state waits for its browser
// (one round trip). The authorization endpoint asks it before it lets anybody be
// sent to the test's callback.
func Live(ctx context.Context, tx postgres.TenantTx, client id.Client, state secret.Hash, now time.Time) (bool, error) {
	live, err := dbsqlc.New().TestSignInIsLive(ctx, tx, dbsqlc.TestSignInIsLiveParams{
		TenantID: tx.Tenant(), ClientID: client, StateHash: state.Bytes(), Now: now,
	})
	if err != nil {
		return false, fmt.Errorf("looking for a live test sign-in: %w", err)
	}
	return live, nil
}

// Take moves the waiting run with this state to Running, once; every other caller
// gets ErrNotFound (one round trip).
func Take(ctx context.Context, tx postgres.TenantTx, state secret.Hash, now time.Time) (TestSignIn, error) {
	row, err := dbsqlc.New().TestSignInTake(ctx, tx, dbsqlc.TestSignInTakeParams{
		TenantID: tx.Tenant(), StateHash: state.Bytes(), Now: now,
	})
	return read(row, err)
}

// Finish keeps what a running run showed, and forgets what it needed (one round trip).
func Finish(ctx context.Context, tx postgres.TenantTx, run id.TestSignIn, status Status, result Result, now time.Time) error {
	kept, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("writing a test sign-in's result: %w", err)
	}
	err = dbsqlc.New().TestSignInFinish(ctx, tx, dbsqlc.TestSignInFinishParams{
		TenantID: tx.Tenant(), ID: run, Status: string(status), Result: kept, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("finishing a test sign-in: %w", err)
	}
	return nil
}

// Sweep deletes runs that expired before a time, of everybody (one round trip).
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return dbsqlc.New().TestSignInSweep(ctx, tx, dbsqlc.TestSignInSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

func read(row dbsqlc.TestSignIn, err error) (TestSignIn, error) {
	if postgres.IsNone(err) {
		return TestSignIn{}, ErrNotFound
	}
	if err != nil {
		return TestSignIn{}, fmt.Errorf("reading a test sign-in: %w", err)
	}
	state, err := secret.HashFrom(row.StateHash)
	if err != nil {
		return TestSignIn{}, fmt.Errorf("test_sign_ins.state_hash of %s is not a hash", row.ID)
	}
	t := TestSignIn{
		ID: row.ID, Client: row.ClientID, Developer: row.DeveloperID, StateHash: state, Sealed: row.Sealed,
		Status: Status(row.Status), CreatedAt: row.CreatedAt, ExpiresAt: row.ExpiresAt,
	}
	switch t.Status {
	case Pending, Running, Succeeded, Failed:
	default:
		return TestSignIn{}, fmt.Errorf("test_sign_ins.status of %s is not one we know", row.ID)
	}
	if err := json.Unmarshal(row.Result, &t.Result); err != nil {
		return TestSignIn{}, fmt.Errorf("test_sign_ins.result of %s is not readable: %w", row.ID, err)
	}
	return t, nil
}
