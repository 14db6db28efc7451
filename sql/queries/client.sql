-- name: ClientInsert :exec
INSERT INTO clients (tenant_id, id, sector_id, name, type, application_type, integration, redirect_uris, post_logout_redirect_uris,
    scopes, grant_types, auth_method, require_pkce, id_token_signed_response_alg, id_token_claims, send_iss, allowed_origins,
    separate_identities, initiate_login_uri, refresh_grace_seconds, refresh_idle_seconds, refresh_absolute_seconds,
    disabled_at, created_at, updated_at, protocol, origin, document_uri, registration_hash, expires_at)
VALUES (@tenant_id, @id, @sector_id, @name, @type, @application_type, @integration, @redirect_uris, @post_logout_redirect_uris,
    @scopes, @grant_types, @auth_method, @require_pkce, @id_token_signed_response_alg, @id_token_claims, @send_iss, @allowed_origins,
    @separate_identities, @initiate_login_uri, @refresh_grace_seconds, @refresh_idle_seconds, @refresh_absolute_seconds,
    @disabled_at, @created_at, @updated_at, @protocol, @origin, @document_uri, @registration_hash, @expires_at);

-- name: ClientUpdate :execrows
UPDATE clients SET name = @name, application_type = @application_type, integration = @integration,
    redirect_uris = @redirect_uris, post_logout_redirect_uris = @post_logout_redirect_uris, scopes = @scopes,
    grant_types = @grant_types, auth_method = @auth_method, require_pkce = @require_pkce,
    id_token_signed_response_alg = @id_token_signed_response_alg, id_token_claims = @id_token_claims, send_iss = @send_iss,
    allowed_origins = @allowed_origins, initiate_login_uri = @initiate_login_uri,
    refresh_grace_seconds = @refresh_grace_seconds, refresh_idle_seconds = @refresh_idle_seconds,
    refresh_absolute_seconds = @refresh_absolute_seconds, disabled_at = @disabled_at, updated_at = @updated_at,
    sector_id = @sector_id, type = @type, protocol = @protocol, registration_hash = @registration_hash, expires_at = @expires_at
WHERE tenant_id = @tenant_id AND id = @id AND updated_at = @was_updated_at;

-- name: ClientDelete :execrows
DELETE FROM clients WHERE tenant_id = @tenant_id AND id = @id;

-- name: ClientByID :one
SELECT * FROM clients WHERE tenant_id = @tenant_id AND id = @id;

-- name: ClientByDocument :one
SELECT * FROM clients WHERE tenant_id = @tenant_id AND document_uri = @document_uri;

-- name: ClientList :many
SELECT * FROM clients
WHERE tenant_id = @tenant_id AND id < @before_id AND (@search::text = '' OR strpos(lower(name), lower(@search::text)) > 0 OR id::text = @search_id::text)
ORDER BY id DESC
LIMIT @max_rows;

-- name: ClientSecretInsert :exec
INSERT INTO client_secrets (tenant_id, client_id, id, kind, hash, hint, created_at, expires_at)
VALUES (@tenant_id, @client_id, @id, @kind, @hash, @hint, @created_at, @expires_at);

-- name: ClientSecretsOf :many
SELECT * FROM client_secrets
WHERE tenant_id = @tenant_id AND client_id = ANY (@client_ids::uuid[]) AND (expires_at IS NULL OR expires_at > @now)
ORDER BY client_id, id;

-- name: ClientSecretExpireOthers :exec
UPDATE client_secrets SET expires_at = least(coalesce(expires_at, @expires_at), @expires_at)
WHERE tenant_id = @tenant_id AND client_id = @client_id AND kind = 'standard' AND id <> @keep_id;

-- name: ClientSecretDelete :execrows
DELETE FROM client_secrets WHERE tenant_id = @tenant_id AND client_id = @client_id AND id = @id;

-- name: ClientSecretsUsed :exec
UPDATE client_secrets s SET last_used_at = greatest(s.last_used_at, u.at)
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@ats::timestamptz[]) AS at) u
WHERE s.tenant_id = @tenant_id AND s.id = u.id;

-- name: ClientLock :one
SELECT id FROM clients WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: ClientNames :many
SELECT id, name FROM clients WHERE tenant_id = @tenant_id AND id = ANY (@ids::uuid[]);

-- name: ClientSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody: clients that registered themselves, once they have run out.
DELETE FROM clients WHERE (tenant_id, id) IN (SELECT c.tenant_id, c.id FROM clients c WHERE c.expires_at < @before LIMIT @max_rows);

-- name: ClientHasDefaultResource :one
SELECT EXISTS (SELECT 1 FROM clients WHERE tenant_id = @tenant_id AND protocol ->> 'default_resource' = @identifier::text);
