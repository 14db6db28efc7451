-- Takes one token from a bucket and answers when it will be full again, or answers no row when there is no token. A
-- bucket is that moment (expires_at): a token is taken by moving it one step on, which may not lead beyond now and a
-- whole refill. The conflicting row is locked and read again before the decision, so parallel takers are counted one
-- by one, and a refusal writes nothing.
-- name: RateLimitTake :one
-- @sqlc-vet-disable tenant-scoped
-- A bucket belongs to a caller, who may have no tenant yet.
INSERT INTO rate_limits AS r (key, tokens, updated_at, expires_at)
VALUES (@key, @tokens, @now, @one_step_on)
ON CONFLICT (key) DO UPDATE SET
    expires_at = GREATEST(r.expires_at, excluded.updated_at) + (excluded.expires_at - excluded.updated_at),
    tokens     = excluded.tokens - EXTRACT(EPOCH FROM GREATEST(r.expires_at, excluded.updated_at) - excluded.updated_at)
               / EXTRACT(EPOCH FROM excluded.expires_at - excluded.updated_at),
    updated_at = excluded.updated_at
WHERE GREATEST(r.expires_at, excluded.updated_at) + (excluded.expires_at - excluded.updated_at) <= @one_refill_on::timestamptz
RETURNING r.expires_at;

-- When a bucket will be full again, for saying how long to wait.
-- name: RateLimitFullAt :one
-- @sqlc-vet-disable tenant-scoped
-- A bucket belongs to a caller, who may have no tenant yet.
SELECT expires_at FROM rate_limits WHERE key = @key;

-- Forgets buckets that are full again, which say nothing any more.
-- name: RateLimitSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system's role sweeps for everybody.
DELETE FROM rate_limits WHERE key IN (
    SELECT l.key FROM rate_limits l WHERE l.expires_at <= @now ORDER BY l.expires_at LIMIT @at_most
);

-- Gives a token back: the bucket is full again one step sooner, at the earliest now.
-- name: RateLimitReturn :exec
-- @sqlc-vet-disable tenant-scoped
-- A bucket belongs to a caller, who may have no tenant yet.
UPDATE rate_limits SET expires_at = GREATEST(expires_at - @step::interval, @now), tokens = tokens + 1 WHERE key = @key;
