import { Link } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide-react";
import type { Tenant } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageHeader } from "@/ui/page-header";
import { EnvironmentBadge } from "./environments";

/** Every workspace a developer is a member of. */
export function WorkspaceList({ tenants }: { tenants: readonly Tenant[] }) {
  return (
    <div className="mx-auto w-full max-w-2xl pt-6">
      <PageHeader
        title="Workspaces"
        actions={
          <Button asChild look="primary">
            <Link to="/new">
              <Plus aria-hidden /> New workspace
            </Link>
          </Button>
        }
      >
        A workspace is one service in one environment, with an issuer and keys of its own.
      </PageHeader>
      <Card>
        <ul className="divide-y divide-border">
          {tenants.map((tenant) => (
            <li key={tenant.id}>
              <Link
                to="/w/$slug"
                params={{ slug: tenant.slug }}
                className="flex items-center gap-3.5 rounded-lg px-4 py-3.5 hover:bg-hover"
              >
                <Avatar name={tenant.name} className="size-9 text-base" />
                <span className="min-w-0 flex-1">
                  <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                    <span className="wrap-anywhere font-semibold text-ink">{tenant.name}</span>
                    <EnvironmentBadge environment={tenant.environment} />
                  </span>
                  <code className="wrap-anywhere block text-muted text-xs">{tenant.issuer}</code>
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-subtle" />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
