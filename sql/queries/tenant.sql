-- name: SlugTake :exec
INSERT INTO tenant_slugs (slug, tenant_id, created_at)
VALUES (@slug, @tenant_id, @now);

-- The directory is how a tenant's wall is found, so it is read by slug alone.
-- name: SlugTenant :one
SELECT tenant_id, released_at FROM tenant_slugs WHERE slug = @slug;

-- name: SlugRelease :exec
UPDATE tenant_slugs SET released_at = @now
WHERE slug = @slug AND tenant_id = @tenant_id;

-- name: TenantInsert :exec
INSERT INTO tenants (tenant_id, slug, name, environment, sector_id, created_at, updated_at)
VALUES (@tenant_id, @slug, @name, @environment, @sector_id, @created_at, @updated_at);

-- name: TenantByID :one
SELECT * FROM tenants WHERE tenant_id = @tenant_id;

-- name: TenantByIDForUpdate :one
SELECT * FROM tenants WHERE tenant_id = @tenant_id FOR UPDATE;

-- name: TenantUpdate :exec
UPDATE tenants SET name = @name, settings = @settings, updated_at = @updated_at WHERE tenant_id = @tenant_id;

-- name: TenantDelete :exec
DELETE FROM tenants WHERE tenant_id = @tenant_id;

-- A developer's tenants, oldest first; IDs are made in the order of time.
-- name: TenantsOfDeveloper :many
SELECT sqlc.embed(t), m.role FROM tenants t
JOIN members m ON m.tenant_id = t.tenant_id
WHERE m.developer_id = @developer_id
  AND t.tenant_id > @after
ORDER BY t.tenant_id
LIMIT @max_rows;
