import { createFileRoute } from "@tanstack/react-router";
import { ConnectionsPage } from "@/features/connections/connections-page";
import { connectionSearch } from "@/features/connections/search";
import { useTenant } from "@/features/workspaces/use-tenant";

export const Route = createFileRoute("/w/$slug/connections")({ validateSearch: connectionSearch, component: Connections });

function Connections() {
  const tenant = useTenant(Route.useParams().slug);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ConnectionsPage
      tenant={tenant}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
    />
  );
}
