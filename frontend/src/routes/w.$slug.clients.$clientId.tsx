import { createFileRoute } from "@tanstack/react-router";
import { AttemptsLog } from "@/features/attempts/attempts-log";
import { type AttemptSearch, attemptSearch } from "@/features/attempts/search";
import { ClientPage } from "@/features/clients/client-page";
import { type ClientPlace, clientPlace } from "@/features/clients/places";
import { useTenant } from "@/features/workspaces/use-tenant";
import { present } from "@/lib/search";

export const Route = createFileRoute("/w/$slug/clients/$clientId")({
  validateSearch: (raw: Record<string, unknown>): ClientPlace & AttemptSearch => ({ ...attemptSearch(raw), ...clientPlace(raw) }),
  component: Client,
});

function Client() {
  const { slug, clientId } = Route.useParams();
  const tenant = useTenant(slug);
  const { tab, for: integration, test, section, ...search } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ClientPage
      key={clientId}
      tenant={tenant}
      clientId={clientId}
      tab={tab ?? "quickstart"}
      integration={integration}
      test={test}
      section={section}
      activity={
        <AttemptsLog
          tenant={tenant}
          client={clientId}
          search={search}
          onSearch={({ client: _, ...next }) => void navigate({ search: { tab: "activity", ...next }, replace: true, resetScroll: false })}
        />
      }
      onIntegration={(value) => void navigate({ search: (old) => ({ ...old, for: value }), replace: true, resetScroll: false })}
      onTest={(value) => void navigate({ search: { tab: "test", test: value }, replace: true, resetScroll: false })}
      onSection={(value) =>
        void navigate({ search: present({ tab: "settings" as const, section: value }), replace: true, resetScroll: false })
      }
      onDeleted={() => void navigate({ to: "/w/$slug/clients", params: { slug } })}
    />
  );
}
