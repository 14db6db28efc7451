-- name: DeviceCodeInsert :exec
INSERT INTO device_codes (tenant_id, id, client_id, device_hash, user_hash, scopes, resources, jkt, network, interval_seconds, created_at, expires_at)
VALUES (@tenant_id, @id, @client_id, @device_hash, @user_hash, @scopes, @resources, @jkt, @network, @interval_seconds, @created_at, @expires_at);

-- name: DeviceCodeByUser :one
SELECT * FROM device_codes WHERE tenant_id = @tenant_id AND user_hash = @user_hash AND expires_at > @now;

-- name: DeviceCodeByDevice :one
SELECT * FROM device_codes WHERE tenant_id = @tenant_id AND device_hash = @device_hash FOR UPDATE;

-- name: DeviceCodePolled :exec
UPDATE device_codes SET polled_at = @now, interval_seconds = @interval_seconds WHERE tenant_id = @tenant_id AND id = @id;

-- name: DeviceCodeAttach :execrows
UPDATE device_codes SET request_id = @request_id
WHERE tenant_id = @tenant_id AND id = @id AND request_id IS NULL AND denied_at IS NULL AND expires_at > @now;

-- name: DeviceCodeDeny :execrows
UPDATE device_codes SET denied_at = @now
WHERE tenant_id = @tenant_id AND id = @id AND request_id IS NULL AND denied_at IS NULL AND expires_at > @now;

-- name: DeviceCodeDelete :execrows
DELETE FROM device_codes WHERE tenant_id = @tenant_id AND id = @id;

-- name: DeviceCodeSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM device_codes WHERE (tenant_id, id) IN (SELECT d.tenant_id, d.id FROM device_codes d WHERE d.expires_at < @before LIMIT @max_rows);
