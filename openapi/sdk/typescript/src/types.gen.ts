// This file is made from openapi/management.yaml by @hey-api/openapi-ts: change the API, not this file.
// @ts-nocheck

export type ClientOptions = {
    baseUrl: `${string}://${string}/api/v1` | (string & {});
};

export type Attempt = {
    /**
     * When it was tried.
     */
    at: string;
    /**
     * The client_id. Without a client_name beside it, it is what was sent, and none of the workspace's clients has it.
     */
    client_id?: string;
    /**
     * What that client is called.
     */
    client_name?: string;
    /**
     * The request's name in logs, and on the page the person saw.
     */
    correlation_id: string;
    /**
     * The page that explains the reason.
     */
    docs_url: string;
    /**
     * Where it was tried.
     */
    endpoint: string;
    /**
     * What would have been accepted.
     */
    expected?: string;
    /**
     * The attempt's identifier.
     */
    id: string;
    /**
     * ok went through, refused was not acceptable, failed is our fault.
     */
    outcome: 'ok' | 'refused' | 'failed';
    /**
     * Why, as a stable word.
     */
    reason: string;
    /**
     * What was sent. Never a secret.
     */
    received?: string;
    /**
     * Why, as a sentence.
     */
    summary: string;
};

export type AttemptPage = {
    /**
     * The attempts, newest first.
     */
    items: Array<Attempt>;
    /**
     * Where the next page begins. Absent on the last page.
     */
    next_cursor?: string;
};

export type Client = {
    /**
     * The form of access tokens that are for no resource of the workspace. The default is opaque.
     */
    access_token_format: 'opaque' | 'jwt';
    /**
     * How long access tokens live, in seconds; a resource may say less. The default is 1800, half an hour.
     */
    access_token_lifetime_seconds: number;
    /**
     * Browser origins that may call the token and userinfo endpoints, besides those of the redirect URIs. The default is none. Replaces the list.
     */
    allowed_origins: Array<string>;
    /**
     * Native clients may redirect to custom schemes and to any loopback port. The default is web.
     */
    application_type: 'web' | 'native';
    /**
     * How the client proves itself. client_secret accepts a secret sent either way, and is the default for confidential clients; none is the only one for public clients.
     */
    auth_method: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth' | 'none';
    /**
     * What authorization responses in JWT form (JARM) are signed with. Empty, the default, is RS256 where a request asks for that form.
     */
    authorization_signed_response_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Whether the relying party needs to know which session ended. The default is false; it is told anyway.
     */
    backchannel_logout_session_required: boolean;
    /**
     * Where the relying party's server is told that a person signed out. Empty removes it, and is the default.
     */
    backchannel_logout_uri?: string;
    /**
     * The client_id, as it is written in the relying party's configuration and stands in tokens: the id, or the address of its metadata document.
     */
    client_id: string;
    /**
     * The service's home page, shown at consent. Empty removes it, and is the default.
     */
    client_uri?: string;
    /**
     * How to reach who is responsible for the client: email addresses, or https addresses of pages. The default is none. Replaces the list.
     */
    contacts: Array<string>;
    /**
     * When the client was created.
     */
    created_at: string;
    /**
     * The authentication context classes to prefer when the request names none. The default is none. Replaces the list.
     */
    default_acr_values: Array<string>;
    /**
     * How many seconds ago a person must have signed in when the request does not say. null removes it; the default is any time.
     */
    default_max_age?: number;
    /**
     * The identifier of the resource that tokens are for when a request names none (RFC 8707). Empty, the default, is none.
     */
    default_resource?: string;
    /**
     * Whether the client is switched off: nobody can sign in through it, and its tokens stop working.
     */
    disabled: boolean;
    /**
     * Whether every access token must be bound to a key of the client's by DPoP (RFC 9449). The default is false: only when the client chooses to.
     */
    dpop_bound_access_tokens: boolean;
    /**
     * When a client that registered itself ends. Absent for one that does not, or that was kept.
     */
    expires_at?: string;
    /**
     * Workloads of other issuers that may act as the client by their own tokens (the jwt-bearer grant). The default is none. Replaces the list.
     */
    federated_credentials: Array<FederatedCredential>;
    /**
     * Whether that page needs iss and sid. The default is false; it gets them anyway.
     */
    frontchannel_logout_session_required: boolean;
    /**
     * A page of the relying party that the browser loads when a person signs out; of the same scheme, host and port as a redirect URI. Empty removes it, and is the default.
     */
    frontchannel_logout_uri?: string;
    /**
     * How the client may get tokens. The default is authorization_code, and refresh_token where offline_access is among the scopes. Replaces the list.
     */
    grant_types: Array<string>;
    /**
     * The client's identifier here, and its client_id unless it came by a metadata document.
     */
    id: string;
    /**
     * Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo. The default is false.
     */
    id_token_claims: boolean;
    /**
     * What ID tokens are signed with. The default is RS256, which every relying party knows.
     */
    id_token_signed_response_alg: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own, over https. Empty removes it, and is the default.
     */
    initiate_login_uri?: string;
    /**
     * What you are connecting. Only the instructions depend on it. The default is other.
     */
    integration: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What introspection answers are signed with (RFC 9701). Empty, the default, answers plain JSON.
     */
    introspection_signed_response_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The client's public keys (RFC 7517), for private_key_jwt, self-signed certificates and signed requests. Either this or jwks_uri; null removes it, and none is the default.
     */
    jwks?: {
        /**
         * The public keys.
         */
        keys: Array<{
            [key: string]: unknown;
        }>;
        [key: string]: unknown;
    };
    /**
     * Where the client publishes its keys, over https. Read again within five minutes. Empty removes it, and is the default.
     */
    jwks_uri?: string;
    /**
     * The service's logo, shown at consent. Alias fetches it, so people's browsers do not. Empty removes it, and is the default.
     */
    logo_uri?: string;
    /**
     * What people read when they sign in.
     */
    name: string;
    /**
     * Where the client came from: a developer made it, it registered itself (RFC 7591), or its client_id is the address of a metadata document.
     */
    origin: 'developer' | 'registered' | 'document';
    /**
     * The service's privacy policy, linked at consent. Empty removes it, and is the default.
     */
    policy_uri?: string;
    /**
     * Where people may be sent after they signed out. The default is nowhere. Replaces the list.
     */
    post_logout_redirect_uris: Array<string>;
    /**
     * A whole rule set to hold the client to: OAuth 2.1, FAPI 2.0, or FAPI 2.0 with message signing. Settings that contradict it are refused, one by one. The default is default, which fits most services.
     */
    profile: 'default' | 'oauth21' | 'fapi2' | 'fapi2-message-signing';
    /**
     * Where people may be sent back to: https, or http on this machine in a development workspace. Compared character by character; no fragments, no wildcards. Required when people sign in by way of a browser. Replaces the list.
     */
    redirect_uris: Array<string>;
    /**
     * How long a grant can be continued at most. The default is 31536000, a year.
     */
    refresh_absolute_seconds: number;
    /**
     * How long a replaced refresh token still answers its successor, for an answer that got lost. The default is 30.
     */
    refresh_grace_seconds: number;
    /**
     * How long a refresh token may go unused. The default is 2592000, 30 days.
     */
    refresh_idle_seconds: number;
    /**
     * The one algorithm that request objects may be signed with. Empty, the default, allows each of them.
     */
    request_object_signing_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Addresses of request objects that the client may name (request_uri). The default is none. Replaces the list.
     */
    request_uris: Array<string>;
    /**
     * Whether every ID token says when the person signed in. The default is false: only those that were asked with max_age.
     */
    require_auth_time: boolean;
    /**
     * Whether DPoP proofs must carry a fresh nonce of ours. The default is false.
     */
    require_dpop_nonce: boolean;
    /**
     * Whether a code challenge (S256) is required. The default is true, and public clients cannot do without.
     */
    require_pkce: boolean;
    /**
     * Whether authorization requests must be pushed first (RFC 9126). The default is false.
     */
    require_pushed_authorization_requests: boolean;
    /**
     * Whether authorization requests must be signed request objects (RFC 9101). The default is false.
     */
    require_signed_request_object: boolean;
    /**
     * What the authorization endpoint may answer with. The default is code; the others need the workspace's compatibility switch. Replaces the list.
     */
    response_types: Array<string>;
    /**
     * Whether each use of a refresh token replaces it. The default is true; FAPI 2.0 wants false.
     */
    rotate_refresh_tokens: boolean;
    /**
     * What the client may ask for: scopes of Alias, and those of the workspace's resources. The default is what a service needs to know people and to reach them. Replaces the list.
     */
    scopes: Array<string>;
    /**
     * The secrets that work now, without their values.
     */
    secrets: Array<ClientSecret>;
    /**
     * An https document that names the redirect URIs of several clients, which then know people by the same pseudonyms. The default is none: all clients of the workspace share theirs. Changing it changes every pseudonym. Empty removes it.
     */
    sector_identifier_uri?: string;
    /**
     * Whether authorization responses carry iss (RFC 9207). The default is true; turn it off only for a relying party that refuses it.
     */
    send_iss: boolean;
    /**
     * Whether people have other pseudonyms here than at the workspace's other clients. Fixed when the client is created.
     */
    separate_identities: boolean;
    /**
     * A name for the software that the client is an installation of (RFC 7591). The default is none.
     */
    software_id?: string;
    /**
     * The version of that software. The default is none.
     */
    software_version?: string;
    /**
     * For tls_client_auth: a DNS name in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_dns?: string;
    /**
     * For tls_client_auth: an email address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_email?: string;
    /**
     * For tls_client_auth: an IP address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_ip?: string;
    /**
     * For tls_client_auth: a URI in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_uri?: string;
    /**
     * For tls_client_auth: the subject of the certificate. One of the five tls_client_auth settings is needed. Empty removes it, and is the default.
     */
    tls_client_auth_subject_dn?: string;
    /**
     * Whether access tokens are bound to the client's TLS certificate (RFC 8705). The default is false.
     */
    tls_client_certificate_bound_access_tokens: boolean;
    /**
     * The one algorithm that assertions of private_key_jwt may be signed with. Empty, the default, allows each of them.
     */
    token_endpoint_auth_signing_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The resources and client_ids that this client may exchange tokens for (RFC 8693). The default is none, which refuses every exchange. Replaces the list.
     */
    token_exchange_audiences: Array<string>;
    /**
     * The service's terms, linked at consent. Empty removes it, and is the default.
     */
    tos_uri?: string;
    /**
     * A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it.
     */
    type: 'confidential' | 'public';
    /**
     * When the client was last changed.
     */
    updated_at: string;
    /**
     * What userinfo is signed with. Empty, the default, answers plain JSON.
     */
    userinfo_signed_response_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
};

