// This file is made from openapi/management.yaml by @hey-api/openapi-ts: change the API, not this file.
// @ts-nocheck

import type { Client, Options as Options2, TDataShape } from './client';
import { client } from './client.gen';
import type { CheckSlugData, CheckSlugErrors, CheckSlugResponses, CreateClientData, CreateClientErrors, CreateClientResponses, CreateClientSecretData, CreateClientSecretErrors, CreateClientSecretResponses, CreateRegistrationTokenData, CreateRegistrationTokenErrors, CreateRegistrationTokenResponses, CreateResourceData, CreateResourceErrors, CreateResourceResponses, CreateTenantData, CreateTenantErrors, CreateTenantResponses, DeleteClientData, DeleteClientErrors, DeleteClientResponses, DeleteClientSecretData, DeleteClientSecretErrors, DeleteClientSecretResponses, DeleteRegistrationTokenData, DeleteRegistrationTokenErrors, DeleteRegistrationTokenResponses, DeleteResourceData, DeleteResourceErrors, DeleteResourceResponses, DeleteTenantData, DeleteTenantErrors, DeleteTenantResponses, EndSessionData, EndSessionErrors, EndSessionResponses, GetClientData, GetClientErrors, GetClientResponses, GetResourceData, GetResourceErrors, GetResourceResponses, GetSessionData, GetSessionErrors, GetSessionResponses, GetTenantData, GetTenantErrors, GetTenantResponses, GetTestSignInData, GetTestSignInErrors, GetTestSignInResponses, ListAttemptsData, ListAttemptsErrors, ListAttemptsResponses, ListClientProfilesData, ListClientProfilesErrors, ListClientProfilesResponses, ListClientsData, ListClientsErrors, ListClientsResponses, ListConnectionsData, ListConnectionsErrors, ListConnectionsResponses, ListKeysData, ListKeysErrors, ListKeysResponses, ListLogoutDeliveriesData, ListLogoutDeliveriesErrors, ListLogoutDeliveriesResponses, ListRegistrationTokensData, ListRegistrationTokensErrors, ListRegistrationTokensResponses, ListResourcesData, ListResourcesErrors, ListResourcesResponses, ListTenantsData, ListTenantsErrors, ListTenantsResponses, RevokeConnectionData, RevokeConnectionErrors, RevokeConnectionResponses, RevokeKeyData, RevokeKeyErrors, RevokeKeyResponses, RotateKeysData, RotateKeysErrors, RotateKeysResponses, StartTestSignInData, StartTestSignInErrors, StartTestSignInResponses, UpdateClientData, UpdateClientErrors, UpdateClientResponses, UpdateResourceData, UpdateResourceErrors, UpdateResourceResponses, UpdateTenantData, UpdateTenantErrors, UpdateTenantResponses } from './types.gen';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: Record<string, unknown>;
};

/**
 * Sign out
 *
 * Ends the session and removes its cookie. Other sessions of the same person, in other browsers, go on.
 */
export const endSession = <ThrowOnError extends boolean = false>(options?: Options<EndSessionData, ThrowOnError>) => (options?.client ?? client).delete<EndSessionResponses, EndSessionErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/session',
    ...options
});

/**
 * Who is signed in
 *
 * Answers the developer whose session the request carries, and a few facts about this deployment.
 */
export const getSession = <ThrowOnError extends boolean = false>(options?: Options<GetSessionData, ThrowOnError>) => (options?.client ?? client).get<GetSessionResponses, GetSessionErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/session',
    ...options
});

/**
 * Ask whether a slug is free
 *
 * Says whether a workspace could be created with this slug now. Another developer may still be faster: `createTenant` decides.
 */
export const checkSlug = <ThrowOnError extends boolean = false>(options: Options<CheckSlugData, ThrowOnError>) => (options.client ?? client).get<CheckSlugResponses, CheckSlugErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/slugs/{slug}',
    ...options
});

/**
 * List workspaces
 *
 * The workspaces you are a member of.
 */
export const listTenants = <ThrowOnError extends boolean = false>(options?: Options<ListTenantsData, ThrowOnError>) => (options?.client ?? client).get<ListTenantsResponses, ListTenantsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants',
    ...options
});

/**
 * Create a workspace
 *
 * Makes a workspace and its issuer, which answers at once. You become its owner.
 */
export const createTenant = <ThrowOnError extends boolean = false>(options: Options<CreateTenantData, ThrowOnError>) => (options.client ?? client).post<CreateTenantResponses, CreateTenantErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a workspace
 *
 * Removes the workspace, its clients and its keys. Nobody can sign in any more, and its slug is never given to anybody else. This cannot be undone.
 */
export const deleteTenant = <ThrowOnError extends boolean = false>(options: Options<DeleteTenantData, ThrowOnError>) => (options.client ?? client).delete<DeleteTenantResponses, DeleteTenantErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}',
    ...options
});

/**
 * Read a workspace
 *
 * One workspace, with every address a relying party needs.
 */
