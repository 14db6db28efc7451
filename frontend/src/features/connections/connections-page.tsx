import { listClientsOptions, listConnectionsInfiniteOptions } from "@alias/sdk/react-query";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SearchX, Users } from "lucide-react";
import { useState } from "react";
import type { Connection, Tenant } from "@/api/types";
import { present } from "@/lib/search";
import { useDebounced } from "@/lib/use-debounced";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyText } from "@/ui/copy";
import { Empty } from "@/ui/empty";
import { Input, Select } from "@/ui/field";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { RevokeConnection } from "./revoke-connection";
import type { ConnectionSearch } from "./search";

type Props = { tenant: Tenant; search: ConnectionSearch; onSearch: (search: ConnectionSearch) => void };

/** The people of a workspace as it sees them: aliases and what was granted, never who they are. */
export function ConnectionsPage({ tenant, search, onSearch }: Props) {
  const path = { tenant: tenant.slug };
  const [text, setText] = useState(search.q ?? "");
  const [revoking, setRevoking] = useState<Connection>();
  const settled = useDebounced(text.trim());
  const clients = useQuery(listClientsOptions({ path, query: { limit: 100 } })).data?.items ?? [];
  const nameOf = (id: string) => clients.find((client) => client.id === id)?.name ?? id;
  const query = useInfiniteQuery({
    ...listConnectionsInfiniteOptions({
      path,
      query: { limit: 50, ...(settled ? { q: settled } : {}), ...(search.client ? { client: search.client } : {}) },
    }),
    // A page is named by its cursor; the first has none.
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader title="Connections" titleSuffix={tenant.name}>
        The people who signed in, as this workspace sees them: an alias, a made-up name, and what they granted. Who they are elsewhere is
        never shown.
      </PageHeader>
      <Card aria-label="Connections" className="overflow-hidden">
        <search className="flex flex-wrap gap-2 border-border border-b p-3">
          <Input
            type="search"
            aria-label="Find one person"
            placeholder="Alias ID, username or relay address"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              onSearch(present({ ...search, q: event.target.value.trim() || undefined }));
            }}
            className="min-w-0 flex-1 basis-64"
          />
          <Select
            aria-label="Client"
            value={search.client ?? ""}
            onChange={(event) => onSearch(present({ ...search, client: event.target.value || undefined }))}
            className="w-auto flex-1 basis-40 sm:max-w-56 sm:flex-none"
          >
            <option value="">Every client</option>
            {search.client && !clients.some(({ id }) => id === search.client) ? (
              <option value={search.client}>{search.client}</option>
            ) : null}
            {clients.map((client) => (
              <option key={client.id} value={client.id}>
                {client.name}
              </option>
            ))}
          </Select>
        </search>
        <Resource query={query} loading={<RowsSkeleton />} what="The connections">
          {({ pages }) => {
            const connections = pages.flatMap((page) => page.items);
            if (connections.length === 0)
              return settled || search.client ? (
                <Empty
                  icon={<SearchX />}
                  title="Nobody matches"
                  actions={
                    <Button
                      onClick={() => {
                        setText("");
                        onSearch({});
                      }}
                    >
                      Clear the filters
                    </Button>
                  }
                >
                  A person is found by their whole alias ID, username or relay address. There is nothing to browse by: that is the point.
                </Empty>
              ) : (
                <Empty
                  icon={<Users />}
                  title="Nobody has signed in yet"
                  actions={
                    <Button asChild look="primary">
                      <Link to="/w/$slug/connect" params={{ slug: tenant.slug }}>
                        Connect a service
                      </Link>
                    </Button>
                  }
                >
                  A connection is one person at your workspace. It begins when they first agree to share something with one of your clients,
                  and keeps the same alias when they come back.{" "}
                  <a className="link" href="/docs">
                    Read how it works
                  </a>
                </Empty>
              );
            return (
              <>
                <ul className="divide-y divide-border">
                  {connections.map((connection) => (
                    <Row key={connection.id} value={connection} nameOf={nameOf} onRevoke={() => setRevoking(connection)} />
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
      </Card>
      <RevokeConnection tenant={tenant} value={revoking} onDone={() => setRevoking(undefined)} />
    </>
  );
}

function Row({ value, nameOf, onRevoke }: { value: Connection; nameOf: (client: string) => string; onRevoke: () => void }) {
  return (
    <li className="flex items-start gap-4 px-5 py-4">
      <Avatar name={value.nickname} round className="size-9 text-sm max-sm:hidden" />
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="wrap-anywhere font-medium text-ink">{value.nickname}</span>
            <code className="wrap-anywhere text-muted text-xs">{value.preferred_username}</code>
            {value.ended_at ? <Badge>left</Badge> : null}
          </p>
          <p className="flex flex-wrap items-center gap-x-1 text-muted text-xs">
            Alias ID <CopyText value={value.sub} label="alias ID" />
          </p>
          <ul className="mt-1 space-y-1.5">
            {value.clients.map(({ client_id, scopes }) => (
              <li key={client_id} className="flex flex-wrap items-center gap-1.5">
                <span className="wrap-anywhere mr-1 text-ink">{nameOf(client_id)}</span>
                {scopes.map((scope) => (
                  <Badge key={scope} className="wrap-anywhere whitespace-normal font-mono">
                    {scope}
                  </Badge>
                ))}
              </li>
            ))}
          </ul>
          <p className="mt-1.5 text-muted text-xs">
            First signed in <Ago at={value.created_at} />
            {value.ended_at ? (
              <>
                , left <Ago at={value.ended_at} />
              </>
            ) : null}
          </p>
        </div>
        {value.ended_at ? null : (
          <Button look="danger-outline" size="sm" aria-label={`Revoke the connection of ${value.nickname}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </div>
    </li>
  );
}
