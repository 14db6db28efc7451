-- name: RegistrationInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO registrations (account_id, key_hash, address, address_key, nickname, phc, tries_left, sends, created_at, expires_at)
VALUES (@account_id, @key_hash, @address, @address_key, @nickname, @phc, @tries_left, 0, @created_at, @expires_at);

-- name: RegistrationByKey :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM registrations WHERE key_hash = @key_hash AND expires_at > @now;

-- name: RegistrationSetCode :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE registrations SET code_hash = @code_hash, code_expires_at = @code_expires_at, tries_left = @tries_left, sends = sends + 1
WHERE key_hash = @key_hash AND expires_at > @now;

-- name: RegistrationSpendTry :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE registrations SET tries_left = tries_left - 1 WHERE key_hash = @key_hash AND tries_left > 0 AND expires_at > @now;

-- name: RegistrationConsume :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM registrations
WHERE key_hash = @key_hash AND code_hash = @code_hash AND code_expires_at > @now AND expires_at > @now
RETURNING *;

-- name: RegistrationSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM registrations WHERE account_id IN (SELECT r.account_id FROM registrations r WHERE r.expires_at < @before LIMIT @max_rows);

-- name: ResetInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO resets (key_hash, address, address_key, tries_left, created_at, expires_at)
VALUES (@key_hash, @address, @address_key, @tries_left, @created_at, @expires_at);

-- name: ResetAddress :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT address FROM resets WHERE key_hash = @key_hash AND expires_at > @now;

-- name: ResetSetCode :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE resets SET code_hash = @code_hash, code_expires_at = @code_expires_at, account_id = @account_id, tries_left = @tries_left
WHERE key_hash = @key_hash AND expires_at > @now;

-- name: ResetSpendTry :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE resets SET tries_left = tries_left - 1 WHERE key_hash = @key_hash AND tries_left > 0 AND expires_at > @now;

-- name: ResetConsume :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM resets
WHERE key_hash = @key_hash AND code_hash = @code_hash AND code_expires_at > @now AND expires_at > @now AND account_id IS NOT NULL
RETURNING *;

-- name: ResetSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM resets WHERE key_hash IN (SELECT r.key_hash FROM resets r WHERE r.expires_at < @before LIMIT @max_rows);

-- name: NoticeInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO notices (id, kind, subject_key, address, address_key, created_at)
VALUES (@id, @kind, @subject_key, @address, @address_key, @created_at);

-- name: NoticeByID :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM notices WHERE id = @id;

-- name: NoticeSent :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE notices SET sent_at = @now WHERE id = @id AND subject_key = @subject_key AND sent_at IS NULL;

-- name: NoticeSweep :execrows
-- @sqlc-vet-disable tenant-scoped
-- The system sweeps for everybody.
DELETE FROM notices WHERE id IN (SELECT n.id FROM notices n WHERE n.created_at < @before LIMIT @max_rows);
