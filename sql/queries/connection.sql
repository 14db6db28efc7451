-- name: ConnectionInsert :exec
INSERT INTO connections (tenant_id, id, sector_id, alias_id, nickname, preferred_username, relay_local, service_name, service_host, service_environment, created_at, updated_at)
VALUES (@tenant_id, @id, @sector_id, @alias_id, @nickname, @preferred_username, @relay_local, @service_name, @service_host, @service_environment, @created_at, @updated_at);

-- name: ConnectionOwnerInsert :exec
INSERT INTO connection_owners (account_id, tenant_id, sector_id, connection_id, created_at)
VALUES (@account_id, @tenant_id, @sector_id, @connection_id, @created_at);

-- name: ConnectionResume :exec
UPDATE connections SET nickname = @nickname, service_name = @service_name, service_host = @service_host,
    service_environment = @service_environment, ended_at = NULL, updated_at = @now
WHERE tenant_id = @tenant_id AND id = @id;

-- name: ConnectionClientPut :exec
INSERT INTO connection_clients (tenant_id, connection_id, client_id, scopes, offered, created_at, updated_at)
VALUES (@tenant_id, @connection_id, @client_id, @scopes, @offered, @now, @now)
ON CONFLICT ON CONSTRAINT connection_clients_pkey DO UPDATE SET scopes = excluded.scopes, offered = excluded.offered, updated_at = excluded.updated_at;

-- name: ConnectionsOfOwner :many
SELECT c.*, o.account_id,
    coalesce((SELECT array_agg(DISTINCT s ORDER BY s) FROM connection_clients k, unnest(k.scopes) AS s WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id), '{}')::text[] AS scopes
FROM connection_owners o
JOIN connections c ON c.tenant_id = o.tenant_id AND c.id = o.connection_id
WHERE o.account_id = @account_id
ORDER BY c.updated_at DESC, c.id;

-- name: ConnectionFacts :many
-- One row per person signed in in this browser: who they are, and what they have
-- already agreed to at this sector and client.
SELECT s.account_id, s.id AS session_id, s.token_hash, s.auth_time, s.acr, s.amr, s.created_at, s.idle_until, s.expires_at, a.nickname AS account_nickname,
    (SELECT m.address FROM mailboxes m WHERE m.account_id = s.account_id ORDER BY m.created_at LIMIT 1)::text AS address,
    coalesce(c.id, '00000000-0000-0000-0000-000000000000')::uuid AS connection_id, c.alias_id, c.nickname, c.preferred_username, c.relay_local, c.ended_at,
    k.updated_at AS agreed_at, coalesce(k.scopes, '{}')::text[] AS scopes, coalesce(k.offered, '{}')::text[] AS offered
FROM sessions s
JOIN accounts a ON a.account_id = s.account_id
LEFT JOIN connection_owners o ON o.account_id = s.account_id AND o.tenant_id = @tenant_id AND o.sector_id = @sector_id
LEFT JOIN connections c ON c.tenant_id = o.tenant_id AND c.id = o.connection_id
LEFT JOIN connection_clients k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.client_id = @client_id
WHERE s.token_hash = ANY (@hashes::bytea[]) AND s.expires_at > @now AND s.idle_until > @now
ORDER BY s.created_at;

-- name: ConnectionLeave :execrows
UPDATE connections c SET ended_at = @now, updated_at = @now FROM connection_owners o
WHERE o.account_id = @account_id AND o.connection_id = @connection_id AND c.tenant_id = o.tenant_id AND c.id = o.connection_id AND c.ended_at IS NULL;

-- name: ConnectionForget :exec
DELETE FROM connection_clients k USING connection_owners o
WHERE o.account_id = @account_id AND o.connection_id = @connection_id AND k.tenant_id = o.tenant_id AND k.connection_id = o.connection_id;
