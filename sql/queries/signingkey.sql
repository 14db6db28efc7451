-- name: SigningKeyLock :exec
-- @sqlc-vet-disable tenant-scoped
-- It reads no row; the tenant is what is locked.
SELECT pg_advisory_xact_lock(hashtextextended('signing_keys:' || @tenant_id::text, 0));

-- name: SigningKeysOf :many
SELECT * FROM signing_keys WHERE tenant_id = @tenant_id ORDER BY created_at, kid;

-- name: SigningKeyInsert :exec
INSERT INTO signing_keys (tenant_id, kid, alg, state, public_jwk, sealed, created_at, activated_at)
VALUES (@tenant_id, @kid, @alg, @state, @public_jwk, @sealed, @created_at, @activated_at);

-- name: SigningKeyActivate :execrows
UPDATE signing_keys SET state = 'active', activated_at = @now WHERE tenant_id = @tenant_id AND kid = @kid AND state = 'next';

-- name: SigningKeyRetire :execrows
UPDATE signing_keys SET state = 'retired', retired_at = @now WHERE tenant_id = @tenant_id AND kid = @kid AND state = 'active';

-- name: SigningKeyDestroy :execrows
UPDATE signing_keys SET state = 'gone', gone_at = @now, gone_reason = 'expired', sealed = NULL
WHERE tenant_id = @tenant_id AND kid = @kid AND state = 'retired';

-- name: SigningKeyRevoke :execrows
UPDATE signing_keys SET state = 'gone', gone_at = @now, gone_reason = 'revoked', sealed = NULL
WHERE tenant_id = @tenant_id AND kid = @kid AND state <> 'gone';

-- What a revoked key signed is believed no more.
-- name: SigningKeyTokensDelete :execrows
DELETE FROM access_tokens WHERE tenant_id = @tenant_id AND kid = @kid;

-- name: SigningKeysDue :many
SELECT DISTINCT tenant_id FROM signing_keys
WHERE (state = 'active' AND activated_at < @active_before) OR (state = 'retired' AND retired_at < @retired_before)
LIMIT @max_rows;
