-- name: GrantInsert :one
-- A grant about a person is made only while they agree. Who takes that back waits
-- for this transaction, or was seen by it (SEC-59).
WITH consent AS (
    SELECT k.client_id FROM connections c JOIN connection_clients k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id
    WHERE c.tenant_id = @tenant_id AND c.id = @connection_id AND k.client_id = @client_id AND c.ended_at IS NULL
    FOR SHARE OF c, k
), made AS (
    INSERT INTO grants (tenant_id, id, client_id, connection_id, alias_id, scopes, sid, auth_time, acr, amr, offline, created_at, expires_at,
        grant_type, claims, resources, jkt)
    SELECT @tenant_id, @id, @client_id, CASE WHEN @about::boolean THEN @connection_id END, @alias_id, @scopes, @sid, @auth_time, @acr, @amr, @offline, @created_at, @expires_at,
        @grant_type, @claims, @resources, sqlc.narg('jkt')
    WHERE NOT @about OR EXISTS (SELECT FROM consent)
    RETURNING *
), access AS (
    INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at, audience, jkt, x5t, kid)
    SELECT m.tenant_id, @access_hash::bytea, m.id, @access_scopes::text[], m.created_at, @access_expires_at::timestamptz, @audience::text[],
        sqlc.narg('access_jkt')::text, sqlc.narg('x5t')::text, sqlc.narg('kid')::text
    FROM made m
), refresh AS (
    INSERT INTO refresh_tokens (tenant_id, hash, grant_id, created_at, expires_at)
    SELECT m.tenant_id, @refresh_hash::bytea, m.id, m.created_at, @refresh_expires_at::timestamptz FROM made m WHERE m.offline
)
SELECT count(*) FROM made;

-- name: GrantRevoke :execrows
UPDATE grants SET revoked_at = @now, revoked_reason = @reason WHERE tenant_id = @tenant_id AND id = @id AND revoked_at IS NULL;

-- name: AccessTokenByHash :one
WITH shown AS (
    INSERT INTO replays (tenant_id, hash, expires_at) SELECT @tenant_id, @shown::bytea, @shown_ends::timestamptz WHERE @once::boolean
    ON CONFLICT DO NOTHING
    RETURNING hash
)
SELECT t.scopes, t.created_at, t.expires_at, t.audience, t.jkt, t.x5t, t.client_id, t.actor, sqlc.embed(g),
    (NOT @once::boolean OR EXISTS (SELECT s.hash FROM shown s))::boolean AS fresh,
    coalesce(c.nickname, '')::text AS nickname, coalesce(c.preferred_username, '')::text AS preferred_username, coalesce(c.relay_local, '')::text AS relay_local, c.ended_at, (k.client_id IS NOT NULL)::boolean AS agreed,
    coalesce(c.updated_at, g.created_at)::timestamptz AS connection_updated_at,
    coalesce(k.scopes, '{}')::text[] AS live_scopes, coalesce(k.claims, '{}')::jsonb AS live_claims
FROM access_tokens t
JOIN grants g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
LEFT JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id
    AND k.created_at <= g.created_at -- a consent given after leaving and coming back revives nothing
WHERE t.tenant_id = @tenant_id AND t.hash = @hash
    -- A replica that had not heard yet may have signed it with a key that was revoked.
    AND NOT EXISTS (SELECT FROM signing_keys s WHERE s.tenant_id = t.tenant_id AND s.kid = t.kid AND s.state = 'gone');

-- name: RefreshTokenByHash :one
SELECT t.hash, t.created_at, t.expires_at, t.spent_at, t.replays, sqlc.embed(g),
    coalesce(c.nickname, '')::text AS nickname, coalesce(c.preferred_username, '')::text AS preferred_username, coalesce(c.relay_local, '')::text AS relay_local, c.ended_at,
    coalesce(c.updated_at, g.created_at)::timestamptz AS connection_updated_at,
    coalesce(k.scopes, '{}')::text[] AS live_scopes, coalesce(k.claims, '{}')::jsonb AS live_claims
FROM refresh_tokens t
JOIN grants g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
LEFT JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id
    AND k.created_at <= g.created_at -- a consent given after leaving and coming back revives nothing
WHERE t.tenant_id = @tenant_id AND t.hash = @hash
FOR UPDATE OF t, g;

-- name: RefreshTokenPeek :one
-- As RefreshTokenByHash, for somebody who only looks.
SELECT t.hash, t.created_at, t.expires_at, t.spent_at, t.replays, sqlc.embed(g),
    coalesce(c.nickname, '')::text AS nickname, coalesce(c.preferred_username, '')::text AS preferred_username, coalesce(c.relay_local, '')::text AS relay_local, c.ended_at,
    coalesce(c.updated_at, g.created_at)::timestamptz AS connection_updated_at,
    coalesce(k.scopes, '{}')::text[] AS live_scopes, coalesce(k.claims, '{}')::jsonb AS live_claims
FROM refresh_tokens t
JOIN grants g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
LEFT JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id
    AND k.created_at <= g.created_at -- a consent given after leaving and coming back revives nothing
WHERE t.tenant_id = @tenant_id AND t.hash = @hash;

