-- name: TestSignInInsert :exec
INSERT INTO test_sign_ins (tenant_id, id, client_id, developer_id, state_hash, sealed, status, result, created_at, expires_at)
VALUES (@tenant_id, @id, @client_id, @developer_id, @state_hash, @sealed, 'pending', @result, @created_at, @expires_at);

-- name: TestSignInByID :one
SELECT * FROM test_sign_ins WHERE tenant_id = @tenant_id AND id = @id;

-- name: TestSignInIsLive :one
SELECT EXISTS (
    SELECT FROM test_sign_ins
    WHERE tenant_id = @tenant_id AND client_id = @client_id AND state_hash = @state_hash
      AND status = 'pending' AND expires_at > @now);

-- One callback wins; every other finds nothing.
-- name: TestSignInTake :one
UPDATE test_sign_ins SET status = 'running'
WHERE tenant_id = @tenant_id AND state_hash = @state_hash
  AND status = 'pending' AND expires_at > @now
RETURNING *;

-- name: TestSignInFinish :exec
UPDATE test_sign_ins SET status = @status, result = @result, sealed = ''::bytea, finished_at = @now
WHERE tenant_id = @tenant_id AND id = @id AND status = 'running';

-- name: TestSignInSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM test_sign_ins WHERE (tenant_id, id) IN (SELECT t.tenant_id, t.id FROM test_sign_ins t WHERE t.expires_at < @before LIMIT @max_rows);
