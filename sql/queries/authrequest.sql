-- name: AuthRequestInsert :exec
INSERT INTO auth_requests (tenant_id, id, client_id, sector_id, redirect_uri, redirect_uri_sent, response_mode, scopes, state, nonce,
    code_challenge, prompts, max_age, login_hint, ui_locales, acr_values, correlation_id, browser_hash, proposal, created_at, expires_at,
    granted_at, code_hash, code_expires_at, connection_id, alias_id, granted_scopes, sid, auth_time, acr, amr,
    response_type, claims, resources, hint_alias_id, dpop_jkt, pushed_hash, device_id)
VALUES (@tenant_id, @id, @client_id, @sector_id, @redirect_uri, @redirect_uri_sent, @response_mode, @scopes, @state, @nonce,
    @code_challenge, @prompts, @max_age, @login_hint, @ui_locales, @acr_values, @correlation_id, @browser_hash, @proposal, @created_at, @expires_at,
    @granted_at, @code_hash, @code_expires_at, @connection_id, @alias_id, @granted_scopes, @sid, @auth_time, @acr, @amr,
    @response_type, @claims, @resources, @hint_alias_id, @dpop_jkt, @pushed_hash, @device_id);

-- name: AuthRequestByID :one
SELECT * FROM auth_requests WHERE tenant_id = @tenant_id AND id = @id;

-- name: AuthRequestBind :execrows
UPDATE auth_requests SET browser_hash = @browser_hash WHERE tenant_id = @tenant_id AND id = @id AND browser_hash IS NULL;

-- name: AuthRequestGrant :execrows
UPDATE auth_requests SET granted_at = @now, code_hash = @code_hash, code_expires_at = @code_expires_at, connection_id = @connection_id,
    alias_id = @alias_id, granted_scopes = @granted_scopes, sid = @sid, auth_time = @auth_time, acr = @acr, amr = @amr
WHERE tenant_id = @tenant_id AND id = @id AND granted_at IS NULL AND denied_at IS NULL AND expires_at > @now;

-- name: AuthRequestDeny :execrows
UPDATE auth_requests SET denied_at = @now, denied_reason = @reason
WHERE tenant_id = @tenant_id AND id = @id AND granted_at IS NULL AND denied_at IS NULL AND expires_at > @now;

-- name: AuthRequestRedeem :one
-- Single use and every condition of it are this one statement.
UPDATE auth_requests r SET redeemed_at = @now, grant_id = @grant_id
FROM connections c, connection_clients k
WHERE r.tenant_id = @tenant_id AND r.code_hash = @code_hash AND r.client_id = @client_id AND r.redirect_uri = @redirect_uri
    AND r.code_challenge IS NOT DISTINCT FROM sqlc.narg('code_challenge') AND coalesce(r.dpop_jkt, sqlc.narg('jkt'), '') = coalesce(sqlc.narg('jkt'), '') AND r.redeemed_at IS NULL AND r.code_expires_at > @now
    AND c.tenant_id = r.tenant_id AND c.id = r.connection_id AND c.ended_at IS NULL
    AND k.tenant_id = r.tenant_id AND k.connection_id = r.connection_id AND k.client_id = r.client_id AND k.created_at <= r.granted_at
RETURNING sqlc.embed(r), c.nickname, c.preferred_username, c.relay_local, c.updated_at AS connection_updated_at, k.scopes AS live_scopes, k.claims AS live_claims;

-- name: AuthRequestRedeemDevice :one
-- What a device was waiting for, by the same conditions but the code's own.
UPDATE auth_requests r SET redeemed_at = @now, grant_id = @grant_id
FROM connections c, connection_clients k
WHERE r.tenant_id = @tenant_id AND r.id = @id AND r.device_id = @device_id AND r.client_id = @client_id AND r.granted_at IS NOT NULL AND r.redeemed_at IS NULL
    AND c.tenant_id = r.tenant_id AND c.id = r.connection_id AND c.ended_at IS NULL
    AND k.tenant_id = r.tenant_id AND k.connection_id = r.connection_id AND k.client_id = r.client_id AND k.created_at <= r.granted_at
RETURNING sqlc.embed(r), c.nickname, c.preferred_username, c.relay_local, c.updated_at AS connection_updated_at, k.scopes AS live_scopes, k.claims AS live_claims;

-- name: AuthRequestByCode :one
SELECT * FROM auth_requests WHERE tenant_id = @tenant_id AND code_hash = @code_hash FOR UPDATE;

-- name: AuthRequestBurn :exec
UPDATE auth_requests SET code_expires_at = least(code_expires_at, @now) WHERE tenant_id = @tenant_id AND code_hash = @code_hash;

-- name: AuthRequestSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM auth_requests WHERE (tenant_id, id) IN (SELECT r.tenant_id, r.id FROM auth_requests r WHERE r.expires_at < @before LIMIT @max_rows);