export const getTenant = <ThrowOnError extends boolean = false>(options: Options<GetTenantData, ThrowOnError>) => (options.client ?? client).get<GetTenantResponses, GetTenantErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}',
    ...options
});

/**
 * Change a workspace
 *
 * Changes what is sent, and leaves the rest. The slug and the environment never change.
 */
export const updateTenant = <ThrowOnError extends boolean = false>(options: Options<UpdateTenantData, ThrowOnError>) => (options.client ?? client).patch<UpdateTenantResponses, UpdateTenantErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List attempts
 *
 * What relying parties tried at the issuer, newest first: what came, what would have been accepted, and why it was refused.
 */
export const listAttempts = <ThrowOnError extends boolean = false>(options: Options<ListAttemptsData, ThrowOnError>) => (options.client ?? client).get<ListAttemptsResponses, ListAttemptsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/attempts',
    ...options
});

/**
 * List clients
 *
 * The clients of a workspace, newest first.
 */
export const listClients = <ThrowOnError extends boolean = false>(options: Options<ListClientsData, ThrowOnError>) => (options.client ?? client).get<ListClientsResponses, ListClientsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients',
    ...options
});

/**
 * Create a client
 *
 * Registers a relying party. For a confidential client the answer holds its first secret, which is shown this once.
 */
export const createClient = <ThrowOnError extends boolean = false>(options: Options<CreateClientData, ThrowOnError>) => (options.client ?? client).post<CreateClientResponses, CreateClientErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a client
 *
 * Removes the client. Its tokens stop working at once, and people must agree again at another one. This cannot be undone.
 */
export const deleteClient = <ThrowOnError extends boolean = false>(options: Options<DeleteClientData, ThrowOnError>) => (options.client ?? client).delete<DeleteClientResponses, DeleteClientErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}',
    ...options
});

/**
 * Read a client
 *
 * One client, and its secrets without their values.
 */
export const getClient = <ThrowOnError extends boolean = false>(options: Options<GetClientData, ThrowOnError>) => (options.client ?? client).get<GetClientResponses, GetClientErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}',
    ...options
});

/**
 * Change a client
 *
 * Changes what is sent, and leaves the rest. A list replaces the list there was.
 */
export const updateClient = <ThrowOnError extends boolean = false>(options: Options<UpdateClientData, ThrowOnError>) => (options.client ?? client).patch<UpdateClientResponses, UpdateClientErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * List logout deliveries
 *
 * What the client was told of people who signed out (OpenID Connect Back-Channel Logout), newest first: each try, and what came back.
 */
export const listLogoutDeliveries = <ThrowOnError extends boolean = false>(options: Options<ListLogoutDeliveriesData, ThrowOnError>) => (options.client ?? client).get<ListLogoutDeliveriesResponses, ListLogoutDeliveriesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/logout-deliveries',
    ...options
});

/**
 * List profiles and what stands in their way
 *
 * For each profile the settings of this client that contradict it, and which of them apply_profile would change by itself. Nothing is changed.
 */
export const listClientProfiles = <ThrowOnError extends boolean = false>(options: Options<ListClientProfilesData, ThrowOnError>) => (options.client ?? client).get<ListClientProfilesResponses, ListClientProfilesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/profiles',
    ...options
});

/**
 * Make a secret
 *
 * Makes another secret, which is shown this once. At most two may live: put the new one into the relying party's configuration, then delete the old one, or let it expire.
 */
export const createClientSecret = <ThrowOnError extends boolean = false>(options: Options<CreateClientSecretData, ThrowOnError>) => (options.client ?? client).post<CreateClientSecretResponses, CreateClientSecretErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/secrets',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a secret
 *
 * Stops a secret from working at once. The last one cannot be deleted; make another first.
 */
export const deleteClientSecret = <ThrowOnError extends boolean = false>(options: Options<DeleteClientSecretData, ThrowOnError>) => (options.client ?? client).delete<DeleteClientSecretResponses, DeleteClientSecretErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/secrets/{secret}',
    ...options
});

/**
 * Start a test sign-in
 *
 * Prepares a real authorization code flow with this client's settings, in which Alias plays the relying party. Open the answered address in a browser within ten minutes, then read the result.
 */
export const startTestSignIn = <ThrowOnError extends boolean = false>(options: Options<StartTestSignInData, ThrowOnError>) => (options.client ?? client).post<StartTestSignInResponses, StartTestSignInErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/test-sign-ins',
    ...options
});

/**
 * Read a test sign-in
 *
 * How a test sign-in went, step by step, and what a relying party would have got: the decoded ID token, the token response and the claims. No token in it works.
 */
export const getTestSignIn = <ThrowOnError extends boolean = false>(options: Options<GetTestSignInData, ThrowOnError>) => (options.client ?? client).get<GetTestSignInResponses, GetTestSignInErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/clients/{client}/test-sign-ins/{id}',
    ...options
});