export type ClientPage = {
    /**
     * The clients, newest first.
     */
    items: Array<Client>;
    /**
     * Where the next page begins. Absent on the last page.
     */
    next_cursor?: string;
};

export type ClientProfile = {
    /**
     * Whether the client is held to it now.
     */
    current: boolean;
    /**
     * The settings that stand in its way. Empty when the client keeps its rules already.
     */
    objections: Array<Objection>;
    /**
     * The profile.
     */
    profile: 'default' | 'oauth21' | 'fapi2' | 'fapi2-message-signing';
};

export type ClientProfiles = {
    /**
     * Every profile, the loosest first.
     */
    items: Array<ClientProfile>;
};

export type ClientSecret = {
    /**
     * When the secret was made.
     */
    created_at: string;
    /**
     * When the secret stops working. Absent when it does not expire.
     */
    expires_at?: string;
    /**
     * The last four characters, to tell secrets apart.
     */
    hint: string;
    /**
     * The secret's identifier.
     */
    id: string;
    /**
     * When the secret was last used, to the minute or so. Absent when it never was.
     */
    last_used_at?: string;
};

export type Compatibility = {
    /**
     * Whether clients may use the implicit and hybrid flows, which OAuth 2.1 removed because they send tokens through the browser. The default is false.
     */
    implicit_and_hybrid: boolean;
};

export type Connection = {
    /**
     * What they granted, client by client. Empty when they left, or it was revoked.
     */
    clients: Array<ConnectionClient>;
    /**
     * When they first signed in.
     */
    created_at: string;
    /**
     * When they left. Their pseudonym is kept for their return.
     */
    ended_at?: string;
    /**
     * The connection's identifier.
     */
    id: string;
    /**
     * The nickname the person goes by here.
     */
    nickname: string;
    /**
     * A name for them that nobody else has here.
     */
    preferred_username: string;
    /**
     * The sub that clients know the person by.
     */
    sub: string;
    /**
     * When something about them last changed.
     */
    updated_at: string;
};

export type ConnectionClient = {
    /**
     * When the person last agreed.
     */
    agreed_at: string;
    /**
     * The client, by its id.
     */
    client_id: string;
    /**
     * The scopes that were granted, and single claims as claim: and their name.
     */
    scopes: Array<string>;
};

export type ConnectionPage = {
    /**
     * The connections, newest first.
     */
    items: Array<Connection>;
    /**
     * Where the next page begins. Absent on the last page.
     */
    next_cursor?: string;
};

