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
INSERT INTO connection_clients (tenant_id, connection_id, client_id, scopes, offered, claims, created_at, updated_at)
VALUES (@tenant_id, @connection_id, @client_id, @scopes, @offered, @claims, @now, @now)
ON CONFLICT ON CONSTRAINT connection_clients_pkey DO UPDATE
SET scopes = excluded.scopes, offered = excluded.offered, claims = excluded.claims, updated_at = excluded.updated_at;

-- name: ConnectionClaimsFollow :exec
-- What was released of a card follows the card; what is not on it any more is not
-- agreed to any more either. No time is touched: the same one at two services would
-- tell them that they share a person (SEC-65).
UPDATE connection_clients k
SET claims = coalesce((SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each(@card::jsonb) AS c WHERE jsonb_exists(k.claims, c.key)), '{}')
        || CASE WHEN jsonb_exists(k.claims, @beside::text) THEN jsonb_build_object(@beside::text, k.claims -> @beside::text) ELSE '{}' END,
    scopes = ARRAY(SELECT s.item FROM unnest(k.scopes) WITH ORDINALITY AS s (item, at) WHERE s.item <> ALL (@emptied::text[]) ORDER BY s.at)
FROM connection_owners o
WHERE o.account_id = @account_id AND k.tenant_id = o.tenant_id AND k.connection_id = o.connection_id AND k.claims <> '{}';

-- name: ConnectionsOfOwner :many
SELECT c.*, o.account_id,
    coalesce((SELECT array_agg(DISTINCT s ORDER BY s) FROM connection_clients k, unnest(k.scopes) AS s WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id), '{}')::text[] AS scopes,
    coalesce((SELECT array_agg(DISTINCT n ORDER BY n) FROM connection_clients k, jsonb_object_keys(k.claims) AS n WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id), '{}')::text[] AS claims
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

-- A service's connections, newest first, without their owners.
-- name: ConnectionsAt :many
SELECT c.* FROM connections c
WHERE c.tenant_id = @tenant_id AND c.id < @before_id
  AND (@search::text = '' OR c.alias_id = @search::text OR c.preferred_username = @search::text OR c.relay_local = @search::text)
  AND (cardinality(@client_ids::uuid[]) = 0 OR EXISTS (
    SELECT 1 FROM connection_clients k WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.client_id = ANY (@client_ids::uuid[])))
ORDER BY c.id DESC
LIMIT @max_rows;

-- name: ConnectionClientsOf :many
SELECT * FROM connection_clients WHERE tenant_id = @tenant_id AND connection_id = ANY (@connection_ids::uuid[]) ORDER BY connection_id, client_id;

-- name: ConnectionForgetClient :exec
DELETE FROM connection_clients WHERE tenant_id = @tenant_id AND client_id = @client_id;
