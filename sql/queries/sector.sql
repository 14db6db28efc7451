-- name: SectorOf :one
-- Whoever asks first makes it; everybody else is answered the same.
INSERT INTO sectors AS s (tenant_id, uri, sector_id, created_at) VALUES (@tenant_id, @uri, @sector_id, @now)
ON CONFLICT ON CONSTRAINT sectors_pkey DO NOTHING
RETURNING s.sector_id;

-- name: SectorByURI :one
SELECT sector_id FROM sectors WHERE tenant_id = @tenant_id AND uri = @uri;
