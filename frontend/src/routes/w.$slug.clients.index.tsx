import { createFileRoute } from "@tanstack/react-router";
import { ClientsPage } from "@/features/clients/clients-page";
import { useTenant } from "@/features/workspaces/use-tenant";
import { present, textIn } from "@/lib/search";

export const Route = createFileRoute("/w/$slug/clients/")({
  validateSearch: (raw: Record<string, unknown>): { q?: string } => present({ q: textIn(raw, "q") }),
  component: Clients,
});

function Clients() {
  const tenant = useTenant(Route.useParams().slug);
  const { q } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ClientsPage
      tenant={tenant}
      search={q ?? ""}
      onSearch={(next) => void navigate({ search: next ? { q: next } : {}, replace: true, resetScroll: false })}
    />
  );
}
