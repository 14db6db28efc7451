import { listResourcesOptions } from "@alias/sdk/react-query";
import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, ServerCog, Trash2 } from "lucide-react";
import type { Resource as ApiResource, Tenant } from "@/api/types";
import { inWords } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyText } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { PageHeader } from "@/ui/page-header";
import { Resource } from "@/ui/resource";
import { RowsSkeleton } from "@/ui/skeleton";
import { DeleteResource } from "./delete-resource";
import { ResourceForm } from "./resource-form";
import type { ResourceSearch } from "./search";

type Props = { tenant: Tenant; search: ResourceSearch; onSearch: (search: ResourceSearch) => void };

/** The APIs that tokens of this workspace are for (RFC 8707). */
export function ResourcesPage({ tenant, search, onSearch }: Props) {
  const query = useQuery(listResourcesOptions({ path: { tenant: tenant.slug } }));
  const find = (id: string | undefined) => query.data?.items.find((resource) => resource.id === id);
  const editing = find(search.edit);
  const done = () => onSearch({});
  const add = (
    <Button look="primary" onClick={() => onSearch({ add: true })}>
      <Plus aria-hidden /> Add a resource
    </Button>
  );
  return (
    <>
      <PageHeader title="Resources" titleSuffix={tenant.name} actions={query.data?.items.length ? add : null}>
        The APIs that access tokens are for. A client asks for one by its identifier, and its tokens work nowhere else.
      </PageHeader>
      <Card aria-label="Resources">
        <Resource query={query} loading={<RowsSkeleton rows={3} />} what="The resources">
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={<ServerCog />} title="No resources yet" actions={add}>
                A resource is an API of yours, or an MCP server. Tell Alias its address, and clients get access tokens that name it as their
                audience, with scopes of its own. Without one, tokens only open the User Info Endpoint.{" "}
                <a className="link" href="/docs">
                  Read how it works
                </a>
              </Empty>
            ) : (
              <ul className="divide-y divide-border">
                {items.map((each) => (
                  <Row
                    key={each.id}
                    value={each}
                    onEdit={() => onSearch({ edit: each.id })}
                    onDelete={() => onSearch({ remove: each.id })}
                  />
                ))}
              </ul>
            )
          }
        </Resource>
      </Card>
      <Dialog open={search.add === true} onClose={done} title="Add a resource">
        <ResourceForm tenant={tenant} onDone={done} />
      </Dialog>
      <Dialog open={editing !== undefined} onClose={done} title={`Change ${editing?.name ?? ""}`}>
        {editing ? <ResourceForm key={editing.id} tenant={tenant} value={editing} onDone={done} /> : null}
      </Dialog>
      <DeleteResource tenant={tenant} value={find(search.remove)} onDone={done} />
    </>
  );
}

function Row({ value, onEdit, onDelete }: { value: ApiResource; onEdit: () => void; onDelete: () => void }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="wrap-anywhere font-medium text-ink">{value.name}</span>
          <Badge>{value.access_token_format === "jwt" ? `JWT, ${value.access_token_signed_alg}` : "Opaque"}</Badge>
          {value.access_token_lifetime_seconds ? <Badge>at most {inWords(value.access_token_lifetime_seconds)}</Badge> : null}
        </p>
        <CopyText value={value.identifier} label="identifier" />
        <p className="flex flex-wrap gap-1.5">
          {value.scopes.length === 0 ? <span className="text-muted">No scopes of its own.</span> : null}
          {value.scopes.map((scope) => (
            <Badge key={scope} className="wrap-anywhere whitespace-normal font-mono">
              {scope}
            </Badge>
          ))}
        </p>
      </div>
      <div className="flex gap-2">
        <Button size="sm" aria-label={`Change ${value.name}`} onClick={onEdit}>
          <Pencil aria-hidden /> Change
        </Button>
        <Button size="sm" look="danger-outline" aria-label={`Delete ${value.name}`} onClick={onDelete}>
          <Trash2 aria-hidden /> Delete
        </Button>
      </div>
    </li>
  );
}
