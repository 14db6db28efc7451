import { oneOfIn, present, textIn } from "@/lib/search";

export const outcomes = ["ok", "refused", "failed"] as const;

/** The log's part of the address: its filters, and the attempt that is open. */
export type AttemptSearch = { outcome?: (typeof outcomes)[number]; client?: string; correlation?: string; attempt?: string };

/** Reads the log's part of an address. */
export function attemptSearch(raw: Record<string, unknown>): AttemptSearch {
  return present({
    outcome: oneOfIn(raw, "outcome", outcomes),
    client: textIn(raw, "client"),
    correlation: textIn(raw, "correlation"),
    attempt: textIn(raw, "attempt"),
  });
}
