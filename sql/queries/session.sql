-- name: SessionInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO sessions (account_id, id, token_hash, auth_time, acr, amr, user_agent, created_at, used_at, idle_until, expires_at)
VALUES (@account_id, @id, @token_hash, @auth_time, @acr, @amr, @user_agent, @created_at, @used_at, @idle_until, @expires_at);

-- name: SessionsByToken :many
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT s.*, a.nickname, a.developer_id, (SELECT m.address FROM mailboxes m WHERE m.account_id = s.account_id ORDER BY m.created_at LIMIT 1)::text AS address
FROM sessions s JOIN accounts a ON a.account_id = s.account_id
WHERE s.token_hash = ANY (@hashes::bytea[]) AND s.expires_at > @now AND s.idle_until > @now
ORDER BY s.created_at;

-- name: SessionTouch :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE sessions SET used_at = @now, idle_until = @idle_until WHERE token_hash = ANY (@hashes::bytea[]) AND expires_at > @now AND idle_until > @now;

-- name: SessionDeleteByToken :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM sessions WHERE token_hash = ANY (@hashes::bytea[]);

-- name: SessionDeleteByAccount :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM sessions WHERE account_id = @account_id;

-- name: SessionSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM sessions WHERE (account_id, id) IN (SELECT s.account_id, s.id FROM sessions s WHERE s.expires_at < @before LIMIT @max_rows);
