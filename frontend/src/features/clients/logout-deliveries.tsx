import { listLogoutDeliveriesInfiniteOptions } from "@alias/sdk/react-query";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Client, LogoutDelivery, Tenant } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyText } from "@/ui/copy";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";

const states: Record<LogoutDelivery["status"], { word: string; tone: Tone }> = {
  pending: { word: "On its way", tone: "info" },
  delivered: { word: "Delivered", tone: "success" },
  failed: { word: "Given up", tone: "danger" },
};

const causes: Record<LogoutDelivery["cause"], string> = {
  logout: "The person signed out",
  session_revoked: "The session was revoked",
  session_expired: "The session expired",
  account_disabled: "The account was disabled",
  account_deleted: "The account was deleted",
  consent_withdrawn: "The person left the service",
  developer_revoked: "A developer revoked the connection",
};

/** The sign-outs that this client's server was told about, or should have been; nothing for a client that is not told. */
export function LogoutDeliveries({ tenant, client }: { tenant: Tenant; client: Client }) {
  const query = useInfiniteQuery({
    ...listLogoutDeliveriesInfiniteOptions({ path: { tenant: tenant.slug, client: client.id }, query: { limit: 10 } }),
    // A page is named by its cursor; the first has none.
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? 5_000 : false),
  });
  if (!client.backchannel_logout_uri && !query.data?.pages[0]?.items.length) return null;
  return (
    <Card aria-labelledby="deliveries" className="overflow-hidden">
      <CardHeader id="deliveries" title="Logout deliveries">
        Each sign-out that {client.name} is told about at its back-channel logout address.
      </CardHeader>
      <div className="border-border border-t">
        <Resource query={query} loading={<RowsSkeleton rows={2} />} what="The logout deliveries">
          {({ pages }) => {
            const deliveries = pages.flatMap((page) => page.items);
            if (deliveries.length === 0)
              return <p className="px-5 py-6 text-center text-muted">Nobody who was signed in here has signed out yet.</p>;
            return (
              <>
                <ul className="divide-y divide-border">
                  {deliveries.map((each) => (
                    <Row key={each.id} value={each} />
                  ))}
                </ul>
                {query.hasNextPage ? (
                  <div className="border-border border-t p-3 text-center">
                    <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      Show older
                    </Button>
                  </div>
                ) : null}
              </>
            );
          }}
        </Resource>
      </div>
    </Card>
  );
}

function Row({ value }: { value: LogoutDelivery }) {
  const { word, tone } = states[value.status];
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-5 py-3">
      <Badge tone={tone} className="mt-0.5 w-24 justify-center">
        {word}
      </Badge>
      <div className="min-w-0 flex-1 basis-60">
        <p className="text-ink">{causes[value.cause]}</p>
        <p className="flex flex-wrap items-center gap-x-1 text-muted text-xs">
          Alias ID <CopyText value={value.sub} label="alias ID" />
        </p>
        {value.problem ? <p className="wrap-anywhere text-danger-text">{value.problem}</p> : null}
      </div>
      <p className="text-muted text-xs sm:text-right">
        <Ago at={value.created_at} className="block" />
        {value.tries} {value.tries === 1 ? "try" : "tries"}
        {value.http_status ? `, answered ${value.http_status}` : value.tries > 0 ? ", no answer" : ""}
      </p>
    </li>
  );
}
