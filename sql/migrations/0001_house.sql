-- +goose Up

-- Walls -----------------------------------------------------------------------
--
-- A transaction says whose rows it may see by a setting, and the policies in
-- walls.sql hold it to that:
--
--   alias.tenant_id      one tenant's rows (the service's side)
--   alias.account_id     one person's rows (the person's side)
--   alias.keys           the person's rows that the bearer of these hashes may
--                        see: sessions, and through them the accounts signed in
--                        in one browser
--   alias.developer_id   one developer's memberships
--
-- A query outside any wall is an error, not an empty answer.

-- +goose StatementBegin
CREATE FUNCTION wall(name text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('alias.tenant_id', true), '') = ''
       AND coalesce(current_setting('alias.account_id', true), '') = ''
       AND coalesce(current_setting('alias.developer_id', true), '') = ''
       AND coalesce(current_setting('alias.keys', true), '') = '' THEN
        RAISE EXCEPTION 'query outside any wall' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN nullif(current_setting('alias.' || name, true), '')::uuid;
END $$;
-- +goose StatementEnd

-- The hashes the bearer presented, from a comma-separated list of hex.
-- +goose StatementBegin
CREATE FUNCTION wall_keys() RETURNS bytea[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM wall('account_id');
    RETURN ARRAY(
        SELECT decode(k, 'hex')
        FROM unnest(string_to_array(nullif(current_setting('alias.keys', true), ''), ',')) AS k
    );
END $$;
-- +goose StatementEnd

-- Directories: how a wall is found ----------------------------------------------

CREATE TABLE tenant_slugs (
    slug        text NOT NULL,
    tenant_id   uuid NOT NULL,
    created_at  timestamptz NOT NULL,
    released_at timestamptz,
    CONSTRAINT tenant_slugs_pkey PRIMARY KEY (slug),
    CONSTRAINT tenant_slugs_well_formed CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{1,38}[a-z0-9])$')
);
COMMENT ON TABLE tenant_slugs IS 'Public names of tenants. A released slug stays here, so that it is never given to anybody else.';

CREATE TABLE rate_limits (
    key        bytea NOT NULL,
    tokens     double precision NOT NULL,
    updated_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limits_expires_at ON rate_limits (expires_at);
COMMENT ON TABLE rate_limits IS 'Token buckets. Keys are HMACs: nothing here names anybody.';

-- The service''s side -------------------------------------------------------------

CREATE TABLE tenants (
    tenant_id   uuid NOT NULL,
    slug        text NOT NULL,
    name        text NOT NULL,
    environment text NOT NULL,
    sector_id   uuid NOT NULL,
    disabled_at timestamptz,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT tenants_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenants_environment CHECK (environment IN ('development', 'production'))
);

CREATE TABLE members (
    tenant_id    uuid NOT NULL,
    developer_id uuid NOT NULL,
    role         text NOT NULL,
    name         text NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT members_pkey PRIMARY KEY (tenant_id, developer_id),
    CONSTRAINT members_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT members_role CHECK (role IN ('owner', 'admin', 'developer', 'support', 'billing', 'viewer'))
);
CREATE INDEX members_by_developer ON members (developer_id, tenant_id);

CREATE TABLE clients (
    tenant_id                    uuid NOT NULL,
    id                           uuid NOT NULL,
    sector_id                    uuid NOT NULL,
    name                         text NOT NULL,
    type                         text NOT NULL,
    application_type             text NOT NULL,
    integration                  text NOT NULL,
    redirect_uris                text[] NOT NULL,
    post_logout_redirect_uris    text[] NOT NULL,
    scopes                       text[] NOT NULL,
    grant_types                  text[] NOT NULL,
    auth_method                  text NOT NULL,
    require_pkce                 boolean NOT NULL,
    id_token_signed_response_alg text NOT NULL,
    id_token_claims              boolean NOT NULL,
    send_iss                     boolean NOT NULL,
    allowed_origins              text[] NOT NULL,
    separate_identities          boolean NOT NULL,
    initiate_login_uri           text,
    refresh_grace_seconds        integer NOT NULL,
    refresh_idle_seconds         integer NOT NULL,
    refresh_absolute_seconds     integer NOT NULL,
    disabled_at                  timestamptz,
    created_at                   timestamptz NOT NULL,
    updated_at                   timestamptz NOT NULL,
    CONSTRAINT clients_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT clients_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT clients_type CHECK (type IN ('confidential', 'public')),
    CONSTRAINT clients_public_has_no_secret CHECK ((type = 'public') = (auth_method = 'none')),
    CONSTRAINT clients_public_uses_pkce CHECK (type = 'confidential' OR require_pkce)
);

CREATE TABLE client_secrets (
    tenant_id    uuid NOT NULL,
    client_id    uuid NOT NULL,
    id           uuid NOT NULL,
    kind         text NOT NULL,
    hash         bytea NOT NULL,
    hint         text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    CONSTRAINT client_secrets_pkey PRIMARY KEY (tenant_id, client_id, id),
    CONSTRAINT client_secrets_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT client_secrets_kind CHECK (kind IN ('standard', 'test'))
);

CREATE TABLE signing_keys (
    tenant_id    uuid NOT NULL,
    kid          text NOT NULL,
    alg          text NOT NULL,
    state        text NOT NULL,
    public_jwk   jsonb NOT NULL,
    sealed       bytea,
    created_at   timestamptz NOT NULL,
    activated_at timestamptz,
    retired_at   timestamptz,
    gone_at      timestamptz,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, kid),
    CONSTRAINT signing_keys_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT signing_keys_state CHECK (state IN ('next', 'active', 'retired', 'gone')),
    CONSTRAINT signing_keys_gone_is_destroyed CHECK ((state = 'gone') = (sealed IS NULL))
);
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys (tenant_id, alg) WHERE state = 'next';
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (tenant_id, alg) WHERE state = 'active';
CREATE INDEX signing_keys_due ON signing_keys (state, activated_at);

