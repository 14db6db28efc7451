import { listAttemptsOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { AttemptRows } from "./attempt-rows";

/** The last few attempts of a workspace, kept fresh. */
export function RecentAttempts({ tenant }: { tenant: Tenant }) {
  const [open, setOpen] = useState<string>();
  const query = useQuery({ ...listAttemptsOptions({ path: { tenant: tenant.slug }, query: { limit: 6 } }), refetchInterval: 5_000 });
  return (
    <Card aria-labelledby="recent" className="overflow-hidden">
      <CardHeader
        id="recent"
        title="Recent attempts"
        actions={
          <Button asChild size="sm">
            <Link to="/w/$slug/activity" params={{ slug: tenant.slug }}>
              All activity
            </Link>
          </Button>
        }
      >
        Sign-ins and refusals at your issuer, as they happen.
      </CardHeader>
      <div className="border-border border-t">
        <Resource query={query} loading={<RowsSkeleton rows={4} />} what="The attempts">
          {({ items }) =>
            items.length === 0 ? (
              <p className="px-5 py-8 text-center text-muted">
                Nothing has happened yet. The first sign-in, or the first refusal, appears here within seconds.
              </p>
            ) : (
              <AttemptRows slug={tenant.slug} attempts={items} open={open} onOpen={setOpen} showClient />
            )
          }
        </Resource>
      </div>
    </Card>
  );
}
