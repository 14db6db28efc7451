-- name: PushedRequestInsert :exec
INSERT INTO pushed_requests (tenant_id, hash, client_id, params, jkt, created_at, expires_at)
VALUES (@tenant_id, @hash, @client_id, @params, @jkt, @created_at, @expires_at);

-- name: PushedRequestByHash :one
SELECT * FROM pushed_requests WHERE tenant_id = @tenant_id AND hash = @hash;

-- name: PushedRequestUse :execrows
UPDATE pushed_requests SET used_at = @now WHERE tenant_id = @tenant_id AND hash = @hash AND used_at IS NULL;

-- name: PushedRequestSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM pushed_requests WHERE (tenant_id, hash) IN (SELECT r.tenant_id, r.hash FROM pushed_requests r WHERE r.expires_at < @before LIMIT @max_rows);
