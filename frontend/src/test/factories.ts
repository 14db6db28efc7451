import type { Attempt, Client, Key, Session, Tenant } from "@/api/types";

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
    },
    created_at: at,
    updated_at: at,
    ...change,
  };
}

export function makeClient(change: Partial<Client> = {}): Client {
  return {
    id: "cli_01890c3e",
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
