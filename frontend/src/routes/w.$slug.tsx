import { getTenantOptions } from "@alias/sdk/react-query";
import { createFileRoute, notFound, Outlet, redirect } from "@tanstack/react-router";
import { signInAddress } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import { sessionOptions } from "@/api/session";
import { AppFrame } from "@/features/shell/app-frame";
import { useTenant } from "@/features/workspaces/use-tenant";
import { rememberWorkspace } from "@/lib/last-workspace";

export const Route = createFileRoute("/w/$slug")({
  loader: async ({ context: { queries }, params: { slug }, location }) => {
    const [session] = await Promise.all([
      queries.ensureQueryData(sessionOptions()),
      queries.ensureQueryData(getTenantOptions({ path: { tenant: slug } })).catch((error: unknown) => {
        if (ApiProblem.from(error).status === 404) throw notFound();
        throw error;
      }),
    ]);
    if (!session)
      throw redirect({ href: signInAddress({ pathname: location.pathname, search: location.searchStr }), reloadDocument: true });
    rememberWorkspace(slug);
    return { session };
  },
  component: Workspace,
});

function Workspace() {
  const { session } = Route.useLoaderData();
  const { slug } = Route.useParams();
  const tenant = useTenant(slug);
  return (
    <AppFrame session={session} tenant={tenant}>
      <Outlet />
    </AppFrame>
  );
}
