import { getClientOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import type { Tenant } from "@/api/types";
import { CopyText } from "@/ui/copy";
import { Notice } from "@/ui/notice";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { PageSkeleton } from "@/ui/skeleton";
import { ClientBadges, KeepClient } from "./client-badges";
import { Credentials } from "./credentials";
import { LogoutDeliveries } from "./logout-deliveries";
import { type ClientTab, clientTabs, type Integration, type SettingSection } from "./places";
import { Quickstart } from "./quickstart";
import { TestSignIn } from "./test-sign-in";

// The longest tab by far: it comes when it is asked for.
const ClientSettings = lazy(() => import("./client-settings"));

const names: Record<ClientTab, string> = {
  quickstart: "Quickstart",
  settings: "Settings",
  credentials: "Credentials",
  test: "Test",
  activity: "Activity",
};

type Props = {
  tenant: Tenant;
  clientId: string;
  tab: ClientTab;
  integration: Integration | undefined;
  test: string | undefined;
  section: SettingSection | undefined;
  /** The client's log, which is a feature of its own. */
  activity: ReactNode;
  onIntegration: (integration: Integration) => void;
  onTest: (test: string) => void;
  onSection: (section: SettingSection | undefined) => void;
  onDeleted: () => void;
};

/** One client, on five tabs whose name is in the address bar. */
export function ClientPage({
  tenant,
  clientId,
  tab,
  integration,
  test,
  section,
  activity,
  onIntegration,
  onTest,
  onSection,
  onDeleted,
}: Props) {
  const query = useQuery(getClientOptions({ path: { tenant: tenant.slug, client: clientId } }));
  return (
    <Resource query={query} loading={<PageSkeleton />} what="The client">
      {(client) => (
        <>
          <PageHeader
            title={client.name}
            titleSuffix={`${names[tab]} · ${tenant.name}`}
            above={
              <Link
                to="/w/$slug/clients"
                params={{ slug: tenant.slug }}
                className="-ml-1 mb-2 inline-flex items-center gap-1 rounded-sm font-medium text-muted hover:text-ink"
              >
                <ChevronLeft aria-hidden className="size-4" /> Clients
              </Link>
            }
            badge={<ClientBadges client={client} />}
          >
            <CopyText value={client.client_id} label="client ID" />
            <KeepClient slug={tenant.slug} client={client} />
          </PageHeader>
          <nav aria-label="Client" className="-mx-4 mb-6 overflow-x-auto border-border border-b px-4 sm:mx-0 sm:px-0">
            <ul className="flex gap-5">
              {clientTabs.map((each) => (
                <li key={each}>
                  <Link
                    to="/w/$slug/clients/$clientId"
                    params={{ slug: tenant.slug, clientId }}
                    search={{ tab: each }}
                    resetScroll={false}
                    aria-current={each === tab ? "page" : undefined}
                    className="-mb-px block whitespace-nowrap border-transparent border-b-2 px-0.5 py-2.5 font-medium text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
                  >
                    {names[each]}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          {client.disabled && tab !== "settings" ? (
            <Notice tone="warning" title="This client is disabled" className="mb-6">
              Nobody can sign in through it until it is enabled again under Settings.
            </Notice>
          ) : null}
          {tab === "quickstart" ? (
            <Quickstart tenant={tenant} client={client} integration={integration ?? client.integration} onIntegration={onIntegration} />
          ) : tab === "settings" ? (
            <Suspense fallback={<PageSkeleton />}>
              <ClientSettings tenant={tenant} client={client} section={section} onSection={onSection} onDeleted={onDeleted} />
            </Suspense>
          ) : tab === "credentials" ? (
            <Credentials tenant={tenant} client={client} />
          ) : tab === "test" ? (
            <TestSignIn tenant={tenant} client={client} test={test} onTest={onTest} />
          ) : (
            <div className="space-y-6">
              <LogoutDeliveries tenant={tenant} client={client} />
              {activity}
            </div>
          )}
        </>
      )}
    </Resource>
  );
}
