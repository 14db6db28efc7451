import { present, textIn } from "@/lib/search";

/** What is open on the page, as the address has it. */
export type ResourceSearch = { add?: true; edit?: string; remove?: string };

/** Reads it from an address. */
export const resourceSearch = (raw: Record<string, unknown>): ResourceSearch =>
  present({ add: raw["add"] === true ? (true as const) : undefined, edit: textIn(raw, "edit"), remove: textIn(raw, "remove") });