export type CreateClient = {
    /**
     * The form of access tokens that are for no resource of the workspace. The default is opaque.
     */
    access_token_format?: 'opaque' | 'jwt';
    /**
     * How long access tokens live, in seconds; a resource may say less. The default is 1800, half an hour.
     */
    access_token_lifetime_seconds?: number;
    /**
     * Browser origins that may call the token and userinfo endpoints, besides those of the redirect URIs. The default is none. Replaces the list.
     */
    allowed_origins?: Array<string>;
    /**
     * Native clients may redirect to custom schemes and to any loopback port. The default is web.
     */
    application_type?: 'web' | 'native';
    /**
     * Also change every setting that the profile settles by itself, as listClientProfiles lists them.
     */
    apply_profile?: boolean;
    /**
     * How the client proves itself. client_secret accepts a secret sent either way, and is the default for confidential clients; none is the only one for public clients.
     */
    auth_method?: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth' | 'none';
    /**
     * What authorization responses in JWT form (JARM) are signed with. Empty, the default, is RS256 where a request asks for that form.
     */
    authorization_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Whether the relying party needs to know which session ended. The default is false; it is told anyway.
     */
    backchannel_logout_session_required?: boolean;
    /**
     * Where the relying party's server is told that a person signed out. Empty removes it, and is the default.
     */
    backchannel_logout_uri?: string;
    /**
     * The service's home page, shown at consent. Empty removes it, and is the default.
     */
    client_uri?: string;
    /**
     * How to reach who is responsible for the client: email addresses, or https addresses of pages. The default is none. Replaces the list.
     */
    contacts?: Array<string>;
    /**
     * The authentication context classes to prefer when the request names none. The default is none. Replaces the list.
     */
    default_acr_values?: Array<string>;
    /**
     * How many seconds ago a person must have signed in when the request does not say. null removes it; the default is any time.
     */
    default_max_age?: number | null;
    /**
     * The identifier of the resource that tokens are for when a request names none (RFC 8707). Empty, the default, is none.
     */
    default_resource?: string;
    /**
     * Whether every access token must be bound to a key of the client's by DPoP (RFC 9449). The default is false: only when the client chooses to.
     */
    dpop_bound_access_tokens?: boolean;
    /**
     * Workloads of other issuers that may act as the client by their own tokens (the jwt-bearer grant). The default is none. Replaces the list.
     */
    federated_credentials?: Array<FederatedCredential>;
    /**
     * Whether that page needs iss and sid. The default is false; it gets them anyway.
     */
    frontchannel_logout_session_required?: boolean;
    /**
     * A page of the relying party that the browser loads when a person signs out; of the same scheme, host and port as a redirect URI. Empty removes it, and is the default.
     */
    frontchannel_logout_uri?: string;
    /**
     * How the client may get tokens. The default is authorization_code, and refresh_token where offline_access is among the scopes. Replaces the list.
     */
    grant_types?: Array<'authorization_code' | 'refresh_token' | 'client_credentials' | 'urn:ietf:params:oauth:grant-type:device_code' | 'urn:ietf:params:oauth:grant-type:token-exchange' | 'urn:ietf:params:oauth:grant-type:jwt-bearer' | 'implicit'>;
    /**
     * Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo. The default is false.
     */
    id_token_claims?: boolean;
    /**
     * What ID tokens are signed with. The default is RS256, which every relying party knows.
     */
    id_token_signed_response_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own, over https. Empty removes it, and is the default.
     */
    initiate_login_uri?: string;
    /**
     * What you are connecting. Only the instructions depend on it. The default is other.
     */
    integration?: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What introspection answers are signed with (RFC 9701). Empty, the default, answers plain JSON.
     */
    introspection_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The client's public keys (RFC 7517), for private_key_jwt, self-signed certificates and signed requests. Either this or jwks_uri; null removes it, and none is the default.
     */
    jwks?: {
        /**
         * The public keys.
         */
        keys: Array<{
            [key: string]: unknown;
        }>;
        [key: string]: unknown;
    } | null;
    /**
     * Where the client publishes its keys, over https. Read again within five minutes. Empty removes it, and is the default.
     */
    jwks_uri?: string;
    /**
     * The service's logo, shown at consent. Alias fetches it, so people's browsers do not. Empty removes it, and is the default.
     */
    logo_uri?: string;
    /**
     * What people read when they sign in.
     */
    name: string;
    /**
     * The service's privacy policy, linked at consent. Empty removes it, and is the default.
     */
    policy_uri?: string;
    /**
     * Where people may be sent after they signed out. The default is nowhere. Replaces the list.
     */
    post_logout_redirect_uris?: Array<string>;
    /**
     * A whole rule set to hold the client to: OAuth 2.1, FAPI 2.0, or FAPI 2.0 with message signing. Settings that contradict it are refused, one by one. The default is default, which fits most services.
     */
    profile?: 'default' | 'oauth21' | 'fapi2' | 'fapi2-message-signing';
    /**
     * Where people may be sent back to: https, or http on this machine in a development workspace. Compared character by character; no fragments, no wildcards. Required when people sign in by way of a browser. Replaces the list.
     */
    redirect_uris?: Array<string>;
    /**
     * How long a grant can be continued at most. The default is 31536000, a year.
     */
    refresh_absolute_seconds?: number;
    /**
     * How long a replaced refresh token still answers its successor, for an answer that got lost. The default is 30.
     */
    refresh_grace_seconds?: number;
    /**
     * How long a refresh token may go unused. The default is 2592000, 30 days.
     */
    refresh_idle_seconds?: number;
    /**
     * The one algorithm that request objects may be signed with. Empty, the default, allows each of them.
     */
    request_object_signing_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Addresses of request objects that the client may name (request_uri). The default is none. Replaces the list.
     */
    request_uris?: Array<string>;
    /**
     * Whether every ID token says when the person signed in. The default is false: only those that were asked with max_age.
     */
    require_auth_time?: boolean;
    /**
     * Whether DPoP proofs must carry a fresh nonce of ours. The default is false.
     */
    require_dpop_nonce?: boolean;
    /**
     * Whether a code challenge (S256) is required. The default is true, and public clients cannot do without.
     */
    require_pkce?: boolean;
    /**
     * Whether authorization requests must be pushed first (RFC 9126). The default is false.
     */
    require_pushed_authorization_requests?: boolean;
    /**
     * Whether authorization requests must be signed request objects (RFC 9101). The default is false.
     */
    require_signed_request_object?: boolean;
    /**
     * What the authorization endpoint may answer with. The default is code; the others need the workspace's compatibility switch. Replaces the list.
     */
    response_types?: Array<string>;
    /**
     * Whether each use of a refresh token replaces it. The default is true; FAPI 2.0 wants false.
     */
    rotate_refresh_tokens?: boolean;
    /**
     * What the client may ask for: scopes of Alias, and those of the workspace's resources. The default is what a service needs to know people and to reach them. Replaces the list.
     */
    scopes?: Array<string>;
    /**
     * An https document that names the redirect URIs of several clients, which then know people by the same pseudonyms. The default is none: all clients of the workspace share theirs. Changing it changes every pseudonym. Empty removes it.
     */
    sector_identifier_uri?: string;
    /**
     * Whether authorization responses carry iss (RFC 9207). The default is true; turn it off only for a relying party that refuses it.
     */
    send_iss?: boolean;
    /**
     * Whether people get other pseudonyms here than at the workspace's other clients. The default is false, and it cannot be changed later.
     */
    separate_identities?: boolean;
    /**
     * A name for the software that the client is an installation of (RFC 7591). The default is none.
     */
    software_id?: string;
    /**
     * The version of that software. The default is none.
     */
    software_version?: string;
    /**
     * For tls_client_auth: a DNS name in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_dns?: string;
    /**
     * For tls_client_auth: an email address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_email?: string;
    /**
     * For tls_client_auth: an IP address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_ip?: string;
    /**
     * For tls_client_auth: a URI in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_uri?: string;
    /**
     * For tls_client_auth: the subject of the certificate. One of the five tls_client_auth settings is needed. Empty removes it, and is the default.
     */
    tls_client_auth_subject_dn?: string;
    /**
     * Whether access tokens are bound to the client's TLS certificate (RFC 8705). The default is false.
     */
    tls_client_certificate_bound_access_tokens?: boolean;
    /**
     * The one algorithm that assertions of private_key_jwt may be signed with. Empty, the default, allows each of them.
     */
    token_endpoint_auth_signing_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The resources and client_ids that this client may exchange tokens for (RFC 8693). The default is none, which refuses every exchange. Replaces the list.
     */
    token_exchange_audiences?: Array<string>;
    /**
     * The service's terms, linked at consent. Empty removes it, and is the default.
     */
    tos_uri?: string;
    /**
     * A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it.
     */
    type: 'confidential' | 'public';
    /**
     * What userinfo is signed with. Empty, the default, answers plain JSON.
     */
    userinfo_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
};

export type CreateClientSecret = {
    /**
     * Let every other secret stop working after so many seconds, at most 90 days. 0 stops them now. Left out, they go on working.
     */
    expire_others_in_seconds?: number;
};

export type CreateRegistrationToken = {
    /**
     * How long it works, in seconds. The default is 604800, a week.
     */
    expires_in_seconds?: number;
    /**
     * What it is for.
     */
    name: string;
    /**
     * How many clients can be registered with it. The default is 1.
     */
    uses?: number;
};

export type CreateResource = {
    /**
     * The form of its access tokens. The default is jwt, which the resource can check by itself.
     */
    access_token_format?: 'jwt' | 'opaque';
    /**
     * How long its tokens live at most, in seconds. null removes it; the default leaves it to the client.
     */
    access_token_lifetime_seconds?: number | null;
    /**
     * What its JWTs are signed with. The default is RS256.
     */
    access_token_signed_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The typ header of its JWTs. The default is at+jwt (RFC 9068); JWT is for resource servers that do not know it.
     */
    access_token_typ?: 'at+jwt' | 'JWT';
    /**
     * An absolute URI without a fragment: what clients ask for and what stands in aud. It cannot be changed later.
     */
    identifier: string;
    /**
     * What you call it.
     */
    name: string;
    /**
     * The scopes it knows, besides those of Alias. The default is none. Replaces the list.
     */
    scopes?: Array<string>;
};

export type CreateTenant = {
    /**
     * Whether this workspace is for building or for real people.
     */
    environment: 'development' | 'production';
    /**
     * The name people are shown when they sign in.
     */
    name: string;
    /**
     * The name in URLs: 3 to 40 of a-z, 0-9 and single dashes inside. It cannot be changed, and is never given to anybody else.
     */
    slug: string;
};

export type CreatedClient = {
    /**
     * The client.
     */
    client: Client;
    /**
     * The secret. It is shown this once, and never again. Absent for clients that do not authenticate by one.
     */
    client_secret?: string;
};

export type CreatedClientSecret = {
    /**
     * Its value. It is shown this once, and never again.
     */
    client_secret: string;
    /**
     * The secret, as it is listed.
     */
    secret: ClientSecret;
};

export type CreatedRegistrationToken = {
    /**
     * The token, as it is listed.
     */
    registration_token: RegistrationToken;
    /**
     * Its value. It is shown this once, and never again.
     */
    token: string;
};

export type DecodedToken = {
    /**
     * What the token says about the person and the sign-in.
     */
    claims: {
        [key: string]: unknown;
    };
    /**
     * What the token says about its signature.
     */
    header: {
        [key: string]: unknown;
    };
};

export type Developer = {
    /**
     * A random name of this developer. It says nothing about their account.
     */
    id: string;
    /**
     * What the developer calls themselves.
     */
    nickname: string;
};

export type Documents = {
    /**
     * The only hosts whose documents are read; *.example.com is every name below it. The default, none, is every host. Replaces the list.
     */
    allowed_hosts: Array<string>;
    /**
     * Hosts whose documents are never read. The default is none. Replaces the list.
     */
    denied_hosts: Array<string>;
    /**
     * Whether a client_id may be the https address of a metadata document, as clients of the Model Context Protocol have it. The default is false.
     */
    enabled: boolean;
};

