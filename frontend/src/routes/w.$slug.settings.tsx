import { createFileRoute } from "@tanstack/react-router";
import { useTenant } from "@/features/workspaces/use-tenant";
import { WorkspaceSettings } from "@/features/workspaces/workspace-settings";

export const Route = createFileRoute("/w/$slug/settings")({ component: SettingsPage });

function SettingsPage() {
  const tenant = useTenant(Route.useParams().slug);
  const navigate = Route.useNavigate();
  return <WorkspaceSettings tenant={tenant} onDeleted={() => void navigate({ to: "/", search: { all: true } })} />;
}