CREATE TABLE auth_requests (
    tenant_id             uuid NOT NULL,
    id                    uuid NOT NULL,
    client_id             uuid NOT NULL,
    sector_id             uuid NOT NULL,
    redirect_uri          text NOT NULL,
    redirect_uri_sent     boolean NOT NULL,
    response_mode         text NOT NULL,
    scopes                text[] NOT NULL,
    state                 text,
    nonce                 text,
    code_challenge        text,
    prompts               text[] NOT NULL,
    max_age               integer,
    login_hint            text,
    ui_locales            text,
    acr_values            text[] NOT NULL,
    correlation_id        text NOT NULL,
    browser_hash          bytea,
    proposal              jsonb NOT NULL,
    created_at            timestamptz NOT NULL,
    expires_at            timestamptz NOT NULL,
    -- Granted
    granted_at            timestamptz,
    code_hash             bytea,
    code_expires_at       timestamptz,
    connection_id         uuid,
    alias_id              text,
    granted_scopes        text[],
    sid                   text,
    auth_time             timestamptz,
    acr                   text,
    amr                   text[],
    -- Redeemed, Denied
    redeemed_at           timestamptz,
    grant_id              uuid,
    denied_at             timestamptz,
    denied_reason         text,
    CONSTRAINT auth_requests_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT auth_requests_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT auth_requests_granted_is_whole CHECK (granted_at IS NULL OR (
        code_hash IS NOT NULL AND code_expires_at IS NOT NULL AND connection_id IS NOT NULL AND alias_id IS NOT NULL
        AND granted_scopes IS NOT NULL AND sid IS NOT NULL AND auth_time IS NOT NULL AND acr IS NOT NULL AND amr IS NOT NULL)),
    CONSTRAINT auth_requests_redeemed_was_granted CHECK (redeemed_at IS NULL OR (granted_at IS NOT NULL AND grant_id IS NOT NULL)),
    CONSTRAINT auth_requests_denied_or_granted CHECK (denied_at IS NULL OR granted_at IS NULL)
);
CREATE UNIQUE INDEX auth_requests_code ON auth_requests (tenant_id, code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX auth_requests_expires_at ON auth_requests (expires_at);

CREATE TABLE grants (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    client_id      uuid NOT NULL,
    connection_id  uuid NOT NULL,
    alias_id       text NOT NULL,
    scopes         text[] NOT NULL,
    sid            text NOT NULL,
    auth_time      timestamptz NOT NULL,
    acr            text NOT NULL,
    amr            text[] NOT NULL,
    offline        boolean NOT NULL,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    revoked_reason text,
    CONSTRAINT grants_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT grants_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX grants_by_connection ON grants (tenant_id, connection_id, client_id);
CREATE INDEX grants_expires_at ON grants (expires_at);

CREATE TABLE refresh_tokens (
    tenant_id  uuid NOT NULL,
    hash       bytea NOT NULL,
    grant_id   uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz,
    replays    integer NOT NULL DEFAULT 0,
    CONSTRAINT refresh_tokens_pkey PRIMARY KEY (tenant_id, hash),
    CONSTRAINT refresh_tokens_grant FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant_id, grant_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

CREATE TABLE access_tokens (
    tenant_id  uuid NOT NULL,
    hash       bytea NOT NULL,
    grant_id   uuid NOT NULL,
    scopes     text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT access_tokens_pkey PRIMARY KEY (tenant_id, hash),
    CONSTRAINT access_tokens_grant FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX access_tokens_by_grant ON access_tokens (tenant_id, grant_id);
CREATE INDEX access_tokens_expires_at ON access_tokens (expires_at);

CREATE TABLE attempts (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    at             timestamptz NOT NULL,
    endpoint       text NOT NULL,
    outcome        text NOT NULL,
    reason         text NOT NULL,
    client_id      uuid,
    client_named   text NOT NULL,
    received       text NOT NULL,
    expected       text NOT NULL,
    correlation_id text NOT NULL,
    CONSTRAINT attempts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT attempts_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT attempts_outcome CHECK (outcome IN ('ok', 'refused', 'failed'))
);
CREATE INDEX attempts_by_client ON attempts (tenant_id, client_id, id);
CREATE INDEX attempts_by_correlation ON attempts (tenant_id, correlation_id);
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE audit_events (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    at             timestamptz NOT NULL,
    actor_kind     text NOT NULL,
    actor          text NOT NULL,
    action         text NOT NULL,
    target         text NOT NULL,
    detail         jsonb NOT NULL,
    correlation_id text NOT NULL,
    CONSTRAINT audit_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_events_actor_kind CHECK (actor_kind IN ('developer', 'system', 'operator'))
);

CREATE TABLE test_sign_ins (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    client_id    uuid NOT NULL,
    developer_id uuid NOT NULL,
    state_hash   bytea NOT NULL,
    sealed       bytea NOT NULL,
    status       text NOT NULL,
    result       jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    CONSTRAINT test_sign_ins_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT test_sign_ins_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT test_sign_ins_status CHECK (status IN ('pending', 'running', 'succeeded', 'failed'))
);
CREATE UNIQUE INDEX test_sign_ins_state ON test_sign_ins (tenant_id, state_hash);
CREATE INDEX test_sign_ins_expires_at ON test_sign_ins (expires_at);

-- An answer kept so that a repeated request gets it again. The scope is a
-- tenant, or a developer for what is not in a tenant yet.
CREATE TABLE idempotency_keys (
    scope_id     uuid NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       integer,
    sealed       bytea,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope_id, key)
);
CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);

-- Between: seen from both sides ----------------------------------------------------

CREATE TABLE connections (
    tenant_id          uuid NOT NULL,
    id                 uuid NOT NULL,
    sector_id          uuid NOT NULL,
    alias_id           text NOT NULL,
    nickname           text NOT NULL,
    preferred_username text NOT NULL,
    relay_local        text NOT NULL,
    service_name       text NOT NULL,
    service_host       text NOT NULL,
    service_environment text NOT NULL,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    ended_at           timestamptz,
    CONSTRAINT connections_pkey PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX connections_alias_id ON connections (tenant_id, sector_id, alias_id);
CREATE UNIQUE INDEX connections_username ON connections (tenant_id, sector_id, preferred_username);
CREATE UNIQUE INDEX connections_relay ON connections (tenant_id, relay_local);

-- What one client of the sector may do through a connection.
CREATE TABLE connection_clients (
    tenant_id     uuid NOT NULL,
    connection_id uuid NOT NULL,
    client_id     uuid NOT NULL,
    scopes        text[] NOT NULL,
    offered       text[] NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT connection_clients_pkey PRIMARY KEY (tenant_id, connection_id, client_id),
    CONSTRAINT connection_clients_connection FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT connection_clients_scope CHECK (scopes <@ offered)
);

-- The person''s side ---------------------------------------------------------------

CREATE TABLE accounts (
    account_id   uuid NOT NULL,
    developer_id uuid NOT NULL,
    nickname     text NOT NULL,
    profile      jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (account_id),
    CONSTRAINT accounts_developer UNIQUE (developer_id)
);

CREATE TABLE mailboxes (
    account_id  uuid NOT NULL,
    id          uuid NOT NULL,
    address     text NOT NULL,
    address_key bytea NOT NULL,
    verified_at timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT mailboxes_pkey PRIMARY KEY (account_id, id),
    CONSTRAINT mailboxes_account FOREIGN KEY (account_id) REFERENCES accounts (account_id) ON DELETE CASCADE,
    CONSTRAINT mailboxes_address_taken UNIQUE (address_key)
);

CREATE TABLE credentials (
    account_id uuid NOT NULL,
    kind       text NOT NULL,
    phc        text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT credentials_pkey PRIMARY KEY (account_id, kind),
    CONSTRAINT credentials_account FOREIGN KEY (account_id) REFERENCES accounts (account_id) ON DELETE CASCADE,
    CONSTRAINT credentials_kind CHECK (kind IN ('password'))
);

CREATE TABLE sessions (
    account_id   uuid NOT NULL,
    id           uuid NOT NULL,
    token_hash   bytea NOT NULL,
    auth_time    timestamptz NOT NULL,
    acr          text NOT NULL,
    amr          text[] NOT NULL,
    user_agent   text NOT NULL,
    created_at   timestamptz NOT NULL,
    used_at      timestamptz NOT NULL,
    idle_until   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (account_id, id),
    CONSTRAINT sessions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id) ON DELETE CASCADE,
    CONSTRAINT sessions_token UNIQUE (token_hash)
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- A sign-up that waits for its code. It carries the ID its account will have,
-- and a key by which the browser that started it finds it again.
CREATE TABLE registrations (
    account_id      uuid NOT NULL,
    key_hash        bytea NOT NULL,
    address         text NOT NULL,
    address_key     bytea NOT NULL,
    nickname        text NOT NULL,
    phc             text NOT NULL,
    code_hash       bytea,
    code_expires_at timestamptz,
    tries_left      integer NOT NULL,
    sends           integer NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    CONSTRAINT registrations_pkey PRIMARY KEY (account_id),
    CONSTRAINT registrations_key UNIQUE (key_hash)
);
CREATE INDEX registrations_by_address ON registrations (address_key, created_at);
CREATE INDEX registrations_expires_at ON registrations (expires_at);

-- A forgotten password that waits for its code. The account is known only once
-- the job has looked; the key is what the browser holds.
CREATE TABLE resets (
    key_hash        bytea NOT NULL,
    address         text NOT NULL,
    address_key     bytea NOT NULL,
    account_id      uuid,
    code_hash       bytea,
    code_expires_at timestamptz,
    tries_left      integer NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    CONSTRAINT resets_pkey PRIMARY KEY (key_hash)
);
CREATE INDEX resets_expires_at ON resets (expires_at);

-- Account mail to be sent: what a job is told to do, since a job may carry
-- neither an address nor an account ID.
CREATE TABLE notices (
    id          uuid NOT NULL,
    kind        text NOT NULL,
    subject_key bytea NOT NULL,
    address     text NOT NULL,
    address_key bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    CONSTRAINT notices_pkey PRIMARY KEY (id),
    CONSTRAINT notices_kind CHECK (kind IN ('verify', 'reset', 'password_changed'))
);
CREATE INDEX notices_created_at ON notices (created_at);

-- Who owns a connection: the person's secret. Two connections of one person at
-- one sector cannot exist.
CREATE TABLE connection_owners (
    account_id    uuid NOT NULL,
    tenant_id     uuid NOT NULL,
    sector_id     uuid NOT NULL,
    connection_id uuid NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT connection_owners_pkey PRIMARY KEY (account_id, tenant_id, sector_id),
    CONSTRAINT connection_owners_connection UNIQUE (tenant_id, connection_id),
    CONSTRAINT connection_owners_account FOREIGN KEY (account_id) REFERENCES accounts (account_id) ON DELETE CASCADE
);