export type Endpoints = {
    /**
     * Where people are sent to sign in.
     */
    authorization: string;
    /**
     * Where devices without a browser begin (RFC 8628).
     */
    device_authorization: string;
    /**
     * The discovery document.
     */
    discovery: string;
    /**
     * Where people are sent to sign out.
     */
    end_session: string;
    /**
     * Where resource servers ask about tokens (RFC 7662).
     */
    introspection: string;
    /**
     * The issuer identifier.
     */
    issuer: string;
    /**
     * The public keys that verify ID tokens.
     */
    jwks: string;
    /**
     * Where authorization requests are pushed (RFC 9126).
     */
    pushed_authorization_request: string;
    /**
     * Where clients register themselves, if the workspace lets them (RFC 7591).
     */
    registration: string;
    /**
     * Where clients give tokens back (RFC 7009).
     */
    revocation: string;
    /**
     * Where codes and refresh tokens are exchanged.
     */
    token: string;
    /**
     * Where an access token buys claims about the person.
     */
    userinfo: string;
};

export type FederatedCredential = {
    /**
     * The aud that is demanded. The default is the issuer of this workspace or its token endpoint.
     */
    audience?: string;
    /**
     * The issuer whose tokens are believed, as it stands in their iss.
     */
    issuer: string;
    /**
     * Where the issuer's keys are. The default is what its own discovery document says.
     */
    jwks_uri?: string;
    /**
     * The sub that is let in: exactly this, or everything that begins so when it ends in *.
     */
    subject: string;
};

export type Key = {
    /**
     * When it began to sign.
     */
    activated_at?: string;
    /**
     * What the key signs with.
     */
    alg: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * When the key was made, and first published.
     */
    created_at: string;
    /**
     * When its private half was destroyed and its public half withdrawn.
     */
    gone_at?: string;
    /**
     * Why: expired is the end of its time, revoked was a developer's decision.
     */
    gone_reason?: 'expired' | 'revoked';
    /**
     * The key's identifier, as it stands in the header of what it signed.
     */
    kid: string;
    /**
     * When it stopped signing.
     */
    retired_at?: string;
    /**
     * next is published and waits, active signs, retired still verifies, gone is destroyed.
     */
    state: 'next' | 'active' | 'retired' | 'gone';
};

export type KeyList = {
    /**
     * The keys, newest first.
     */
    items: Array<Key>;
};

export type LogoutDelivery = {
    /**
     * Why the client was told.
     */
    cause: 'logout' | 'session_revoked' | 'session_expired' | 'account_disabled' | 'account_deleted' | 'consent_withdrawn' | 'developer_revoked';
    /**
     * When it was to be told.
     */
    created_at: string;
    /**
     * When it was delivered or given up.
     */
    finished_at?: string;
    /**
     * What the client answered last. Absent when it did not answer.
     */
    http_status?: number;
    /**
     * The delivery's identifier.
     */
    id: string;
    /**
     * What went wrong at the last try, in a sentence.
     */
    problem?: string;
    /**
     * The session that ended. Absent when all of the person's sessions did.
     */
    sid?: string;
    /**
     * pending is still being tried, delivered was accepted, failed was given up.
     */
    status: 'pending' | 'delivered' | 'failed';
    /**
     * The sub of the person.
     */
    sub: string;
    /**
     * When it was last tried.
     */
    tried_at?: string;
    /**
     * How often it was tried.
     */
    tries: number;
};

export type LogoutDeliveryPage = {
    /**
     * The deliveries, newest first.
     */
    items: Array<LogoutDelivery>;
    /**
     * Where the next page begins. Absent on the last page.
     */
    next_cursor?: string;
};

export type Mistake = {
    /**
     * A stable word for programs.
     */
    code?: string;
    /**
     * Where the input is: body, query, path or header, and the way into it.
     */
    location: string;
    /**
     * What is wrong, in a sentence that can be shown beside the field.
     */
    message: string;
};

export type Objection = {
    /**
     * Whether apply_profile settles it. The others are for you to decide first.
     */
    automatic: boolean;
    /**
     * What it is now, for people to read.
     */
    have: string;
    /**
     * What the profile needs it to be, for people to read.
     */
    need: string;
    /**
     * Why the profile needs it.
     */
    sentence: string;
    /**
     * The setting, by its name in UpdateClient.
     */
    setting: string;
};

export type Problem = {
    /**
     * A stable word for programs.
     */
    code: string;
    /**
     * What to do about this occurrence, when there is something to add.
     */
    detail?: string;
    /**
     * The inputs to correct. What was sent is never repeated here.
     */
    errors?: Array<Mistake>;
    /**
     * The correlation ID of the request. Quote it when you ask us about the problem.
     */
    instance: string;
    /**
     * The HTTP status, repeated.
     */
    status: number;
    /**
     * One sentence, the same for every problem of this code.
     */
    title: string;
    /**
     * The page that explains this kind of problem.
     */
    type: string;
};

export type Registration = {
    /**
     * off: nobody registers by themselves. token: whoever holds a registration token. software_statement: whoever shows a statement of an issuer that is believed. open: anybody; such clients are shown as unverified and end after 90 days. The default is off.
     */
    mode: 'off' | 'token' | 'software_statement' | 'open';
    /**
     * Whose software statements are believed (RFC 7591). The default is nobody's. Replaces the list.
     */
    software_statement_issuers: Array<StatementIssuer>;
};

export type RegistrationToken = {
    /**
     * When the token was made.
     */
    created_at: string;
    /**
     * When the token stops working.
     */
    expires_at: string;
    /**
     * The last four characters, to tell tokens apart.
     */
    hint: string;
    /**
     * The token's identifier.
     */
    id: string;
    /**
     * What it is for.
     */
    name: string;
    /**
     * How many clients can still be registered with it.
     */
    uses_left: number;
};

export type RegistrationTokenList = {
    /**
     * The tokens, newest first. Those that are used up or ended are among them until they are deleted.
     */
    items: Array<RegistrationToken>;
};

export type Resource = {
    /**
     * The form of its access tokens: jwt is checked with the workspace's key set, opaque by introspection.
     */
    access_token_format: 'jwt' | 'opaque';
    /**
     * How long its tokens live at most, in seconds. Absent when that is left to the client.
     */
    access_token_lifetime_seconds?: number;
    /**
     * What its JWTs are signed with.
     */
    access_token_signed_alg: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The typ header of its JWTs.
     */
    access_token_typ: 'at+jwt' | 'JWT';
    /**
     * When the resource was created.
     */
    created_at: string;
    /**
     * The resource's identifier here.
     */
    id: string;
    /**
     * What clients ask for (the resource parameter) and what stands in aud. It never changes.
     */
    identifier: string;
    /**
     * What you call it.
     */
    name: string;
    /**
     * The scopes it knows, besides those of Alias. A client may ask for those that are also among its own.
     */
    scopes: Array<string>;
    /**
     * When the resource was last changed.
     */
    updated_at: string;
};

export type ResourceList = {
    /**
     * The resources, oldest first.
     */
    items: Array<Resource>;
};

export type RotateKeys = {
    /**
     * Rotate the keys of one algorithm, or make its first ones. Left out, every key is rotated.
     */
    alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
};

export type Session = {
    /**
     * Where this deployment is reached.
     */
    base_url: string;
    /**
     * The development mailbox. Absent in production.
     */
    dev_mail_url?: string;
    /**
     * Who is signed in.
     */
    developer: Developer;
    /**
     * How this deployment of Alias runs. In development a mailbox page shows every mail it sends.
     */
    environment: 'development' | 'production';
};

export type Slug = {
    /**
     * Whether a workspace could be created with it now.
     */
    available: boolean;
    /**
     * What the issuer would be.
     */
    issuer: string;
    /**
     * Why not. A slug stays taken after its workspace was deleted.
     */
    reason?: 'taken' | 'reserved' | 'invalid';
    /**
     * The slug that was asked about.
     */
    slug: string;
};

export type StartedTestSignIn = {
    /**
     * Open this in a browser and sign in.
     */
    authorization_url: string;
    /**
     * When the test gives up waiting.
     */
    expires_at: string;
    /**
     * The test's identifier.
     */
    id: string;
};

