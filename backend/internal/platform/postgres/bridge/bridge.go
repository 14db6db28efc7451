// Package bridge opens a transaction behind both walls at once. Only what must
// see a person and a service together may import it: authorization, consent,
// sign-in and logout (internal/app/arch_test.go keeps the list).
package bridge

import (
	"context"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// Do runs fn where one tenant's rows and the rows of the people signed in by
// the given session hashes are visible. It commits when fn returns nil or an
// error made by postgres.Keep. Two round trips besides those of fn.
func Do(ctx context.Context, db *postgres.DB, tenant id.Tenant, sessions []secret.Hash, fn func(postgres.TenantTx, postgres.PersonTx) error) error {
	return db.BeginBoth(ctx, tenant, postgres.KeysWall(sessions), fn)
}
