-- name: SessionInsert :execrows
-- Nobody signs in to an account that is switched off; who switches it off waits for
-- this, or was seen by it.
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO sessions (account_id, id, token_hash, auth_time, acr, amr, user_agent, created_at, used_at, idle_until, expires_at)
SELECT a.account_id, @id, @token_hash, @auth_time, @acr, @amr, @user_agent, @created_at, @used_at, @idle_until, @expires_at
FROM accounts a WHERE a.account_id = @account_id AND a.disabled_at IS NULL
FOR SHARE OF a;

-- name: SessionRenew :one
-- A person who signs in again where they are signed in: the session goes on, under
-- a new token.
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE sessions SET token_hash = @token_hash, auth_time = @now, acr = @acr, amr = @amr, user_agent = @user_agent, used_at = @now, idle_until = @idle_until, expires_at = @expires_at
WHERE (account_id, id) IN (
    SELECT s.account_id, s.id FROM sessions s
    WHERE s.account_id = @account_id AND s.token_hash = ANY (@hashes::bytea[]) AND s.expires_at > @now AND s.idle_until > @now
    ORDER BY s.created_at DESC LIMIT 1
)
RETURNING id;

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

-- name: SessionReach :one
-- Remembers that a session reached a client, once, while the session lives: who
-- ends it waits for this, or was seen by it.
WITH live AS (
    SELECT s.account_id, s.id FROM sessions s WHERE s.account_id = @account_id AND s.id = @session_id FOR SHARE
), reached AS (
    INSERT INTO session_clients (account_id, session_id, tenant_id, client_id, connection_id, alias_id, sid, created_at)
    SELECT l.account_id, l.id, @tenant_id, @client_id, @connection_id, @alias_id, @sid, @now FROM live l
    ON CONFLICT ON CONSTRAINT session_clients_pkey DO NOTHING
)
SELECT count(*) FROM live;
