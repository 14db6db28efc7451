package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// peek sends each statement together with its walls as one pipeline: one round
// trip, one implicit transaction.
type peek struct {
	pool  *pgxpool.Pool
	walls []Wall
}

func (p peek) send(ctx context.Context, sql string, args []any) (pgx.BatchResults, error) {
	var b pgx.Batch
	for _, w := range p.walls {
		b.Queue("select set_config($1, $2, true)", w.setting, w.value)
	}
	b.Queue(sql, args...)
	results := p.pool.SendBatch(ctx, &b)
	for range p.walls {
		if _, err := results.Exec(); err != nil {
			_ = results.Close()
			return nil, err
		}
	}
	return results, nil
}

// Exec runs one statement inside the walls.
func (p peek) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	results, err := p.send(ctx, sql, args)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := results.Exec()
	if closing := results.Close(); err == nil {
		err = closing
	}
	return tag, err
}

// Query runs one statement inside the walls; closing the rows ends it.
func (p peek) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	results, err := p.send(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close()
		return nil, err
	}
	return &peekRows{Rows: rows, results: results}, nil
}

// QueryRow runs one statement inside the walls and reads its only row.
func (p peek) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := p.Query(ctx, sql, args...)
	return peekRow{rows, err}
}

type peekRows struct {
	pgx.Rows

	results pgx.BatchResults
	err     error
}

// Next moves to the next row, and gives the connection back after the last.
func (r *peekRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

// Close ends the pipeline and gives the connection back.
func (r *peekRows) Close() {
	r.Rows.Close()
	if err := r.results.Close(); r.err == nil {
		r.err = err
	}
}

// Err is the first error of the rows or of the pipeline.
func (r *peekRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.err
}

type peekRow struct {
	rows pgx.Rows
	err  error
}

// Scan reads the only row, or answers pgx.ErrNoRows.
func (r peekRow) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}
