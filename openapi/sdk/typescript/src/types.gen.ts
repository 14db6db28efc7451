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
     * Browser origins that may call the token and userinfo endpoints.
     */
    allowed_origins: Array<string>;
    /**
     * Native clients may redirect to custom schemes and to any loopback port.
     */
    application_type: 'web' | 'native';
    /**
     * How the client authenticates at the token endpoint. client_secret accepts both ways of sending a secret.
     */
    auth_method: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'none';
    /**
     * When the client was created.
     */
    created_at: string;
    /**
     * Whether the client is switched off. Nobody can sign in through it, and its tokens stop working.
     */
    disabled: boolean;
    /**
     * How the client may get tokens. It follows from type and scopes.
     */
    grant_types: Array<string>;
    /**
     * The client_id, as it is written in the relying party's configuration.
     */
    id: string;
    /**
     * Whether the claims of the granted scopes are also put in the ID token, for relying parties that never ask userinfo.
     */
    id_token_claims: boolean;
    /**
     * What ID tokens are signed with.
     */
    id_token_signed_response_alg: 'RS256' | 'ES256' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own.
     */
    initiate_login_uri?: string;
    /**
     * What it was set up as. Only the instructions depend on it.
     */
    integration: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What you call it.
     */
    name: string;
    /**
     * Where people may be sent after they signed out.
     */
    post_logout_redirect_uris: Array<string>;
    /**
     * Where people may be sent back to. Compared character by character.
     */
    redirect_uris: Array<string>;
    /**
     * Whether a code challenge (S256) is required. Always so for public clients.
     */
    require_pkce: boolean;
    /**
     * What the client may ask for.
     */
    scopes: Array<string>;
    /**
     * The secrets that work now, without their values.
     */
    secrets: Array<ClientSecret>;
    /**
     * Whether authorization responses carry iss (RFC 9207). Turn it off only for a relying party that refuses it.
     */
    send_iss: boolean;
    /**
     * Whether people have other pseudonyms here than at the workspace's other clients. Fixed when the client is created.
     */
    separate_identities: boolean;
    /**
     * A confidential client runs on a server and can keep a secret. A public one runs in a browser or an app, where anybody can read it.
     */
    type: 'confidential' | 'public';
    /**
     * When the client was last changed.
     */
    updated_at: string;
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

export type CreateClient = {
    /**
     * Browser origins that may call the token and userinfo endpoints.
     */
    allowed_origins?: Array<string>;
    /**
     * Native clients may redirect to custom schemes and to any loopback port.
     */
    application_type?: 'web' | 'native';
    /**
     * The default is client_secret for confidential clients, and none for public ones.
     */
    auth_method?: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'none';
    /**
     * Whether the claims of the granted scopes are also put in the ID token.
     */
    id_token_claims?: boolean;
    /**
     * What ID tokens are signed with.
     */
    id_token_signed_response_alg?: 'RS256' | 'ES256' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own.
     */
    initiate_login_uri?: string;
    /**
     * What you are connecting, for the instructions.
     */
    integration?: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What you call it.
     */
    name: string;
    /**
     * Where people may be sent after they signed out.
     */
    post_logout_redirect_uris?: Array<string>;
    /**
     * Where people may be sent back to: https, or http on localhost. No fragments and no wildcards.
     */
    redirect_uris: Array<string>;
    /**
     * Whether a code challenge is required. The default is true, and public clients cannot do without.
     */
    require_pkce?: boolean;
    /**
     * What the client may ask for. The default is every standard scope.
     */
    scopes?: Array<string>;
    /**
     * Whether authorization responses carry iss (RFC 9207). The default is true.
     */
    send_iss?: boolean;
    /**
     * Whether people get other pseudonyms here than at the workspace's other clients. It cannot be changed later.
     */
    separate_identities?: boolean;
    /**
     * Whether it can keep a secret.
     */
    type: 'confidential' | 'public';
};

export type CreateClientSecret = {
    /**
     * Let every other secret stop working after so many seconds, at most 90 days. 0 stops them now. Left out, they go on working.
     */
    expire_others_in_seconds?: number;
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
     * The secret. It is shown this once, and never again. Absent for public clients.
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

export type Endpoints = {
    /**
     * Where people are sent to sign in.
     */
    authorization: string;
    /**
     * The discovery document.
     */
    discovery: string;
    /**
     * The issuer identifier.
     */
    issuer: string;
    /**
     * The public keys that verify ID tokens.
     */
    jwks: string;
    /**
     * Where codes and refresh tokens are exchanged.
     */
    token: string;
    /**
     * Where an access token buys claims about the person.
     */
    userinfo: string;
};

export type Key = {
    /**
     * When it began to sign.
     */
    activated_at?: string;
    /**
     * What the key signs with.
     */
    alg: 'RS256' | 'ES256' | 'EdDSA';
    /**
     * When the key was made, and first published.
     */
    created_at: string;
    /**
     * When its private half was destroyed and its public half withdrawn.
     */
    gone_at?: string;
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

export type RotateKeys = {
    /**
     * Rotate the keys of one algorithm. Left out, every key is rotated.
     */
    alg?: 'RS256' | 'ES256' | 'EdDSA';
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

export type Tenant = {
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
     * Browser origins that may call the token and userinfo endpoints. Replaces the list.
     */
    allowed_origins?: Array<string>;
    /**
     * How the client authenticates at the token endpoint.
     */
    auth_method?: 'client_secret' | 'client_secret_basic' | 'client_secret_post' | 'none';
    /**
     * Whether the client is switched off.
     */
    disabled?: boolean;
    /**
     * Whether the claims of the granted scopes are also put in the ID token.
     */
    id_token_claims?: boolean;
    /**
     * What ID tokens are signed with.
     */
    id_token_signed_response_alg?: 'RS256' | 'ES256' | 'EdDSA';
    /**
     * Where the relying party starts a sign-in of its own. Empty removes it.
     */
    initiate_login_uri?: string;
    /**
     * What it is set up as, for the instructions.
     */
    integration?: 'synapse' | 'nextjs' | 'go' | 'other';
    /**
     * What you call it.
     */
    name?: string;
    /**
     * Where people may be sent after they signed out. Replaces the list.
     */
    post_logout_redirect_uris?: Array<string>;
    /**
     * Where people may be sent back to. Replaces the list.
     */
    redirect_uris?: Array<string>;
    /**
     * Whether a code challenge is required.
     */
    require_pkce?: boolean;
    /**
     * What the client may ask for. Replaces the list.
     */
    scopes?: Array<string>;
    /**
     * Whether authorization responses carry iss (RFC 9207).
     */
    send_iss?: boolean;
};

export type UpdateTenant = {
    /**
     * The name people are shown when they sign in.
     */
    name?: string;
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
     * `idempotency_key_in_flight`: A request with this Idempotency-Key is still being answered. · `client_disabled`: The client is switched off. Switch it on to test it.
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