/**
 * List connections
 *
 * The people who have signed in to the workspace, newest first, each by their pseudonym there. Who they are, nobody is told.
 */
export const listConnections = <ThrowOnError extends boolean = false>(options: Options<ListConnectionsData, ThrowOnError>) => (options.client ?? client).get<ListConnectionsResponses, ListConnectionsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/connections',
    ...options
});

/**
 * Revoke a connection
 *
 * Takes back what the person granted: their tokens are dead at once, and clients with a back-channel logout address are told. The pseudonym stays; the person may come back, and is asked again.
 */
export const revokeConnection = <ThrowOnError extends boolean = false>(options: Options<RevokeConnectionData, ThrowOnError>) => (options.client ?? client).delete<RevokeConnectionResponses, RevokeConnectionErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/connections/{connection}',
    ...options
});

/**
 * List signing keys
 *
 * The workspace's signing keys, newest first, without their private halves.
 */
export const listKeys = <ThrowOnError extends boolean = false>(options: Options<ListKeysData, ThrowOnError>) => (options.client ?? client).get<ListKeysResponses, ListKeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/keys',
    ...options
});

/**
 * Rotate signing keys
 *
 * Lets the next key sign, and keeps the one before it published until everything it signed has expired. Relying parties notice nothing. Rotation also happens by itself, on schedule. An algorithm without keys gets its first ones.
 */
export const rotateKeys = <ThrowOnError extends boolean = false>(options: Options<RotateKeysData, ThrowOnError>) => (options.client ?? client).post<RotateKeysResponses, RotateKeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/keys/rotate',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Revoke a signing key
 *
 * For a key that is not safe any more: it is destroyed and leaves the key set at once, every token it signed is dead, and the next key takes over. People may have to sign in again. This cannot be undone.
 */
export const revokeKey = <ThrowOnError extends boolean = false>(options: Options<RevokeKeyData, ThrowOnError>) => (options.client ?? client).post<RevokeKeyResponses, RevokeKeyErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/keys/{kid}/revoke',
    ...options
});

/**
 * List registration tokens
 *
 * The workspace's initial access tokens, newest first, without their values. There are at most 100.
 */
export const listRegistrationTokens = <ThrowOnError extends boolean = false>(options: Options<ListRegistrationTokensData, ThrowOnError>) => (options.client ?? client).get<ListRegistrationTokensResponses, ListRegistrationTokensErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/registration-tokens',
    ...options
});

/**
 * Make a registration token
 *
 * Makes an initial access token (RFC 7591), which is shown this once. Whoever holds it may register clients while the workspace's registration mode is token.
 */
export const createRegistrationToken = <ThrowOnError extends boolean = false>(options: Options<CreateRegistrationTokenData, ThrowOnError>) => (options.client ?? client).post<CreateRegistrationTokenResponses, CreateRegistrationTokenErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/registration-tokens',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a registration token
 *
 * Stops the token from working at once. Clients that were registered with it stay.
 */
export const deleteRegistrationToken = <ThrowOnError extends boolean = false>(options: Options<DeleteRegistrationTokenData, ThrowOnError>) => (options.client ?? client).delete<DeleteRegistrationTokenResponses, DeleteRegistrationTokenErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/registration-tokens/{registration_token}',
    ...options
});

/**
 * List resources
 *
 * The protected resources of a workspace, oldest first. There are at most 100.
 */
export const listResources = <ThrowOnError extends boolean = false>(options: Options<ListResourcesData, ThrowOnError>) => (options.client ?? client).get<ListResourcesResponses, ListResourcesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/resources',
    ...options
});

/**
 * Create a resource
 *
 * Names an API that access tokens can be for (RFC 8707), and says what its tokens look like.
 */
export const createResource = <ThrowOnError extends boolean = false>(options: Options<CreateResourceData, ThrowOnError>) => (options.client ?? client).post<CreateResourceResponses, CreateResourceErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/resources',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a resource
 *
 * Tokens for it can no longer be asked for. Those that were issued live out their time.
 */
export const deleteResource = <ThrowOnError extends boolean = false>(options: Options<DeleteResourceData, ThrowOnError>) => (options.client ?? client).delete<DeleteResourceResponses, DeleteResourceErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/resources/{resource}',
    ...options
});

/**
 * Read a resource
 *
 * One protected resource.
 */
export const getResource = <ThrowOnError extends boolean = false>(options: Options<GetResourceData, ThrowOnError>) => (options.client ?? client).get<GetResourceResponses, GetResourceErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/resources/{resource}',
    ...options
});

/**
 * Change a resource
 *
 * Changes what is sent, and leaves the rest; tokens that were issued stay as they are. The identifier never changes.
 */
export const updateResource = <ThrowOnError extends boolean = false>(options: Options<UpdateResourceData, ThrowOnError>) => (options.client ?? client).patch<UpdateResourceResponses, UpdateResourceErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'alias_session',
            type: 'apiKey'
        }],
    url: '/tenants/{tenant}/resources/{resource}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});
