-- The cluster's roles. Run by `alias migrate` as the owner, before the
-- migrations; safe to run again.
--
--   the owner     whoever runs `alias migrate`: owns the tables, never serves.
--   alias_app     serves. Owns nothing, is no superuser, has no BYPASSRLS.
--   alias_system  what alias_app becomes, by SET LOCAL ROLE, for the few jobs
--                 that look at everybody: fanning out and sweeping. It may do
--                 only what walls.sql grants it.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alias_app') THEN
        CREATE ROLE alias_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alias_system') THEN
        CREATE ROLE alias_system NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT pg_has_role('alias_app', 'alias_system', 'MEMBER') THEN
        GRANT alias_system TO alias_app;
    END IF;
END $$;
