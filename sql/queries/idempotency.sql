-- Takes the key when nobody has it, or when whoever had it ran out of time.
-- name: IdempotencyClaim :execrows
-- @sqlc-vet-disable tenant-scoped
-- A key belongs to a developer, not to a tenant.
INSERT INTO idempotency_keys (scope_id, key, request_hash, created_at, expires_at)
VALUES (@scope_id, @key, @request_hash, @now, @expires_at)
ON CONFLICT (scope_id, key) DO UPDATE
SET request_hash = excluded.request_hash, status = NULL, sealed = NULL,
    created_at = excluded.created_at, expires_at = excluded.expires_at
WHERE idempotency_keys.expires_at <= @now;

-- name: IdempotencyByKey :one
-- @sqlc-vet-disable tenant-scoped
-- A key belongs to a developer, not to a tenant.
SELECT * FROM idempotency_keys WHERE scope_id = @scope_id AND key = @key;

-- name: IdempotencyRemember :exec
-- @sqlc-vet-disable tenant-scoped
-- A key belongs to a developer, not to a tenant.
UPDATE idempotency_keys SET status = @status, sealed = @sealed, expires_at = @expires_at
WHERE scope_id = @scope_id AND key = @key;

-- name: IdempotencyRelease :exec
-- @sqlc-vet-disable tenant-scoped
-- A key belongs to a developer, not to a tenant.
DELETE FROM idempotency_keys WHERE scope_id = @scope_id AND key = @key AND status IS NULL;

-- name: IdempotencySweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM idempotency_keys WHERE (scope_id, key) IN (SELECT k.scope_id, k.key FROM idempotency_keys k WHERE k.expires_at < @before LIMIT @max_rows);
