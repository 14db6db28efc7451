import { getTenantOptions } from "@alias/sdk/react-query";
import { useSuspenseQuery } from "@tanstack/react-query";

/** The workspace of the page one is on; its route loaded it before anything below was shown. */
export function useTenant(slug: string) {
  return useSuspenseQuery(getTenantOptions({ path: { tenant: slug } })).data;
}
