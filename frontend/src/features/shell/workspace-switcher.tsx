import { listTenantsOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, ChevronsUpDown, LayoutGrid, Plus } from "lucide-react";
import type { Tenant } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";

/** The workspace one is in, and the way to the others. */
export function WorkspaceSwitcher({ tenant }: { tenant: Tenant }) {
  const list = useQuery(listTenantsOptions({ query: { limit: 100 } }));
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Workspace ${tenant.name}. Switch workspace`}
          className="flex w-full min-w-0 cursor-pointer items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover"
        >
          <Avatar name={tenant.name} className="size-7" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-ink leading-tight">{tenant.name}</span>
            <span className="block truncate text-subtle text-xs">
              {tenant.environment === "development" ? "Development" : "Production"}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-subtle" />
        </button>
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      {(list.data?.items ?? [tenant]).map((other) => (
        <MenuItem key={other.id} asChild>
          <Link to="/w/$slug" params={{ slug: other.slug }}>
            <Avatar name={other.name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{other.name}</span>
              <span className="block truncate text-subtle text-xs">
                {other.environment === "development" ? "Development" : "Production"}
              </span>
            </span>
            {other.id === tenant.id ? <Check aria-label="current" /> : null}
          </Link>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/" search={{ all: true }}>
          <LayoutGrid aria-hidden /> All workspaces
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/new">
          <Plus aria-hidden /> New workspace
        </Link>
      </MenuItem>
    </Menu>
  );
}
