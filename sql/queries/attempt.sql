-- name: AttemptInsertMany :exec
INSERT INTO attempts (tenant_id, id, at, endpoint, outcome, reason, client_id, client_named, received, expected, correlation_id)
SELECT @tenant_id, unnest(@ids::uuid[]), unnest(@ats::timestamptz[]), unnest(@endpoints::text[]), unnest(@outcomes::text[]),
    unnest(@reasons::text[]), nullif(unnest(@client_ids::text[]), '')::uuid, unnest(@clients_named::text[]), unnest(@receiveds::text[]), unnest(@expecteds::text[]),
    unnest(@correlation_ids::text[])
FROM tenants t WHERE t.tenant_id = @tenant_id;

-- name: AttemptList :many
SELECT * FROM attempts
WHERE tenant_id = @tenant_id AND id < @before_id
    AND (@outcome::text = '' OR outcome = @outcome::text)
    AND (@client_uuid::text = '' OR client_id::text = @client_uuid::text)
    AND (@correlation::text = '' OR correlation_id = @correlation::text)
ORDER BY id DESC
LIMIT @max_rows;

-- name: AttemptSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM attempts WHERE (tenant_id, id) IN (SELECT a.tenant_id, a.id FROM attempts a WHERE a.at < @before LIMIT @max_rows);
