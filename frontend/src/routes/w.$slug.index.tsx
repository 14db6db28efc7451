import { createFileRoute } from "@tanstack/react-router";
import { RecentAttempts } from "@/features/attempts/recent-attempts";
import { Overview } from "@/features/workspaces/overview";
import { useTenant } from "@/features/workspaces/use-tenant";

export const Route = createFileRoute("/w/$slug/")({ component: OverviewPage });

function OverviewPage() {
  const tenant = useTenant(Route.useParams().slug);
  return <Overview tenant={tenant} recent={<RecentAttempts tenant={tenant} />} />;
}
