-- name: RegistrationTokenInsert :exec
INSERT INTO registration_tokens (tenant_id, id, name, hash, hint, uses_left, created_at, expires_at)
VALUES (@tenant_id, @id, @name, @hash, @hint, @uses_left, @created_at, @expires_at);

-- name: RegistrationTokensOf :many
SELECT * FROM registration_tokens WHERE tenant_id = @tenant_id ORDER BY id DESC;

-- name: RegistrationTokenDelete :execrows
DELETE FROM registration_tokens WHERE tenant_id = @tenant_id AND id = @id;

-- name: RegistrationTokenSpend :one
UPDATE registration_tokens SET uses_left = uses_left - 1
WHERE tenant_id = @tenant_id AND hash = @hash AND uses_left > 0 AND expires_at > @now
RETURNING id;