export type StatementIssuer = {
    /**
     * The iss of its software statements.
     */
    issuer: string;
    /**
     * Its public keys (RFC 7517). Either this or jwks_uri.
     */
    jwks?: {
        /**
         * The public keys.
         */
        keys: Array<{
            [key: string]: unknown;
        }>;
        [key: string]: unknown;
    };
    /**
     * Where it publishes its keys, over https.
     */
    jwks_uri?: string;
};

export type Tenant = {
    /**
     * Clients that nobody registers: their client_id is the address of a document about them.
     */
    client_id_metadata_documents: Documents;
    /**
     * Switches for what newer standards have taken away.
     */
    compatibility: Compatibility;
    /**
     * When the workspace was created.
     */
    created_at: string;
    /**
     * The addresses a relying party needs. Most find them by discovery.
     */
    endpoints: Endpoints;
    /**
     * Development and production are separate workspaces and never share an identity.
     */
    environment: 'development' | 'production';
    /**
     * The workspace's identifier. It never changes.
     */
    id: string;
    /**
     * The issuer identifier, as it appears in every ID token.
     */
    issuer: string;
    /**
     * The name people are shown when they sign in.
     */
    name: string;
    /**
     * Who may register clients by themselves.
     */
    registration: Registration;
    /**
     * What you are in this workspace.
     */
    role: 'owner' | 'admin' | 'developer' | 'support' | 'billing' | 'viewer';
    /**
     * The workspace's name in URLs, and so in its issuer.
     */
    slug: string;
    /**
     * When the workspace was last changed.
     */
    updated_at: string;
};

export type TenantPage = {
    /**
     * The workspaces you are a member of, oldest first.
     */
    items: Array<Tenant>;
    /**
     * Where the next page begins. Absent on the last page.
     */
    next_cursor?: string;
};

export type TestSignIn = {
    /**
     * When the test was started.
     */
    created_at: string;
    /**
     * Why the test failed.
     */
    error?: TestSignInError;
    /**
     * When the test gives up waiting.
     */
    expires_at: string;
    /**
     * The test's identifier.
     */
    id: string;
    /**
     * The ID token, decoded. Its signature is left out.
     */
    id_token?: DecodedToken;
    /**
     * pending until somebody has signed in and the tokens were checked.
     */
    status: 'pending' | 'succeeded' | 'failed';
    /**
     * What was done, in order.
     */
    steps: Array<TestSignInStep>;
    /**
     * The token endpoint's answer, with every token shortened so that it cannot be used.
     */
    token_response?: {
        [key: string]: unknown;
    };
    /**
     * The userinfo endpoint's answer.
     */
    userinfo?: {
        [key: string]: unknown;
    };
};

export type TestSignInError = {
    /**
     * The OAuth error, or ours.
     */
    code: string;
    /**
     * The same as a sentence.
     */
    description: string;
};

export type TestSignInStep = {
    /**
     * What was seen, or what went wrong.
     */
    detail?: string;
    /**
     * What the step does.
     */
    name: string;
    /**
     * How it went.
     */
    status: 'ok' | 'failed' | 'pending';
};

export type UpdateClient = {
    /**
     * The form of access tokens that are for no resource of the workspace. The default is opaque.
     */
    access_token_format?: 'opaque' | 'jwt';
    /**
     * How long access tokens live, in seconds; a resource may say less. The default is 1800, half an hour.
     */
    access_token_lifetime_seconds?: number;
    /**
     * Browser origins that may call the token and userinfo endpoints, besides those of the redirect URIs. The default is none. Replaces the list.
     */
    allowed_origins?: Array<string>;
    /**
     * Native clients may redirect to custom schemes and to any loopback port. The default is web.
     */
    application_type?: 'web' | 'native';
    /**
     * Also change every setting that the profile settles by itself, as listClientProfiles lists them.
     */
    apply_profile?: boolean;
    /**
     * How the client proves itself. client_secret accepts a secret sent either way, and is the default for confidential clients; none is the only one for public clients.
     */
    auth_method?: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth' | 'none';
    /**
     * What authorization responses in JWT form (JARM) are signed with. Empty, the default, is RS256 where a request asks for that form.
     */
    authorization_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Whether the relying party needs to know which session ended. The default is false; it is told anyway.
     */
    backchannel_logout_session_required?: boolean;
    /**
     * Where the relying party's server is told that a person signed out. Empty removes it, and is the default.
     */
    backchannel_logout_uri?: string;
    /**
     * The service's home page, shown at consent. Empty removes it, and is the default.
     */
    client_uri?: string;
    /**
     * How to reach who is responsible for the client: email addresses, or https addresses of pages. The default is none. Replaces the list.
     */
    contacts?: Array<string>;
    /**
     * The authentication context classes to prefer when the request names none. The default is none. Replaces the list.
     */
    default_acr_values?: Array<string>;
    /**
     * How many seconds ago a person must have signed in when the request does not say. null removes it; the default is any time.
     */
    default_max_age?: number | null;
    /**
     * The identifier of the resource that tokens are for when a request names none (RFC 8707). Empty, the default, is none.
     */
    default_resource?: string;
    /**
     * Whether the client is switched off: nobody can sign in through it, and its tokens stop working.
     */
    disabled?: boolean;
    /**
     * Whether every access token must be bound to a key of the client's by DPoP (RFC 9449). The default is false: only when the client chooses to.
     */
    dpop_bound_access_tokens?: boolean;
    /**
     * Workloads of other issuers that may act as the client by their own tokens (the jwt-bearer grant). The default is none. Replaces the list.
     */
    federated_credentials?: Array<FederatedCredential>;
    /**
     * Whether that page needs iss and sid. The default is false; it gets them anyway.
     */
    frontchannel_logout_session_required?: boolean;
    /**
     * A page of the relying party that the browser loads when a person signs out; of the same scheme, host and port as a redirect URI. Empty removes it, and is the default.
     */
    frontchannel_logout_uri?: string;
    /**
     * How the client may get tokens. The default is authorization_code, and refresh_token where offline_access is among the scopes. Replaces the list.
     */
    grant_types?: Array<'authorization_code' | 'refresh_token' | 'client_credentials' | 'urn:ietf:params:oauth:grant-type:device_code' | 'urn:ietf:params:oauth:grant-type:token-exchange' | 'urn:ietf:params:oauth:grant-type:jwt-bearer' | 'implicit'>;
    /**
     * Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo. The default is false.
     */
    id_token_claims?: boolean;
    /**
     * What ID tokens are signed with. The default is RS256, which every relying party knows.
     */
    id_token_signed_response_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own, over https. Empty removes it, and is the default.
     */
    initiate_login_uri?: string;
    /**
     * What you are connecting. Only the instructions depend on it. The default is other.
     */
    integration?: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What introspection answers are signed with (RFC 9701). Empty, the default, answers plain JSON.
     */
    introspection_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The client's public keys (RFC 7517), for private_key_jwt, self-signed certificates and signed requests. Either this or jwks_uri; null removes it, and none is the default.
     */
    jwks?: {
        /**
         * The public keys.
         */
        keys: Array<{
            [key: string]: unknown;
        }>;
        [key: string]: unknown;
    } | null;
    /**
     * Where the client publishes its keys, over https. Read again within five minutes. Empty removes it, and is the default.
     */
    jwks_uri?: string;
    /**
     * Lets a client that registered itself live on, which otherwise ends at expires_at.
     */
    keep?: boolean;
    /**
     * The service's logo, shown at consent. Alias fetches it, so people's browsers do not. Empty removes it, and is the default.
     */
    logo_uri?: string;
    /**
     * What people read when they sign in.
     */
    name?: string;
    /**
     * The service's privacy policy, linked at consent. Empty removes it, and is the default.
     */
    policy_uri?: string;
    /**
     * Where people may be sent after they signed out. The default is nowhere. Replaces the list.
     */
    post_logout_redirect_uris?: Array<string>;
    /**
     * A whole rule set to hold the client to: OAuth 2.1, FAPI 2.0, or FAPI 2.0 with message signing. Settings that contradict it are refused, one by one. The default is default, which fits most services.
     */
    profile?: 'default' | 'oauth21' | 'fapi2' | 'fapi2-message-signing';
    /**
     * Where people may be sent back to: https, or http on this machine in a development workspace. Compared character by character; no fragments, no wildcards. Required when people sign in by way of a browser. Replaces the list.
     */
    redirect_uris?: Array<string>;
    /**
     * How long a grant can be continued at most. The default is 31536000, a year.
     */
    refresh_absolute_seconds?: number;
    /**
     * How long a replaced refresh token still answers its successor, for an answer that got lost. The default is 30.
     */
    refresh_grace_seconds?: number;
    /**
     * How long a refresh token may go unused. The default is 2592000, 30 days.
     */
    refresh_idle_seconds?: number;
    /**
     * The one algorithm that request objects may be signed with. Empty, the default, allows each of them.
     */
    request_object_signing_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * Addresses of request objects that the client may name (request_uri). The default is none. Replaces the list.
     */
    request_uris?: Array<string>;
    /**
     * Whether every ID token says when the person signed in. The default is false: only those that were asked with max_age.
     */
    require_auth_time?: boolean;
    /**
     * Whether DPoP proofs must carry a fresh nonce of ours. The default is false.
     */
    require_dpop_nonce?: boolean;
    /**
     * Whether a code challenge (S256) is required. The default is true, and public clients cannot do without.
     */
    require_pkce?: boolean;
    /**
     * Whether authorization requests must be pushed first (RFC 9126). The default is false.
     */
    require_pushed_authorization_requests?: boolean;
    /**
     * Whether authorization requests must be signed request objects (RFC 9101). The default is false.
     */
    require_signed_request_object?: boolean;
    /**
     * What the authorization endpoint may answer with. The default is code; the others need the workspace's compatibility switch. Replaces the list.
     */
    response_types?: Array<string>;
    /**
     * Whether each use of a refresh token replaces it. The default is true; FAPI 2.0 wants false.
     */
    rotate_refresh_tokens?: boolean;
    /**
     * What the client may ask for: scopes of Alias, and those of the workspace's resources. The default is what a service needs to know people and to reach them. Replaces the list.
     */
    scopes?: Array<string>;
    /**
     * An https document that names the redirect URIs of several clients, which then know people by the same pseudonyms. The default is none: all clients of the workspace share theirs. Changing it changes every pseudonym. Empty removes it.
     */
    sector_identifier_uri?: string;
    /**
     * Whether authorization responses carry iss (RFC 9207). The default is true; turn it off only for a relying party that refuses it.
     */
    send_iss?: boolean;
    /**
     * A name for the software that the client is an installation of (RFC 7591). The default is none.
     */
    software_id?: string;
    /**
     * The version of that software. The default is none.
     */
    software_version?: string;
    /**
     * For tls_client_auth: a DNS name in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_dns?: string;
    /**
     * For tls_client_auth: an email address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_email?: string;
    /**
     * For tls_client_auth: an IP address in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_ip?: string;
    /**
     * For tls_client_auth: a URI in the certificate. Empty removes it, and is the default.
     */
    tls_client_auth_san_uri?: string;
    /**
     * For tls_client_auth: the subject of the certificate. One of the five tls_client_auth settings is needed. Empty removes it, and is the default.
     */
    tls_client_auth_subject_dn?: string;
    /**
     * Whether access tokens are bound to the client's TLS certificate (RFC 8705). The default is false.
     */
    tls_client_certificate_bound_access_tokens?: boolean;
    /**
     * The one algorithm that assertions of private_key_jwt may be signed with. Empty, the default, allows each of them.
     */
    token_endpoint_auth_signing_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The resources and client_ids that this client may exchange tokens for (RFC 8693). The default is none, which refuses every exchange. Replaces the list.
     */
    token_exchange_audiences?: Array<string>;
    /**
     * The service's terms, linked at consent. Empty removes it, and is the default.
     */
    tos_uri?: string;
    /**
     * What userinfo is signed with. Empty, the default, answers plain JSON.
     */
    userinfo_signed_response_alg?: '' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
};

