import { listAttemptsInfiniteOptions, listClientsOptions } from "@alias/sdk/react-query";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Activity, Pause, SearchX } from "lucide-react";
import { useState } from "react";
import type { Tenant } from "@/api/types";
import { present } from "@/lib/search";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Input, Select } from "@/ui/field";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { AttemptRows } from "./attempt-rows";
import { type AttemptSearch, outcomes } from "./search";

type Changed = { [Name in keyof AttemptSearch]: AttemptSearch[Name] | undefined };

type Props = {
  tenant: Tenant;
  search: AttemptSearch;
  onSearch: (search: AttemptSearch) => void;
  /** Only this client's attempts; the filter by client is then not offered. */
  client?: string;
};

/** The live log: every attempt at the issuer, with what came and what should have come. */
export function AttemptsLog({ tenant, search, onSearch, client }: Props) {
  const [typed, setTyped] = useState(search.correlation ?? "");
  const correlation = useDebounced(typed.trim());
  const wanted = client ?? search.client;
  const query = useInfiniteQuery({
    ...listAttemptsInfiniteOptions({
      path: { tenant: tenant.slug },
      query: {
        limit: 50,
        ...(wanted ? { client: wanted } : {}),
        ...(search.outcome ? { outcome: search.outcome } : {}),
        ...(correlation ? { correlation_id: correlation } : {}),
      },
    }),
    // A page is named by its cursor; the first has none.
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    // Only the newest page is kept live: somebody who reads further back does not want the rows to move.
    refetchInterval: ({ state }) => (state.status === "error" ? 15_000 : (state.data?.pages.length ?? 0) <= 1 ? 3_000 : false),
    placeholderData: keepPreviousData,
  });
  const live = (query.data?.pages.length ?? 0) <= 1;
  const filtered = Boolean(search.outcome || search.client || correlation);
  const change = (part: Changed) => onSearch(present({ ...search, attempt: undefined, ...part }));
  return (
    <Card aria-label="Attempts" className="overflow-hidden">
      <search className="flex flex-wrap items-center gap-2 border-border border-b p-3">
        <Select
          aria-label="Outcome"
          value={search.outcome ?? ""}
          onChange={(event) => change({ outcome: outcomes.find((each) => each === event.target.value) })}
          className="w-auto flex-1 basis-full sm:flex-none sm:basis-auto"
        >
          <option value="">Every outcome</option>
          <option value="ok">OK</option>
          <option value="refused">Refused</option>
          <option value="failed">Failed</option>
        </Select>
        {client ? null : <ClientFilter slug={tenant.slug} value={search.client} onChange={(value) => change({ client: value })} />}
        <Input
          type="search"
          aria-label="Correlation ID"
          placeholder="Correlation ID"
          mono
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            change({ correlation: event.target.value.trim() || undefined });
          }}
          className="min-w-40 flex-1"
        />
        <span role="status" className="flex items-center gap-2 px-2 text-muted text-xs">
          {live ? (
            <>
              <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" /> Live
            </>
          ) : (
            <>
              <Pause aria-hidden className="size-3.5" /> Paused
            </>
          )}
        </span>
      </search>
      <Resource query={query} loading={<RowsSkeleton rows={8} />} what="The activity">
        {({ pages }) => {
          const attempts = pages.flatMap((page) => page.items);
          if (attempts.length === 0)
            return filtered ? (
              <Empty
                icon={<SearchX />}
                title="No attempt matches"
                actions={
                  <Button
                    onClick={() => {
                      setTyped("");
                      onSearch({});
                    }}
                  >
                    Clear the filters
                  </Button>
                }
              >
                A correlation ID is on every error page and in the header X-Correlation-Id of every answer.
              </Empty>
            ) : (
              <Empty icon={<Activity />} title="Nothing has happened yet">
                Every sign-in, token request and refusal appears here within seconds, with what your service sent beside what was expected.
                Run a test sign-in, or start one from your service.
              </Empty>
            );
          return (
            <>
              <AttemptRows
                slug={tenant.slug}
                attempts={attempts}
                open={search.attempt}
                onOpen={(attempt) => onSearch(present({ ...search, attempt }))}
                showClient={client === undefined}
              />
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
  );
}

function ClientFilter({
  slug,
  value,
  onChange,
}: {
  slug: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const clients = useQuery(listClientsOptions({ path: { tenant: slug }, query: { limit: 100 } }));
  const items = clients.data?.items ?? [];
  return (
    <Select
      aria-label="Client"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
      className="w-auto flex-1 basis-full sm:max-w-56 sm:flex-none sm:basis-auto"
    >
      <option value="">Every client</option>
      {value && !items.some((client) => client.id === value) ? <option value={value}>{value}</option> : null}
      {items.map((client) => (
        <option key={client.id} value={client.id}>
          {client.name}
        </option>
      ))}
    </Select>
  );
}
