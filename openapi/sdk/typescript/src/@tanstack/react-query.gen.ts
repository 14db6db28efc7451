// This file is made from openapi/management.yaml by @hey-api/openapi-ts: change the API, not this file.
// @ts-nocheck

import { type InfiniteData, infiniteQueryOptions, queryOptions, type UseMutationOptions } from '@tanstack/react-query';

import { client } from '../client.gen';
import { checkSlug, createClient, createClientSecret, createRegistrationToken, createResource, createTenant, deleteClient, deleteClientSecret, deleteRegistrationToken, deleteResource, deleteTenant, endSession, getClient, getResource, getSession, getTenant, getTestSignIn, listAttempts, listClientProfiles, listClients, listConnections, listKeys, listLogoutDeliveries, listRegistrationTokens, listResources, listTenants, type Options, revokeConnection, revokeKey, rotateKeys, startTestSignIn, updateClient, updateResource, updateTenant } from '../sdk.gen';
import type { CheckSlugData, CheckSlugError, CheckSlugResponse, CreateClientData, CreateClientError, CreateClientResponse, CreateClientSecretData, CreateClientSecretError, CreateClientSecretResponse, CreateRegistrationTokenData, CreateRegistrationTokenError, CreateRegistrationTokenResponse, CreateResourceData, CreateResourceError, CreateResourceResponse, CreateTenantData, CreateTenantError, CreateTenantResponse, DeleteClientData, DeleteClientError, DeleteClientResponse, DeleteClientSecretData, DeleteClientSecretError, DeleteClientSecretResponse, DeleteRegistrationTokenData, DeleteRegistrationTokenError, DeleteRegistrationTokenResponse, DeleteResourceData, DeleteResourceError, DeleteResourceResponse, DeleteTenantData, DeleteTenantError, DeleteTenantResponse, EndSessionData, EndSessionError, EndSessionResponse, GetClientData, GetClientError, GetClientResponse, GetResourceData, GetResourceError, GetResourceResponse, GetSessionData, GetSessionError, GetSessionResponse, GetTenantData, GetTenantError, GetTenantResponse, GetTestSignInData, GetTestSignInError, GetTestSignInResponse, ListAttemptsData, ListAttemptsError, ListAttemptsResponse, ListClientProfilesData, ListClientProfilesError, ListClientProfilesResponse, ListClientsData, ListClientsError, ListClientsResponse, ListConnectionsData, ListConnectionsError, ListConnectionsResponse, ListKeysData, ListKeysError, ListKeysResponse, ListLogoutDeliveriesData, ListLogoutDeliveriesError, ListLogoutDeliveriesResponse, ListRegistrationTokensData, ListRegistrationTokensError, ListRegistrationTokensResponse, ListResourcesData, ListResourcesError, ListResourcesResponse, ListTenantsData, ListTenantsError, ListTenantsResponse, RevokeConnectionData, RevokeConnectionError, RevokeConnectionResponse, RevokeKeyData, RevokeKeyError, RevokeKeyResponse, RotateKeysData, RotateKeysError, RotateKeysResponse, StartTestSignInData, StartTestSignInError, StartTestSignInResponse, UpdateClientData, UpdateClientError, UpdateClientResponse, UpdateResourceData, UpdateResourceError, UpdateResourceResponse, UpdateTenantData, UpdateTenantError, UpdateTenantResponse } from '../types.gen';

/**
 * Sign out
 *
 * Ends the session and removes its cookie. Other sessions of the same person, in other browsers, go on.
 */