export type UpdateCompatibility = {
    /**
     * Whether clients may use the implicit and hybrid flows, which OAuth 2.1 removed because they send tokens through the browser. The default is false.
     */
    implicit_and_hybrid?: boolean;
};

export type UpdateDocuments = {
    /**
     * The only hosts whose documents are read; *.example.com is every name below it. The default, none, is every host. Replaces the list.
     */
    allowed_hosts?: Array<string>;
    /**
     * Hosts whose documents are never read. The default is none. Replaces the list.
     */
    denied_hosts?: Array<string>;
    /**
     * Whether a client_id may be the https address of a metadata document, as clients of the Model Context Protocol have it. The default is false.
     */
    enabled?: boolean;
};

export type UpdateRegistration = {
    /**
     * off: nobody registers by themselves. token: whoever holds a registration token. software_statement: whoever shows a statement of an issuer that is believed. open: anybody; such clients are shown as unverified and end after 90 days. The default is off.
     */
    mode?: 'off' | 'token' | 'software_statement' | 'open';
    /**
     * Whose software statements are believed (RFC 7591). The default is nobody's. Replaces the list.
     */
    software_statement_issuers?: Array<StatementIssuer>;
};

export type UpdateResource = {
    /**
     * The form of its access tokens. The default is jwt, which the resource can check by itself.
     */
    access_token_format?: 'jwt' | 'opaque';
    /**
     * How long its tokens live at most, in seconds. null removes it; the default leaves it to the client.
     */
    access_token_lifetime_seconds?: number | null;
    /**
     * What its JWTs are signed with. The default is RS256.
     */
    access_token_signed_alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
    /**
     * The typ header of its JWTs. The default is at+jwt (RFC 9068); JWT is for resource servers that do not know it.
     */
    access_token_typ?: 'at+jwt' | 'JWT';
    /**
     * What you call it.
     */
    name?: string;
    /**
     * The scopes it knows, besides those of Alias. The default is none. Replaces the list.
     */
    scopes?: Array<string>;
};

export type UpdateTenant = {
    /**
     * Clients that nobody registers: their client_id is the address of a document about them.
     */
    client_id_metadata_documents?: UpdateDocuments;
    /**
     * Switches for what newer standards have taken away.
     */
    compatibility?: UpdateCompatibility;
    /**
     * The name people are shown when they sign in.
     */
    name?: string;
    /**
     * Who may register clients by themselves.
     */
    registration?: UpdateRegistration;
};

export type EndSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/session';
};

export type EndSessionErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type EndSessionError = EndSessionErrors[keyof EndSessionErrors];

export type EndSessionResponses = {
    /**
     * No Content
     */
    204: void;
};

export type EndSessionResponse = EndSessionResponses[keyof EndSessionResponses];

export type GetSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/session';
};

export type GetSessionErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type GetSessionError = GetSessionErrors[keyof GetSessionErrors];

export type GetSessionResponses = {
    /**
     * OK
     */
    200: Session;
};

export type GetSessionResponse = GetSessionResponses[keyof GetSessionResponses];

export type CheckSlugData = {
    body?: never;
    path: {
        /**
         * The slug to ask about.
         */
        slug: string;
    };
    query?: never;
    url: '/slugs/{slug}';
};

export type CheckSlugErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CheckSlugError = CheckSlugErrors[keyof CheckSlugErrors];

export type CheckSlugResponses = {
    /**
     * OK
     */
    200: Slug;
};

export type CheckSlugResponse = CheckSlugResponses[keyof CheckSlugResponses];

export type ListTenantsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * How many items to answer at most.
         */
        limit?: number;
        /**
         * The next_cursor of the page before this one. It is opaque, and only valid with the same filters.
         */
        cursor?: string;
    };
    url: '/tenants';
};

export type ListTenantsErrors = {
    /**
     * `invalid_cursor`: This cursor is not one we gave out for this list.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListTenantsError = ListTenantsErrors[keyof ListTenantsErrors];

export type ListTenantsResponses = {
    /**
     * OK
     */
    200: TenantPage;
};

export type ListTenantsResponse = ListTenantsResponses[keyof ListTenantsResponses];

export type CreateTenantData = {
    body: CreateTenant;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/tenants';
};

export type CreateTenantErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `slug_taken`: This slug is taken. A slug is never given away twice, not even after its workspace was deleted.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request. · `tenant_invalid`: The workspace cannot be like that.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CreateTenantError = CreateTenantErrors[keyof CreateTenantErrors];

export type CreateTenantResponses = {
    /**
     * Created
     */
    201: Tenant;
};

export type CreateTenantResponse = CreateTenantResponses[keyof CreateTenantResponses];

export type DeleteTenantData = {
    body?: never;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}';
};

