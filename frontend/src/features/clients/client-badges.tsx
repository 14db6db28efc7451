import { getClientQueryKey, listClientsQueryKey, updateClientMutation } from "@alias/sdk/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Client } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { wordsOf } from "@/ui/resource";
import { Ago } from "@/ui/time";
import { toast } from "@/ui/toast";

/** What a client is, in a word each. */
export function ClientBadges({ client }: { client: Client }) {
  return (
    <>
      <Badge>{client.type === "public" ? "Public" : "Confidential"}</Badge>
      {client.origin === "registered" ? <Badge tone="info">Registered itself</Badge> : null}
      {client.origin === "document" ? <Badge tone="info">Document</Badge> : null}
      {client.disabled ? <Badge tone="warning">Disabled</Badge> : null}
    </>
  );
}

/** When a client that registered itself ends, and the way to keep it; nothing for all others. */
export function KeepClient({ slug, client }: { slug: string; client: Client }) {
  const queries = useQueryClient();
  const path = { tenant: slug, client: client.id };
  const keep = useMutation({
    ...updateClientMutation(),
    onSuccess: (kept) => {
      queries.setQueryData(getClientQueryKey({ path }), kept);
      void queries.invalidateQueries({ queryKey: [{ _id: listClientsQueryKey({ path: { tenant: slug } })[0]._id }] });
      toast.success(`${client.name} stays.`);
    },
    onError: (error) => toast.error("The client was not kept.", wordsOf(error).detail),
  });
  if (!client.expires_at) return null;
  return (
    <span className="relative mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-warning-text text-xs">
      <span>
        ends <Ago at={client.expires_at} />
      </span>
      <Button
        size="sm"
        busy={keep.isPending}
        aria-label={`Keep ${client.name}`}
        onClick={() => keep.mutate({ path, body: { keep: true } })}
      >
        Keep
      </Button>
    </span>
  );
}
