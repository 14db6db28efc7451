package notice

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

// Leave stores a notice for a job to find.
func Leave(ctx context.Context, tx postgres.PersonTx, n Notice, addressKey secret.Hash) error {
	err := queries().NoticeInsert(ctx, tx, dbsqlc.NoticeInsertParams{
		ID: n.ID, Kind: string(n.Kind), SubjectKey: n.Subject.Bytes(), Address: n.Address, AddressKey: addressKey.Bytes(), CreatedAt: n.CreatedAt,
	})
	if err != nil {
		return fmt.Errorf("leaving a notice: %w", err)
	}
	return nil
}

// Find reads a notice by what the job was told, or answers ErrNotFound.
func Find(ctx context.Context, tx postgres.SystemTx, n id.Notice) (Notice, error) {
	r, err := queries().NoticeByID(ctx, tx, n)
	switch {
	case postgres.IsNone(err):
		return Notice{}, ErrNotFound
	case err != nil:
		return Notice{}, fmt.Errorf("reading a notice: %w", err)
	}
	subject, err := secret.HashFrom(r.SubjectKey)
	if err != nil {
		return Notice{}, fmt.Errorf("notices.subject_key of %s: %w", r.ID, err)
	}
	return Notice{r.ID, Kind(r.Kind), subject, r.Address, r.CreatedAt, r.SentAt}, nil
}

// MarkSent remembers that a notice was sent. The transaction must have been
// opened with the notice's subject.
func MarkSent(ctx context.Context, tx postgres.PersonTx, n Notice, now time.Time) error {
	_, err := queries().NoticeSent(ctx, tx, dbsqlc.NoticeSentParams{ID: n.ID, SubjectKey: n.Subject.Bytes(), Now: &now})
	return err
}

// Sweep deletes notices from before a time.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().NoticeSweep(ctx, tx, dbsqlc.NoticeSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}
