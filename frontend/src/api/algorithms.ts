import type { Key } from "./types";

/** What Alias signs with and checks, the most widely understood first. */
export const algorithms = ["RS256", "PS256", "ES256", "ES384", "EdDSA"] as const satisfies readonly Key["alg"][];
