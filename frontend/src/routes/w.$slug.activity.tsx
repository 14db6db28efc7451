import { createFileRoute } from "@tanstack/react-router";
import { AttemptsLog } from "@/features/attempts/attempts-log";
import { attemptSearch } from "@/features/attempts/search";
import { useTenant } from "@/features/workspaces/use-tenant";
import { PageHeader } from "@/ui/page-header";

export const Route = createFileRoute("/w/$slug/activity")({ validateSearch: attemptSearch, component: ActivityPage });

function ActivityPage() {
  const tenant = useTenant(Route.useParams().slug);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <>
      <PageHeader title="Activity" titleSuffix={tenant.name}>
        Every request at your issuer, newest first. A refusal shows what was received beside what was expected.
      </PageHeader>
      <AttemptsLog
        tenant={tenant}
        search={search}
        onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
    </>
  );
}
