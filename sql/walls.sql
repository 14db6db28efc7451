-- The walls: who may touch which rows. Run by `alias migrate` as the owner after
-- every migration, in one transaction; it starts from nothing each time, so this
-- file is the whole truth. testkit and the wall tests read the catalogue and
-- fail when a table has no wall and no reason.

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', t.policyname, t.schemaname, t.tablename);
    END LOOP;
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' LOOP
        EXECUTE format('REVOKE ALL ON %I FROM alias_app, alias_system, PUBLIC', t.tablename);
        IF t.tablename NOT IN ('tenant_slugs', 'rate_limits') THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.tablename);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t.tablename);
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO alias_app, alias_system;
GRANT SELECT ON goose_db_version TO alias_app;

-- Directories, without a wall because they are how a wall is found.
GRANT SELECT, INSERT ON tenant_slugs TO alias_app;
GRANT UPDATE (released_at) ON tenant_slugs TO alias_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits TO alias_app;

-- (SELECT ...) makes the planner ask once per query, not once per row.

-- The service's side --------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON
    tenants, members, clients, client_secrets, signing_keys, auth_requests, grants,
    refresh_tokens, access_tokens, test_sign_ins, idempotency_keys, resources, registration_tokens,
    pushed_requests, device_codes
    TO alias_app;
GRANT SELECT, INSERT ON attempts, audit_events, sectors, replays TO alias_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON logout_deliveries TO alias_app;

CREATE POLICY wall ON tenants TO alias_app
    USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY own_memberships ON tenants FOR SELECT TO alias_app
    USING (tenant_id IN (SELECT m.tenant_id FROM members m WHERE m.developer_id = (SELECT wall('developer_id'))));

CREATE POLICY wall ON members TO alias_app
    USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY own_memberships ON members FOR SELECT TO alias_app
    USING (developer_id = (SELECT wall('developer_id')));

CREATE POLICY wall ON clients        TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON client_secrets TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON signing_keys   TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON auth_requests  TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON grants         TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON refresh_tokens TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON access_tokens  TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON attempts       TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON audit_events   TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON test_sign_ins  TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));

CREATE POLICY wall ON sectors        TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON resources      TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON registration_tokens TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON pushed_requests TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON device_codes   TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON replays        TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
CREATE POLICY wall ON logout_deliveries TO alias_app USING (tenant_id = (SELECT wall('tenant_id')));
-- A person who leaves tells the services they were at, and cannot read it back.
CREATE POLICY left_by_a_person ON logout_deliveries FOR INSERT TO alias_app
    WITH CHECK ((tenant_id, client_id, alias_id) IN (
        SELECT s.tenant_id, s.client_id, s.alias_id FROM session_clients s WHERE s.account_id = ANY ((SELECT wall_accounts())::uuid[])
        UNION ALL
        SELECT k.tenant_id, k.client_id, c.alias_id FROM connection_owners o
        JOIN connections c ON c.tenant_id = o.tenant_id AND c.id = o.connection_id
        JOIN connection_clients k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id
        WHERE o.account_id = ANY ((SELECT wall_accounts())::uuid[])));
CREATE POLICY wall ON idempotency_keys TO alias_app
    USING (scope_id IN ((SELECT wall('tenant_id')), (SELECT wall('developer_id'))));

-- Between -------------------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE ON connections, connection_clients TO alias_app;
GRANT DELETE ON connection_clients TO alias_app;

CREATE POLICY wall ON connections TO alias_app
    USING (tenant_id = (SELECT wall('tenant_id')) OR (tenant_id, id) IN (
        SELECT o.tenant_id, o.connection_id FROM connection_owners o
        WHERE o.account_id = ANY ((SELECT wall_accounts())::uuid[])));
CREATE POLICY wall ON connection_clients TO alias_app
    USING (tenant_id = (SELECT wall('tenant_id')) OR (tenant_id, connection_id) IN (
        SELECT o.tenant_id, o.connection_id FROM connection_owners o
        WHERE o.account_id = ANY ((SELECT wall_accounts())::uuid[])));

-- The person's side -----------------------------------------------------------------

GRANT SELECT, INSERT, UPDATE, DELETE ON
    accounts, mailboxes, credentials, sessions, registrations, resets, connection_owners, session_clients
    TO alias_app;
GRANT SELECT, INSERT, UPDATE ON notices TO alias_app;

CREATE POLICY wall ON accounts TO alias_app
    USING (account_id = ANY ((SELECT wall_accounts())::uuid[]));

-- Whoever knows an address may ask whose it is: that is what signing in is.
CREATE POLICY wall ON mailboxes TO alias_app
    USING (account_id = ANY ((SELECT wall_accounts())::uuid[]))
    WITH CHECK (account_id = (SELECT wall('account_id')));
CREATE POLICY by_address ON mailboxes FOR SELECT TO alias_app
    USING (address_key = ANY ((SELECT wall_keys())::bytea[]));
CREATE POLICY wall ON credentials TO alias_app
    USING (account_id = ANY ((SELECT wall_accounts())::uuid[]))
    WITH CHECK (account_id = (SELECT wall('account_id')));
