import { createFileRoute } from "@tanstack/react-router";
import { ResourcesPage } from "@/features/resources/resources-page";
import { resourceSearch } from "@/features/resources/search";
import { useTenant } from "@/features/workspaces/use-tenant";

export const Route = createFileRoute("/w/$slug/resources")({ validateSearch: resourceSearch, component: Resources });

function Resources() {
  const tenant = useTenant(Route.useParams().slug);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ResourcesPage tenant={tenant} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })} />;
}
