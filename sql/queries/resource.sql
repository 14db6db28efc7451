-- name: ResourceInsert :exec
INSERT INTO resources (tenant_id, id, identifier, name, scopes, token_format, token_typ, token_alg, lifetime_seconds, created_at, updated_at)
VALUES (@tenant_id, @id, @identifier, @name, @scopes, @token_format, @token_typ, @token_alg, @lifetime_seconds, @created_at, @updated_at);

-- name: ResourceUpdate :execrows
UPDATE resources SET name = @name, scopes = @scopes, token_format = @token_format, token_typ = @token_typ, token_alg = @token_alg,
    lifetime_seconds = @lifetime_seconds, updated_at = @updated_at
WHERE tenant_id = @tenant_id AND id = @id AND updated_at = @was_updated_at;

-- name: ResourceDelete :execrows
DELETE FROM resources WHERE tenant_id = @tenant_id AND id = @id;

-- name: ResourceByID :one
SELECT * FROM resources WHERE tenant_id = @tenant_id AND id = @id;

-- A tenant's resources, oldest first.
-- name: ResourcesOf :many
SELECT * FROM resources WHERE tenant_id = @tenant_id ORDER BY id;