CREATE POLICY by_address ON credentials FOR SELECT TO alias_app
    USING (account_id IN (SELECT m.account_id FROM mailboxes m WHERE m.address_key = ANY ((SELECT wall_keys())::bytea[])));

CREATE POLICY wall ON sessions TO alias_app
    USING (account_id = (SELECT wall('account_id')) OR token_hash = ANY ((SELECT wall_keys())::bytea[]))
    WITH CHECK (account_id = (SELECT wall('account_id')) OR token_hash = ANY ((SELECT wall_keys())::bytea[]));

CREATE POLICY wall ON registrations TO alias_app
    USING (account_id = (SELECT wall('account_id')) OR key_hash = ANY ((SELECT wall_keys())::bytea[]));
CREATE POLICY by_address ON registrations FOR SELECT TO alias_app
    USING (address_key = ANY ((SELECT wall_keys())::bytea[]));

CREATE POLICY wall ON resets TO alias_app
    USING (key_hash = ANY ((SELECT wall_keys())::bytea[]));

CREATE POLICY wall ON notices FOR UPDATE TO alias_app
    USING (subject_key = ANY ((SELECT wall_keys())::bytea[]));
CREATE POLICY visible ON notices FOR SELECT TO alias_app
    USING (subject_key = ANY ((SELECT wall_keys())::bytea[]));
-- Left for what a key opens, or by an account about itself; never by a service.
CREATE POLICY left_by_a_person ON notices FOR INSERT TO alias_app
    WITH CHECK ((SELECT wall('account_id')) IS NOT NULL OR subject_key = ANY ((SELECT wall_keys())::bytea[]));

CREATE POLICY wall ON connection_owners TO alias_app
    USING (account_id = ANY ((SELECT wall_accounts())::uuid[]));
CREATE POLICY wall ON session_clients TO alias_app
    USING (account_id = ANY ((SELECT wall_accounts())::uuid[]));

-- The system: fanning out and sweeping, no more -------------------------------------

GRANT SELECT (tenant_id, alg, state, created_at, activated_at, retired_at) ON signing_keys TO alias_system;
CREATE POLICY fan_out ON signing_keys FOR SELECT TO alias_system USING (true);

GRANT SELECT ON notices TO alias_system;
CREATE POLICY fan_out ON notices FOR SELECT TO alias_system USING (true);

GRANT SELECT (tenant_id, id, expires_at), DELETE ON auth_requests, grants TO alias_system;
GRANT SELECT (tenant_id, hash, expires_at), DELETE ON refresh_tokens, access_tokens TO alias_system;
GRANT SELECT (tenant_id, id, at), DELETE ON attempts TO alias_system;
GRANT SELECT (tenant_id, id, expires_at), DELETE ON test_sign_ins TO alias_system;
GRANT SELECT (scope_id, key, expires_at), DELETE ON idempotency_keys TO alias_system;
GRANT SELECT (account_id, id, expires_at, idle_until), DELETE ON sessions TO alias_system;
GRANT SELECT (account_id, expires_at), DELETE ON registrations TO alias_system;
GRANT SELECT (key_hash, expires_at), DELETE ON resets TO alias_system;
GRANT SELECT (tenant_id, hash, expires_at), DELETE ON pushed_requests, replays TO alias_system;
GRANT SELECT (tenant_id, id, expires_at), DELETE ON device_codes, clients TO alias_system;
GRANT SELECT (tenant_id, id, status, tries, created_at), INSERT, DELETE ON logout_deliveries TO alias_system;
GRANT SELECT ON session_clients TO alias_system;
GRANT DELETE ON notices TO alias_system;
GRANT SELECT, DELETE ON rate_limits TO alias_system;
CREATE POLICY sweep ON auth_requests    TO alias_system USING (true);
CREATE POLICY sweep ON grants           TO alias_system USING (true);
CREATE POLICY sweep ON refresh_tokens   TO alias_system USING (true);
CREATE POLICY sweep ON access_tokens    TO alias_system USING (true);
CREATE POLICY sweep ON attempts         TO alias_system USING (true);
CREATE POLICY sweep ON test_sign_ins    TO alias_system USING (true);
CREATE POLICY sweep ON idempotency_keys TO alias_system USING (true);
CREATE POLICY sweep ON sessions         TO alias_system USING (true);
CREATE POLICY sweep ON registrations    TO alias_system USING (true);
CREATE POLICY sweep ON resets           TO alias_system USING (true);
CREATE POLICY sweep ON pushed_requests  TO alias_system USING (true);
CREATE POLICY sweep ON replays          TO alias_system USING (true);
CREATE POLICY sweep ON device_codes     TO alias_system USING (true);
CREATE POLICY sweep ON clients          TO alias_system USING (expires_at IS NOT NULL);
CREATE POLICY sweep ON logout_deliveries TO alias_system USING (true);
CREATE POLICY fan_out ON session_clients FOR SELECT TO alias_system USING (true);
CREATE POLICY sweep ON notices FOR DELETE TO alias_system USING (true);

-- The queue lives in its own schema and holds no secret and nobody's address.
GRANT USAGE ON SCHEMA river TO alias_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA river TO alias_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA river TO alias_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA river TO alias_app;
