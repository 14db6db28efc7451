import { present, textIn } from "@/lib/search";

/** The filters of the connections, as the address has them. */
export type ConnectionSearch = { q?: string; client?: string };

/** Reads the filters from an address. */
export const connectionSearch = (raw: Record<string, unknown>): ConnectionSearch =>
  present({ q: textIn(raw, "q"), client: textIn(raw, "client") });