export type DeleteTenantErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change.
     */
    412: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type DeleteTenantError = DeleteTenantErrors[keyof DeleteTenantErrors];

export type DeleteTenantResponses = {
    /**
     * No Content
     */
    204: void;
};

export type DeleteTenantResponse = DeleteTenantResponses[keyof DeleteTenantResponses];

export type GetTenantData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}';
};

export type GetTenantErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type GetTenantError = GetTenantErrors[keyof GetTenantErrors];

export type GetTenantResponses = {
    /**
     * OK
     */
    200: Tenant;
};

export type GetTenantResponse = GetTenantResponses[keyof GetTenantResponses];

export type UpdateTenantData = {
    body: UpdateTenant;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}';
};

export type UpdateTenantErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change.
     */
    412: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `tenant_invalid`: The workspace cannot be like that.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type UpdateTenantError = UpdateTenantErrors[keyof UpdateTenantErrors];

export type UpdateTenantResponses = {
    /**
     * OK
     */
    200: Tenant;
};

export type UpdateTenantResponse = UpdateTenantResponses[keyof UpdateTenantResponses];

export type ListAttemptsData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: {
        /**
         * How many items to answer at most.
         */
        limit?: number;
        /**
         * The next_cursor of the page before this one. It is opaque, and only valid with the same filters.
         */
        cursor?: string;
        /**
         * Only attempts of this client, by its id.
         */
        client?: string;
        /**
         * Only attempts that ended so.
         */
        outcome?: 'ok' | 'refused' | 'failed';
        /**
         * Only attempts of this request.
         */
        correlation_id?: string;
    };
    url: '/tenants/{tenant}/attempts';
};

export type ListAttemptsErrors = {
    /**
     * `invalid_cursor`: This cursor is not one we gave out for this list.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListAttemptsError = ListAttemptsErrors[keyof ListAttemptsErrors];

export type ListAttemptsResponses = {
    /**
     * OK
     */
    200: AttemptPage;
};

export type ListAttemptsResponse = ListAttemptsResponses[keyof ListAttemptsResponses];

export type ListClientsData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: {
        /**
         * How many items to answer at most.
         */
        limit?: number;
        /**
         * The next_cursor of the page before this one. It is opaque, and only valid with the same filters.
         */
        cursor?: string;
        /**
         * Only clients whose name contains this, or whose id is this.
         */
        q?: string;
    };
    url: '/tenants/{tenant}/clients';
};

export type ListClientsErrors = {
    /**
     * `invalid_cursor`: This cursor is not one we gave out for this list.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListClientsError = ListClientsErrors[keyof ListClientsErrors];

export type ListClientsResponses = {
    /**
     * OK
     */
    200: ClientPage;
};

export type ListClientsResponse = ListClientsResponses[keyof ListClientsResponses];

export type CreateClientData = {
    body: CreateClient;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients';
};

export type CreateClientErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request. · `client_invalid`: The client cannot be saved as it is.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CreateClientError = CreateClientErrors[keyof CreateClientErrors];

export type CreateClientResponses = {
    /**
     * Created
     */
    201: CreatedClient;
};

export type CreateClientResponse = CreateClientResponses[keyof CreateClientResponses];

export type DeleteClientData = {
    body?: never;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}';
};

export type DeleteClientErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change.
     */
    412: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type DeleteClientError = DeleteClientErrors[keyof DeleteClientErrors];

export type DeleteClientResponses = {
    /**
     * No Content
     */
    204: void;
};

export type DeleteClientResponse = DeleteClientResponses[keyof DeleteClientResponses];

export type GetClientData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}';
};

export type GetClientErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type GetClientError = GetClientErrors[keyof GetClientErrors];

export type GetClientResponses = {
    /**
     * OK
     */
    200: Client;
};

export type GetClientResponse = GetClientResponses[keyof GetClientResponses];

export type UpdateClientData = {
    body: UpdateClient;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}';
};

export type UpdateClientErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `client_is_document`: This client's settings are those of its metadata document. Here it can only be switched off and on.
     */
    409: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change. · `client_changed`: The client was changed in the meantime. Read it again.
     */
    412: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `client_invalid`: The client cannot be saved as it is.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type UpdateClientError = UpdateClientErrors[keyof UpdateClientErrors];

export type UpdateClientResponses = {
    /**
     * OK
     */
    200: Client;
};

export type UpdateClientResponse = UpdateClientResponses[keyof UpdateClientResponses];

export type ListLogoutDeliveriesData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: {
        /**
         * How many items to answer at most.
         */
        limit?: number;
        /**
         * The next_cursor of the page before this one. It is opaque, and only valid with the same filters.
         */
        cursor?: string;
    };
    url: '/tenants/{tenant}/clients/{client}/logout-deliveries';
};

export type ListLogoutDeliveriesErrors = {
    /**
     * `invalid_cursor`: This cursor is not one we gave out for this list.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListLogoutDeliveriesError = ListLogoutDeliveriesErrors[keyof ListLogoutDeliveriesErrors];

export type ListLogoutDeliveriesResponses = {
    /**
     * OK
     */
    200: LogoutDeliveryPage;
};

export type ListLogoutDeliveriesResponse = ListLogoutDeliveriesResponses[keyof ListLogoutDeliveriesResponses];

export type ListClientProfilesData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}/profiles';
};

export type ListClientProfilesErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListClientProfilesError = ListClientProfilesErrors[keyof ListClientProfilesErrors];

export type ListClientProfilesResponses = {
    /**
     * OK
     */
    200: ClientProfiles;
};

export type ListClientProfilesResponse = ListClientProfilesResponses[keyof ListClientProfilesResponses];

export type CreateClientSecretData = {
    body?: CreateClientSecret;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}/secrets';
};

export type CreateClientSecretErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `too_many_secrets`: Two secrets are live already. Delete one first. · `client_is_public`: A public client has no secret.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CreateClientSecretError = CreateClientSecretErrors[keyof CreateClientSecretErrors];

export type CreateClientSecretResponses = {
    /**
     * Created
     */
    201: CreatedClientSecret;
};

export type CreateClientSecretResponse = CreateClientSecretResponses[keyof CreateClientSecretResponses];

export type DeleteClientSecretData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
        /**
         * The secret, by its id.
         */
        secret: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}/secrets/{secret}';
};

export type DeleteClientSecretErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace. · `secret_not_found`: There is no such secret.
     */
    404: Problem;
    /**
     * `last_secret`: This is the client's only secret. Make another one before deleting it.
     */
    409: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type DeleteClientSecretError = DeleteClientSecretErrors[keyof DeleteClientSecretErrors];

export type DeleteClientSecretResponses = {
    /**
     * No Content
     */
    204: void;
};

export type DeleteClientSecretResponse = DeleteClientSecretResponses[keyof DeleteClientSecretResponses];

export type StartTestSignInData = {
    body?: never;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}/test-sign-ins';
};

export type StartTestSignInErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `client_not_found`: There is no such client in this workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `client_disabled`: The client is switched off. Switch it on to test it. · `client_not_testable`: The test is an ordinary sign-in, with a secret or none. This client signs nobody in, or its settings ask for keys, pushed or signed requests, or bound tokens, which only the client itself has.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type StartTestSignInError = StartTestSignInErrors[keyof StartTestSignInErrors];

export type StartTestSignInResponses = {
    /**
     * Created
     */
    201: StartedTestSignIn;
};

export type StartTestSignInResponse = StartTestSignInResponses[keyof StartTestSignInResponses];

export type GetTestSignInData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The client, by its id.
         */
        client: string;
        /**
         * The test, by its id.
         */
        id: string;
    };
    query?: never;
    url: '/tenants/{tenant}/clients/{client}/test-sign-ins/{id}';
};

export type GetTestSignInErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `test_sign_in_not_found`: There is no such test sign-in, or not any more.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type GetTestSignInError = GetTestSignInErrors[keyof GetTestSignInErrors];

export type GetTestSignInResponses = {
    /**
     * OK
     */
    200: TestSignIn;
};

export type GetTestSignInResponse = GetTestSignInResponses[keyof GetTestSignInResponses];

export type ListConnectionsData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: {
        /**
         * How many items to answer at most.
         */
        limit?: number;
        /**
         * The next_cursor of the page before this one. It is opaque, and only valid with the same filters.
         */
        cursor?: string;
        /**
         * Only people who granted something to this client, by its id.
         */
        client?: string;
        /**
         * Only the person whose sub, preferred_username or relay address (the part before the @) this is.
         */
        q?: string;
    };
    url: '/tenants/{tenant}/connections';
};

