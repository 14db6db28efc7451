// This file is made from openapi/management.yaml by @hey-api/openapi-ts: change the API, not this file.
// @ts-nocheck

import { type InfiniteData, infiniteQueryOptions, queryOptions, type UseMutationOptions } from '@tanstack/react-query';

import { client } from '../client.gen';
import { checkSlug, createClient, createClientSecret, createTenant, deleteClient, deleteClientSecret, deleteTenant, endSession, getClient, getSession, getTenant, getTestSignIn, listAttempts, listClients, listKeys, listTenants, type Options, rotateKeys, startTestSignIn, updateClient, updateTenant } from '../sdk.gen';
import type { CheckSlugData, CheckSlugError, CheckSlugResponse, CreateClientData, CreateClientError, CreateClientResponse, CreateClientSecretData, CreateClientSecretError, CreateClientSecretResponse, CreateTenantData, CreateTenantError, CreateTenantResponse, DeleteClientData, DeleteClientError, DeleteClientResponse, DeleteClientSecretData, DeleteClientSecretError, DeleteClientSecretResponse, DeleteTenantData, DeleteTenantError, DeleteTenantResponse, EndSessionData, EndSessionError, EndSessionResponse, GetClientData, GetClientError, GetClientResponse, GetSessionData, GetSessionError, GetSessionResponse, GetTenantData, GetTenantError, GetTenantResponse, GetTestSignInData, GetTestSignInError, GetTestSignInResponse, ListAttemptsData, ListAttemptsError, ListAttemptsResponse, ListClientsData, ListClientsError, ListClientsResponse, ListKeysData, ListKeysError, ListKeysResponse, ListTenantsData, ListTenantsError, ListTenantsResponse, RotateKeysData, RotateKeysError, RotateKeysResponse, StartTestSignInData, StartTestSignInError, StartTestSignInResponse, UpdateClientData, UpdateClientError, UpdateClientResponse, UpdateTenantData, UpdateTenantError, UpdateTenantResponse } from '../types.gen';

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
 * Lets the next key sign, and keeps the one before it published until everything it signed has expired. Relying parties notice nothing. Rotation also happens by itself, on schedule.
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
