import { listTenantsOptions } from "@alias/sdk/react-query";
import { createFileRoute, redirect } from "@tanstack/react-router";
import { sessionOptions } from "@/api/session";
import { PlainFrame } from "@/features/shell/plain-frame";
import { Landing } from "@/features/workspaces/landing";
import { WorkspaceList } from "@/features/workspaces/workspace-list";
import { lastWorkspace } from "@/lib/last-workspace";

export const Route = createFileRoute("/")({
  // `all` shows the list even when there is a workspace to return to.
  validateSearch: (raw: Record<string, unknown>): { all?: true } => (raw["all"] === true ? { all: true } : {}),
  loaderDeps: ({ search }) => ({ all: search.all === true }),
  loader: async ({ context: { queries }, deps }) => {
    const session = await queries.ensureQueryData(sessionOptions());
    if (!session) return { session, tenants: [] };
    const tenants = (await queries.fetchQuery(listTenantsOptions({ query: { limit: 100 } }))).items;
    if (tenants.length === 0) throw redirect({ to: "/new" });
    const last = tenants.find((tenant) => tenant.slug === lastWorkspace()) ?? (tenants.length === 1 ? tenants[0] : undefined);
    if (last && !deps.all) throw redirect({ to: "/w/$slug", params: { slug: last.slug } });
    return { session, tenants };
  },
  component: Front,
});

function Front() {
  const { session, tenants } = Route.useLoaderData();
  return <PlainFrame session={session}>{session ? <WorkspaceList tenants={tenants} /> : <Landing />}</PlainFrame>;
}
