package credential

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

// Put stores the hash of the person's password, replacing the one before.
func Put(ctx context.Context, tx postgres.PersonTx, a id.Account, phc string, now time.Time) error {
	if err := queries().CredentialPut(ctx, tx, dbsqlc.CredentialPutParams{AccountID: a, Phc: phc, Now: now}); err != nil {
		return fmt.Errorf("storing a credential: %w", err)
	}
	return nil
}

// ByAddress finds who may answer to an address, in one statement whether there
// is anybody or not: at most an account and one waiting sign-up. The
// transaction must have been opened with the address's key.
func ByAddress(ctx context.Context, tx postgres.PersonTx, key secret.Hash, now time.Time) ([]Candidate, error) {
	rows, err := queries().CredentialByAddress(ctx, tx, dbsqlc.CredentialByAddressParams{AddressKey: key.Bytes(), Now: now})
	if err != nil {
		return nil, fmt.Errorf("looking for who answers to an address: %w", err)
	}
	out := make([]Candidate, len(rows))
	for i, r := range rows {
		out[i] = Candidate{Account: r.AccountID, PHC: r.Phc, Verified: r.Verified, CreatedAt: r.CreatedAt}
		if !r.Verified {
			h, err := secret.HashFrom(r.KeyHash)
			if err != nil {
				return nil, fmt.Errorf("registrations.key_hash: %w", err)
			}
			out[i].Registration = h
		}
	}
	return out, nil
}
