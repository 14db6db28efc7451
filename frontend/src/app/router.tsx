import { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { ApiProblem } from "@/api/problem";
import { routeTree } from "@/routeTree.gen";
import { PageSkeleton } from "@/ui/skeleton";

/** The portal's one cache. A refusal is an answer and is not repeated; a lost connection is tried twice more. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(ApiProblem.from(error).status),
    },
  },
});

export const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingComponent: PageSkeleton,
  scrollRestoration: true,
});

// After a navigation the focus is on the new page's heading, so that keyboards and screen readers begin there.
router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) document.querySelector("h1")?.focus({ preventScroll: true });
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
