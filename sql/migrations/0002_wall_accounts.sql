-- +goose Up

-- The accounts this transaction may see: the one it is walled to, and those
-- whose session hashes the bearer presented.
-- +goose StatementBegin
CREATE FUNCTION wall_accounts() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT wall('account_id') WHERE wall('account_id') IS NOT NULL
        UNION
        SELECT account_id FROM sessions WHERE token_hash = ANY (wall_keys())
    );
END $$;
-- +goose StatementEnd
