import { listClientsInfiniteOptions } from "@alias/sdk/react-query";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Boxes, Plus, SearchX } from "lucide-react";
import { useState } from "react";
import type { Client, Tenant } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Input } from "@/ui/field";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { ClientBadges, KeepClient } from "./client-badges";
import { integrations } from "./integrations";

type Props = { tenant: Tenant; search: string; onSearch: (search: string) => void };

/** Every client of a workspace. */
export function ClientsPage({ tenant, search, onSearch }: Props) {
  const [text, setText] = useState(search);
  const settled = useDebounced(text.trim());
  const query = useInfiniteQuery({
    ...listClientsInfiniteOptions({ path: { tenant: tenant.slug }, query: { limit: 50, ...(settled ? { q: settled } : {}) } }),
    // A page is named by its cursor; the first has none.
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
  const connect = (
    <Button asChild look="primary">
      <Link to="/w/$slug/connect" params={{ slug: tenant.slug }}>
        <Plus aria-hidden /> Connect a service
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title="Clients" titleSuffix={tenant.name} actions={connect}>
        A client is one piece of software that signs people in through this workspace.
      </PageHeader>
      <Card aria-label="Clients" className="overflow-hidden">
        <search className="block border-border border-b p-3">
          <Input
            type="search"
            aria-label="Search clients"
            placeholder="Search by name or client ID"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              onSearch(event.target.value.trim());
            }}
            className="max-w-sm"
          />
        </search>
        <Resource query={query} loading={<RowsSkeleton />} what="The clients">
          {({ pages }) => {
            const clients = pages.flatMap((page) => page.items);
            if (clients.length === 0 && settled)
              return (
                <Empty
                  icon={<SearchX />}
                  title={`No client matches “${settled}”`}
                  actions={
                    <Button
                      onClick={() => {
                        setText("");
                        onSearch("");
                      }}
                    >
                      Clear the search
                    </Button>
                  }
                >
                  Names and client IDs are searched.
                </Empty>
              );
            if (clients.length === 0)
              return (
                <Empty icon={<Boxes />} title="No clients yet" actions={connect}>
                  Register your homeserver, website or app as a client: it gets an ID and a secret, and people can sign in to it with a face
                  of their own.{" "}
                  <a className="link" href="/docs">
                    Read how it works
                  </a>
                </Empty>
              );
            return (
              <>
                <Table clients={clients} slug={tenant.slug} />
                {query.hasNextPage ? (
                  <div className="border-border border-t p-3 text-center">
                    <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      Show more
                    </Button>
                  </div>
                ) : null}
              </>
            );
          }}
        </Resource>
      </Card>
    </>
  );
}

function Table({ clients, slug }: { clients: readonly Client[]; slug: string }) {
  return (
    <table className="w-full table-fixed text-left">
      <thead className="border-border border-b text-muted text-xs max-sm:sr-only">
        <tr>
          <th scope="col" className="px-5 py-2 font-medium">
            Name
          </th>
          <th scope="col" className="w-36 px-3 py-2 font-medium">
            Type
          </th>
          <th scope="col" className="hidden w-40 px-3 py-2 font-medium md:table-cell">
            Made for
          </th>
          <th scope="col" className="hidden w-36 px-5 py-2 font-medium md:table-cell">
            Created
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-border">
        {clients.map((client) => (
          <tr key={client.id} className="relative hover:bg-hover">
            <td className="px-5 py-3">
              <Link
                to="/w/$slug/clients/$clientId"
                params={{ slug, clientId: client.id }}
                className="wrap-anywhere font-medium text-ink after:absolute after:inset-0"
              >
                {client.name}
              </Link>
              <code className="wrap-anywhere mt-0.5 block text-muted text-xs">{client.client_id}</code>
            </td>
            <td className="px-3 py-3">
              <span className="flex flex-wrap gap-1.5">
                <ClientBadges client={client} />
              </span>
              <KeepClient slug={slug} client={client} />
            </td>
            <td className="hidden px-3 py-3 text-muted md:table-cell">{integrations[client.integration].name}</td>
            <td className="hidden px-5 py-3 text-muted md:table-cell">
              <Ago at={client.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
