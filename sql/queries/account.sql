-- name: AccountInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO accounts (account_id, developer_id, nickname, profile, created_at, updated_at)
VALUES (@account_id, @developer_id, @nickname, @profile, @created_at, @updated_at);

-- name: AccountByID :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM accounts WHERE account_id = @account_id;

-- name: AccountByIDForUpdate :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM accounts WHERE account_id = @account_id FOR UPDATE;

-- name: ProfileForShare :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT profile FROM accounts WHERE account_id = @account_id FOR SHARE;

-- name: ProfileUpdate :execrows
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE accounts SET profile = @profile, updated_at = @now WHERE account_id = @account_id;

-- name: AccountSwitch :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
UPDATE accounts SET disabled_at = @disabled_at, updated_at = @now WHERE account_id = @account_id;

-- name: AccountDelete :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
DELETE FROM accounts WHERE account_id = @account_id;

-- name: MailboxInsert :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO mailboxes (account_id, id, address, address_key, verified_at, created_at)
VALUES (@account_id, @id, @address, @address_key, @verified_at, @created_at);

-- name: MailboxByAddress :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM mailboxes WHERE address_key = @address_key;

-- name: MailboxOf :one
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT * FROM mailboxes WHERE account_id = @account_id ORDER BY created_at LIMIT 1;

-- name: CredentialPut :exec
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
INSERT INTO credentials (account_id, kind, phc, created_at, updated_at)
VALUES (@account_id, 'password', @phc, @now, @now)
ON CONFLICT ON CONSTRAINT credentials_pkey DO UPDATE SET phc = excluded.phc, updated_at = excluded.updated_at;

-- name: CredentialByAddress :many
-- Whoever answers to this address: an account, or sign-ups that wait for their code.
-- @sqlc-vet-disable tenant-scoped
-- A person's row: there is no tenant here.
SELECT m.account_id, c.phc, true AS verified, '\x'::bytea AS key_hash, m.created_at FROM mailboxes m JOIN credentials c ON c.account_id = m.account_id AND c.kind = 'password'
WHERE m.address_key = @address_key
UNION ALL
(SELECT r.account_id, r.phc, false AS verified, r.key_hash, r.created_at FROM registrations r
WHERE r.address_key = @address_key AND r.expires_at > @now
ORDER BY r.created_at DESC LIMIT 1);
