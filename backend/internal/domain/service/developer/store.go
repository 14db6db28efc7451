package developer

import (
	"context"
	"fmt"
	"slices"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
)

// Add makes m a member of the tenant of tx (one round trip).
func Add(ctx context.Context, tx postgres.TenantTx, m Member) error {
	err := dbsqlc.New().MemberInsert(ctx, tx, dbsqlc.MemberInsertParams{
		TenantID: tx.Tenant(), DeveloperID: m.Developer, Role: string(m.Role), Name: m.Name, CreatedAt: m.CreatedAt,
	})
	if err != nil {
		return fmt.Errorf("inserting a member: %w", err)
	}
	return nil
}

// Get reads the membership of developer d in the tenant of tx, or answers
// ErrNotMember (one round trip).
func Get(ctx context.Context, tx postgres.TenantTx, d id.Developer) (Member, error) {
	row, err := dbsqlc.New().MemberByDeveloper(ctx, tx, dbsqlc.MemberByDeveloperParams{TenantID: tx.Tenant(), DeveloperID: d})
	if postgres.IsNone(err) {
		return Member{}, ErrNotMember
	}
	if err != nil {
		return Member{}, fmt.Errorf("reading a member: %w", err)
	}
	role := Role(row.Role)
	if !slices.Contains(Roles(), role) {
		return Member{}, fmt.Errorf("members.role of %s in %s is not one we know", d, row.TenantID)
	}
	return Member{Tenant: row.TenantID, Developer: row.DeveloperID, Role: role, Name: row.Name, CreatedAt: row.CreatedAt}, nil
}
