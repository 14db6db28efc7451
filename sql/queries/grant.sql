-- name: GrantInsert :exec
WITH made AS (
    INSERT INTO grants (tenant_id, id, client_id, connection_id, alias_id, scopes, sid, auth_time, acr, amr, offline, created_at, expires_at)
    VALUES (@tenant_id, @id, @client_id, @connection_id, @alias_id, @scopes, @sid, @auth_time, @acr, @amr, @offline, @created_at, @expires_at)
    RETURNING *
), access AS (
    INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at)
    VALUES (@tenant_id, @access_hash, @id, @scopes, @created_at, @access_expires_at)
)
INSERT INTO refresh_tokens (tenant_id, hash, grant_id, created_at, expires_at)
SELECT m.tenant_id, @refresh_hash::bytea, m.id, m.created_at, @refresh_expires_at::timestamptz FROM made m WHERE m.offline;

-- name: GrantRevoke :execrows
UPDATE grants SET revoked_at = @now, revoked_reason = @reason WHERE tenant_id = @tenant_id AND id = @id AND revoked_at IS NULL;

-- name: AccessTokenByHash :one
SELECT t.scopes, t.expires_at, g.client_id, g.alias_id, g.revoked_at, g.id AS grant_id,
    c.nickname, c.preferred_username, c.relay_local, c.ended_at, c.updated_at AS connection_updated_at,
    coalesce(k.scopes, '{}')::text[] AS live_scopes
FROM access_tokens t
JOIN grants g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id
    AND k.created_at <= g.created_at -- a consent given after leaving and coming back revives nothing
WHERE t.tenant_id = @tenant_id AND t.hash = @hash;

-- name: RefreshTokenByHash :one
SELECT t.hash, t.grant_id, t.created_at, t.expires_at, t.spent_at, t.replays,
    g.client_id, g.connection_id, g.alias_id, g.scopes, g.sid, g.auth_time, g.acr, g.amr, g.created_at AS grant_created_at, g.expires_at AS grant_expires_at, g.revoked_at,
    c.nickname, c.preferred_username, c.relay_local, c.ended_at, c.updated_at AS connection_updated_at,
    coalesce(k.scopes, '{}')::text[] AS live_scopes
FROM refresh_tokens t
JOIN grants g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id
    AND k.created_at <= g.created_at -- a consent given after leaving and coming back revives nothing
WHERE t.tenant_id = @tenant_id AND t.hash = @hash
FOR UPDATE OF t, g;

-- name: RefreshTokenRotate :exec
WITH spent AS (
    UPDATE refresh_tokens t SET spent_at = coalesce(t.spent_at, @now), replays = t.replays + CASE WHEN t.spent_at IS NULL THEN 0 ELSE 1 END
    WHERE t.tenant_id = @tenant_id AND t.hash = @hash
), access AS (
    INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at)
    VALUES (@tenant_id, @access_hash, @grant_id, @scopes, @now, @access_expires_at)
)
INSERT INTO refresh_tokens (tenant_id, hash, grant_id, created_at, expires_at)
VALUES (@tenant_id, @successor_hash, @grant_id, @now, @successor_expires_at)
ON CONFLICT ON CONSTRAINT refresh_tokens_pkey DO NOTHING;

-- name: GrantSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM grants WHERE (tenant_id, id) IN (SELECT g.tenant_id, g.id FROM grants g WHERE g.expires_at < @before LIMIT @max_rows);

-- name: RefreshTokenSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM refresh_tokens WHERE (tenant_id, hash) IN (SELECT t.tenant_id, t.hash FROM refresh_tokens t WHERE t.expires_at < @before LIMIT @max_rows);

-- name: AccessTokenSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM access_tokens WHERE (tenant_id, hash) IN (SELECT t.tenant_id, t.hash FROM access_tokens t WHERE t.expires_at < @before LIMIT @max_rows);
