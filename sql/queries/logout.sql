-- name: LogoutDeliveryInsert :exec
-- Several at once: a person who signs out may have been at many services.
INSERT INTO logout_deliveries (tenant_id, id, client_id, alias_id, sid, cause, status, tries, created_at)
SELECT unnest(@tenant_ids::uuid[]), unnest(@ids::uuid[]), unnest(@client_ids::uuid[]), unnest(@alias_ids::text[]), nullif(unnest(@sids::text[]), ''), @cause::text, 'pending', 0, @now::timestamptz;

-- name: LogoutDeliveryByID :one
SELECT * FROM logout_deliveries WHERE tenant_id = @tenant_id AND id = @id;

-- name: LogoutDeliveryTried :exec
UPDATE logout_deliveries SET tries = tries + 1, tried_at = @now::timestamptz, status = @status, http_status = @http_status, problem = @problem,
    finished_at = CASE WHEN @status::text = 'pending' THEN NULL ELSE @now::timestamptz END
WHERE tenant_id = @tenant_id AND id = @id AND status = 'pending';

-- name: LogoutDeliveryList :many
SELECT * FROM logout_deliveries WHERE tenant_id = @tenant_id AND client_id = @client_id AND id < @before_id ORDER BY id DESC LIMIT @max_rows;

-- name: LogoutDeliverySweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM logout_deliveries WHERE (tenant_id, id) IN (SELECT d.tenant_id, d.id FROM logout_deliveries d WHERE d.created_at < @before LIMIT @max_rows);

-- name: LogoutDeliveryDelete :exec
DELETE FROM logout_deliveries WHERE tenant_id = @tenant_id AND id = @id;

-- name: LogoutDeliveryWaiting :many
-- What was left without a job, and what a job has yet to begin.
SELECT tenant_id, id FROM logout_deliveries WHERE status = 'pending' AND tries = 0 ORDER BY created_at LIMIT @max_rows;

-- name: LogoutSessionsByToken :many
-- Locks them: nobody reaches a client by them from now on.
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT account_id, id FROM sessions WHERE token_hash = ANY (@hashes::bytea[]) ORDER BY account_id, id FOR UPDATE;

-- name: LogoutSessionsByOwner :many
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT account_id, id FROM sessions WHERE account_id = @account_id ORDER BY account_id, id FOR UPDATE;

-- name: LogoutReached :many
SELECT r.tenant_id, r.client_id, r.alias_id, r.sid FROM session_clients r
WHERE (r.account_id, r.session_id) IN (SELECT unnest(@account_ids::uuid[]), unnest(@ids::uuid[])) ORDER BY r.tenant_id, r.client_id, r.sid;

-- name: LogoutEndSessions :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM sessions WHERE (account_id, id) IN (SELECT unnest(@account_ids::uuid[]), unnest(@ids::uuid[]));

-- name: LogoutExpire :many
-- Ends sessions that have run out and answers whom they reached: what hangs on a
-- session goes with it, but this statement still sees it.
WITH ended AS (
    DELETE FROM sessions s WHERE (s.account_id, s.id) IN (
        SELECT o.account_id, o.id FROM sessions o WHERE o.idle_until < @before OR o.expires_at < @before LIMIT @max_rows
    ) AND (s.idle_until < @before OR s.expires_at < @before)
    RETURNING s.account_id, s.id
)
SELECT e.id, coalesce(r.tenant_id, '00000000-0000-0000-0000-000000000000')::uuid AS tenant_id, coalesce(r.client_id, '00000000-0000-0000-0000-000000000000')::uuid AS client_id,
    coalesce(r.alias_id, '')::text AS alias_id, coalesce(r.sid, '')::text AS sid
FROM ended e LEFT JOIN session_clients r ON r.account_id = e.account_id AND r.session_id = e.id;

-- name: LogoutClientsOfOwner :many
-- The clients of a person's connections, or of one of them, and by which session
-- each was reached.
SELECT k.tenant_id, k.client_id, c.alias_id, coalesce(r.sid, '')::text AS sid
FROM connection_owners o
JOIN connections c ON c.tenant_id = o.tenant_id AND c.id = o.connection_id
JOIN connection_clients k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id
LEFT JOIN session_clients r ON r.account_id = o.account_id AND r.tenant_id = k.tenant_id AND r.connection_id = k.connection_id AND r.client_id = k.client_id
WHERE o.account_id = @account_id AND (@everywhere::boolean OR o.connection_id = @connection_id) AND c.ended_at IS NULL
ORDER BY k.tenant_id, k.client_id, r.sid;

-- name: LogoutForgetReached :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row, and a connection is its owner's.
DELETE FROM session_clients r WHERE r.account_id = @account_id AND r.connection_id = @connection_id;

-- name: LogoutEndConnections :exec
UPDATE connections c SET ended_at = @now, updated_at = @now FROM connection_owners o
WHERE o.account_id = @account_id AND c.tenant_id = o.tenant_id AND c.id = o.connection_id AND c.ended_at IS NULL;

-- name: LogoutReviveConnections :exec
UPDATE connections c SET ended_at = NULL, updated_at = @now FROM connection_owners o
WHERE o.account_id = @account_id AND c.tenant_id = o.tenant_id AND c.id = o.connection_id AND c.ended_at = @ended_at;

-- name: LogoutForgetConnections :exec
-- What was granted goes, and what a person wrote; the random names stay taken.
WITH granted AS (
    DELETE FROM connection_clients k USING connection_owners o
    WHERE o.account_id = @account_id AND k.tenant_id = o.tenant_id AND k.connection_id = o.connection_id
)
UPDATE connections c SET nickname = '' FROM connection_owners o WHERE o.account_id = @account_id AND c.tenant_id = o.tenant_id AND c.id = o.connection_id;

-- name: LogoutDisconnect :one
UPDATE connections SET ended_at = @now, updated_at = @now WHERE tenant_id = @tenant_id AND id = @id AND ended_at IS NULL RETURNING alias_id;

-- name: LogoutDisconnectClients :many
-- By the sessions that live tokens tell of, beside by none: the service's side knows
-- of no others.
WITH gone AS (
    DELETE FROM connection_clients k WHERE k.tenant_id = @tenant_id AND k.connection_id = @connection_id RETURNING k.client_id
)
SELECT o.client_id, ''::text AS sid FROM gone o
UNION
SELECT g.client_id, g.sid FROM grants g JOIN gone o ON o.client_id = g.client_id
WHERE g.tenant_id = @tenant_id AND g.connection_id = @connection_id AND g.sid <> '' AND g.revoked_at IS NULL AND g.expires_at > @now
ORDER BY 1, 2;

-- name: LogoutEndCodes :exec
-- A code that was not redeemed ends with its session, or with the consent.
UPDATE auth_requests SET code_expires_at = @now
WHERE tenant_id = @tenant_id AND client_id = @client_id AND alias_id = @alias_id AND (@everything::boolean OR sid = @sid)
    AND granted_at IS NOT NULL AND granted_at <= @at AND redeemed_at IS NULL AND code_expires_at > @now;

-- name: LogoutEndGrants :exec
-- A session takes the families along that were to last as long as it; a consent
-- takes them all.
UPDATE grants SET revoked_at = @now, revoked_reason = @reason
WHERE tenant_id = @tenant_id AND client_id = @client_id AND alias_id = @alias_id AND revoked_at IS NULL
    AND CASE WHEN @everything::boolean THEN created_at <= @at ELSE sid = @sid AND NOT offline END;
