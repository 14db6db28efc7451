-- name: ReplayInsert :many
INSERT INTO replays (tenant_id, hash, expires_at)
SELECT @tenant_id, unnest(@hashes::bytea[]), unnest(@ends::timestamptz[]) -- side by side
ON CONFLICT DO NOTHING
RETURNING hash;

-- name: ReplaySweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM replays WHERE (tenant_id, hash) IN (SELECT r.tenant_id, r.hash FROM replays r WHERE r.expires_at < @before LIMIT @max_rows);
