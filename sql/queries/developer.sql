-- name: MemberInsert :exec
INSERT INTO members (tenant_id, developer_id, role, name, created_at)
VALUES (@tenant_id, @developer_id, @role, @name, @created_at);

-- name: MemberByDeveloper :one
SELECT * FROM members WHERE tenant_id = @tenant_id AND developer_id = @developer_id;
