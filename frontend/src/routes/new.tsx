import { listTenantsOptions } from "@alias/sdk/react-query";
import { createFileRoute, redirect } from "@tanstack/react-router";
import { signInAddress } from "@/api/client";
import { sessionOptions } from "@/api/session";
import { PlainFrame } from "@/features/shell/plain-frame";
import { CreateWorkspace } from "@/features/workspaces/create-workspace";

export const Route = createFileRoute("/new")({
  loader: async ({ context: { queries } }) => {
    const session = await queries.ensureQueryData(sessionOptions());
    if (!session) throw redirect({ href: signInAddress({ pathname: "/new", search: "" }), reloadDocument: true });
    const tenants = await queries.ensureQueryData(listTenantsOptions({ query: { limit: 100 } }));
    return { session, first: tenants.items.length === 0 };
  },
  component: New,
});

function New() {
  const { session, first } = Route.useLoaderData();
  const navigate = Route.useNavigate();
  return (
    <PlainFrame session={session}>
      <CreateWorkspace
        baseUrl={session.base_url}
        first={first}
        onCreated={(tenant) => void navigate({ to: "/w/$slug/connect", params: { slug: tenant.slug } })}
      />
    </PlainFrame>
  );
}
