import { type QueryClient, skipToken, useQuery } from "@tanstack/react-query";

const key = (client: string) => ["revealed-secret", client];

/**
 * Keeps a client secret that was just made in this page's memory, so that snippets can be filled in. It is never written to
 * storage or to the address bar, and is forgotten on reload or ten minutes after the last page that used it was left.
 */
export function rememberSecret(queries: QueryClient, client: string, secret: string) {
  queries.setQueryDefaults(key(client), { gcTime: 600_000, staleTime: Number.POSITIVE_INFINITY });
  queries.setQueryData(key(client), secret);
}

/** Drops a remembered secret at once. */
export function forgetSecret(queries: QueryClient, client: string) {
  queries.removeQueries({ queryKey: key(client) });
}

/** The secret of a client, when it was made in this page a moment ago. */
export function useRememberedSecret(client: string): string | undefined {
  return useQuery<string>({ queryKey: key(client), queryFn: skipToken, gcTime: 600_000, staleTime: Number.POSITIVE_INFINITY }).data;
}
