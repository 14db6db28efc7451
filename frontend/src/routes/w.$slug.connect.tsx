import { createFileRoute } from "@tanstack/react-router";
import { Connect } from "@/features/clients/connect";
import { connectPlace } from "@/features/clients/places";
import { useTenant } from "@/features/workspaces/use-tenant";

export const Route = createFileRoute("/w/$slug/connect")({
  validateSearch: connectPlace,
  component: ConnectPage,
});

function ConnectPage() {
  const tenant = useTenant(Route.useParams().slug);
  const place = Route.useSearch();
  const navigate = Route.useNavigate();
  return <Connect tenant={tenant} place={place} onPlace={(search) => void navigate({ search })} />;
}
