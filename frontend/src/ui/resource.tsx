import type { ReactNode } from "react";
import { Failure } from "./failure";

type Query<Data> = { data: Data | undefined; isError: boolean; error: unknown; refetch: () => unknown };
type Props<Data> = { query: Query<Data>; loading: ReactNode; what: string; children: (data: Data) => ReactNode };

/** What went wrong in words, from an error that carries them, without repeating one that does not. */
export function wordsOf(error: unknown): { detail: string; correlationId?: string | undefined } {
  if (!(error instanceof Error) || !("detail" in error) || typeof error.detail !== "string")
    return { detail: "Something unexpected happened. Reload the page." };
  return {
    detail: error.detail,
    correlationId: "correlationId" in error && typeof error.correlationId === "string" ? error.correlationId : undefined,
  };
}

/** One request's three faces: its shape while it loads, a failure that can be retried, and the data. */
export function Resource<Data>({ query, loading, what, children }: Props<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError)
    return <Failure title={`${what} could not be loaded`} {...wordsOf(query.error)} onRetry={() => void query.refetch()} />;
  return loading;
}
