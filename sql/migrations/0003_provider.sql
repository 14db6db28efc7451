-- +goose Up

-- What a client may choose beyond the columns it has: read and written as one
-- typed value (client.Protocol), and never asked about by a query.
ALTER TABLE clients ADD COLUMN protocol jsonb NOT NULL DEFAULT '{}';
-- Where a client came from: a developer, dynamic registration (RFC 7591), or the
-- document its client_id leads to.
ALTER TABLE clients ADD COLUMN origin text NOT NULL DEFAULT 'developer';
ALTER TABLE clients ADD CONSTRAINT clients_origin CHECK (origin IN ('developer', 'registered', 'document'));
ALTER TABLE clients ADD COLUMN document_uri text;
ALTER TABLE clients ADD CONSTRAINT clients_document CHECK ((origin = 'document') = (document_uri IS NOT NULL));
ALTER TABLE clients ADD COLUMN registration_hash bytea;
ALTER TABLE clients ADD COLUMN expires_at timestamptz;
CREATE UNIQUE INDEX clients_document_uri ON clients (tenant_id, document_uri) WHERE document_uri IS NOT NULL;
CREATE INDEX clients_expires_at ON clients (expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE tenants ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';

-- The sectors that a sector_identifier_uri stands for (OIDC Core 8.1).
CREATE TABLE sectors (
    tenant_id  uuid NOT NULL,
    uri        text NOT NULL,
    sector_id  uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT sectors_pkey PRIMARY KEY (tenant_id, uri),
    CONSTRAINT sectors_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE
);

-- Protected resources (RFC 8707): who access tokens are for, and their form.
CREATE TABLE resources (
    tenant_id        uuid NOT NULL,
    id               uuid NOT NULL,
    identifier       text NOT NULL,
    name             text NOT NULL,
    scopes           text[] NOT NULL,
    token_format     text NOT NULL,
    token_typ        text NOT NULL,
    token_alg        text NOT NULL,
    lifetime_seconds integer,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CONSTRAINT resources_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT resources_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT resources_identifier UNIQUE (tenant_id, identifier),
    CONSTRAINT resources_token_format CHECK (token_format IN ('jwt', 'opaque')),
    CONSTRAINT resources_token_typ CHECK (token_typ IN ('at+jwt', 'JWT'))
);

-- Initial access tokens (RFC 7591 3).
CREATE TABLE registration_tokens (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    name       text NOT NULL,
    hash       bytea NOT NULL,
    hint       text NOT NULL,
    uses_left  integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT registration_tokens_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT registration_tokens_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT registration_tokens_hash UNIQUE (tenant_id, hash),
    CONSTRAINT registration_tokens_uses CHECK (uses_left >= 0)
);

-- Authorization requests that were pushed (RFC 9126). One is used up by the
-- request that is granted, not by the first that looks at it.
CREATE TABLE pushed_requests (
    tenant_id  uuid NOT NULL,
    hash       bytea NOT NULL,
    client_id  uuid NOT NULL,
    params     text NOT NULL,
    jkt        text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT pushed_requests_pkey PRIMARY KEY (tenant_id, hash),
    CONSTRAINT pushed_requests_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX pushed_requests_expires_at ON pushed_requests (expires_at);

ALTER TABLE auth_requests ADD COLUMN response_type text NOT NULL DEFAULT 'code';
ALTER TABLE auth_requests ADD COLUMN claims jsonb NOT NULL DEFAULT '{}';
ALTER TABLE auth_requests ADD COLUMN resources text[] NOT NULL DEFAULT '{}';
ALTER TABLE auth_requests ADD COLUMN hint_alias_id text;
ALTER TABLE auth_requests ADD COLUMN dpop_jkt text;
ALTER TABLE auth_requests ADD COLUMN pushed_hash bytea;
ALTER TABLE auth_requests ADD COLUMN device_id uuid;

-- A grant without a connection is a client's own (client_credentials, jwt-bearer).
ALTER TABLE grants ALTER COLUMN connection_id DROP NOT NULL;
ALTER TABLE grants ADD COLUMN grant_type text NOT NULL DEFAULT 'authorization_code';
ALTER TABLE grants ADD COLUMN claims jsonb NOT NULL DEFAULT '{}';
ALTER TABLE grants ADD COLUMN resources text[] NOT NULL DEFAULT '{}';
ALTER TABLE grants ADD COLUMN jkt text;
CREATE INDEX grants_by_alias_id ON grants (tenant_id, alias_id, client_id);
CREATE INDEX auth_requests_codes ON auth_requests (tenant_id, alias_id) WHERE granted_at IS NOT NULL AND redeemed_at IS NULL;

ALTER TABLE access_tokens ADD COLUMN audience text[] NOT NULL DEFAULT '{}';
ALTER TABLE access_tokens ADD COLUMN jkt text;
ALTER TABLE access_tokens ADD COLUMN x5t text;
ALTER TABLE access_tokens ADD COLUMN kid text;
-- A token that was exchanged (RFC 8693) belongs to the family of the one it was
-- exchanged for, but to the client that asked, which acts for somebody perhaps.
ALTER TABLE access_tokens ADD COLUMN client_id uuid;
ALTER TABLE access_tokens ADD CONSTRAINT access_tokens_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE access_tokens ADD COLUMN actor jsonb NOT NULL DEFAULT '{}';
CREATE INDEX access_tokens_by_client ON access_tokens (tenant_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX access_tokens_by_kid ON access_tokens (tenant_id, kid) WHERE kid IS NOT NULL;

ALTER TABLE signing_keys ADD COLUMN gone_reason text;

-- Device authorization (RFC 8628). What the person decides is an ordinary
-- authorization request, which this row points to once they have confirmed.
CREATE TABLE device_codes (
    tenant_id        uuid NOT NULL,
    id               uuid NOT NULL,
    client_id        uuid NOT NULL,
    device_hash      bytea NOT NULL,
    user_hash        bytea NOT NULL,
    scopes           text[] NOT NULL,
    resources        text[] NOT NULL,
    jkt              text,
    network          text NOT NULL,
    interval_seconds integer NOT NULL,
    polled_at        timestamptz,
    request_id       uuid,
    denied_at        timestamptz,
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    CONSTRAINT device_codes_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT device_codes_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT device_codes_device UNIQUE (tenant_id, device_hash),
    CONSTRAINT device_codes_user UNIQUE (tenant_id, user_hash)
);
CREATE INDEX device_codes_expires_at ON device_codes (expires_at);

-- What may be shown once: the jti of client assertions, DPoP proofs and the
-- assertions of other issuers, as hashes that say nothing.
CREATE TABLE replays (
    tenant_id  uuid NOT NULL,
    hash       bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT replays_pkey PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX replays_expires_at ON replays (expires_at);

-- What a client is told when a person logs out (OIDC Back-Channel Logout): each
-- delivery, for the worker that makes it and the developer who looks. A client may be
-- gone by then: the person's side, which remembers whom a session reached, cannot know.
CREATE TABLE logout_deliveries (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    client_id   uuid NOT NULL,
    alias_id    text NOT NULL,
    sid         text,
    cause       text NOT NULL,
    status      text NOT NULL,
    tries       integer NOT NULL,
    http_status integer,
    problem     text,
    created_at  timestamptz NOT NULL,
    tried_at    timestamptz,
    finished_at timestamptz,
    CONSTRAINT logout_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT logout_deliveries_status CHECK (status IN ('pending', 'delivered', 'failed')),
    CONSTRAINT logout_deliveries_cause CHECK (cause IN ('logout', 'session_revoked', 'session_expired', 'account_disabled', 'account_deleted', 'consent_withdrawn', 'developer_revoked'))
);
CREATE INDEX logout_deliveries_created_at ON logout_deliveries (created_at);
CREATE INDEX logout_deliveries_waiting ON logout_deliveries (created_at) WHERE status = 'pending' AND tries = 0;
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (tenant_id, client_id, id);

-- The values of the profile card that a person released to a client, by claim.
ALTER TABLE connection_clients ADD COLUMN claims jsonb NOT NULL DEFAULT '{}';

ALTER TABLE accounts ADD COLUMN disabled_at timestamptz;
CREATE INDEX sessions_idle_until ON sessions (idle_until);

-- Which clients a session reached: whom to tell when it ends. The person's side.
CREATE TABLE session_clients (
    account_id    uuid NOT NULL,
    session_id    uuid NOT NULL,
    tenant_id     uuid NOT NULL,
    client_id     uuid NOT NULL,
    connection_id uuid NOT NULL,
    alias_id      text NOT NULL,
    sid           text NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT session_clients_pkey PRIMARY KEY (account_id, session_id, tenant_id, client_id),
    CONSTRAINT session_clients_session FOREIGN KEY (account_id, session_id) REFERENCES sessions (account_id, id) ON DELETE CASCADE
);
CREATE INDEX session_clients_by_connection ON session_clients (account_id, tenant_id, connection_id);