export type ListConnectionsErrors = {
    /**
     * `invalid_cursor`: This cursor is not one we gave out for this list.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListConnectionsError = ListConnectionsErrors[keyof ListConnectionsErrors];

export type ListConnectionsResponses = {
    /**
     * OK
     */
    200: ConnectionPage;
};

export type ListConnectionsResponse = ListConnectionsResponses[keyof ListConnectionsResponses];

export type RevokeConnectionData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The connection, by its id.
         */
        connection: string;
    };
    query?: never;
    url: '/tenants/{tenant}/connections/{connection}';
};

export type RevokeConnectionErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `connection_not_found`: There is no such connection.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type RevokeConnectionError = RevokeConnectionErrors[keyof RevokeConnectionErrors];

export type RevokeConnectionResponses = {
    /**
     * No Content
     */
    204: void;
};

export type RevokeConnectionResponse = RevokeConnectionResponses[keyof RevokeConnectionResponses];

export type ListKeysData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/keys';
};

export type ListKeysErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListKeysError = ListKeysErrors[keyof ListKeysErrors];

export type ListKeysResponses = {
    /**
     * OK
     */
    200: KeyList;
};

export type ListKeysResponse = ListKeysResponses[keyof ListKeysResponses];

export type RotateKeysData = {
    body?: RotateKeys;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/keys/rotate';
};

export type RotateKeysErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type RotateKeysError = RotateKeysErrors[keyof RotateKeysErrors];

export type RotateKeysResponses = {
    /**
     * OK
     */
    200: KeyList;
};

export type RotateKeysResponse = RotateKeysResponses[keyof RotateKeysResponses];

export type RevokeKeyData = {
    body?: never;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The key, by its kid.
         */
        kid: string;
    };
    query?: never;
    url: '/tenants/{tenant}/keys/{kid}/revoke';
};

export type RevokeKeyErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `key_not_found`: There is no such signing key in this workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `key_is_gone`: This key is destroyed already.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type RevokeKeyError = RevokeKeyErrors[keyof RevokeKeyErrors];

export type RevokeKeyResponses = {
    /**
     * OK
     */
    200: KeyList;
};

export type RevokeKeyResponse = RevokeKeyResponses[keyof RevokeKeyResponses];

export type ListRegistrationTokensData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/registration-tokens';
};

export type ListRegistrationTokensErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListRegistrationTokensError = ListRegistrationTokensErrors[keyof ListRegistrationTokensErrors];

export type ListRegistrationTokensResponses = {
    /**
     * OK
     */
    200: RegistrationTokenList;
};

export type ListRegistrationTokensResponse = ListRegistrationTokensResponses[keyof ListRegistrationTokensResponses];

export type CreateRegistrationTokenData = {
    body: CreateRegistrationToken;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/registration-tokens';
};

export type CreateRegistrationTokenErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `too_many_registration_tokens`: A workspace has at most 100 registration tokens. Delete one first.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request. · `registration_token_invalid`: The registration token cannot be made as it is.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CreateRegistrationTokenError = CreateRegistrationTokenErrors[keyof CreateRegistrationTokenErrors];

export type CreateRegistrationTokenResponses = {
    /**
     * Created
     */
    201: CreatedRegistrationToken;
};

export type CreateRegistrationTokenResponse = CreateRegistrationTokenResponses[keyof CreateRegistrationTokenResponses];

export type DeleteRegistrationTokenData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The token, by its id.
         */
        registration_token: string;
    };
    query?: never;
    url: '/tenants/{tenant}/registration-tokens/{registration_token}';
};

export type DeleteRegistrationTokenErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `registration_token_not_found`: There is no such registration token in this workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type DeleteRegistrationTokenError = DeleteRegistrationTokenErrors[keyof DeleteRegistrationTokenErrors];

export type DeleteRegistrationTokenResponses = {
    /**
     * No Content
     */
    204: void;
};

export type DeleteRegistrationTokenResponse = DeleteRegistrationTokenResponses[keyof DeleteRegistrationTokenResponses];

export type ListResourcesData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/resources';
};

export type ListResourcesErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type ListResourcesError = ListResourcesErrors[keyof ListResourcesErrors];

export type ListResourcesResponses = {
    /**
     * OK
     */
    200: ResourceList;
};

export type ListResourcesResponse = ListResourcesResponses[keyof ListResourcesResponses];

export type CreateResourceData = {
    body: CreateResource;
    headers?: {
        /**
         * A name of your choice for this request. Repeating the request with it, within a day, answers what the first one did.
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
    };
    query?: never;
    url: '/tenants/{tenant}/resources';
};

export type CreateResourceErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace.
     */
    404: Problem;
    /**
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `resource_taken`: There is a resource with this identifier already. · `too_many_resources`: A workspace has at most 100 resources.
     */
    409: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `idempotency_key_malformed`: An Idempotency-Key has 1 to 255 visible ASCII characters. · `idempotency_key_reused`: This Idempotency-Key was used for another request. · `resource_invalid`: The resource cannot be saved as it is.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type CreateResourceError = CreateResourceErrors[keyof CreateResourceErrors];

export type CreateResourceResponses = {
    /**
     * Created
     */
    201: Resource;
};

export type CreateResourceResponse = CreateResourceResponses[keyof CreateResourceResponses];

export type DeleteResourceData = {
    body?: never;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The resource, by its id.
         */
        resource: string;
    };
    query?: never;
    url: '/tenants/{tenant}/resources/{resource}';
};

export type DeleteResourceErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `resource_not_found`: There is no such resource in this workspace.
     */
    404: Problem;
    /**
     * `resource_in_use`: A client asks for this resource by default. Change its default_resource first.
     */
    409: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change.
     */
    412: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type DeleteResourceError = DeleteResourceErrors[keyof DeleteResourceErrors];

export type DeleteResourceResponses = {
    /**
     * No Content
     */
    204: void;
};

export type DeleteResourceResponse = DeleteResourceResponses[keyof DeleteResourceResponses];

export type GetResourceData = {
    body?: never;
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The resource, by its id.
         */
        resource: string;
    };
    query?: never;
    url: '/tenants/{tenant}/resources/{resource}';
};

export type GetResourceErrors = {
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `resource_not_found`: There is no such resource in this workspace.
     */
    404: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type GetResourceError = GetResourceErrors[keyof GetResourceErrors];

export type GetResourceResponses = {
    /**
     * OK
     */
    200: Resource;
};

export type GetResourceResponse = GetResourceResponses[keyof GetResourceResponses];

export type UpdateResourceData = {
    body: UpdateResource;
    headers?: {
        /**
         * The ETag of the version you have seen. The change is refused when there is a newer one.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace, by its id or its slug.
         */
        tenant: string;
        /**
         * The resource, by its id.
         */
        resource: string;
    };
    query?: never;
    url: '/tenants/{tenant}/resources/{resource}';
};

export type UpdateResourceErrors = {
    /**
     * `malformed_request`: The request cannot be read.
     */
    400: Problem;
    /**
     * `unauthenticated`: Sign in first.
     */
    401: Problem;
    /**
     * `role_not_allowed`: Your role in this workspace does not allow this.
     */
    403: Problem;
    /**
     * `tenant_not_found`: There is no such workspace. · `resource_not_found`: There is no such resource in this workspace.
     */
    404: Problem;
    /**
     * `stale`: This was changed since you read it. Read it again, and repeat the change. · `resource_changed`: The resource was changed in the meantime. Read it again.
     */
    412: Problem;
    /**
     * `body_too_large`: The body is larger than this operation accepts.
     */
    413: Problem;
    /**
     * `unsupported_media_type`: Send the body as application/json.
     */
    415: Problem;
    /**
     * `validation_failed`: Some of the input is not acceptable. · `resource_invalid`: The resource cannot be saved as it is.
     */
    422: Problem;
    /**
     * `internal`: Something went wrong on our side.
     */
    500: Problem;
};

export type UpdateResourceError = UpdateResourceErrors[keyof UpdateResourceErrors];

export type UpdateResourceResponses = {
    /**
     * OK
     */
    200: Resource;
};

export type UpdateResourceResponse = UpdateResourceResponses[keyof UpdateResourceResponses];