export const endSessionMutation = (options?: Partial<Options<EndSessionData>>): UseMutationOptions<EndSessionResponse, EndSessionError, Options<EndSessionData>> => {
    const mutationOptions: UseMutationOptions<EndSessionResponse, EndSessionError, Options<EndSessionData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await endSession({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export type QueryKey<TOptions extends Options> = [
    Pick<TOptions, 'baseUrl' | 'body' | 'headers' | 'path' | 'query'> & {
        _id: string;
        _infinite?: boolean;
        tags?: ReadonlyArray<string>;
    }
];

const createQueryKey = <TOptions extends Options>(id: string, options?: TOptions, infinite?: boolean, tags?: ReadonlyArray<string>): [
    QueryKey<TOptions>[0]
] => {
    const params: QueryKey<TOptions>[0] = { _id: id, baseUrl: options?.baseUrl || (options?.client ?? client).getConfig().baseUrl } as QueryKey<TOptions>[0];
    if (infinite) {
        params._infinite = infinite;
    }
    if (tags) {
        params.tags = tags;
    }
    if (options?.body) {
        params.body = options.body;
    }
    if (options?.headers) {
        params.headers = options.headers;
    }
    if (options?.path) {
        params.path = options.path;
    }
    if (options?.query) {
        params.query = options.query;
    }
    return [params];
};

export const getSessionQueryKey = (options?: Options<GetSessionData>) => createQueryKey('getSession', options);

/**
 * Who is signed in
 *
 * Answers the developer whose session the request carries, and a few facts about this deployment.
 */
export const getSessionOptions = (options?: Options<GetSessionData>) => queryOptions<GetSessionResponse, GetSessionError, GetSessionResponse, ReturnType<typeof getSessionQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await getSession({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: getSessionQueryKey(options)
});

export const checkSlugQueryKey = (options: Options<CheckSlugData>) => createQueryKey('checkSlug', options);

/**
 * Ask whether a slug is free
 *
 * Says whether a workspace could be created with this slug now. Another developer may still be faster: `createTenant` decides.
 */
export const checkSlugOptions = (options: Options<CheckSlugData>) => queryOptions<CheckSlugResponse, CheckSlugError, CheckSlugResponse, ReturnType<typeof checkSlugQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await checkSlug({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: checkSlugQueryKey(options)
});

export const listTenantsQueryKey = (options?: Options<ListTenantsData>) => createQueryKey('listTenants', options);

/**
 * List workspaces
 *
 * The workspaces you are a member of.
 */
export const listTenantsOptions = (options?: Options<ListTenantsData>) => queryOptions<ListTenantsResponse, ListTenantsError, ListTenantsResponse, ReturnType<typeof listTenantsQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listTenants({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listTenantsQueryKey(options)
});

const createInfiniteParams = <K extends Pick<QueryKey<Options>[0], 'body' | 'headers' | 'path' | 'query'>>(queryKey: QueryKey<Options>, page: K) => {
    const params = { ...queryKey[0] };
    if (page.body) {
        params.body = {
            ...queryKey[0].body as any,
            ...page.body as any
        };
    }
    if (page.headers) {
        params.headers = {
            ...queryKey[0].headers,
            ...page.headers
        };
    }
    if (page.path) {
        params.path = {
            ...queryKey[0].path as any,
            ...page.path as any
        };
    }
    if (page.query) {
        params.query = {
            ...queryKey[0].query as any,
            ...page.query as any
        };
    }
    return params as unknown as typeof page;
};

export const listTenantsInfiniteQueryKey = (options?: Options<ListTenantsData>): QueryKey<Options<ListTenantsData>> => createQueryKey('listTenants', options, true);

/**
 * List workspaces
 *
 * The workspaces you are a member of.
 */
export const listTenantsInfiniteOptions = (options?: Options<ListTenantsData>) => infiniteQueryOptions<ListTenantsResponse, ListTenantsError, InfiniteData<ListTenantsResponse>, QueryKey<Options<ListTenantsData>>, string | Pick<QueryKey<Options<ListTenantsData>>[0], 'body' | 'headers' | 'path' | 'query'>>(
// @ts-ignore
{
    queryFn: async ({ pageParam, queryKey, signal }) => {
        // @ts-ignore
        const page: Pick<QueryKey<Options<ListTenantsData>>[0], 'body' | 'headers' | 'path' | 'query'> = typeof pageParam === 'object' ? pageParam : {
            query: {
                cursor: pageParam
            }
        };
        const params = createInfiniteParams(queryKey, page);
        const { data } = await listTenants({
            ...options,
            ...params,
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listTenantsInfiniteQueryKey(options)
});

/**
 * Create a workspace
 *
 * Makes a workspace and its issuer, which answers at once. You become its owner.
 */
export const createTenantMutation = (options?: Partial<Options<CreateTenantData>>): UseMutationOptions<CreateTenantResponse, CreateTenantError, Options<CreateTenantData>> => {
    const mutationOptions: UseMutationOptions<CreateTenantResponse, CreateTenantError, Options<CreateTenantData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await createTenant({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Delete a workspace
 *
 * Removes the workspace, its clients and its keys. Nobody can sign in any more, and its slug is never given to anybody else. This cannot be undone.
 */
export const deleteTenantMutation = (options?: Partial<Options<DeleteTenantData>>): UseMutationOptions<DeleteTenantResponse, DeleteTenantError, Options<DeleteTenantData>> => {
    const mutationOptions: UseMutationOptions<DeleteTenantResponse, DeleteTenantError, Options<DeleteTenantData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await deleteTenant({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const getTenantQueryKey = (options: Options<GetTenantData>) => createQueryKey('getTenant', options);

/**
 * Read a workspace
 *
 * One workspace, with every address a relying party needs.
 */
export const getTenantOptions = (options: Options<GetTenantData>) => queryOptions<GetTenantResponse, GetTenantError, GetTenantResponse, ReturnType<typeof getTenantQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await getTenant({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: getTenantQueryKey(options)
});

/**
 * Change a workspace
 *
 * Changes what is sent, and leaves the rest. The slug and the environment never change.
 */
export const updateTenantMutation = (options?: Partial<Options<UpdateTenantData>>): UseMutationOptions<UpdateTenantResponse, UpdateTenantError, Options<UpdateTenantData>> => {
    const mutationOptions: UseMutationOptions<UpdateTenantResponse, UpdateTenantError, Options<UpdateTenantData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await updateTenant({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const listAttemptsQueryKey = (options: Options<ListAttemptsData>) => createQueryKey('listAttempts', options);

/**
 * List attempts
 *
 * What relying parties tried at the issuer, newest first: what came, what would have been accepted, and why it was refused.
 */
export const listAttemptsOptions = (options: Options<ListAttemptsData>) => queryOptions<ListAttemptsResponse, ListAttemptsError, ListAttemptsResponse, ReturnType<typeof listAttemptsQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listAttempts({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listAttemptsQueryKey(options)
});

export const listAttemptsInfiniteQueryKey = (options: Options<ListAttemptsData>): QueryKey<Options<ListAttemptsData>> => createQueryKey('listAttempts', options, true);

/**
 * List attempts
 *
 * What relying parties tried at the issuer, newest first: what came, what would have been accepted, and why it was refused.
 */
export const listAttemptsInfiniteOptions = (options: Options<ListAttemptsData>) => infiniteQueryOptions<ListAttemptsResponse, ListAttemptsError, InfiniteData<ListAttemptsResponse>, QueryKey<Options<ListAttemptsData>>, string | Pick<QueryKey<Options<ListAttemptsData>>[0], 'body' | 'headers' | 'path' | 'query'>>(
// @ts-ignore
{
    queryFn: async ({ pageParam, queryKey, signal }) => {
        // @ts-ignore
        const page: Pick<QueryKey<Options<ListAttemptsData>>[0], 'body' | 'headers' | 'path' | 'query'> = typeof pageParam === 'object' ? pageParam : {
            query: {
                cursor: pageParam
            }
        };
        const params = createInfiniteParams(queryKey, page);
        const { data } = await listAttempts({
            ...options,
            ...params,
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listAttemptsInfiniteQueryKey(options)
});

export const listClientsQueryKey = (options: Options<ListClientsData>) => createQueryKey('listClients', options);

/**
 * List clients
 *
 * The clients of a workspace, newest first.
 */
export const listClientsOptions = (options: Options<ListClientsData>) => queryOptions<ListClientsResponse, ListClientsError, ListClientsResponse, ReturnType<typeof listClientsQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listClients({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listClientsQueryKey(options)
});

export const listClientsInfiniteQueryKey = (options: Options<ListClientsData>): QueryKey<Options<ListClientsData>> => createQueryKey('listClients', options, true);

/**
 * List clients
 *
 * The clients of a workspace, newest first.
 */
export const listClientsInfiniteOptions = (options: Options<ListClientsData>) => infiniteQueryOptions<ListClientsResponse, ListClientsError, InfiniteData<ListClientsResponse>, QueryKey<Options<ListClientsData>>, string | Pick<QueryKey<Options<ListClientsData>>[0], 'body' | 'headers' | 'path' | 'query'>>(
// @ts-ignore
{
    queryFn: async ({ pageParam, queryKey, signal }) => {
        // @ts-ignore
        const page: Pick<QueryKey<Options<ListClientsData>>[0], 'body' | 'headers' | 'path' | 'query'> = typeof pageParam === 'object' ? pageParam : {
            query: {
                cursor: pageParam
            }
        };
        const params = createInfiniteParams(queryKey, page);
        const { data } = await listClients({
            ...options,
            ...params,
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listClientsInfiniteQueryKey(options)
});

/**
 * Create a client
 *
 * Registers a relying party. For a confidential client the answer holds its first secret, which is shown this once.
 */
export const createClientMutation = (options?: Partial<Options<CreateClientData>>): UseMutationOptions<CreateClientResponse, CreateClientError, Options<CreateClientData>> => {
    const mutationOptions: UseMutationOptions<CreateClientResponse, CreateClientError, Options<CreateClientData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await createClient({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Delete a client
 *
 * Removes the client. Its tokens stop working at once, and people must agree again at another one. This cannot be undone.
 */
export const deleteClientMutation = (options?: Partial<Options<DeleteClientData>>): UseMutationOptions<DeleteClientResponse, DeleteClientError, Options<DeleteClientData>> => {
    const mutationOptions: UseMutationOptions<DeleteClientResponse, DeleteClientError, Options<DeleteClientData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await deleteClient({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const getClientQueryKey = (options: Options<GetClientData>) => createQueryKey('getClient', options);

/**
 * Read a client
 *
 * One client, and its secrets without their values.
 */
export const getClientOptions = (options: Options<GetClientData>) => queryOptions<GetClientResponse, GetClientError, GetClientResponse, ReturnType<typeof getClientQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await getClient({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: getClientQueryKey(options)
});

/**
 * Change a client
 *
 * Changes what is sent, and leaves the rest. A list replaces the list there was.
 */
export const updateClientMutation = (options?: Partial<Options<UpdateClientData>>): UseMutationOptions<UpdateClientResponse, UpdateClientError, Options<UpdateClientData>> => {
    const mutationOptions: UseMutationOptions<UpdateClientResponse, UpdateClientError, Options<UpdateClientData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await updateClient({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const listLogoutDeliveriesQueryKey = (options: Options<ListLogoutDeliveriesData>) => createQueryKey('listLogoutDeliveries', options);

/**
 * List logout deliveries
 *
 * What the client was told of people who signed out (OpenID Connect Back-Channel Logout), newest first: each try, and what came back.
 */
export const listLogoutDeliveriesOptions = (options: Options<ListLogoutDeliveriesData>) => queryOptions<ListLogoutDeliveriesResponse, ListLogoutDeliveriesError, ListLogoutDeliveriesResponse, ReturnType<typeof listLogoutDeliveriesQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listLogoutDeliveries({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listLogoutDeliveriesQueryKey(options)
});

export const listLogoutDeliveriesInfiniteQueryKey = (options: Options<ListLogoutDeliveriesData>): QueryKey<Options<ListLogoutDeliveriesData>> => createQueryKey('listLogoutDeliveries', options, true);

/**
 * List logout deliveries
 *
 * What the client was told of people who signed out (OpenID Connect Back-Channel Logout), newest first: each try, and what came back.
 */
export const listLogoutDeliveriesInfiniteOptions = (options: Options<ListLogoutDeliveriesData>) => infiniteQueryOptions<ListLogoutDeliveriesResponse, ListLogoutDeliveriesError, InfiniteData<ListLogoutDeliveriesResponse>, QueryKey<Options<ListLogoutDeliveriesData>>, string | Pick<QueryKey<Options<ListLogoutDeliveriesData>>[0], 'body' | 'headers' | 'path' | 'query'>>(
// @ts-ignore
{
    queryFn: async ({ pageParam, queryKey, signal }) => {
        // @ts-ignore
        const page: Pick<QueryKey<Options<ListLogoutDeliveriesData>>[0], 'body' | 'headers' | 'path' | 'query'> = typeof pageParam === 'object' ? pageParam : {
            query: {
                cursor: pageParam
            }
        };
        const params = createInfiniteParams(queryKey, page);
        const { data } = await listLogoutDeliveries({
            ...options,
            ...params,
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listLogoutDeliveriesInfiniteQueryKey(options)
});

export const listClientProfilesQueryKey = (options: Options<ListClientProfilesData>) => createQueryKey('listClientProfiles', options);

/**
 * List profiles and what stands in their way
 *
 * For each profile the settings of this client that contradict it, and which of them apply_profile would change by itself. Nothing is changed.
 */
export const listClientProfilesOptions = (options: Options<ListClientProfilesData>) => queryOptions<ListClientProfilesResponse, ListClientProfilesError, ListClientProfilesResponse, ReturnType<typeof listClientProfilesQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listClientProfiles({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listClientProfilesQueryKey(options)
});

/**
 * Make a secret
 *
 * Makes another secret, which is shown this once. At most two may live: put the new one into the relying party's configuration, then delete the old one, or let it expire.
 */
export const createClientSecretMutation = (options?: Partial<Options<CreateClientSecretData>>): UseMutationOptions<CreateClientSecretResponse, CreateClientSecretError, Options<CreateClientSecretData>> => {
    const mutationOptions: UseMutationOptions<CreateClientSecretResponse, CreateClientSecretError, Options<CreateClientSecretData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await createClientSecret({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Delete a secret
 *
 * Stops a secret from working at once. The last one cannot be deleted; make another first.
 */
export const deleteClientSecretMutation = (options?: Partial<Options<DeleteClientSecretData>>): UseMutationOptions<DeleteClientSecretResponse, DeleteClientSecretError, Options<DeleteClientSecretData>> => {
    const mutationOptions: UseMutationOptions<DeleteClientSecretResponse, DeleteClientSecretError, Options<DeleteClientSecretData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await deleteClientSecret({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Start a test sign-in
 *
 * Prepares a real authorization code flow with this client's settings, in which Alias plays the relying party. Open the answered address in a browser within ten minutes, then read the result.
 */
export const startTestSignInMutation = (options?: Partial<Options<StartTestSignInData>>): UseMutationOptions<StartTestSignInResponse, StartTestSignInError, Options<StartTestSignInData>> => {
    const mutationOptions: UseMutationOptions<StartTestSignInResponse, StartTestSignInError, Options<StartTestSignInData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await startTestSignIn({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const getTestSignInQueryKey = (options: Options<GetTestSignInData>) => createQueryKey('getTestSignIn', options);

/**
 * Read a test sign-in
 *
 * How a test sign-in went, step by step, and what a relying party would have got: the decoded ID token, the token response and the claims. No token in it works.
 */
export const getTestSignInOptions = (options: Options<GetTestSignInData>) => queryOptions<GetTestSignInResponse, GetTestSignInError, GetTestSignInResponse, ReturnType<typeof getTestSignInQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await getTestSignIn({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: getTestSignInQueryKey(options)
});

export const listConnectionsQueryKey = (options: Options<ListConnectionsData>) => createQueryKey('listConnections', options);

/**
 * List connections
 *
 * The people who have signed in to the workspace, newest first, each by their pseudonym there. Who they are, nobody is told.
 */
export const listConnectionsOptions = (options: Options<ListConnectionsData>) => queryOptions<ListConnectionsResponse, ListConnectionsError, ListConnectionsResponse, ReturnType<typeof listConnectionsQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listConnections({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listConnectionsQueryKey(options)
});

export const listConnectionsInfiniteQueryKey = (options: Options<ListConnectionsData>): QueryKey<Options<ListConnectionsData>> => createQueryKey('listConnections', options, true);

/**
 * List connections
 *
 * The people who have signed in to the workspace, newest first, each by their pseudonym there. Who they are, nobody is told.
 */
export const listConnectionsInfiniteOptions = (options: Options<ListConnectionsData>) => infiniteQueryOptions<ListConnectionsResponse, ListConnectionsError, InfiniteData<ListConnectionsResponse>, QueryKey<Options<ListConnectionsData>>, string | Pick<QueryKey<Options<ListConnectionsData>>[0], 'body' | 'headers' | 'path' | 'query'>>(
// @ts-ignore
{
    queryFn: async ({ pageParam, queryKey, signal }) => {
        // @ts-ignore
        const page: Pick<QueryKey<Options<ListConnectionsData>>[0], 'body' | 'headers' | 'path' | 'query'> = typeof pageParam === 'object' ? pageParam : {
            query: {
                cursor: pageParam
            }
        };
        const params = createInfiniteParams(queryKey, page);
        const { data } = await listConnections({
            ...options,
            ...params,
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listConnectionsInfiniteQueryKey(options)
});

/**
 * Revoke a connection
 *
 * Takes back what the person granted: their tokens are dead at once, and clients with a back-channel logout address are told. The pseudonym stays; the person may come back, and is asked again.
 */
export const revokeConnectionMutation = (options?: Partial<Options<RevokeConnectionData>>): UseMutationOptions<RevokeConnectionResponse, RevokeConnectionError, Options<RevokeConnectionData>> => {
    const mutationOptions: UseMutationOptions<RevokeConnectionResponse, RevokeConnectionError, Options<RevokeConnectionData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await revokeConnection({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const listKeysQueryKey = (options: Options<ListKeysData>) => createQueryKey('listKeys', options);

/**
 * List signing keys
 *
 * The workspace's signing keys, newest first, without their private halves.
 */
export const listKeysOptions = (options: Options<ListKeysData>) => queryOptions<ListKeysResponse, ListKeysError, ListKeysResponse, ReturnType<typeof listKeysQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listKeys({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listKeysQueryKey(options)
});

/**
 * Rotate signing keys
 *
 * Lets the next key sign, and keeps the one before it published until everything it signed has expired. Relying parties notice nothing. Rotation also happens by itself, on schedule. An algorithm without keys gets its first ones.
 */
export const rotateKeysMutation = (options?: Partial<Options<RotateKeysData>>): UseMutationOptions<RotateKeysResponse, RotateKeysError, Options<RotateKeysData>> => {
    const mutationOptions: UseMutationOptions<RotateKeysResponse, RotateKeysError, Options<RotateKeysData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await rotateKeys({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Revoke a signing key
 *
 * For a key that is not safe any more: it is destroyed and leaves the key set at once, every token it signed is dead, and the next key takes over. People may have to sign in again. This cannot be undone.
 */
export const revokeKeyMutation = (options?: Partial<Options<RevokeKeyData>>): UseMutationOptions<RevokeKeyResponse, RevokeKeyError, Options<RevokeKeyData>> => {
    const mutationOptions: UseMutationOptions<RevokeKeyResponse, RevokeKeyError, Options<RevokeKeyData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await revokeKey({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const listRegistrationTokensQueryKey = (options: Options<ListRegistrationTokensData>) => createQueryKey('listRegistrationTokens', options);

/**
 * List registration tokens
 *
 * The workspace's initial access tokens, newest first, without their values. There are at most 100.
 */
export const listRegistrationTokensOptions = (options: Options<ListRegistrationTokensData>) => queryOptions<ListRegistrationTokensResponse, ListRegistrationTokensError, ListRegistrationTokensResponse, ReturnType<typeof listRegistrationTokensQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listRegistrationTokens({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listRegistrationTokensQueryKey(options)
});

/**
 * Make a registration token
 *
 * Makes an initial access token (RFC 7591), which is shown this once. Whoever holds it may register clients while the workspace's registration mode is token.
 */
export const createRegistrationTokenMutation = (options?: Partial<Options<CreateRegistrationTokenData>>): UseMutationOptions<CreateRegistrationTokenResponse, CreateRegistrationTokenError, Options<CreateRegistrationTokenData>> => {
    const mutationOptions: UseMutationOptions<CreateRegistrationTokenResponse, CreateRegistrationTokenError, Options<CreateRegistrationTokenData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await createRegistrationToken({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Delete a registration token
 *
 * Stops the token from working at once. Clients that were registered with it stay.
 */
export const deleteRegistrationTokenMutation = (options?: Partial<Options<DeleteRegistrationTokenData>>): UseMutationOptions<DeleteRegistrationTokenResponse, DeleteRegistrationTokenError, Options<DeleteRegistrationTokenData>> => {
    const mutationOptions: UseMutationOptions<DeleteRegistrationTokenResponse, DeleteRegistrationTokenError, Options<DeleteRegistrationTokenData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await deleteRegistrationToken({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const listResourcesQueryKey = (options: Options<ListResourcesData>) => createQueryKey('listResources', options);

/**
 * List resources
 *
 * The protected resources of a workspace, oldest first. There are at most 100.
 */
export const listResourcesOptions = (options: Options<ListResourcesData>) => queryOptions<ListResourcesResponse, ListResourcesError, ListResourcesResponse, ReturnType<typeof listResourcesQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await listResources({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: listResourcesQueryKey(options)
});

/**
 * Create a resource
 *
 * Names an API that access tokens can be for (RFC 8707), and says what its tokens look like.
 */
export const createResourceMutation = (options?: Partial<Options<CreateResourceData>>): UseMutationOptions<CreateResourceResponse, CreateResourceError, Options<CreateResourceData>> => {
    const mutationOptions: UseMutationOptions<CreateResourceResponse, CreateResourceError, Options<CreateResourceData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await createResource({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

/**
 * Delete a resource
 *
 * Tokens for it can no longer be asked for. Those that were issued live out their time.
 */
export const deleteResourceMutation = (options?: Partial<Options<DeleteResourceData>>): UseMutationOptions<DeleteResourceResponse, DeleteResourceError, Options<DeleteResourceData>> => {
    const mutationOptions: UseMutationOptions<DeleteResourceResponse, DeleteResourceError, Options<DeleteResourceData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await deleteResource({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};

export const getResourceQueryKey = (options: Options<GetResourceData>) => createQueryKey('getResource', options);

/**
 * Read a resource
 *
 * One protected resource.
 */
export const getResourceOptions = (options: Options<GetResourceData>) => queryOptions<GetResourceResponse, GetResourceError, GetResourceResponse, ReturnType<typeof getResourceQueryKey>>({
    queryFn: async ({ queryKey, signal }) => {
        const { data } = await getResource({
            ...options,
            ...queryKey[0],
            signal,
            throwOnError: true
        });
        return data;
    },
    queryKey: getResourceQueryKey(options)
});

/**
 * Change a resource
 *
 * Changes what is sent, and leaves the rest; tokens that were issued stay as they are. The identifier never changes.
 */
export const updateResourceMutation = (options?: Partial<Options<UpdateResourceData>>): UseMutationOptions<UpdateResourceResponse, UpdateResourceError, Options<UpdateResourceData>> => {
    const mutationOptions: UseMutationOptions<UpdateResourceResponse, UpdateResourceError, Options<UpdateResourceData>> = {
        mutationFn: async (fnOptions) => {
            const { data } = await updateResource({
                ...options,
                ...fnOptions,
                throwOnError: true
            });
            return data;
        }
    };
    return mutationOptions;
};
