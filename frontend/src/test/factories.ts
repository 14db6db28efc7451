import type { Attempt, Client, Connection, Key, LogoutDelivery, RegistrationToken, Resource, Session, Tenant } from "@/api/types";

// Whole, valid things typed by the SDK; a test says only what it is about.
const at = "2026-11-24T12:00:00Z";

export function makeSession(change: Partial<Session> = {}): Session {
  return {
    developer: { id: "dev_01890c3a", nickname: "Quiet Heron" },
    environment: "development",
    base_url: "https://alias.example",
    ...change,
  };
}

export function makeTenant(change: Partial<Tenant> = {}): Tenant {
  const issuer = change.issuer ?? "https://alias.example/t/heron-forum";
  return {
    id: "ten_01890c3b",
    slug: "heron-forum",
    name: "Heron Forum",
    environment: "development",
    issuer,
    role: "owner",
    endpoints: {
      issuer,
      discovery: `${issuer}/.well-known/openid-configuration`,
      authorization: `${issuer}/oauth2/authorize`,
      token: `${issuer}/oauth2/token`,
      jwks: `${issuer}/.well-known/jwks.json`,
      userinfo: `${issuer}/oidc/userinfo`,
      registration: `${issuer}/oauth2/register`,
      pushed_authorization_request: `${issuer}/oauth2/par`,
      device_authorization: `${issuer}/oauth2/device_authorization`,
      introspection: `${issuer}/oauth2/introspect`,
      revocation: `${issuer}/oauth2/revoke`,
      end_session: `${issuer}/oidc/logout`,
    },
    registration: { mode: "off", software_statement_issuers: [] },
    client_id_metadata_documents: { enabled: false, allowed_hosts: [], denied_hosts: [] },
    compatibility: { implicit_and_hybrid: false },
    created_at: at,
    updated_at: at,
    ...change,
  };
}

export function makeClient(change: Partial<Client> = {}): Client {
  return {
    id: "cli_01890c3e",
    client_id: "cli_01890c3e",
    origin: "developer",
    name: "Matrix",
    type: "confidential",
    application_type: "web",
    integration: "synapse",
    redirect_uris: ["https://matrix.example/_synapse/client/oidc/callback"],
    post_logout_redirect_uris: [],
    scopes: ["openid", "profile", "nickname", "email"],
    grant_types: ["authorization_code"],
    auth_method: "client_secret",
    require_pkce: true,
    id_token_signed_response_alg: "RS256",
    id_token_claims: false,
    send_iss: true,
    allowed_origins: [],
    separate_identities: false,
    disabled: false,
    profile: "default",
    response_types: ["code"],
    request_uris: [],
    default_acr_values: [],
    require_auth_time: false,
    contacts: [],
    tls_client_certificate_bound_access_tokens: false,
    dpop_bound_access_tokens: false,
    require_dpop_nonce: false,
    require_pushed_authorization_requests: false,
    require_signed_request_object: false,
    backchannel_logout_session_required: false,
    frontchannel_logout_session_required: false,
    access_token_format: "opaque",
    access_token_lifetime_seconds: 1800,
    refresh_grace_seconds: 30,
    refresh_idle_seconds: 2_592_000,
    refresh_absolute_seconds: 31_536_000,
    rotate_refresh_tokens: true,
    token_exchange_audiences: [],
    federated_credentials: [],
    secrets: [{ id: "sec_01890c3f", hint: "4f2a", created_at: at }],
    created_at: at,
    updated_at: at,
    ...change,
  };
}

export function makeAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    id: "att_01890c40",
    at,
    endpoint: "authorize",
    outcome: "refused",
    reason: "redirect_uri_mismatch",
    summary: "The redirect URI is not registered for this client.",
    client_id: "cli_01890c3e",
    client_name: "Matrix",
    received: "https://matrix.example/callback",
    expected: "https://matrix.example/_synapse/client/oidc/callback",
    correlation_id: "k3v9pq7zt4",
    docs_url: "https://docs.alias.example/attempts/redirect_uri_mismatch",
    ...change,
  };
}

export function makeKey(change: Partial<Key> = {}): Key {
  return { kid: "k_2026_11", alg: "RS256", state: "active", created_at: at, activated_at: at, ...change };
}

export function makeResource(change: Partial<Resource> = {}): Resource {
  return {
    id: "res_01890c41",
    identifier: "https://api.heron.example/",
    name: "Heron API",
    scopes: ["notes:read"],
    access_token_format: "jwt",
    access_token_typ: "at+jwt",
    access_token_signed_alg: "RS256",
    created_at: at,
    updated_at: at,
    ...change,
  };
}

export function makeConnection(change: Partial<Connection> = {}): Connection {
  return {
    id: "con_01890c42",
    sub: "q7Zt3nV0bS2yRk1d84mXcA",
    nickname: "Quiet Heron",
    preferred_username: "quiet.heron.x7k2m",
    clients: [{ client_id: "cli_01890c3e", scopes: ["openid", "claim:name"], agreed_at: at }],
    created_at: at,
    updated_at: at,
    ...change,
  };
}

export function makeDelivery(change: Partial<LogoutDelivery> = {}): LogoutDelivery {
  return {
    id: "lgo_01890c43",
    sub: "q7Zt3nV0bS2yRk1d84mXcA",
    cause: "logout",
    status: "delivered",
    tries: 1,
    http_status: 200,
    created_at: at,
    tried_at: at,
    finished_at: at,
    ...change,
  };
}

export function makeRegistrationToken(change: Partial<RegistrationToken> = {}): RegistrationToken {
  return {
    id: "rto_01890c44",
    name: "Partner portal",
    hint: "x9Qa",
    uses_left: 1,
    created_at: at,
    expires_at: "2026-12-01T12:00:00Z",
    ...change,
  };
}
