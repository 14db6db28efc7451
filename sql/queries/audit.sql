-- name: AuditInsert :exec
INSERT INTO audit_events (tenant_id, id, at, actor_kind, actor, action, target, detail, correlation_id)
VALUES (@tenant_id, @id, @at, @actor_kind, @actor, @action, @target, @detail, @correlation_id);

-- name: AuditNewest :many
SELECT * FROM audit_events
WHERE tenant_id = @tenant_id
  AND (@from_newest::boolean OR id < @before)
ORDER BY id DESC
LIMIT @max_rows;
