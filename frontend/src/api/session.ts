import { getSession } from "@alias/sdk";
import { getSessionQueryKey } from "@alias/sdk/react-query";
import { queryOptions } from "@tanstack/react-query";
import { ApiProblem } from "./problem";
import type { Session } from "./types";

/** Who is signed in, or null for nobody: on the front page nobody is an answer, not an error. */
export const sessionOptions = () =>
  queryOptions({
    queryKey: getSessionQueryKey(),
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return (await getSession({ signal, throwOnError: true })).data;
      } catch (error) {
        if (ApiProblem.from(error).status === 401) return null;
        throw error;
      }
    },
  });