-- name: AccessTokenInsert :execrows
-- As with a grant: while the family lives and the person agrees.
WITH consent AS (
    SELECT k.client_id FROM grants g
    JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
    JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id AND k.created_at <= g.created_at
    WHERE g.tenant_id = @tenant_id AND g.id = @grant_id AND c.ended_at IS NULL
    FOR SHARE OF c, k
)
INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at, audience, jkt, x5t, kid, client_id, actor)
SELECT g.tenant_id, @hash::bytea, g.id, @scopes::text[], @now::timestamptz, @expires_at::timestamptz, @audience::text[],
    sqlc.narg('jkt')::text, sqlc.narg('x5t')::text, sqlc.narg('kid')::text, sqlc.narg('client_id'), @actor::jsonb
FROM grants g
WHERE g.tenant_id = @tenant_id AND g.id = @grant_id AND g.revoked_at IS NULL AND (g.connection_id IS NULL OR EXISTS (SELECT FROM consent));

-- name: RefreshTokenRotate :one
-- The family is locked already; the person's agreement is as with a grant.
WITH consent AS (
    SELECT g.id FROM grants g
    JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
    JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id AND k.created_at <= g.created_at
    WHERE g.tenant_id = @tenant_id AND g.id = @grant_id AND c.ended_at IS NULL
    FOR SHARE OF c, k
), spent AS (
    UPDATE refresh_tokens t SET spent_at = coalesce(t.spent_at, @now::timestamptz), replays = t.replays + CASE WHEN t.spent_at IS NULL THEN 0 ELSE 1 END
    WHERE t.tenant_id = @tenant_id AND t.hash = @hash AND EXISTS (SELECT FROM consent)
    RETURNING t.grant_id
), access AS (
    INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at, audience, jkt, x5t, kid)
    SELECT @tenant_id, @access_hash::bytea, s.grant_id, @scopes::text[], @now::timestamptz, @access_expires_at::timestamptz, @audience::text[],
        sqlc.narg('jkt')::text, sqlc.narg('x5t')::text, sqlc.narg('kid')::text
    FROM spent s
), successor AS (
    INSERT INTO refresh_tokens (tenant_id, hash, grant_id, created_at, expires_at)
    SELECT @tenant_id, @successor_hash::bytea, s.grant_id, @now::timestamptz, @successor_expires_at::timestamptz FROM spent s
    ON CONFLICT ON CONSTRAINT refresh_tokens_pkey DO NOTHING
)
SELECT count(*) FROM spent;

-- name: RefreshTokenKeep :one
-- As RefreshTokenRotate, for a client whose refresh tokens stay the same.
WITH consent AS (
    SELECT g.id FROM grants g
    JOIN connections c ON c.tenant_id = g.tenant_id AND c.id = g.connection_id
    JOIN connection_clients k ON k.tenant_id = g.tenant_id AND k.connection_id = g.connection_id AND k.client_id = g.client_id AND k.created_at <= g.created_at
    WHERE g.tenant_id = @tenant_id AND g.id = @grant_id AND c.ended_at IS NULL
    FOR SHARE OF c, k
), used AS (
    UPDATE refresh_tokens t SET expires_at = @refresh_expires_at
    WHERE t.tenant_id = @tenant_id AND t.hash = @hash AND EXISTS (SELECT FROM consent)
    RETURNING t.grant_id
), access AS (
    INSERT INTO access_tokens (tenant_id, hash, grant_id, scopes, created_at, expires_at, audience, jkt, x5t, kid)
    SELECT @tenant_id, @access_hash::bytea, u.grant_id, @scopes::text[], @now::timestamptz, @access_expires_at::timestamptz, @audience::text[],
        sqlc.narg('jkt')::text, sqlc.narg('x5t')::text, sqlc.narg('kid')::text
    FROM used u
)
SELECT count(*) FROM used;

-- name: FaceOf :one
SELECT c.nickname, c.preferred_username, c.relay_local, c.updated_at, k.scopes, k.claims
FROM connections c
JOIN connection_clients k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id
WHERE c.tenant_id = @tenant_id AND c.id = @id AND k.client_id = @client_id AND c.ended_at IS NULL;

-- name: TokenRevoke :one
-- Whatever kind it is: a refresh token takes its family along, an access token goes
-- alone. One of another client stays (RFC 7009 2.1).
WITH family AS (
    UPDATE grants g SET revoked_at = @now, revoked_reason = @reason
    FROM refresh_tokens t
    WHERE t.tenant_id = @tenant_id AND t.hash = @hash AND g.tenant_id = t.tenant_id AND g.id = t.grant_id AND g.client_id = @client_id AND g.revoked_at IS NULL
    RETURNING g.id
), access AS (
    DELETE FROM access_tokens t USING grants g
    WHERE t.tenant_id = @tenant_id AND t.hash = @hash AND g.tenant_id = t.tenant_id AND g.id = t.grant_id AND coalesce(t.client_id, g.client_id) = @client_id
    RETURNING t.hash
)
SELECT (SELECT count(*) FROM family) + (SELECT count(*) FROM access) AS ended;

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
